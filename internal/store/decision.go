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

// Held is what waits for a decision.
type Held struct {
	ID    int64
	Since time.Time
}

// HeldBy lists what is held for a reason and was not before a moment, the longest
// waiting first.
func (s *Store) HeldBy(ctx context.Context, code string, after time.Time, limit int) ([]Held, error) {
	rows, err := s.query(ctx, `SELECT id, next_at FROM celebrations INDEXED BY celebrations_due
		WHERE `+waiting([]celebration.Status{celebration.Held})+` AND next_at >= $1 AND `+because("reason", code)+` ORDER BY next_at, id LIMIT $2`, millis(after), limit)
	if err != nil {
		return nil, fmt.Errorf("list what is held: %w", err)
	}
	found, err := collect(rows, func(row scanner) (h Held, err error) {
		var at int64
		err = row.Scan(&h.ID, &at)
		h.Since = fromMillis(at)
		return h, err
	})
	if err != nil {
		return nil, fmt.Errorf("list what is held: %w", err)
	}
	return found, nil
}
