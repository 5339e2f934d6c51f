package pipeline

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// withScenes adds a generator that leaves its shows to the widget.
func (w *world) withScenes() {
	makers := w.pipeline.o.Maker
	w.pipeline.o.Maker = func(name string) (Maker, bool) {
		if name == "drawn" {
			return Maker{}, true
		}
		return makers(name)
	}
	w.set.Free = "drawn"
}

func (w *world) record(d celebration.Donation) celebration.Celebration {
	w.t.Helper()
	d.CreatedAt = time.Now()
	id, err := w.pipeline.Record(w.t.Context(), d)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.get(id)
}

func path(c celebration.Celebration) (all []celebration.Status) {
	for _, m := range c.Moves {
		all = append(all, m.Status)
	}
	return all
}

func viewer(id string, rubles int64) celebration.Donation {
	return celebration.Donation{Source: "donationalerts", ID: id, Donor: "d", Amount: money.Rubles(rubles)}
}

// isStaged checks that a celebration is ready with a scene, that its way ended
// so, and that nothing was ordered or set aside for it.
func (w *world) isStaged(c celebration.Celebration, production celebration.Production, way string) {
	w.t.Helper()
	if c.Scene == nil || c.Scene.Production != production || c.Scene.Seed <= 0 || c.Scene.ID != "" {
		w.t.Errorf("its scene is %+v", c.Scene)
	}
	if got := fmt.Sprint(path(c)); c.Status != celebration.Ready || got != way || c.Generator != "drawn" || c.Order.RequestID != "" || c.Charged != celebration.ChargedNo {
		w.t.Errorf("it went %s because %s, want %s; %q ordered %q", got, c.Reason, way, c.Generator, c.Order.RequestID)
	}
	if entries, err := w.store.EntriesOf(w.t.Context(), c.ID); err != nil || len(entries) != 0 {
		w.t.Errorf("the ledger has %v, %v", entries, err)
	}
}

func TestASceneIsReadyInTheSaveThatApproves(t *testing.T) {
	w := newWorld(t)
	w.withScenes()
	w.set.Generator = "drawn"
	w.isStaged(w.record(viewer("low", 1500)), celebration.Stroke, "[received approved ready]")
	w.isStaged(w.record(viewer("high", 5000)), celebration.Fanfare, "[received approved ready]")
	dollars := viewer("dollars", 1)
	dollars.Amount = money.New(decimal.NewFromInt(70), "USD") // its rate has to be asked for
	c := w.record(dollars)
	if c.Status != celebration.Received {
		t.Fatalf("it is %s", c.Status)
	}
	w.isStaged(w.step(c.ID), celebration.Fanfare, "[received approved ready]")

	// Approved by hand, one or many, and valued by hand.
	below := w.record(viewer("below", 5))
	if _, err := w.pipeline.Decide(t.Context(), below.ID, Approve, byPage); err != nil {
		t.Fatal(err)
	}
	w.isStaged(w.get(below.ID), celebration.Stroke, "[received skipped approved ready]")
	late := viewer("late", 1500)
	late.CreatedAt = time.Now().Add(-time.Hour)
	id, err := w.pipeline.Record(t.Context(), late)
	if err != nil {
		t.Fatal(err)
	}
	if failed := w.pipeline.DecideAway(t.Context(), []int64{id}, Make, byPage); failed[0] != nil {
		t.Fatal(failed)
	}
	w.isStaged(w.get(id), celebration.Stroke, "[received held approved ready]")
	odd := w.record(celebration.Donation{Source: "donationalerts", ID: "odd", Donor: "d", Unreadable: "what?"})
	if _, err := w.pipeline.SetValue(t.Context(), odd.ID, money.Rubles(7000), byPage); err != nil {
		t.Fatal(err)
	}
	w.isStaged(w.get(odd.ID), celebration.Fanfare, "[received failed approved ready]")
	if len(w.starts) != 0 {
		t.Errorf("%d were ordered", len(w.starts))
	}
}

func TestATestIsASceneUnlessItIsPaidFor(t *testing.T) {
	w := newWorld(t)
	w.withScenes()
	test := viewer("test", 1500)
	test.Source = celebration.SourceTest
	w.isStaged(w.record(test), celebration.Stroke, "[received approved ready]")
	test.ID, test.Paid = "paid", true
	if c := w.until(w.record(test).ID, celebration.Generating); c.Scene != nil || c.Generator != "maker" {
		t.Errorf("a paid one is %s by %q, with %v", c.Status, c.Generator, c.Scene)
	}
}

// TestAScenePassesTheLine: the places at a generator that does not answer are
// all taken, and it fails over to scenes.
func TestAScenePassesTheLine(t *testing.T) {
	w := newWorld(t)
	w.withScenes()
	w.set.Places, w.set.Others = 1, []string{"drawn"}
	w.until(w.donate("1500", "RUB"), celebration.Generating)
	waits := w.until(w.donate("1600", "RUB"), celebration.Approved)
	if due, err := w.pipeline.due(t.Context(), time.Now().Add(time.Second), w.set); err != nil || len(due) != 0 && due[0].ID == waits.ID {
		t.Fatalf("without a place it is due, %v", err)
	}
	w.ready = func() error {
		return fault.New(fault.Unavailable, celebration.CodeSilent, "provider", "maker", "cause", "it is away")
	}
	due, err := w.pipeline.due(t.Context(), time.Now().Add(time.Second), w.set)
	found := false
	for _, c := range due {
		found = found || c.ID == waits.ID
	}
	if err != nil || !found {
		t.Fatalf("due are %d, %v", len(due), err)
	}
	w.isStaged(w.step(waits.ID), celebration.Stroke, "[received approved ready]")
	w.isStaged(w.record(viewer("next", 5000)), celebration.Fanfare, "[received approved ready]")
}

func TestASceneThatFailedIsShownAgainAsItWas(t *testing.T) {
	w := newWorld(t)
	w.withScenes()
	w.set.Generator = "drawn"
	c := w.record(viewer("a", 1500))
	shown := *c.Scene
	c.Status, c.Reason = celebration.Failed, fault.Say(celebration.WhyPlayerFailed, "cause", "x")
	if err := w.store.Save(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	c, err := w.pipeline.Decide(t.Context(), c.ID, Retry, byPage)
	if err != nil || c.Status != celebration.Ready || !reflect.DeepEqual(*c.Scene, shown) {
		t.Errorf("tried again it is %s with %v, %v", c.Status, c.Scene, err)
	}

	// Given up and approved after all, while clips are made for money.
	c.Status = celebration.Failed
	if err := w.store.Save(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	w.set.Generator = "maker"
	for _, action := range []Action{Forget, Approve} {
		if c, err = w.pipeline.Decide(t.Context(), c.ID, action, byPage); err != nil {
			t.Fatal(err)
		}
	}
	if c = w.until(c.ID, celebration.Ready); c.Scene != nil || c.Clip == nil {
		t.Errorf("it is ready with %v and %v", c.Scene, c.Clip)
	}
}

func TestAPreviewSaysThatItWouldBeAScene(t *testing.T) {
	w := newWorld(t)
	w.withScenes()
	w.set.Generator = "drawn"
	for amount, want := range map[string]celebration.Status{"1500": celebration.Approved, "5": celebration.Skipped} {
		c, price := w.preview(amount, "RUB")
		if c.Status != want || c.Scene == nil || c.Generator != "drawn" || c.Order.Prompt != "" || !price.Valid || !price.Decimal.IsZero() {
			t.Errorf("%s ₽ would be %s because %q with %v, for %v", amount, c.Status, c.Reason.Code, c.Scene, price)
		}
	}
	if found, err := w.store.Totals(t.Context()); err != nil || len(found.ByStatus) != 0 {
		t.Errorf("a preview recorded %v, %v", found, err)
	}
}
