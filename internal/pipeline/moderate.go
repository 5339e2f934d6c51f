package pipeline

import (
	"context"

	"streamspark/internal/celebration"
)

// moderate sets the verdict on what a viewer wrote, by the streamer's rules of now.
// The streamer's own words, and a decision of the streamer's, stay.
func moderate(c *celebration.Celebration, set Settings) {
	if set.Moderate == nil || c.Donation.Source == celebration.SourceManual || c.Verdict.By == celebration.ByPerson {
		return
	}
	c.Verdict = set.verdict(c.Donation.Donor, c.Donation.Message)
}

// verdict returns what Moderate says. Where it panics or says nothing the words are
// held.
func (s Settings) verdict(donor, message string) (v celebration.Verdict) {
	v = celebration.Unjudged(donor, message)
	defer func() { _ = recover() }() // v is that the words are held
	if said := s.Moderate(donor, message); !said.IsZero() {
		v = said
	}
	return v
}

// JudgeOlder sets the verdict on what is from before there was any. It runs before
// anything is shown or ordered.
func (p *Pipeline) JudgeOlder(ctx context.Context) error {
	set := p.o.Settings()
	if set.Moderate == nil {
		return nil
	}
	judged, err := p.o.Store.JudgeOlder(ctx, set.verdict)
	if judged > 0 {
		p.o.Log.Info().Int("donations", judged).Msg("donations from before the moderation were judged")
	}
	return err
}

// logVerdicts logs what was not simply allowed, without its words.
func (p *Pipeline) logVerdicts(verdicts map[int64]celebration.Verdict) {
	for id, v := range verdicts {
		if v.Action.IsStricter(celebration.ActionAllow) {
			p.o.Log.Info().Int64("celebration", id).Str("action", string(v.Action)).Str("category", v.Category).
				Str("found", v.Code).Str("by", v.By).Msg("moderated")
		}
	}
}

// Moderate returns the verdict on words by the rules of now. Nothing is recorded.
func (p *Pipeline) Moderate(donor, message string) celebration.Verdict {
	c := celebration.Celebration{Donation: celebration.Donation{Donor: donor, Message: message}}
	moderate(&c, p.o.Settings())
	return c.Verdict
}
