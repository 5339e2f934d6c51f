package store

import (
	"context"
	"fmt"
	"time"

	"streamspark/internal/celebration"
)

// SaveDecision records a decision by which no celebration moves: about what plays, or
// about a donor. One that moves a celebration is saved with it.
func (s *Store) SaveDecision(ctx context.Context, d celebration.Decision) error {
	err := s.change(ctx, func(tx *tx, what *Change) error {
		if d.Celebration > 0 {
			what.Celebrations = []int64{d.Celebration}
		}
		return addDecision(tx, d, s.now())
	})
	if err != nil {
		return fmt.Errorf("record a decision: %w", err)
	}
	return nil
}

// Decisions lists what was decided, the newest first.
func (s *Store) Decisions(ctx context.Context, limit int) ([]celebration.Decision, error) {
	return s.decisions(ctx, `ORDER BY id DESC LIMIT $1`, limit)
}

// decisionsOf lists what was decided about a celebration, the oldest first.
func (s *Store) decisionsOf(ctx context.Context, id int64) ([]celebration.Decision, error) {
	return s.decisions(ctx, `WHERE celebration = $1 ORDER BY id`, id)
}

func (s *Store) decisions(ctx context.Context, which string, args ...any) ([]celebration.Decision, error) {
	rows, err := s.query(ctx, `SELECT coalesce(celebration, 0), at, via, who, action FROM decisions `+which, args...)
	if err != nil {
		return nil, fmt.Errorf("list the decisions: %w", err)
	}
	found, err := collect(rows, func(row scanner) (d celebration.Decision, err error) {
		var at int64
		err = row.Scan(&d.Celebration, &at, &d.Via, &d.Who, &d.Action)
		d.At = fromMillis(at)
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("list the decisions: %w", err)
	}
	return found, nil
}

func addDecision(tx *tx, d celebration.Decision, now time.Time) error {
	_, err := tx.exec(`INSERT INTO decisions (celebration, at, via, who, action) VALUES (nullif($1, 0), $2, $3, $4, $5)`,
		d.Celebration, millis(now), string(d.Via), d.Who, d.Action)
	return err
}
