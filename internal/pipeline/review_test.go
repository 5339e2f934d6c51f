package pipeline

import (
	"errors"
	"io/fs"
	"slices"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/store"
)

// TestAClipWaitsUntilItWasSeen: of a tier that says so a clip airs when the
// streamer shows it, and is never paid for again.
func TestAClipWaitsUntilItWasSeen(t *testing.T) {
	w := newWorld(t)
	w.set.Tiers = slices.Clone(w.set.Tiers)
	w.set.Tiers[1].Review = celebration.ReviewerStreamer
	queued := func() int {
		if err := w.store.EnqueueReady(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
		all, err := w.store.OpenPlaybacks(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	w.until(w.donate("1000", "RUB"), celebration.Ready) // of a tier without it
	if n := queued(); n != 1 {
		t.Fatalf("%d wait to be shown", n)
	}
	seen, refused, lost := w.donate("5000", "RUB"), w.donate("5001", "RUB"), w.donate("5002", "RUB")
	for _, id := range []int64{seen, refused, lost} {
		hasStatus(t, w.until(id, celebration.Review), celebration.Review, "", celebration.ChargedYes)
	}
	w.reboot()
	if n := queued(); n != 1 {
		t.Errorf("%d are shown before they were seen", n-1)
	}
	if spare, err := w.store.SpareClips(t.Context(), store.Keep{Count: 1}); err != nil || len(spare) != 0 {
		t.Errorf("what waits to be seen is spare: %v, %v", spare, err)
	}

	for _, step := range []struct {
		id     int64
		action Action
		want   celebration.Status
		queued int
	}{
		{refused, Reject, celebration.Rejected, 1},
		{seen, Approve, celebration.Ready, 2},
		{refused, Approve, celebration.Ready, 3}, // after all
	} {
		c, err := w.pipeline.Decide(t.Context(), step.id, step.action, byPage)
		if err != nil || c.Status != step.want {
			t.Errorf("%s of %d leads to %s: %v", step.action, step.id, c.Status, err)
		}
		if n := queued(); n != step.queued {
			t.Errorf("after %s of %d there wait %d, want %d", step.action, step.id, n, step.queued)
		}
	}
	if err := w.store.DeleteClip(t.Context(), w.get(lost).Clip.Filename); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	hasStatus(t, w.get(lost), celebration.Failed, celebration.WhyClipDeleted, celebration.ChargedYes)
	if len(w.starts) != 4 {
		t.Errorf("%d orders for four donations", len(w.starts))
	}
}

// TestWhatTheStreamerOrdersIsNotHeldFromThem: a clip made by hand goes to the
// gallery, where they see it.
func TestWhatTheStreamerOrdersIsNotHeldFromThem(t *testing.T) {
	w := newWorld(t)
	w.set.Tiers = slices.Clone(w.set.Tiers)
	w.set.Tiers[0].Review = celebration.ReviewerStreamer
	id := w.give(celebration.Donation{Source: celebration.SourceManual, ID: "1", Message: "a cat", CreatedAt: time.Now()})
	w.until(id, celebration.Ready)
}

// TestWhatIsThereIsNotOrderedAgain: a price stands on those buttons alone that
// lead to an order.
func TestWhatIsThereIsNotOrderedAgain(t *testing.T) {
	t.Parallel()
	clip := &celebration.Clip{Filename: "a.mp4"}
	for _, test := range []struct {
		c      celebration.Celebration
		action Action
		orders bool
	}{
		{celebration.Celebration{Status: celebration.Held}, Approve, true},
		{celebration.Celebration{Status: celebration.Held}, Reject, false},
		{celebration.Celebration{Status: celebration.Skipped}, Approve, true},
		{celebration.Celebration{Status: celebration.WaitingRate}, Retry, false},
		{celebration.Celebration{Status: celebration.WaitingRate}, Approve, true},
		{celebration.Celebration{Status: celebration.Approved}, Retry, false},
		{celebration.Celebration{Status: celebration.Generating}, Retry, false},
		{celebration.Celebration{Status: celebration.Review, Clip: clip}, Approve, false},
		{celebration.Celebration{Status: celebration.Rejected, Clip: clip}, Approve, false},
		{celebration.Celebration{Status: celebration.Rejected}, Approve, true},
		{celebration.Celebration{Status: celebration.Failed, Clip: clip}, Retry, false},
		{celebration.Celebration{Status: celebration.Failed}, Retry, true},
		{celebration.Celebration{Status: celebration.Failed, Operation: "op", Charged: celebration.ChargedYes}, Retry, false},
		{celebration.Celebration{Status: celebration.Unknown}, Retry, true},
		{celebration.Celebration{Status: celebration.Unknown}, Forget, false},
		{celebration.Celebration{Status: celebration.Played, Clip: clip}, Replay, false},
	} {
		if got := Orders(test.c, test.action); got != test.orders {
			t.Errorf("%s of one that is %s, clip %v: orders %v", test.action, test.c.Status, test.c.Clip != nil, got)
		}
	}
}
