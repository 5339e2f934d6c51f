package pipeline

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/store/storetest"
)

// meanwhile takes in so many donations that are an hour old, and prices them.
func (w *world) meanwhile(n int) []int64 {
	w.t.Helper()
	donations := make([]celebration.Donation, n)
	for i := range donations {
		donations[i] = celebration.Donation{
			Source: "donationalerts", ID: fmt.Sprint("away ", i), Donor: "d", Amount: money.Rubles(1500), CreatedAt: time.Now().Add(-time.Hour),
		}
	}
	if err := w.pipeline.Deliver(w.t.Context(), donations); err != nil {
		w.t.Fatal(err)
	}
	ids, _, err := w.store.Record(w.t.Context(), donations, time.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, id := range ids {
		w.until(id, celebration.Held)
	}
	return ids
}

// toAlert are those to be thanked on the stream.
func (w *world) toAlert() map[int64]bool {
	w.t.Helper()
	found, err := w.store.ToAlert(w.t.Context(), time.Now().Add(-10*time.Minute))
	if err != nil {
		w.t.Fatal(err)
	}
	ids := map[int64]bool{}
	for _, c := range found {
		ids[c.ID] = true
	}
	return ids
}

func TestToThankMakesNothing(t *testing.T) {
	w := newWorld(t)
	small := w.donate("1", "RUB")
	w.step(small) // skipped
	for _, id := range []int64{w.meanwhile(1)[0], small} {
		c, err := w.pipeline.Decide(t.Context(), id, Thank, byPage)
		if err != nil {
			t.Fatal(err)
		}
		hasStatus(t, c, celebration.Skipped, celebration.WhyThanked, celebration.ChargedNo)
		if !w.toAlert()[id] {
			t.Errorf("%d is not to be thanked", id)
		}
		if err := w.store.SaveAlerted(t.Context(), []celebration.Celebration{c}, time.Now()); err != nil {
			t.Fatal(err)
		}
		if c, err := w.pipeline.Decide(t.Context(), id, Approve, byPage); err != nil || c.Status != celebration.Approved || w.toAlert()[id] {
			t.Errorf("made after all it is %s and thanked for again: %v", c.Status, err)
		}
	}
	if len(w.starts) != 0 {
		t.Errorf("%d orders were sent", len(w.starts))
	}
	order := w.give(celebration.Donation{Source: celebration.SourceManual, ID: "m", Message: "a cat", CreatedAt: time.Now(), NoClip: true})
	w.until(order, celebration.Skipped)
	if _, err := w.pipeline.Decide(t.Context(), order, Thank, byPage); err == nil {
		t.Error("an order by hand is thanked for")
	}
}

func TestADonorIsThankedAgainFromEveryStatus(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i, status := range celebration.Statuses() {
		id := w.donate(fmt.Sprint(100+i), "RUB")
		before := w.get(id)
		if path := wayTo(status); path != nil {
			for _, next := range path {
				before.Status, before.Reason = next, celebration.Reason{}
				if err := w.store.Save(t.Context(), &before); err != nil {
					t.Fatalf("to %s: %v", next, err)
				}
			}
		}
		if err := w.store.SaveAlerted(t.Context(), []celebration.Celebration{before}, time.Now()); err != nil {
			t.Fatal(err)
		}
		for range 2 { // and again
			if w.toAlert()[id] {
				t.Fatalf("%s: it is thanked already", status)
			}
			c, err := w.pipeline.Decide(t.Context(), id, Thank, byPage)
			if err != nil || c.Status != status || c.Version != before.Version || !w.toAlert()[id] {
				t.Fatalf("%s: it is %s of version %d, to be thanked %t, %v", status, c.Status, c.Version, w.toAlert()[id], err)
			}
			if err := w.store.SaveAlerted(t.Context(), []celebration.Celebration{c}, time.Now()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// wayTo is a way through the pipeline to a status.
func wayTo(status celebration.Status) []celebration.Status {
	way := map[celebration.Status][]celebration.Status{celebration.Received: {}}
	for queue := []celebration.Status{celebration.Received}; len(queue) > 0; queue = queue[1:] {
		for _, next := range celebration.Statuses() {
			if _, known := way[next]; !known && celebration.CanTransition(queue[0], next) {
				way[next] = append(slices.Clone(way[queue[0]]), next)
				queue = append(queue, next)
			}
		}
	}
	return way[status]
}

func TestOneDecisionUponMany(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := w.meanwhile(awayBatch + 7)
	decidedBefore, gone := ids[3], int64(999_999)
	if _, err := w.pipeline.Decide(t.Context(), decidedBefore, Reject, byPage); err != nil {
		t.Fatal(err)
	}
	asked := append([]int64{gone}, ids...)
	for i, err := range w.pipeline.DecideAway(t.Context(), asked, Make, byPage) {
		switch id := asked[i]; {
		case id == gone && err == nil, id == decidedBefore && fault.KindOf(err) != fault.Conflict:
			t.Errorf("%d: %v", id, err)
		case id == decidedBefore:
			hasStatus(t, w.get(id), celebration.Rejected, celebration.WhyByHand, celebration.ChargedNo)
		case id != gone:
			if err != nil {
				t.Fatalf("%d: %v", id, err)
			}
			hasStatus(t, w.get(id), celebration.Approved, celebration.WhyByHand, celebration.ChargedNo)
			if w.get(id).Insisted {
				t.Errorf("%d may pass the limits on one", id)
			}
		}
	}
	if thanked := w.toAlert(); len(thanked) != len(ids)-1 {
		t.Errorf("%d are thanked for, want %d", len(thanked), len(ids)-1)
	}
	for _, err := range w.pipeline.DecideAway(t.Context(), ids[:2], "explode", byPage) {
		if err == nil {
			t.Error("anything can be decided")
		}
	}
}

func TestADecisionElsewhereHolds(t *testing.T) {
	w := newWorld(t)
	ids := w.meanwhile(5)
	// Once the first is saved, another tab has rejected the second, and the third
	// was saved and still waits.
	storetest.Exec(t, w.store, fmt.Sprintf(`CREATE TRIGGER elsewhere AFTER UPDATE ON celebrations WHEN NEW.id = %d BEGIN
		UPDATE celebrations SET version = version + 1, status = CASE id WHEN %d THEN 'rejected' ELSE status END WHERE id IN (%d, %d); END`, ids[0], ids[1], ids[1], ids[2]))
	failed := w.pipeline.DecideAway(t.Context(), ids[:3], Make, byPage)
	if failed[0] != nil || failed[1] == nil || failed[2] != nil {
		t.Errorf("failed %v", failed)
	}
	for i, want := range []celebration.Status{celebration.Approved, celebration.Rejected, celebration.Approved} {
		if c := w.get(ids[i]); c.Status != want {
			t.Errorf("%d is %s, want %s", i, c.Status, want)
		}
	}

	storetest.Exec(t, w.store, fmt.Sprintf(`CREATE TRIGGER broken BEFORE UPDATE ON celebrations WHEN NEW.id = %d BEGIN SELECT raise(ABORT, 'no'); END`, ids[4]))
	if failed := w.pipeline.DecideAway(t.Context(), ids[3:], Ignore, byPage); failed[0] != nil || failed[1] == nil { // the batch as a whole cannot be saved
		t.Errorf("alone it is not saved either: %v", failed)
	}
	hasStatus(t, w.get(ids[3]), celebration.Rejected, celebration.WhyByHand, celebration.ChargedNo)
}
