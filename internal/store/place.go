package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
	"modernc.org/sqlite"

	"streamspark/internal/fault"
)

// ErrGone is returned when the file of the open database was deleted, moved
// or replaced. What is written then would be lost, so nothing is.
var ErrGone = fault.New(fault.Down, "store.gone")

// place is the file that was opened. Its path may come to name another one.
type place struct {
	path  string
	found os.FileInfo
}

// settlePlace records which file the path names.
func settlePlace(path string) (place, error) {
	found, err := os.Stat(path)
	if err != nil {
		return place{}, fmt.Errorf("look at the database: %w", err)
	}
	os.SameFile(found, found) // some systems look at the path only when it is compared, which is too late
	return place{path, found}, nil
}

// check reports with ErrGone that the path names no file or another one. A
// look that fails for another reason proves nothing.
func (p place) check() error {
	now, err := os.Stat(p.path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !os.SameFile(p.found, now) {
		return fmt.Errorf("%w (%s)", ErrGone, p.path)
	}
	return nil
}

// Gone returns ErrGone while the file of the database is not where it was
// opened.
func (s *Store) Gone() error { return s.place.check() }

// open returns connections to this file and to no other: SQLite goes by the
// path, and would make a new file where this one is gone.
func (p place) open(pragmas string) (*sql.DB, error) {
	connector, err := sqlite.NewConnector(dsn(p.path) + pragmas)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return sql.OpenDB(placed{connector, p}), nil
}

type placed struct {
	driver.Connector
	place place
}

// Connect opens a connection if the file is still where it was.
func (p placed) Connect(ctx context.Context) (driver.Conn, error) {
	if err := p.place.check(); err != nil {
		return nil, err
	}
	return p.Connector.Connect(ctx)
}

// locks are held while the database is open: on the folder, and on the
// database itself, which may have another name in another folder.
type locks []*flock.Flock

// acquire adds a lock, or fails with ErrInUse where somebody else holds it.
func (l *locks) acquire(path string) error {
	lock := flock.New(path, flock.SetPermissions(0o600))
	held, err := lock.TryLock()
	if err != nil {
		return fmt.Errorf("write into the data folder, choose another with data_dir: %w", err)
	}
	if !held {
		return errors.Join(fault.New(ErrInUse.Kind, ErrInUse.Code, "folder", filepath.Dir(path)), lock.Close())
	}
	*l = append(*l, lock)
	return nil
}

// free releases all of them. The database must be closed by then: closing
// any handle of a file ends the locks of SQLite on it.
func (l *locks) free() error {
	var errs []error
	for _, lock := range *l {
		errs = append(errs, lock.Unlock())
	}
	*l = nil
	return errors.Join(errs...)
}

// lockFolder makes the data folder where it is missing and holds it.
func (l *locks) lockFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the data folder, choose another with data_dir: %w", err)
	}
	return l.acquire(filepath.Join(dir, "streamspark.lock"))
}

// private makes the database file readable by its owner alone.
func private(path string) error {
	file, err := os.OpenFile(filepath.Clean(path), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open the database for writing, choose another folder with data_dir: %w", err)
	}
	if err := file.Chmod(0o600); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return errors.Join(fmt.Errorf("make the database private: %w", err), file.Close())
	}
	return file.Close()
}

// syncFolder syncs the names in a folder to the disk, where a system has
// that.
func syncFolder(dir string) {
	if folder, err := os.Open(filepath.Clean(dir)); err == nil {
		_ = folder.Sync()
		_ = folder.Close()
	}
}
