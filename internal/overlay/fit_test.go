package overlay

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"streamspark/internal/celebration"
)

// again plays a clip of these codecs on a page that decodes everything, and
// again by hand when only a page is there that says what it decodes. It is
// playback 2.
func (s *stage) again(video, audio, says string) *tab {
	s.t.Helper()
	s.store.coded(video, audio)
	old := s.open("old", "player", true)
	s.commit()
	old.started(1)
	s.pass(8 * time.Second)
	old.ended(1)
	old.leaves(true)
	page := s.decoding("new", true, says)
	_, err := s.overlay.Play(s.t.Context(), s.store.playback(1).Clip.Filename)
	s.must(err)
	s.pass(readEvery)
	return page
}

func TestAReplayIsConvertedBeforeItIsSent(t *testing.T) {
	for name, codecs := range map[string][2]string{"the picture": {"hevc", "aac"}, "the sound": {"h264", "ac3"}} {
		store := &kept{}
		onStage(t, store, func(t *testing.T, s *stage) {
			ready := make(chan error)
			s.convert = func(c celebration.Clip, player celebration.Decoder) error {
				if !slices.Equal(player, []string{"h264", "aac"}) {
					t.Errorf("%s: it is converted for %v", name, player)
				}
				err := <-ready
				store.code(c.Filename, "h264", "aac")
				return err
			}
			page := s.again(codecs[0], codecs[1], `"h264","aac"`)
			s.want(2, queued, celebration.WhyConverting)
			store.coded("h264", "aac") // is not held up
			s.commit()
			s.pass(readEvery)
			page.wantReceived("play 3")
			page.started(3)
			s.pass(8 * time.Second)
			page.ended(3)
			s.want(2, queued, celebration.WhyConverting)
			ready <- nil
			s.pass(readEvery)
			s.pass(readEvery)
			s.want(2, sent, "")
			page.wantReceived("play 2")
		})
	}
}

func TestAReplayThatCannotBeConvertedWaitsAndSaysWhy(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		tries := 0
		s.convert = func(celebration.Clip, celebration.Decoder) error {
			tries++
			return errors.New("there is no ffmpeg")
		}
		page := s.again("hevc", "aac", `"h264","aac"`)
		s.pass(time.Minute)
		s.want(2, queued, celebration.WhyUndecodable)
		if args := store.playback(2).Reason.Args; args["codec"] != "HEVC (H.265)" || args["cause"] != "there is no ffmpeg" || tries != 1 {
			t.Errorf("the reason names %q, after %d tries", args, tries)
		}
		if got := store.status(1); got != celebration.Played {
			t.Errorf("what was played is %s", got)
		}
		for _, frame := range page.frames() {
			if frame["type"] == "play" {
				t.Errorf("it was sent: %v", frame)
			}
		}
		s.must(s.overlay.PlayNow(t.Context(), 2)) // asked for: tried again
		s.pass(time.Second)
		if tries != 2 {
			t.Errorf("it was tried %d times", tries)
		}
		other := s.decoding("other", true, `"h264","hevc","aac"`)
		s.pass(readEvery)
		s.want(2, sent, "")
		other.wantReceived("play 2")
	})
}

func TestAReplayWhoseSoundCannotBeConvertedPlaysWithoutIt(t *testing.T) {
	onStage(t, &kept{}, func(_ *testing.T, s *stage) {
		s.convert = func(celebration.Clip, celebration.Decoder) error { return errors.New("there is no ffmpeg") }
		s.again("h264", "ac3", `"h264","aac"`)
		s.pass(time.Second)
		s.want(2, sent, "")
	})
}

// TestAClipOfBeforeIsReadOnceItIsQueued: nobody had asked for its codecs.
func TestAClipOfBeforeIsReadOnceItIsQueued(t *testing.T) {
	for name, test := range map[string]struct {
		coded string
		want  celebration.PlaybackState
		why   string
	}{
		"decoded":                {"h264", sent, ""},
		"not decoded":            {"hevc", failed, celebration.WhyConverting},
		"nobody knows its codec": {"", sent, ""},
	} {
		store := &kept{}
		onStage(t, store, func(t *testing.T, s *stage) {
			s.decoding("obs", true, `"h264","aac"`)
			store.coded("", "")
			s.files = map[string]string{"clip 1.webm": test.coded}
			s.commit()
			s.pass(readEvery)
			s.pass(readEvery)
			if got := store.playback(1); got.State != test.want || got.Reason.Code != test.why || len(s.looks) != 1 {
				t.Errorf("%s: it is %s (%v), read %d times", name, got.State, got.Reason, len(s.looks))
			}
		})
	}
}

func TestAPlayerThatDecodesTheClipIsPreferred(t *testing.T) {
	for video, want := range map[string]string{"h264": "second", "vp9": "first", "": "first"} {
		store := &kept{}
		onStage(t, store, func(t *testing.T, s *stage) {
			s.decoding("first", true, `"vp9","opus"`)
			s.decoding("second", true, `"h264","vp9","aac"`)
			store.coded(video, "")
			s.commit()
			s.pass(readEvery)
			if got := store.playback(1); got.State != sent || got.Player != want {
				t.Errorf("%q: it is %s, on %q", video, got.State, got.Player)
			}
		})
	}
}

// TestTheLineAsksOfThePlayerThatRefused: else it would find the clip well, and
// send it again for ever.
func TestTheLineAsksOfThePlayerThatRefused(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		s.decoding("poor", true, `"vp9"`)
		s.decoding("rich", true, `"h264"`).leaves(true)
		store.coded("h264", "")
		s.commit()
		s.want(1, failed, celebration.WhyConverting)
		if got := fmt.Sprint(s.overlay.Decodes()); got != "[vp9]" {
			t.Errorf("the line is told of %s", got)
		}
	})
}

func TestAPlayerInOBSWithoutH264IsKnownAtOnce(t *testing.T) {
	for name, test := range map[string]struct {
		obs  bool
		says string
		want bool
	}{
		"without":        {true, `"vp9","opus"`, true},
		"with":           {true, `"h264","aac"`, false},
		"it never said":  {true, ``, false},
		"a tab, without": {false, `"vp9"`, false},
	} {
		onStage(t, &kept{}, func(t *testing.T, s *stage) {
			page := s.decoding("p", test.obs, test.says)
			if got := s.overlay.Health().LacksH264; got != test.want {
				t.Errorf("%s: %v", name, got)
			}
			page.leaves(true)
			if s.overlay.Health().LacksH264 {
				t.Errorf("%s: it is said of a page that has left", name)
			}
		})
	}
}

// TestNothingIsSkippedForAClipThatCannotFollow: it is to be the next, and
// must be converted first.
func TestNothingIsSkippedForAClipThatCannotFollow(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		s.convert = func(celebration.Clip, celebration.Decoder) error { return errors.New("there is no ffmpeg") }
		page := s.again("hevc", "aac", `"h264","aac"`)
		store.coded("h264", "aac")
		s.commit()
		s.pass(readEvery)
		page.started(3)
		s.must(s.overlay.PlayNow(t.Context(), 2))
		s.pass(readEvery)
		s.want(3, celebration.PlaybackStarted, "")
		s.want(2, queued, celebration.WhyUndecodable)
	})
}
