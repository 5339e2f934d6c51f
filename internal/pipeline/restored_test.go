package pipeline

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
)

// TestWhatWasMadeBeforeARestoreIsHeld: also what is young enough for a
// catch-up, and nothing that was made after it.
func TestWhatWasMadeBeforeARestoreIsHeld(t *testing.T) {
	now := time.Now()
	for name, test := range map[string]struct {
		restored, made time.Duration // before now
		want           celebration.Status
		why            string
	}{
		"just before it":            {10 * time.Minute, 11 * time.Minute, celebration.Held, celebration.WhyRestored},
		"young, and before it":      {3 * time.Minute, 4 * time.Minute, celebration.Held, celebration.WhyRestored},
		"about its time":            {10 * time.Minute, 10*time.Minute - 30*time.Second, celebration.Held, celebration.WhyRestored},
		"after it":                  {10 * time.Minute, 2 * time.Minute, celebration.Approved, ""},
		"after it, and old":         {time.Hour, 10 * time.Minute, celebration.Held, celebration.WhyCatchUp},
		"long after":                {30 * 24 * time.Hour, time.Second, celebration.Approved, ""},
		"there was no such restore": {-1, 4 * time.Minute, celebration.Approved, ""},
	} {
		w := newWorld(t)
		w.set.CatchUp = 5 * time.Minute
		if test.restored >= 0 {
			w.set.Restored, w.set.RestoredTo = now.Add(-test.restored), now.Add(-48*time.Hour)
		}
		c := celebration.Celebration{CreatedAt: now, Donation: celebration.Donation{CreatedAt: now.Add(-test.made)}}
		if status, why := judge(c, w.set); status != test.want || why.Code != test.why {
			t.Errorf("%s: %s because of %q", name, status, why)
		}
	}
}

// TestOrdersThatTheLedgerLacksAreEntered and count against the budgets.
func TestOrdersThatTheLedgerLacksAreEntered(t *testing.T) {
	w := newWorld(t)
	w.ordered = []celebration.KnownOrder{
		{Order: "ss-lost", Operation: "job", At: time.Now(), Charge: decimal.NewNullDecimal(usd("0.80"))},
		{Order: "ss-failed", Failed: true},
	}
	w.charges = map[celebration.Operation]decimal.Decimal{"job": usd("0.91")}
	for range 2 {
		if err := w.pipeline.RecoverOrders(t.Context(), "maker", time.Now().Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	w.set.Day, w.set.Budget.PerDay = time.Now().Add(-time.Hour), usd("1.50")
	c := w.until(w.donate("1000", "RUB"), celebration.Held)
	if c.Reason.Code != celebration.WhyBudgetDay || len(w.starts) != 0 {
		t.Errorf("it is %s because of %q", c.Status, c.Reason)
	}
}
