package api

import (
	"context"
	"maps"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/web/ports"
)

// Work is what is being made, in the order of the line, and how long such
// clips took lately.
type Work struct {
	Orders []celebration.Celebration // the first of them
	Total  int
	Times  map[string]time.Duration // by generator
}

// WorkOf reads what is being made.
func WorkOf(ctx context.Context, from ports.Store) (w Work, err error) {
	if w.Orders, err = from.InLine(ctx, celebration.LongestLine); err != nil {
		return w, err
	}
	if w.Total = len(w.Orders); w.Total == celebration.LongestLine { // there may be more
		if w.Total, err = from.Making(ctx); err != nil {
			return w, err
		}
	}
	w.Times, err = from.MakingTimes(ctx)
	return w, err
}

// Left says of each order about how long until its clip is made, by the
// generator that would make it now; negative where that is not known.
func (w Work) Left(o ports.Options) []time.Duration {
	generator, _ := o.Generator()
	if other, ok := o.StandIn(); ok {
		generator = other
	}
	times := maps.Clone(w.Times)
	for silent := range o.Silent() {
		delete(times, silent) // nobody knows how long it will be silent
	}
	return celebration.TimeLeft(w.Orders, times, generator, max(o.Config.Get().Generation.Concurrency, 1), o.Now())
}

// Needing counts those that wait for the streamer.
func Needing(counts map[celebration.Status]int) int {
	n := 0
	for _, status := range celebration.Undecided() {
		n += counts[status]
	}
	return n
}
