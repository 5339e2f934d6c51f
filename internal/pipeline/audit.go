package pipeline

import (
	"context"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
)

// auditBack is how far back charges are compared: providers list them when the
// clip is done, sometimes hours later.
const auditBack = 72 * time.Hour

// Accountant is a Generator that lists what was charged for each operation
// since a moment.
type Accountant interface {
	Charges(ctx context.Context, since time.Time) (map[celebration.Operation]decimal.Decimal, error)
	// KnownOrders lists our requests by their request ids.
	KnownOrders(ctx context.Context, since time.Time) ([]celebration.KnownOrder, error)
}

// Audit corrects the ledger to what a generator lists as charged. Entries that
// it does not list stay as they are, because its list comes late.
func (p *Pipeline) Audit(ctx context.Context, generator string) error {
	maker, ok := p.o.Maker(generator)
	accountant, can := maker.Generator.(Accountant)
	if !ok || !can {
		return nil
	}
	return p.correct(ctx, accountant, generator, time.Now().Add(-auditBack))
}

func (p *Pipeline) correct(ctx context.Context, accountant Accountant, generator string, since time.Time) error {
	charges, err := accountant.Charges(ctx, since)
	if err != nil {
		return err
	}
	for operation, charge := range charges {
		news, err := p.o.Store.Correct(ctx, generator, operation, charge)
		if err != nil {
			return err
		}
		if news {
			p.o.Log.Info().Str("generator", generator).Str("operation", string(operation)).Str("usd", charge.String()).
				Msg("the ledger was corrected to the generator's charges")
		}
	}
	return nil
}
