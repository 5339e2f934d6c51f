package store

import (
	"context"
	"fmt"

	"streamspark/internal/celebration"
)

// toLookAt returns the condition of what somebody has to look at.
func toLookAt() string {
	return `c.id IN (SELECT id FROM celebrations INDEXED BY celebrations_due WHERE ` + waiting(celebration.ToLookAt()) + `)`
}

// Waiting lists what somebody has to look at, the oldest first.
func (s *Store) Waiting(ctx context.Context, limit int) ([]celebration.Celebration, error) {
	return s.list(ctx, `WHERE `+toLookAt()+` ORDER BY c.id LIMIT $1 + 0`, limit)
}

// WaitingHere counts what somebody has to look at and is not of Away, and lists the
// oldest of it first.
func (s *Store) WaitingHere(ctx context.Context, limit int) (count int, oldest []celebration.Celebration, err error) {
	here := `SELECT c.id FROM celebrations c INDEXED BY celebrations_here
		WHERE c.status IN (` + statusList(celebration.ToLookAt()) + `) AND NOT (` + awaits() + `)`
	if err := s.row(ctx, `SELECT count(*) FROM (`+here+`)`).Scan(&count); err != nil {
		return 0, nil, fmt.Errorf("count what waits: %w", err)
	}
	if count > 0 {
		oldest, err = s.list(ctx, `WHERE c.id IN (`+here+` ORDER BY c.id LIMIT $1 + 0) ORDER BY c.id`, limit)
	}
	return count, oldest, err
}
