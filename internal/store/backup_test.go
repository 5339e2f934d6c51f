package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"
)

func TestABackupIsRestoredAsItWas(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	take(t, s, "a", "b")
	backup, err := Backup(t.Context(), dir, "") // while the program runs
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(backup); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup is not private: %v, %v", info.Mode(), err)
	}
	take(t, s, "c")
	if _, err := Restore(t.Context(), dir, backup, nil); !errors.Is(err, ErrInUse) {
		t.Errorf("restored under a running program: %v", err)
	}
	_ = s.Close()
	done, err := Restore(t.Context(), dir, backup, nil)
	if err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if list, err := s.Celebrations(t.Context(), Filter{}); err != nil || len(list) != 2 {
		t.Errorf("after the restore there are %d, %v", len(list), err)
	}
	_ = s.Close()
	if _, err := Restore(t.Context(), dir, done.Kept, nil); err != nil {
		t.Errorf("what was replaced is no backup itself: %v", err)
	}
	s = open(t, dir)
	if list, _ := s.Celebrations(t.Context(), Filter{}); len(list) != 3 {
		t.Errorf("what was replaced has %d", len(list))
	}
}

// TestAFolderMayHaveAnyName: what means something in an address is a sign
// like any other in the name of a folder or a file.
func TestAFolderMayHaveAnyName(t *testing.T) {
	t.Parallel()
	names := []string{"50% off #1", "a%20b&mode=memory", "деньги"}
	if runtime.GOOS != "windows" { // which has no such names
		names = append(names, "who?mode=memory&vfs=none", "C:\\data", "file:a|b")
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			top := t.TempDir()
			dir, target := filepath.Join(top, name), filepath.Join(top, name+" copy.db")
			s := open(t, dir)
			take(t, s, "a")
			for _, place := range []string{"", target} {
				backup, err := Backup(t.Context(), dir, place)
				if err != nil {
					t.Fatal(err)
				}
				again := filepath.Join(top, "again "+name)
				if _, err := Restore(t.Context(), again, backup, nil); err != nil {
					t.Fatal(err)
				}
				restored := open(t, again)
				if list, err := restored.Celebrations(t.Context(), Filter{}); err != nil || len(list) != 1 {
					t.Errorf("from %s %d are restored, %v", backup, len(list), err)
				}
				_ = restored.Close()
			}
			entries, err := os.ReadDir(top)
			if err != nil || len(entries) != 3 {
				t.Errorf("it wrote elsewhere: %v, %v", entries, err)
			}
		})
	}
}

// TestWhichBackupsAreKept: seven of each kind, and of those that are too
// many first the ones whose day has a later one.
func TestWhichBackupsAreKept(t *testing.T) {
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	before := func(age time.Duration, k kind) string {
		name := backupPrefix + now.Add(-age).Format(backupStamp)
		if k != daily {
			name += "-" + string(k)
		}
		return name
	}
	const day = 24 * time.Hour
	var days, hand, ahead []string
	for i := range time.Duration(9) {
		days, hand = append(days, before((i+1)*day, daily)), append(hand, before((i+1)*time.Minute, byHand))
		ahead = append(ahead, before((-300-i)*day, daily))
	}
	tests := map[string]struct {
		there []string
		k     kind
		gone  []string
	}{
		"nine days":                       {days, daily, []string{days[6], days[7], days[8]}},
		"by hand leaves those of the day": {days[:6], byHand, nil},
		"nine by hand on one day":         {hand, byHand, hand[6:]},
		"yesterday's last by hand stays":  {append([]string{before(day, byHand)}, hand[:8]...), byHand, hand[5:8]},
		"a clock that was ahead":          {append(days[:6:6], ahead...), daily, ahead},
		"before an upgrade":               {append(days[:7:7], hand[:7]...), beforeUpgrade, nil},
	}
	source := open(t, t.TempDir())
	for name, test := range tests {
		dir := t.TempDir()
		folder := filepath.Join(dir, backupFolder)
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		for _, file := range test.there {
			if err := os.WriteFile(filepath.Join(folder, file+backupSuffix), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 { // within one second
			written, err := backupAmong(t.Context(), source.write, dir, test.k, now)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(written); err != nil {
				t.Errorf("%s: what was written is gone: %v", name, err)
			}
			if test.k == byHand {
				break // the table is about one
			}
			if err := os.Remove(written); err != nil {
				t.Fatal(err)
			}
		}
		var gone []string
		for _, file := range test.there {
			if _, err := os.Stat(filepath.Join(folder, file+backupSuffix)); err != nil {
				gone = append(gone, file)
			}
		}
		slices.Sort(gone)
		want := slices.Clone(test.gone)
		slices.Sort(want)
		if !slices.Equal(gone, want) {
			t.Errorf("%s: gone are %v, want %v", name, gone, want)
		}
	}
}

// TestOneBackupADay: whatever was written by hand, and whatever the clock
// said before.
func TestOneBackupADay(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	now := time.Now().Add(-time.Hour)
	steps := []struct {
		after  time.Duration
		writes bool
	}{{0, true}, {0, false}, {23 * time.Hour, false}, {25 * time.Hour, true}, {-400 * 24 * time.Hour, true}, {0, false}}
	for i, step := range steps {
		if _, err := Backup(t.Context(), dir, ""); err != nil {
			t.Fatal(err)
		}
		now = now.Add(step.after)
		path, err := backupDaily(t.Context(), dir, now)
		if err != nil || (path != "") != step.writes {
			t.Errorf("step %d wrote %q, %v", i, path, err)
		}
	}
}

// TestABackupIsPrivateFromItsFirstByte looks at the file while it grows.
func TestABackupIsPrivateFromItsFirstByte(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	for i := range 50 {
		take(t, s, fmt.Sprint(i))
	}
	target := filepath.Join(t.TempDir(), "copy.db")
	done := make(chan error, 1)
	go func() {
		_, err := Backup(context.WithoutCancel(t.Context()), dir, target)
		done <- err
	}()
	for {
		for _, path := range []string{target, target + halfWritten} {
			if info, err := os.Stat(path); err == nil && runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
				t.Fatalf("%s is %v", path, info.Mode())
			}
		}
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
			if _, err := Backup(t.Context(), dir, target); err == nil {
				t.Error("a backup was overwritten")
			}
			return
		default:
		}
	}
}
