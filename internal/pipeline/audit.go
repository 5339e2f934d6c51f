package pipeline

import (
	"context"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
)

// auditBack is how far back charges are compared: a provider lists one when
// its clip is done, and sometimes hours after.
const auditBack = 72 * time.Hour

// Accountant is what a generator may have besides: it can tell what was
// really charged for each operation since a moment.
type Accountant interface {
	Charges(ctx context.Context, since time.Time) (map[celebration.Operation]decimal.Decimal, error)
	// KnownOrders lists the requests of ours, by our own ids of them.
	KnownOrders(ctx context.Context, since time.Time) ([]celebration.KnownOrder, error)
}

// Audit compares the ledger with what a generator says that it charged, and
// writes the difference down. What the generator does not list stays as it
// is: its list comes late.
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
