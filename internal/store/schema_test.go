package store

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestADatabaseThatRunsStatementsOfItsOwnIsRefused: both when it is restored
// and when somebody put it in its place by hand.
func TestADatabaseThatRunsStatementsOfItsOwnIsRefused(t *testing.T) {
	t.Parallel()
	for name, statement := range map[string]string{
		"a trigger":           `CREATE TRIGGER mine AFTER INSERT ON donations BEGIN UPDATE celebrations SET status = 'approved'; END`,
		"one in our name":     `DROP TRIGGER findable_arrived; CREATE TRIGGER findable_arrived AFTER INSERT ON findable BEGIN DELETE FROM ledger; END`,
		"ours, and more":      `CREATE TRIGGER also AFTER INSERT ON findable BEGIN INSERT INTO findable_text (rowid, text) VALUES (new.id, new.text); END`,
		"in small letters":    `create trigger small after insert on donations begin delete from ledger; end`,
		"a view":              `CREATE VIEW mine AS SELECT * FROM documents`,
		"a view for a table":  `ALTER TABLE documents RENAME TO kept; CREATE VIEW documents AS SELECT * FROM kept`,
		"a virtual table":     `CREATE VIRTUAL TABLE mine USING fts5 (text)`,
		"hidden as a table":   `PRAGMA writable_schema = on; INSERT INTO sqlite_schema VALUES ('table', 'mine', 'donations', 0, 'CREATE TRIGGER mine AFTER INSERT ON donations BEGIN DELETE FROM ledger; END')`,
		"hidden by a comment": `PRAGMA writable_schema = on; INSERT INTO sqlite_schema VALUES ('trigger', 'mine', 'donations', 0, 'CREATE/**/TRIGGER mine AFTER INSERT ON donations BEGIN DELETE FROM ledger; END')`,
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, File)
		tamper(t, dir, statement)
		strange := func(err error) bool { // what SQLite cannot read is refused by SQLite
			return errors.Is(err, ErrStrange) || err != nil && strings.HasPrefix(name, "hidden")
		}
		if _, err := Restore(t.Context(), t.TempDir(), path, nil); !strange(err) || !strings.Contains(said(err), path) {
			t.Errorf("%s is restored: %v", name, err)
		}
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if s, err := Open(t.Context(), dir); !strange(err) {
			t.Errorf("%s is opened: %v", name, errors.Join(err, s.Close()))
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
			t.Errorf("%s: the file was written to, %v", name, err)
		}
	}
}

// TestTablesAndIndexesOfSomebodyElseDoNoHarm: such as those that SQLite or a
// curious streamer made.
func TestTablesAndIndexesOfSomebodyElseDoNoHarm(t *testing.T) {
	dir := t.TempDir()
	tamper(t, dir, `CREATE TABLE mine (id INTEGER PRIMARY KEY, "CREATE TRIGGER" TEXT UNIQUE); CREATE INDEX mine_too ON donations (donor); CREATE UNIQUE INDEX mine_three ON mine (id); ANALYZE`)
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), t.TempDir(), filepath.Join(dir, File), nil); err != nil {
		t.Error(err)
	}
}

// tamper makes a database of ours and runs something on it.
func tamper(t *testing.T, dir, statement string) {
	t.Helper()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", uri(filepath.Join(dir, File)))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), statement)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}
