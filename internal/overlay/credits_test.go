package overlay

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// creditsOf is the playback of the credits: those before it are of scenes.
const creditsOf = 3

// evening is a stream: two scenes were shown, a third donation is held, and the
// credits are queued.
func (s *stage) evening() (page *tab) {
	s.t.Helper()
	begun := time.Now()
	page = s.shows(2)
	s.gives(celebration.Held)
	for range 2 { // the second press is of the same button
		p, err := s.overlay.PlayCredits(s.t.Context(), begun)
		s.must(err)
		if p.ID != creditsOf || p.Credits.UnixMilli() != begun.UnixMilli() {
			s.t.Fatalf("the credits are %+v", p)
		}
	}
	s.pass(readEvery)
	return page
}

// gives has a viewer donate for a scene.
func (s *stage) gives(way ...celebration.Status) {
	s.store.add(func(c *celebration.Celebration) {
		c.AmountRUB, c.Scene = money.Rubles(100*c.ID), &celebration.Scene{Seed: c.ID, Production: celebration.FullScene, ID: "cat"}
	}, way...)
}

// shows has so many scenes shown.
func (s *stage) shows(scenes int64) (page *tab) {
	for range scenes {
		s.gives(celebration.Failed, celebration.Ready)
	}
	page = s.connect("obs")
	page.says(`{"type":"hello","id":"obs","widget":"player","visible":true,"scenes":true,"credits":true}`)
	for id := range scenes {
		page.began(id+1, "cat", time.Second)
		s.pass(time.Second)
		page.ended(id + 1)
	}
	return page
}

func (t *tab) runs() {
	t.says(fmt.Sprintf(`{"type":"started","playback":%d,"duration_ms":30000}`, creditsOf))
}

// wantShows is wantReceived without thank-yous.
func (t *tab) wantShows(want ...string) {
	t.s.t.Helper()
	got := slices.DeleteFunc(t.received(), func(frame string) bool { return strings.HasPrefix(frame, "alert") })
	if !slices.Equal(got, want) {
		t.s.t.Fatalf("page %s was told %q, want %q", t.id, got, want)
	}
}

// TestCreditsHaveWhatWasShownAndWhoGave looks at the frame that the player is
// told, and at what a preview is.
func TestCreditsHaveWhatWasShownAndWhoGave(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		page := s.evening()
		var got string
		for _, frame := range page.frames() {
			if frame["type"] == "play" {
				got = fmt.Sprint(frame["credits"], frame["clip"], frame["scene"])
			}
		}
		for _, want := range []string{
			"amount:600 ₽", "donations:3", "map[amount:200 ₽ donor:viewer2 rub:200] map[amount:100 ₽ donor:viewer1 rub:100]", "duration_ms:30000",
			"ms:8000 scene:map[id:cat production:2 seed:2]", "<nil> <nil>",
		} {
			if !strings.Contains(got, want) {
				t.Errorf("%q is not in %s", want, got)
			}
		}
		if strings.Contains(got, "viewer3") {
			t.Errorf("who is held is named: %s", got)
		}
		page.runs()
		seen := false
		for _, frame := range s.open("preview", "preview", true).frames() {
			playing, _ := frame["playing"].(map[string]any)
			seen = seen || playing["credits"] != nil
		}
		if !seen {
			t.Error("a preview is not told of them")
		}
	})
}

// TestWhatBecomesOfCredits has them shown, cut and broken in every way.
func TestWhatBecomesOfCredits(t *testing.T) {
	const late = 20 * time.Second // more than half of them
	for _, test := range []struct {
		name  string
		do    func(s *stage, page *tab)
		state celebration.PlaybackState
		why   string
	}{
		{"shown", func(s *stage, page *tab) { s.pass(30 * time.Second); page.ended(creditsOf) }, ended, ""},
		{"ended early", func(s *stage, page *tab) {
			page.says(fmt.Sprintf(`{"type":"ended","playback":%d,"shown_ms":3000}`, creditsOf))
		}, sent, ""},
		{"skipped", func(s *stage, page *tab) {
			s.must(s.overlay.Skip(s.t.Context(), creditsOf))
			page.wantShows("stop 3")
		}, celebration.PlaybackSkipped, celebration.WhySkippedByHand},
		{"panic", func(s *stage, page *tab) { s.must(s.overlay.Panic(s.t.Context())) }, queued, celebration.WhyPanic},
		{"panic and on", func(s *stage, page *tab) {
			s.must(s.overlay.Panic(s.t.Context()))
			s.must(s.overlay.Resume(s.t.Context()))
			s.pass(readEvery)
			page.wantShows("stop 3", "play 3")
			page.runs()
		}, started, ""},
		{"hung", func(s *stage, page *tab) { s.pass(30*time.Second + endSlack + time.Second) }, sent, ""},
		{"hung twice", func(s *stage, page *tab) {
			s.pass(30*time.Second + endSlack + time.Second)
			page.runs()
			s.pass(30*time.Second + endSlack + time.Second)
		}, celebration.PlaybackFailed, celebration.WhyNoEnd},
		{"the page is gone early", func(s *stage, page *tab) { page.leaves(true) }, queued, celebration.WhyPlayerGone},
		{"the page is gone late", func(s *stage, page *tab) { s.pass(late); page.leaves(true) }, ended, celebration.WhyEndAssumed},
		{"a restart, and the page goes on", func(s *stage, page *tab) {
			s.stop()
			s.start()
			again := s.connect("obs")
			again.says(`{"type":"hello","id":"obs","widget":"player","visible":true,"scenes":true,"credits":true}`)
			again.runs()
			s.pass(late)
			again.wantShows()
			again.ended(creditsOf)
			again.wantShows()
		}, ended, ""},
		{"a restart late, and the page is gone", func(s *stage, page *tab) {
			s.pass(late)
			s.stop()
			s.start()
			s.pass(graceAfterRestart + time.Second)
		}, ended, celebration.WhyEndAssumed},
	} {
		t.Run(test.name, func(t *testing.T) {
			onStage(t, &kept{}, func(t *testing.T, s *stage) {
				page := s.evening()
				page.frames()
				page.runs()
				s.want(creditsOf, started, "")
				test.do(s, page)
				s.want(creditsOf, test.state, test.why)
				for id := range int64(2) {
					if status := s.store.status(id + 1); status != celebration.Played {
						t.Errorf("what was shown in them is %s", status)
					}
				}
			})
		})
	}
}

func TestCreditsThatWaitSayHowLongTheyAre(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		begun := time.Now()
		s.shows(6)
		s.must(s.overlay.Pause(t.Context(), ""))
		_, err := s.overlay.PlayCredits(t.Context(), begun)
		s.must(err)
		q, err := s.overlay.Queue(t.Context())
		s.must(err)
		if len(q.Waiting) != 1 || q.Waiting[0].Length() != 58*time.Second {
			t.Errorf("there waits %+v", q.Waiting)
		}
	})
}

func TestCreditsWaitForAPageThatShowsThem(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		s.evening().leaves(true)
		s.draws("old")
		s.pass(graceAfterRestart)
		s.want(creditsOf, queued, celebration.WhyOldPlayerCredits)
	})
}

func TestAStreamInWhichNobodyGaveHasNoCredits(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		if _, err := s.overlay.PlayCredits(t.Context(), time.Now()); err == nil {
			t.Error("they are queued")
		}
	})
}
