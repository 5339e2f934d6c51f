package pipeline

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"streamspark/internal/store/storetest"

	"github.com/rs/zerolog"
)

// TestTheLoopAsksAtOnceThenGathersAndRests: the first commit is looked into
// without delay, a thousand within a tenth of a second are few questions, and
// an hour in which nothing happens is one question a minute.
func TestTheLoopAsksAtOnceThenGathersAndRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int64 // each question has the settings of its moment
		kept := storetest.Open(t)
		l := New(Options{Store: kept, Settings: func() Settings { asked.Add(1); return Settings{} }, Maker: func(string) (Maker, bool) { return Maker{}, false }, Log: zerolog.Nop()})
		pass := func(d time.Duration) { time.Sleep(d); synctest.Wait() }
		wake := make(chan struct{}, 1)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- l.Run(ctx, wake) }()
		pass(time.Second)
		before := asked.Load()
		wake <- struct{}{}
		synctest.Wait()
		if asked.Load() != before+1 {
			t.Errorf("the first commit is %d questions", asked.Load()-before)
		}
		for range 1000 {
			select {
			case wake <- struct{}{}:
			default:
			}
			pass(100 * time.Microsecond)
		}
		if n := asked.Load() - before; n < 20 || n > 55 {
			t.Errorf("a thousand commits in 100 ms are %d questions", n)
		}
		pass(time.Second)
		before = asked.Load()
		pass(time.Hour)
		if n := asked.Load() - before; n > 61 {
			t.Errorf("an idle hour is %d questions", n)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
