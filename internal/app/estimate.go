package app

import (
	"context"
	"time"

	"streamspark/internal/breaker"
	"streamspark/internal/celebration"
)

// timeLeft returns about how long each clip that is being made still takes, by
// celebration, where that is known. Of a line that is too long none is.
func (a *App) timeLeft(ctx context.Context) (map[int64]time.Duration, error) {
	making, err := a.store.InProgress(ctx, celebration.LongestLine+1)
	if err != nil || len(making) > celebration.LongestLine {
		return nil, err
	}
	took, err := a.store.MakingTimes(ctx)
	if err != nil {
		return nil, err
	}
	next := a.pipeline.Next()
	if maker, ok := a.maker(next); ok && maker.Ready != nil && maker.Ready() != nil {
		delete(took, next) // it does not answer
	}
	for id, b := range a.breakers() {
		if b.State != breaker.Closed {
			delete(took, id) // nor does another one, which may have orders
		}
	}
	known := map[int64]time.Duration{}
	for i, left := range celebration.TimeLeft(making, took, next, a.live.Get().Generation.Concurrency, time.Now()) {
		if left >= 0 {
			known[making[i].ID] = left
		}
	}
	return known, nil
}
