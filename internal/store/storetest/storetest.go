// Package storetest opens stores for tests. The schema is migrated once in a
// test binary, and each test gets a copy of that file.
package storetest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"modernc.org/sqlite"

	"streamspark/internal/store"
)

// Open returns an empty store in a folder of its own, closed with the test.
func Open(t testing.TB) *store.Store {
	t.Helper()
	writes()
	dir := t.TempDir()
	Migrate(t, dir)
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// Exec changes the database of a store past it, as a damage does. The store
// tells nobody.
func Exec(t testing.TB, s *store.Store, query string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(filepath.Dir(s.BackupFolder()), store.File)+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), query, args...); err != nil {
		t.Fatal(err)
	}
}

// Migrate puts an empty database of today's version into dir, unless one is
// there.
func Migrate(t testing.TB, dir string) {
	t.Helper()
	path := filepath.Join(dir, store.File)
	if _, err := os.Stat(path); err == nil {
		return
	}
	content, err := migrated()
	if err == nil {
		err = os.WriteFile(path, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// migrated returns the file of an empty database.
var migrated = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "storetest")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	s, err := store.Open(context.Background(), dir)
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, store.File))
})

// OnWrite has do called before each write that the overlay makes in this
// store, with what is written: "put KEY" and "forget KEY" of documents,
// "ID STATE" of playbacks and "thanked ID" of celebrations. It may take its
// time; its error is the error of the write. The last do counts, and nil ends
// it.
func OnWrite(t testing.TB, s *store.Store, do func(what string) error) {
	t.Helper()
	if _, known := writes().Swap(s.BackupFolder(), do); known {
		return
	}
	t.Cleanup(func() { writes().Delete(s.BackupFolder()) })
	for i, on := range []string{
		`BEFORE INSERT ON documents BEGIN SELECT on_write('%s', 'put ' || NEW.key)`,
		`BEFORE DELETE ON documents BEGIN SELECT on_write('%s', 'forget ' || OLD.key)`,
		`BEFORE UPDATE ON playbacks BEGIN SELECT on_write('%s', NEW.id || ' ' || NEW.state)`,
		`BEFORE UPDATE OF alerted_at ON celebrations WHEN NEW.alerted_at > 0 BEGIN SELECT on_write('%s', 'thanked ' || NEW.id)`,
	} {
		Exec(t, s, fmt.Sprintf("CREATE TRIGGER on_write_%d "+on+"; END", i, s.BackupFolder()))
	}
}

// writes has the functions of OnWrite by their folder, and the function of SQL
// that calls them, which the connections have that are opened afterwards.
var writes = sync.OnceValue(func() *sync.Map {
	var hooks sync.Map
	sqlite.MustRegisterScalarFunction("on_write", 2, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		folder, _ := args[0].(string)
		what, _ := args[1].(string)
		if do, _ := hooks.Load(folder); do != nil {
			if do := do.(func(string) error); do != nil {
				return nil, do(what)
			}
		}
		return nil, nil
	})
	return &hooks
})
