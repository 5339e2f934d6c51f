package pipeline

import (
	"context"
	"time"

	"github.com/rs/zerolog"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// Preview returns what a donation made now would lead to, by the steps of the
// pipeline itself: its value and tier, its scene or the order as it would be
// sent, what that would cost in US dollars, and where it would stand and why.
// Nothing is recorded, reserved or ordered. Of a donation that buys no clip the order is
// the one that the streamer's approval would send.
func (p *Pipeline) Preview(ctx context.Context, d celebration.Donation) (celebration.Celebration, decimal.NullDecimal, error) {
	quiet := &Pipeline{p.o} // each letter that is typed asks again: nothing of it belongs into the log
	quiet.o.Log = zerolog.Nop()
	now := time.Now()
	d.CreatedAt = now
	c := celebration.Celebration{Donation: d, Tier: -1, CreatedAt: now, Status: celebration.Received}
	set := p.o.Settings()
	set.AsksModel = false
	if err := assess(&c, set, quiet.fetchRates(ctx)); err != nil {
		if ctx.Err() != nil {
			return c, decimal.NullDecimal{}, ctx.Err()
		}
		c.Status, c.Reason = celebration.WaitingRate, fault.Say(celebration.WhyNoRate, "currency", string(d.Amount.Currency()))
	}
	set = quiet.chooseGenerator(c, set)
	maker, ok := p.o.Maker(set.Generator)
	if ok && maker.drawsScenes() {
		c.Generator, c.Scene = set.Generator, newScene(c, set)
		return c, decimal.NewNullDecimal(decimal.Zero), nil
	}
	if !ok {
		maker = Maker{}
	}
	approved := c
	approved.Tier, approved.Generator = max(c.Tier, 0), set.Generator
	c.Generator, c.Order = set.Generator, order(approved, set, maker)
	if !ok {
		stop(&c, celebration.Skipped, fault.Say(celebration.WhyOff))
		return c, decimal.NullDecimal{}, nil
	}
	return quiet.quote(ctx, c, set, maker)
}

// quote returns what the order of a preview would cost, and whether budgets
// allow it.
func (p *Pipeline) quote(ctx context.Context, c celebration.Celebration, set Settings, maker Maker) (celebration.Celebration, decimal.NullDecimal, error) {
	needs, err := p.reservation(ctx, c, set, maker)
	price := decimal.NullDecimal{}
	if err == nil && needs == nil {
		return c, decimal.NewNullDecimal(decimal.Zero), nil
	}
	if err == nil {
		price = decimal.NewNullDecimal(needs.Entry.Price)
		err = p.o.Store.CanReserve(ctx, needs)
	}
	f := p.classify(err)
	switch {
	case err == nil, f.kind == fault.Unavailable: // one that does not answer now is waited for
	case ctx.Err() != nil:
		return c, price, ctx.Err()
	case f.kind == fault.OverBudget:
		stop(&c, celebration.Held, f.why)
	case f.noPrice:
		stop(&c, celebration.Held, fault.Say(celebration.WhyNoPrice, "cause", f.cause))
	case f.kind == fault.Retry:
		stop(&c, celebration.Approved, f.why)
	default:
		return c, price, err
	}
	return c, price, nil
}

// stop sets what keeps a clip from being made, unless something else did
// so before.
func stop(c *celebration.Celebration, at celebration.Status, why celebration.Reason) {
	if c.Status == celebration.Approved {
		c.Status, c.Reason = at, why
	}
}
