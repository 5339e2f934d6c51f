package aiml

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/outbound"
)

// logReaches is how far back AIML's log can be asked for: 92 days at once.
const logReaches = 91 * 24 * time.Hour

// KnownOrders lists the requests since a moment that carry an id of ours, as far
// as the account's log shows them now: its rows come late.
func (g *Generator) KnownOrders(ctx context.Context, since time.Time) (found []celebration.KnownOrder, err error) {
	now := time.Now()
	if since.Before(now.Add(-logReaches)) {
		since = now.Add(-logReaches)
	}
	window := url.Values{
		"start": {since.Add(-around).UTC().Format(time.RFC3339)},
		"end":   {now.Add(around).UTC().Format(time.RFC3339)},
		"limit": {strconv.Itoa(pageSize)},
	}
	for page, offset := 0, 0; page < maxPages; page++ {
		window.Set("offset", strconv.Itoa(offset))
		rows, more, err := g.rows(ctx, window)
		if err != nil {
			return nil, failed(err, "aiml.search_failed")
		}
		for _, r := range rows {
			if o, ok := r.ordered(now); ok {
				found = append(found, o)
			}
		}
		if offset += len(rows); !more || len(rows) == 0 {
			return found, nil
		}
	}
	return found, nil // what is older than so many requests is not looked for
}

// ordered reads a row that is of an order of ours.
func (r row) ordered(now time.Time) (celebration.KnownOrder, bool) {
	o := celebration.KnownOrder{
		Order: outbound.Text(r.RequestID), Operation: celebration.Operation(outbound.Text(r.Operation)),
		Model: celebration.OneLine(outbound.Text(r.Model), maxStatus), Failed: strings.EqualFold(outbound.Text(r.Status), "failed"), At: now,
	}
	if !strings.HasPrefix(o.Order, celebration.OrderPrefix) || !validRequestID(o.Order) || len(o.Operation) > maxID {
		return o, false
	}
	if at, err := time.Parse(time.RFC3339, outbound.Text(r.Created)); err == nil && at.Before(now) {
		o.At = at
	}
	cost, err := figure(r.Cost.USD)
	if err != nil {
		if cost, err = figure(r.Cost.Credits); err == nil {
			cost = cost.DivRound(decimal.NewFromInt(creditsPerUSD), 8)
		}
	}
	if err == nil && !cost.GreaterThan(decimal.NewFromInt(maxPrice)) {
		o.Charge = decimal.NewNullDecimal(cost)
	}
	return o, true
}
