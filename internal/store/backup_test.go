package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
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
	if _, err := Restore(t.Context(), dir, backup); !errors.Is(err, ErrInUse) {
		t.Errorf("restored under a running program: %v", err)
	}
	_ = s.Close()
	kept, err := Restore(t.Context(), dir, backup)
	if err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if list, err := s.Celebrations(t.Context(), Filter{}); err != nil || len(list) != 2 {
		t.Errorf("after the restore there are %d, %v", len(list), err)
	}
	_ = s.Close()
	if _, err := Restore(t.Context(), dir, kept); err != nil {
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
				if _, err := Restore(t.Context(), again, backup); err != nil {
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

func TestSevenBackupsAreKept(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	take(t, s, "a")
	folder := filepath.Join(dir, backupFolder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range 9 {
		old := filepath.Join(folder, fmt.Sprintf("%s2020010%d-000000%s", backupPrefix, i+1, backupSuffix))
		if err := os.WriteFile(old, []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	newest, err := Backup(t.Context(), dir, "")
	if err != nil {
		t.Fatal(err)
	}
	found, err := Backups(dir)
	if err != nil || len(found) != backupsKept || found[0] != newest {
		t.Errorf("kept %v, %v", found, err)
	}
	if _, err := Backup(t.Context(), dir, newest); err == nil {
		t.Error("a backup was overwritten")
	}
}

func TestACutDatabaseIsSaidWithTheWayBack(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	for i := range 200 {
		take(t, s, fmt.Sprint(i))
	}
	backup, err := Backup(t.Context(), dir, "")
	if err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
	path := filepath.Join(dir, File)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, info.Size()/2); err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), dir)
	if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "streamspark restore "+backup) || strings.Contains(err.Error(), "\n") {
		t.Fatalf("it says %v", err)
	}
	if _, err := Restore(t.Context(), dir, path); err == nil {
		t.Error("a cut file was taken for a backup")
	}
	if _, err := Restore(t.Context(), dir, backup); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if list, _ := s.Celebrations(t.Context(), Filter{Limit: 500}); len(list) != 200 {
		t.Errorf("after the way back there are %d", len(list))
	}
}

func TestClipsThatAreNeededAreNeverSpare(t *testing.T) {
	s := open(t, t.TempDir())
	for _, id := range []string{"a", "b", "c", "d"} {
		c := ready(t, s, id)
		if id != "b" {
			walk(t, s, &c, celebration.Playing, celebration.Played)
		}
	}
	if err := s.AdoptClip(t.Context(), celebration.Clip{Filename: "own.mp4", Size: 1 << 40}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddPlayback(t.Context(), "c.webm", time.Now()); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		keep Keep
		want string
	}{
		{Keep{}, "[]"},
		{Keep{Count: 1}, "[a.webm]"},
		{Keep{Count: 3}, "[a.webm]"},
		{Keep{Bytes: 5}, "[a.webm d.webm]"},
		{Keep{Since: time.Now()}, "[a.webm d.webm]"},
		{Keep{Since: time.UnixMilli(500)}, "[]"},
	}
	for _, tt := range tests {
		spare, err := s.SpareClips(t.Context(), tt.keep)
		if err != nil || fmt.Sprint(spare) != tt.want {
			t.Errorf("%+v: spare are %v, %v; want %s", tt.keep, spare, err, tt.want)
		}
	}
}
