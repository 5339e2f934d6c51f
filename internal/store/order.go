package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"streamspark/internal/celebration"
)

// MovePlayback brings a showing that waits to a place among those that
// wait: 1 is the next. A place beyond the last one is the last. It is
// fs.ErrNotExist if the showing does not wait (any more).
func (s *Store) MovePlayback(ctx context.Context, id int64, place int) error {
	err := s.change(ctx, func(tx *tx, what *Change) error {
		waiting, err := waitingIDs(tx)
		if err != nil {
			return err
		}
		at := slices.Index(waiting, id)
		if at < 0 {
			return fs.ErrNotExist
		}
		waiting = slices.Delete(waiting, at, at+1)
		waiting = slices.Insert(waiting, min(max(place-1, 0), len(waiting)), id)
		what.Playbacks = true
		// What is under way keeps the place before them all, should it come back.
		if _, err := tx.exec(`UPDATE playbacks SET place = 0 WHERE state IN ('sent', 'started')`); err != nil {
			return err
		}
		for i, waits := range waiting {
			if _, err := tx.exec(`UPDATE playbacks SET place = $2 WHERE id = $1`, waits, i+1); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("move playback %d: %w", id, err)
	}
	return nil
}

// waitingIDs returns the showings that wait, in their order.
func waitingIDs(tx *tx) ([]int64, error) {
	rows, err := tx.query(`SELECT id FROM playbacks WHERE state = 'queued' ORDER BY place, id`)
	if err != nil {
		return nil, err
	}
	return collect(rows, scanValue[int64])
}

// DropPlayback takes a showing that waits out of the queue, and leaves its
// clip. It is fs.ErrNotExist if the showing does not wait (any more).
func (s *Store) DropPlayback(ctx context.Context, id int64, why celebration.Reason, now time.Time) error {
	err := s.change(ctx, func(tx *tx, what *Change) error {
		p, err := scanPlayback(tx.row(playbackQuery+`WHERE p.id = $1 AND p.state = 'queued'`, id))
		if errors.Is(err, sql.ErrNoRows) {
			return fs.ErrNotExist
		}
		if err != nil {
			return err
		}
		p.State, p.Reason, p.EndedAt = celebration.PlaybackSkipped, why, now
		return s.savePlayback(tx, what, p)
	})
	if err != nil {
		return fmt.Errorf("drop playback %d: %w", id, err)
	}
	return nil
}
