package donationalerts

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"streamspark/internal/outbound"
)

// maxIdlePages is how many pages in a row may have nothing new before the
// list is taken to repeat itself.
const maxIdlePages = 3

// page is one page of the list.
type page struct {
	rows  []row // newest first
	more  bool  // there are further pages, or it is not said that there are none
	total int   // of the whole list; 0 where it is not said

	got time.Time // when it came, by the server's clock as far as that is known
}

// readPage reads a page. What is no list is an error; a row that is no row is
// not.
func readPage(answer *outbound.Answer, number int, now time.Time) (page, error) {
	if !json.Valid(answer.Body) {
		answer.Body = withoutControls(answer.Body)
	}
	var envelope struct {
		Data  json.RawMessage `json:"data"`
		Links json.RawMessage `json:"links"`
		Meta  json.RawMessage `json:"meta"`
	}
	if err := answer.Decode(&envelope); err != nil {
		return page{}, failed(codeBroken, err)
	}
	var rows []json.RawMessage
	if json.Unmarshal(envelope.Data, &rows) != nil || rows == nil {
		return page{}, broken("it has no list of donations")
	}
	var links, meta fields
	// Where these are missing or of another shape, reading goes on until an
	// empty page.
	_ = json.Unmarshal(envelope.Links, &links)
	_ = json.Unmarshal(envelope.Meta, &meta)
	p := page{total: int(min(meta.integer("total"), 1<<31)), rows: make([]row, 0, len(rows)), got: now}
	if len(rows) == 0 && number == 1 && p.total > 0 {
		// Not to be taken for an account without donations.
		return page{}, broken("the list is empty and says that it is not")
	}
	for _, raw := range rows {
		p.rows = append(p.rows, readRow(raw))
	}
	last := meta.integer("last_page")
	ends := links.isNull("next") && (last == 0 || uint64(number) >= last)
	ends = ends || links["next"] == nil && last > 0 && uint64(number) >= last
	p.more = len(rows) > 0 && !ends
	return p, nil
}

// newestBefore returns the highest id of the donations that were made before
// the given time of the server's clock. One whose date cannot be read counts
// as older, and so does one of the future: then its zone is not what we take
// it for.
func (p page) newestBefore(since time.Time) uint64 {
	var highest uint64
	for _, r := range p.rows {
		if at := r.donation.CreatedAt; at.Before(since) || at.After(p.got.Add(maxDrift)) {
			highest = max(highest, r.number)
		}
	}
	return highest
}

// before reports whether everything on the page that has a date was made
// before a moment.
func (p page) before(moment time.Time) bool {
	dated := false
	for _, r := range p.rows {
		at := r.donation.CreatedAt
		if !at.IsZero() && !at.Before(moment) {
			return false
		}
		dated = dated || !at.IsZero()
	}
	return dated
}

// withoutControls replaces control characters, which JSON does not allow in a
// string and which mean nothing outside of one: a raw zero byte in one
// message must not hide the whole page.
func withoutControls(body []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, body)
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
	idle  int             // pages in a row without anything new
	done  bool            // far enough: to be delivered
}

func newReading(at cursor, known bool) *reading {
	return &reading{at: at, first: !known, next: 1, ids: map[string]bool{}}
}

// add adds a page. It reports true where the list became shorter: rows moved
// up, perhaps to a page that was read already, so the reading starts again.
// The error is that of a list that repeats itself.
func (r *reading) add(p page) (restarted bool, err error) {
	if p.total > 0 && p.total < r.total {
		r.rows, r.ids, r.next, r.total, r.idle = nil, map[string]bool{}, 1, 0, 0
		return true, nil
	}
	r.idle++
	for _, x := range p.rows {
		if !r.ids[x.donation.ID] {
			r.ids[x.donation.ID] = true
			r.rows = append(r.rows, x)
			r.idle = 0
		}
	}
	r.total = p.total
	r.next++
	if r.idle >= maxIdlePages && p.more {
		return false, failed(codeRepeats, nil)
	}
	return false, nil
}

// take adds a page, and notes whether the reading has come far enough. since
// is when the connection was made.
func (r *reading) take(p page, since time.Time) error {
	restarted, err := r.add(p)
	if restarted {
		return nil
	}
	if r.first {
		older := max(r.at.First, p.newestBefore(since))
		r.at = cursor{First: older, Last: older}
	}
	above, below, ordered := false, false, true
	before := uint64(0)
	for _, x := range p.rows {
		if x.number > 0 {
			ordered = ordered && (before == 0 || x.number < before)
			before = x.number
			above = above || x.number > r.at.Last
			below = below || x.number <= r.at.Last
		}
	}
	r.done = !p.more || below && (ordered || !above)
	if r.done {
		return nil
	}
	return err
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
