package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// Away is what came while the streamer was away and waits for a decision.
type Away struct {
	Count  int
	Rubles money.Amount
	First  time.Time // when the oldest of them was made
	Last   time.Time
	Newest int64 // the celebration that came last; 0: nothing waits
}

// awaits returns the condition of what came while the streamer was away: held
// because it was old already when it was first seen, or because a restored
// backup does not know what became of it.
func awaits() string {
	return `c.status = 'held' AND (` + because("c.reason", celebration.WhyCatchUp) + ` OR ` + because("c.reason", celebration.WhyRestored) + `)`
}

// Away counts what came while the streamer was away.
func (s *Store) Away(ctx context.Context) (Away, error) {
	var a Away
	var kopecks, first, last int64
	err := s.row(ctx, `
		SELECT count(*), coalesce(sum(c.kopecks), 0), coalesce(min(d.made_at), 0), coalesce(max(d.made_at), 0), coalesce(max(c.id), 0)
		FROM celebrations c JOIN donations d ON d.id = c.id WHERE `+awaits()).Scan(&a.Count, &kopecks, &first, &last, &a.Newest)
	if err != nil {
		return a, fmt.Errorf("count what came while you were away: %w", err)
	}
	a.Rubles = rublesOf(kopecks)
	a.First, a.Last = fromMillis(first), fromMillis(last)
	return a, nil
}

// AwayList lists them in the order in which they came, those after an id.
func (s *Store) AwayList(ctx context.Context, after int64, limit int) ([]celebration.Celebration, error) {
	return s.list(ctx, `WHERE `+awaits()+` AND c.id > $1 ORDER BY c.id LIMIT $2 + 0`, after, limit)
}

// AwayIDs lists the ids of them, up to and with one; all where it is 0.
func (s *Store) AwayIDs(ctx context.Context, through int64) ([]int64, error) {
	query := `SELECT c.id FROM celebrations c WHERE ` + awaits() + ` AND ($1 = 0 OR c.id <= $1) ORDER BY c.id` //nolint:gosec // words of ours alone
	rows, err := s.query(ctx, query, through)
	if err != nil {
		return nil, fmt.Errorf("list what came while you were away: %w", err)
	}
	ids, err := collect(rows, scanValue[int64])
	if err != nil {
		return nil, fmt.Errorf("list what came while you were away: %w", err)
	}
	return ids, nil
}

// SaveEach saves several that have no new clip as Save does, and waits for the
// disk once. One that somebody else has saved since has ErrStale at its place, and stops none of
// the others. The second result is an error of the whole: then nothing was
// saved.
func (s *Store) SaveEach(ctx context.Context, all []*celebration.Celebration) ([]error, error) {
	now := s.now()
	failed := make([]error, len(all))
	err := s.change(ctx, func(tx *tx, what *Change) error {
		for i, c := range all {
			err := update(tx, c, now)
			switch {
			case errors.Is(err, ErrStale): // found before anything of it was written
				failed[i] = fmt.Errorf("save celebration %d: %w", c.ID, err)
			case err != nil:
				return fmt.Errorf("save celebration %d: %w", c.ID, err)
			default:
				what.Celebrations = append(what.Celebrations, c.ID)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, c := range all {
		if failed[i] == nil {
			c.Version++
			c.UpdatedAt = now.UTC()
		}
	}
	return failed, nil
}
