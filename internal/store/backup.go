package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

const (
	backupFolder = "backups"
	backupPrefix = "streamspark-"
	backupSuffix = ".db"
	backupsKept  = 7
	backupStamp  = "20060102-150405"
)

// ErrDamaged is returned for a database file that is cut or broken. Its
// text names the newest backup, if there is one.
var ErrDamaged = errors.New("the database is damaged")

// Backup writes a copy of the database in the data folder, by SQLite's own
// means, also while the program runs. An empty target puts it among the
// backups in the data folder, of which the last seven are kept.
func Backup(ctx context.Context, dir, target string) (string, error) {
	source := filepath.Join(dir, File)
	if _, err := os.Stat(source); err != nil {
		return "", fmt.Errorf("there is no database in %s to back up: %w", dir, err)
	}
	own := target == ""
	if own {
		if err := os.MkdirAll(filepath.Join(dir, backupFolder), 0o700); err != nil {
			return "", fmt.Errorf("make the folder of backups: %w", err)
		}
		target = filepath.Join(dir, backupFolder, backupPrefix+time.Now().UTC().Format(backupStamp)+backupSuffix)
	}
	if _, err := os.Stat(target); err == nil {
		return "", fmt.Errorf("%s is there already, and a backup never overwrites", target)
	}
	if err := vacuumInto(ctx, source, target); err != nil {
		return "", err
	}
	if own {
		return target, prune(dir)
	}
	return target, nil
}

// vacuumInto writes the copy under another name first, so that a backup is
// whole or not there.
func vacuumInto(ctx context.Context, source, target string) error {
	db, err := sql.Open("sqlite", dsn(source))
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer db.Close()
	coming := target + ".coming"
	_ = os.Remove(coming) // of a backup that broke off
	if _, err := db.ExecContext(ctx, `VACUUM INTO $1`, coming); err != nil {
		return errors.Join(fmt.Errorf("write the backup %s: %w", target, err), removeIfThere(coming))
	}
	if err := os.Chmod(coming, 0o600); err != nil {
		return fmt.Errorf("make the backup private: %w", err)
	}
	if err := os.Rename(coming, target); err != nil {
		return fmt.Errorf("name the backup: %w", err)
	}
	return nil
}

func removeIfThere(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Backups lists those in the data folder, the newest first.
func Backups(dir string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(dir, backupFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the backups: %w", err)
	}
	var found []string
	for _, entry := range entries {
		if name := entry.Name(); strings.HasPrefix(name, backupPrefix) && strings.HasSuffix(name, backupSuffix) {
			found = append(found, filepath.Join(dir, backupFolder, name))
		}
	}
	slices.Sort(found)
	slices.Reverse(found)
	return found, nil
}

func prune(dir string) error {
	found, err := Backups(dir)
	if err != nil {
		return err
	}
	for _, old := range found[min(len(found), backupsKept):] {
		if err := os.Remove(old); err != nil {
			return fmt.Errorf("remove an old backup: %w", err)
		}
	}
	return nil
}

// Restore puts a backup in the place of the database, which must not be in
// use. What was there is kept beside it under another name, which is
// returned; empty where there was nothing.
func Restore(ctx context.Context, dir, backup string) (kept string, err error) {
	if err := check(ctx, backup); err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make the data folder: %w", err)
	}
	lock := flock.New(filepath.Join(dir, "streamspark.lock"))
	held, err := lock.TryLock()
	if err != nil {
		return "", fmt.Errorf("lock the data folder: %w", err)
	}
	if !held {
		return "", fmt.Errorf("%w: stop it before you restore", ErrInUse)
	}
	defer lock.Unlock() //nolint:errcheck // it ends with the program at the latest

	target := filepath.Join(dir, File)
	coming := target + ".coming"
	if err := copyFile(backup, coming); err != nil {
		return "", err
	}
	if _, err := os.Stat(target); err == nil {
		kept = target + ".replaced-" + time.Now().UTC().Format(backupStamp)
		for _, ending := range []string{"-wal", "-shm", ""} {
			if err := os.Rename(target+ending, kept+ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return "", fmt.Errorf("set the present database aside: %w", err)
			}
		}
	}
	if err := os.Rename(coming, target); err != nil {
		return kept, fmt.Errorf("put the backup in its place: %w", err)
	}
	return kept, nil
}

// check opens a file as SQLite would and has it look at itself.
func check(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("there is no backup %s: %w", path, err)
	}
	db, err := sql.Open("sqlite", uri(path)+"?mode=ro&immutable=1")
	if err != nil {
		return fmt.Errorf("open the backup: %w", err)
	}
	defer db.Close()
	var answer string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&answer); err != nil || answer != "ok" {
		return fmt.Errorf("%s is no whole backup of StreamSpark (%s, %w)", path, answer, errors.Join(err))
	}
	var tables int
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name IN ('donations', 'celebrations')`).Scan(&tables)
	if err != nil || tables != 2 {
		return fmt.Errorf("%s is a database, and not one of StreamSpark", path)
	}
	if err := familiar(ctx, db); err != nil {
		return fmt.Errorf("%s is not restored: %w", path, err)
	}
	return nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("read the backup: %w", err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write the database: %w", err)
	}
	_, err = io.Copy(out, in)
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return errors.Join(fmt.Errorf("write the database: %w", err), os.Remove(to))
	}
	return nil
}

// whole tells of a database file that is shorter than it says it is: it was
// cut, and SQLite would find out only when it comes to the missing part.
func whole(dir string) error {
	file, err := os.Open(filepath.Join(dir, File))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	header := make([]byte, 100)
	if _, err := io.ReadFull(file, header); err != nil || string(header[:15]) != "SQLite format 3" {
		return damaged(dir, "it is no database")
	}
	size := int64(binary.BigEndian.Uint16(header[16:]))
	if size == 1 {
		size = 64 << 10
	}
	if pages := int64(binary.BigEndian.Uint32(header[28:])); info.Size() < pages*size {
		return damaged(dir, fmt.Sprintf("%d bytes are missing at its end", pages*size-info.Size()))
	}
	return nil
}

func damaged(dir, how string) error {
	advice := "there is no backup in " + filepath.Join(dir, backupFolder) + "; move the file away to begin anew"
	if found, err := Backups(dir); err == nil && len(found) > 0 {
		advice = "go back to the newest backup with: streamspark restore " + found[0]
	}
	return fmt.Errorf("%w (%s: %s): %s", ErrDamaged, filepath.Join(dir, File), how, advice)
}
