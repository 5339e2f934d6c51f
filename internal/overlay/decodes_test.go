package overlay

import (
	"fmt"
	"testing"
	"time"

	"streamspark/internal/celebration"
)

// decoding is a hello of a player that decodes these codecs.
func (s *stage) decoding(id string, obs bool, names string) *tab {
	t := s.connect(id)
	t.says(fmt.Sprintf(`{"type":"hello","id":%q,"widget":"player","obs":%t,"active":true,"visible":true,"decodes":[%s]}`, id, obs, names))
	return t
}

func TestAClipThatThePlayerDoesNotDecodeIsNotSent(t *testing.T) {
	for name, test := range map[string]struct {
		says         string
		video, audio string
		away         bool
	}{
		"decoded":                 {`"h264","aac"`, "h264", "aac", false},
		"not decoded":             {`"h264","aac"`, "hevc", "aac", true},
		"its sound is not":        {`"h264","aac"`, "h264", "ac3", false}, // a picture without sound is better than none
		"the page is an old one":  {``, "hevc", "aac", false},
		"its codec is not known":  {`"h264","aac"`, "", "", false},
		"a player without H.264":  {`"vp9","opus"`, "h264", "aac", true},
		"a player without ProRes": {`"h264","vp9","aac"`, "prores", "", true},
	} {
		store := &kept{}
		onStage(t, store, func(t *testing.T, s *stage) {
			page := s.decoding("obs", true, test.says)
			first := store.coded(test.video, test.audio)
			if test.says == `"vp9","opus"` {
				store.coded("vp9", "aac")
			} else {
				store.coded("h264", "aac")
			}
			s.commit()
			if !test.away {
				s.want(1, sent, "")
				return
			}
			s.want(1, failed, celebration.WhyConverting)
			if got := store.status(first); got != celebration.Fetching {
				t.Errorf("%s: it is %s", name, got)
			}
			s.pass(readEvery)
			s.want(2, sent, "") // the next is not held up
			page.wantReceived("play 2")
		})
	}
}

func TestWhatThePlayerDecodesIsKnownAfterARestart(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		if got := s.overlay.Decodes(); got != nil {
			t.Errorf("before anybody said so: %v", got)
		}
		steps := []struct {
			does string
			page func()
			want string
		}{
			{"a preview", func() {
				s.connect("p").says(`{"type":"hello","id":"p","widget":"preview","decodes":["av1"]}`)
			}, "[]"},
			{"a tab", func() { s.decoding("tab", false, `"vp9"`) }, "[vp9]"},
			{"an old page", func() { s.open("old", "player", true) }, "[vp9]"},
			{"a source in OBS", func() { s.decoding("obs", true, `"h264","aac"`) }, "[h264 aac]"},
			{"another tab", func() { s.decoding("tab2", false, `"vp9"`) }, "[h264 aac]"},
			{"a restart", func() { s.stop(); s.start(); s.pass(readEvery) }, "[h264 aac]"},
			{"another OBS", func() { s.decoding("obs2", true, `"vp9"`) }, "[vp9]"},
		}
		for _, step := range steps {
			step.page()
			if got := fmt.Sprint(s.overlay.Decodes()); got != step.want {
				t.Errorf("after %s: %s, want %s", step.does, got, step.want)
			}
		}
	})
}

// TestALengthThatIsTooShortCutsNothing: the page knows better, and where not
// even the page does, what moves is not shown twice.
func TestALengthThatIsTooShortCutsNothing(t *testing.T) {
	said := func(s *stage, page *tab, more string) {
		page.says(`{"type":"started","playback":1` + more + `}`)
	}
	moving := func(s *stage, page *tab, duration string, until time.Duration) {
		said(s, page, duration)
		for passed := time.Duration(0); passed < until; passed += 5 * time.Second {
			s.pass(5 * time.Second)
			said(s, page, duration+`,"moves":true`)
		}
	}
	for name, test := range map[string]struct {
		stated time.Duration
		plays  func(s *stage, page *tab)
		want   celebration.PlaybackState
		why    string
	}{
		"the page says 15 s of a file that says 1": {time.Second, func(s *stage, page *tab) {
			said(s, page, `,"duration_ms":15000`)
			s.pass(15 * time.Second)
			page.says(`{"type":"ended","playback":1,"shown_ms":15000}`)
		}, ended, ""},
		"neither knows, and it moves for 40 s": {time.Second, func(s *stage, page *tab) {
			moving(s, page, `,"duration_ms":1000`, 40*time.Second)
			page.says(`{"type":"ended","playback":1,"shown_ms":40000}`)
		}, ended, ""},
		"it moves beyond what any clip may": {time.Second, func(s *stage, page *tab) {
			moving(s, page, "", 70*time.Second)
		}, ended, celebration.WhyStillMoving},
		"the page learns more later": {time.Second, func(s *stage, page *tab) {
			said(s, page, `,"duration_ms":1000`)
			s.pass(5 * time.Second)
			said(s, page, `,"duration_ms":30000`)
			s.pass(25 * time.Second)
			page.says(`{"type":"ended","playback":1,"shown_ms":30000}`)
		}, ended, ""},
		"an old page says nothing": {time.Second, func(s *stage, page *tab) {
			said(s, page, "")
			s.pass(20 * time.Second)
		}, sent, ""}, // shown again, as ever
		"it stopped moving": {8 * time.Second, func(s *stage, page *tab) {
			said(s, page, `,"duration_ms":8000`)
			s.pass(5 * time.Second)
			said(s, page, `,"duration_ms":8000,"moves":true`)
			s.pass(14 * time.Second)
		}, sent, ""},
		"the file says too much": {30 * time.Second, func(s *stage, page *tab) {
			said(s, page, `,"duration_ms":8000`)
			s.pass(8 * time.Second)
			page.says(`{"type":"ended","playback":1,"shown_ms":8000}`)
		}, ended, ""},
		"nobody knows how long it is": {0, func(s *stage, page *tab) {
			said(s, page, "")
			s.pass(8 * time.Second)
			page.says(`{"type":"ended","playback":1,"shown_ms":8000}`)
		}, ended, ""},
	} {
		store := &kept{}
		onStage(t, store, func(t *testing.T, s *stage) {
			page := s.open("obs", "player", true)
			store.ready(test.stated)
			s.commit()
			test.plays(s, page)
			s.pass(readEvery)
			if got := store.playback(1); got.State != test.want || got.Reason.Code != test.why {
				t.Errorf("%s: it is %s (%v)", name, got.State, got.Reason)
			}
			shown := 0
			for _, frame := range page.frames() {
				if frame["type"] == "play" {
					shown++
				}
			}
			if again := test.want == sent; (shown == 2) != again {
				t.Errorf("%s: it was sent %d times", name, shown)
			}
		})
	}
}
