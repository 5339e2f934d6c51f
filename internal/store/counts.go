package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// How far back MakingTimes looks.
const (
	timedMoves = 5000 // moves
	timedClips = 60   // clips
)

// ours are the sources that no viewer stands behind, in SQL: tests, and
// orders by hand. What was received is counted without them.
const ours = `'` + celebration.SourceTest + `', '` + celebration.SourceManual + `'`

// ByStatus counts the celebrations of each status.
func (s *Store) ByStatus(ctx context.Context) (map[celebration.Status]int, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT status, count(*) FROM celebrations GROUP BY status`)
	if err != nil {
		return nil, fmt.Errorf("count the statuses: %w", err)
	}
	counts := map[celebration.Status]int{}
	err = each(rows, func(row scanner) error {
		var status celebration.Status
		var n int
		err := row.Scan(&status, &n)
		counts[status] = n
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count the statuses: %w", err)
	}
	return counts, nil
}

// Since counts the donations that came in since a moment, and the rubles of
// those that have a price. Tests, orders by hand and what was given before
// the program was first connected are left out.
func (s *Store) Since(ctx context.Context, moment time.Time) (donations int, rubles money.Amount, err error) {
	var kopecks int64
	err = s.read.QueryRowContext(ctx, `
		SELECT count(*), coalesce(sum(c.kopecks), 0)
		FROM celebrations c JOIN donations d ON d.id = c.id
		WHERE c.created_at >= $1 AND d.older = 0 AND d.source NOT IN (`+ours+`)`, millis(moment)).Scan(&donations, &kopecks)
	if err != nil {
		return 0, money.Amount{}, fmt.Errorf("count the donations since %s: %w", moment.Format(time.DateTime), err)
	}
	return donations, rublesOf(kopecks), nil
}

// MakingTimes tells how long each generator took for its last clips, from
// the order to the finished file: the median. One that made none lately is
// not in it.
func (s *Store) MakingTimes(ctx context.Context) (map[string]time.Duration, error) {
	rows, err := s.read.QueryContext(ctx, `
		SELECT c.generator, done.at - begun.at
		FROM moves done
		JOIN celebrations c ON c.id = done.celebration
		JOIN moves begun ON begun.id = (
			SELECT max(id) FROM moves WHERE celebration = done.celebration AND id < done.id AND status = 'submitting')
		WHERE done.id > (SELECT coalesce(max(id), 0) FROM moves) - $1 AND done.status = 'ready' AND 'fetching' = (
			SELECT status FROM moves WHERE celebration = done.celebration AND id < done.id ORDER BY id DESC LIMIT 1)
		ORDER BY done.id DESC LIMIT $2`, timedMoves, timedClips)
	if err != nil {
		return nil, fmt.Errorf("read how long clips took: %w", err)
	}
	took := map[string][]int64{}
	err = each(rows, func(row scanner) error {
		var generator string
		var ms int64
		err := row.Scan(&generator, &ms)
		took[generator] = append(took[generator], ms)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read how long clips took: %w", err)
	}
	medians := map[string]time.Duration{}
	for generator, all := range took {
		slices.Sort(all)
		medians[generator] = time.Duration(all[len(all)/2]) * time.Millisecond
	}
	return medians, nil
}
