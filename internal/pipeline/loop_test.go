package pipeline

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"streamspark/internal/celebration"
)

// run lets the loop work until all ids stand at the status.
func (w *world) run(want celebration.Status, ids ...int64) {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.t.Context())
	watch := w.store.Watch()
	defer watch.Close()
	ended := make(chan error, 1)
	go func() { ended <- w.pipeline.Run(ctx, watch.C) }()
	defer func() {
		cancel()
		if err := <-ended; err != nil {
			w.t.Error(err)
		}
	}()
	deadline := time.After(2 * time.Minute)
	for _, id := range ids {
		for w.get(id).Status != want {
			select {
			case <-deadline:
				c := w.get(id)
				w.t.Fatalf("celebration %d is %s because %s, want %s", id, c.Status, c.Reason, want)
			case <-time.After(2 * time.Millisecond):
			}
		}
	}
}

func TestABurstIsWorkedOffWithAFewPlaces(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	busy, most := 0, 0
	w.start = func(o celebration.Order) (celebration.Operation, error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		busy++
		most = max(most, busy)
		return celebration.Operation(fmt.Sprint(o.Celebration)), nil
	}
	w.look = func(celebration.Operation) (celebration.Progress, error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		busy--
		return celebration.Progress{Done: true}, nil
	}
	var ids []int64
	for range 40 {
		ids = append(ids, w.donate("1000", "RUB"))
	}
	w.run(celebration.Ready, ids...)
	if len(w.starts) != 40 || most > 2 {
		t.Errorf("%d were started, at most %d at once; want 40 and 2", len(w.starts), most)
	}
}

func TestADonationThatBreaksDoesNotStopTheNext(t *testing.T) {
	w := newWorld(t)
	bad := w.donate("1001", "RUB")
	good := w.donate("1002", "RUB")
	w.start = func(o celebration.Order) (celebration.Operation, error) {
		if o.Celebration == bad {
			panic("a defect")
		}
		return "op", nil
	}
	w.run(celebration.Ready, good)
	if c := w.get(bad); c.Status != celebration.Submitting {
		t.Errorf("the broken one is %s", c.Status)
	}
}

func TestTheLoopGoesOnWhereItStopped(t *testing.T) {
	w := newWorld(t)
	id := w.donate("1000", "RUB")
	w.until(id, celebration.Generating)
	w.reboot()
	w.run(celebration.Ready, id)
	if len(w.starts) != 1 {
		t.Errorf("started %d times", len(w.starts))
	}
}

func TestTwoWorkersDoOneStepOnce(t *testing.T) {
	w := newWorld(t)
	id := w.donate("1000", "RUB")
	w.step(id)
	c := w.get(id)
	for range 2 {
		if err := w.pipeline.Advance(t.Context(), c); err != nil && errors.Unwrap(err) == nil {
			t.Error(err)
		}
	}
	if len(w.starts) != 1 {
		t.Errorf("started %d times", len(w.starts))
	}
}

// TestWhatBecomesDueWhileTheStoreAnswersIsNotForgotten: the store was asked
// what is due at a moment, and the step became due since.
func TestWhatBecomesDueWhileTheStoreAnswersIsNotForgotten(t *testing.T) {
	w := newWorld(t)
	asked := time.Now().Add(time.Hour)
	c := w.get(w.donate("1000", "RUB"))
	c.NextAt = asked.Add(time.Second)
	if err := w.store.Save(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	r := &scheduler{rest: map[int64]time.Time{}}
	if wait := w.pipeline.untilNext(t.Context(), r, asked.Add(2*time.Second)); wait != idle {
		t.Errorf("nothing becomes due after that, and the loop sleeps %s", wait)
	}
	c = w.get(c.ID)
	c.NextAt = time.Now().Add(-time.Second)
	if err := w.store.Save(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	if wait := w.pipeline.untilNext(t.Context(), r, time.Now().Add(-2*time.Second)); wait > time.Millisecond {
		t.Errorf("a step is due, and the loop sleeps %s", wait)
	}
}
