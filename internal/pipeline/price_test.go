package pipeline

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

func TestWhatADonationLeadsTo(t *testing.T) {
	t.Parallel()
	now := time.Now()
	rub := money.Rubles
	usd, _ := money.Parse("62.51", "USD")
	tests := []struct {
		name   string
		d      celebration.Donation
		off    bool
		status celebration.Status
		why    string
		says   fault.Args
	}{
		{"enough", celebration.Donation{Amount: rub(1000), CreatedAt: now}, false, celebration.Approved, "", nil},
		{"too little", celebration.Donation{Amount: rub(500), CreatedAt: now}, false, celebration.Skipped, celebration.WhyBelowThreshold, fault.With("threshold", fault.Sum{Amount: "1000", Currency: "RUB"})},
		{"dollars", celebration.Donation{Amount: usd, CreatedAt: now}, false, celebration.Approved, "", nil},
		{"no clip asked for", celebration.Donation{Amount: rub(1000), CreatedAt: now, NoClip: true}, false, celebration.Skipped, celebration.WhyNotAsked, nil},
		{"switched off", celebration.Donation{Amount: rub(1000), CreatedAt: now}, true, celebration.Skipped, celebration.WhyOff, nil},
		{"from before we were connected", celebration.Donation{Amount: rub(1000), CreatedAt: now, Older: true}, false, celebration.Skipped, celebration.WhyOlder, nil},
		{"came while away", celebration.Donation{Amount: rub(1000), CreatedAt: now.Add(-10 * time.Minute)}, false, celebration.Held, celebration.WhyCatchUp, fault.With("age", 10*time.Minute)},
		{
			"fresh, and our clock is 3 h ahead",
			celebration.Donation{Amount: rub(1000), CreatedAt: now.Add(-3 * time.Hour), ClockAhead: -3 * time.Hour},
			false, celebration.Approved, "", nil,
		},
		{
			"old, and our clock is 3 h behind",
			celebration.Donation{Amount: rub(1000), CreatedAt: now.Add(2 * time.Hour), ClockAhead: 3 * time.Hour},
			false, celebration.Held, celebration.WhyCatchUp, fault.With("age", time.Hour),
		},
		{"too little while away", celebration.Donation{Amount: rub(1), CreatedAt: now.Add(-time.Hour)}, false, celebration.Skipped, celebration.WhyBelowThreshold, nil},
		{"no date", celebration.Donation{Amount: rub(1000)}, false, celebration.Held, celebration.WhyNoDate, nil},
		{"unreadable", celebration.Donation{Unreadable: "its amount is a list"}, false, celebration.Failed, celebration.WhyUnreadable, fault.With("words", "its amount is a list")},
		{"ordered by hand", celebration.Donation{Source: celebration.SourceManual, Message: "a cat", CreatedAt: now}, false, celebration.Approved, "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			if tt.off {
				w.set.Generator = Off
			}
			if tt.d.Source == "" {
				tt.d.Source = "donationalerts"
			}
			c := w.step(w.give(tt.d))
			hasStatus(t, c, tt.status, tt.why, celebration.ChargedNo)
			if age, ok := c.Reason.Args["age"].(time.Duration); ok { // it took a moment to come here
				c.Reason.Args["age"] = age.Truncate(time.Minute)
			}
			if tt.says != nil && !reflect.DeepEqual(c.Reason.Args, tt.says) {
				t.Errorf("it says %q, want %q", c.Reason, tt.says)
			}
		})
	}
}

func TestAnotherCurrencyIsPricedAndItsRateKept(t *testing.T) {
	w := newWorld(t)
	c := w.step(w.donate("62.51", "USD"))
	if c.AmountRUB.Decimal() != "5000.8" || c.Rate.Rubles != "80" || c.Tier != 1 || c.TierName != "Gold" {
		t.Errorf("it is priced as %v by %+v, tier %d", c.AmountRUB, c.Rate, c.Tier)
	}
}

func TestTwentyDollarsReachAThresholdOfTwentyDollars(t *testing.T) {
	said, _ := money.Parse("20", "USD")
	for _, tt := range []struct {
		amount, currency string
		rate             string // of the day on which it is given
		want             celebration.Status
	}{
		{"20", "USD", "60", celebration.Approved},
		{"20", "USD", "100", celebration.Approved},
		{"19.99", "USD", "100", celebration.Skipped},
		{"1600", "RUB", "100", celebration.Skipped}, // 20 $ are 2 000 ₽ today
		{"1600", "RUB", "60", celebration.Approved},
		{"1600", "RUB", "", celebration.Approved}, // no rate: as it was when it was said
		{"1599", "RUB", "", celebration.Skipped},
	} {
		w := newWorld(t)
		w.set.Tiers = celebration.Tiers{{MinRub: money.Rubles(1600).Value(), Said: said}}
		w.rate = func(money.Currency) (string, error) {
			if tt.rate == "" {
				return "", errors.New("no rate")
			}
			return tt.rate, nil
		}
		c := w.step(w.donate(tt.amount, tt.currency))
		if c.Status != tt.want {
			t.Errorf("%s %s at %s: %s, %s", tt.amount, tt.currency, tt.rate, c.Status, c.Reason)
		}
		if c.Status == celebration.Skipped && c.Reason.Args["threshold"] != (fault.Sum{Amount: "20", Currency: "USD"}) {
			t.Errorf("it says %q", c.Reason)
		}
	}
}

func TestWhatTheSourceCountsIsHeldAgainstOurPrice(t *testing.T) {
	tests := []struct {
		rubles, theirs string
		account        bool
		want           celebration.Status
	}{
		{"5000.8", "5000", true, celebration.Approved},
		{"5000.8", "4760", true, celebration.Approved},
		{"5000.8", "4700", true, celebration.Held},
		{"5000.8", "62.51", true, celebration.Held},
		{"5000.8", "62.51", false, celebration.Approved}, // the account is in dollars
		{"5000.8", "", true, celebration.Approved},
		{"5000.8", "many", true, celebration.Approved},
	}
	for _, tt := range tests {
		w := newWorld(t)
		w.set.Accounts = map[string]Account{"donationalerts": {CatchUp: time.Hour, InRubles: tt.account}, "another": {InRubles: !tt.account}}
		usd, _ := money.Parse("62.51", "USD")
		c := w.step(w.give(celebration.Donation{Source: "donationalerts", ID: tt.theirs, Amount: usd, InUserCurrency: tt.theirs, CreatedAt: time.Now()}))
		if c.Status != tt.want || c.AmountRUB.Decimal() != tt.rubles {
			t.Errorf("ours %s, theirs %s: it is %s because %q, want %s", c.AmountRUB.Decimal(), tt.theirs, c.Status, c.Reason, tt.want)
		}
	}
}

func TestWithoutARateItWaitsAndIsNeverTakenAsRubles(t *testing.T) {
	w := newWorld(t)
	id := w.donate("150000", "JPY")
	before := time.Now()
	c := w.step(id)
	hasStatus(t, c, celebration.WaitingRate, celebration.WhyNoRate, celebration.ChargedNo)
	if !c.AmountRUB.IsNone() || !c.NextAt.After(before) {
		t.Errorf("it is worth %v and tried again at %v", c.AmountRUB, c.NextAt)
	}
	w.rate = func(money.Currency) (string, error) { return "0.5", nil }
	if c = w.step(id); c.Status != celebration.Approved || c.AmountRUB.Decimal() != "75000" {
		t.Errorf("with a rate it is %s, worth %v", c.Status, c.AmountRUB)
	}
}

func TestTheStreamerMayDecideWithoutARate(t *testing.T) {
	w := newWorld(t)
	id := w.donate("1", "XAU")
	w.step(id)
	c, err := w.pipeline.Decide(t.Context(), id, Approve, byPage)
	if err != nil || c.Status != celebration.Approved || c.Tier != 0 {
		t.Errorf("it is %s in tier %d, %v", c.Status, c.Tier, err)
	}
}

func TestWhatMayBeDecidedWhere(t *testing.T) {
	w := newWorld(t)
	id := w.donate("1", "RUB")
	w.step(id) // skipped
	for _, action := range []Action{Reject, Retry, Forget, "explode"} {
		if _, err := w.pipeline.Decide(t.Context(), id, action, byPage); fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s of a skipped one: %v", action, err)
		}
	}
	for _, step := range []struct {
		action Action
		want   celebration.Status
	}{{Approve, celebration.Approved}, {Reject, celebration.Rejected}, {Approve, celebration.Approved}} {
		c, err := w.pipeline.Decide(t.Context(), id, step.action, byPage)
		if err != nil || c.Status != step.want {
			t.Errorf("%s leads to %s, %v", step.action, c.Status, err)
		}
	}
	bad := w.give(celebration.Donation{Source: "donationalerts", ID: "bad", Unreadable: "no amount"})
	w.step(bad)
	if _, err := w.pipeline.Decide(t.Context(), bad, Retry, byPage); err == nil {
		t.Error("an unreadable donation can be read again")
	}
	if c, err := w.pipeline.Decide(t.Context(), bad, Forget, byPage); err != nil || c.Status != celebration.Rejected {
		t.Errorf("an unreadable one cannot be forgotten: %v", err)
	}
}
