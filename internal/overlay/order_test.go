package overlay

import (
	"errors"
	"io/fs"
	"testing"
	"time"

	"streamspark/internal/celebration"
)

// threeWait has three clips that wait behind the one that plays.
func threeWait(s *stage) *tab {
	s.t.Helper()
	for range 4 {
		s.store.ready(8 * time.Second)
	}
	s.commit()
	player := s.open("obs", "player", true)
	player.started(1)
	player.wantReceived("play 1")
	return player
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) toggle() {
	s.t.Helper()
	before := s.overlay.Health().Paused
	if paused, err := s.overlay.Toggle(s.t.Context()); err != nil || paused == before {
		s.t.Fatalf("paused: %t before and %t after, %v", before, paused, err)
	}
}

// playsOn ends what plays and says what comes next.
func (t *tab) playsOn(ended int64, next string) {
	t.s.t.Helper()
	t.ended(ended)
	t.wantReceived(next)
}

func TestTheStreamerOrdersTheQueue(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		player := threeWait(s)
		before := s.changes
		s.must(s.overlay.Move(t.Context(), 4, 1))
		if s.changes == before {
			t.Error("nobody was told that the order is another")
		}
		player.wantReceived() // what plays is not touched
		player.playsOn(1, "play 4")
		player.started(4)
		s.must(s.overlay.Move(t.Context(), 2, 99))
		player.playsOn(4, "play 3")
		player.started(3)
		player.playsOn(3, "play 2")
	})
}

func TestTheOrderOutlivesARestart(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		threeWait(s)
		s.must(s.overlay.Move(t.Context(), 4, 1))
		s.stop()
		s.start()
		player := s.open("obs", "player", true)
		player.ended(1)
		player.wantReceived("play 4")
	})
}

func TestWhatWaitsCanBeDropped(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		player := threeWait(s)
		s.must(s.overlay.Drop(t.Context(), 2))
		s.want(2, skipped, celebration.WhySkippedByHand)
		if got := s.store.status(2); got != celebration.Played {
			t.Errorf("its celebration is %s", got)
		}
		player.playsOn(1, "play 3")
		replay, err := s.overlay.Play(t.Context(), "clip 2.webm")
		if err != nil || replay.State != queued {
			t.Errorf("a dropped one cannot be replayed: %+v, %v", replay, err)
		}
	})
}

func TestOnlyWhatWaitsIsOrdered(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		player := threeWait(s)
		for _, id := range []int64{1, 42} { // it plays, it is not there
			for name, err := range map[string]error{
				"move": s.overlay.Move(t.Context(), id, 1), "drop": s.overlay.Drop(t.Context(), id), "play": s.overlay.PlayNow(t.Context(), id),
			} {
				if !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("%s %d: %v", name, id, err)
				}
			}
		}
		player.wantReceived()
		s.want(1, started, "")
	})
}

func TestPlayNowEndsWhatPlays(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		player := threeWait(s)
		s.must(s.overlay.PlayNow(t.Context(), 3))
		player.wantReceived("stop 1", "play 3")
		s.want(1, skipped, celebration.WhySkippedByHand)
		player.started(3)
		player.playsOn(3, "play 2")
	})
}

func TestPlayNowWithNothingToFollowOnlyOrders(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		player := threeWait(s)
		s.must(s.overlay.Pause(t.Context(), ""))
		s.must(s.overlay.PlayNow(t.Context(), 3))
		player.wantReceived()
		s.want(1, started, "")
		player.ended(1)
		player.wantReceived()
		s.must(s.overlay.Resume(t.Context()))
		player.wantReceived("play 3")
	})
}

func TestPanicClearsTheScreenUntilResume(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		player, goal := threeWait(s), s.open("goal", "goal", true)
		s.pass(7 * time.Second)
		goal.frames()
		since := time.Now()
		s.must(s.overlay.Panic(t.Context()))
		player.wantReceived("stop 1")
		if frames := goal.frames(); len(frames) != 1 || frames[0]["clear"] != true || frames[0]["playing"] != nil || frames[0]["paused"] != true {
			t.Errorf("another widget was told %v", frames)
		}
		// Nothing is held against the clip, however much of it was seen.
		if p := s.want(1, queued, celebration.WhyPanic); p.Cuts != 0 || p.Returns != 0 || s.store.status(1) != celebration.Ready {
			t.Errorf("it is %+v, %s", p, s.store.status(1))
		}
		s.store.qualified(celebration.Approved) // thanked for later
		s.commit()
		s.must(s.overlay.Pause(t.Context(), "a break")) // it stays clear
		s.must(s.overlay.Panic(t.Context()))            // pressed twice
		s.pass(5 * time.Minute)
		s.stop()
		s.start()
		player = s.open("obs", "player", true)
		if h := s.overlay.Health(); !h.Paused || !h.Cleared || !h.PausedSince.Equal(since) || h.PausedWhy != whyPanic || h.Queued != 4 {
			t.Errorf("after a restart %+v", h)
		}
		player.wantReceived()
		s.must(s.overlay.Resume(t.Context()))
		player.wantReceived("play 1", "alert 5")
		if h := s.overlay.Health(); h.Cleared || h.Paused {
			t.Errorf("after Resume %+v", h)
		}
	})
}

func TestPanicWithNothingOnTheScreen(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		s.must(s.overlay.Panic(t.Context()))
		player := s.open("obs", "player", true)
		s.store.ready(8 * time.Second)
		s.commit()
		player.wantReceived()
		s.must(s.overlay.Resume(t.Context()))
		player.wantReceived("play 1")
	})
}

func TestPanicNeedsNoDisk(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		player := threeWait(s)
		s.store.fails("")
		if err := s.overlay.Panic(t.Context()); err == nil {
			t.Errorf("it says %v", err)
		}
		player.wantReceived("stop 1")
		if h := s.overlay.Health(); !h.Paused || !h.Cleared || h.Playing != nil {
			t.Errorf("it is %+v", h)
		}
		s.store.fails()
		s.pass(time.Minute)
		player.wantReceived()
		s.want(1, queued, celebration.WhyPanic)
		s.must(s.overlay.Resume(t.Context()))
		player.wantReceived("play 1")
	})
}

// A page that was not told of the panic is told when it is back.
func TestPanicReachesAPageThatWasCutOff(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		threeWait(s).leaves(false)
		s.must(s.overlay.Panic(t.Context()))
		back := s.open("obs", "player", true)
		if first := back.frames()[0]; first["clear"] != true {
			t.Errorf("the first that it hears is %v", first)
		}
		back.started(1)
		back.wantReceived("stop 1")
		s.want(1, queued, celebration.WhyPanic)
	})
}
