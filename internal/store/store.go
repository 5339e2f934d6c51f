// Package store keeps everything that must outlive the program in one
// SQLite file: donations, celebrations and their moves, clips, playbacks,
// and small documents. The store is the queue: the other packages ask it what
// is due, and it tells them, after the commit, that something changed.
package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"time"

	"streamspark/internal/fault"
)

// Errors that callers look for.
var (
	// ErrStale is returned when somebody else saved the celebration since it was read.
	ErrStale = fault.New(fault.Stale, "store.stale")
	// ErrNoPlace is returned when all places at the generator are taken.
	ErrNoPlace = fault.New(fault.Unforeseen, "store.no_place")
	// ErrInUse is returned when another StreamSpark holds the data folder.
	ErrInUse = fault.New(fault.Down, "store.in_use")
)

// File is the name of the database in the data folder.
const File = "streamspark.db"

// Store is the open database. Its methods may be called at any time from
// anywhere.
type Store struct {
	write  *sql.DB
	tx     tx     // on its one connection that stays: SQLite has one writer
	turns  turns  // who may use it
	batch  *batch // what is open there; nil: nothing
	read   *sql.DB
	reads  prepared
	path   string
	place  place
	locks  locks
	watch  watchers
	now    func() time.Time
	report func(fault.Message) // what a start does that takes long; never nil

	version   atomic.Uint64 // rises with each commit
	spendings atomic.Uint64 // rises with each that wrote to the ledger
	summed    summed
	listed    listed
	unshown   unshown

	narrowed narrowed

	refused atomic.Bool // the disk did not take the last write
	broken  atomic.Bool // SQLite met a damage
}

// Open makes the data folder and the database where they are missing,
// brings an older one up to date, and holds the folder until Close.
func Open(ctx context.Context, dir string) (*Store, error) {
	return OpenReporting(ctx, dir, func(fault.Message) {})
}

// OpenReporting opens as Open does, and reports what it finishes and how far
// it is with what takes long.
func OpenReporting(ctx context.Context, dir string, report func(fault.Message)) (*Store, error) {
	s := &Store{now: time.Now, report: report, path: filepath.Join(dir, File)}
	err := s.locks.lockFolder(dir)
	if err == nil {
		err = finishRestore(ctx, dir, report)
	}
	if err == nil {
		err = notEmptied(dir)
	}
	if err == nil {
		err = private(s.path)
	}
	if err == nil {
		err = s.locks.acquire(lockOf(s.path))
	}
	if err == nil {
		err = s.open(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// open opens the file, which is there, and brings it up to date.
func (s *Store) open(ctx context.Context) (err error) {
	if s.place, err = settlePlace(s.path); err != nil {
		return err
	}
	if s.write, err = s.place.open("&_txlock=immediate"); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(2) // the one that stays, and for what is rare
	s.write.SetMaxIdleConns(1)
	if s.read, err = s.place.open("&_pragma=query_only(on)"); err != nil {
		return err
	}
	s.read.SetMaxOpenConns(4)
	s.read.SetMaxIdleConns(2)
	if err := recoverLog(ctx, s.write, s.path); err != nil {
		return err
	}
	if err = checkSchema(ctx, s.read); err != nil {
		err = fault.Wrap(err, fault.Down, "store.strange_here", "path", s.path)
	}
	if err == nil {
		err = s.upgrade(ctx)
	}
	if err == nil {
		s.tx.known = map[string]*sql.Stmt{}
		s.tx.conn, err = s.write.Conn(ctx)
	}
	if err == nil {
		err = s.makeAllFindable(ctx)
	}
	if isDamage(err) {
		return damaged(s.path, err.Error())
	}
	return err
}

func dsn(path string) string {
	pragmas := url.Values{"_pragma": {
		"busy_timeout(5000)", "foreign_keys(on)", "synchronous(full)", "cache_size(-1000)", "journal_size_limit(8388608)",
		// A commit writes whole pages: smaller ones are less to write. A database
		// that is there keeps the size that it has.
		"page_size(2048)", "wal_autocheckpoint(2000)",
	}, "_journal_mode": {"WAL"}} // after the size of the pages, which it fixes
	return uri(path) + "?" + pragmas.Encode()
}

// uri names a file so that no sign of its path is taken for the end of it.
func uri(path string) string {
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
}

// Close closes the database and the folder, after the write that is
// under way.
func (s *Store) Close() error {
	errs := []error{s.alone(context.Background())}
	defer s.turns.release()
	s.reads.mu.Lock()
	defer s.reads.mu.Unlock()
	for _, statement := range s.reads.known {
		errs = append(errs, statement.Close())
	}
	for _, statement := range s.tx.known {
		errs = append(errs, statement.Close())
	}
	if s.read != nil {
		errs = append(errs, s.read.Close())
	}
	if s.tx.conn != nil {
		errs = append(errs, s.tx.conn.Close())
	}
	if s.write != nil {
		errs = append(errs, s.write.Close())
	}
	return errors.Join(append(errs, s.locks.free())...)
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
