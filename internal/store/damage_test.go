package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"streamspark/internal/locale"
)

// TestEveryDamageIsSaidWithTheWayBack: in one sentence, whatever it is, and
// the way leads back.
func TestEveryDamageIsSaidWithTheWayBack(t *testing.T) {
	t.Parallel()
	change := func(how func([]byte) []byte) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			t.Helper()
			content, err := os.ReadFile(path)
			if err == nil {
				err = os.WriteFile(path, how(content), 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	tests := map[string]func(*testing.T, string){
		"half of it":             change(func(b []byte) []byte { return b[:len(b)/2] }),
		"all but its last page":  change(func(b []byte) []byte { return b[:len(b)-4096] }),
		"a few bytes":            change(func(b []byte) []byte { return b[:50] }),
		"another file":           change(func([]byte) []byte { return []byte(strings.Repeat("no database ", 1000)) }),
		"zeros in front":         change(func(b []byte) []byte { clear(b[:4096]); return b }),
		"rubbish in the schema":  change(func(b []byte) []byte { copy(b[100:], strings.Repeat("rubbish", 500)); return b }),
		"only its log, no bytes": change(func([]byte) []byte { return nil }),
		"only its log, no file": func(t *testing.T, path string) {
			t.Helper()
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		},
	}
	for name, damage := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			start := interruptedOrWhole(t, strings.HasPrefix(name, "only its log"))
			if err := os.CopyFS(dir, os.DirFS(start)); err != nil {
				t.Fatal(err)
			}
			found, err := Backups(dir)
			if err != nil || len(found) != 1 {
				t.Fatal(found, err)
			}
			path := filepath.Join(dir, File)
			damage(t, path)
			_, err = Open(t.Context(), dir)
			if !errors.Is(err, ErrDamaged) || strings.Contains(said(err), "\n") || !strings.Contains(said(err), path) ||
				!strings.HasSuffix(said(err), "go back to the newest backup with: streamspark restore "+found[0]) {
				t.Fatalf("it says %v", err)
			}
			if _, err := Restore(t.Context(), t.TempDir(), path, nil); err == nil {
				t.Error("it was taken for a backup")
			}
			if _, err := Restore(t.Context(), dir, found[0], nil); err != nil {
				t.Fatal(err)
			}
			s := open(t, dir)
			if list, err := s.Celebrations(t.Context(), Filter{Limit: 500}); err != nil || len(list) != 200 {
				t.Errorf("after the way back there are %d, %v", len(list), err)
			}
		})
	}
}

// TestADamageThatIsMetWhileItRunsIsSaidToo: by the daily backup, which reads
// everything. The backups of before stay.
func TestADamageThatIsMetWhileItRunsIsSaidToo(t *testing.T) {
	dir := interruptedOrWhole(t, false)
	s := open(t, dir)
	found, err := Backups(dir)
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	file, err := os.OpenFile(filepath.Join(dir, File), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	rubbish := []byte(strings.Repeat("rubbish ", int(info.Size()-4*4096)/8))
	if _, err := file.WriteAt(rubbish, 4*4096); err != nil {
		t.Fatal(err)
	}
	if _, err := s.BackupDaily(t.Context()); !errors.Is(err, ErrDamaged) || !strings.HasSuffix(said(err), "streamspark restore "+found[0]) {
		t.Errorf("the backup says %v", err)
	}
	if err := s.Trouble(t.Context()); !errors.Is(err, ErrDamaged) || !strings.HasSuffix(said(err), "streamspark restore "+found[0]) {
		t.Errorf("it says %v", err)
	}
	_ = file.Close()
	if left, err := Backups(dir); err != nil || len(left) != 1 {
		t.Errorf("backups are %v, %v", left, err)
	}
}

// interruptedOrWhole makes a folder with a database of 200 donations and a
// backup of it: closed, or with all of it in the log as a crash leaves it.
func interruptedOrWhole(t *testing.T, log bool) string {
	t.Helper()
	dir, copy := t.TempDir(), t.TempDir()
	s := open(t, dir)
	recordMany(t, s, 200)
	if _, err := Backup(t.Context(), dir, ""); err != nil {
		t.Fatal(err)
	}
	if !log {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(copy, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return copy
}

// TestNoEmptyDatabaseTakesThePlaceOfOneThatWas: a start that finds what a
// database left behind says so.
func TestNoEmptyDatabaseTakesThePlaceOfOneThatWas(t *testing.T) {
	tests := map[string]struct {
		left []string
		says string
	}{
		"a backup":              {[]string{"backups/streamspark-20260101-000000.db"}, "restore DIR/backups/streamspark-20260101-000000.db; to begin anew, move the folder DIR/backups away"},
		"what a restore kept":   {[]string{"streamspark.db.replaced-20260101-000000", "backups/streamspark-20260101-000000.db"}, "restore DIR/streamspark.db.replaced-20260101-000000; to begin anew, move it away"},
		"half a restore":        {[]string{"streamspark.db.coming", "streamspark.db.replaced-20260101-000000"}, "restore DIR/streamspark.db.coming; or go back to what was there before it with: streamspark restore DIR/streamspark.db.replaced-20260101-000000"},
		"half a first restore":  {[]string{"streamspark.db.coming"}, "restore DIR/streamspark.db.coming; or there is no backup in DIR/backups"},
		"a copy that was begun": {[]string{"streamspark.db.draft"}, ""},
		"nothing":               {nil, ""},
	}
	for name, test := range tests {
		dir := t.TempDir()
		for _, file := range test.left {
			path := filepath.Join(dir, file)
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("half"), 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		s, err := Open(t.Context(), dir)
		if test.says == "" {
			if err != nil || s.Close() != nil {
				t.Errorf("%s: it says %v", name, err)
			}
			continue
		}
		if err == nil || !strings.Contains(said(err), strings.ReplaceAll(test.says, "DIR", dir)) || strings.Contains(said(err), "\n") {
			t.Errorf("%s: it says %v", name, err)
		}
	}
}

// said returns the sentence of an error.
func said(err error) string { return locale.English().Detail(err) }
