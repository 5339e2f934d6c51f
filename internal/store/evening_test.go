package store

import (
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// TestMomentsAreWhatWasShown holds what of a stretch of time is a moment: the
// shows that ended in it, the largest sums first, each once.
func TestMomentsAreWhatWasShown(t *testing.T) {
	s := open(t, t.TempDir())
	now := time.Now()
	show := func(id string, rubles int64, source string, end celebration.PlaybackState) celebration.Celebration {
		d := donation(id)
		d.Source, d.Amount = source, money.Rubles(rubles)
		ids, _, err := s.RecordPriced(t.Context(), []celebration.Donation{d}, now, func(c *celebration.Celebration, _ func() bool) {
			c.Status, c.AmountRUB = celebration.Ready, money.Rubles(rubles)
			c.Scene = &celebration.Scene{Seed: rubles, Production: celebration.Stroke}
		})
		must(t, err)
		must(t, s.EnqueueReady(t.Context(), now))
		p := head(t, s)
		p.State, p.StartedAt, p.EndedAt = end, now, now.Add(time.Duration(rubles)*time.Millisecond)
		must(t, s.SavePlayback(t.Context(), p))
		c, err := s.Celebration(t.Context(), ids[0])
		must(t, err)
		return c
	}
	small, large := show("small", 100, "donationalerts", celebration.PlaybackEnded), show("large", 900, "donationalerts", celebration.PlaybackEnded)
	show("test", 500, celebration.SourceTest, celebration.PlaybackEnded)
	show("skipped", 600, "donationalerts", celebration.PlaybackSkipped)
	late := show("late", 5000, "donationalerts", celebration.PlaybackEnded)
	_, err := s.AddReplay(t.Context(), small.ID, now)
	must(t, err)
	again := head(t, s)
	again.State, again.EndedAt = celebration.PlaybackEnded, now.Add(2*time.Second)
	must(t, s.SavePlayback(t.Context(), again))

	evening := Stretch{now, now.Add(4 * time.Second)}
	found, err := s.Moments(t.Context(), evening)
	must(t, err)
	if len(found) != 2 || found[0].Celebration != large.ID || found[1].Celebration != small.ID || found[1].Times != 2 || found[1].Scene.Seed != 100 ||
		found[0].Rubles.Decimal() != "900" || found[0].Times != 1 {
		t.Errorf("they are %+v", found)
	}
	if found, err = s.Moments(t.Context(), Stretch{From: evening.To}); err != nil || len(found) != 1 || found[0].Celebration != late.ID {
		t.Errorf("after it they are %+v, %v", found, err)
	}
	given, err := s.GivenWithin(t.Context(), Stretch{now.Add(-time.Hour), now.Add(time.Hour)})
	if donors := DonorsOf(given); err != nil || len(donors) != 1 || donors[0].Donations != 4 || donors[0].Rubles.Decimal() != "6600" {
		t.Errorf("the donors are %+v, %v", donors, err)
	}
	if given, err = s.GivenWithin(t.Context(), Stretch{now.Add(-2 * time.Hour), now.Add(-time.Hour)}); err != nil || len(given) > 0 {
		t.Errorf("an hour before came %+v, %v", given, err)
	}
}
