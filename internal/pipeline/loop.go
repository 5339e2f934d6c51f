package pipeline

import (
	"context"
	"errors"
	"maps"
	"runtime/debug"
	"sync"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/store"
)

const (
	stepsAtOnce = 12
	// fetchesAtOnce is how many downloads run besides, so that nothing waits
	// for a slow one.
	fetchesAtOnce = 4
	// afterError is how long a celebration is left alone whose step could not
	// be saved, so that a full disk does not make the loop spin.
	afterError = 2 * time.Second
	idle       = time.Minute // the longest sleep; everything that matters wakes the loop
	// gather is the least time between two queries for what is due. A step
	// wakes the loop twice, by its commit and by its end; that is one query.
	gather = 2 * time.Millisecond
	// lateBy is how much later than its time limit something may still be decided by
	// it: more than any pause of the loop.
	lateBy = 5 * time.Minute
)

// Run does what is due until ctx ends, then waits for the steps under way. A
// value on wake means that something was committed.
func (p *Pipeline) Run(ctx context.Context, wake <-chan struct{}) error {
	var steps sync.WaitGroup
	defer steps.Wait()
	r := &scheduler{busy: map[int64]bool{}, rest: map[int64]time.Time{}, finished: make(chan struct{}, 1)}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-wake:
		case <-r.finished:
		case <-timer.C:
		}
		now := time.Now() // for both questions: nothing may become due between them
		set := p.o.Settings()
		due, err := p.due(ctx, now, set)
		if err != nil {
			if ctx.Err() == nil {
				p.o.Log.Error().Err(err).Msg("due celebrations cannot be read")
			}
			timer.Reset(afterError)
			continue
		}
		for _, c := range due {
			if r.begin(c.ID, c.Status == celebration.Fetching) {
				steps.Go(func() {
					err := p.guarded(ctx, c)
					r.end(c.ID, err)
				})
			}
		}
		timer.Reset(min(p.untilNext(ctx, r, now), p.decideLate(ctx, now, set)))
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(gather):
		}
	}
}

// decideLate decides what the moderation has held for as long as the streamer's time
// limit, and returns how long the next one has. One that was held while the program
// did not run, or slept, waits for the streamer.
func (p *Pipeline) decideLate(ctx context.Context, now time.Time, set Settings) time.Duration {
	if set.DecideWithin <= 0 {
		return idle
	}
	held, err := p.o.Store.HeldBy(ctx, celebration.WhyModerated, now.Add(-set.DecideWithin-lateBy), stepsAtOnce)
	if err != nil {
		p.o.Log.Error().Err(err).Msg("what waits for a decision cannot be read")
		return afterError
	}
	for _, h := range held {
		if left := h.Since.Add(set.DecideWithin).Sub(now); left > 0 {
			return max(left, time.Millisecond)
		}
		if _, err := p.Decide(ctx, h.ID, set.Otherwise, celebration.By{Via: celebration.ViaTimeout}); err != nil && ctx.Err() == nil {
			p.o.Log.Warn().Err(err).Int64("celebration", h.ID).Msg("the decision of the time limit was not carried out")
		}
	}
	if len(held) == stepsAtOnce {
		return time.Millisecond
	}
	return idle
}

// due lists what has a step to do. What gets a scene needs no place at a
// generator.
func (p *Pipeline) due(ctx context.Context, now time.Time, set Settings) ([]celebration.Celebration, error) {
	due, err := p.o.Store.Due(ctx, now, set.Places, 4*stepsAtOnce)
	if maker, ok := p.o.Maker(p.next(set)); err != nil || !ok || !maker.drawsScenes() {
		return due, err
	}
	unordered, err := p.o.Store.DueUnordered(ctx, now, 4*stepsAtOnce)
	return append(due, unordered...), err
}

// untilNext returns how long to sleep until the first step becomes due after
// the moment for which the store was asked.
func (p *Pipeline) untilNext(ctx context.Context, r *scheduler, asked time.Time) time.Duration {
	wait := idle
	if next, ok, err := p.o.Store.NextDue(ctx, asked); err != nil {
		wait = afterError
	} else if ok {
		wait = min(wait, time.Until(next))
	}
	if r.resting() {
		wait = min(wait, afterError)
	}
	return max(wait, time.Millisecond)
}

// guarded takes one step. A panic becomes an error of this celebration alone.
func (p *Pipeline) guarded(ctx context.Context, c celebration.Celebration) (err error) {
	log := p.o.Log.With().Int64("celebration", c.ID).Str("status", string(c.Status)).Logger()
	defer func() {
		if cause := recover(); cause != nil {
			err = fault.New(fault.Unforeseen, "unforeseen")
			log.Error().Any("panic", cause).Bytes("stack", debug.Stack()).Msg("a step panicked")
		}
	}()
	err = p.Advance(ctx, c)
	if errors.Is(err, store.ErrStale) || ctx.Err() != nil {
		return nil // somebody else was faster, or the program stops
	}
	if err != nil {
		log.Error().Err(err).Msg("a step could not be saved; it is retried")
	}
	return err
}

// scheduler records which steps are under way in this process. It only saves
// work: two workers on one celebration would do no harm.
type scheduler struct {
	mu       sync.Mutex
	busy     map[int64]bool // true: it is a download
	fetches  int            // of them
	rest     map[int64]time.Time
	finished chan struct{}
}

func (s *scheduler) begin(id int64, fetch bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	full := len(s.busy)-s.fetches >= stepsAtOnce
	if fetch {
		full = s.fetches >= fetchesAtOnce
	}
	if _, busy := s.busy[id]; busy || full || time.Now().Before(s.rest[id]) {
		return false
	}
	delete(s.rest, id)
	s.busy[id] = fetch
	if fetch {
		s.fetches++
	}
	return true
}

func (s *scheduler) end(id int64, err error) {
	s.mu.Lock()
	if s.busy[id] {
		s.fetches--
	}
	delete(s.busy, id)
	if err != nil {
		s.rest[id] = time.Now().Add(afterError)
	}
	s.mu.Unlock()
	select {
	case s.finished <- struct{}{}:
	default:
	}
}

func (s *scheduler) resting() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.rest, func(_ int64, until time.Time) bool { return time.Now().After(until) })
	return len(s.rest) > 0
}
