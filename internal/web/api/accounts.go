package api

import (
	"context"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/store"
	"streamspark/internal/web/ports"
)

// PlotDays is how many days the plot of money shows.
const PlotDays = 30

// Purse is the money of a stretch of time.
type Purse struct {
	Since     time.Time
	Donations int
	Received  money.Amount // rubles
	Clips     int
	Dollars   decimal.Decimal
	Rubles    decimal.Decimal // of the dollars, at the rate of each order
	Unpriced  int             // clips whose rubles are not known
}

// Accounts are the sums that a streamer asks for.
type Accounts struct {
	Today, Stream, Month Purse
	Days                 []Purse // the last ones, the oldest first
	Spending             ports.Spending
}

// AccountsOf adds them up. Days and months begin where the streamer lives.
func AccountsOf(ctx context.Context, o ports.Options) (a Accounts, err error) {
	if a.Spending, err = o.Money.Spending(ctx); err != nil {
		return a, err
	}
	today := a.Spending.Day
	first := celebration.StartOfDay(today, 1-PlotDays)
	month := celebration.StartOfMonth(today)
	starts := []time.Time{today, a.Spending.Stream, month}
	stretches := []store.Stretch{{From: today}, {From: a.Spending.Stream}, {From: month}}
	for i := range PlotDays {
		day := store.Stretch{From: celebration.StartOfDay(first, i)}
		if i < PlotDays-1 {
			day.To = celebration.StartOfDay(first, i+1)
		}
		starts, stretches = append(starts, day.From), append(stretches, day)
	}
	flows, err := o.Store.Flows(ctx, stretches)
	if err != nil {
		return a, err
	}
	purses := make([]Purse, len(flows))
	for i, f := range flows {
		purses[i] = Purse{starts[i], f.Donations, f.Received, f.Orders, f.Dollars, f.Rubles, f.Unpriced}
	}
	a.Today, a.Stream, a.Month, a.Days = purses[0], purses[1], purses[2], purses[3:]
	return a, nil
}
