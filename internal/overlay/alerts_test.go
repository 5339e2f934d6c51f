package overlay

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"streamspark/internal/celebration"
)

func TestAThankYouIsSentOnceToAllThatShowIt(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		player, hidden, goal := s.open("obs", "player", true), s.open("tab", "player", false), s.open("goal", "goal", true)
		store.qualified(celebration.Approved)
		s.commit()
		s.commit()
		player.wantReceived("alert 1")
		hidden.wantReceived()
		goal.wantReceived("alert 1")
		s.pass(alertUp) // an old page says nothing of it
		late := s.open("late", "player", true)
		late.wantReceived()
		if store.celebration(1).AlertedAt.IsZero() {
			t.Error("it was not noted")
		}
	})
}

func TestOnlyAPlayerIsAnAudience(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		s.open("goal", "goal", true)
		s.open("preview", "preview", true)
		store.qualified(celebration.Approved)
		s.commit()
		s.pass(time.Minute)
		if !store.celebration(1).AlertedAt.IsZero() {
			t.Error("nobody saw it, and it is noted")
		}
		s.inOBS("obs", "true").wantReceived("alert 1")
	})
}

// raid has eight donations wait to be thanked for.
func raid(s *stage) {
	for range 8 {
		s.store.qualified(celebration.Approved)
	}
	s.commit()
}

func (s *stage) wantThanked(want ...int64) {
	s.t.Helper()
	if got := s.store.thankedIDs(); !slices.Equal(got, want) {
		s.t.Fatalf("thanked are %v, want %v", got, want)
	}
}

func TestOnlyWhatWasUpIsThanked(t *testing.T) {
	rest := []string{"alert 2", "alert 3", "alert 4", "alert 5", "alert 6", "alert 7", "alert 8"}
	for name, next := range map[string]func(s *stage, page *tab) *tab{
		"the page is reloaded":    func(s *stage, page *tab) *tab { page.leaves(true); return s.inOBS("new", "true") },
		"it loses its connection": func(s *stage, page *tab) *tab { page.leaves(false); return s.inOBS("obs", "true") },
		"another scene comes and goes": func(s *stage, page *tab) *tab {
			page.active(false)
			s.pass(time.Minute)
			page.active(true)
			return page
		},
		"another page takes over": func(s *stage, page *tab) *tab {
			other := s.inOBS("other", "false")
			page.active(false)
			other.active(true)
			return other
		},
		"the program is started again": func(s *stage, _ *tab) *tab { s.stop(); s.start(); return s.inOBS("obs", "true") },
		"the screen is cleared": func(s *stage, page *tab) *tab {
			s.must(s.overlay.Panic(s.t.Context()))
			page.wantReceived()
			s.must(s.overlay.Resume(s.t.Context()))
			return page
		},
		"the page says nothing": func(s *stage, page *tab) *tab { s.pass(42*time.Second + alertLost); return page },
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, &kept{}, func(t *testing.T, s *stage) {
				page := s.inOBS("obs", "true")
				raid(s)
				page.wantReceived(append([]string{"alert 1"}, rest...)...)
				s.wantThanked() // nothing is up yet
				page.thanked("1-0")
				page.thanked("1-0")
				page.thanked("77-0")
				s.wantThanked(1)
				page = next(s, page)
				page.wantReceived(rest...)
				s.wantThanked(1)
				for _, key := range []string{"2-0", "3-0", "4-0", "5-0", "6-0", "7-0", "8-0"} {
					page.thanked(key)
				}
				s.wantThanked(1, 2, 3, 4, 5, 6, 7, 8)
				s.pass(time.Hour)
				page.wantReceived()
			})
		})
	}
}

// An old page, which OBS has kept, says nothing of a thank-you: it counts
// when its turn has come there, and the page still shows it.
func TestAThankYouOnAnOldPage(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		page := s.open("old", "player", true)
		raid(s)
		s.pass(alertUp)
		s.wantThanked(1)
		page.leaves(true)
		page = s.open("older", "player", true)
		if got := page.received(); len(got) != 7 || got[0] != "alert 2" {
			t.Errorf("it is told %v", got)
		}
		s.pass(alertUp)
		s.wantThanked(1, 2)
		s.pass(2 * time.Minute)
		s.wantThanked(1, 2, 3, 4, 5, 6, 7, 8)
		page.wantReceived()
	})
}

func TestThankYousThatWereUpAreNotedInOneGo(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		page := s.inOBS("obs", "true")
		raid(s)
		s.store.fails("thanked")
		for _, key := range []string{"1-0", "2-0", "3-0"} {
			page.thanked(key)
		}
		s.wantThanked()
		page.received()
		s.store.fails()
		s.pass(alertRetry)
		s.wantThanked(1, 2, 3)
		page.wantReceived() // and none of them again
		if first, last := s.store.celebration(1).AlertedAt, s.store.celebration(3).AlertedAt; !first.Equal(last) {
			t.Errorf("they were noted at %v and at %v", first, last)
		}
	})
}

func TestADonorIsThankedAgain(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		page := s.inOBS("obs", "true")
		s.store.qualified(celebration.Approved)
		s.commit()
		page.thanked("1-0")
		page.wantReceived("alert 1")
		again := func() (key string) {
			at := time.Now()
			s.must(s.store.AskThanks(t.Context(), celebration.Decision{At: at, Celebration: 1}, ""))
			s.commit()
			page.wantReceived("alert 1")
			return fmt.Sprintf("1-%d", at.UnixMilli())
		}
		first, second := again(), again() // asked for once more before it was up
		page.thanked(first)
		s.wantThanked()
		page.thanked(second)
		s.wantThanked(1)
		page.wantReceived()
	})
}

func TestAThankYouWaitsForSomebodyToSeeIt(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		store.qualified(celebration.Approved)
		s.commit()
		s.pass(6 * time.Minute)
		store.qualified(celebration.Approved)
		s.commit()
		hidden := s.open("obs", "player", false)
		s.open("preview", "preview", true).wantReceived()
		hidden.wantReceived()
		s.pass(5 * time.Minute)
		hidden.shows(true)
		hidden.wantReceived("alert 2") // the first is too old to make sense
	})
}

func TestAThankYouSaysItsPlaceInLine(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		page := s.open("obs", "player", true)
		store.qualified(celebration.Generating)
		s.commit()
		store.qualified(celebration.Approved)
		store.ready(time.Second) // already thanked for, and made
		store.qualified(celebration.Approved)
		made := store.qualified(celebration.Ready)
		s.commit()
		var places []any
		for _, frame := range page.frames() {
			if frame["type"] != "alert" {
				continue
			}
			places = append(places, frame["place"])
			if frame["donor"] == "" || frame["amount"] != "1 500 ₽" || frame["hold_ms"] != 7000.0 || frame["eta_seconds"] != nil {
				t.Errorf("the alert is %v", frame)
			}
		}
		if len(places) != 4 || places[0] != 1.0 || places[1] != 2.0 || places[2] != 3.0 || places[3] != nil {
			t.Errorf("the places are %v; the clip of celebration %d is made already", places, made)
		}
	})
}

func TestAThankYouSaysHowLongItsClipTakes(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		page := s.open("obs", "player", true)
		s.left = map[int64]time.Duration{1: 80*time.Second + time.Millisecond}
		store.qualified(celebration.Approved)
		store.qualified(celebration.Approved) // of this one nobody knows
		s.commit()
		s.lost = errDown
		store.qualified(celebration.Approved)
		s.left[3] = time.Minute
		s.commit()
		var said []any
		for _, frame := range page.frames() {
			if frame["type"] == "alert" {
				said = append(said, frame["eta_seconds"])
			}
		}
		if want := []any{81.0, nil, nil}; !slices.Equal(said, want) {
			t.Errorf("they say %v, want %v", said, want)
		}
	})
}

func TestManyThankYousComeInGoes(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		for range 2*alertBurst + 1 {
			store.qualified(celebration.Approved)
		}
		s.commit()
		page := s.open("obs", "player", true)
		for _, want := range []int{alertBurst, alertBurst, 1, 0} {
			if got := len(page.received()); got != want {
				t.Errorf("it was told %d alerts at once, want %d", got, want)
			}
			s.pass(alertPause)
		}
	})
}

func TestAlertsGoOnInAPause(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		page := s.open("obs", "player", true)
		if err := s.overlay.Pause(t.Context(), "an interview"); err != nil {
			t.Fatal(err)
		}
		store.qualified(celebration.Approved)
		store.ready(8 * time.Second)
		s.commit()
		page.wantReceived("alert 1")
	})
}
