package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"streamspark/internal/fault"
)

// A restore goes through these names, and whatever ends it, the next start
// knows how far it came:
//
//	streamspark.db.draft          the copy is being made: nothing was decided, it is removed
//	streamspark.db.coming         the copy is whole and prepared: the restore is decided, it is finished
//	streamspark.db.replaced-TIME  what was there before, with its log; it can be restored itself
const (
	draftEnding    = ".draft"
	comingEnding   = ".coming"
	replacedEnding = ".replaced-"
)

// RestoredKey is the document in which a restored database says what it is,
// for as long as it lives: a Restored as JSON.
const RestoredKey = "store/restored"

// Restored is what a restore did.
type Restored struct {
	At     time.Time `json:"at"`      // when it was restored
	MadeAt time.Time `json:"made_at"` // of the last thing that the backup knows; zero: it knows nothing
	From   string    `json:"from"`    // the backup
	Kept   string    `json:"-"`       // where the database is that was there before; empty: there was none
}

// Prepare reads the copy of a backup before it takes the place of the
// database, may write into it, and refuses it with an error: then nothing
// was changed.
type Prepare func(ctx context.Context, copied *Store, r Restored) error

// Restore puts a backup in the place of the database, which must not be in
// use. The backup is read as SQLite would, with its log, and stays as it is.
// What was there is kept beside it under another name. tell may be nil.
func Restore(ctx context.Context, dir, backup string, tell func(fault.Message), prepare ...Prepare) (r Restored, err error) {
	if tell == nil {
		tell = func(fault.Message) {}
	}
	var held locks
	if err := held.lockFolder(dir); err != nil {
		if errors.Is(err, ErrInUse) {
			err = fault.Wrap(err, fault.Down, "store.in_use_restore")
		}
		return r, err
	}
	defer held.free() //nolint:errcheck // it ends with the program at the latest
	target := filepath.Join(dir, File)
	if _, err := os.Stat(target); err == nil {
		if err := held.acquire(lockOf(target)); err != nil {
			return r, err
		}
	}
	if decided(ctx, target+comingEnding) { // an earlier one
		if _, err := swap(target, time.Now()); err != nil {
			return r, err
		}
	}
	if backup, err = filepath.Abs(backup); err != nil {
		return r, fmt.Errorf("find the backup: %w", err)
	}
	r = Restored{At: time.Now().UTC().Truncate(time.Second), From: backup}
	if err := r.draft(ctx, target+draftEnding, tell, prepare); err != nil {
		return r, errors.Join(err, removeWhole(target+draftEnding))
	}
	if err := os.Rename(target+draftEnding, target+comingEnding); err != nil {
		return r, fmt.Errorf("put the backup in its place: %w", err)
	}
	syncFolder(dir)
	r.Kept, err = swap(target, r.At)
	return r, err
}

// draft makes the copy that will be the database: whole, up to date,
// prepared, in one file, and on the disk.
func (r *Restored) draft(ctx context.Context, path string, tell func(fault.Message), prepare []Prepare) error {
	if err := removeWhole(path); err != nil {
		return fmt.Errorf("make room for the copy of the backup: %w", err)
	}
	if err := copyBackup(ctx, r.From, path); err != nil {
		return err
	}
	s := &Store{now: time.Now, report: tell, path: path}
	err := s.open(ctx)
	if err == nil {
		err = r.mark(ctx, s)
	}
	for _, p := range prepare {
		if err == nil {
			err = p(ctx, s, *r)
		}
	}
	if err == nil {
		err = recoverLog(ctx, s.write, path)
	}
	if err := errors.Join(err, s.Close()); err != nil {
		return fmt.Errorf("restore %s: %w", r.From, err)
	}
	file, err := os.OpenFile(filepath.Clean(path), os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("write the database: %w", err)
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write the database: %w", err)
	}
	return nil
}

// mark records in the copy that it was restored.
func (r *Restored) mark(ctx context.Context, s *Store) error {
	var last int64
	err := s.read.QueryRowContext(ctx, `SELECT max(
		(SELECT coalesce(max(at), 0) FROM moves), (SELECT coalesce(max(updated_at), 0) FROM documents))`).Scan(&last)
	if err != nil {
		return fmt.Errorf("look when the backup was made: %w", err)
	}
	if r.MadeAt = fromMillis(last); r.MadeAt.After(r.At) {
		r.MadeAt = r.At // a clock was ahead
	}
	encoded, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return s.Put(ctx, RestoredKey, encoded)
}

// copyBackup copies a whole database of StreamSpark, and nothing else.
func copyBackup(ctx context.Context, from, to string) error {
	if info, err := os.Stat(from); err != nil {
		return fault.Wrap(err, fault.NotFound, "store.no_backup", "path", from)
	} else if !info.Mode().IsRegular() {
		return fault.New(fault.Invalid, "store.not_file", "path", from)
	}
	db, done, err := readOnly(from)
	if err != nil {
		return err
	}
	defer done()
	if err := check(ctx, db, from); err != nil {
		return err
	}
	if err := vacuumInto(ctx, db, to); err != nil {
		return fmt.Errorf("copy the backup %s: %w", from, err)
	}
	return nil
}

// readOnly opens a database with its log and leaves it as it is. done closes
// it.
func readOnly(path string) (db *sql.DB, done func(), err error) {
	how, made := "?mode=ro&_pragma=busy_timeout(5000)", false
	if _, err := os.Stat(path + "-wal"); errors.Is(err, fs.ErrNotExist) {
		how += "&immutable=1" // nobody has it open, and nothing is written beside it
	} else if _, err := os.Stat(path + "-shm"); errors.Is(err, fs.ErrNotExist) {
		made = true // to read the log
	}
	if db, err = sql.Open("sqlite", uri(path)+how); err != nil {
		return nil, nil, fmt.Errorf("open the database %s: %w", path, err)
	}
	return db, func() {
		_ = db.Close()
		if made {
			_ = os.Remove(path + "-shm")
		}
	}, nil
}

// check has SQLite look at a database, and looks whose it is.
func check(ctx context.Context, db *sql.DB, path string) error {
	var answer string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&answer); err != nil || answer != "ok" {
		return fault.Wrap(err, fault.Invalid, "store.not_whole", "path", path, "words", answer)
	}
	var tables int
	err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name IN ('donations', 'celebrations')`).Scan(&tables)
	if err != nil || tables != 2 {
		return fault.New(fault.Invalid, "store.foreign", "path", path)
	}
	if err := checkSchema(ctx, db); err != nil {
		return fault.Wrap(err, fault.Invalid, "store.not_restored", "path", path)
	}
	return nil
}

// swap sets the present database aside, with its log, and puts the one that
// is coming in its place. It goes on where an earlier one was ended.
func swap(target string, now time.Time) (kept string, err error) {
	if kept, err = aside(target, now); err != nil {
		return "", err
	}
	// The index of the log is made anew. The log comes before its database: so
	// the database never stands alone under its name.
	if err := os.Remove(target + "-shm"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("set the present database aside: %w", err)
	}
	for _, ending := range []string{"-journal", "-wal", ""} {
		if err := os.Rename(target+ending, kept+ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("set the present database aside: %w", err)
		}
	}
	syncFolder(filepath.Dir(target))
	if err := os.Rename(target+comingEnding, target); err != nil {
		return "", fmt.Errorf("put the backup in its place: %w", err)
	}
	syncFolder(filepath.Dir(target))
	if _, err := os.Stat(kept); err != nil {
		kept = "" // there was none
	}
	return kept, nil
}

// aside returns the name under which the present database is kept: a fresh one,
// or that to which its log was moved already.
func aside(target string, now time.Time) (string, error) {
	found, err := replaced(target)
	if err != nil {
		return "", err
	}
	for _, path := range found {
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			return path, nil
		}
	}
	return unused(target+replacedEnding+now.UTC().Format(backupStamp), "")
}

// replaced lists the databases that were set aside, the newest first, also
// one of which only the log was.
func replaced(target string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Dir(target))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look through the data folder: %w", err)
	}
	var found []string
	for _, entry := range entries {
		if name := entry.Name(); strings.HasPrefix(name, filepath.Base(target)+replacedEnding) {
			for _, ending := range []string{"-journal", "-wal", "-shm"} {
				name = strings.TrimSuffix(name, ending)
			}
			found = append(found, filepath.Join(filepath.Dir(target), name))
		}
	}
	slices.Sort(found)
	slices.Reverse(found)
	return slices.Compact(found), nil
}

// decided reports whether a copy is whole and prepared.
func decided(ctx context.Context, path string) bool {
	if _, err := os.Stat(path); err != nil {
		return false
	}
	db, err := sql.Open("sqlite", uri(path)+"?mode=ro&immutable=1")
	if err != nil {
		return false
	}
	defer db.Close()
	var marks int
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM documents WHERE key = $1`, RestoredKey).Scan(&marks)
	return err == nil && marks == 1 && check(ctx, db, path) == nil
}

// finishRestore finishes a restore that was ended once it was decided. What
// it cannot finish it says, and how to go on.
func finishRestore(ctx context.Context, dir string, tell func(fault.Message)) error {
	target := filepath.Join(dir, File)
	if err := removeWhole(target + draftEnding); err != nil {
		return fmt.Errorf("remove what a restore left behind: %w", err)
	}
	coming := target + comingEnding
	if _, err := os.Stat(coming); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if decided(ctx, coming) {
		kept, err := swap(target, time.Now())
		if err == nil {
			tell(fault.Say("store.restore_finished"))
			if kept != "" {
				tell(fault.Say("store.kept_before", "path", kept))
			}
		}
		return err
	}
	return unfinished(dir)
}

// unfinished returns how to go on after a restore that was broken off and
// cannot be finished by itself.
func unfinished(dir string) error {
	target := filepath.Join(dir, File)
	before := fault.Say("store.way_remove")
	if _, err := os.Stat(target); err != nil {
		before = alternatives(dir)
	}
	return fault.New(fault.Down, "store.restore_broken_off", "backup", target+comingEnding, "way", before)
}

// alternatives returns what to go back to besides an unfinished copy.
func alternatives(dir string) fault.Message {
	if found, err := replaced(filepath.Join(dir, File)); err == nil && len(found) > 0 {
		return fault.Say("store.way_before", "backup", found[0])
	}
	return recoveryHint(dir)
}

// notEmptied stops a start that would make an empty database where there was
// one: where its log, its backups or what a restore replaced is still there.
func notEmptied(dir string) error {
	target := filepath.Join(dir, File)
	if info, err := os.Stat(target); err == nil && info.Size() > 0 {
		return nil
	}
	if info, err := os.Stat(target + "-wal"); err == nil && info.Size() > 0 {
		return damaged(target, fault.Say("store.only_log"))
	}
	found, err := Backups(dir)
	if err != nil {
		return err
	}
	set, err := replaced(target)
	if err != nil {
		return err
	}
	switch {
	case len(set) > 0:
		return fault.New(fault.Down, "store.set_aside", "folder", dir, "backup", set[0])
	case len(found) > 0:
		return fault.New(fault.Down, "store.only_backups", "folder", dir, "backup", found[0], "backups", filepath.Join(dir, backupFolder))
	}
	return nil
}
