package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"streamspark/internal/fault"
)

// Inspect reads a data folder and changes nothing in it. It returns what is
// wrong there, and the database for reading small documents, if there is one
// that can be read. done closes it.
func Inspect(ctx context.Context, dir string) (s *Store, problems []error, done func()) {
	path := filepath.Join(dir, File)
	add := func(err error) {
		if err != nil {
			problems = append(problems, err)
		}
	}
	if _, err := os.Stat(path + comingEnding); err == nil {
		if decided(ctx, path+comingEnding) {
			add(fault.New(fault.Down, "store.restore_goes_on"))
		} else {
			add(unfinished(dir))
		}
	}
	add(notEmptied(dir))
	if found, err := Backups(dir); err != nil {
		add(err)
	} else if len(found) > 0 {
		add(wholeBackup(ctx, found[0]))
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil, problems, func() {}
	}
	db, done, err := readOnly(path)
	if err != nil {
		add(err)
		return nil, problems, func() {}
	}
	s = &Store{read: db, path: path}
	if err := s.readWhole(ctx); err != nil {
		add(err)
		done()
		return nil, problems, func() {}
	}
	return s, problems, done
}

// wholeBackup checks a backup.
func wholeBackup(ctx context.Context, path string) error {
	db, done, err := readOnly(path)
	if err != nil {
		return err
	}
	defer done()
	return check(ctx, db, path)
}

// readWhole reads all of the database.
func (s *Store) readWhole(ctx context.Context) error {
	var answer string
	err := s.read.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&answer)
	switch {
	case isDamage(err):
		return damaged(s.path, err.Error())
	case err != nil:
		return fmt.Errorf("read the database %s: %w", s.path, err)
	case answer != "ok":
		return damaged(s.path, answer)
	}
	if err := checkSchema(ctx, s.read); err != nil {
		return fmt.Errorf("the database %s: %w", s.path, err)
	}
	var now int64
	if err := s.read.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version`).Scan(&now); err != nil {
		return fault.New(fault.Invalid, "store.foreign", "path", s.path)
	}
	steps, err := upgrader(s.read)
	if err != nil {
		return err
	}
	all := steps.ListSources()
	return s.notAhead(now, all[len(all)-1].Version)
}
