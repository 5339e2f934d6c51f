package pipeline

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// TestATestIsFreeUnlessItAsksForAnOrder: whatever becomes of it on the way,
// and whoever the streamer chose, also after a restart.
func TestATestIsFreeUnlessItAsksForAnOrder(t *testing.T) {
	w := newWorld(t)
	w.set.Free, w.set.Others, w.set.Places = "drawn", []string{"second"}, 20
	w.set.Budget.PerDay = decimal.RequireFromString("1") // for one clip
	makers := func() {
		w.pipeline.o.Maker = func(name string) (Maker, bool) {
			return Maker{Generator: worldMaker{w}, Paid: name != "drawn", Model: "model of " + name}, true
		}
	}
	makers()
	give := func(source, id string, paid bool, rubles int64) int64 {
		return w.give(celebration.Donation{Source: source, ID: id, Donor: "d", Amount: money.Rubles(rubles), Paid: paid, CreatedAt: time.Now()})
	}
	for _, tt := range []struct {
		source, id string
		paid       bool
		rubles     int64
		maker      string
		charged    celebration.Charged
	}{
		{celebration.SourceTest, "a", false, 1500, "drawn", celebration.ChargedNo},
		{celebration.SourceTest, "gold", false, 9000, "drawn", celebration.ChargedNo}, // its tier names a model
		{celebration.SourceTest, "b", true, 1500, "maker", celebration.ChargedUnknown},
		{celebration.SourceTest, "c", false, 1500, "drawn", celebration.ChargedNo}, // after the budget is spent
	} {
		id := give(tt.source, tt.id, tt.paid, tt.rubles)
		w.until(id, celebration.Approved)
		w.reboot()
		makers()
		if c := w.step(id); c.Generator != tt.maker || c.Charged != tt.charged || c.Order.Model != "model of "+tt.maker && tt.maker == "drawn" {
			t.Errorf("%s is %s by %q with %q, charged %s, because %s", tt.id, c.Status, c.Generator, c.Order.Model, c.Charged, c.Reason)
		}
	}
	if real := w.step(w.until(give("donationalerts", "real", false, 1500), celebration.Approved).ID); real.Status != celebration.Held {
		t.Errorf("a donation is %s by %q: the budget is spent", real.Status, real.Generator)
	}

	// Approved by hand it stays free.
	below := give(celebration.SourceTest, "below", false, 5)
	w.until(below, celebration.Skipped)
	if _, err := w.pipeline.Decide(t.Context(), below, "approve", byPage); err != nil {
		t.Fatal(err)
	}
	if c := w.step(below); c.Generator != "drawn" {
		t.Errorf("approved by hand it is made by %q", c.Generator)
	}
	w.set.Generator = Off
	if c := w.step(give(celebration.SourceTest, "off", false, 1500)); c.Status != celebration.Skipped {
		t.Errorf("switched off it is %s by %q", c.Status, c.Generator)
	}
}
