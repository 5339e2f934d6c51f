//go:build unix

package builtin

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/abema/go-mp4"
	"github.com/rs/zerolog"

	"streamspark/internal/money"
)

// program writes a shell script that stands in for ffmpeg.
func program(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ffmpeg")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func isWebM(clip []byte) bool { return bytes.HasPrefix(clip, []byte{0x1a, 0x45, 0xdf, 0xa3}) }

func TestAfterABrokenFFmpegClipsAreWebM(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	tests := map[string]struct{ script, said string }{
		"it fails at once":      {"echo 'Unknown encoder libx264' >&2; exit 1", "Unknown encoder libx264"},
		"it fails in the end":   {"cat >/dev/null; exit 3", "exit status 3"},
		"it stops reading":      {"head -c 1000 >/dev/null; exit 0", ""},
		"it hangs":              {"exec sleep 20", "clip.ffmpeg_stuck"},
		"its child hangs":       {"sleep 20 & wait", "clip.ffmpeg_stuck"},
		"it is not there":       {"", "no such file"},
		"it ends and hangs on":  {"cat >/dev/null; exec sleep 20", "clip.ffmpeg_stuck"},
		"it talks without end":  {"cat >/dev/null; yes >&2", "clip.ffmpeg_stuck"},
		"it makes an empty one": {"cat >/dev/null", "empty"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "missing")
			if test.script != "" {
				path = program(t, test.script)
			}
			var log bytes.Buffer
			g := small(t, filepath.Join(dir, "work"), path)
			g.log = zerolog.New(&log)
			if test.said == "clip.ffmpeg_stuck" {
				g.patience = time.Second
			}
			for range 2 {
				clip, _ := finish(t, g, start(t, g, order()))
				if !isWebM(clip) || len(read(t, clip).frames()) != 20 {
					t.Error("the clip is no whole WebM")
				}
			}
			if lines := strings.Count(log.String(), "\n"); lines != 1 {
				t.Errorf("%d lines were logged:\n%s", lines, log.String())
			}
			if !strings.Contains(log.String(), test.said) {
				t.Errorf("the log does not say %q: %s", test.said, log.String())
			}
			if left := files(t, filepath.Join(dir, "work")); len(left) != 0 {
				t.Errorf("these files are left over: %v", left)
			}
		})
	}
}

func TestFFmpegGetsNoWordOfAViewer(t *testing.T) {
	seen := filepath.Join(t.TempDir(), "seen")
	// It writes down its arguments and what it was fed, and makes a file.
	path := program(t, `printf '%s\n' "$@" > `+seen+`; cat > `+seen+`.in; for out; do :; done; echo film > "$out"`)
	g := small(t, t.TempDir(), path)
	o := order()
	o.Audio = true
	o.Donor, o.Amount = "-i /etc/passwd; $(reboot)", money.Rubles(7654321) // in no temporary file's name
	clip, _ := finish(t, g, start(t, g, o))
	if string(clip) != "film\n" {
		t.Fatalf("the clip is %.20q", clip)
	}
	text, err := os.ReadFile(seen)
	if err != nil {
		t.Fatal(err)
	}
	args := strings.Split(string(text), "\n")
	for _, arg := range args {
		for _, word := range []string{"passwd", "reboot", "7654321", "7 654 321"} {
			if strings.Contains(arg, word) {
				t.Errorf("an argument is %q", arg)
			}
		}
	}
	for _, want := range []string{"96x54", "libx264", "aac", "yuv420p", "+faststart"} {
		if !slices.Contains(args, want) {
			t.Errorf("%q is not among the arguments %q", want, args)
		}
	}
	fed, err := os.Stat(seen + ".in")
	if err != nil {
		t.Fatal(err)
	}
	if want := int64(20 * 96 * 54 * 3 / 2); fed.Size() != want {
		t.Errorf("it was fed %d bytes, want %d", fed.Size(), want)
	}
}

func TestStoppingKillsFFmpeg(t *testing.T) {
	pid := filepath.Join(t.TempDir(), "pid")
	path := program(t, `echo $$ > `+pid+`.new; mv `+pid+`.new `+pid+`; exec sleep 20`)
	dir := t.TempDir()
	var log bytes.Buffer
	g := small(t, dir, path)
	g.log = zerolog.New(&log)
	op := start(t, g, order())
	if _, err := g.Poll(t.Context(), op); err != nil {
		t.Fatal(err)
	}
	eventually(t, "ffmpeg was started", func() bool { _, err := os.Stat(pid); return err == nil })
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	number, err := os.ReadFile(pid)
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "ffmpeg is gone", func() bool { return !alive(t, strings.TrimSpace(string(number))) })
	if left := files(t, dir); len(left) != 0 {
		t.Errorf("these files are left over: %v", left)
	}
	if log.Len() != 0 {
		t.Errorf("stopping is logged as a failure: %s", log.String())
	}
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// alive reports whether a process runs. One that has ended and was not
// waited for does not.
func alive(t *testing.T, pid string) bool {
	t.Helper()
	number, err := strconv.Atoi(pid)
	if err != nil {
		t.Fatal(err)
	}
	return syscall.Kill(number, 0) == nil
}

// The real program where there is one; else what happens without it.
func TestTheFFmpegOfThisComputer(t *testing.T) {
	found := FindFFmpeg()
	g := small(t, t.TempDir(), found)
	o := order()
	o.Audio = true
	clip, _ := finish(t, g, start(t, g, o))
	if found == "" {
		if !isWebM(clip) {
			t.Error("without ffmpeg the clip is no WebM")
		}
		return
	}
	if isWebM(clip) && g.program() == "" {
		t.Log("the ffmpeg found here cannot make H.264; the clip is WebM")
		return
	}
	info, err := mp4.Probe(bytes.NewReader(clip))
	if err != nil {
		t.Fatalf("the clip is no MP4: %v", err)
	}
	if len(info.Tracks) != 2 || info.Tracks[0].Codec != mp4.CodecAVC1 || info.Tracks[1].Codec != mp4.CodecMP4A {
		t.Errorf("its tracks are %+v", info.Tracks)
	}
	if v := info.Tracks[0]; v.AVC.Width != 96 || v.AVC.Height != 54 || len(v.Samples) != 20 {
		t.Errorf("the picture is %d by %d, %d frames", v.AVC.Width, v.AVC.Height, len(v.Samples))
	}
	if !info.FastStart {
		t.Error("it must be loaded whole before it plays")
	}
	length := time.Duration(info.Duration) * time.Second / time.Duration(info.Timescale)
	if length < 1900*time.Millisecond || length > 2200*time.Millisecond {
		t.Errorf("it lasts %s", length)
	}
}

func TestFindFFmpeg(t *testing.T) {
	path := program(t, "exit 0")
	t.Setenv("PATH", filepath.Dir(path))
	if got := FindFFmpeg(); got != path {
		t.Errorf("found %q, want %q", got, path)
	}
	t.Setenv("PATH", t.TempDir())
	if got := FindFFmpeg(); got != "" {
		t.Errorf("found %q where there is none", got)
	}
}

func TestWAV(t *testing.T) {
	var file bytes.Buffer
	if err := writeWAV(&file, []float32{0, 1, -1, 5}); err != nil {
		t.Fatal(err)
	}
	b := file.Bytes()
	if len(b) != 52 || binary.LittleEndian.Uint32(b[4:]) != 44 || binary.LittleEndian.Uint32(b[40:]) != 8 {
		t.Fatalf("its sizes are wrong: % x", b)
	}
	for i, want := range []int16{0, 32767, -32767, 32767} {
		if got := int16(binary.LittleEndian.Uint16(b[44+2*i:])); got != want {
			t.Errorf("sample %d is %d, want %d", i, got, want)
		}
	}
}
