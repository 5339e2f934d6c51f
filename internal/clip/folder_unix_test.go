//go:build linux || darwin

package clip

import (
	"errors"
	"io/fs"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// TestAPipeIsNoClip: opening one would wait for ever for its other end.
func TestAPipeIsNoClip(t *testing.T) {
	f := open(t, Options{})
	if err := unix.Mkfifo(filepath.Join(f.path, "pipe.mp4"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Open("pipe.mp4"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open: %v", err)
	}
	if clips, err := f.List(); err != nil || len(clips) != 0 {
		t.Errorf("List() = %v, %v", clips, err)
	}
}
