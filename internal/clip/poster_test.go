package clip

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// picture is a JPEG that is not of one colour.
func picture(t testing.TB, w, h int) []byte {
	t.Helper()
	drawn := image.NewRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		for y := range h {
			drawn.Set(x, y, color.RGBA{uint8(x), uint8(y), 90, 255})
		}
	}
	var content bytes.Buffer
	if err := jpeg.Encode(&content, drawn, nil); err != nil {
		t.Fatal(err)
	}
	return content.Bytes()
}

func TestAPosterIsKeptBesideItsClipAndGoesWithIt(t *testing.T) {
	f := open(t, Options{})
	put(t, f, "a.mp4", sample(t, "tiny.mp4"))
	if _, err := f.OpenPoster("a.mp4"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before there is one: %v", err)
	}
	for _, content := range [][]byte{picture(t, 480, 270), picture(t, 270, 480)} { // the second replaces the first
		if err := f.SavePoster("a.mp4", content); err != nil {
			t.Fatal(err)
		}
		file, err := f.OpenPoster("a.mp4")
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(file)
		if err = errors.Join(err, file.Close()); err != nil || !bytes.Equal(got, content) {
			t.Errorf("it holds %d bytes, %v", len(got), err)
		}
	}
	if clips, err := f.List(); err != nil || len(clips) != 1 || names(t, f) != ".posters a.mp4" {
		t.Errorf("the folder holds %q, %d clips, %v", names(t, f), len(clips), err)
	}
	if err := f.Remove("a.mp4"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(f.path, ".posters", "a.mp4.jpg")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("its clip is deleted, and it stays: %v", err)
	}
}

func TestOnlyPicturesOfKnownClipsAreKept(t *testing.T) {
	f := open(t, Options{})
	put(t, f, "a.mp4", sample(t, "tiny.mp4"))
	good := picture(t, 100, 60)
	for what, tt := range map[string]struct {
		name    string
		content []byte
		want    error
	}{
		"no clip":      {"b.mp4", good, fs.ErrNotExist},
		"another name": {"../a.mp4", good, fs.ErrNotExist},
		"nothing":      {"a.mp4", nil, coded("poster.not_one")},
		"a page":       {"a.mp4", []byte("<html><script>"), coded("poster.not_one")},
		"half":         {"a.mp4", good[:len(good)/2], coded("poster.not_one")},
		"a video":      {"a.mp4", sample(t, "tiny.mp4"), coded("poster.not_one")},
		"too wide":     {"a.mp4", picture(t, 1282, 20), coded("poster.not_one")},
		"too small":    {"a.mp4", picture(t, 8, 8), coded("poster.not_one")},
		"too heavy":    {"a.mp4", append(good, make([]byte, MaxPoster)...), coded("poster.not_one")},
	} {
		if err := f.SavePoster(tt.name, tt.content); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", what, err, tt.want)
		}
	}
	if names(t, f) != "a.mp4" {
		t.Errorf("the folder holds %q", names(t, f))
	}
}

func TestStrayPostersAreRemoved(t *testing.T) {
	f := open(t, Options{})
	if found, err := f.TidyPosters(); err != nil || len(found) != 0 {
		t.Errorf("where there is no folder: %v, %v", found, err)
	}
	for _, name := range []string{"a.mp4", "b.mp4"} {
		put(t, f, name, sample(t, "tiny.mp4"))
		if err := f.SavePoster(name, picture(t, 32, 32)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(filepath.Join(f.path, "b.mp4")); err != nil { // by hand, in the folder
		t.Fatal(err)
	}
	put(t, f, ".posters/.coming-X.part", []byte("half"))
	put(t, f, ".posters/notes.txt", []byte("the streamer's own"))
	found, err := f.TidyPosters()
	if err != nil || len(found) != 1 || !found["a.mp4"] {
		t.Errorf("found %v, %v", found, err)
	}
	left, err := os.ReadDir(filepath.Join(f.path, ".posters"))
	if err != nil || len(left) != 2 || left[0].Name() != "a.mp4.jpg" || left[1].Name() != "notes.txt" {
		t.Errorf("left are %v, %v", left, err)
	}
}

func TestNoPosterLeadsOutOfTheFolder(t *testing.T) {
	f := open(t, Options{})
	put(t, f, "a.mp4", sample(t, "tiny.mp4"))
	outside := filepath.Join(t.TempDir(), "secret.jpg")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(f.path, ".posters"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(f.path, ".posters", "a.mp4.jpg")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a.mp4", "../a.mp4", "", "x.txt"} {
		if file, err := f.OpenPoster(name); err == nil {
			t.Errorf("%q was opened", name)
			_ = file.Close()
		}
	}
	if err := f.SavePoster("a.mp4", picture(t, 32, 32)); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(outside); err != nil || string(got) != "secret" {
		t.Errorf("what lies outside is now %q, %v", got, err)
	}
}

func TestFFmpegTakesAFrame(t *testing.T) {
	ffmpeg := needFFmpeg(t)
	f := open(t, Options{})
	for _, name := range []string{"tiny.mp4", "tiny.webm"} {
		put(t, f, name, sample(t, name))
		content, err := f.Frame(t.Context(), ffmpeg, name)
		if err != nil || len(content) > wantedPoster || checkPoster(content) != nil {
			t.Errorf("%s: %d bytes, %v", name, len(content), err)
		}
	}
	put(t, f, "page.mp4", []byte("<html>"))
	if _, err := f.Frame(t.Context(), ffmpeg, "page.mp4"); !errors.Is(err, coded(codeNotVideo)) {
		t.Errorf("of a page: %v", err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := f.Frame(stopped, ffmpeg, "tiny.mp4"); !errors.Is(err, context.Canceled) {
		t.Errorf("when nobody waits: %v", err)
	}
	if _, err := f.Frame(t.Context(), filepath.Join(t.TempDir(), "ffmpeg"), "tiny.mp4"); err == nil {
		t.Error("a missing program took a picture")
	}
}
