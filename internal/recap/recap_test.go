package recap

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/fault"
	"streamspark/internal/store"
)

func shownClip(name string, length time.Duration) (m store.Moment) {
	m.Filename, m.Duration = name, length
	return m
}

func shownScene(id int64, production celebration.Production) (m store.Moment) {
	m.Celebration, m.Filename, m.Scene = id, "scene", &celebration.Scene{Seed: id, Production: production}
	return m
}

// TestTheLargestSumIsTheLastPart holds when what is in the film, and where in its
// clip a part begins.
func TestTheLargestSumIsTheLastPart(t *testing.T) {
	second := time.Second
	plan := newPlan([]store.Moment{shownClip("a.mp4", 10*second), shownScene(2, celebration.FullScene), shownClip("b.mp4", 0)})
	length := shownScene(2, celebration.FullScene).Scene.Length()
	want := []clip.Stretch{
		{Length: 3 * second},
		{At: 3 * second, Length: 8 * second, Clip: "b.mp4"},
		{At: 11 * second, Length: length},
		{At: 11*second + length, Length: 10 * second, Clip: "a.mp4"},
		{At: 21*second + length, Length: 6 * second},
	}
	if got := plan.stretches(); !slices.Equal(got, want) || plan.Length != 27*second+length {
		t.Errorf("%v of %v, want %v", got, plan.Length, want)
	}
}

func TestALongClipIsCutBeforeItsEnd(t *testing.T) {
	plan := newPlan([]store.Moment{shownClip("a.mp4", 151*time.Second)})
	if part := plan.Parts[0]; part.Length != 51*time.Second || part.From != time.Minute || plan.Length != celebration.LongestCredits {
		t.Errorf("it is %+v of %v", part.Stretch, plan.Length)
	}
}

// film is drawn by the plan of one clip of 5 s.
func film(t *testing.T) io.Reader {
	t.Helper()
	content, err := os.ReadFile("../web/testdata/film.webm")
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(content)
}

// planned is a Recaps whose ffmpeg does as said, and which has a plan with the id
// "1" of a stream that has a recap.
func planned(t *testing.T, does string) (r *Recaps, folder string) {
	t.Helper()
	dir := t.TempDir()
	ffmpeg := filepath.Join(t.TempDir(), "ffmpeg")
	script := "#!/bin/sh\ncase \"$*\" in *-encoders*) echo libx264 aac; exit 0;; esac\n" + does + "\n"
	if err := os.WriteFile(ffmpeg, []byte(script), 0o700); err != nil { //nolint:gosec // it is run
		t.Fatal(err)
	}
	clips, err := clip.Open(clip.Options{Dir: dir, FFmpeg: ffmpeg, MinFree: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { clips.Close() })
	folder = filepath.Join(dir, "recaps")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, clip.RecapName(begun)), []byte("earlier"), 0o600); err != nil {
		t.Fatal(err)
	}
	r = New(Options{Clips: clips, Log: zerolog.Nop()})
	r.plan = newPlan([]store.Moment{shownClip("a.mp4", 5*time.Second)})
	r.plan.ID, r.plan.Since, r.plan.Layout = "1", begun, layout(true)
	return r, folder
}

var begun = time.Date(2026, 11, 21, 19, 0, 0, 0, time.UTC)

// ended waits until nothing is being cut, and returns how it ended.
func ended(t *testing.T, r *Recaps) State {
	t.Helper()
	for {
		if _, state := r.Find(begun); !state.Cutting {
			return state
		}
		if t.Context().Err() != nil {
			t.Fatal("it is still being cut")
		}
		time.Sleep(time.Millisecond)
	}
}

func holds(t *testing.T, folder string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if !slices.Equal(got, want) {
		t.Errorf("the folder holds %q, want %q", got, want)
	}
}

// TestTheEarlierRecapStays where the next one fails, and where it is given up.
func TestTheEarlierRecapStays(t *testing.T) {
	for _, test := range []struct {
		ffmpeg string
		giveUp bool
		why    string
	}{
		{"exit 1", false, "clip.ffmpeg_failed"},
		{"exec sleep 600", true, ""},
	} {
		r, folder := planned(t, test.ffmpeg)
		ctx, stop := context.WithCancel(t.Context())
		over := make(chan error, 1)
		go func() { over <- r.Run(ctx) }()
		if since, err := r.Cut(ctx, "1", film(t)); err != nil || !since.Equal(begun) {
			t.Fatalf("of %v: %v", since, err)
		}
		if test.giveUp {
			for range 2 {
				if _, err := r.Remove(begun); err != nil {
					t.Error(err)
				}
			}
		}
		state := ended(t, r)
		if codeOf(state.Err) != test.why {
			t.Errorf("%s: it ended as %+v", test.ffmpeg, state)
		}
		stop()
		if err := <-over; err != nil {
			t.Error(err)
		}
		holds(t, folder, clip.RecapName(begun))
		if givenUp, err := r.Remove(begun); givenUp || err != nil {
			t.Errorf("it is deleted: %v, %v", givenUp, err)
		}
		holds(t, folder)
	}
}

// TestAFilmThatDoesNotComeKeepsNobodyFromTheNext: the page was closed, another one
// planned anew, or the program has a fault.
func TestAFilmThatDoesNotComeKeepsNobodyFromTheNext(t *testing.T) {
	r, folder := planned(t, "exit 1")
	for name, test := range map[string]struct {
		id   string
		film io.Reader
		why  string
	}{
		"closed in the middle": {"1", io.MultiReader(io.LimitReader(film(t), 700), iotest.ErrReader(fault.New(fault.Invalid, "request.broken_off"))), "request.broken_off"},
		"no video":             {"1", strings.NewReader("<html>"), "clip.not_video"},
		"of an earlier plan":   {"0", film(t), "recap.other_plan"},
		"of no plan":           {"", film(t), "recap.other_plan"},
	} {
		if _, err := r.Cut(t.Context(), test.id, test.film); codeOf(err) != test.why {
			t.Errorf("%s: %v", name, err)
		}
		holds(t, folder, clip.RecapName(begun))
	}
	func() {
		defer func() { _ = recover() }()
		_, err := r.Cut(t.Context(), "1", panics{})
		t.Errorf("it ended with %v", err)
	}()
	holds(t, folder, clip.RecapName(begun))
	if _, err := r.Cut(t.Context(), "1", film(t)); err != nil {
		t.Error(err)
	}
	if _, err := r.Cut(t.Context(), "1", film(t)); codeOf(err) != "recap.busy" {
		t.Errorf("the second at once: %v", err)
	}
}

type panics struct{}

func (panics) Read([]byte) (int, error) { panic("of a test") }

func codeOf(err error) string {
	if why, known := fault.As(err); known {
		return why.Code
	}
	return ""
}
