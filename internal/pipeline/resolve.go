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
	// findFor is how long a lost order is searched for. Providers list a job
	// when it is over, and late, so a missing row proves nothing before.
	findFor = 20 * time.Minute
	// findTries is the minimum of searches, also after that time: the network
	// may not be up yet when the computer has just started.
	findTries = 5
	// findFirst and findLast are the first and the longest pause between two
	// searches; a provider may ask for up to ten times the last.
	findFirst = 5 * time.Second
	findLast  = time.Minute
)

// resolve searches for the operation of a submit whose answer was lost: the
// connection broke, or the program died. It never submits.
func (p *Pipeline) resolve(ctx context.Context, c *celebration.Celebration) error {
	maker, ok := p.o.Maker(c.Generator)
	finder, can := maker.Generator.(Finder)
	if !ok || !can {
		moveTo(c, celebration.Unknown, fault.Say(celebration.WhyAnswerLost))
		return p.o.Store.Save(ctx, c)
	}
	switch {
	case c.Reason.Code != celebration.WhyLookingFor: // the program died while it waited
		beginSearch(c, fault.Say("pipeline.ended_waiting"))
	case time.Since(c.NextAt) > findLast: // the program was off: the tries begin anew
		c.Attempts = 0
	}
	limit := cmp.Or(p.o.Settings().FindFor, findFor)
	over := time.Since(c.SubmittedAt) > limit && c.Attempts+1 >= findTries
	op, err := finder.Find(ctx, c.Order, c.SubmittedAt)
	f := p.classify(err)
	log := p.o.Log.With().Int64("celebration", c.ID).Str("generator", c.Generator).Logger()
	switch {
	case err == nil:
		log.Info().Msg("a lost order was found")
		moveTo(c, celebration.Generating, celebration.Reason{})
		c.Operation = op
		c.DeadlineFrom = time.Now() // it was never polled
	case f.kind == fault.Permanent:
		log.Warn().Err(err).Msg("a lost order has failed at the generator")
		c.Charged = f.charged
		moveTo(c, celebration.Failed, f.why)
	case ctx.Err() != nil:
		return ctx.Err() // the program stops; the next start searches again
	case f.kind == fault.Unavailable: // the tries begin anew
		f.rest(c)
		c.Reason = fault.Say(celebration.WhyLookingFor, "cause", f.cause)
		c.Attempts = 1 // 0 would take a place at the generator
	case over:
		log.Error().Err(err).Msg("a lost order was not found; the streamer decides")
		moveTo(c, celebration.Unknown, fault.Say(celebration.WhyAnswerLost))
	default:
		log.Debug().Err(err).Msg("a lost order was not found yet")
		c.Attempts++
		f.why = fault.Say(celebration.WhyLookingFor, "cause", f.cause)
		f.wait(c, backoff.Policy{First: findFirst, Last: findLast, MaxAsked: 10 * findLast})
	}
	return p.o.Store.Save(ctx, c)
}

// beginSearch makes the search for a lost order due at once. Its time counts
// from the last request; earlier ones may have been refused long before.
func beginSearch(c *celebration.Celebration, why any) {
	c.SubmittedAt = c.NextAt.Add(-lease)
	c.Attempts, c.NextAt = 0, time.Now()
	c.Reason = fault.Say(celebration.WhyLookingFor, "cause", why)
}
