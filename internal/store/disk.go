package store

import (
	"context"

	"streamspark/internal/fault"
)

// ErrDisk is returned when the disk does not take what is to be written: it
// is full, was made read-only, or is gone. Nothing was written then.
var ErrDisk = fault.New(fault.DiskFull, "store.disk")

// diskFault returns ErrDisk with what the system said.
func diskFault(cause error) error { return fault.Wrap(cause, ErrDisk.Kind, ErrDisk.Code) }

// wrote returns the error of a write in our words, and notes for Trouble
// whether the disk took it.
func (s *Store) wrote(err error) error {
	switch {
	case err == nil:
		s.refused.Store(false)
	case isDisk(err):
		s.refused.Store(true)
		return diskFault(err)
	case isDamage(err):
		s.broken.Store(true)
		return damaged(s.path, err.Error())
	}
	return err
}

// Trouble returns what keeps the database from being written: ErrGone,
// ErrDamaged once a write or a copy met the damage, or ErrDisk while the disk
// takes nothing. Once it did not, it is asked again by a small write.
func (s *Store) Trouble(ctx context.Context) error {
	if err := s.place.check(); err != nil {
		return err
	}
	if s.broken.Load() {
		return damaged(s.path, fault.Say("store.damage_in_use"))
	}
	if !s.refused.Load() {
		return nil
	}
	return s.Put(ctx, "health", []byte("ok"))
}
