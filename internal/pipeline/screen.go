package pipeline

import (
	"cmp"
	"context"

	"streamspark/internal/celebration"
	"streamspark/internal/crash"
	"streamspark/internal/fault"
)

// reviewer returns who looks at a celebration's clip before it airs.
func (s Settings) reviewer(c celebration.Celebration) celebration.Reviewer {
	if c.Donation.Source == celebration.SourceManual { // they made it themselves
		return celebration.ReviewerNone
	}
	return cmp.Or(s.Tiers.At(c.Tier).Review, s.Review, celebration.ReviewerNone)
}

// screen has a finished clip looked at, where that is wanted, and returns what becomes
// of it. A clip of which nobody has said that it may air waits for the streamer. It
// fails only where nothing was found out and the same step has to be done again: it
// costs nothing.
func (p *Pipeline) screen(ctx context.Context, c *celebration.Celebration, why celebration.Reason) (celebration.Status, celebration.Reason, error) {
	reviewer := p.o.Settings().reviewer(*c)
	if reviewer == celebration.ReviewerNone || c.Screening.MayAir() {
		return celebration.Ready, why, nil
	}
	log := p.o.Log.With().Int64("celebration", c.ID).Logger()
	byModel := reviewer == celebration.ReviewerModel
	if byModel {
		c.Reason = fault.Say(celebration.WhyScreening)
		if err := p.o.Store.Save(ctx, c); err != nil {
			return "", why, err
		}
	}
	crash.At("screening: before")
	stills, err := p.o.Clips.TakeStills(ctx, c.Clip.Filename)
	if err == nil {
		if err := p.o.Clips.SaveStills(c.Clip.Filename, stills); err != nil {
			log.Warn().Err(err).Msg("the stills of a clip could not be saved")
		}
	}
	switch {
	case ctx.Err() != nil:
		return "", why, ctx.Err() // the next start takes them again
	case err != nil:
		log.Info().Err(err).Msg("no stills could be taken of a clip")
	}
	if !byModel {
		return celebration.Review, why, nil // why stays: that it is mute is part of what there is to see
	}
	if err != nil {
		c.Screening = celebration.Unscreened("", fault.Say("screening.no_stills", "cause", celebration.Cause(err)))
	} else {
		c.Screening = p.o.Screen(ctx, c.ID, stills)
	}
	crash.At("screening: after")
	if c.Screening.IsZero() {
		return "", why, cmp.Or(ctx.Err(), error(fault.New(fault.Unforeseen, "unforeseen")))
	}
	log.Info().Str("model", c.Screening.Model).Str("action", string(c.Screening.Action)).Str("found", c.Screening.Why.Code).
		Int("still", c.Screening.Still).Msg("a clip was screened")
	if c.Screening.MayAir() {
		return celebration.Ready, why, nil
	}
	return celebration.Review, c.Screening.Reason(), nil
}
