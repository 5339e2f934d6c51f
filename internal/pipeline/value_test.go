package pipeline

import (
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// What came as "10 USDT" or "1 500,00", and what no service prices: none of
// them is the end.
func TestWhatCannotBeReadOrPricedIsValuedByHand(t *testing.T) {
	t.Parallel()
	odd, _ := money.Parse("100", "XTR")
	for name, tt := range map[string]struct {
		d      celebration.Donation
		rubles int64
		stood  celebration.Status
		want   celebration.Status
		why    string
		tier   int
	}{
		"unreadable, enough": {celebration.Donation{Unreadable: "USDT"}, 1000, celebration.Failed, celebration.Approved, celebration.WhyByHand, 0},
		"unreadable, gold":   {celebration.Donation{Unreadable: "1 500,00"}, 5000, celebration.Failed, celebration.Approved, celebration.WhyByHand, 1},
		"unreadable, little": {celebration.Donation{Unreadable: "USDT"}, 10, celebration.Failed, celebration.Skipped, celebration.WhyBelowThreshold, -1},
		"unreadable, old":    {celebration.Donation{Unreadable: "USDT", CreatedAt: time.Now().Add(-time.Hour)}, 1000, celebration.Failed, celebration.Held, celebration.WhyCatchUp, 0},
		"no rate, enough":    {celebration.Donation{Amount: odd}, 1000, celebration.WaitingRate, celebration.Approved, celebration.WhyByHand, 0},
		"no rate, little":    {celebration.Donation{Amount: odd}, 10, celebration.WaitingRate, celebration.Skipped, celebration.WhyBelowThreshold, -1},
		// What the source counts is not held against what the streamer says.
		"counted otherwise": {celebration.Donation{Amount: odd, InUserCurrency: "2000"}, 1000, celebration.WaitingRate, celebration.Approved, celebration.WhyByHand, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.set.Accounts = map[string]Account{"donationalerts": {CatchUp: w.set.CatchUp, InRubles: true}}
			tt.d.Source, tt.d.ID = "donationalerts", name
			if tt.d.CreatedAt.IsZero() {
				tt.d.CreatedAt = time.Now()
			}
			id := w.give(tt.d)
			if c := w.step(id); c.Status != tt.stood {
				t.Fatalf("it stands at %s: %s", c.Status, c.Reason)
			}
			c, err := w.pipeline.SetValue(t.Context(), id, money.Rubles(tt.rubles), byPage)
			if err != nil || c.Status != tt.want || c.Reason.Code != tt.why || c.Tier != tt.tier || c.AmountRUB.String() != money.Rubles(tt.rubles).String() || c.Rate.Source != celebration.RateByHand {
				t.Fatalf("valued it is %s because %q, tier %d, %s: %v", c.Status, c.Reason, c.Tier, c.AmountRUB, err)
			}
			// A slip is corrected, as long as nothing was ordered for it.
			c, err = w.pipeline.SetValue(t.Context(), id, money.Rubles(5000), byPage)
			if ordered := tt.want == celebration.Approved; ordered != (err != nil) || !ordered && c.Tier != 1 {
				t.Errorf("valued again it is %s in tier %d: %v", c.Status, c.Tier, err)
			}
			if tt.want == celebration.Approved {
				w.until(id, celebration.Ready)
			}
		})
	}
}

func TestWhatMayBeValued(t *testing.T) {
	w := newWorld(t)
	priced, older := w.donate("500", "RUB"), w.give(celebration.Donation{Source: "donationalerts", ID: "older", Older: true})
	for _, id := range []int64{priced, older} {
		w.step(id)
		if _, err := w.pipeline.SetValue(t.Context(), id, money.Rubles(1000), byPage); fault.KindOf(err) != fault.Conflict {
			t.Errorf("%d is valued by hand: %v", id, err)
		}
	}
}

// An unreadable donation is approved as it is, and what waits is done now when
// the streamer says so.
func TestEveryWaitHasAWayOut(t *testing.T) {
	w := newWorld(t)
	id := w.give(celebration.Donation{Source: "donationalerts", ID: "odd", Message: "a cat", Unreadable: "USDT", CreatedAt: time.Now()})
	w.step(id)
	c, err := w.pipeline.Decide(t.Context(), id, Approve, byPage)
	if err != nil || c.Status != celebration.Approved || c.Tier != 0 {
		t.Fatalf("approved it is %s in tier %d: %v", c.Status, c.Tier, err)
	}
	c.Reason, c.NextAt = fault.Say(celebration.WhySilent, "provider", "AIML", "cause", "no answer"), time.Now().Add(time.Hour)
	if err := w.store.Save(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	if c, err = w.pipeline.Decide(t.Context(), id, Retry, byPage); err != nil || c.Status != celebration.Approved || time.Until(c.NextAt) > 0 {
		t.Errorf("asked for now it is %s, due at %v: %v", c.Status, c.NextAt, err)
	}
	w.until(id, celebration.Ready)
	failed := w.donate("1000", "RUB")
	w.until(failed, celebration.Approved)
	c = w.get(failed)
	c.Status, c.Reason = celebration.Failed, fault.Say(celebration.WhyRefused, "cause", "no")
	if err := w.store.Save(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	if _, err := w.pipeline.Decide(t.Context(), failed, Approve, byPage); err == nil {
		t.Error("one that failed is approved: it is to be tried again")
	}
}
