package pipeline

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/crash"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/store"
)

// inRubles converts an amount. It fails if there is no rate.
type inRubles func(money.Amount) (money.Amount, celebration.Rate, error)

// fetchRates converts by rates that may have to be asked for.
func (p *Pipeline) fetchRates(ctx context.Context) inRubles {
	return func(a money.Amount) (money.Amount, celebration.Rate, error) { return p.o.InRubles(ctx, a) }
}

// priceAtOnce returns price for the transaction that records donations, and their
// verdicts of those that were priced once it has run. A celebration that needs a rate which is not in memory
// gets its verdict and stays as it is, for the step that asks for the rate; so do one
// of which a model is asked, whose words are held until then, and one whose pricing panics, which must not keep the others of its transaction from
// being recorded.
func (p *Pipeline) priceAtOnce() (price func(c *celebration.Celebration, isKnown func() bool), verdicts map[int64]celebration.Verdict) {
	settings := sync.OnceValue(func() Settings { return p.o.Settings().judgingOnce() })
	verdicts = map[int64]celebration.Verdict{}
	return func(c *celebration.Celebration, isKnown func() bool) {
		defer func() { _ = recover() }() // the step will report it
		c.Known = settings().Mode == celebration.ModeNewcomers && isKnown()
		if moderate(c, settings()); isAwaited(*c) {
			return
		}
		complete := true
		known := func(a money.Amount) (money.Amount, celebration.Rate, error) {
			rubles, rate, ok := p.o.InRublesAtOnce(a)
			if !ok {
				complete = false
				return rubles, rate, fault.New(fault.Retry, celebration.WhyNoRate)
			}
			return rubles, rate, nil
		}
		priced := *c
		if err := assess(&priced, settings(), known); err == nil && complete {
			p.stageAtOnce(&priced, settings())
			*c = priced
			verdicts[c.ID] = c.Verdict
		}
	}, verdicts
}

// price converts the amount to rubles and applies the rules for it. Where
// there is no usable rate it waits for one: an amount is never guessed.
func (p *Pipeline) price(ctx context.Context, c *celebration.Celebration) error {
	set := p.o.Settings()
	said, err := p.consult(ctx, *c, set)
	if err != nil {
		return err
	}
	convert := p.fetchRates(ctx)
	if said.opinion.Model == "" {
		return p.priceWith(ctx, c, set, said, convert)
	}
	ctx = context.WithoutCancel(ctx) // it may be paid for
	for {
		if err = p.priceWith(ctx, c, set, said, convert); !errors.Is(err, store.ErrStale) {
			return err
		}
		if *c, err = p.o.Store.Celebration(ctx, c.ID); err != nil || c.Verdict.Model != "" || c.Status != celebration.Received && c.Status != celebration.WaitingRate {
			return err
		}
	}
}

// priceWith prices a celebration with what a model said of it, and saves both.
func (p *Pipeline) priceWith(ctx context.Context, c *celebration.Celebration, set Settings, said consulted, convert inRubles) error {
	moderate(c, set)
	said.applyTo(c)
	if err := assess(c, set, convert); err != nil {
		p.o.Log.Debug().Err(err).Int64("celebration", c.ID).Msg("no rate yet")
		c.Status = celebration.WaitingRate
		again(c, fault.Say(celebration.WhyNoRate, "currency", string(c.Donation.Amount.Currency())), fault.After(err))
		return p.o.Store.Save(ctx, c)
	}
	p.stageAtOnce(c, set)
	crash.At("price: before")
	defer crash.At("price: after")
	err := p.o.Store.Save(ctx, c)
	if err == nil {
		p.logVerdicts(map[int64]celebration.Verdict{c.ID: c.Verdict})
	}
	return err
}

// assess sets a donation's value, its tier and its status. It saves nothing. It
// fails if there is no rate.
func assess(c *celebration.Celebration, set Settings, convert inRubles) error {
	d := c.Donation
	moderate(c, set) // also where the rest fails: without a value no minimum is reached
	switch {
	case d.Unreadable != "":
		moveTo(c, celebration.Failed, fault.Say(celebration.WhyUnreadable, "words", d.Unreadable))
		return nil
	case d.Older:
		moveTo(c, celebration.Skipped, fault.Say(celebration.WhyOlder))
		return nil
	}
	if !d.Amount.IsNone() {
		rubles, rate, err := convert(d.Amount)
		if err != nil {
			return err
		}
		c.AmountRUB, c.Rate = rubles, rate
		set.Tiers = convertMinimums(set.Tiers, convert)
		c.Tier = set.Tiers.Reached(d.Amount, rubles)
		moderate(c, set)
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

// convertMinimums converts the minimums that were set in another currency anew. One
// without a rate keeps what it was worth when it was set.
func convertMinimums(tiers celebration.Tiers, convert inRubles) celebration.Tiers {
	tiers = slices.Clone(tiers)
	for i, tier := range tiers {
		if tier.Said.IsNone() {
			continue
		}
		if rubles, _, err := convert(tier.Said); err == nil {
			tiers[i].MinRub = rubles.Value()
		}
	}
	return tiers
}

// judge returns what a priced donation leads to. The first rule that
// applies decides.
func judge(c celebration.Celebration, set Settings) (celebration.Status, celebration.Reason) {
	d, account := c.Donation, set.accountOf(c.Donation.Source)
	byHand := d.Source == celebration.SourceManual
	age := c.CreatedAt.Add(d.ClockAhead).Sub(d.CreatedAt)
	rules := []struct {
		applies bool
		status  celebration.Status
		why     celebration.Reason
	}{
		{c.Verdict.Action == celebration.ActionBlock, celebration.Rejected, fault.Say(celebration.WhyBlocked, "cause", c.Verdict.Why())},
		{c.Tier < 0 && !byHand, celebration.Skipped, fault.Say(celebration.WhyBelowThreshold, "threshold", set.Tiers.ThresholdText().Sum())},
		{account.InRubles && c.Rate.Source != celebration.RateByHand && disagree(c), celebration.Held, fault.Say(celebration.WhyDisagrees, "ours", c.AmountRUB.Sum(), "theirs", fault.Sum{Amount: d.InUserCurrency, Currency: "RUB"})},
		{d.NoClip, celebration.Skipped, fault.Say(celebration.WhyNotAsked)},
		{set.Generator == Off, celebration.Skipped, fault.Say(celebration.WhyOff)},
		{c.Verdict.Action == celebration.ActionHold, celebration.Held, fault.Say(celebration.WhyModerated, "cause", c.Verdict.Why())},
		{d.CreatedAt.IsZero(), celebration.Held, fault.Say(celebration.WhyNoDate)},
		{!set.Restored.IsZero() && age >= c.CreatedAt.Sub(set.Restored)-restoredMargin, celebration.Held, WhyRestored(set.RestoredTo)},
		{age > account.CatchUp, celebration.Held, fault.Say(celebration.WhyCatchUp, "age", inWords(age))},
	}
	for _, rule := range rules {
		if rule.applies {
			return rule.status, rule.why
		}
	}
	return celebration.Approved, celebration.Reason{}
}

// disagree reports whether our price in rubles and the one that the source
// counts are more than a twentieth apart. Where it counts none, they agree.
func disagree(c celebration.Celebration) bool {
	theirs, err := money.ParseDecimal(c.Donation.InUserCurrency)
	if err != nil || c.AmountRUB.IsNone() {
		return false
	}
	ours := c.AmountRUB.Value()
	return ours.Sub(theirs).Abs().GreaterThan(decimal.Max(ours, theirs).Div(decimal.NewFromInt(20)))
}

// inWords rounds an age as a person would.
func inWords(age time.Duration) time.Duration {
	switch {
	case age > 48*time.Hour:
		return age.Round(time.Hour)
	case age > time.Hour:
		return age.Round(time.Minute)
	}
	return age.Round(time.Second)
}
