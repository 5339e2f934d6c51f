package pipeline

import (
	"cmp"
	"context"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/crash"
	"streamspark/internal/fault"
)

// poll asks the generator for the progress of an operation. A failed request
// is retried until the deadline, because what was paid for goes on.
func (p *Pipeline) poll(ctx context.Context, c *celebration.Celebration) error {
	set := p.o.Settings()
	maker, ok := p.o.Maker(c.Generator)
	if !ok {
		again(c, fault.Say(celebration.WhyTrouble, "cause", fault.Say("pipeline.order_without_maker", "who", c.Generator)), 0)
		return p.o.Store.Save(ctx, c)
	}
	progress, err := maker.Poll(ctx, c.Operation)
	crash.At("poll: before")
	defer crash.At("poll: after")
	f := p.classify(err)
	if f.kind == fault.Permanent {
		c.Charged = f.charged
		moveTo(c, celebration.Failed, f.why)
		return p.o.Store.Save(ctx, c)
	}
	if ctx.Err() != nil {
		return ctx.Err() // the program stops; the next start polls again
	}
	if f.kind == fault.Unavailable {
		f.rest(c)
		return p.o.Store.Save(ctx, c)
	}
	if late := time.Since(c.DeadlineFrom) > set.Timeout; late && !progress.Done {
		cause := f.cause
		if err == nil {
			cause = fault.Say("pipeline.not_finished")
			if !c.Reason.IsZero() {
				cause = c.Reason
			}
		}
		moveTo(c, celebration.Failed, fault.Say(celebration.WhyGaveUp, "after", set.Timeout, "cause", cause))
		return p.o.Store.Save(ctx, c)
	}
	if err != nil {
		p.o.Log.Debug().Err(err).Int64("celebration", c.ID).Msg("poll failed")
		f.retry(c)
		return p.o.Store.Save(ctx, c)
	}
	if progress.Done {
		moveTo(c, celebration.Fetching, celebration.Reason{})
		c.Progress = 0 // from here it is that of the download
		if maker.Paid {
			c.Charged = celebration.ChargedYes
			c.Cost = decimal.NullDecimal{Decimal: progress.Cost, Valid: progress.Cost.IsPositive()}
		}
		return p.o.Store.Save(ctx, c)
	}
	c.Attempts, c.Reason, c.Progress = 0, celebration.Reason{}, progress.Percent
	c.NextAt = time.Now().Add(cmp.Or(progress.Again, set.PollEvery))
	return p.o.Store.Save(ctx, c)
}
