package overlay

import (
	"testing"
	"time"

	"streamspark/internal/socket"
)

func TestThePlayerIsTheOldestPageThatCanBeSeen(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		s.wantPlayer("")
		s.open("preview", "preview", true)
		s.open("goal", "goal", true)
		s.wantPlayer("") // they never play
		hidden := s.open("hidden", "player", false)
		first := s.open("first", "player", true)
		second := s.open("second", "player", true)
		s.wantPlayer("first")
		hidden.shows(true)
		s.wantPlayer("hidden") // nothing plays, so the oldest it is
		hidden.shows(false)
		s.wantPlayer("first")
		first.leaves(true)
		s.wantPlayer("second")
		if h := s.overlay.Health(); h.Widgets != 2 || h.Visible != 1 {
			t.Errorf("%d widgets, %d visible; want 2 and 1: a preview is none, and neither is a widget that never plays", h.Widgets, h.Visible)
		}
		second.leaves(false)
		s.wantPlayer("")
	})
}

func TestASourceInOBSComesBeforeATab(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		tab := s.open("tab", "player", true)
		store.ready(8 * time.Second)
		s.commit()
		tab.started(1)
		s.inOBS("source", "true")
		s.wantPlayer("tab") // never in the middle of a clip
		tab.ended(1)
		s.wantPlayer("source")
	})
}

func TestAPageThatIsTooSlowIsDropped(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		slow, quick := s.open("slow", "player", true), s.open("quick", "player", true)
		store.ready(8 * time.Second)
		s.commit()
		slow.started(1)
		for range outbox { // it reads nothing
			s.limits.Volume = 1 - s.limits.Volume
			s.commit()
			quick.frames()
		}
		if slow.bye != socket.TryLater {
			t.Errorf("it was told %d", slow.bye)
		}
		s.wantPlayer("quick")
		slow.ended(1) // still in the pipe of a connection that is let go
		s.want(1, started, "")
		s.pass(graceAfterCut)
		s.want(1, ended, "end_assumed")
	})
}

func TestTheStateIsToldOnceForEachChange(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		page := s.open("obs", "player", true)
		if got := len(page.frames()); got != 2 {
			t.Errorf("a page that connects is told %d frames, want the state before and after its hello", got)
		}
		before, reads := s.changes, s.reads.Load()
		for range 10 {
			s.commit()
		}
		if got := page.frames(); len(got) != 0 || s.changes != before {
			t.Errorf("nothing changed, and it was told %v and %d times", got, s.changes-before)
		}
		s.limits.Volume = 0.5
		s.commit()
		if got := page.frames(); len(got) != 1 || got[0]["volume"] != 0.5 {
			t.Errorf("a new volume is told as %v", got)
		}
		if got := s.reads.Load() - reads; got != 11 {
			t.Errorf("11 commits led to %d looks into the store", got)
		}
		reads = s.reads.Load()
		s.pass(24 * time.Hour)
		if s.reads.Load() != reads {
			t.Error("an idle overlay looks into the store")
		}
		for range 1000 {
			s.wake <- struct{}{}
		}
		s.pass(time.Second)
		if got := s.reads.Load() - reads; got > 2 {
			t.Errorf("1000 commits at once led to %d looks into the store", got)
		}
	})
}
