package pipeline

import (
	"context"
	"errors"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/store"
)

const (
	priceTimeout = 4 * time.Second
	// priceTries is how often a price is requested before the streamer has to
	// decide; with the backoff about a minute.
	priceTries = 5
)

// noPrice returns the error of an order whose price is not known.
func noPrice(cause error) error {
	return fault.Wrap(cause, fault.Retry, celebration.WhyNoPrice, "cause", celebration.Cause(cause))
}

// reservation returns the money that an order needs and the budgets that it
// must fit; nil if the order is free.
func (p *Pipeline) reservation(ctx context.Context, c celebration.Celebration, set Settings, maker Maker) (*store.Reservation, error) {
	if !maker.Paid {
		return nil, nil
	}
	pricer, ok := maker.Generator.(Pricer)
	if !ok {
		return nil, noPrice(fault.New(fault.Permanent, "pipeline.no_prices", "who", c.Generator))
	}
	ctx, cancel := context.WithTimeout(ctx, priceTimeout)
	defer cancel()
	price, err := pricer.Price(ctx, c.Order)
	if err == nil && !price.IsPositive() {
		err = fault.New(fault.Permanent, "pipeline.impossible_price", "who", c.Generator, "price", price.String())
	}
	if err != nil {
		return nil, noPrice(err)
	}
	purchase := purchaseFor(c, set.Day, price)
	purchase.Rubles, err = p.rublesPerDollar(ctx)
	if err != nil && set.Budget.NeedsRate() && !c.Insisted && purchase.Donation.Valid {
		return nil, fault.Wrap(err, fault.Retry, celebration.WhyNoRate, "currency", "USD") // it can be judged in rubles only
	}
	return &store.Reservation{
		Entry: celebration.Entry{
			Order: c.Order.RequestID, Celebration: c.ID, Generator: c.Generator, Model: c.Order.Model, Donor: purchase.Donor,
			Price: price, Rubles: purchase.Rubles,
		},
		Day: set.Day, Stream: set.Stream,
		Allow: func(spent celebration.Spent) error { return set.Budget.Allows(purchase, spent) },
	}, nil
}

// purchaseFor returns the purchase of a celebration's clip, on a day that began then.
// The rate of the dollar is not in it.
func purchaseFor(c celebration.Celebration, day time.Time, price decimal.Decimal) celebration.Purchase {
	purchase := celebration.Purchase{
		Price: price, Donor: donorOf(c), Insisted: c.Insisted, DayEnds: celebration.StartOfDay(day, 1), Clip: true,
	}
	if !c.AmountRUB.IsNone() {
		purchase.Donation = decimal.NewNullDecimal(c.AmountRUB.Value())
	}
	return purchase
}

// donorOf returns the donor of a celebration, as limits and budgets count them.
func donorOf(c celebration.Celebration) string { return celebration.DonorKey(c.Donation.Donor) }

// rublesPerDollar returns today's rate of the dollar.
func (p *Pipeline) rublesPerDollar(ctx context.Context) (decimal.Decimal, error) {
	_, rate, err := p.o.InRubles(ctx, money.New(decimal.NewFromInt(1), "USD"))
	if err != nil {
		return decimal.Zero, err
	}
	return decimal.NewFromString(rate.Rubles)
}

// orderFailed sets the status of an approved celebration for which no order
// was written down.
func (p *Pipeline) orderFailed(ctx context.Context, c *celebration.Celebration, err error) error {
	f := p.classify(err)
	switch {
	case ctx.Err() != nil:
		return ctx.Err() // the program stops
	case errors.Is(err, store.ErrNoPlace):
		return nil // it stays approved and its turn will come
	case f.kind == fault.OverBudget:
		p.o.Log.Info().Int64("celebration", c.ID).Stringer("reason", f.why).Msg("held by a budget or a limit")
		moveTo(c, celebration.Held, f.why)
	case f.kind == fault.Unavailable: // the celebration waits with the others
		f.rest(c)
	case f.noPrice && c.Attempts+1 >= priceTries:
		moveTo(c, celebration.Held, fault.Say(celebration.WhyNoPrice, "cause", f.cause))
	case f.kind == fault.Retry:
		f.retry(c)
	default:
		return err
	}
	return p.o.Store.Save(ctx, c)
}
