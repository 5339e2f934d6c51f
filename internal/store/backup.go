package store

import (
	"cmp"
	"context"
	"database/sql"
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

const (
	backupFolder = "backups"
	backupPrefix = "streamspark-"
	backupSuffix = ".db"
	backupsKept  = 7 // of each kind
	backupStamp  = "20060102-150405"
	backupEvery  = 24 * time.Hour
	// halfWritten ends the name of a copy that is not whole yet.
	halfWritten = ".coming"
)

// kind is what a backup was written for; it stands in its name.
type kind string

const (
	daily         kind = "" // as all of earlier versions are
	byHand        kind = "by-hand"
	beforeUpgrade kind = "before-upgrade"
	rescued       kind = "rescued" // from an open database whose file is gone
)

// Backup writes a copy of the database in the data folder, by SQLite's own
// means, also while the program runs. An empty target puts it among the
// backups in the data folder, of which the last seven by hand are kept.
func Backup(ctx context.Context, dir, target string) (string, error) {
	db, err := openToCopy(dir)
	if err != nil {
		return "", err
	}
	defer db.Close()
	if target == "" {
		return backupAmong(ctx, db, dir, byHand, time.Now())
	}
	if _, err := os.Stat(target); err == nil {
		return "", fault.New(fault.Conflict, "store.backup_exists", "path", target)
	}
	return target, copyInto(ctx, db, target)
}

// BackupDaily writes the backup of the day, where the last one is older. It
// returns "" where it is not. Such a copy reads everything, so it also
// finds a damage, which is ErrDamaged.
func (s *Store) BackupDaily(ctx context.Context) (string, error) {
	if err := s.place.check(); err != nil {
		return "", err
	}
	path, err := backupDaily(ctx, filepath.Dir(s.path), s.now())
	if err != nil {
		return "", s.wrote(err)
	}
	return path, nil
}

func backupDaily(ctx context.Context, dir string, now time.Time) (string, error) {
	found, err := backups(dir, now)
	if err != nil {
		return "", err
	}
	for _, b := range found {
		// One of the future was written before the clock was set back.
		if age := now.Sub(b.at); b.kind == daily && age >= 0 && age < backupEvery {
			return "", nil
		}
	}
	db, err := openToCopy(dir)
	if err != nil {
		return "", err
	}
	defer db.Close()
	return backupAmong(ctx, db, dir, daily, now)
}

// BackupOpen writes a backup from the open database, also where its file is
// gone from the folder.
func (s *Store) BackupOpen(ctx context.Context) (string, error) { return s.backupHere(ctx, rescued) }

func (s *Store) backupHere(ctx context.Context, k kind) (string, error) {
	if s.tx.conn == nil { // nothing writes yet
		return backupAmong(ctx, s.write, filepath.Dir(s.path), k, time.Now())
	}
	if err := s.alone(ctx); err != nil {
		return "", err
	}
	defer s.turns.release()
	return backupAmong(ctx, s.tx.conn, filepath.Dir(s.path), k, time.Now())
}

// openToCopy opens the database in a folder beside the program that may be
// using it.
func openToCopy(dir string) (*sql.DB, error) {
	place, err := settlePlace(filepath.Join(dir, File))
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "store.nothing_to_back_up", "folder", dir)
	}
	return place.open("")
}

// copier is a database that can be copied, by any of its connections.
type copier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// backupAmong writes a copy into the folder of backups, and removes those
// that are too many.
func backupAmong(ctx context.Context, db copier, dir string, k kind, now time.Time) (string, error) {
	folder := filepath.Join(dir, backupFolder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("make the folder of backups: %w", err)
	}
	name := backupPrefix + now.UTC().Format(backupStamp)
	if k != daily {
		name += "-" + string(k)
	}
	target, err := unused(filepath.Join(folder, name), backupSuffix)
	if err != nil {
		return "", err
	}
	if err := copyInto(ctx, db, target); err != nil {
		return "", err
	}
	return target, prune(dir, target, now)
}

// unused returns a path that no file has yet: with a number where two are
// written within one second.
func unused(path, ending string) (string, error) {
	for n := 1; n < 1000; n++ {
		whole := path + ending
		if n > 1 {
			whole = fmt.Sprintf("%s-%d%s", path, n, ending)
		}
		if _, err := os.Lstat(whole); errors.Is(err, fs.ErrNotExist) {
			return whole, nil
		}
	}
	return "", fault.New(fault.Conflict, "store.too_many_files", "path", path+ending)
}

// copyInto writes a whole copy of a database, private from its first byte.
// It has another name until it is whole and on the disk.
func copyInto(ctx context.Context, db copier, target string) error {
	coming := target + halfWritten
	err := removeWhole(coming) // of a backup that broke off
	if err == nil {
		err = vacuumInto(ctx, db, coming)
	}
	if err == nil {
		err = os.Rename(coming, target)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write the backup %s: %w", target, err), removeWhole(coming))
	}
	syncFolder(filepath.Dir(target))
	return nil
}

// vacuumInto has SQLite write a copy to a path that no file has yet.
func vacuumInto(ctx context.Context, db copier, path string) error {
	file, err := os.OpenFile(filepath.Clean(path), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `VACUUM INTO $1`, path) // it takes an empty file
	if isDisk(err) {
		err = diskFault(err)
	}
	return errors.Join(err, file.Sync(), file.Close())
}

// removeWhole removes a database, where it is there, with what SQLite keeps
// beside it.
func removeWhole(path string) error {
	var errs []error
	for _, ending := range []string{"", "-journal", "-wal", "-shm"} {
		if err := os.Remove(path + ending); !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// backup is one file among the backups.
type backup struct {
	path string
	kind kind
	at   time.Time
}

// Backups lists those in the data folder, the newest first. Those that a
// clock dates to the future come last.
func Backups(dir string) ([]string, error) {
	found, err := backups(dir, time.Now())
	paths := make([]string, 0, len(found))
	for _, b := range found {
		paths = append(paths, b.path)
	}
	return paths, err
}

func backups(dir string, now time.Time) ([]backup, error) {
	entries, err := os.ReadDir(filepath.Join(dir, backupFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the backups: %w", err)
	}
	var found []backup
	for _, entry := range entries {
		if b, ok := asBackup(entry.Name()); ok {
			b.path = filepath.Join(dir, backupFolder, entry.Name())
			found = append(found, b)
		}
	}
	slices.SortFunc(found, func(a, b backup) int {
		if a.at.After(now) != b.at.After(now) {
			return a.at.Compare(b.at) // the one of the future is the later one, and comes last
		}
		return cmp.Or(b.at.Compare(a.at), cmp.Compare(b.path, a.path))
	})
	return found, nil
}

// asBackup reads the name of a backup. The moment in it is taken, and not
// that of the file: a copy of the folder has new ones.
func asBackup(name string) (b backup, ok bool) {
	middle, begins := strings.CutPrefix(name, backupPrefix)
	middle, ends := strings.CutSuffix(middle, backupSuffix)
	if !begins || !ends || len(middle) < len(backupStamp) {
		return b, false
	}
	at, err := time.Parse(backupStamp, middle[:len(backupStamp)])
	if err != nil {
		return b, false
	}
	for _, k := range []kind{byHand, beforeUpgrade, rescued} {
		if strings.HasPrefix(middle[len(backupStamp):], "-"+string(k)) {
			b.kind = k
		}
	}
	b.at = at
	return b, true
}

// prune removes what is beyond the seven backups of each kind: first those
// that are not the last of their day, the oldest first. The one just written
// is never removed, whatever the clock says.
func prune(dir, written string, now time.Time) error {
	found, err := backups(dir, now)
	if err != nil {
		return err
	}
	var errs []error
	for _, k := range []kind{daily, byHand, beforeUpgrade, rescued} {
		for _, b := range spare(found, k, written) {
			errs = append(errs, os.Remove(b.path))
		}
	}
	broken, err := filepath.Glob(filepath.Join(dir, backupFolder, backupPrefix+"*"+backupSuffix+halfWritten+"*"))
	errs = append(errs, err)
	for _, path := range broken {
		if info, err := os.Stat(path); err == nil && now.Sub(info.ModTime()) > backupEvery { // nobody writes on it any more
			errs = append(errs, os.Remove(path))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("remove an old backup: %w", err)
	}
	return nil
}

// spare picks of all backups, the newest first, those of a kind that are too
// many.
func spare(all []backup, k kind, written string) []backup {
	var lasts, others []backup
	keep, day := backupsKept, ""
	if fresh, ok := asBackup(filepath.Base(written)); ok && fresh.kind == k {
		keep, day = keep-1, fresh.at.Format(time.DateOnly)
	}
	for _, b := range all {
		if b.kind != k || b.path == written {
			continue
		}
		if of := b.at.Format(time.DateOnly); of != day {
			lasts, day = append(lasts, b), of
		} else {
			others = append(others, b)
		}
	}
	return append(lasts, others...)[min(len(lasts)+len(others), keep):]
}
