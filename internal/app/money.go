package app

import (
	"context"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/web/api"
)

// spending returns what counts against the budgets. Without a rate the rubles
// are unknown, and everything else is known.
func (a *App) spending(ctx context.Context) (api.Spending, error) {
	day, stream := today(), a.stream.since()
	spent, err := a.store.Spent(ctx, day, stream)
	s := api.Spending{Spent: spent, Day: day, DayEnds: celebration.StartOfDay(day, 1), Stream: stream}
	if _, rate, err := a.rates.InRubles(ctx, money.New(decimal.NewFromInt(1), "USD")); err == nil {
		s.Rubles, _ = decimal.NewFromString(rate.Rubles)
	}
	return s, err
}
