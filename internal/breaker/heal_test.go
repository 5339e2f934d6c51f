package breaker

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/rates"
)

// TestACheckThatPassedClosesIt: and what the check did not prove, one order
// proves at the most.
func TestACheckThatPassedClosesIt(t *testing.T) {
	for _, back := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			p := &provider{start: broken()}
			told := 0
			guard := NewGuard(p, Options{Name: "AIML", Changed: func() { told++ }})
			g := guard.Generator()
			for range 2 * most {
				_, _ = g.Start(t.Context(), celebration.Order{})
			}
			if p.starts != most || guard.State().State != Open {
				t.Fatalf("%d orders, %s", p.starts, guard.State().State)
			}
			time.Sleep(time.Second) // long before the rest is over
			told = 0
			guard.Heal()
			if s := guard.State(); s.State != Closed || guard.Ready() != nil || told == 0 {
				t.Fatalf("after the check it is %+v, told %d times", s, told)
			}
			if back {
				p.start = nil
			}
			for range most {
				_, _ = g.Start(t.Context(), celebration.Order{})
			}
			if want := map[bool]int{true: 2 * most, false: most + 1}[back]; p.starts != want {
				t.Errorf("answering is %v: %d orders, want %d", back, p.starts, want)
			}
			if open := guard.State().State == Open; open == back {
				t.Errorf("answering is %v: it is %+v", back, guard.State())
			}
			if !back { // and it rests as the first time, then has its trial
				time.Sleep(firstRest + time.Second)
				p.start = nil
				if _, err := g.Start(t.Context(), celebration.Order{}); err != nil || guard.State().State != Closed {
					t.Errorf("the trial: %v, %+v", err, guard.State())
				}
			}
		})
	}
}

// TestOrdersTogetherAfterACheckAreOne: none leaves beside the first, which
// has no answer yet.
func TestOrdersTogetherAfterACheckAreOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &provider{start: broken()}
		guard := NewGuard(p, Options{Name: "AIML"})
		g := guard.Generator()
		for range most {
			_, _ = g.Start(t.Context(), celebration.Order{})
		}
		guard.Heal()
		p.slow = time.Second
		for range most {
			go func() { _, _ = g.Start(t.Context(), celebration.Order{}) }()
		}
		time.Sleep(2 * time.Second)
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.starts != most+1 {
			t.Errorf("%d orders, want %d", p.starts, most+1)
		}
	})
}

// TestACallFromBeforeTheCheckOpensNothing: its trouble is of a time that the
// check made past.
func TestACallFromBeforeTheCheckOpensNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCircuit(Options{Name: "AIML"}, "orders")
		var calls []func(error)
		for range most + 1 { // all before the first trouble
			done, err := c.admit()
			if err != nil {
				t.Fatal(err)
			}
			calls = append(calls, done)
		}
		for _, done := range calls[1:] {
			done(broken())
		}
		if !c.shut() {
			t.Fatal("it is not open")
		}
		c.heal()
		calls[0](errors.New("timeout"))
		if c.shut() {
			t.Error("it is open again")
		}
	})
}

// silentRates is a provider that does not answer.
type silentRates struct{ loads int }

func (*silentRates) Name() string { return "cbr" }

func (s *silentRates) Load(context.Context) (rates.Table, error) {
	s.loads++
	return rates.Table{}, broken()
}

func TestRatesAreAskedAgainWhenTheStreamerWishes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &silentRates{}
		guard := NewRates(p, Options{Name: "Bank of Russia"})
		for range 2 * most {
			_, _ = guard.Load(t.Context())
		}
		guard.Heal()
		for range most {
			_, _ = guard.Load(t.Context())
		}
		if p.loads != most+1 || guard.State().State != Open {
			t.Errorf("%d loads, %s", p.loads, guard.State().State)
		}
	})
}
