package clip

import (
	"bytes"
	"errors"
	"image/jpeg"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// withStills opens a folder with clips whose stills were taken and saved.
func withStills(t *testing.T, names ...string) *Folder {
	t.Helper()
	ffmpeg := FindFFmpeg()
	if ffmpeg == "" {
		t.Skip("there is no ffmpeg")
	}
	f := open(t, Options{FFmpeg: ffmpeg})
	for _, name := range names {
		put(t, f, name, sample(t, name))
		stills, err := f.TakeStills(t.Context(), name)
		if err != nil || len(stills) != Stills() || f.HasStills(name) {
			t.Fatalf("%s: %d stills, %v", name, len(stills), err)
		}
		if err := f.SaveStills(name, stills); err != nil || !f.HasStills(name) {
			t.Fatalf("%s: they are not saved: %v", name, err)
		}
	}
	return f
}

// TestStillsAreWholePicturesOfAClip, each small enough to be sent.
func TestStillsAreWholePicturesOfAClip(t *testing.T) {
	for _, name := range []string{"film.webm", "ac3.mp4"} {
		f := withStills(t, name)
		for number := range Stills() {
			file, err := f.OpenStill(name, number+1)
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(file)
			if err = errors.Join(err, file.Close()); err != nil {
				t.Fatal(err)
			}
			about, err := jpeg.DecodeConfig(bytes.NewReader(content))
			if err != nil || max(about.Width, about.Height) > stillSide || len(content) > MaxPoster {
				t.Errorf("%s: still %d is %d × %d and %d bytes, %v", name, number+1, about.Width, about.Height, len(content), err)
			}
		}
	}
}

// TestStillsGoWithTheirClip, whoever removes it.
func TestStillsGoWithTheirClip(t *testing.T) {
	f := withStills(t, "film.webm", "ac3.mp4")
	if found, err := f.TidyPosters(); err != nil || len(found) != 2 || found["film.webm"] || !f.HasStills("film.webm") {
		t.Errorf("a clip with stills is taken for one with a poster: %v, %v", found, err)
	}
	if err := f.Remove("film.webm"); err != nil || f.HasStills("film.webm") || !f.HasStills("ac3.mp4") {
		t.Errorf("after a clip was removed: %v", err)
	}
	if err := os.Remove(filepath.Join(f.path, "ac3.mp4")); err != nil { // by hand
		t.Fatal(err)
	}
	if _, err := f.TidyPosters(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(filepath.Join(f.path, posterFolder)); err != nil || len(left) != 0 {
		t.Errorf("stills of clips that are gone stay: %v, %v", left, err)
	}
	if _, err := f.OpenStill("ac3.mp4", 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a still that is gone: %v", err)
	}
}

// TestANameOfAStillIsThatOfNoPoster: a clip may be called like one.
func TestANameOfAStillIsThatOfNoPoster(t *testing.T) {
	f := open(t, Options{})
	const odd = "a-still1.mp4"
	put(t, f, odd, sample(t, "tiny.mp4"))
	if err := f.SavePoster(odd, picture(t, 100, 60)); err != nil {
		t.Fatal(err)
	}
	if found, err := f.TidyPosters(); err != nil || !found[odd] || f.HasStills(odd) {
		t.Errorf("%v, %v", found, err)
	}
	for _, number := range []int{-1, 0, Stills() + 1} {
		if _, err := f.OpenStill(odd, number); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("still %d: %v", number, err)
		}
	}
	if _, err := f.OpenStill("../"+odd, 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("outside of the folder: %v", err)
	}
}

// TestWhatCannotBeSeenHasNoStills: it is an error, not fewer pictures.
func TestWhatCannotBeSeenHasNoStills(t *testing.T) {
	f := open(t, Options{})
	put(t, f, "a.mp4", sample(t, "ac3.mp4"))
	if _, err := f.TakeStills(t.Context(), "a.mp4"); !errors.Is(err, coded("clip.no_ffmpeg")) {
		t.Errorf("without ffmpeg: %v", err)
	}
	f.ffmpeg = FindFFmpeg()
	if f.ffmpeg == "" {
		t.Skip("there is no ffmpeg")
	}
	put(t, f, "b.mp4", []byte("<html>"))
	if _, err := f.TakeStills(t.Context(), "b.mp4"); err == nil {
		t.Error("of what is no video")
	}
	if _, err := f.TakeStills(t.Context(), "c.mp4"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of none: %v", err)
	}
	whole := sample(t, "ac3.mp4")
	put(t, f, "d.mp4", append(whole[:len(whole)/2:len(whole)/2], make([]byte, len(whole)-len(whole)/2)...))
	if stills, err := f.TakeStills(t.Context(), "d.mp4"); err == nil {
		t.Errorf("of one whose second half is empty there are %d", len(stills))
	}
	if err := f.SaveStills("a.mp4", nil); err == nil || f.HasStills("a.mp4") {
		t.Errorf("none are saved: %v", err)
	}
}
