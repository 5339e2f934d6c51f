package pipeline

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/fault"
)

// coded has the maker's clips arrive in these codecs. Empty is one that nobody
// knows.
func (w *world) coded(video, audio string) {
	w.t.Helper()
	marks := map[string]string{
		"h264": "avc1", "hevc": "hvc1", "av1": "av01", "prores": "apch", "vp9": "vp09",
		"aac": "mp4a", "ac3": "ac-3", "eac3": "ec-3", "alac": "alac", "pcm": "sowt", "": "none",
	}
	w.film = bytes.Replace(sample(w.t, "hevc.mp4"), []byte("hvc1"), []byte(marks[video]), 1)
	w.film = bytes.Replace(w.film, []byte("mp4a"), []byte(marks[audio]), 1)
	w.put("coded.mp4", w.film)
	if made, err := w.clips.Inspect("coded.mp4"); err != nil || made.Video != video || made.Audio != audio {
		w.t.Fatalf("a clip of %q and %q is %+v, %v", video, audio, made, err)
	}
	if err := w.clips.Remove("coded.mp4"); err != nil {
		w.t.Fatal(err)
	}
}

// converter stands for ffmpeg: it has all encoders, waits while something else
// is done, and then either fails or makes a clip of H.264 and AAC.
func (w *world) converter(fails bool, meanwhile func()) (path string) {
	w.t.Helper()
	dir, film := w.t.TempDir(), w.film
	w.coded("h264", "aac")
	made := filepath.Join(dir, "made")
	if err := os.WriteFile(made, w.film, 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.film = film
	end := "cp " + made + ` "$out"`
	if fails {
		end = "echo no >&2; exit 1"
	}
	script := fmt.Sprintf(`#!/bin/sh
case "$*" in *-encoders*) echo libx264 aac libvpx-vp9 libopus; exit 0;; esac
for out; do :; done
echo out_time_us=1500000
touch %[1]s/begun
while [ ! -e %[1]s/go ]; do sleep 0.01; done
`, dir) + end + "\n"
	path = filepath.Join(dir, "ffmpeg")
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil { //nolint:gosec // it is run
		w.t.Fatal(err)
	}
	go func() {
		for w.t.Context().Err() == nil {
			if _, err := os.Stat(filepath.Join(dir, "begun")); err == nil {
				meanwhile()
				_ = os.WriteFile(filepath.Join(dir, "go"), nil, 0o600)
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	return path
}

// onlyClip checks that this is all that is listed.
func (w *world) onlyClip(want celebration.Clip) {
	w.t.Helper()
	clips, err := w.store.Clips(w.t.Context(), 0)
	if err != nil || len(clips) != 1 || clips[0].Filename != want.Filename || clips[0].Video != want.Video {
		w.t.Errorf("the clips are %+v, %v", clips, err)
	}
}

// TestAClipBecomesWhatThePlayerDecodes follows a clip that arrives in each
// kind of codec, with and without a program that converts it.
func TestAClipBecomesWhatThePlayerDecodes(t *testing.T) {
	t.Parallel()
	player := celebration.Decoder{"h264", "vp9", "aac", "opus"}
	const none, works, broken = "there is no ffmpeg", "it works", "it fails"
	missing := fault.Say("clip.no_converter")
	failed := fault.Say("clip.ffmpeg_failed", "words", "exit status 1 no")
	for name, test := range map[string]struct {
		player       celebration.Decoder
		video, audio string
		ffmpeg       string
		converted    bool
		status       celebration.Status
		why          string
		args         fault.Args
	}{
		"decoded":                       {player, "h264", "aac", works, false, celebration.Ready, "", nil},
		"decoded, no ffmpeg":            {player, "h264", "aac", none, false, celebration.Ready, "", nil},
		"no sound":                      {player, "vp9", "", none, false, celebration.Ready, "", nil},
		"a codec that nobody knows":     {player, "", "", none, false, celebration.Ready, "", nil},
		"a player that never said":      {nil, "hevc", "ac3", none, false, celebration.Ready, "", nil},
		"the picture":                   {player, "hevc", "aac", works, true, celebration.Ready, "", nil},
		"the sound":                     {player, "h264", "ac3", works, true, celebration.Ready, "", nil},
		"both":                          {player, "prores", "pcm", works, true, celebration.Ready, "", nil},
		"the picture, no ffmpeg":        {player, "hevc", "aac", none, false, celebration.Failed, celebration.WhyUndecodable, fault.With("codec", "HEVC (H.265)", "cause", missing)},
		"both, no ffmpeg":               {player, "hevc", "ac3", none, false, celebration.Failed, celebration.WhyUndecodable, fault.With("codec", "HEVC (H.265), AC-3", "cause", missing)},
		"the sound, no ffmpeg":          {player, "h264", "eac3", none, false, celebration.Ready, celebration.WhyMute, fault.With("codec", "E-AC-3", "cause", missing)},
		"the picture, and ffmpeg fails": {player, "av1", "aac", broken, true, celebration.Failed, celebration.WhyUndecodable, fault.With("codec", "AV1", "cause", failed)},
		"the sound, and ffmpeg fails":   {player, "h264", "alac", broken, true, celebration.Ready, celebration.WhyMute, fault.With("codec", "ALAC", "cause", failed)},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.coded(test.video, test.audio)
			w.player = test.player
			id := w.donate("1000", "RUB")
			var converted atomic.Bool
			if test.ffmpeg != none {
				w.openClips(clip.Options{FFmpeg: w.converter(test.ffmpeg == broken, func() {
					converted.Store(true)
					now := w.get(id)
					if now.Reason.Code != celebration.WhyConverting || now.Status != celebration.Fetching || now.Clip == nil {
						t.Errorf("while it is converted: %s, %v", now.Status, now.Reason)
					}
				})})
			}
			w.until(id, celebration.Fetching)
			got := w.step(id)
			if got.Status != test.status || got.Reason.Code != test.why || !reflect.DeepEqual(got.Reason.Args, test.args) || converted.Load() != test.converted {
				t.Errorf("%s, %+v, converted: %v", got.Status, got.Reason, converted.Load())
			}
			if got.Clip == nil {
				t.Fatal("the clip is not known")
			}
			want := [2]string{test.video, test.audio}
			if test.converted && test.ffmpeg == works {
				want = [2]string{"h264", "aac"}
			}
			if [2]string{got.Clip.Video, got.Clip.Audio} != want {
				t.Errorf("the clip is %+v", got.Clip)
			}
			w.onlyClip(*got.Clip)
		})
	}
}

// TestAConversionWaitsForTheDiskAsLongAsItTakes: the clip is here, and stays.
func TestAConversionWaitsForTheDiskAsLongAsItTakes(t *testing.T) {
	w := newWorld(t)
	w.coded("hevc", "aac")
	w.player = celebration.Decoder{"h264", "aac"}
	id := w.donate("1000", "RUB")
	c := w.until(id, celebration.Fetching)
	w.put(stemOf(c)+".mp4", w.film)
	w.openClips(clip.Options{MinFree: 1 << 62, FFmpeg: w.converter(false, func() { t.Error("it was converted") })})
	for range 2 * fetchTries {
		c = w.step(id)
		hasStatus(t, c, celebration.Fetching, celebration.WhyDiskFull, celebration.ChargedYes)
	}
	if c.Reason.Args["needed"] != fault.Bytes(1<<62) {
		t.Errorf("it waits because %v", c.Reason)
	}
	w.onlyClip(*c.Clip)
}

// TestAClipThatThePlayerTurnsOutNotToDecodeIsConverted: it was ready when
// another player came.
func TestAClipThatThePlayerTurnsOutNotToDecodeIsConverted(t *testing.T) {
	for name, can := range map[string]bool{"with ffmpeg": true, "without": false} {
		w := newWorld(t)
		w.coded("hevc", "aac")
		if can {
			w.openClips(clip.Options{FFmpeg: w.converter(false, func() {})})
		}
		id := w.donate("1000", "RUB")
		w.until(id, celebration.Ready)
		w.player = celebration.Decoder{"h264", "aac"}
		if err := w.store.EnqueueReady(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
		open, err := w.store.OpenPlaybacks(t.Context())
		if err != nil || len(open) != 1 || open[0].Clip.Video != "hevc" {
			t.Fatalf("%s: queued are %+v, %v", name, open, err)
		}
		turned := open[0]
		turned.State, turned.Reason = celebration.PlaybackFailed, fault.Say(celebration.WhyConverting, "codec", "HEVC (H.265)")
		if err := w.store.SavePlayback(t.Context(), turned); err != nil {
			t.Fatal(err)
		}
		now, err := w.store.Celebration(t.Context(), id)
		if err != nil || now.Status != celebration.Fetching {
			t.Fatalf("%s: it is %s, %v", name, now.Status, err)
		}
		w.step(id)
		now, err = w.store.Celebration(t.Context(), id)
		want := map[bool]celebration.Status{true: celebration.Ready, false: celebration.Failed}[can]
		if err != nil || now.Status != want || now.Clip == nil {
			t.Errorf("%s: it is %s (%v), %v", name, now.Status, now.Reason, err)
		}
		if len(w.starts) != 1 {
			t.Errorf("%s: it was ordered %d times", name, len(w.starts))
		}
		// Try again: it is looked at anew, and nothing is ordered.
		if can {
			continue
		}
		if tried, err := w.pipeline.Decide(t.Context(), id, Retry, byPage); err != nil || tried.Status != celebration.Fetching {
			t.Errorf("%s: tried again it is %s, %v", name, tried.Status, err)
		}
	}
}

// TestNothingIsOrderedThatThePlayerCannotShow: it is known before the money
// is spent.
func TestNothingIsOrderedThatThePlayerCannotShow(t *testing.T) {
	libre := celebration.Decoder{"vp9", "opus"}
	for name, test := range map[string]struct {
		player celebration.Decoder
		can    bool
		video  string
		free   bool
		held   bool
	}{
		"it decodes it":            {celebration.Decoder{"h264", "aac"}, false, "h264", false, false},
		"nobody knows the player":  {nil, false, "h264", false, false},
		"nobody knows the clip":    {libre, false, "", false, false},
		"ffmpeg can convert":       {libre, true, "h264", false, false},
		"it costs nothing":         {libre, false, "h264", true, false},
		"nothing can be done here": {libre, false, "h264", false, true},
	} {
		w := newWorld(t)
		w.player, w.video, w.paid = test.player, test.video, !test.free
		if test.can {
			w.openClips(clip.Options{FFmpeg: w.converter(false, func() {})})
		}
		id := w.donate("1000", "RUB")
		w.until(id, celebration.Approved)
		w.step(id)
		now, err := w.store.Celebration(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if held := now.Status == celebration.Held && now.Reason.Code == celebration.WhyPlayerLacks; held != test.held || len(w.starts) != map[bool]int{true: 0, false: 1}[test.held] {
			t.Errorf("%s: it is %s (%v), ordered %d times", name, now.Status, now.Reason, len(w.starts))
		}
		if !test.held {
			continue
		}
		if w.entries() != 1 { // the donation itself
			t.Errorf("%s: money was set aside", name)
		}
		if _, err := w.pipeline.Decide(t.Context(), id, Approve, byPage); err != nil {
			t.Fatal(err)
		}
		w.step(id)
		if now, err := w.store.Celebration(t.Context(), id); err != nil || now.Status != celebration.Generating {
			t.Errorf("approved all the same it is %s (%v), %v", now.Status, now.Reason, err)
		}
	}
}
