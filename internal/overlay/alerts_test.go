package overlay

import (
	"slices"
	"testing"
	"time"

	"streamspark/internal/celebration"
)

func TestAThankYouIsSentOnceToAllPages(t *testing.T) {
	store := newMemory()
	onStage(t, store, func(t *testing.T, s *stage) {
		player, second, goal := s.open("obs", "player", true), s.open("tab", "player", false), s.open("goal", "goal", true)
		store.qualified(celebration.Approved)
		s.commit()
		s.commit()
		for _, page := range []*tab{player, second, goal} {
			page.wantHeard("alert 1")
		}
		late := s.open("late", "player", true)
		late.wantHeard()
		if store.celebrations[0].AlertedAt.IsZero() {
			t.Error("it was not noted")
		}
	})
}

func TestAThankYouWaitsForSomebodyToSeeIt(t *testing.T) {
	store := newMemory()
	onStage(t, store, func(t *testing.T, s *stage) {
		store.qualified(celebration.Approved)
		s.commit()
		s.pass(6 * time.Minute)
		store.qualified(celebration.Approved)
		s.commit()
		hidden := s.open("obs", "player", false)
		s.open("preview", "preview", true).wantHeard()
		hidden.wantHeard()
		s.pass(5 * time.Minute)
		hidden.shows(true)
		hidden.wantHeard("alert 2") // the first is too old to make sense
	})
}

func TestAThankYouSaysItsPlaceInLine(t *testing.T) {
	store := newMemory()
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
	store := newMemory()
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

func TestAThankYouIsNotedBeforeItIsShown(t *testing.T) {
	store := newMemory()
	onStage(t, store, func(t *testing.T, s *stage) {
		page := s.open("obs", "player", true)
		store.qualified(celebration.Approved)
		store.set(func(m *memory) { m.thankless = true })
		s.commit()
		s.pass(time.Minute)
		page.wantHeard()
		store.set(func(m *memory) { m.thankless = false })
		s.pass(alertRetry)
		page.wantHeard("alert 1")
	})
}

func TestManyThankYousComeInGoes(t *testing.T) {
	store := newMemory()
	onStage(t, store, func(t *testing.T, s *stage) {
		for range 2*alertBurst + 1 {
			store.qualified(celebration.Approved)
		}
		s.commit()
		page := s.open("obs", "player", true)
		for _, want := range []int{alertBurst, alertBurst, 1, 0} {
			if got := len(page.hears()); got != want {
				t.Errorf("it was told %d alerts at once, want %d", got, want)
			}
			s.pass(alertPause)
		}
	})
}

func TestAlertsGoOnInAPause(t *testing.T) {
	store := newMemory()
	onStage(t, store, func(t *testing.T, s *stage) {
		page := s.open("obs", "player", true)
		if err := s.overlay.Pause(t.Context(), "an interview"); err != nil {
			t.Fatal(err)
		}
		store.qualified(celebration.Approved)
		store.ready(8 * time.Second)
		s.commit()
		page.wantHeard("alert 1")
	})
}
