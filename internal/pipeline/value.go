package pipeline

import (
	"context"
	"errors"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/store"
)

// SetValue sets the value of a donation that could not be read or priced. It
// continues by the rules for any donation of that value. The error is of the
// kind fault.Conflict if its status does not allow it.
func (p *Pipeline) SetValue(ctx context.Context, id int64, rubles money.Amount, by celebration.By) (celebration.Celebration, error) {
	for {
		c, err := p.o.Store.Celebration(ctx, id)
		if err != nil {
			return c, err
		}
		if !allows(c, Worth) {
			return c, fault.New(fault.Conflict, "decision.has_value")
		}
		set := p.o.Settings()
		set.Tiers = convertMinimums(set.Tiers, p.fetchRates(ctx))
		c.SetValue(rubles, time.Now())
		c.Tier, c.TierName = set.Tiers.Reached(rubles, rubles), ""
		if c.Tier >= 0 {
			c.TierName = set.Tiers[c.Tier].Name
		}
		moderate(&c, set)
		status, why := judge(c, set)
		if why.IsZero() {
			why = fault.Say(celebration.WhyByHand)
		}
		moveTo(&c, status, why)
		p.stageAtOnce(&c, set)
		c.Decided = decided(id, Worth, by)
		if err = p.o.Store.Save(ctx, &c); errors.Is(err, store.ErrStale) {
			continue
		} else if err != nil {
			return c, err
		}
		p.o.Log.Info().Int64("celebration", id).Str("status", string(status)).Msg("the streamer said what a donation is worth")
		return p.o.Store.Celebration(ctx, id)
	}
}
