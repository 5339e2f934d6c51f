package e2e

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"
)

// size is a number from the environment, for `make crash`.
func size(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

// TestThePlugIsPulledAtRandom kills the real program again and again while
// donations come in bursts, and then holds: none lost, none paid twice.
func TestThePlugIsPulledAtRandom(t *testing.T) {
	t.Parallel()
	donations, kills := size("STREAMSPARK_CRASH_DONATIONS", 40), size("STREAMSPARK_CRASH_KILLS", 8)
	v := newVictim(t, buildVictim(t))
	stop := make(chan struct{})
	defer close(stop)
	go v.watch(stop)
	given := 0
	for k := range kills {
		upTo := donations * (k + 1) / kills
		v.donate(given, upTo)
		given = upTo
		time.Sleep(rand.N(2500 * time.Millisecond)) // where it is killed is the point of the test
		v.kill()
		v.live()
	}
	v.judge(donations, kills)
}
