package store

import (
	"context"
	"fmt"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// InLine lists what is being made in the order of the line: what is at the
// generator, then what waits for a place there, each the oldest first. Of a
// line that is longer than most the end is left out.
func (s *Store) InLine(ctx context.Context, most int) ([]celebration.Celebration, error) {
	return s.list(ctx, `WHERE c.status IN (`+in(celebration.Making())+`)
		ORDER BY c.status = '`+string(celebration.Approved)+`', c.id LIMIT $1`, most)
}

// Making counts the celebrations for which a clip is on its way.
func (s *Store) Making(ctx context.Context) (int, error) {
	var n int
	query := `SELECT count(*) FROM celebrations WHERE status IN (` + in(celebration.Making()) + `)`
	if err := s.read.QueryRowContext(ctx, query).Scan(&n); err != nil {
		return 0, fmt.Errorf("count what is being made: %w", err)
	}
	return n, nil
}

// Totals is what came in and what was made of it since the beginning.
type Totals struct {
	Donations int
	Clips     int
	Rubles    money.Amount // of all donations that have a price, tests apart
	ByStatus  map[celebration.Status]int
}

// Totals counts everything.
func (s *Store) Totals(ctx context.Context) (Totals, error) {
	t := Totals{ByStatus: map[celebration.Status]int{}}
	var kopecks int64
	err := s.read.QueryRowContext(ctx, `
		SELECT count(*), coalesce(sum(c.kopecks), 0), (SELECT count(*) FROM clips)
		FROM celebrations c INDEXED BY celebrations_listed
		WHERE c.id NOT IN (SELECT id FROM donations WHERE source IN (`+ours+`))`).Scan(&t.Donations, &kopecks, &t.Clips)
	if err != nil {
		return t, fmt.Errorf("count the donations: %w", err)
	}
	t.Rubles = rublesOf(kopecks)
	t.ByStatus, err = s.ByStatus(ctx)
	return t, err
}
