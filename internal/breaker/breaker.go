// Package breaker leaves a provider alone that does not answer. After some
// troubles in a row nothing is sent to it for a while, then one question is
// its trial: if that is answered all goes on, else it rests twice as long.
//
// What the line gets meanwhile is a fault.Unavailable: it waits, counts no
// try and gives nothing up. That matters most for orders. A provider that
// takes a paid request and loses the answer would lose each of them in
// turn; here it gets five of them at the most, and then one for a trial.
//
// A generator has two breakers, because questions about old jobs are often
// answered well while every new order is lost: one good answer to a
// question must not excuse five lost orders.
package breaker

import (
	"cmp"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/fault"
)

const (
	most      = 5 // troubles in a row that a provider may have
	firstRest = 30 * time.Second
	lastRest  = 5 * time.Minute
	// crowd is the wait behind somebody else's question that tells more.
	crowd = 2 * time.Second
)

// The states of a breaker.
const (
	Closed   = "closed"    // the provider answers
	Open     = "open"      // it is left alone
	HalfOpen = "half-open" // the next question is its trial
)

// codeBusy is of a provider of which too many questions of the moment have no
// answer yet.
const codeBusy = "provider.busy"

// Options are what a breaker is made of.
type Options struct {
	Name    string        // of the provider, as people know it
	Rest    time.Duration // how long it is left alone first; 30 s where 0
	Changed func()        // is told when the state is another one; may be nil
	Log     zerolog.Logger
}

// State is how a breaker stands, for people.
type State struct {
	State string
	Since time.Time     // the first of the troubles in a row
	Why   fault.Message // the latest of them
	Again time.Time     // when it is asked again
}

// worse returns the state of two breakers of one provider.
func worse(a, b State) State {
	rank := map[string]int{Closed: 0, HalfOpen: 1, Open: 2}
	c := cmp.Compare(rank[a.State], rank[b.State])
	if c > 0 || c == 0 && a.Again.After(b.Again) {
		return a
	}
	return b
}
