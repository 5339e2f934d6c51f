package breaker

import (
	"context"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
)

// What a generator may be able to do besides.
type (
	finder interface {
		Find(ctx context.Context, order celebration.Order, since time.Time) (celebration.Operation, error)
	}
	pricer interface {
		Price(ctx context.Context, order celebration.Order) (decimal.Decimal, error)
	}
	accountant interface {
		Charges(ctx context.Context, since time.Time) (map[celebration.Operation]decimal.Decimal, error)
		KnownOrders(ctx context.Context, since time.Time) ([]celebration.KnownOrder, error)
	}
)

// Generator returns the guarded generator. It can do exactly what the one
// inside can: the line asks its type for that.
func (g *Guard) Generator() Generator {
	type (
		s = guarded
		f = guardedFinder
		p = guardedPricer
		a = guardedAccountant
	)
	_, finds := g.inner.(finder)
	_, prices := g.inner.(pricer)
	_, accounts := g.inner.(accountant)
	switch [3]bool{finds, prices, accounts} {
	case [3]bool{true, false, false}:
		return struct {
			s
			f
		}{s{g}, f{g}}
	case [3]bool{false, true, false}:
		return struct {
			s
			p
		}{s{g}, p{g}}
	case [3]bool{false, false, true}:
		return struct {
			s
			a
		}{s{g}, a{g}}
	case [3]bool{true, true, false}:
		return struct {
			s
			f
			p
		}{s{g}, f{g}, p{g}}
	case [3]bool{true, false, true}:
		return struct {
			s
			f
			a
		}{s{g}, f{g}, a{g}}
	case [3]bool{false, true, true}:
		return struct {
			s
			p
			a
		}{s{g}, p{g}, a{g}}
	case [3]bool{true, true, true}:
		return struct {
			s
			f
			p
			a
		}{s{g}, f{g}, p{g}, a{g}}
	}
	return s{g}
}

type guardedFinder struct{ g *Guard }

// Find looks for a lost order, or says that the provider is Silent.
func (f guardedFinder) Find(ctx context.Context, order celebration.Order, since time.Time) (op celebration.Operation, err error) {
	err = f.g.question(ctx, func() error {
		op, err = f.g.inner.(finder).Find(ctx, order, since)
		return err
	})
	return op, err
}

type guardedAccountant struct{ g *Guard }

// Charges reads the account, or says that the provider is Silent.
func (a guardedAccountant) Charges(ctx context.Context, since time.Time) (charges map[celebration.Operation]decimal.Decimal, err error) {
	err = a.g.question(ctx, func() error {
		charges, err = a.g.inner.(accountant).Charges(ctx, since)
		return err
	})
	return charges, err
}

// KnownOrders reads the log of requests, or says that the provider is Silent.
func (a guardedAccountant) KnownOrders(ctx context.Context, since time.Time) (found []celebration.KnownOrder, err error) {
	err = a.g.question(ctx, func() error {
		found, err = a.g.inner.(accountant).KnownOrders(ctx, since)
		return err
	})
	return found, err
}

type guardedPricer struct{ g *Guard }

// Price tells the price. A good answer may come from memory and proves
// nothing; one that does not come, because the catalogue is silent and
// nothing is remembered, is trouble like any other.
func (p guardedPricer) Price(ctx context.Context, order celebration.Order) (decimal.Decimal, error) {
	price, err := p.g.inner.(pricer).Price(ctx, order)
	if err == nil {
		return price, nil
	}
	asked, trouble := p.g.questions.ask(func() error { return err }, func(err error) error {
		if verdict := judge(ctx, err); verdict != nil {
			return verdict
		}
		return errNeither
	})
	if trouble && p.g.questions.shut() {
		asked = p.g.questions.silent(err)
	}
	return price, asked
}
