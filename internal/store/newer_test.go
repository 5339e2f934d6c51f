package store

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
)

// TestAnOlderDatabaseIsBackedUpBeforeItIsChanged, and the start tells what
// it does.
func TestAnOlderDatabaseIsBackedUpBeforeItIsChanged(t *testing.T) {
	dir := t.TempDir()
	firstVersion(t, dir)
	var said []string
	s, err := OpenReporting(t.Context(), dir, func(m fault.Message) { said = append(said, locale.English().Message(m)) })
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	found, err := backups(dir, time.Now())
	if err != nil || len(found) != 1 || found[0].kind != beforeUpgrade {
		t.Fatalf("backups are %v, %v", found, err)
	}
	all := strings.Join(said, "\n")
	for _, want := range []string{"The backup is " + found[0].path, "Bringing the database up to date: version 2 of ", "Bringing the database up to date: version 6 of "} {
		if !strings.Contains(all, want) {
			t.Errorf("it does not say %q:\n%s", want, all)
		}
	}
	if _, err := Restore(t.Context(), dir, found[0].path, nil); err != nil {
		t.Fatal(err)
	}
	isWhole(t, open(t, dir))
	if found, err := Backups(dir); err != nil || len(found) != 1 { // what is up to date needs none
		t.Errorf("backups are %v, %v", found, err)
	}
}

// TestWhatTakesLongTellsHowFarItIs, and what does not says nothing.
func TestWhatTakesLongTellsHowFarItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var said []string
		s := &Store{report: func(m fault.Message) { said = append(said, locale.English().Message(m)) }}
		tell := s.progress("store.indexing", 300_000)
		for done := 0; done < 300_000; done += 2000 {
			time.Sleep(300 * time.Millisecond)
			tell(done + 2000)
		}
		if len(said) < 10 || len(said) > 30 || said[0] != "Making donations searchable: 14 000 of 300 000." {
			t.Errorf("it says %d sentences: %v", len(said), said)
		}
	})
}

// TestADatabaseOfANewerVersionIsLeftAlone: by a start and by a restore.
func TestADatabaseOfANewerVersionIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	tamper(t, dir, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9000, 1)`)
	path := filepath.Join(dir, File)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), dir); !errors.Is(err, ErrNewer) || !strings.Contains(said(err), "install the newer one again") {
		t.Errorf("a start says %v", err)
	}
	other := t.TempDir()
	s := open(t, other)
	take(t, s, "a")
	_ = s.Close()
	if _, err := Restore(t.Context(), other, path, nil); !errors.Is(err, ErrNewer) {
		t.Errorf("a restore says %v", err)
	}
	if list, err := open(t, other).Celebrations(t.Context(), Filter{}); err != nil || len(list) != 1 {
		t.Errorf("what was there is %v, %v", list, err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("it was written to, %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(other, "*.db.*")); err != nil || len(left) > 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
}

// TestOneDatabaseIsOpenedOnce, whatever its other names are.
func TestOneDatabaseIsOpenedOnce(t *testing.T) {
	links := map[string]func(from, to string) error{"a link": os.Symlink, "a second name": os.Link}
	if runtime.GOOS != "linux" {
		delete(links, "a second name")
	}
	for name, link := range links {
		dir, other := t.TempDir(), t.TempDir()
		s := open(t, dir)
		take(t, s, "a")
		if err := link(filepath.Join(dir, File), filepath.Join(other, File)); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), other); !errors.Is(err, ErrInUse) {
			t.Errorf("%s: it is opened twice: %v", name, err)
		}
		if _, err := Restore(t.Context(), other, filepath.Join(dir, File), nil); !errors.Is(err, ErrInUse) {
			t.Errorf("%s: it is replaced while it is in use: %v", name, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		again, err := Open(t.Context(), other)
		if err != nil {
			t.Errorf("%s: closed, it says %v", name, err)
			continue
		}
		_ = again.Close()
	}
}

// TestTwoRestoresWithinOneSecondKeepBoth databases that they replaced.
func TestTwoRestoresWithinOneSecondKeepBoth(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	take(t, s, "a")
	backup, err := Backup(t.Context(), dir, "")
	if err != nil {
		t.Fatal(err)
	}
	take(t, s, "b")
	_ = s.Close()
	kept := map[string]bool{}
	for range 3 {
		done, err := Restore(t.Context(), dir, backup, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(done.Kept); err != nil || kept[done.Kept] {
			t.Errorf("kept is %s once more, %v", done.Kept, err)
		}
		kept[done.Kept] = true
	}
}
