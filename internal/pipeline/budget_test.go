package pipeline

import (
	"errors"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

func usd(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// entry is the only entry of a celebration in the ledger.
func (w *world) entry(id int64) celebration.Entry {
	w.t.Helper()
	found, err := w.store.EntriesOf(w.t.Context(), id)
	if err != nil || len(found) != 1 {
		w.t.Fatalf("the ledger has %v, %v", found, err)
	}
	return found[0]
}

func TestMoneyIsSetAsideBeforeTheOrderLeavesAndSettledAfter(t *testing.T) {
	t.Parallel()
	refused := fault.Wrap(nil, fault.Permanent, "no")
	ready := func(cost string) func(w *world, id int64) {
		return func(w *world, id int64) {
			w.look = func(celebration.Operation) (celebration.Progress, error) {
				return celebration.Progress{Done: true, Cost: usd(cost)}, nil
			}
			w.until(id, celebration.Fetching)
		}
	}
	tests := []struct {
		name  string
		start error
		after func(w *world, id int64)
		state celebration.EntryState
		cost  string
	}{
		{"under way", nil, nil, celebration.EntryReserved, "0.80"},
		{"charged what was said", nil, ready("0"), celebration.EntryCharged, "0.80"},
		{"charged otherwise", nil, ready("0.75"), celebration.EntryCharged, "0.75"},
		{"refused", refused, nil, celebration.EntryReleased, "0"},
		{"not taken", fault.Wrap(errors.New("busy"), fault.NotSent, "provider.not_accepted"), nil, celebration.EntryReleased, "0"},
		{"lost", errors.New("cut"), nil, celebration.EntryUnknown, "0.80"},
		{"refused later", nil, func(w *world, id int64) {
			w.look = func(celebration.Operation) (celebration.Progress, error) { return celebration.Progress{}, refused }
			w.until(id, celebration.Failed)
		}, celebration.EntryReleased, "0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			var during celebration.Entry
			w.start = func(o celebration.Order) (celebration.Operation, error) {
				during = w.entry(o.Celebration)
				return "op", tt.start
			}
			id := w.donate("1500", "RUB")
			w.until(id, celebration.Approved)
			c := w.step(id)
			if during.State != celebration.EntryReserved || during.Order != c.Order.RequestID || !during.Rubles.Equal(usd("80")) {
				t.Errorf("while the order is on the wire the ledger says %+v", during)
			}
			if tt.after != nil {
				tt.after(w, id)
			}
			if got := w.entry(id); got.State != tt.state || !got.Cost().Equal(usd(tt.cost)) {
				t.Errorf("it is %s and counts %s; want %s, %s", got.State, got.Cost(), tt.state, tt.cost)
			}
		})
	}
}

func TestOverABudgetItIsHeldAndNothingIsOrdered(t *testing.T) {
	tests := []struct {
		name   string
		budget celebration.Budget
		why    string
		may    bool // the streamer may make an exception
	}{
		{"day", celebration.Budget{PerDay: usd("1.59")}, celebration.WhyBudgetDay, false},
		{"stream", celebration.Budget{PerStream: usd("1")}, celebration.WhyBudgetStream, false},
		{"donor", celebration.Budget{PerDonor: 1}, celebration.WhyBudgetDonor, true},
		{"share", celebration.Budget{MaxShare: usd("0.05")}, celebration.WhyBudgetShare, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.until(w.donate("2000", "RUB"), celebration.Generating)
			w.set.Budget = tt.budget
			id := w.donate("1000", "RUB")
			c := w.until(id, celebration.Held)
			if c.Reason.Code != tt.why || len(w.starts) != 1 || c.Order.RequestID != "" {
				t.Errorf("it is held because %s, after %d orders", c.Reason, len(w.starts))
			}
			if found, _ := w.store.EntriesOf(t.Context(), id); len(found) != 0 {
				t.Errorf("the ledger has %v of it", found)
			}
			if _, err := w.pipeline.Decide(t.Context(), id, Approve, byPage); err != nil {
				t.Fatal(err)
			}
			if made := w.step(id).Status == celebration.Generating; made != tt.may {
				t.Errorf("approved by hand it was made: %t, want %t", made, tt.may)
			}
		})
	}
}

func TestWithoutAPriceNothingIsOrdered(t *testing.T) {
	w := newWorld(t)
	w.price = func(celebration.Order) (decimal.Decimal, error) {
		return decimal.Zero, errors.New("the catalogue is gone")
	}
	id := w.donate("1500", "RUB")
	c := w.until(id, celebration.Held)
	if c.Reason.Code != celebration.WhyNoPrice || len(w.starts) != 0 {
		t.Errorf("it is held because %s, after %d orders", c.Reason, len(w.starts))
	}
	w.price = func(celebration.Order) (decimal.Decimal, error) { return decimal.Zero, nil }
	if _, err := w.pipeline.Decide(t.Context(), id, Approve, byPage); err != nil {
		t.Fatal(err)
	}
	if c = w.until(id, celebration.Held); c.Reason.Code != celebration.WhyNoPrice {
		t.Errorf("a price of zero leads to %s", c.Reason)
	}
	w.price = func(celebration.Order) (decimal.Decimal, error) {
		return decimal.Zero, away()
	}
	if _, err := w.pipeline.Decide(t.Context(), id, Approve, byPage); err != nil {
		t.Fatal(err)
	}
	for range 2 * priceTries {
		c = w.step(id)
	}
	hasStatus(t, c, celebration.Approved, celebration.WhySilent, celebration.ChargedNo)
}

func TestAShareIsJudgedOnlyWithARate(t *testing.T) {
	w := newWorld(t)
	w.set.Budget = celebration.Budget{MaxShare: usd("0.5")}
	known := w.rate
	w.rate = func(money.Currency) (string, error) { return "", errors.New("none") }
	id := w.donate("1500", "RUB")
	w.until(id, celebration.Approved)
	hasStatus(t, w.step(id), celebration.Approved, celebration.WhyNoRate, celebration.ChargedNo)
	w.rate = known
	hasStatus(t, w.step(id), celebration.Generating, "", celebration.ChargedUnknown)
}

func TestTheDayOfTheStreamerEndsABudget(t *testing.T) {
	w := newWorld(t)
	w.set.Budget = celebration.Budget{PerDay: usd("1")}
	w.until(w.donate("2000", "RUB"), celebration.Generating)
	id := w.donate("1000", "RUB")
	w.until(id, celebration.Held)
	w.set.Day = time.Now().Add(time.Millisecond) // midnight has passed
	time.Sleep(2 * time.Millisecond)
	if _, err := w.pipeline.Decide(t.Context(), id, Approve, byPage); err != nil {
		t.Fatal(err)
	}
	w.until(id, celebration.Generating)
}

func TestTheLedgerIsBroughtToWhatWasReallyCharged(t *testing.T) {
	w := newWorld(t)
	w.start = func(o celebration.Order) (celebration.Operation, error) {
		return celebration.Operation(o.RequestID), nil
	}
	first, second := w.donate("1500", "RUB"), w.donate("1600", "RUB")
	w.until(first, celebration.Fetching)
	w.until(second, celebration.Generating)
	w.charges = map[celebration.Operation]decimal.Decimal{celebration.Operation(w.entry(first).Order): usd("0.91"), "somebody's": usd("7")}
	for range 2 {
		if err := w.pipeline.Audit(t.Context(), "maker"); err != nil {
			t.Fatal(err)
		}
	}
	if e := w.entry(first); e.State != celebration.EntryCharged || !e.Cost().Equal(usd("0.91")) || !e.Price.Equal(usd("0.80")) {
		t.Errorf("the charged one is %+v", e)
	}
	if e := w.entry(second); e.State != celebration.EntryReserved || !e.Cost().Equal(usd("0.80")) {
		t.Errorf("the one under way is %+v", e)
	}
}
