package app

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"streamspark/internal/celebration"
)

// found has files lie in the folder of clips, as a program knew them that
// asked nobody for codecs.
func (a *App) found(t *testing.T, films map[string]string) {
	t.Helper()
	for name, film := range films {
		data, err := os.ReadFile(filepath.Join("..", "clip", "testdata", film))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(a.live.Get().VideosDir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
		before := celebration.Clip{Filename: name, ContentType: "video/mp4", Size: int64(len(data)), CreatedAt: time.Now()}
		if err := a.store.ImportClips(t.Context(), before); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAFoundClipIsReadAndConverted(t *testing.T) {
	t.Parallel()
	a := newApp(t, t.TempDir(), nil)
	a.found(t, map[string]string{"my.mp4": "hevc.mp4"})
	if _, err := a.overlay.Play(t.Context(), "my.mp4"); err != nil {
		t.Fatal(err)
	}
	before, err := a.store.Clip(t.Context(), "my.mp4")
	if err != nil || before.Video != "" {
		t.Fatalf("it is %+v, %v", before, err)
	}
	if err := a.inspectClip(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	read, err := a.store.Clip(t.Context(), "my.mp4")
	if err != nil || read.Video != celebration.CodecHEVC {
		t.Fatalf("read, it is %+v, %v", read, err)
	}
	if err := a.convertClip(t.Context(), read, celebration.Decoder{"vp9", "opus"}); err != nil {
		t.Fatal(err)
	}
	waiting, err := a.store.OpenPlaybacks(t.Context())
	if err != nil || len(waiting) != 1 || waiting[0].Clip.Filename != "my.webm" || waiting[0].Clip.Video != celebration.CodecVP9 {
		t.Errorf("there wait %+v, %v", waiting, err)
	}
	if !a.clips.Gone("my.mp4") || a.clips.Gone("my.webm") {
		t.Error("the folder has the first one")
	}
}

// TestAnotherFileIsNotOverwritten: the streamer has one of that name.
func TestAnotherFileIsNotOverwritten(t *testing.T) {
	t.Parallel()
	a := newApp(t, t.TempDir(), nil)
	a.found(t, map[string]string{"my.mp4": "hevc.mp4", "my.webm": "tiny.webm"})
	other, err := a.clips.Inspect("my.webm")
	if err != nil {
		t.Fatal(err)
	}
	clip, err := a.store.Clip(t.Context(), "my.mp4")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.convertClip(t.Context(), clip, celebration.Decoder{"vp9", "opus"}); err != nil {
		t.Fatal(err)
	}
	if now, err := a.clips.Inspect("my.webm"); err != nil || now.Size != other.Size {
		t.Errorf("the other file is %+v, %v", now, err)
	}
	if clips, err := a.store.Clips(t.Context(), 0); err != nil || len(clips) != 2 {
		t.Errorf("the clips are %+v, %v", clips, err)
	}
}

// TestAConversionThatACrashCutOffIsFound: the file has its new name, and the
// database the old one.
func TestAConversionThatACrashCutOffIsFound(t *testing.T) {
	t.Parallel()
	a := newApp(t, t.TempDir(), nil)
	a.found(t, map[string]string{"my.mp4": "hevc.mp4"})
	if _, err := a.overlay.Play(t.Context(), "my.mp4"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.clips.Convert(t.Context(), celebration.Clip{Filename: "my.mp4"}, celebration.Decoder{"vp9", "opus"}, func(int) {}); err != nil {
		t.Fatal(err)
	}
	if err := a.dropMissingClips(t.Context()); err != nil {
		t.Fatal(err)
	}
	if waiting, err := a.store.OpenPlaybacks(t.Context()); err != nil || len(waiting) != 1 || waiting[0].Clip.Filename != "my.webm" {
		t.Errorf("there wait %+v, %v", waiting, err)
	}
}
