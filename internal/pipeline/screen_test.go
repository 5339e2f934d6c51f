package pipeline

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/clip"
	"streamspark/internal/fault"
)

// screens has a model look at every clip, which says what say returns, and counts how
// often it was asked.
func (w *world) screens(say func() celebration.Screening) *int {
	w.t.Helper()
	ffmpeg := clip.FindFFmpeg()
	if ffmpeg == "" {
		w.t.Skip("there is no ffmpeg")
	}
	w.openClips(clip.Options{FFmpeg: ffmpeg})
	w.set.Review = celebration.ReviewerModel
	asked := 0
	w.pipeline.o.Screen = func(_ context.Context, _ int64, stills [][]byte) celebration.Screening {
		if asked++; len(stills) != clip.Stills() {
			w.t.Errorf("%d stills", len(stills))
		}
		return say()
	}
	return &asked
}

func says(action celebration.Action, code string, number int) func() celebration.Screening {
	return func() celebration.Screening {
		s := celebration.Screening{By: celebration.ByModel, Model: "model-1", Action: action, Still: number}
		if code != "" {
			s.Why = fault.Say(code, "model", s.Model)
		}
		return s
	}
}

// TestAClipAirsOnlyWhereAModelFoundNothing: what it found, and what it could not see,
// waits for the streamer with the reason.
func TestAClipAirsOnlyWhereAModelFoundNothing(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		says   func() celebration.Screening
		status celebration.Status
		why    string
	}{
		"nothing": {says(celebration.ActionAllow, "", 0), celebration.Ready, ""},
		"found":   {says(celebration.ActionHold, "verdict.violence", 2), celebration.Review, celebration.WhyFound},
		"minors":  {says(celebration.ActionBlock, "verdict.minors", 1), celebration.Review, celebration.WhyAlarming},
		"silent": {func() celebration.Screening {
			return celebration.Unscreened("model-1", fault.Say("screening.slow"))
		}, celebration.Review, celebration.WhyUnscreened},
	} {
		w := newWorld(t)
		asked := w.screens(tt.says)
		id := w.donate("1000", "RUB")
		c := w.until(id, tt.status)
		hasStatus(t, c, tt.status, tt.why, celebration.ChargedYes)
		if *asked != 1 || c.Screening.By != celebration.ByModel || c.Screening.Model != "model-1" || !w.clips.HasStills(c.Clip.Filename) {
			t.Errorf("%s: asked %d times, %+v", name, *asked, c.Screening)
		}
		if c.Status != celebration.Review {
			continue
		}
		before := c.Screening.Why
		if c, err := w.pipeline.Decide(t.Context(), id, Approve, byPage); err != nil || c.Status != celebration.Ready ||
			c.Screening.By != celebration.ByPerson || c.Screening.Why.Code != before.Code || !c.Screening.MayAir() {
			t.Errorf("%s: shown, it is %s, %+v, %v", name, c.Status, c.Screening, err)
		}
	}
}

// TestAClipWithoutStillsWaits: no ffmpeg, and one that cannot read it.
func TestAClipWithoutStillsWaits(t *testing.T) {
	t.Parallel()
	for name, program := range map[string]string{"no ffmpeg": "", "one that fails": os.Args[0]} {
		w := newWorld(t)
		asked := w.screens(says(celebration.ActionAllow, "", 0))
		w.openClips(clip.Options{FFmpeg: program})
		c := w.until(w.donate("1000", "RUB"), celebration.Review)
		hasStatus(t, c, celebration.Review, celebration.WhyUnscreened, celebration.ChargedYes)
		if *asked != 0 || c.Screening.Why.Code != "screening.no_stills" || w.clips.HasStills(c.Clip.Filename) {
			t.Errorf("%s: asked %d times, %+v", name, *asked, c.Screening)
		}
	}
}

// TestAScreeningThatWasInterruptedIsDoneAgain: neither the end of the program nor a
// crash lets a clip air.
func TestAScreeningThatWasInterruptedIsDoneAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.screens(says(celebration.ActionAllow, "", 0))
	id := w.donate("1000", "RUB")
	w.until(id, celebration.Fetching)
	again, stop := context.WithCancel(t.Context())
	screen := w.pipeline.o.Screen
	w.pipeline.o.Screen = func(ctx context.Context, id int64, stills [][]byte) celebration.Screening {
		screen(ctx, id, stills)
		stop()
		return celebration.Screening{}
	}
	if err := w.pipeline.Advance(again, w.get(id)); err == nil {
		t.Error("the step ended well")
	}
	hasStatus(t, w.get(id), celebration.Fetching, celebration.WhyScreening, celebration.ChargedYes)
	w.pipeline.o.Screen = screen
	hasStatus(t, w.step(id), celebration.Ready, "", celebration.ChargedYes)
	if *asked != 2 || len(w.starts) != 1 {
		t.Errorf("asked %d times, of %d orders", *asked, len(w.starts))
	}
}

// TestAClipThatCouldNotBeConvertedIsScreenedLater: another player decodes it, and it
// airs no sooner than any other.
func TestAClipThatCouldNotBeConvertedIsScreenedLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.screens(says(celebration.ActionHold, "verdict.violence", 1))
	w.openClips(clip.Options{})
	w.player = celebration.Decoder{celebration.CodecH264, celebration.CodecAAC}
	id := w.donate("1000", "RUB")
	w.until(id, celebration.Failed)
	w.openClips(clip.Options{FFmpeg: clip.FindFFmpeg()})
	w.player = nil
	if _, err := w.pipeline.Decide(t.Context(), id, Retry, byPage); err != nil {
		t.Fatal(err)
	}
	hasStatus(t, w.until(id, celebration.Review), celebration.Review, celebration.WhyFound, celebration.ChargedYes)
	if *asked != 1 || len(w.starts) != 1 {
		t.Errorf("asked %d times, of %d orders", *asked, len(w.starts))
	}
}

// TestWhoLooksAtAClip: a tier says it, else the general settings, and of what a person
// has seen nobody is asked again.
func TestWhoLooksAtAClip(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.screens(says(celebration.ActionHold, "verdict.sexual", 3))
	w.set.Tiers = slices.Clone(w.set.Tiers)
	w.set.Tiers[1].Review = celebration.ReviewerNone
	w.until(w.donate("5000", "RUB"), celebration.Ready)
	w.until(w.give(celebration.Donation{Source: celebration.SourceManual, ID: "1", Message: "a cat", CreatedAt: time.Now()}), celebration.Ready)
	if *asked != 0 {
		t.Errorf("asked %d times where nobody was to look", *asked)
	}
	w.set.Tiers[1].Review = celebration.ReviewerStreamer
	c := w.until(w.donate("5001", "RUB"), celebration.Review)
	if *asked != 0 || !c.Screening.IsZero() || !w.clips.HasStills(c.Clip.Filename) {
		t.Errorf("the streamer's own look: asked %d times, %+v", *asked, c.Screening)
	}

	id := w.donate("1000", "RUB")
	w.until(id, celebration.Review)
	seen, err := w.pipeline.Decide(t.Context(), id, Approve, byPage)
	if err != nil {
		t.Fatal(err)
	}
	seen.Status = celebration.Fetching // the player turned it away
	if err := w.store.Save(t.Context(), &seen); err != nil {
		t.Fatal(err)
	}
	if hasStatus(t, w.step(id), celebration.Ready, "", celebration.ChargedYes); *asked != 1 {
		t.Errorf("asked %d times", *asked)
	}
	if orderAnew(&seen); !seen.Screening.IsZero() {
		t.Error("another clip has the look at the first")
	}
}
