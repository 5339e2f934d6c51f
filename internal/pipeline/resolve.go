package pipeline

import (
	"cmp"
	"context"
	"time"

	"streamspark/internal/backoff"
	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

const (
	// findFor is how long an order is looked for whose answer was lost. A
	// provider lists a job only when it is over, and late: before that, not
	// to be listed proves nothing.
	findFor = 20 * time.Minute
	// findTries is how often at least, also when the time is over: after a
	// start of the computer the network needs a moment.
	findTries = 5
	// Between two searches it waits from the first to the last of these, or as
	// long as the provider asks for, up to ten times the last.
	findFirst = 5 * time.Second
	findLast  = time.Minute
)

// resolve finds out what became of a submit whose answer never came: the
// connection broke, or the program died while it waited. It never submits.
func (l *Line) resolve(ctx context.Context, c *celebration.Celebration) error {
	maker, ok := l.o.Maker(c.Generator)
	finder, can := maker.Generator.(Finder)
	if !ok || !can {
		moveTo(c, celebration.Unknown, fault.Say(celebration.WhyAnswerLost))
		return l.o.Store.Save(ctx, c)
	}
	switch {
	case c.Reason.Code != celebration.WhyLookingFor: // the program died while it waited
		beginSearch(c, fault.Say("pipeline.ended_waiting"))
	case time.Since(c.NextAt) > findLast: // the program was off: the tries begin anew
		c.Attempts = 0
	}
	limit := cmp.Or(l.o.Settings().FindFor, findFor)
	over := time.Since(c.SubmittedAt) > limit && c.Attempts+1 >= findTries
	op, err := finder.Find(ctx, c.Order, c.SubmittedAt)
	f := classify(err)
	log := l.o.Log.With().Int64("celebration", c.ID).Str("generator", c.Generator).Logger()
	switch {
	case err == nil:
		log.Info().Msg("a lost order was found: the work goes on")
		moveTo(c, celebration.Generating, celebration.Reason{})
		c.Operation = op
		c.DeadlineFrom = time.Now() // it was not looked at so far
	case f.kind == fault.Permanent:
		log.Warn().Err(err).Msg("a lost order had failed at the generator")
		c.Charged = f.charged
		moveTo(c, celebration.Failed, f.why)
	case ctx.Err() != nil:
		return ctx.Err() // the program stops; the next start looks again
	case f.kind == fault.Unavailable: // the tries begin anew
		f.rest(c)
		c.Reason = fault.Say(celebration.WhyLookingFor, "cause", f.cause)
		c.Attempts = 1 // 0 would take a place at the generator
	case over:
		log.Error().Err(err).Msg("a lost order was not found; it is for the streamer to decide")
		moveTo(c, celebration.Unknown, fault.Say(celebration.WhyAnswerLost))
	default:
		log.Debug().Err(err).Msg("a lost order was not found yet")
		c.Attempts++
		f.why = fault.Say(celebration.WhyLookingFor, "cause", f.cause)
		f.wait(c, backoff.Policy{First: findFirst, Last: findLast, MaxAsked: 10 * findLast})
	}
	return l.o.Store.Save(ctx, c)
}

// beginSearch makes the search for a lost order due at once. Its time is
// counted from when this request left, not the first one: that may have
// been refused and sent again long after.
func beginSearch(c *celebration.Celebration, why any) {
	c.SubmittedAt = c.NextAt.Add(-lease)
	c.Attempts, c.NextAt = 0, time.Now()
	c.Reason = fault.Say(celebration.WhyLookingFor, "cause", why)
}
