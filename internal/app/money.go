package app

import (
	"context"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/web/ports"
)

// webMoney tells the web what is spent.
type webMoney struct{ a *App }

// Spending adds up the ledger. Without a rate the rubles are unknown, and
// everything else is told.
func (w webMoney) Spending(ctx context.Context) (ports.Spending, error) {
	day, stream := today(), w.a.stream.since()
	spent, err := w.a.store.Spent(ctx, day, stream)
	s := ports.Spending{Spent: spent, Day: day, DayEnds: celebration.StartOfDay(day, 1), Stream: stream}
	if _, rate, err := w.a.rates.InRubles(ctx, money.New(decimal.NewFromInt(1), "USD")); err == nil {
		s.Rubles, _ = decimal.NewFromString(rate.Rubles)
	}
	return s, err
}

func (w webMoney) NewStream(ctx context.Context) error { return w.a.stream.anew(ctx) }
