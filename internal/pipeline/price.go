package pipeline

import (
	"context"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/crash"
	"streamspark/internal/money"
)

// price puts a value in rubles on a donation, then judges it. Where there
// is no usable rate it waits for one: an amount is never guessed.
func (l *Line) price(ctx context.Context, c *celebration.Celebration) error {
	if err := l.appraise(ctx, c, l.o.Settings()); err != nil {
		l.o.Log.Debug().Err(err).Int64("celebration", c.ID).Msg("no rate yet")
		c.Status = celebration.WaitingRate
		again(c, celebration.Because(celebration.WhyNoRate, string(c.Donation.Amount.Currency())), err)
		return l.o.Store.Save(ctx, c)
	}
	crash.At("price: before")
	defer crash.At("price: after")
	return l.o.Store.Save(ctx, c)
}

// appraise says what a donation is worth, which tier that is and what it
// may lead to. Nothing is saved. The error is that of a rate.
func (l *Line) appraise(ctx context.Context, c *celebration.Celebration, set Settings) error {
	d := c.Donation
	switch {
	case d.Unreadable != "":
		moveTo(c, celebration.Failed, celebration.Because(celebration.WhyUnreadable, d.Unreadable))
		return nil
	case d.Older:
		moveTo(c, celebration.Skipped, celebration.Because(celebration.WhyOlder))
		return nil
	}
	if !d.Amount.IsNone() {
		rubles, rate, err := l.o.Rates.InRubles(ctx, d.Amount)
		if err != nil {
			return err
		}
		c.AmountRUB, c.Rate = rubles, rate
		set.Tiers = l.ofToday(ctx, set.Tiers)
		c.Tier = set.Tiers.Reached(d.Amount, rubles)
	}
	if c.Tier >= 0 {
		c.TierName = set.Tiers[c.Tier].Name
	}
	moveTo(c, celebration.Approved, celebration.Reason{})
	if status, why := judge(*c, set); status != celebration.Approved {
		moveTo(c, status, why)
	}
	return nil
}

// ofToday prices the minimums that were said in another currency anew. One
// without a rate keeps what it was worth when it was said.
func (l *Line) ofToday(ctx context.Context, tiers celebration.Tiers) celebration.Tiers {
	tiers = slices.Clone(tiers)
	for i, tier := range tiers {
		if tier.Said.IsNone() {
			continue
		}
		if rubles, _, err := l.o.Rates.InRubles(ctx, tier.Said); err == nil {
			tiers[i].MinRub = rubles.Value()
		}
	}
	return tiers
}

// judge says what a priced donation may lead to. The first rule that
// applies decides.
func judge(c celebration.Celebration, set Settings) (celebration.Status, celebration.Reason) {
	d := c.Donation
	byHand := d.Source == celebration.SourceManual
	age := c.CreatedAt.Add(d.ClockAhead).Sub(d.CreatedAt)
	rules := []struct {
		applies bool
		status  celebration.Status
		why     celebration.Reason
	}{
		{c.Tier < 0 && !byHand, celebration.Skipped, celebration.Because(celebration.WhyBelowThreshold, set.Tiers.Said().String())},
		{set.RubleAccount && c.Rate.Source != celebration.RateByHand && disagree(c), celebration.Held, celebration.Because(celebration.WhyDisagrees, c.AmountRUB.String(), d.InUserCurrency+" ₽")},
		{d.NoClip, celebration.Skipped, celebration.Because(celebration.WhyNotAsked)},
		{set.Generator == Off, celebration.Skipped, celebration.Because(celebration.WhyOff)},
		{d.CreatedAt.IsZero(), celebration.Held, celebration.Because(celebration.WhyNoDate)},
		{!set.Restored.IsZero() && age >= c.CreatedAt.Sub(set.Restored)-restoredMargin, celebration.Held, WhyRestored(set.RestoredTo)},
		{age > set.CatchUp, celebration.Held, celebration.Because(celebration.WhyCatchUp, inWords(age))},
	}
	for _, rule := range rules {
		if rule.applies {
			return rule.status, rule.why
		}
	}
	return celebration.Approved, celebration.Reason{}
}

// disagree tells whether our price in rubles and the one that the source
// counts are more than a twentieth apart. Where it counts none, they agree.
func disagree(c celebration.Celebration) bool {
	theirs, err := money.ParseDecimal(c.Donation.InUserCurrency)
	if err != nil || c.AmountRUB.IsNone() {
		return false
	}
	ours := c.AmountRUB.Value()
	return ours.Sub(theirs).Abs().GreaterThan(decimal.Max(ours, theirs).Div(decimal.NewFromInt(20)))
}

// inWords rounds an age to what a person would say.
func inWords(age time.Duration) string {
	switch {
	case age > 48*time.Hour:
		return age.Round(time.Hour).String()
	case age > time.Hour:
		return age.Round(time.Minute).String()
	}
	return age.Round(time.Second).String()
}
