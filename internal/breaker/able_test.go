package breaker

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
)

type pricing struct{ err error }

func (p pricing) Price(context.Context, celebration.Order) (decimal.Decimal, error) {
	return decimal.NewFromInt(2), p.err
}

type accounting struct{}

func (accounting) Charges(context.Context, time.Time) (map[celebration.Operation]decimal.Decimal, error) {
	return nil, nil
}

func (accounting) KnownOrders(context.Context, time.Time) ([]celebration.KnownOrder, error) {
	return nil, nil
}

func TestAGuardedGeneratorCanWhatItsInsideCan(t *testing.T) {
	p := &provider{}
	type (
		f = finding
		r = pricing
		a = accounting
	)
	for _, inner := range []Generator{
		p,
		f{p},
		struct {
			*provider
			r
		}{provider: p},
		struct {
			*provider
			a
		}{provider: p},
		struct {
			f
			r
		}{f: f{p}},
		struct {
			f
			a
		}{f: f{p}},
		struct {
			*provider
			r
			a
		}{provider: p},
		struct {
			f
			r
			a
		}{f: f{p}},
	} {
		want, got := able(inner), able(guard(inner).Generator())
		if got != want {
			t.Errorf("one that can %v can %v with a guard", want, got)
		}
	}
}

// able reports whether a generator can search, price and account.
func able(g Generator) (can [3]bool) {
	_, can[0] = g.(finder)
	_, can[1] = g.(pricer)
	_, can[2] = g.(accountant)
	return can
}

func TestAPriceThatNobodyTellsIsTrouble(t *testing.T) {
	p := struct {
		*provider
		*pricing
	}{&provider{}, &pricing{}}
	b := guard(p)
	ask := func() error {
		_, err := b.Generator().(pricer).Price(t.Context(), celebration.Order{})
		return err
	}
	p.err = errors.New("the model is not in the list")
	for range 2 * most {
		if err := ask(); !errors.Is(err, p.err) || isSilent(err) {
			t.Fatal(err)
		}
	}
	p.err = broken()
	for i := range most {
		if err := ask(); isSilent(err) != (i == most-1) {
			t.Errorf("%d: %v", i+1, err)
		}
	}
	p.err = nil
	if err := ask(); err != nil || b.State().State != Open {
		t.Errorf("a price from memory: %v, %+v", err, b.State())
	}
}
