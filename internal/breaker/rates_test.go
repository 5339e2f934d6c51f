package breaker

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/fault"
	"streamspark/internal/outbound"
	"streamspark/internal/rates"
)

type bank struct {
	err   error
	loads int
}

func (*bank) Name() string { return "bank" }

func (b *bank) Load(context.Context) (rates.Table, error) {
	b.loads++
	return rates.Table{Source: "bank"}, b.err
}

func TestABankThatDoesNotAnswerIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inner := &bank{err: &fault.Error{Kind: fault.Retry, Code: "outbound.call", After: time.Hour, Cause: &outbound.Failure{Status: 429}}}
		b := NewRates(inner, Options{Name: "the bank", Log: zerolog.Nop()})
		for range 2 * most { // to be asked to wait is an answer
			if _, err := b.Load(t.Context()); isSilent(err) || fault.After(err) != time.Hour {
				t.Fatal(err)
			}
		}
		inner.err, inner.loads = nobody(), 0
		for range 2 * most {
			_, _ = b.Load(t.Context())
		}
		_, err := b.Load(t.Context())
		if !isSilent(err) || fault.After(err) != firstRest || inner.loads != most || b.State().State != Open || b.Name() != "bank" {
			t.Errorf("%v after %d loads: %+v", err, inner.loads, b.State())
		}
		inner.err = nil
		time.Sleep(firstRest)
		if table, err := b.Load(t.Context()); err != nil || table.Source != "bank" || b.State().State != Closed {
			t.Errorf("%+v, %v, %+v", table, err, b.State())
		}
	})
}
