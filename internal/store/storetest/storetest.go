// Package storetest opens stores for tests. The schema is migrated once in a
// test binary, and each test gets a copy of that file.
package storetest

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"streamspark/internal/store"
)

// Open returns an empty store in a folder of its own, closed with the test.
func Open(t testing.TB) *store.Store {
	t.Helper()
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
