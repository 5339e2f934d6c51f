package clip

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

func open(t *testing.T, o Options) *Folder {
	t.Helper()
	if o.Dir == "" {
		o.Dir = filepath.Join(t.TempDir(), "clips")
	}
	if o.MinFree == 0 {
		o.MinFree = 1
	}
	f, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// List checks all videos in the folder, the newest first.
func (f *Folder) List() ([]celebration.Clip, error) {
	all, err := f.Names()
	var clips []celebration.Clip
	for _, name := range all {
		if clip, err := f.Inspect(name); err == nil {
			clips = append(clips, clip)
		}
	}
	slices.SortStableFunc(clips, func(a, b celebration.Clip) int { return b.CreatedAt.Compare(a.CreatedAt) })
	return clips, err
}

func put(t *testing.T, f *Folder, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(f.path, name), content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// names are all entries of the folder, hidden ones too.
func names(t *testing.T, f *Folder) string {
	t.Helper()
	entries, err := os.ReadDir(f.path)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, entry := range entries {
		found = append(found, entry.Name())
	}
	return strings.Join(found, " ")
}

func TestValidName(t *testing.T) {
	for name, want := range map[string]bool{
		"a.mp4": true, "A-b_c.1.MP4": true, "x.webm": true, "x.WebM": true, "-.mp4": true,
		"": false, "x.txt": false, ".mp4": false, ".hidden.mp4": false, "a..mp4": false, "../a.mp4": false,
		"a/b.mp4": false, `a\b.mp4`: false, "a b.mp4": false, "a\x00.mp4": false, "клип.mp4": false,
		"a.mp4\n": false, "C:a.mp4": false, "a.mp4.part": false, strings.Repeat("a", 300) + ".mp4": false,
		"\u212a.mp4": false, // lower-cased it is a plain k
	} {
		if got := ValidName(name); got != want {
			t.Errorf("ValidName(%q) = %v", name, got)
		}
	}
}

func TestOpenMakesTheFolderAndClearsLeftovers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "clips")
	f := open(t, Options{Dir: dir})
	put(t, f, ".coming-XYZ.part", []byte("half"))
	put(t, f, "keep.txt", []byte("the streamer's own"))
	put(t, f, "old.mp4", sample(t, "tiny.mp4"))
	open(t, Options{Dir: dir})
	if got := names(t, f); got != "keep.txt old.mp4" {
		t.Errorf("after opening again: %q", got)
	}
}

func TestOpenSaysWhatToDoWhereItCannot(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(file, "below")} {
		if _, err := Open(Options{Dir: dir}); !fault.Is(err, "clip.folder_unusable") {
			t.Errorf("Open(%s): %v", dir, err)
		}
	}
}

func TestListTellsOnlyWholeVideos(t *testing.T) {
	f := open(t, Options{})
	put(t, f, "new.webm", sample(t, "tiny.webm"))
	put(t, f, "old.mp4", sample(t, "tiny.mp4"))
	put(t, f, "cut.mp4", sample(t, "tiny.mp4")[:900])
	put(t, f, "page.mp4", []byte("<html>"))
	put(t, f, "notes.txt", sample(t, "tiny.mp4"))
	put(t, f, ".coming-A.part", sample(t, "tiny.mp4"))
	if err := os.Mkdir(filepath.Join(f.path, "folder.mp4"), 0o755); err != nil {
		t.Fatal(err)
	}
	before := time.Now().Add(-time.Hour)
	if err := os.Chtimes(filepath.Join(f.path, "old.mp4"), before, before); err != nil {
		t.Fatal(err)
	}
	clips, err := f.List()
	if err != nil || len(clips) != 2 || clips[0].Filename != "new.webm" || clips[1].Filename != "old.mp4" {
		t.Fatalf("List() = %+v, %v", clips, err)
	}
	if c := clips[0]; c.ContentType != typeWebM || c.Size != int64(len(sample(t, "tiny.webm"))) || !near(c.Duration, time.Second) {
		t.Errorf("the clip is %+v", c)
	}
}

func TestAFolderIsNoClip(t *testing.T) {
	f := open(t, Options{})
	if err := os.Mkdir(filepath.Join(f.path, "folder.mp4"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Open("folder.mp4"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open: %v", err)
	}
}

func TestNothingOutsideIsReached(t *testing.T) {
	f := open(t, Options{})
	outside := filepath.Join(t.TempDir(), "outside.mp4")
	if err := os.WriteFile(outside, sample(t, "tiny.mp4"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(f.path, "link.mp4")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"link.mp4", "../outside.mp4", outside, "..", "", "missing.mp4"} {
		if file, err := f.Open(name); err == nil {
			_ = file.Close()
			t.Errorf("Open(%q) went well", name)
		}
		if _, err := f.Inspect(name); err == nil {
			t.Errorf("Inspect(%q) went well", name)
		}
	}
	if clips, err := f.List(); err != nil || len(clips) != 0 {
		t.Errorf("List() = %v, %v", clips, err)
	}
	if err := f.Remove("../outside.mp4"); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("Remove: %v", err)
	}
	// A clip that is received over a link replaces the link, not its target.
	if _, err := f.Receive(t.Context(), "link", fillWith(sample(t, "tiny.mp4"))); err != nil {
		t.Error(err)
	}
	if about, err := os.Lstat(filepath.Join(f.path, "link.mp4")); err != nil || !about.Mode().IsRegular() {
		t.Errorf("after receiving: %v, %v", about, err)
	}
}

func TestOpenAndRemove(t *testing.T) {
	f := open(t, Options{})
	content := sample(t, "tiny.mp4")
	put(t, f, "a.mp4", content)
	file, err := f.Open("a.mp4")
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(file)
	if err = errors.Join(err, file.Close()); err != nil || string(got) != string(content) {
		t.Errorf("read %d bytes, %v", len(got), err)
	}
	if err := f.Remove("a.mp4"); err != nil {
		t.Error(err)
	}
	if err := f.Remove("a.mp4"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a second time: %v", err)
	}
	if _, err := f.Open("a.mp4"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open of a removed clip: %v", err)
	}
}

func TestExisting(t *testing.T) {
	f := open(t, Options{})
	put(t, f, "one.webm", sample(t, "tiny.webm"))
	put(t, f, "half.mp4", sample(t, "tiny.mp4")[:2000])
	if clip, ok := f.Existing(t.Context(), "one"); !ok || clip.Filename != "one.webm" {
		t.Errorf("one: %+v, %v", clip, ok)
	}
	for _, stem := range []string{"half", "none", "../one", ""} {
		if clip, ok := f.Existing(t.Context(), stem); ok {
			t.Errorf("%q: %+v", stem, clip)
		}
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, ok := f.Existing(stopped, "one"); ok {
		t.Error("it looked although nobody waits")
	}
}

func TestFree(t *testing.T) {
	f := open(t, Options{})
	if free, err := f.Free(); err != nil || free == 0 {
		t.Errorf("Free() = %d, %v", free, err)
	}
}
