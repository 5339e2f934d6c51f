package pipeline

import (
	"cmp"
	"context"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/crash"
)

// look asks the generator how far an operation has come. Whatever goes
// wrong with the question, the paid work goes on: it is asked again until
// the deadline.
func (l *Line) look(ctx context.Context, c *celebration.Celebration) error {
	set := l.o.Settings()
	maker, ok := l.o.Maker(c.Generator)
	if !ok {
		again(c, celebration.Because(celebration.WhyTrouble, c.Generator+" made the order and is not configured"), nil)
		return l.o.Store.Save(ctx, c)
	}
	progress, err := maker.Look(ctx, c.Operation)
	crash.At("look: before")
	defer crash.At("look: after")
	if refusal, ok := celebration.AsRefusal(err); ok {
		c.Charged = chargedBy(refusal)
		moveTo(c, celebration.Failed, celebration.Because(celebration.WhyRefused, refusal.Sentence))
		return l.o.Store.Save(ctx, c)
	}
	if ctx.Err() != nil {
		return ctx.Err() // the program stops; it is looked at again at the next start
	}
	if silent, ok := celebration.AsSilent(err); ok {
		rest(c, silent)
		return l.o.Store.Save(ctx, c)
	}
	if late := time.Since(c.DeadlineFrom) > set.Timeout; late && !progress.Done {
		said := cmp.Or(c.Reason.String(), "it did not finish")
		if err != nil {
			said = err.Error()
		}
		moveTo(c, celebration.Failed, celebration.Because(celebration.WhyGaveUp, set.Timeout.String(), said))
		return l.o.Store.Save(ctx, c)
	}
	if err != nil {
		l.o.Log.Debug().Err(err).Int64("celebration", c.ID).Msg("could not look at the operation")
		again(c, celebration.Because(celebration.WhyTrouble, err.Error()), err)
		return l.o.Store.Save(ctx, c)
	}
	if progress.Done {
		moveTo(c, celebration.Fetching, celebration.Reason{})
		c.Progress = 0 // from here it is that of the download
		if maker.Paid {
			c.Charged = celebration.ChargedYes
			c.Cost = decimal.NullDecimal{Decimal: progress.Cost, Valid: progress.Cost.IsPositive()}
		}
		return l.o.Store.Save(ctx, c)
	}
	c.Attempts, c.Reason, c.Progress = 0, celebration.Reason{}, progress.Percent
	c.NextAt = time.Now().Add(cmp.Or(progress.Again, set.PollEvery))
	return l.o.Store.Save(ctx, c)
}
