package store

import (
	"context"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// ErrDisk is returned when the disk does not take what is to be written: it
// is full, was made read-only, or is gone. Nothing was written then.
var ErrDisk = errors.New("the disk of the data folder is full or cannot be written")

// wrote is the error of a write in our words, and notes for Trouble whether
// the disk took it.
func (s *Store) wrote(err error) error {
	var e *sqlite.Error
	if err == nil {
		s.refused.Store(false)
		return nil
	}
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN:
		s.refused.Store(true)
		return fmt.Errorf("%w: %w", ErrDisk, err)
	}
	return err
}

// Trouble is ErrDisk while the disk takes nothing. Once it did not, it is
// asked again by a small write.
func (s *Store) Trouble(ctx context.Context) error {
	if !s.refused.Load() {
		return nil
	}
	return s.Put(ctx, "health", []byte("ok"))
}
