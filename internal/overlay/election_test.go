package overlay

import (
	"testing"
	"time"

	"streamspark/internal/celebration"
)

func (s *stage) wantNoPlayer(why string) {
	s.t.Helper()
	if h := s.overlay.Health(); h.Player != "" || h.NoPlayer != why {
		s.t.Fatalf("the player is %q, and that there is none has the reason %q, want %q", h.Player, h.NoPlayer, why)
	}
}

func TestASourceCountsOnceOBSSaidSo(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		preview := s.inOBS("preview", "null") // shown in the studio's preview, and never live
		store.ready(8 * time.Second)
		store.qualified(celebration.Approved)
		s.commit()
		s.wantNoPlayer(NoPlayerUnsaid)
		live := s.inOBS("live", "null")
		live.active(true)
		s.wantPlayer("live")
		live.wantReceived("play 1", "alert 2")
		live.active(false)
		preview.active(false)
		s.wantNoPlayer("")
		preview.wantReceived()
		preview.active(true)
		s.wantPlayer("preview")
	})
}

func TestATabStandsBackWhileOBSIsInUse(t *testing.T) {
	store := &kept{}
	onStage(t, store, func(t *testing.T, s *stage) {
		source := s.inOBS("obs", "false") // OBS is in another scene
		tab := s.open("tab", "player", true)
		store.ready(8 * time.Second)
		store.qualified(celebration.Approved)
		s.commit()
		s.wantNoPlayer("") // it is hidden
		s.pass(time.Hour)
		tab.wantReceived()
		source.leaves(true) // it is shut down while it is hidden
		s.wantNoPlayer(NoPlayerTab)
		s.pass(obsLasts - time.Second)
		tab.wantReceived()
		s.stop() // the tab comes back before OBS does
		s.start()
		tab = s.open("tab", "player", true)
		s.commit()
		tab.wantReceived()
		source = s.inOBS("obs", "true")
		source.wantReceived("play 1")
		source.started(1)
		source.leaves(true)
		s.pass(obsLasts)
		s.wantPlayer("tab") // OBS was closed
		tab.wantReceived("play 1")
		s.stop()
		s.start()
		tab = s.open("tab", "player", true)
		s.pass(graceAfterRestart)
		s.wantPlayer("tab") // and was not in use any more
		tab.ended(1)
	})
}

func TestAnOldSourceComesAfterOneThatKnows(t *testing.T) {
	onStage(t, &kept{}, func(t *testing.T, s *stage) {
		old := s.connect("old")
		old.says(`{"type":"hello","id":"old","widget":"player","visible":true,"obs":true}`)
		s.wantPlayer("old") // what OBS has kept goes on playing
		s.inOBS("new", "true")
		s.wantPlayer("new")
	})
}
