package pipeline

import (
	"context"
	"errors"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// losing is a world whose answers to orders are lost, and whose searches
// end as the test says.
func losing(t *testing.T, search func() (celebration.Operation, error)) (*world, int64) {
	w := newWorld(t)
	w.start = func(celebration.Order) (celebration.Operation, error) { return "", errors.New("cut") }
	w.find = func(o celebration.Order) (celebration.Operation, error) {
		if o.RequestID != w.starts[0].RequestID {
			t.Errorf("looked for %q", o.RequestID)
		}
		return search()
	}
	id := w.donate("1000", "RUB")
	w.step(id)
	return w, id
}

func TestALostOrderIsLookedForAndTheWorkGoesOn(t *testing.T) {
	found := errors.New("not there yet")
	w, id := losing(t, func() (celebration.Operation, error) { return "found", found })
	before := time.Now()
	c := w.step(id)
	hasStatus(t, c, celebration.Submitting, celebration.WhyLookingFor, celebration.ChargedUnknown)
	if c.NextAt.After(time.Now()) {
		t.Errorf("the first search is due at %v", c.NextAt)
	}
	for try, most := range []time.Duration{6 * time.Second, 12 * time.Second, 24 * time.Second, 48 * time.Second, 72 * time.Second, 72 * time.Second} {
		asked := time.Now()
		c = w.step(id)
		hasStatus(t, c, celebration.Submitting, celebration.WhyLookingFor, celebration.ChargedUnknown)
		if time.Until(c.NextAt) > most || c.NextAt.Sub(asked) < most/2 {
			t.Errorf("after %d searches it waits until %v, want about %v", try+1, c.NextAt, most*5/6)
		}
	}
	w.reboot() // the search goes on after a restart
	found = nil
	c = w.step(id)
	hasStatus(t, c, celebration.Generating, "", celebration.ChargedUnknown)
	if c.Operation != "found" || len(w.starts) != 1 {
		t.Errorf("it is %q after %d requests", c.Operation, len(w.starts))
	}
	if since := w.since[0]; since.Before(before.Add(-time.Second)) || since.After(time.Now()) {
		t.Errorf("it was looked for since %v", since)
	}
	hasStatus(t, w.until(id, celebration.Ready), celebration.Ready, "", celebration.ChargedYes)
}

func TestWhatIsNeverListedIsUnknownInTheEnd(t *testing.T) {
	w, id := losing(t, func() (celebration.Operation, error) { return "", errors.New("not there yet") })
	w.set.FindFor = time.Nanosecond
	w.step(id)
	for range findTries - 1 {
		hasStatus(t, w.step(id), celebration.Submitting, celebration.WhyLookingFor, celebration.ChargedUnknown)
	}
	hasStatus(t, w.step(id), celebration.Unknown, celebration.WhyAnswerLost, celebration.ChargedUnknown)
	if len(w.starts) != 1 || len(w.since) != findTries {
		t.Errorf("%d requests and %d searches", len(w.starts), len(w.since))
	}
}

func TestAfterAnHourOffALostOrderIsStillLookedFor(t *testing.T) {
	tries := 0
	w, id := losing(t, func() (celebration.Operation, error) {
		if tries++; tries < 3 {
			return "", errors.New("no network yet")
		}
		return "found", nil
	})
	c := w.step(id)
	c.SubmittedAt, c.NextAt, c.Attempts = c.SubmittedAt.Add(-2*time.Hour), c.NextAt.Add(-time.Hour), 20
	c.DeadlineFrom = c.SubmittedAt
	if err := w.store.Save(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	c = w.until(id, celebration.Generating)
	if time.Since(c.DeadlineFrom) > time.Minute || w.until(id, celebration.Ready).Clip == nil {
		t.Errorf("found and given up at once: its deadline runs since %v", c.DeadlineFrom)
	}
}

func TestALostOrderThatFailedAtTheGeneratorCostsNothing(t *testing.T) {
	w, id := losing(t, func() (celebration.Operation, error) {
		return "", fault.Wrap(nil, fault.Permanent, "the log says that it failed")
	})
	w.step(id)
	hasStatus(t, w.step(id), celebration.Failed, celebration.WhyRefused, celebration.ChargedNo)
	if len(w.starts) != 1 {
		t.Errorf("it was sent %d times", len(w.starts))
	}
}

func TestAfterACrashALostOrderIsFound(t *testing.T) {
	w := newWorld(t)
	w.find = func(celebration.Order) (celebration.Operation, error) { return "found", nil }
	calls := 0
	w.start = func(celebration.Order) (celebration.Operation, error) {
		if calls++; calls == 1 {
			return "", fault.Wrap(errors.New("busy"), fault.NotSent, "provider.not_accepted")
		}
		panic("the plug was pulled")
	}
	id := w.donate("1000", "RUB")
	w.step(id)
	c := w.step(id) // not taken: it may be sent again, and that one is lost
	c.SubmittedAt, c.DeadlineFrom = c.SubmittedAt.Add(-time.Hour), c.DeadlineFrom.Add(-time.Hour)
	w.set.Timeout = 2 * time.Hour
	if err := w.store.Save(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	if err := w.pipeline.guarded(t.Context(), w.get(id)); err == nil {
		t.Fatal("the crash was not noticed")
	}
	w.reboot()
	hasStatus(t, w.step(id), celebration.Generating, "", celebration.ChargedUnknown)
	if len(w.starts) != 2 || time.Since(w.since[0]) > time.Minute {
		t.Errorf("%d requests; looked for since %v", len(w.starts), w.since)
	}
}

func TestAStopInTheMiddleOfASearchChangesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	w, id := losing(t, func() (celebration.Operation, error) {
		cancel()
		return "", ctx.Err()
	})
	w.set.FindFor = time.Nanosecond
	before := w.step(id)
	if err := w.pipeline.Advance(ctx, before); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if c := w.get(id); c.Version != before.Version || c.Status != celebration.Submitting {
		t.Errorf("it is %s", c.Status)
	}
}

func TestALostOrderDoesNotHoldUpTheOthers(t *testing.T) {
	w := newWorld(t)
	w.set.Places = 1
	lost := w.donate("1001", "RUB")
	next := w.donate("1002", "RUB")
	w.start = func(o celebration.Order) (celebration.Operation, error) {
		if o.Celebration == lost {
			return "", errors.New("cut")
		}
		return "op", nil
	}
	w.find = func(celebration.Order) (celebration.Operation, error) { return "", errors.New("not there yet") }
	w.run(celebration.Ready, next)
	hasStatus(t, w.get(lost), celebration.Submitting, celebration.WhyLookingFor, celebration.ChargedUnknown)
}
