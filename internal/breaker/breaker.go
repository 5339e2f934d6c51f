// Package breaker stops calling a provider for a while when it does not
// answer. After five failures in a row nothing is sent to it for a growing
// time, then one call is its trial: if that is answered all goes on, else it is
// left alone twice as long.
//
// What a caller gets meanwhile is a fault.Unavailable, so the pipeline counts
// no try and gives nothing up. That matters most for orders: a provider that
// takes paid requests and loses its answers would lose every one of them; here
// it gets five at the most, and then one for a trial.
//
// Orders and questions have a circuit each, because questions about old jobs
// are often answered well while every new order is lost.
package breaker

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/fault"
)

const (
	maxFailures = 5 // in a row
	firstRest   = 30 * time.Second
	lastRest    = 5 * time.Minute
	// busyWait is the wait behind a call under way that will tell more.
	busyWait = 2 * time.Second
	// trialTimeout is short, as it comes out of the time of the order.
	trialTimeout = 5 * time.Second
)

// The states of a breaker.
const (
	Closed   = "closed"    // the provider answers
	Open     = "open"      // it is left alone
	HalfOpen = "half-open" // the next call is its trial
)

// codeBusy is of a provider that has not answered too many calls under way.
const codeBusy = "provider.busy"

// ErrNeither is the verdict on a call that tells nothing about the provider.
var ErrNeither = errors.New("neither")

// Options are what a breaker is made of.
type Options struct {
	Name    string        // of the provider, as people know it
	Rest    time.Duration // how long it is left alone first; 30 s where 0
	Changed func()        // called when the state has changed; may be nil
	Log     zerolog.Logger
}

// State is how a breaker stands, for people.
type State struct {
	State string
	Since time.Time     // the first of the failures in a row
	Why   fault.Message // the latest of them
	Again time.Time     // when it is called again
}

// Breaker watches the calls to one provider. It is safe for concurrent use.
type Breaker struct{ orders, questions *circuit }

// New returns a closed breaker.
func New(o Options) *Breaker {
	return &Breaker{orders: newCircuit(o, "orders"), questions: newCircuit(o, "questions")}
}

// State returns how the provider stands: the worse of its circuits.
func (b *Breaker) State() State {
	orders, questions := b.orders.state(), b.questions.state()
	rank := map[string]int{Closed: 0, HalfOpen: 1, Open: 2}
	c := cmp.Compare(rank[orders.State], rank[questions.State])
	if c > 0 || c == 0 && orders.Again.After(questions.Again) {
		return orders
	}
	return questions
}

// Heal closes the breaker, because a check that the streamer asked for
// passed. The next failure opens it again.
func (b *Breaker) Heal() {
	b.questions.heal()
	b.orders.heal()
}

// Ready returns why no order would be sent now: a fault.Unavailable, or nil.
func (b *Breaker) Ready() error {
	if err := b.orders.refusal(); err != nil {
		return err
	}
	return b.questions.refusal()
}

// Question makes a free call that may be repeated, or returns a
// fault.Unavailable. judge says what the call's error tells about the provider:
// nil is an answer, ErrNeither tells nothing, anything else is a failure.
func (b *Breaker) Question(call func() error, judge func(error) error) error {
	err, failed := b.questions.ask(call, judge)
	if failed && b.questions.isOpen() {
		return b.questions.silent(err)
	}
	return err
}

// Order makes a paid call. While the provider is left alone it returns a
// fault.Unavailable that is fault.NotSent too; an order whose fate is not known
// stays so. After a rest trial asks the provider something free, by Question,
// so that a paid order is not what finds out whether it answers again; any
// answer will do. trial may be nil.
func (b *Breaker) Order(ctx context.Context, trial func(context.Context) error, call func() error, judge func(error) error) error {
	var tried error
	err, failed := b.orders.ask(func() error {
		if tried = b.try(ctx, trial); tried != nil {
			return tried
		}
		return call()
	}, func(err error) error {
		switch {
		case tried == nil:
			return judge(err)
		case fault.Has(tried, fault.NotSent): // the trial was not made
			return ErrNeither
		}
		return tried
	})
	switch {
	case failed && b.orders.isOpen() && (tried != nil || fault.Has(err, fault.NotSent)):
		return b.orders.silent(asUnsent(err))
	case failed && tried != nil:
		return b.questions.silent(asUnsent(err))
	}
	return err
}

// try makes the trial if the provider rested, and returns why it did not pass.
// Any answer passes; so does a trial that asked nothing.
func (b *Breaker) try(ctx context.Context, trial func(context.Context) error) error {
	if !b.orders.isOpen() && !b.questions.isOpen() {
		return nil
	}
	if err := b.questions.refusal(); err != nil || trial == nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, trialTimeout)
	defer cancel()
	answered, failed := b.questions.counts()
	err := trial(limited)
	answeredNow, failedNow := b.questions.counts()
	switch {
	case err == nil, answeredNow > answered:
		return nil
	case ctx.Err() != nil:
		return asUnsent(ctx.Err())
	case failedNow > failed, fault.Has(err, fault.Unavailable):
		return err
	}
	return nil
}

// asUnsent returns the fault of a call that was not made because of another
// error, which may be nil.
func asUnsent(err error) error {
	if fault.Has(err, fault.NotSent) {
		return err
	}
	return fault.Wrap(err, fault.NotSent, "provider.not_sent")
}
