package breaker

import (
	"cmp"
	"errors"
	"sync"
	"time"

	"github.com/sony/gobreaker/v2"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// circuit is one of the two. The states and the counting are gobreaker's. It
// knows one length of rest only; the growing one is kept here, and is never
// the shorter.
type circuit struct {
	o    Options
	turn sync.Mutex // held from reading the counts to the admission
	gate *gobreaker.TwoStepCircuitBreaker[struct{}]

	mu         sync.Mutex    // never held while the gate is called, which calls back
	rest       time.Duration // the present one; 0 while closed
	suspicious bool          // closed by a check, and nothing was answered since: the next failure opens it
	again      time.Time
	since      time.Time
	why        error
	moved      bool // since Changed was last called

	answered, failed int // calls, ever
}

func newCircuit(o Options, asks string) *circuit {
	o.Rest = cmp.Or(o.Rest, firstRest)
	o.Log = o.Log.With().Str("calls", asks).Logger()
	c := &circuit{o: o}
	c.gate = c.newGate()
	return c
}

func (c *circuit) newGate() *gobreaker.TwoStepCircuitBreaker[struct{}] {
	var gate *gobreaker.TwoStepCircuitBreaker[struct{}]
	gate = gobreaker.NewTwoStepCircuitBreaker[struct{}](gobreaker.Settings{
		Name: c.o.Name, Timeout: c.o.Rest / 2,
		ReadyToTrip: func(n gobreaker.Counts) bool { return n.ConsecutiveFailures >= c.allowed() },
		IsExcluded:  func(err error) bool { return errors.Is(err, ErrNeither) },
		OnStateChange: func(_ string, _, to gobreaker.State) {
			if c.present() == gate { // else of a call from before heal
				c.change(to)
			}
		},
	})
	return gate
}

// present returns the gate in use.
func (c *circuit) present() *gobreaker.TwoStepCircuitBreaker[struct{}] {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.gate
}

// allowed returns how many failures in a row open it.
func (c *circuit) allowed() uint32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.suspicious {
		return 1
	}
	return maxFailures
}

// heal closes it because a check passed. What a check asks may be answered
// while this is not, so one failure opens it again.
func (c *circuit) heal() {
	c.turn.Lock()
	fresh := c.newGate()
	c.mu.Lock()
	open := c.rest > 0
	if open {
		c.gate, c.suspicious, c.moved = fresh, true, true
		c.rest, c.since, c.again, c.why = 0, time.Time{}, time.Time{}, nil
	}
	c.mu.Unlock()
	c.turn.Unlock()
	if open {
		c.o.Log.Info().Msg(c.o.Name + " is asked again, as the streamer wished")
	}
	c.tell()
}

func (c *circuit) change(to gobreaker.State) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moved = true
	switch to {
	case gobreaker.StateOpen:
		c.rest = min(max(2*c.rest, c.o.Rest), max(lastRest, c.o.Rest))
		c.again = time.Now().Add(c.rest)
		c.o.Log.Warn().Err(c.why).Time("until", c.again).Msg(c.o.Name + " does not answer and is left alone")
	case gobreaker.StateClosed:
		c.rest, c.since, c.again, c.why = 0, time.Time{}, time.Time{}, nil
		c.o.Log.Info().Msg(c.o.Name + " answers again")
	}
}

// ask makes a call if the provider may be called now, and reports whether
// that was a failure by the judge's verdict.
func (c *circuit) ask(call func() error, judge func(error) error) (err error, failed bool) { //nolint:revive // the error is what is returned, the rest is about it
	done, err := c.admit()
	if err != nil {
		return err, false
	}
	verdict := ErrNeither // of a call that panics
	defer func() {
		c.note(verdict)
		done(verdict)
		c.tell()
	}()
	err = call()
	verdict = judge(err)
	return err, verdict != nil && !errors.Is(verdict, ErrNeither)
}

func (c *circuit) admit() (done func(error), err error) {
	c.turn.Lock()
	defer c.turn.Unlock()
	if err := c.refusal(); err != nil {
		return nil, err
	}
	if done, err = c.present().Allow(); err != nil {
		return nil, c.silent(nil)
	}
	return done, nil
}

// refusal returns why nothing may be asked now, else nil. After a failure a
// call that has no answer yet counts as one more: else many calls at once
// would pass before the last failure is known.
func (c *circuit) refusal() error {
	c.mu.Lock()
	resting, wary, gate := time.Now().Before(c.again), c.suspicious, c.gate
	c.mu.Unlock()
	if resting {
		return c.silent(nil)
	}
	state, n := gate.State(), gate.Counts()
	open := n.Requests - n.TotalSuccesses - n.TotalFailures - n.TotalExclusions
	switch {
	case (state == gobreaker.StateHalfOpen || wary) && open > 0,
		state == gobreaker.StateClosed && n.ConsecutiveFailures > 0 && n.ConsecutiveFailures+open >= maxFailures:
		return c.silent(nil)
	}
	return nil
}

// silent returns what is returned in place of an answer. err is the failure of
// this very call; nil where it was not made.
func (c *circuit) silent(err error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	code, why := codeBusy, any(fault.Say("outbound.no_answer"))
	if c.rest > 0 {
		code = celebration.CodeSilent
	}
	if c.why != nil {
		why = fault.MessageOf(c.why)
	}
	if err == nil {
		err = asUnsent(nil)
	}
	e := fault.Wrap(err, fault.Unavailable, code, "provider", c.o.Name, "cause", why)
	e.After = max(time.Until(c.again), min(busyWait, c.o.Rest))
	return e
}

// counts returns how many calls were answered and how many failed so far.
func (c *circuit) counts() (answered, failed int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.answered, c.failed
}

// note remembers a failure. An answer that comes late, to a call from before
// the rest, does not end the rest.
func (c *circuit) note(verdict error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if verdict == nil {
		c.suspicious = false
		c.answered++
	}
	switch {
	case verdict == nil && c.rest == 0:
		c.since, c.why = time.Time{}, nil
	case verdict != nil && !errors.Is(verdict, ErrNeither):
		c.failed++
		c.why = verdict
		if c.since.IsZero() {
			c.since = time.Now()
		}
	}
}

// isOpen reports whether the provider rests or is on trial.
func (c *circuit) isOpen() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rest > 0
}

func (c *circuit) tell() {
	c.mu.Lock()
	moved := c.moved
	c.moved = false
	c.mu.Unlock()
	if moved && c.o.Changed != nil {
		c.o.Changed()
	}
}

func (c *circuit) state() State {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.rest == 0:
		return State{State: Closed}
	case time.Now().Before(c.again):
		return State{Open, c.since, fault.MessageOf(c.why), c.again}
	}
	return State{HalfOpen, c.since, fault.MessageOf(c.why), c.again}
}
