package donationalerts

import (
	"cmp"
	"slices"
	"time"
)

// idlePages is how many pages running may bring nothing new before the list
// is taken to repeat itself.
const idlePages = 3

// place is where the reading of the list stands between rounds.
type place struct {
	epoch   int
	seen    map[string]bool // the ids of the last finished reading
	reading *reading        // one that is not finished; nil where there is none
}

// reading is the way back from page 1 to the cursor. It may take several
// rounds.
type reading struct {
	at    cursor
	first bool // the account's very first reading: back to a donation made before the connection
	next  int  // the page to read
	rows  []row
	ids   map[string]bool // of rows
	total int             // of the list, as the last page said
	idle  int             // pages running without anything new
	done  bool            // far enough: to be handed over
}

func newReading(at cursor, known bool) *reading {
	return &reading{at: at, first: !known, next: 1, ids: map[string]bool{}}
}

// take adds a page, and notes whether the reading has come far enough. since
// is when the connection was made.
func (r *reading) take(p page, since time.Time) error {
	if p.total > 0 && p.total < r.total {
		// Rows went away and others moved up, perhaps to a page that was read
		// already: only reading from the start sees them all.
		r.rows, r.ids, r.next, r.total, r.idle = nil, map[string]bool{}, 1, 0, 0
		return nil
	}
	if r.first {
		older := max(r.at.First, p.newestBefore(since))
		r.at = cursor{First: older, Last: older}
	}
	above, below, ordered := false, false, true
	before, fresh := uint64(0), 0
	for _, x := range p.rows {
		if x.number > 0 {
			ordered = ordered && (before == 0 || x.number < before)
			before = x.number
			above = above || x.number > r.at.Last
			below = below || x.number <= r.at.Last
		}
		if !r.ids[x.donation.ID] {
			r.ids[x.donation.ID] = true
			r.rows = append(r.rows, x)
			fresh++
		}
	}
	r.total = p.total
	r.next++
	r.done = !p.more || below && (ordered || !above)
	if r.idle++; fresh > 0 {
		r.idle = 0
	}
	if !r.done && r.idle >= idlePages {
		return problem(CodeRepeats, nil)
	}
	return nil
}

// oldestFirst turns rows as they were read, newest first, into the order in
// which they were made. Rows without an id stay with the one before them.
func oldestFirst(rows []row) []row {
	slices.Reverse(rows)
	keys := make(map[string]uint64, len(rows))
	last := uint64(0)
	for _, x := range rows {
		if x.number > 0 {
			last = x.number
		}
		keys[x.donation.ID] = last
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		return cmp.Compare(keys[a.donation.ID], keys[b.donation.ID])
	})
	return rows
}
