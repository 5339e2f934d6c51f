package overlay

import (
	"errors"
	"io/fs"
	"slices"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/socket"
)

const (
	queued  = celebration.PlaybackQueued
	sent    = celebration.PlaybackSent
	started = celebration.PlaybackStarted
	ended   = celebration.PlaybackEnded
	failed  = celebration.PlaybackFailed
	skipped = celebration.PlaybackSkipped
)

func TestClipsPlayOneAtATimeInOrder(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		for range 3 {
			store.ready(8 * time.Second)
		}
		s.commit()
		s.pass(time.Hour) // with nobody to play it, it waits
		s.want(1, queued, "")
		player := s.open("obs", "player", true)
		for id := int64(1); id <= 3; id++ {
			s.want(id, sent, "")
			player.started(id)
			s.pass(7 * time.Second)
			if got := s.want(id, started, ""); got.Player != "obs" || store.status(id) != celebration.Playing {
				t.Fatalf("player %q, status %s", got.Player, store.status(id))
			}
			player.ended(id)
			s.want(id, ended, "")
		}
		player.wantReceived("play 1", "play 2", "play 3")
		if h := s.overlay.Health(); h.Playing != nil || h.Queued != 0 || store.status(3) != celebration.Played {
			t.Fatalf("at the end %+v, status %s", h, store.status(3))
		}
	})
}

func TestAPlaySaysAllThatIsShown(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		player := s.open("obs", "player", true)
		player.frames()
		store.ready(8 * time.Second)
		s.commit()
		player.started(1)
		frames := player.frames()
		play, state := frames[0], frames[len(frames)-1]
		clip, _ := play["clip"].(map[string]any)
		if clip["url"] != "/videos/clip%201.webm" || clip["duration_ms"] != 8000.0 {
			t.Errorf("the clip is %v", clip)
		}
		if play["donor"] != "viewer1" || play["amount"] != "1 500 ₽" || play["message"] != "Привет 🎉" || play["celebration"] != 1.0 {
			t.Errorf("play is %v", play)
		}
		playing, _ := state["playing"].(map[string]any)
		if state["player"] != "obs" || state["volume"] != 0.8 || state["paused"] != false || playing["playback"] != 1.0 || playing["started_at"] == nil {
			t.Errorf("state is %v", state)
		}
	})
}

// A player that keeps silent or fails gets the clip once more; then it has
// failed, and the next one plays.
func TestAPlayerThatDoesNotPlay(t *testing.T) {
	tests := []struct {
		name string
		why  string
		act  func(s *stage, player *tab)
	}{
		{"does not start", celebration.WhyNoStart, func(s *stage, _ *tab) { s.pass(startWithin) }},
		{"does not end", celebration.WhyNoEnd, func(s *stage, player *tab) {
			player.started(1)
			s.pass(8*time.Second + endSlack - time.Second)
			s.want(1, started, "")
			s.pass(time.Second)
		}},
		{"says that it failed", celebration.WhyPlayerFailed, func(_ *stage, player *tab) {
			player.failed(1, "the picture cannot be decoded")
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			store := &kept{}
			onStage(t, store, func(t *testing.T, s *stage) {
				player := s.open("obs", "player", true)
				store.ready(8 * time.Second)
				store.ready(8 * time.Second)
				s.commit()
				test.act(s, player)
				s.pass(readEvery)
				player.wantReceived("play 1", "stop 1", "play 1")
				if p := s.want(1, sent, ""); p.Returns != 1 || store.status(1) != celebration.Ready {
					t.Fatalf("it came back %d times, status %s", p.Returns, store.status(1))
				}
				test.act(s, player)
				s.pass(readEvery)
				s.want(1, failed, test.why)
				if store.status(1) != celebration.Failed || s.store.playback(1).Reason.String() == "" {
					t.Fatalf("status %s", store.status(1))
				}
				player.wantReceived("stop 1", "play 2")
			})
		})
	}
}

func TestAPlayerThatGoesAway(t *testing.T) {
	hide := func(_ *stage, p *tab) { p.shows(false) }
	closed := func(_ *stage, p *tab) { p.leaves(true) }
	cut := func(s *stage, p *tab) { p.leaves(false); s.pass(graceAfterCut) }
	tests := []struct {
		name  string
		shown time.Duration // of eight seconds; negative: it never started
		away  func(s *stage, p *tab)
		state celebration.PlaybackState
		why   string
	}{
		{"closed before its start", -1, closed, sent, ""},
		{"closed early", 3 * time.Second, closed, sent, ""},
		{"hidden early", 3 * time.Second, hide, sent, ""},
		{"cut off early", 3 * time.Second, cut, sent, ""},
		{"closed late", 5 * time.Second, closed, ended, celebration.WhyEndAssumed},
		{"hidden late", 5 * time.Second, hide, ended, celebration.WhyEndAssumed},
		{"cut off late", 5 * time.Second, cut, ended, celebration.WhyEndAssumed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			store := &kept{}
			onStage(t, store, func(t *testing.T, s *stage) {
				first, second := s.open("first", "player", true), s.open("second", "player", true)
				store.ready(8 * time.Second)
				s.commit()
				if test.shown >= 0 {
					first.started(1)
					s.pass(test.shown)
				}
				test.away(s, first)
				s.wantPlayer("second")
				p := s.want(1, test.state, test.why)
				if test.state == sent {
					if p.Cuts != 1 || p.Returns != 0 || p.Player != "second" {
						t.Fatalf("%+v", p)
					}
					second.wantReceived("play 1")
				} else {
					second.wantReceived()
				}
			})
		})
	}
}

func TestAClipThatIsCutTwiceIsAskedAbout(t *testing.T) {
	tests := []struct {
		name  string
		shown []time.Duration // of eight seconds, each time; negative: it did not start
	}{
		{"early", []time.Duration{time.Second, 2 * time.Second}},
		{"early and late", []time.Duration{time.Second, 7 * time.Second}},
		{"begun once", []time.Duration{-1, time.Second}},
		{"never begun", []time.Duration{-1, -1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			store := &kept{}
			onStage(t, store, func(t *testing.T, s *stage) {
				store.ready(8 * time.Second)
				s.commit()
				page := s.inOBS("obs", "true")
				for _, shown := range test.shown {
					page.active(true)
					if shown >= 0 {
						page.started(1)
						s.pass(shown)
					}
					page.active(false) // another scene
				}
				s.want(1, failed, celebration.WhyCutTwice)
				if got := store.status(1); got != celebration.Failed {
					t.Errorf("the celebration is %s", got)
				}
			})
		})
	}
}

func TestAPageThatWasCutOffGoesOn(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		first, second := s.open("first", "player", true), s.open("second", "player", true)
		store.ready(8 * time.Second)
		store.ready(8 * time.Second)
		s.commit()
		first.started(1)
		first.leaves(false)
		s.pass(time.Second)
		second.wantReceived() // nothing else plays meanwhile
		first = s.open("first", "player", true)
		first.started(1)
		s.pass(graceAfterCut)
		s.want(1, started, "")
		s.wantPlayer("first")
		first.ended(1)
		s.want(1, ended, "")
		first.wantReceived()
		second.wantReceived("play 2") // the oldest now
	})
}

func TestAPageConnectsAgainBeforeItsOldConnectionIsDead(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		old := s.open("obs", "player", true)
		s.open("tab", "player", true)
		store.ready(8 * time.Second)
		s.commit()
		old.started(1)
		again := s.open("obs", "player", true)
		if old.bye != socket.Normal {
			t.Errorf("the old connection ends with %d", old.bye)
		}
		old.leaves(false) // the socket notices late
		again.started(1)
		s.pass(5 * time.Second)
		s.want(1, started, "")
		again.ended(1)
		s.want(1, ended, "")
		s.wantPlayer("obs")
	})
}

func TestReportsThatAreNotForNowChangeNothing(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		player, other := s.open("obs", "player", true), s.open("tab", "player", true)
		store.ready(8 * time.Second)
		store.ready(8 * time.Second)
		var saved []string
		store.onWrite(func(what string) error { saved = append(saved, what); return nil })
		s.commit()
		other.started(1)
		other.wantReceived("stop 1") // it must not go on unseen by us
		other.ended(1)
		other.failed(1, "I want to see the next one")
		player.ended(2)
		player.failed(99, "no such playback")
		s.want(1, sent, "")
		player.started(1)
		player.started(1)
		player.ended(1)
		player.ended(1)
		player.failed(1, "late")
		s.want(1, ended, "")
		s.want(2, sent, "")
		player.wantReceived("play 1", "play 2")
		if want := []string{"1 sent", "1 started", "1 ended", "2 sent"}; !slices.Equal(saved, want) {
			t.Errorf("saved %q, want %q", saved, want)
		}
	})
}

func TestNoClipPlaysLongerThanAllowed(t *testing.T) {
	tests := map[string]time.Duration{"a long clip": 90 * time.Second, "a clip of unknown length": 0}
	for name, length := range tests {
		t.Run(name, func(t *testing.T) {
			store := &kept{}
			onStage(t, store, func(t *testing.T, s *stage) {
				player := s.open("obs", "player", true)
				store.ready(length)
				s.commit()
				player.started(1)
				s.pass(59 * time.Second)
				s.want(1, started, "")
				s.pass(time.Second)
				s.want(1, ended, "") // it was shown as far as it may be
				player.wantReceived("play 1", "stop 1")
			})
		})
	}
}

func TestSkipEndsOnlyThePresentOne(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		player := s.open("obs", "player", true)
		s.must(s.overlay.Skip(t.Context(), 0)) // nothing plays
		for range 3 {
			store.ready(8 * time.Second)
		}
		s.commit()
		player.started(1)
		for range 3 { // pressed again and again
			s.must(s.overlay.Skip(t.Context(), 0))
			s.pass(readEvery)
		}
		s.want(1, skipped, celebration.WhySkippedByHand)
		s.want(2, sent, "")
		player.ended(1) // it crossed the stop on its way
		s.want(1, skipped, celebration.WhySkippedByHand)
		player.wantReceived("play 1", "stop 1", "play 2")
		for _, id := range []int64{1, 2, 2, 1} { // a skip that names what it means is not mistaken
			s.must(s.overlay.Skip(t.Context(), id))
			s.pass(readEvery)
		}
		s.want(2, skipped, celebration.WhySkippedByHand)
		s.want(3, sent, "")
		s.pass(skipOnce)
		s.must(s.overlay.Skip(t.Context(), 0)) // meant anew
		s.want(3, skipped, celebration.WhySkippedByHand)
	})
}

func TestOneKeyPausesAndResumes(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		player := s.open("obs", "player", true)
		s.toggle()
		s.store.ready(8 * time.Second)
		s.commit()
		if h := s.overlay.Health(); !h.Paused {
			t.Errorf("it is %+v", h)
		}
		player.wantReceived()
		s.toggle()
		player.wantReceived("play 1")
		s.must(s.overlay.Panic(t.Context()))
		s.toggle() // also after a panic
		player.wantReceived("stop 1", "play 1")
	})
}

func TestAReplayIsOneMorePlayback(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		player := s.open("obs", "player", true)
		store.ready(8 * time.Second)
		s.commit()
		player.started(1)
		player.ended(1)
		p, err := s.overlay.Play(t.Context(), "clip 1.webm")
		if err != nil || p.ID != 2 || !p.Replay {
			t.Fatalf("%+v, %v", p, err)
		}
		s.pass(readEvery)
		player.wantReceived("play 1", "play 2")
		if _, err := s.overlay.Play(t.Context(), "gone.webm"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("an unknown clip gives %v", err)
		}
	})
}
