// Package store keeps everything that must outlive the program in one
// SQLite file: donations, celebrations and their moves, clips, playbacks,
// and small documents. The store is the queue: the other rooms ask it what
// is due, and it tells them, after the commit, that something changed.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver
)

//go:embed migrations/*.sql
var migrations embed.FS

// Errors that callers look for.
var (
	// ErrStale is returned when somebody else saved the celebration since it was read.
	ErrStale = errors.New("the celebration was changed meanwhile")
	// ErrNoPlace is returned when all places at the generator are taken.
	ErrNoPlace = errors.New("no free place at the generator")
	// ErrInUse is returned when another StreamSpark holds the data folder.
	ErrInUse = errors.New("the data folder is in use by another StreamSpark")
)

// File is the name of the database in the data folder.
const File = "streamspark.db"

// Store is the open database. Its methods may be called at any time from
// anywhere.
type Store struct {
	write *sql.DB // one connection: SQLite has one writer
	read  *sql.DB
	lock  *flock.Flock
	watch watchers
	now   func() time.Time

	refused atomic.Bool // the disk did not take the last write
}

// Open makes the data folder and the database where they are missing,
// brings an older one up to date, and holds the folder until Close.
func Open(ctx context.Context, dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder, choose another with data_dir: %w", err)
	}
	lock := flock.New(filepath.Join(dir, "streamspark.lock"))
	held, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("write into the data folder, choose another with data_dir: %w", err)
	}
	if !held {
		return nil, fmt.Errorf("%w: %s", ErrInUse, dir)
	}
	s := &Store{lock: lock, now: time.Now}
	if err := whole(dir); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.open(ctx, filepath.Join(dir, File)); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, path string) error {
	if err := private(path); err != nil {
		return err
	}
	var err error
	if s.write, err = sql.Open("sqlite", dsn(path)+"&_txlock=immediate"); err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	s.write.SetMaxOpenConns(1)
	if s.read, err = sql.Open("sqlite", dsn(path)+"&_pragma=query_only(on)"); err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	s.read.SetMaxOpenConns(4)
	s.read.SetMaxIdleConns(2)

	if err := familiar(ctx, s.read); err != nil {
		return fmt.Errorf("open the database %s: %w: go back to a backup that you made yourself, with streamspark restore FILE", path, err)
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("find the migrations: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, s.write, files)
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("open the database %s: %w", path, err)
	}
	return s.findOlder(ctx)
}

// private makes the database file readable by its owner alone.
func private(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open the database for writing, choose another folder with data_dir: %w", err)
	}
	if err := file.Chmod(0o600); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return errors.Join(fmt.Errorf("make the database private: %w", err), file.Close())
	}
	return file.Close()
}

func dsn(path string) string {
	pragmas := url.Values{"_pragma": {
		"busy_timeout(5000)", "journal_mode(WAL)", "foreign_keys(on)", "synchronous(full)",
		"cache_size(-1000)", "journal_size_limit(8388608)",
	}}
	return uri(path) + "?" + pragmas.Encode()
}

// uri names a file so that no sign of its path is taken for the end of it.
func uri(path string) string {
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
}

// Close lets go of the database and the folder.
func (s *Store) Close() error {
	var errs []error
	if s.read != nil {
		errs = append(errs, s.read.Close())
	}
	if s.write != nil {
		errs = append(errs, s.write.Close())
	}
	return errors.Join(append(errs, s.lock.Unlock())...)
}

// change runs one transaction and tells the watchers after the commit. The
// change describes what it did by filling in the Change.
func (s *Store) change(ctx context.Context, do func(*sql.Tx, *Change) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return s.wrote(fmt.Errorf("begin: %w", err))
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	var what Change
	if err := do(tx, &what); err != nil {
		return s.wrote(err)
	}
	if err := tx.Commit(); err != nil {
		return s.wrote(fmt.Errorf("commit: %w", err))
	}
	s.watch.tell(what)
	return s.wrote(nil)
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
