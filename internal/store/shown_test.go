package store

import (
	"testing"
	"time"

	"streamspark/internal/celebration"
)

// TestATestThatWasShownIsFound also where it is asked before, after showings of
// others, and while the test plays.
func TestATestThatWasShownIsFound(t *testing.T) {
	s, ctx := open(t, t.TempDir()), t.Context()
	asked := func(when string, want bool) {
		t.Helper()
		if shown, err := s.TestShown(ctx); err != nil || shown != want {
			t.Errorf("%s: %v, %v", when, shown, err)
		}
	}
	show := func(c celebration.Celebration) {
		t.Helper()
		must(t, s.EnqueueReady(ctx, time.Now()))
		p := head(t, s)
		for _, state := range []celebration.PlaybackState{celebration.PlaybackSent, celebration.PlaybackStarted, celebration.PlaybackEnded} {
			p.State = state
			must(t, s.SavePlayback(ctx, p))
			asked(string(state)+" of "+c.Donation.ID, state == celebration.PlaybackEnded && c.Donation.Source == celebration.SourceTest)
		}
	}
	asked("nothing was ever shown", false)
	c := ready(t, s, "viewer")
	c.Donation.Source = "webhook"
	_, err := s.write.ExecContext(ctx, `UPDATE donations SET source = $1 WHERE id = $2`, c.Donation.Source, c.ID)
	must(t, err)
	show(c)
	asked("a viewer's was shown", false)
	show(ready(t, s, "test"))
	asked("asked again", true)
	again := &Store{read: s.read} // as after a restart
	if shown, err := again.TestShown(ctx); err != nil || !shown {
		t.Errorf("after a restart: %v, %v", shown, err)
	}
}
