package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"

	"streamspark/internal/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// upgrader knows the steps from one version of the tables to the next.
func upgrader(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("find the migrations: %w", err)
	}
	steps, err := goose.NewProvider(goose.DialectSQLite3, db, files)
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return steps, nil
}

// upgrade brings the tables up to date, after a backup of what they were. A
// database that is ahead of this program is left alone.
func (s *Store) upgrade(ctx context.Context) error {
	steps, err := upgrader(s.write)
	if err != nil {
		return err
	}
	now, newest, err := steps.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("open the database %s: %w", s.path, err)
	}
	if err := s.notAhead(now, newest); err != nil {
		return err
	}
	if now == newest {
		return nil
	}
	old := now > 0
	if old && filepath.Base(s.path) == File {
		s.report(fault.Say("store.older"))
		backup, err := s.backupHere(ctx, beforeUpgrade)
		if err != nil {
			return fmt.Errorf("back up the database before it is brought up to date: %w", err)
		}
		s.report(fault.Say("store.backed_up", "path", backup))
	}
	for {
		if old {
			s.report(fault.Say("store.upgrading", "version", now+1, "newest", newest))
		}
		done, err := steps.UpByOne(ctx)
		if errors.Is(err, goose.ErrNoNextVersion) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("open the database %s: %w", s.path, err)
		}
		if now = done.Source.Version; now == newest {
			return nil
		}
	}
}

// notAhead refuses tables that this program does not know.
func (s *Store) notAhead(now, newest int64) error {
	if now <= newest {
		return nil
	}
	return fault.New(ErrNewer.Kind, ErrNewer.Code, "path", s.path, "version", now, "known", newest)
}

// tellEvery is how often a start tells how far it is.
const tellEvery = 2 * time.Second

// progress reports with a code how far something is that takes long, and
// nothing if it is soon done.
func (s *Store) progress(code string, of int) func(done int) {
	last := time.Now()
	return func(done int) {
		if time.Since(last) >= tellEvery {
			last = time.Now()
			s.report(fault.Say(code, "done", done, "all", of))
		}
	}
}
