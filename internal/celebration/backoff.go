package celebration

import (
	"math/rand/v2"
	"time"
)

// Back-off between tries of a step: it doubles from the first to the last
// wait, give or take a fifth, so that many do not knock at once.
const (
	firstWait = 2 * time.Second
	lastWait  = 2 * time.Minute
)

// Backoff is how long to wait after the given number of failed tries, and
// never less than the other side asked for, up to an hour.
func Backoff(attempts int, asked time.Duration) time.Duration {
	wait := lastWait
	if attempts < 8 {
		wait = min(firstWait<<max(attempts-1, 0), lastWait)
	}
	return max(About(wait), min(asked, time.Hour))
}

// About is a wait, give or take a fifth.
func About(wait time.Duration) time.Duration { return wait*4/5 + rand.N(wait*2/5+1) }
