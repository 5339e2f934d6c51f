package pipeline

import (
	"io"
	"reflect"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/fault"
)

// coded has the maker's clips arrive in these codecs.
func (w *world) coded(video, audio string) {
	w.codecs = [2]string{video, audio}
	w.receive = func(stem string, fill func(io.Writer) error) (celebration.Clip, error) {
		return celebration.Clip{
			Filename: stem + ".mp4", ContentType: "video/mp4", Size: 1, Duration: time.Second, CreatedAt: time.Now(), Video: video, Audio: audio,
		}, fill(io.Discard)
	}
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
	none := fault.New(fault.Permanent, "clip.no_converter")
	broken := fault.New(fault.Permanent, "clip.ffmpeg_failed", "words", "no")
	for name, test := range map[string]struct {
		player       celebration.Decoder
		video, audio string
		can, fails   error
		converted    bool
		status       celebration.Status
		why          string
		args         fault.Args
	}{
		"decoded":                       {player, "h264", "aac", nil, nil, false, celebration.Ready, "", nil},
		"decoded, no ffmpeg":            {player, "h264", "aac", none, nil, false, celebration.Ready, "", nil},
		"no sound":                      {player, "vp9", "", none, nil, false, celebration.Ready, "", nil},
		"a codec that nobody knows":     {player, "", "", none, nil, false, celebration.Ready, "", nil},
		"a player that never said":      {nil, "hevc", "ac3", none, nil, false, celebration.Ready, "", nil},
		"the picture":                   {player, "hevc", "aac", nil, nil, true, celebration.Ready, "", nil},
		"the sound":                     {player, "h264", "ac3", nil, nil, true, celebration.Ready, "", nil},
		"both":                          {player, "prores", "pcm", nil, nil, true, celebration.Ready, "", nil},
		"the picture, no ffmpeg":        {player, "hevc", "aac", none, nil, false, celebration.Failed, celebration.WhyUndecodable, fault.With("codec", "HEVC (H.265)", "cause", none.Message())},
		"both, no ffmpeg":               {player, "hevc", "ac3", none, nil, false, celebration.Failed, celebration.WhyUndecodable, fault.With("codec", "HEVC (H.265), AC-3", "cause", none.Message())},
		"the sound, no ffmpeg":          {player, "h264", "eac3", none, nil, false, celebration.Ready, celebration.WhyMute, fault.With("codec", "E-AC-3", "cause", none.Message())},
		"the picture, and ffmpeg fails": {player, "av1", "aac", nil, broken, true, celebration.Failed, celebration.WhyUndecodable, fault.With("codec", "AV1", "cause", broken.Message())},
		"the sound, and ffmpeg fails":   {player, "h264", "alac", nil, broken, true, celebration.Ready, celebration.WhyMute, fault.With("codec", "ALAC", "cause", broken.Message())},
		"the picture, and the disk is full": {
			player, "hevc", "aac", nil, fault.New(fault.DiskFull, clip.CodeDiskFull, "free", fault.Bytes(1<<20), "needed", fault.Bytes(2<<20)), true,
			celebration.Fetching, celebration.WhyDiskFull,
			fault.With("free", fault.Bytes(1<<20), "needed", fault.Bytes(2<<20)),
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.coded(test.video, test.audio)
			w.player, w.canConvert = test.player, test.can
			converted := false
			var id int64
			w.convert = func(c celebration.Clip, progress func(int)) (celebration.Clip, error) {
				converted = true
				progress(50)
				now, err := w.store.Celebration(t.Context(), id)
				if err != nil || now.Reason.Code != celebration.WhyConverting || now.Status != celebration.Fetching || now.Clip == nil {
					t.Errorf("while it is converted: %s, %v, %v", now.Status, now.Reason, err)
				}
				if test.fails != nil {
					return c, test.fails
				}
				c.Filename, c.ContentType, c.Video, c.Audio = "x.webm", "video/webm", "vp9", "opus"
				return c, nil
			}
			id = w.donate("1000", "RUB")
			w.until(id, celebration.Fetching)
			got := w.step(id)
			if got.Status != test.status || got.Reason.Code != test.why || !reflect.DeepEqual(got.Reason.Args, test.args) || converted != test.converted {
				t.Errorf("%s, %+v, converted: %v", got.Status, got.Reason, converted)
			}
			if got.Clip == nil {
				t.Fatal("the clip is not known")
			}
			if changed := got.Clip.Video == "vp9" && test.video != "vp9"; changed != (test.converted && test.fails == nil) {
				t.Errorf("the clip is %+v", got.Clip)
			}
			w.onlyClip(*got.Clip)
		})
	}
}

// TestAClipThatThePlayerTurnsOutNotToDecodeIsConverted: it was ready when
// another player came.
func TestAClipThatThePlayerTurnsOutNotToDecodeIsConverted(t *testing.T) {
	for name, can := range map[string]error{"with ffmpeg": nil, "without": fault.New(fault.Permanent, "clip.no_converter")} {
		w := newWorld(t)
		w.coded("hevc", "aac")
		w.canConvert = can
		w.convert = func(c celebration.Clip, _ func(int)) (celebration.Clip, error) {
			c.Video = "h264"
			return c, nil
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
		w.present[now.Clip.Filename[:len(now.Clip.Filename)-len(".mp4")]] = true
		w.step(id)
		now, err = w.store.Celebration(t.Context(), id)
		want := map[bool]celebration.Status{true: celebration.Ready, false: celebration.Failed}[can == nil]
		if err != nil || now.Status != want || now.Clip == nil {
			t.Errorf("%s: it is %s (%v), %v", name, now.Status, now.Reason, err)
		}
		if len(w.starts) != 1 {
			t.Errorf("%s: it was ordered %d times", name, len(w.starts))
		}
		// Try again: it is looked at anew, and nothing is ordered.
		if can == nil {
			continue
		}
		if tried, err := w.line.Decide(t.Context(), id, Retry); err != nil || tried.Status != celebration.Ready {
			t.Errorf("%s: tried again it is %s, %v", name, tried.Status, err)
		}
	}
}

// TestNothingIsOrderedThatThePlayerCannotShow: it is known before the money
// is spent.
func TestNothingIsOrderedThatThePlayerCannotShow(t *testing.T) {
	libre := celebration.Decoder{"vp9", "opus"}
	none := fault.New(fault.Permanent, "clip.no_converter")
	for name, test := range map[string]struct {
		player celebration.Decoder
		can    error
		video  string
		free   bool
		held   bool
	}{
		"it decodes it":            {celebration.Decoder{"h264", "aac"}, none, "h264", false, false},
		"nobody knows the player":  {nil, none, "h264", false, false},
		"nobody knows the clip":    {libre, none, "", false, false},
		"ffmpeg can convert":       {libre, nil, "h264", false, false},
		"it costs nothing":         {libre, none, "h264", true, false},
		"nothing can be done here": {libre, none, "h264", false, true},
	} {
		w := newWorld(t)
		w.player, w.canConvert, w.video, w.paid = test.player, test.can, test.video, !test.free
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
		if _, err := w.line.Decide(t.Context(), id, Approve); err != nil {
			t.Fatal(err)
		}
		w.step(id)
		if now, err := w.store.Celebration(t.Context(), id); err != nil || now.Status != celebration.Generating {
			t.Errorf("approved all the same it is %s (%v), %v", now.Status, now.Reason, err)
		}
	}
}
