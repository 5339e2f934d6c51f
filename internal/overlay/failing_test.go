package overlay

import (
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
)

// fiveReady has five paid clips wait.
func fiveReady(s *stage) {
	for range 5 {
		s.store.ready(8 * time.Second)
	}
	s.commit()
}

// plays answers what a page was told like a page that can play, or cannot.
func (t *tab) plays(well bool) (showings int) {
	t.s.t.Helper()
	for _, frame := range t.frames() {
		id, _ := frame["playback"].(float64)
		switch {
		case frame["type"] != "play":
			continue
		case well:
			t.started(int64(id))
			t.s.pass(8 * time.Second)
			t.ended(int64(id))
		default:
			t.failed(int64(id), "it has no picture")
		}
		showings++
	}
	return showings
}

func TestAPageThatCannotPlayBurnsNothingWhereAnotherCan(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		bad, good := s.inOBS("bad", "true"), s.inOBS("good", "true")
		fiveReady(s)
		failures := 0
		for range 10 {
			failures += bad.plays(false)
			good.plays(true)
		}
		for id := int64(1); id <= 5; id++ {
			if p := s.want(id, ended, ""); p.Player != "good" {
				t.Errorf("%d was shown by %q", id, p.Player)
			}
		}
		if failures != standBackAfter {
			t.Errorf("the bad page was asked %d times", failures)
		}
		s.wantPlayer("good")
		good.leaves(true)
		s.wantPlayer("bad") // better than none
	})
}

func TestThreeFailuresInARowPauseTheQueue(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		only := s.inOBS("only", "true")
		fiveReady(s)
		for range 10 {
			only.plays(false)
		}
		s.want(1, failed, celebration.WhyPlayerFailed)
		for id := int64(2); id <= 5; id++ {
			if p := s.store.playback(id); p.State != queued || p.Returns != 0 || s.store.status(id) != celebration.Ready {
				t.Errorf("%d is %+v", id, p)
			}
		}
		if h := s.overlay.Health(); !h.Paused || h.PausedFor.Code != celebration.WhyFailedInARow || h.PausedFor.Args["n"] != 3 || !strings.Contains(h.PausedFor.String(), "it has no picture") {
			t.Errorf("it is %+v", h)
		}
		s.stop()
		s.start() // it is saved
		only = s.inOBS("only", "true")
		only.wantReceived()
		s.must(s.overlay.Resume(t.Context()))
		for range 10 {
			only.plays(true)
		}
		s.want(5, ended, "")
	})
}

func TestAFailureNowAndThenPausesNothing(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		only := s.inOBS("only", "true")
		fiveReady(s)
		for try := range 20 {
			only.plays(try%2 == 1)
		}
		if h := s.overlay.Health(); h.Paused || h.Queued != 0 {
			t.Errorf("it is %+v", h)
		}
		s.want(5, ended, "")
	})
}

func TestAClipThatEndsLongBeforeItsLengthWasNotShown(t *testing.T) {
	for name, test := range map[string]struct {
		length  time.Duration
		shown   time.Duration // of real time
		says    string        // what the page says of that
		started bool
		early   bool
	}{
		"whole":                              {8 * time.Second, 8 * time.Second, "", true, false},
		"a second short":                     {8 * time.Second, 7 * time.Second, "", true, false},
		"after a second":                     {8 * time.Second, time.Second, "", true, true},
		"half of it":                         {60 * time.Second, 30 * time.Second, "", true, true},
		"half of it, and so says the page":   {8 * time.Second, 8 * time.Second, `,"shown_ms":4000`, true, true},
		"the disk kept us from hearing":      {8 * time.Second, time.Second, `,"shown_ms":8000`, true, false},
		"there was no time for what it says": {60 * time.Second, time.Second, `,"shown_ms":60000`, true, true},
		"while it was away":                  {8 * time.Second, 9 * time.Second, `,"shown_ms":8000`, false, false},
		"without a start":                    {8 * time.Second, 0, "", false, true},
		"a short one":                        {2 * time.Second, 1500 * time.Millisecond, "", true, false},
		"of unknown length":                  {0, time.Second, "", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			store := &kept{}
			onStage(t, store, func(t *testing.T, s *stage) {
				s.limits.MaxPlayback = 2 * time.Minute
				page := s.inOBS("obs", "true")
				store.ready(test.length)
				s.commit()
				if test.started {
					page.started(1)
				}
				s.pass(test.shown)
				page.says(`{"type":"ended","playback":1` + test.says + `}`)
				if !test.early {
					s.want(1, ended, "")
					return
				}
				s.want(1, sent, "") // again, once
				page.started(1)
				page.says(`{"type":"ended","playback":1}`)
				s.want(1, failed, celebration.WhyEndedEarly)
			})
		})
	}
}
