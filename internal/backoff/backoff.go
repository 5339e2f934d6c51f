// Package backoff returns how long to wait between tries. The number of tries
// comes from the caller, because that of a celebration is kept in the store
// and outlives the program: libraries such as sethvargo/go-retry count by
// themselves, in a loop that a restart ends.
package backoff

import (
	"math/rand/v2"
	"time"
)

// Policy is a wait that doubles with each failed try.
type Policy struct {
	First, Last time.Duration
	MaxAsked    time.Duration // the most that the other side may ask for
}

// Step returns the policy of most steps and calls.
func Step() Policy { return Policy{First: 2 * time.Second, Last: 2 * time.Minute, MaxAsked: time.Hour} }

// Wait returns the wait after the given number of failed tries, give or take
// a fifth, so that many callers do not come back at once. It is never less
// than the other side asked for, up to MaxAsked.
func (p Policy) Wait(tries int, asked time.Duration) time.Duration {
	wait := p.Doubled(tries)
	return max(wait*4/5+rand.N(wait*2/5+1), min(asked, p.MaxAsked))
}

// Doubled returns the wait after the given number of failed tries exactly.
func (p Policy) Doubled(tries int) time.Duration {
	wait := p.First
	for i := 1; i < tries && wait < p.Last; i++ {
		wait *= 2
	}
	return min(wait, p.Last)
}
