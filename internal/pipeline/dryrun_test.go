package pipeline

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/store"
)

// past is all that the world has recorded.
func (w *world) past() Past {
	w.t.Helper()
	found, err := w.store.Celebrations(w.t.Context(), store.Filter{Limit: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	slices.Reverse(found)
	entries, err := w.store.Entries(w.t.Context(), time.Time{}, time.Time{}, 100)
	if err != nil {
		w.t.Fatal(err)
	}
	return Past{Since: time.Now().Add(-time.Hour), Donations: found, Entries: entries}
}

func described(outcomes []Outcome) (lines []string) {
	for _, o := range outcomes {
		lines = append(lines, fmt.Sprintf("%s %s %q %s", o.Status, o.Reason.Code, o.Public().Message, o.Price))
	}
	return lines
}

// TestADryRunIsWhatHappens as the same donations by the same rules come to the same.
func TestADryRunIsWhatHappens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.Moderate, w.set.Places = w.judge, 100
	w.set.Budget = celebration.Budget{PerStream: usd("2.40"), PerDonor: 2, MaxShare: usd("0.06")}
	var ids []int64
	for i, d := range []celebration.Donation{
		{Donor: "Eve", Message: "a mask b", Amount: money.Rubles(1500)},
		{Donor: "Ann", Message: "hold", Amount: money.Rubles(1500)},
		{Donor: "Bob", Message: "block", Amount: money.Rubles(1500)},
		{Donor: "Bob", Message: "little", Amount: money.Rubles(999)},
		{Donor: "Bob", Message: "share", Amount: money.Rubles(1000)},
		{Donor: "Eve", Message: "hi", Amount: money.New(decimal.NewFromInt(20), "USD")},
		{Donor: "Bob", Message: "no rate", Amount: money.New(decimal.NewFromInt(20), "EUR")},
		{Donor: "Eve", Message: "a third", Amount: money.Rubles(1500)},
		{Donor: "Bob", Message: "two", Amount: money.Rubles(1500)},
		{Donor: "Kim", Message: "over", Amount: money.Rubles(1500)},
	} {
		d.Source, d.ID, d.CreatedAt = "donationalerts", fmt.Sprint(i), time.Now()
		ids = append(ids, w.give(d))
	}
	for _, id := range ids {
		for c := w.get(id); c.Status == celebration.Received || c.Status == celebration.Approved; {
			c = w.step(id)
		}
	}
	for i, o := range w.pipeline.DryRun(w.past(), w.set) {
		c := w.get(ids[i])
		status, price := c.Status, decimal.Zero
		if status == celebration.Generating {
			status, price = celebration.Approved, usd("0.80")
		}
		if o.Status != status || o.Reason.Code != c.Reason.Code || o.Tier != c.Tier || o.Public() != c.Public() || !o.Price.Equal(price) {
			t.Errorf("%d is %s because %s at %s, and was %s because %s", i, o.Status, o.Reason, o.Price, c.Status, c.Reason)
		}
	}
}

func TestADryRunChangesNothingAndAsksNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.Moderate = w.judge
	for i, text := range []string{"hi", "a mask b", "third"} {
		w.until(w.give(celebration.Donation{
			Source: "donationalerts", ID: fmt.Sprint(i), Donor: "Eve", Message: text, CreatedAt: time.Now(),
			Amount: money.New(decimal.NewFromInt(20), "USD"),
		}), celebration.Approved)
	}
	first := w.past()
	w.step(first.Donations[0].ID)
	past := w.past()
	w.rate = func(money.Currency) (string, error) { t.Error("a rate was asked for"); return "1", nil }
	w.price = func(celebration.Order) (decimal.Decimal, error) {
		t.Error("a price was asked for")
		return usd("1"), nil
	}
	w.start = func(celebration.Order) (celebration.Operation, error) { t.Error("a clip was ordered"); return "", nil }
	for _, tt := range []struct {
		name   string
		change func(s *Settings)
		want   []string
	}{
		{"nothing", func(*Settings) {}, []string{`approved  "hi" 0.8`, `approved  "a ••• b" 0.8`, `approved  "third" 0.8`}},
		{"a threshold", func(s *Settings) { s.Tiers = celebration.Tiers{{MinRub: usd("1601")}} }, []string{`skipped below_threshold "hi" 0`, `skipped below_threshold "a ••• b" 0`, `skipped below_threshold "third" 0`}},
		{"a threshold in dollars", func(s *Settings) {
			s.Tiers = celebration.Tiers{{MinRub: usd("9999"), Said: money.New(usd("20"), "USD")}}
		}, []string{`approved  "hi" 0.8`, `approved  "a ••• b" 0.8`, `approved  "third" 0.8`}},
		{"a budget", func(s *Settings) { s.Budget.PerDay = usd("1.60") }, []string{`approved  "hi" 0.8`, `approved  "a ••• b" 0.8`, `held budget_day "third" 0`}},
		{"a limit", func(s *Settings) { s.Budget.PerHour = 1 }, []string{`approved  "hi" 0.8`, `held limit_hour "a ••• b" 0`, `held limit_hour "third" 0`}},
		{"a minimum", func(s *Settings) { s.Minimums.Message = usd("1601") }, []string{`approved  "" 0.8`, `approved  "" 0.8`, `approved  "" 0.8`}},
		{"a model of which no price is known", func(s *Settings) {
			s.Tiers = celebration.Tiers{{MinRub: usd("1000"), Model: "other"}}
		}, []string{`held no_price "hi" 0`, `held no_price "a ••• b" 0`, `held no_price "third" 0`}},
		{"no clips", func(s *Settings) { s.Generator = Off }, []string{`skipped generation_off "hi" 0`, `skipped generation_off "a ••• b" 0`, `skipped generation_off "third" 0`}},
	} {
		set := w.set
		tt.change(&set)
		if got := described(w.pipeline.DryRun(past, set)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
	for i, c := range w.past().Donations {
		if c.Version != past.Donations[i].Version {
			t.Errorf("%d was changed", c.ID)
		}
	}
	if now := w.past(); len(now.Entries) != len(past.Entries) {
		t.Errorf("the ledger has %d entries", len(now.Entries))
	}
}

// TestADryRunTakesTheValueThatWasSaved also where no rate explains it.
func TestADryRunTakesTheValueThatWasSaved(t *testing.T) {
	t.Parallel()
	euros := money.New(usd("20"), "EUR")
	recorded := celebration.Celebration{Donation: celebration.Donation{Amount: euros}, AmountRUB: money.Rubles(1900), Rate: celebration.Rate{Source: celebration.RateByHand}}
	if rubles, rate, err := savedRate(recorded)(euros); err != nil || rubles.String() != "1 900 ₽" || rate != recorded.Rate {
		t.Errorf("it is %s, %+v, %v", rubles, rate, err)
	}
	if _, _, err := savedRate(recorded)(money.New(usd("20"), "USD")); err == nil {
		t.Error("a rate came from nowhere")
	}
}

// TestADryRunKnowsWhoIsNew as who gave before, or was shown earlier, is not.
func TestADryRunKnowsWhoIsNew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.Moderate, w.set.Mode = w.judge, celebration.ModeNewcomers
	past := Past{Known: map[string]bool{"old": true}}
	for i, donor := range []string{"Old", "New", "New", "", "Old"} {
		past.Donations = append(past.Donations, celebration.Celebration{ID: int64(i), CreatedAt: time.Now(), Donation: celebration.Donation{
			Source: "donationalerts", Donor: donor, Message: "hi", Amount: money.Rubles(1), CreatedAt: time.Now(),
		}})
	}
	var held []bool
	for _, o := range w.pipeline.DryRun(past, w.set) {
		held = append(held, o.Verdict.Action == celebration.ActionHold)
	}
	// Below the threshold a donation is skipped, and its donor is known from then on.
	if want := []bool{false, true, false, true, false}; !slices.Equal(held, want) {
		t.Errorf("held are %v", held)
	}
}
