package pipeline

import (
	"context"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// restoredMargin is how far a source's clock may differ from ours: a donation
// of about the time of a restore counts as earlier.
const restoredMargin = time.Minute

// WhyRestored returns the reason of what is held because a backup of some time
// was restored.
func WhyRestored(backup time.Time) celebration.Reason {
	return fault.Say(celebration.WhyRestored, "backup", backup)
}

// RecoverOrders adds to the ledger the orders since a moment that a generator
// lists and the ledger lacks: a restored backup does not know what was ordered
// after it, but budgets must count it.
func (p *Pipeline) RecoverOrders(ctx context.Context, generator string, since time.Time) error {
	maker, ok := p.o.Maker(generator)
	accountant, can := maker.Generator.(Accountant)
	if !ok || !can {
		return nil
	}
	found, err := accountant.KnownOrders(ctx, since)
	if err != nil {
		return err
	}
	fresh, err := p.o.Store.AddOrders(ctx, generator, found)
	if err != nil {
		return err
	}
	if fresh > 0 {
		p.o.Log.Warn().Str("generator", generator).Int("orders", fresh).Msg("the ledger lacked orders that were made after the restored backup: they count against the budgets now")
	}
	return p.correct(ctx, accountant, generator, since)
}
