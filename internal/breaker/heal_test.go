package breaker

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// TestACheckThatPassedClosesIt: and what the check did not prove, one order
// proves at the most.
func TestACheckThatPassedClosesIt(t *testing.T) {
	for _, answers := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			s, changed := newService(), 0
			s.b = New(Options{Name: "AIML", Changed: func() { changed++ }})
			s.noTrial, s.order = true, errLost
			for range 2 * maxFailures {
				_ = s.buy()
			}
			if s.orders != maxFailures || s.state() != Open {
				t.Fatalf("%d orders, %s", s.orders, s.state())
			}
			time.Sleep(time.Second) // long before the rest is over
			changed = 0
			s.b.Heal()
			if s.state() != Closed || s.b.Ready() != nil || changed == 0 {
				t.Fatalf("after the check it is %+v, changed %d times", s.b.State(), changed)
			}
			if answers {
				s.order = nil
			}
			for range maxFailures {
				_ = s.buy()
			}
			if want := map[bool]int{true: 2 * maxFailures, false: maxFailures + 1}[answers]; s.orders != want {
				t.Errorf("answering is %v: %d orders, want %d", answers, s.orders, want)
			}
			if open := s.state() == Open; open == answers {
				t.Errorf("answering is %v: it is %+v", answers, s.b.State())
			}
			if !answers { // and it rests as the first time, then has its trial
				time.Sleep(firstRest + time.Second)
				s.order = nil
				if err := s.buy(); err != nil || s.state() != Closed {
					t.Errorf("the trial: %v, %+v", err, s.b.State())
				}
			}
		})
	}
}

// TestOrdersAtOnceAfterACheckAreOne: none is sent beside the first, which has
// no answer yet.
func TestOrdersAtOnceAfterACheckAreOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService()
		s.order = errLost
		for range maxFailures {
			_ = s.buy()
		}
		s.b.Heal()
		s.slow = time.Second
		s.atOnce(maxFailures)
		time.Sleep(2 * time.Second)
		if s.orders != maxFailures+1 {
			t.Errorf("%d orders, want %d", s.orders, maxFailures+1)
		}
	})
}

func TestQuestionsAreAskedAgainAfterACheck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService()
		s.question = errBroken
		for range 2 * maxFailures {
			_ = s.ask()
		}
		s.b.Heal()
		for range maxFailures {
			_ = s.ask()
		}
		if s.questions != maxFailures+1 || s.state() != Open {
			t.Errorf("%d questions, %s", s.questions, s.state())
		}
	})
}

// TestACallFromBeforeTheCheckOpensNothing: its failure is of a time that the
// check made past.
func TestACallFromBeforeTheCheckOpensNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCircuit(Options{Name: "AIML"}, "orders")
		var calls []func(error)
		for range maxFailures + 1 { // all before the first failure
			done, err := c.admit()
			if err != nil {
				t.Fatal(err)
			}
			calls = append(calls, done)
		}
		for _, done := range calls[1:] {
			done(errBroken)
		}
		if !c.isOpen() {
			t.Fatal("it is not open")
		}
		c.heal()
		calls[0](errors.New("timeout"))
		if c.isOpen() {
			t.Error("it is open again")
		}
	})
}
