package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// flowStep is how finely money is added up: every time zone's midnight
// falls on a full quarter of an hour.
const flowStep = 15 * time.Minute

// Flow is the money of a quarter of an hour: what viewers sent, tests
// apart, and what clips cost.
type Flow struct {
	At        time.Time
	Donations int
	Received  money.Amount
	Orders    int
	Dollars   decimal.Decimal
	Rubles    decimal.Decimal // of the dollars, at the rate of each order
	Unpriced  int             // orders for which no rate was known
}

// Flows lists the quarters since a moment in which money moved, the oldest
// first.
func (s *Store) Flows(ctx context.Context, since time.Time) ([]Flow, error) {
	flows := map[int64]*Flow{}
	at := func(slot int64) *Flow {
		if flows[slot] == nil {
			flows[slot] = &Flow{At: fromMillis(slot * flowStep.Milliseconds()), Received: rublesOf(0)}
		}
		return flows[slot]
	}
	if err := s.received(ctx, since, at); err != nil {
		return nil, fmt.Errorf("add up what came in: %w", err)
	}
	if err := s.spent(ctx, since, at); err != nil {
		return nil, fmt.Errorf("add up what was spent: %w", err)
	}
	sorted := slices.SortedFunc(maps.Values(flows), func(a, b *Flow) int { return cmp.Compare(a.At.UnixMilli(), b.At.UnixMilli()) })
	list := make([]Flow, len(sorted))
	for i, f := range sorted {
		list[i] = *f
	}
	return list, nil
}

func (s *Store) received(ctx context.Context, since time.Time, at func(int64) *Flow) error {
	rows, err := s.read.QueryContext(ctx, `
		SELECT c.created_at / $1, count(*), coalesce(sum(c.kopecks), 0)
		FROM celebrations c JOIN donations d ON d.id = c.id
		WHERE c.created_at >= $2 AND d.older = 0 AND d.source NOT IN (`+ours+`) GROUP BY 1`,
		flowStep.Milliseconds(), millis(since))
	if err != nil {
		return err
	}
	return each(rows, func(row scanner) error {
		var slot, kopecks int64
		var n int
		if err := row.Scan(&slot, &n, &kopecks); err != nil {
			return err
		}
		f := at(slot)
		f.Donations, f.Received = n, rublesOf(kopecks)
		return nil
	})
}

func (s *Store) spent(ctx context.Context, since time.Time, at func(int64) *Flow) error {
	rows, err := s.read.QueryContext(ctx, `
		SELECT at / $1, rubles, count(*), sum(`+cost+`) FROM ledger
		WHERE at >= $2 AND state <> $3 GROUP BY 1, 2`,
		flowStep.Milliseconds(), millis(since), celebration.EntryReleased)
	if err != nil {
		return err
	}
	return each(rows, func(row scanner) error {
		var slot, usd int64
		var n int
		var rubles string
		if err := row.Scan(&slot, &rubles, &n, &usd); err != nil {
			return err
		}
		f := at(slot)
		f.Orders += n
		f.Dollars = f.Dollars.Add(dollars(usd))
		if rubles == "" { // none was known
			f.Unpriced += n
			return nil
		}
		rate, err := decimal.NewFromString(rubles)
		f.Rubles = f.Rubles.Add(dollars(usd).Mul(rate))
		return err
	})
}
