package overlay

import (
	"testing"
	"time"

	"streamspark/internal/celebration"
)

// TestThankYousWaitInAQuietTime however long it takes, over a restart too, and come when
// it is over.
func TestThankYousWaitInAQuietTime(t *testing.T) {
	for name, end := range map[string]func(s *stage){
		"resumed":  func(s *stage) { s.must(s.overlay.Resume(s.t.Context())) },
		"over":     func(s *stage) { s.pass(time.Hour) },
		"unpaused": func(s *stage) { s.toggle() },
		"cleared": func(s *stage) {
			s.must(s.overlay.Panic(s.t.Context()))
			s.must(s.overlay.Resume(s.t.Context()))
		},
	} {
		t.Run(name, func(t *testing.T) {
			store := &kept{}
			onStage(t, store, func(t *testing.T, s *stage) {
				page := s.open("obs", "player", true)
				s.must(s.overlay.Quiet(t.Context(), "an interview", 2*time.Hour))
				store.qualified(celebration.Approved)
				store.ready(8 * time.Second)
				s.commit()
				s.pass(30 * time.Minute)
				page.wantReceived()
				s.stop()
				s.start()
				page = s.open("obs", "player", true)
				s.pass(45 * time.Minute)
				page.wantReceived()
				if h := s.overlay.Health(); !h.Paused || !h.Quiet || h.PausedWhy != "an interview" || h.PausedUntil.IsZero() {
					t.Fatalf("it is %+v", h)
				}
				end(s)
				got := page.received()
				if len(got) < 2 || !has(got, "alert 1") || !has(got, "play 1") {
					t.Errorf("after it, the page was sent %q", got)
				}
				if h := s.overlay.Health(); h.Paused || h.Quiet || !h.PausedUntil.IsZero() {
					t.Errorf("after it, it is %+v", h)
				}
			})
		})
	}
}

func has(all []string, want string) bool {
	for _, one := range all {
		if one == want {
			return true
		}
	}
	return false
}

// TestAQuietTimeDoesNotBringBackWhatIsOld as without it a thank-you is too late after a
// while, and an hour after it again.
func TestAQuietTimeDoesNotBringBackWhatIsOld(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		store.qualified(celebration.Approved)
		s.pass(time.Hour)
		s.must(s.overlay.Quiet(t.Context(), "", 0))
		s.pass(time.Minute)
		s.must(s.overlay.Resume(t.Context()))
		s.open("obs", "player", true).wantReceived()
		s.must(s.overlay.Quiet(t.Context(), "", 0))
		store.qualified(celebration.Approved)
		s.commit()
		s.must(s.overlay.Resume(t.Context()))
		s.stop()
		s.pass(lateFor + time.Minute)
		s.start()
		s.open("obs", "player", true).wantReceived()
	})
}
