package donationalerts

import (
	"context"
	"time"

	"streamspark/internal/celebration"
)

// pagesBetween is the most pages that one reading between two moments takes:
// with the rate limit about two minutes.
const pagesBetween = 100

// List reads the list as far as it is about the time from one moment until
// before another, the newest first: a look beside the rounds, within the same
// rate limit. It moves no cursor and hands nothing over. Rows without a
// readable date are among it, as far as pages were read. Its errors are
// *Problem.
func (s *Source) List(ctx context.Context, from, to time.Time) ([]celebration.Donation, error) {
	defer s.tell()
	_, epoch := s.present()
	rows, err := s.rowsSince(ctx, epoch, from)
	if err != nil {
		return nil, explain(err)
	}
	who, err := s.account(ctx, epoch)
	if err != nil {
		return nil, explain(err)
	}
	at, known, err := s.cursorOf(ctx, who.ID)
	if err != nil {
		return nil, explain(err)
	}
	since, drift := s.since(), s.drift()
	var found []celebration.Donation
	for _, r := range rows {
		d := r.donation
		if !d.CreatedAt.IsZero() && (d.CreatedAt.Before(from) || !d.CreatedAt.Before(to)) {
			continue
		}
		// As the rounds tell it: those of before the first connection are not celebrated.
		d.Older = known && r.number > 0 && r.number <= at.First || !known && d.CreatedAt.Before(since)
		d.ClockAhead = drift // who takes it in judges its age by their clock
		found = append(found, d)
	}
	return found, nil
}

// rowsSince reads pages until one on which everything is older.
func (s *Source) rowsSince(ctx context.Context, epoch int, from time.Time) ([]row, error) {
	var rows []row
	seen := map[string]bool{}
	number, total, idle := 1, 0, 0
	for range pagesBetween {
		p, err := s.page(ctx, epoch, number)
		if err != nil {
			return nil, err
		}
		if p.total > 0 && p.total < total {
			// Rows went away and others moved up to a page that was read: see reading.take.
			rows, seen = nil, map[string]bool{}
			number, total, idle = 1, 0, 0
			continue
		}
		fresh := 0
		for _, r := range p.rows {
			if !seen[r.donation.ID] {
				seen[r.donation.ID] = true
				rows = append(rows, r)
				fresh++
			}
		}
		if !p.more || p.before(from) {
			return rows, nil
		}
		if idle++; fresh > 0 {
			idle = 0
		}
		if idle >= idlePages {
			return nil, problem(CodeRepeats, nil)
		}
		number, total = number+1, p.total
	}
	return nil, problem(CodeTooLong, nil)
}

// before reports whether everything on the page that has a date was made before
// a moment.
func (p page) before(moment time.Time) bool {
	dated := false
	for _, r := range p.rows {
		if r.donation.CreatedAt.IsZero() {
			continue
		}
		if !r.donation.CreatedAt.Before(moment) {
			return false
		}
		dated = true
	}
	return dated
}
