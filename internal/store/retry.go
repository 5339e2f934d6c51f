package store

import (
	"context"
	"fmt"

	"streamspark/internal/celebration"
)

// RetryWaiting makes due now what was put off because something outside did not
// answer. No version changes, so a step under way is not disturbed; one that
// may have a request on the wire is left alone.
func (s *Store) RetryWaiting(ctx context.Context) error {
	silent := []celebration.Status{celebration.Approved, celebration.Generating, celebration.Fetching}
	trouble := []celebration.Status{celebration.Approved, celebration.Generating} // a download has only so many tries
	//nolint:gosec // words of ours alone
	statement := `UPDATE celebrations AS c SET next_at = $1
		WHERE next_at > $1 AND (status IN (` + statusList(silent) + `) AND ` + because("c.reason", celebration.WhySilent) +
		` OR status IN (` + statusList(trouble) + `) AND ` + because("c.reason", celebration.WhyTrouble) +
		` OR status = '` + string(celebration.WaitingRate) + `') RETURNING id`
	err := s.change(ctx, func(tx *tx, what *Change) error {
		rows, err := tx.query(statement, millis(s.now()))
		if err != nil {
			return err
		}
		what.Celebrations, err = collect(rows, scanValue[int64])
		return err
	})
	if err != nil {
		return fmt.Errorf("make due what waits: %w", err)
	}
	return nil
}
