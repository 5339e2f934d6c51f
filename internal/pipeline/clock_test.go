package pipeline

import (
	"errors"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

const year = 365 * 24 * time.Hour

// was saves a celebration as a clock would have that was ahead by so much.
func (w *world) was(id int64, ahead time.Duration) {
	w.t.Helper()
	c := w.get(id)
	c.NextAt, c.SubmittedAt, c.DeadlineFrom = c.NextAt.Add(ahead), c.SubmittedAt.Add(ahead), c.DeadlineFrom.Add(ahead)
	if err := w.store.Save(w.t.Context(), &c); err != nil {
		w.t.Fatal(err)
	}
}

// TestADeadlineComesAlthoughTheClockWasSetBack: an operation that was begun
// "in a year" is given up when its time is over.
func TestADeadlineComesAlthoughTheClockWasSetBack(t *testing.T) {
	w := newWorld(t)
	w.look = func(celebration.Operation) (celebration.Progress, error) { return celebration.Progress{}, nil }
	id := w.donate("1000", "RUB")
	w.until(id, celebration.Generating)
	w.was(id, year)
	w.step(id)
	if c := w.get(id); c.SubmittedAt.After(time.Now()) || c.DeadlineFrom.After(time.Now()) {
		t.Errorf("it left at %v, and its time begins at %v", c.SubmittedAt, c.DeadlineFrom)
	}
	w.set.Timeout = time.Nanosecond
	hasStatus(t, w.step(id), celebration.Failed, celebration.WhyGaveUp, celebration.ChargedUnknown)
	w.look = func(celebration.Operation) (celebration.Progress, error) {
		return celebration.Progress{Done: true}, nil
	}
	if _, err := w.pipeline.Decide(t.Context(), id, Retry, byPage); err != nil { // looks again at what may be paid for
		t.Fatal(err)
	}
	w.until(id, celebration.Ready)
	if len(w.starts) != 1 {
		t.Errorf("%d orders", len(w.starts))
	}
}

// TestALostOrderIsSoughtAboutNow: not in a year, when the provider's log
// has nothing.
func TestALostOrderIsSoughtAboutNow(t *testing.T) {
	missing := errors.New("not there yet")
	w, id := losing(t, func() (celebration.Operation, error) { return "found", missing })
	w.until(id, celebration.Submitting)
	for w.get(id).Reason.Code != celebration.WhyLookingFor {
		w.step(id)
	}
	w.was(id, year)
	w.step(id)
	if since := w.since[len(w.since)-1]; time.Until(since) > 0 {
		t.Errorf("it was looked for since %v", since)
	}
	missing = nil
	hasStatus(t, w.step(id), celebration.Generating, "", celebration.ChargedUnknown)
	hasStatus(t, w.until(id, celebration.Ready), celebration.Ready, "", celebration.ChargedYes)
}

// TestADonationOfTheFutureIsMade: the streamer's clock is behind that of
// DonationAlerts, and what was just given has not been given yet.
func TestADonationOfTheFutureIsMade(t *testing.T) {
	for _, ahead := range []time.Duration{time.Minute, time.Hour, year} {
		w := newWorld(t)
		id := w.give(celebration.Donation{Source: "donationalerts", ID: "a", Amount: money.Rubles(1500), CreatedAt: time.Now().Add(ahead)})
		hasStatus(t, w.step(id), celebration.Approved, "", celebration.ChargedNo)
		w.until(id, celebration.Ready)
	}
}
