package app

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"streamspark/internal/celebration"
)

// folderOf makes a folder of so many clips for a program that is to be
// started in dir.
func folderOf(t *testing.T, dir string, n int) (clips string, film []byte) {
	t.Helper()
	film, err := os.ReadFile(filepath.Join("..", "clip", "testdata", "faststart.mp4"))
	if err != nil {
		t.Fatal(err)
	}
	clips = filepath.Join(dir, "videos")
	if err := os.MkdirAll(clips, 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := os.WriteFile(filepath.Join(clips, fmt.Sprintf("clip-%05d.mp4", i)), film, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return clips, film
}

// TestNoStartWaitsForTheFolderOfClips: it is looked through afterwards, and
// what comes and goes meanwhile stays as it is.
func TestNoStartWaitsForTheFolderOfClips(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	clips, _ := folderOf(t, dir, 2*importBatch+5)
	if err := os.WriteFile(filepath.Join(clips, "no-video.mp4"), []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := newApp(t, dir, withMaker())
	if known, err := a.store.Clips(t.Context(), 0); err != nil || len(known) != 0 {
		t.Fatalf("the start looked into %d, %v", len(known), err)
	}
	id := a.given(t, "a", celebration.Approved, celebration.Submitting, celebration.Generating, celebration.Fetching)
	c, err := a.store.Celebration(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	// A clip that came while nobody had looked through the folder.
	found, err := a.clips.Inspect("clip-00000.mp4")
	if err != nil {
		t.Fatal(err)
	}
	found.Celebration = id
	c.Status, c.Clip = celebration.Ready, &found
	if err := a.store.Save(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	gone := celebration.Clip{Filename: "gone.mp4", ContentType: "video/mp4", CreatedAt: time.Now()}
	if err := a.store.ImportClips(t.Context(), gone); err != nil {
		t.Fatal(err)
	}
	a.tidy(t.Context()) // keeps what nobody knows yet
	a.syncFolder(t.Context())
	known, err := a.store.Clips(t.Context(), 0)
	if err != nil || len(known) != 2*importBatch+5 {
		t.Errorf("known are %d, %v", len(known), err)
	}
	if kept, err := a.store.Clip(t.Context(), "clip-00000.mp4"); err != nil || kept.Celebration != id {
		t.Errorf("whose it is was forgotten: %+v, %v", kept, err)
	}
	a.tidy(t.Context())
	if names, err := a.clips.Names(); err != nil || len(names) != 2*importBatch+6 {
		t.Errorf("in the folder are %d, %v", len(names), err)
	}
}

// TestAClipThatIsGoneIsNotPlayedAfterAStart, though the folder is looked
// through later.
func TestAClipThatIsGoneIsNotPlayedAfterAStart(t *testing.T) {
	dir := t.TempDir()
	clips, _ := folderOf(t, dir, 1)
	a := newApp(t, dir, nil)
	a.syncFolder(t.Context())
	if _, err := a.store.AddPlayback(t.Context(), "clip-00000.mp4", time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(clips, "clip-00000.mp4")); err != nil {
		t.Fatal(err)
	}
	a = newApp(t, dir, nil)
	if waiting, err := a.store.OpenPlaybacks(t.Context()); err != nil || len(waiting) != 0 {
		t.Errorf("there wait %v, %v", waiting, err)
	}
}
