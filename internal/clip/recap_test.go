package clip

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"streamspark/internal/fault"
)

const recapName = "stream-20261121-190000.mp4"

// small is the layout of recaps in tests.
var small = Layout{Width: 320, Height: 180, ClipX: 32, ClipY: 9, ClipWidth: 256, ClipHeight: 144}

// TestFFmpegIsToldWhatToReadAndNoMore holds the inputs of each kind of part, and
// which of them sounds.
func TestFFmpegIsToldWhatToReadAndNoMore(t *testing.T) {
	film, mute := input{"/f/film", typeWebM, true, colors{matrixBT709, spanFull}}, input{"/f/film", typeWebM, false, colors{}}
	loud, silent := input{"/f/a.mp4", typeMP4, true, colors{}}, input{"/f/a.mp4", typeMP4, false, colors{}}
	own := Stretch{At: 3 * time.Second, Length: 4500 * time.Millisecond}
	laid := Stretch{At: 3 * time.Second, Length: 4500 * time.Millisecond, Clip: "a.mp4", From: 2 * time.Second}
	const (
		reads    = "-ss 3.000 -t 4.500 -f matroska -i /f/film"
		laidOver = " -ss 2.000 -t 4.500 -f mov -i /f/a.mp4"
		silence  = " -f lavfi -i anullsrc=r=48000:cl=stereo"
	)
	for _, test := range []struct {
		name          string
		film, clip    input
		part          Stretch
		inputs, sound string
	}{
		{"a scene", film, input{}, own, reads, "[0:a:0]"},
		{"a scene without sound", mute, input{}, own, reads + silence, "[1:a:0]"},
		{"a clip", film, loud, laid, reads + laidOver, "[1:a:0]"},
		{"a clip without sound", film, silent, laid, reads + laidOver, "[0:a:0]"},
		{"nothing sounds", mute, silent, laid, reads + laidOver + silence, "[2:a:0]"},
	} {
		args := cutArguments(test.film, test.clip, test.part, small, "/f/out")
		graphAt := slices.Index(args, "-filter_complex")
		if got := strings.Join(args[len(quietly()):graphAt], " "); got != test.inputs {
			t.Errorf("%s: it reads %q, want %q", test.name, got, test.inputs)
		}
		graph := args[graphAt+1]
		if !strings.Contains(graph, ";"+test.sound) || strings.Contains(graph, "overlay=x=32+(256-w)/2:y=9+(144-h)/2") != (test.part.Clip != "") {
			t.Errorf("%s: the graph is %s", test.name, graph)
		}
		if all := strings.Join(args, " "); !strings.Contains(all, "-protocol_whitelist file,pipe") || args[len(args)-1] != "/f/out" {
			t.Errorf("%s: %s", test.name, all)
		}
	}
}

// receivedFilm is a film of a page: three seconds.
func receivedFilm(t *testing.T, f *Folder) *Film {
	t.Helper()
	made, err := f.ReceiveFilm(t.Context(), bytes.NewReader(sample(t, "tiny.webm")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { made.Close() })
	return made
}

// inRecaps lists what is in the folder of recaps.
func inRecaps(t *testing.T, f *Folder) (found []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(f.path, recapFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for _, entry := range entries {
		found = append(found, entry.Name())
	}
	return found
}

func TestARecapIsCutFromTheFilmAndClips(t *testing.T) {
	f := converting(t, "hevc.mp4")
	// This one is whole as far as we see, and ffmpeg reads no picture in it.
	put(t, f, "broken.mp4", spoiled(t))
	drawn := receivedFilm(t, f)
	second := time.Second
	var told []int
	made, leftOut, err := f.Cut(t.Context(), recapName, drawn, small, []Stretch{
		{Length: second},
		{At: second, Length: second, Clip: "hevc.mp4", From: second},
		{At: second, Length: second, Clip: "broken.mp4"},
		{At: second, Length: second, Clip: "gone.mp4"},
	}, func(percent int) { told = append(told, percent) })
	if err != nil {
		t.Fatal(err)
	}
	if len(leftOut) != 2 || !strings.HasPrefix(leftOut[0].Error(), "broken.mp4: ") || !strings.HasPrefix(leftOut[1].Error(), "gone.mp4: ") {
		t.Errorf("what is left out is %v", leftOut)
	}
	if (made.Duration-2*second).Abs() > 200*time.Millisecond || made.Name != recapName || made.Size == 0 {
		t.Errorf("it is %+v", made)
	}
	if len(told) == 0 || !slices.IsSorted(told) || slices.Max(told) > 100 {
		t.Errorf("its progress was %v", told)
	}
	isFilm(t, filepath.Join(f.path, recapFolder, recapName))
	if err := drawn.Close(); err != nil {
		t.Error(err)
	}
	if got := inRecaps(t, f); !slices.Equal(got, []string{recapName}) {
		t.Errorf("beside it there lie %q", got)
	}
	isListed(t, f, made)
}

// isFilm checks what a recap is made of.
func isFilm(t *testing.T, path string) {
	t.Helper()
	about := probe(t, path)
	for _, want := range []string{"codec_name=h264", "pix_fmt=yuv420p", "width=320", "height=180", "r_frame_rate=30/1", "codec_name=aac", "sample_rate=48000"} {
		if !strings.Contains(about, want) {
			t.Errorf("it has no %s: %s", want, about)
		}
	}
}

// isListed checks that a recap is read as it was made, among no clips, and goes
// when it is tidied away.
func isListed(t *testing.T, f *Folder, made Recap) {
	t.Helper()
	if found, err := f.Names(); err != nil || slices.Contains(found, recapName) {
		t.Errorf("it is among the clips: %q, %v", found, err)
	}
	if again, err := f.Recap(recapName); err != nil || again.Duration != made.Duration {
		t.Errorf("it is read as %+v, %v", again, err)
	}
	removed, err := f.TidyRecaps(func(r Recap) bool { return r.Name != recapName })
	if err != nil || !slices.Equal(removed, []string{recapName}) || len(inRecaps(t, f)) != 0 {
		t.Errorf("removed is %q, %v", removed, err)
	}
}

// spoiled is a clip whose pictures are noise.
func spoiled(t *testing.T) []byte {
	t.Helper()
	content := bytes.Clone(sample(t, "tiny.mp4"))
	at := bytes.Index(content, []byte("mdat"))
	size := int(binary.BigEndian.Uint32(content[at-4:]))
	clear(content[at+4 : at-4+size])
	if _, err := probed(content); err != nil {
		t.Fatalf("it is refused at once: %v", err)
	}
	return content
}

// TestAPictureOfAFilmStaysUntilTheNext: a page draws few of what does not change.
func TestAPictureOfAFilmStaysUntilTheNext(t *testing.T) {
	f := converting(t)
	few, err := os.Open("../web/testdata/film.webm")
	if err != nil {
		t.Fatal(err)
	}
	defer few.Close()
	drawn, err := f.ReceiveFilm(t.Context(), few)
	if err != nil {
		t.Fatal(err)
	}
	defer drawn.Close()
	path, err := cutOne(t, f, drawn, Stretch{At: 3200 * time.Millisecond, Length: 4200 * time.Millisecond}, small)
	if err != nil {
		t.Fatal(err)
	}
	if about := probe(t, path); !strings.Contains(about, "nb_frames=126\n") {
		t.Errorf("of 126 pictures it has %s", about)
	}
}

// cutOne cuts a recap of one part, and returns its path.
func cutOne(t *testing.T, f *Folder, drawn *Film, part Stretch, layout Layout) (string, error) {
	t.Helper()
	made, leftOut, err := f.Cut(t.Context(), recapName, drawn, layout, []Stretch{part}, func(int) {})
	return filepath.Join(f.path, recapFolder, made.Name), errors.Join(append(leftOut, err)...)
}

func probe(t *testing.T, path string) string {
	t.Helper()
	said, err := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-show_streams", path).CombinedOutput() //nolint:gosec // of this test
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	return string(said)
}

// TestNothingStaysOfARecapThatFails has an ffmpeg fail in each way, in a part
// and at the end.
func TestNothingStaysOfARecapThatFails(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	atTheEnd := func(does string) string { return `case "$*" in *concat*) ` + does + `;; esac; exit 0` }
	for name, test := range map[string]struct {
		ctx    context.Context
		ffmpeg string
		want   error
	}{
		"no ffmpeg":          {t.Context(), "", coded("recap.no_ffmpeg")},
		"one that is gone":   {t.Context(), "/nowhere/ffmpeg", coded("recap.old_ffmpeg")},
		"nobody waits":       {stopped, program(t, `exit 0`), context.Canceled},
		"it fails":           {t.Context(), program(t, `exit 1`), coded("clip.ffmpeg_failed")},
		"it is killed":       {t.Context(), program(t, `kill -9 $$`), coded("clip.ffmpeg_killed")},
		"it is asked to end": {t.Context(), program(t, `exit 255`), coded("clip.ffmpeg_killed")},
		"the disk is full":   {t.Context(), program(t, `echo "a.mkv: No space left on device" >&2; exit 1`), coded(CodeDiskFull)},
		"full at the end":    {t.Context(), program(t, atTheEnd(`echo "No space left on device" >&2; exit 1`)), coded(CodeDiskFull)},
		"killed at the end":  {t.Context(), program(t, atTheEnd(`kill -9 $$`)), coded("clip.ffmpeg_killed")},
		"it makes nothing":   {t.Context(), program(t, `exit 0`), coded("clip.converted_wrong")},
	} {
		t.Run(name, func(t *testing.T) {
			f := open(t, Options{FFmpeg: test.ffmpeg})
			put(t, f, "a.mp4", sample(t, "tiny.mp4"))
			drawn := receivedFilm(t, f)
			_, _, err := f.Cut(test.ctx, recapName, drawn, small, []Stretch{{Length: time.Second}}, func(int) {})
			if !errors.Is(err, test.want) {
				t.Errorf("%v, want %v", err, test.want)
			}
			if err := drawn.Close(); err != nil {
				t.Error(err)
			}
			if got := inRecaps(t, f); len(got) != 0 || names(t, f) != "a.mp4 recaps" {
				t.Errorf("there stays %q in %q", got, names(t, f))
			}
		})
	}
}

func TestAFilmIsAVideo(t *testing.T) {
	f := open(t, Options{})
	if _, err := f.ReceiveFilm(t.Context(), strings.NewReader("<html>")); fault.KindOf(err) != fault.Invalid {
		t.Errorf("of a page it says %v", err)
	}
	if got := inRecaps(t, f); len(got) != 0 {
		t.Errorf("there stays %q", got)
	}
}

// TestTheNextStartRemovesWhatACrashLeft: a film and parts of a recap.
func TestTheNextStartRemovesWhatACrashLeft(t *testing.T) {
	f := open(t, Options{})
	receivedFilm(t, f)
	if got := inRecaps(t, f); len(got) != 1 {
		t.Fatalf("the film is in %q", got)
	}
	f = reopened(t, f)
	if got := inRecaps(t, f); len(got) != 0 {
		t.Errorf("there stays %q", got)
	}
}

func TestNoOtherFileIsARecap(t *testing.T) {
	f := open(t, Options{})
	put(t, f, "a.mp4", sample(t, "tiny.mp4"))
	for _, name := range []string{"", "a.mp4", "../a.mp4", "stream-20261121-190000.mp4/../../a.mp4", ".coming-x.part", "stream-1-1.mp4"} {
		if _, err := f.OpenRecap(name); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("%q: %v", name, err)
		}
		if err := f.RemoveRecap(name); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := f.OpenRecap(recapName); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("one that is not there: %v", err)
	}
}
