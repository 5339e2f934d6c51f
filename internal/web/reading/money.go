package reading

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

func newPurse(since time.Time) Purse {
	return Purse{Since: since, Received: money.New(decimal.Zero, money.RUB)}
}

func (p *Purse) add(f store.Flow) {
	p.Donations += f.Donations
	p.Received = money.New(p.Received.Value().Add(f.Received.Value()), money.RUB)
	p.Clips += f.Orders
	p.Dollars, p.Rubles = p.Dollars.Add(f.Dollars), p.Rubles.Add(f.Rubles)
	p.Unpriced += f.Unpriced
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
	flows, err := o.Store.Flows(ctx, earlier(first, month))
	if err != nil {
		return a, err
	}
	a.Today, a.Month, a.Stream = newPurse(today), newPurse(month), newPurse(a.Spending.Stream)
	for i := range PlotDays {
		a.Days = append(a.Days, newPurse(celebration.StartOfDay(first, i)))
	}
	for _, f := range flows {
		if !f.At.Before(month) {
			a.Month.add(f)
		}
		if !f.At.Before(today) {
			a.Today.add(f)
		}
		for i := len(a.Days) - 1; i >= 0; i-- {
			if !f.At.Before(a.Days[i].Since) {
				a.Days[i].add(f)
				break
			}
		}
	}
	streamed, err := o.Store.Flows(ctx, a.Spending.Stream)
	for _, f := range streamed {
		a.Stream.add(f)
	}
	return a, err
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
