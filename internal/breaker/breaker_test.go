package breaker

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/fault"
)

// service is a provider that does as the test says, and counts.
type service struct {
	b *Breaker

	mu                sync.Mutex
	order, question   error
	orders, questions int
	slow              time.Duration // of an order
	noTrial           bool
}

func newService() *service {
	return &service{b: New(Options{Name: "AIML", Log: zerolog.Nop()})}
}

// buy makes a paid call.
func (s *service) buy() error {
	trial := func(context.Context) error { return s.ask() }
	if s.noTrial {
		trial = nil
	}
	return s.b.Order(context.Background(), trial, func() error {
		s.mu.Lock()
		s.orders++
		err, slow := s.order, s.slow
		s.mu.Unlock()
		time.Sleep(slow)
		return err
	}, verdict)
}

// ask makes a free call.
func (s *service) ask() error {
	return s.b.Question(func() error {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.questions++
		return s.question
	}, verdict)
}

func (s *service) state() string { return s.b.State().State }

// atOnce makes paid calls that do not wait for each other.
func (s *service) atOnce(n int) {
	for range n {
		go func() { _ = s.buy() }()
	}
	synctest.Wait()
}

var (
	errNoJob  = errors.New("no such job") // an answer
	errBroken = fault.New(fault.Retry, "outbound.call", "problem", "500")
	errLost   = fault.Wrap(errBroken, fault.Lost, "provider.order_lost")
	errUnsent = fault.Wrap(errBroken, fault.NotSent, "provider.not_accepted")
)

func verdict(err error) error {
	if errors.Is(err, errNoJob) {
		return nil
	}
	return err
}

func isSilent(err error) bool { return fault.Has(err, fault.Unavailable) }
func isUnsent(err error) bool { return fault.Has(err, fault.NotSent) }

// checkSilent checks what is returned in place of an answer.
func checkSilent(t *testing.T, err error, wait time.Duration) {
	t.Helper()
	e, ok := fault.OfKind(err, fault.Unavailable)
	if !ok || e.After != wait || e.Args["provider"] != "AIML" || e.Args["cause"] == nil {
		t.Errorf("got %v (%v), want to wait for %v", err, fault.After(err), wait)
	}
}

// checkNotSent checks that an order is not sent.
func (s *service) checkNotSent(t *testing.T, wait time.Duration) {
	t.Helper()
	sent, err := s.orders, s.buy()
	if !isUnsent(err) || s.orders != sent {
		t.Errorf("an order that is not sent: %v", err)
	}
	checkSilent(t, err, wait)
	checkSilent(t, s.b.Ready(), wait)
}

func TestOrdersRestLongerAndLongerUntilOneIsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		changed := 0
		s := newService()
		s.b = New(Options{Name: "AIML", Changed: func() { changed++ }, Log: zerolog.Nop()})
		s.order = errLost
		began := time.Now()
		for range maxFailures {
			time.Sleep(time.Second)
			if err := s.buy(); !errors.Is(err, errLost) || isSilent(err) || isUnsent(err) {
				t.Fatalf("a lost order is %v", err)
			}
		}
		if st := s.b.State(); st.State != Open || !st.Since.Equal(began.Add(time.Second)) || st.Why.IsZero() || changed == 0 {
			t.Errorf("after %d lost orders it is %+v", maxFailures, st)
		}
		for i, wait := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 5 * time.Minute, 5 * time.Minute} {
			s.checkNotSent(t, wait)
			time.Sleep(wait)
			if s.state() != HalfOpen || s.b.Ready() != nil {
				t.Errorf("after its rest it is %s, %v", s.state(), s.b.Ready())
			}
			if err := s.buy(); isSilent(err) || s.questions != i+1 || s.orders != maxFailures+i+1 {
				t.Errorf("its trial: %v, %d questions, %d orders", err, s.questions, s.orders)
			}
		}
		s.order = nil
		time.Sleep(lastRest)
		if err := s.buy(); err != nil || !reflect.DeepEqual(s.b.State(), State{State: Closed}) || s.b.Ready() != nil {
			t.Errorf("it is %+v, %v", s.b.State(), err)
		}
	})
}

// Orders go well and questions do not: an order that finds that out by its
// trial was not sent, so it waits and counts no try.
func TestAnOrderWhoseTrialHasNoAnswerOnlyWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService()
		s.question = errBroken
		for range maxFailures {
			_ = s.ask()
		}
		for i, wait := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute} {
			time.Sleep(lastRest)
			if err := s.b.Ready(); err != nil {
				t.Fatalf("after its rest an order may not be the trial: %v", err)
			}
			err := s.buy()
			if !isUnsent(err) || s.orders != 0 || s.questions != maxFailures+i+1 {
				t.Errorf("%v, %d orders and %d questions", err, s.orders, s.questions)
			}
			checkSilent(t, err, wait)
		}
	})
}

func TestTheTrialOfOrdersIsFree(t *testing.T) {
	for _, answer := range []error{nil, errNoJob} {
		synctest.Test(t, func(t *testing.T) {
			s := newService()
			s.order, s.question = errUnsent, errBroken
			for range maxFailures {
				_ = s.buy()
			}
			sent := s.orders
			for range 20 {
				time.Sleep(lastRest)
				if err := s.buy(); !isUnsent(err) || !isSilent(err) {
					t.Errorf("a trial without an answer: %v", err)
				}
			}
			if s.orders != sent || s.questions != 20 {
				t.Errorf("%d orders and %d questions in 20 trials", s.orders-sent, s.questions)
			}
			s.order, s.question = nil, answer
			time.Sleep(lastRest)
			if err := s.buy(); err != nil || s.state() != Closed {
				t.Errorf("%v, %s", err, s.state())
			}
		})
	}
}

// TestATrialThatAsksNothingStopsNoOrder: neither where there is none, nor one
// that returns an error of its own.
func TestATrialThatAsksNothingStopsNoOrder(t *testing.T) {
	for _, trial := range []func(context.Context) error{nil, func(context.Context) error { return errNoJob }} {
		synctest.Test(t, func(t *testing.T) {
			s := newService()
			s.order, s.noTrial = errLost, true
			for range maxFailures {
				_ = s.buy()
			}
			time.Sleep(lastRest)
			err := s.b.Order(t.Context(), trial, func() error { return nil }, verdict)
			if err != nil || s.state() != Closed {
				t.Errorf("%v, %s", err, s.state())
			}
		})
	}
}

// TestWhoLeavesDuringTheTrialDecidesNothing: the next order is the trial.
func TestWhoLeavesDuringTheTrialDecidesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService()
		s.order = errLost
		for range maxFailures {
			_ = s.buy()
		}
		time.Sleep(firstRest)
		ctx, leave := context.WithCancel(t.Context())
		err := s.b.Order(ctx, func(ctx context.Context) error {
			leave()
			return s.b.Question(ctx.Err, func(error) error { return ErrNeither })
		}, func() error { t.Error("the order is sent"); return nil }, verdict)
		if !isUnsent(err) || isSilent(err) || s.state() != HalfOpen {
			t.Errorf("%v, %s", err, s.state())
		}
	})
}

func TestQuestionsRestToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService()
		s.question = errBroken
		for i := range maxFailures {
			if err := s.ask(); isSilent(err) != (i == maxFailures-1) || !errors.Is(err, errBroken) || isUnsent(err) {
				t.Errorf("question %d: %v", i+1, err)
			}
		}
		checkSilent(t, s.ask(), 30*time.Second)
		s.checkNotSent(t, 30*time.Second)
		if s.questions != maxFailures || s.orders != 0 {
			t.Errorf("%d questions and %d orders", s.questions, s.orders)
		}
		time.Sleep(30 * time.Second)
		checkSilent(t, s.ask(), time.Minute) // the trial: an answer about the provider, not about the work
		time.Sleep(time.Minute)
		s.question = nil
		if err := s.ask(); err != nil || s.state() != Closed {
			t.Errorf("%v, %s", err, s.state())
		}
	})
}

func TestOneTrialAtATimeAndFewCallsAtOnceAfterAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService()
		s.slow, s.order = time.Second, errLost
		_ = s.buy() // the first failure
		s.atOnce(8)
		if s.orders != maxFailures {
			t.Errorf("%d orders to a provider that fails, want %d", s.orders, maxFailures)
		}
		checkSilent(t, s.b.Ready(), busyWait)
		time.Sleep(31 * time.Second)
		s.atOnce(8)
		if s.orders != maxFailures+1 || s.questions != 1 {
			t.Errorf("%d orders for the trial", s.orders-maxFailures)
		}
		checkSilent(t, s.b.Ready(), busyWait)
		time.Sleep(time.Minute)

		healthy := newService()
		healthy.slow = time.Second
		healthy.atOnce(8)
		if healthy.orders != 8 {
			t.Errorf("%d of 8 orders at once to one that answers", healthy.orders)
		}
		time.Sleep(time.Minute)
	})
}

func TestALateAnswerDoesNotEndARest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService()
		s.slow = 10 * time.Second
		s.atOnce(1)
		s.slow, s.order = time.Second, errLost
		s.atOnce(maxFailures)
		time.Sleep(11 * time.Second) // the first one is taken
		if st := s.b.State(); st.State != Open || st.Since.IsZero() || st.Why.IsZero() {
			t.Errorf("it is %+v", st)
		}
	})
}
