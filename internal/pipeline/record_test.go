package pipeline

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

func TestADonationIsPricedAsItIsRecorded(t *testing.T) {
	usd, _ := money.Parse("20", "USD")
	inDollars := celebration.Tiers{{MinRub: decimal.NewFromInt(1000), Said: usd}}
	fresh := celebration.Donation{Source: "donationalerts", Donor: "d", CreatedAt: time.Now()}
	for name, tt := range map[string]struct {
		amount, currency string
		known            bool // the rate of dollars is in memory
		tiers            celebration.Tiers
		unreadable       string
		want             celebration.Status
		moves            int
	}{
		"rubles":                                {amount: "1000", currency: "RUB", want: celebration.Approved, moves: 2},
		"too few rubles":                        {amount: "999", currency: "RUB", want: celebration.Skipped, moves: 2},
		"a known rate":                          {amount: "20", currency: "USD", known: true, want: celebration.Approved, moves: 2},
		"a rate to be asked for":                {amount: "20", currency: "USD", want: celebration.Received, moves: 1},
		"a minimum whose rate is known":         {amount: "1600", currency: "RUB", known: true, tiers: inDollars, want: celebration.Approved, moves: 2},
		"a minimum whose rate is to be asked":   {amount: "1600", currency: "RUB", tiers: inDollars, want: celebration.Received, moves: 1},
		"an unreadable one needs nobody's rate": {amount: "1", currency: "USD", unreadable: "no amount", want: celebration.Failed, moves: 2},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.known = tt.known
			if tt.tiers != nil {
				w.set.Tiers = tt.tiers
			}
			d := fresh
			d.Amount, _ = money.Parse(tt.amount, tt.currency)
			d.ID, d.Unreadable = name, tt.unreadable
			watch := w.store.Watch()
			defer watch.Close()
			if err := w.pipeline.Deliver(t.Context(), []celebration.Donation{d}); err != nil {
				t.Fatal(err)
			}
			if got := watch.Take().Celebrations; len(got) != 1 {
				t.Errorf("the watchers are told of %v", got)
			}
			c := w.get(1)
			if c.Status != tt.want || len(c.Moves) != tt.moves {
				t.Fatalf("it is %s because %q after %d moves, want %s after %d", c.Status, c.Reason.Code, len(c.Moves), tt.want, tt.moves)
			}
			if err := w.pipeline.Deliver(t.Context(), []celebration.Donation{d}); err != nil {
				t.Fatal(err)
			}
			if again := w.get(1); again.Version != c.Version || len(again.Moves) != tt.moves {
				t.Errorf("delivered again it is version %d after %d moves", again.Version, len(again.Moves))
			}
		})
	}
}

func TestBothWaysOfPricingAgree(t *testing.T) {
	for _, amount := range []string{"1 RUB", "1000 RUB", "5000 RUB", "62.51 USD", "12 USD"} {
		var number, currency string
		if _, err := fmt.Sscan(amount, &number, &currency); err != nil {
			t.Fatal(err)
		}
		w := newWorld(t)
		w.known = true
		stepped := w.step(w.donate(number, currency))
		id, err := w.pipeline.Record(t.Context(), celebration.Donation{Source: "test", ID: "once", Donor: "d", Amount: stepped.Donation.Amount, CreatedAt: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		once := w.get(id)
		if once.Status != stepped.Status || once.Reason.Code != stepped.Reason.Code || once.Tier != stepped.Tier || once.TierName != stepped.TierName ||
			once.AmountRUB.Decimal() != stepped.AmountRUB.Decimal() || once.Rate != stepped.Rate || len(once.Moves) != len(stepped.Moves) {
			t.Errorf("%s: at once it is %s in tier %d, by steps %s in tier %d", amount, once.Status, once.Tier, stepped.Status, stepped.Tier)
		}
	}
}

func TestAPanicOfPricingLosesNoDonation(t *testing.T) {
	w := newWorld(t)
	w.known = true
	w.rate = func(c money.Currency) (string, error) {
		if c == "USD" {
			panic("a defect")
		}
		return "", errors.New("nobody knows")
	}
	var donations []celebration.Donation
	for i, amount := range []string{"20 USD", "1000 RUB"} {
		var number, currency string
		if _, err := fmt.Sscan(amount, &number, &currency); err != nil {
			t.Fatal(err)
		}
		d := celebration.Donation{Source: "donationalerts", ID: fmt.Sprint(i), Donor: "d", CreatedAt: time.Now()}
		d.Amount, _ = money.Parse(number, currency)
		donations = append(donations, d)
	}
	if err := w.pipeline.Deliver(t.Context(), donations); err != nil {
		t.Fatal(err)
	}
	if first, second := w.get(1), w.get(2); first.Status != celebration.Received || second.Status != celebration.Approved {
		t.Errorf("they are %s and %s", first.Status, second.Status)
	}
}
