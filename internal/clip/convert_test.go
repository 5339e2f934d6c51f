package clip

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
)

// chromium is what an ordinary Chromium decodes, and libre one that was
// built without what others have patents on.
var (
	chromium = celebration.Decoder{"h264", "vp8", "vp9", "av1", "aac", "mp3", "opus", "vorbis", "flac", "pcm"}
	libre    = celebration.Decoder{"vp8", "vp9", "av1", "opus", "vorbis", "flac", "pcm"}
)

// converting is a folder with an ffmpeg, and test files in it.
func converting(t *testing.T, files ...string) *Folder {
	t.Helper()
	if testing.Short() {
		t.Skip("needs ffmpeg")
	}
	f := open(t, Options{FFmpeg: needFFmpeg(t)})
	for _, name := range files {
		if _, err := f.Receive(t.Context(), stemOf(name), fillWith(sample(t, name))); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

func stemOf(name string) string { return name[:len(name)-len(filepath.Ext(name))] }

func TestConvertMakesWhatThePlayerDecodes(t *testing.T) {
	for _, test := range []struct {
		file   string
		player celebration.Decoder
		want   celebration.Clip
	}{
		{"hevc.mp4", chromium, celebration.Clip{Filename: "hevc.mp4", ContentType: typeMP4, Video: "h264", Audio: "aac"}},
		{"ac3.mp4", chromium, celebration.Clip{Filename: "ac3.mp4", ContentType: typeMP4, Video: "h264", Audio: "aac"}},
		{"hevc.mp4", libre, celebration.Clip{Filename: "hevc.webm", ContentType: typeWebM, Video: "vp9", Audio: "opus"}},
		{"h264.mkv", libre, celebration.Clip{Filename: "h264.webm", ContentType: typeWebM, Video: "vp9", Audio: "opus"}},
		{"partly.mp4", libre, celebration.Clip{Filename: "partly.webm", ContentType: typeWebM, Video: "vp9", Audio: "opus"}},
	} {
		f := converting(t, test.file)
		have := names(t, f)
		before, err := f.Inspect(have)
		if err != nil {
			t.Fatal(err)
		}
		before.Celebration = 7
		if err := f.SavePoster(have, picture(t, 64, 36)); err != nil {
			t.Fatal(err)
		}
		var told []int
		made, err := f.Convert(t.Context(), before, test.player, func(percent int) { told = append(told, percent) })
		if err != nil {
			t.Errorf("%s: %v", test.file, err)
			continue
		}
		if made.Duration < 2900*time.Millisecond || made.Duration > 3300*time.Millisecond || made.Celebration != 7 {
			t.Errorf("%s: %+v", test.file, made)
		}
		video, audio := test.player.Lacks(made)
		if video+audio != "" || made.Filename != test.want.Filename || made.ContentType != test.want.ContentType ||
			made.Video != test.want.Video || made.Audio != test.want.Audio {
			t.Errorf("%s became %+v, want %+v", test.file, made, test.want)
		}
		if got := strings.Fields(names(t, f)); !slices.Equal(got, []string{".posters", made.Filename}) {
			t.Errorf("%s: the folder holds %q", test.file, got)
		}
		if _, err := f.OpenPoster(made.Filename); err == nil {
			t.Errorf("%s: its poster is that of the first file", test.file)
		}
		if len(told) == 0 || !slices.IsSorted(told) || slices.Max(told) > 99 {
			t.Errorf("%s: its progress was %v", test.file, told)
		}
	}
}

func TestConvertKeepsTheClipWhereItFails(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	nothing := celebration.Decoder{"theora"}
	for name, test := range map[string]struct {
		ctx    context.Context
		ffmpeg string
		player celebration.Decoder
		want   error
	}{
		"no ffmpeg":                 {t.Context(), "", chromium, coded("clip.no_converter")},
		"an ffmpeg that is no more": {t.Context(), "/nowhere/ffmpeg", chromium, coded("clip.no_converter")},
		"a player of nothing":       {t.Context(), needFFmpeg(t), nothing, coded("clip.no_converter")},
		"nobody waits":              {stopped, needFFmpeg(t), chromium, context.Canceled},
		"an ffmpeg that fails":      {t.Context(), program(t, `exit 1`), chromium, coded("clip.ffmpeg_failed")},
		"an ffmpeg that lies":       {t.Context(), program(t, `exit 0`), chromium, coded("clip.converted_wrong")},
	} {
		f := converting(t, "hevc.mp4")
		f.ffmpeg = test.ffmpeg
		clip, err := f.Inspect("hevc.mp4")
		if err != nil {
			t.Fatal(err)
		}
		kept, err := f.Convert(test.ctx, clip, test.player, func(int) {})
		if !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
		if again, err := f.Inspect("hevc.mp4"); err != nil || again != clip || kept != clip || names(t, f) != "hevc.mp4" {
			t.Errorf("%s: the clip is %+v, %v; the folder holds %q", name, again, err, names(t, f))
		}
		if test.ctx == t.Context() && (f.CanConvert(t.Context(), test.player) != nil) != errors.Is(test.want, coded("clip.no_converter")) {
			t.Errorf("%s: whether it can be converted is said wrongly", name)
		}
	}
}

// program is an ffmpeg that has all encoders, and otherwise does as said.
func program(t *testing.T, does string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ffmpeg")
	script := "#!/bin/sh\ncase \"$*\" in *-encoders*) echo libx264 aac libvpx-vp9 libopus; exit 0;; esac\necho no such thing >&2\n" + does + "\n"
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil { //nolint:gosec // it is run
		t.Fatal(err)
	}
	return path
}

// needFFmpeg is the path of ffmpeg, which the tests of what it does need.
func needFFmpeg(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Fatal("ffmpeg is needed on PATH; .ci/need installs it: ", err)
	}
	return path
}

func TestProgressIsToldWhereTheLengthIsKnown(t *testing.T) {
	said := "frame=1\nout_time_us=N/A\nout_time_us=500000\nout_time_us=500000\nout_time_us=2500000\nprogress=end\n"
	for whole, want := range map[time.Duration]string{2 * time.Second: "[25 99]", 0: "[0 0]"} {
		in, out := io.Pipe()
		go func() { _, _ = io.WriteString(out, said); _ = out.Close() }()
		var told []int
		follow(in, whole, func(percent int) { told = append(told, percent) })
		if got := fmt.Sprint(told); got != want {
			t.Errorf("of %v: %s, want %s", whole, got, want)
		}
	}
}

// TestOneClipIsConvertedAtATime: the others wait, and stop waiting when
// nobody wants them.
func TestOneClipIsConvertedAtATime(t *testing.T) {
	f := converting(t, "hevc.mp4")
	clip, err := f.Inspect("hevc.mp4")
	if err != nil {
		t.Fatal(err)
	}
	f.converting <- struct{}{} // as one under way does
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := f.Convert(ctx, clip, chromium, func(int) {})
		ended <- err
	}()
	select {
	case err := <-ended:
		t.Fatalf("it did not wait: %v", err)
	default:
		stop()
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("when nobody waits: %v", err)
	}
	<-f.converting
	if made, err := f.Convert(t.Context(), clip, chromium, func(int) {}); err != nil || made.Video != "h264" {
		t.Errorf("in its turn: %+v, %v", made, err)
	}
}
