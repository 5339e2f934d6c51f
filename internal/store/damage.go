package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"streamspark/internal/fault"
)

// Errors of a database that cannot be worked with.
var (
	// ErrDamaged is returned for a database that SQLite cannot repair. Its
	// text names the newest backup, if there is one.
	ErrDamaged = fault.New(fault.Down, "store.damaged")
	// ErrNewer is returned for a database of a newer StreamSpark.
	ErrNewer = fault.New(fault.Down, "store.newer")
)

// recoverLog has SQLite recover what a crash left and move it from the log
// into the database, and reports what is damaged beyond that.
func recoverLog(ctx context.Context, db *sql.DB, path string) error {
	var tables, busy, frames, moved int
	err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables)
	if err == nil {
		err = db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &moved)
	}
	if isDamage(err) {
		return damaged(path, err.Error())
	}
	if err != nil && !isDisk(err) { // on a full disk the log stays as it is, and so does the rest
		return fmt.Errorf("open the database %s: %w", path, err)
	}
	if err == nil && busy == 0 {
		return uncut(ctx, db, path)
	}
	return nil
}

// uncut reports a database file that is shorter than it says it is. It is
// asked after everything was moved out of the log: before that the file may
// be short. The file is not opened here, for closing it again would end the
// locks of SQLite on it.
func uncut(ctx context.Context, db *sql.DB, path string) error {
	var pages, size int64
	err := db.QueryRowContext(ctx, `SELECT page_count, page_size FROM pragma_page_count, pragma_page_size`).Scan(&pages, &size)
	if isDamage(err) {
		return damaged(path, err.Error())
	}
	if err != nil {
		return fmt.Errorf("open the database %s: %w", path, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("look at the database: %w", err)
	}
	if missing := pages*size - info.Size(); missing > 0 {
		return damaged(path, fault.Say("store.cut", "missing", missing))
	}
	return nil
}

// isDamage reports whether SQLite found the file itself to be broken.
func isDamage(err error) bool { return hasCode(err, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) }

// isDisk reports whether it was the disk that refused.
func isDisk(err error) bool {
	return hasCode(err, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
}

func hasCode(err error, codes ...int) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	for _, code := range codes {
		if e.Code()&0xff == code {
			return true
		}
	}
	return false
}

// damaged returns the error of a damage; how is a text or a message.
func damaged(path string, how any) error {
	return fault.New(ErrDamaged.Kind, ErrDamaged.Code, "path", path, "how", how, "way", recoveryHint(filepath.Dir(path)))
}

// recoveryHint returns how to go on without the database.
func recoveryHint(dir string) fault.Message {
	if found, err := Backups(dir); err == nil && len(found) > 0 {
		return fault.Say("store.way_newest", "backup", found[0])
	}
	return fault.Say("store.way_none", "folder", filepath.Join(dir, backupFolder))
}
