package pipeline

import (
	"errors"
	"io"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

func away() error { return leftAlone(celebration.CodeSilent, time.Minute) }

func leftAlone(code string, wait time.Duration) error {
	e := fault.Wrap(errors.New("the connection was refused"), fault.Unavailable, code, "provider", "AIML")
	e.After = wait
	return e
}

// rests checks that a celebration waits for the provider and no try was
// counted.
func rests(t *testing.T, c celebration.Celebration, status celebration.Status, code string, attempts int) {
	t.Helper()
	if c.Status != status || c.Reason.Code != code || c.Attempts != attempts {
		t.Errorf("it is %s because %s after %d tries", c.Status, c.Reason, c.Attempts)
	}
	if wait := time.Until(c.NextAt); wait < 50*time.Second || wait > 70*time.Second {
		t.Errorf("it waits %v", wait)
	}
}

func TestNoOrderLeavesForAProviderThatDoesNotAnswer(t *testing.T) {
	w := newWorld(t)
	w.ready = away
	id := w.donate("1000", "RUB")
	w.until(id, celebration.Approved)
	for range 3 {
		rests(t, w.step(id), celebration.Approved, celebration.WhySilent, 0)
	}
	c := w.get(id)
	if len(w.starts) != 0 || len(c.Moves) > 3 || !c.SubmittedAt.IsZero() {
		t.Errorf("%d orders left; it moved %v", len(w.starts), c.Moves)
	}
	// Between the look and the order somebody else found out.
	w.ready = nil
	w.start = func(celebration.Order) (celebration.Operation, error) {
		return "", fault.Wrap(away(), fault.NotSent, "provider.not_accepted")
	}
	c = w.step(id)
	rests(t, c, celebration.Approved, celebration.WhySilent, 0)
	if c.Charged != celebration.ChargedNo || !c.SubmittedAt.IsZero() {
		t.Errorf("it was submitted at %v, charged %s", c.SubmittedAt, c.Charged)
	}
	w.start = func(celebration.Order) (celebration.Operation, error) { return "op", nil }
	hasStatus(t, w.until(id, celebration.Ready), celebration.Ready, "", celebration.ChargedYes)
}

func TestADeadlineStandsStillWhileTheProviderDoesNotAnswer(t *testing.T) {
	w := newWorld(t)
	id := w.donate("1000", "RUB")
	w.until(id, celebration.Generating)
	late := w.get(id)
	late.DeadlineFrom = time.Now().Add(-w.set.Timeout - time.Second)
	if err := w.store.Save(t.Context(), &late); err != nil {
		t.Fatal(err)
	}
	w.look = func(celebration.Operation) (celebration.Progress, error) { return celebration.Progress{}, away() }
	c := w.step(id)
	rests(t, c, celebration.Generating, celebration.WhySilent, 0)
	if c.DeadlineFrom.Sub(late.DeadlineFrom) < time.Minute-time.Second {
		t.Errorf("its deadline came nearer: %v", c.DeadlineFrom.Sub(late.DeadlineFrom))
	}
	if !c.SubmittedAt.Equal(late.SubmittedAt) {
		t.Errorf("it was ordered at %v, and is said to have been at %v", late.SubmittedAt, c.SubmittedAt)
	}
	w.look = func(celebration.Operation) (celebration.Progress, error) {
		return celebration.Progress{}, errors.New("not found")
	}
	if c = w.step(id); c.Status != celebration.Generating {
		t.Errorf("it is %s because %s", c.Status, c.Reason)
	}
	w.look = func(celebration.Operation) (celebration.Progress, error) {
		return celebration.Progress{Done: true}, nil
	}
	w.fetch = func(io.Writer) error { return away() }
	w.until(id, celebration.Fetching)
	for range fetchTries + 1 {
		rests(t, w.step(id), celebration.Fetching, celebration.WhySilent, 0)
	}
}

func TestASearchIsNotGivenUpWhileTheProviderDoesNotAnswer(t *testing.T) {
	w, id := losing(t, func() (celebration.Operation, error) { return "", away() })
	w.set.FindFor = time.Nanosecond
	w.step(id)
	sent := w.get(id).SubmittedAt
	for range 2 * findTries {
		rests(t, w.step(id), celebration.Submitting, celebration.WhyLookingFor, 1)
	}
	if c := w.get(id); !c.SubmittedAt.Equal(sent) {
		t.Errorf("it is looked for at %v, and was sent at %v", c.SubmittedAt, sent)
	}
	w.find = func(celebration.Order) (celebration.Operation, error) { return "", errors.New("not there yet") }
	for range findTries - 2 {
		hasStatus(t, w.step(id), celebration.Submitting, celebration.WhyLookingFor, celebration.ChargedUnknown)
	}
	hasStatus(t, w.step(id), celebration.Unknown, celebration.WhyAnswerLost, celebration.ChargedUnknown)
}

func TestANewCelebrationGoesToAnotherGeneratorIfThatIsWanted(t *testing.T) {
	w := newWorld(t)
	w.set.Places = 20
	silence := away()
	silent := map[string]bool{"maker": true, "second": true}
	w.pipeline.o.Maker = func(name string) (Maker, bool) {
		ready := func() error {
			if silent[name] {
				return silence
			}
			return nil
		}
		return Maker{Generator: worldMaker{w}, Paid: true, Model: "model of " + name, Ready: ready}, name != "missing"
	}
	gold := func() int64 {
		id := w.donate("5000", "RUB")
		w.until(id, celebration.Approved)
		return id
	}
	alone := w.step(gold())
	w.set.Others = []string{"missing", "second", "third"}
	silence = leftAlone("provider.busy", time.Minute) // a crowd before a provider in trouble is no reason
	crowded := w.step(gold())
	silence = away()
	if crowded.Status != celebration.Approved {
		t.Errorf("it is %s by %q", crowded.Status, crowded.Generator)
	}
	moved := w.step(gold())
	if next := w.pipeline.Next(); next != "third" {
		t.Errorf("a new order would go to %q", next)
	}
	if alone.Status != celebration.Approved || moved.Generator != "third" || moved.Order.Model != "model of third" {
		t.Errorf("without it: %s; with it: %s by %q with %q", alone.Status, moved.Status, moved.Generator, moved.Order.Model)
	}
	if w.set.Tiers[1].Model != "veo-gold" {
		t.Error("the settings were changed")
	}

	// What was sent stays where it was sent, also if it was not taken.
	w.start = func(celebration.Order) (celebration.Operation, error) {
		return "", fault.Wrap(errors.New("busy"), fault.NotSent, "provider.not_accepted")
	}
	busy := w.step(gold())
	silent["maker"] = false
	if again := w.step(busy.ID); again.Generator != "third" {
		t.Errorf("it moved from %q to %q", busy.Generator, again.Generator)
	}
	w.start = func(celebration.Order) (celebration.Operation, error) { return "op", nil }
	mine := w.step(gold())
	silent["maker"] = true
	if looked := w.step(mine.ID); mine.Generator != "maker" || mine.Order.Model != "veo-gold" || looked.Generator != "maker" {
		t.Errorf("it was sent to %q and looked at at %q", mine.Generator, looked.Generator)
	}
	w.start = func(celebration.Order) (celebration.Operation, error) {
		return "", fault.Wrap(errors.New("busy"), fault.NotSent, "provider.not_accepted")
	}
	silent["maker"] = false
	stays := w.step(gold())
	silent["maker"] = true
	rests(t, w.step(stays.ID), celebration.Approved, celebration.WhySilent, 1)
}

func TestTheQueueGoesOnWhenTheProviderIsBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	back := time.Now().Add(300 * time.Millisecond)
	w.ready = func() error {
		if wait := time.Until(back); wait > 0 {
			return leftAlone("provider.busy", wait)
		}
		return nil
	}
	w.start = func(o celebration.Order) (celebration.Operation, error) {
		if time.Now().Before(back) {
			t.Error("an order left")
		}
		return "op", nil
	}
	var ids []int64
	for range 6 {
		ids = append(ids, w.donate("1000", "RUB"))
	}
	w.run(celebration.Ready, ids...)
	if len(w.starts) != 6 {
		t.Errorf("%d orders for 6 donations", len(w.starts))
	}
}
