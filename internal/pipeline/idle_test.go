package pipeline

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
)

// countingStore has nothing to do, and counts how often it is asked.
type countingStore struct {
	Store
	asked atomic.Int64
}

func (s *countingStore) Due(context.Context, time.Time, int, int) ([]celebration.Celebration, error) {
	s.asked.Add(1)
	return nil, nil
}

func (s *countingStore) NextDue(context.Context, time.Time) (time.Time, bool, error) {
	return time.Time{}, false, nil
}

// TestTheLoopAsksAtOnceThenGathersAndRests: the first commit is looked into
// without delay, a thousand within a tenth of a second are few questions, and
// an hour in which nothing happens is one question a minute.
func TestTheLoopAsksAtOnceThenGathersAndRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &countingStore{}
		l := New(Options{Store: s, Settings: func() Settings { return Settings{} }, Log: zerolog.Nop()})
		pass := func(d time.Duration) { time.Sleep(d); synctest.Wait() }
		wake := make(chan struct{}, 1)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- l.Run(ctx, wake) }()
		pass(time.Second)
		before := s.asked.Load()
		wake <- struct{}{}
		synctest.Wait()
		if s.asked.Load() != before+1 {
			t.Errorf("the first commit is %d questions", s.asked.Load()-before)
		}
		for range 1000 {
			select {
			case wake <- struct{}{}:
			default:
			}
			pass(100 * time.Microsecond)
		}
		if asked := s.asked.Load() - before; asked < 20 || asked > 55 {
			t.Errorf("a thousand commits in 100 ms are %d questions", asked)
		}
		pass(time.Second)
		before = s.asked.Load()
		pass(time.Hour)
		if asked := s.asked.Load() - before; asked > 61 {
			t.Errorf("an idle hour is %d questions", asked)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
