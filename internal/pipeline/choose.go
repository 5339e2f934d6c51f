package pipeline

import (
	"slices"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// Next returns the generator that a new order would go to now: the streamer's
// choice, or the first of the others while that one does not answer.
func (p *Pipeline) Next() string { return p.next(p.o.Settings()) }

func (p *Pipeline) next(set Settings) string {
	for _, name := range append([]string{set.Generator}, set.Others...) {
		maker, ok := p.o.Maker(name)
		if ok && !fault.Is(maker.silent(), celebration.CodeSilent) {
			return name
		}
	}
	return set.Generator
}

// chooseGenerator sets which generator gets an order: the next one. What was
// sent once stays where it was sent. The settings come back with the choice in
// them, and without the tiers' models, which are of the streamer's choice
// alone.
func (p *Pipeline) chooseGenerator(c celebration.Celebration, set Settings) Settings {
	name, sent := set.Generator, !c.SubmittedAt.IsZero()
	switch {
	case isFree(c.Donation) && set.Generator != Off:
		name = set.Free
	case sent && slices.Contains(set.Others, c.Generator):
		name = c.Generator
	case !sent:
		name = p.next(set)
	}
	if name != set.Generator {
		set.Generator, set.Tiers = name, slices.Clone(set.Tiers)
		for i := range set.Tiers {
			set.Tiers[i].Model = ""
		}
	}
	return set
}

// logFailover logs that another generator than the streamer's choice gets it. A
// test gets the one that is free, and that is no failover.
func (p *Pipeline) logFailover(c celebration.Celebration, set Settings) {
	if set.Generator != p.o.Settings().Generator && !isFree(c.Donation) {
		p.o.Log.Info().Int64("celebration", c.ID).Str("generator", set.Generator).Msg("failed over to another generator")
	}
}

// isFree reports whether a donation is a test that must not cost anything.
func isFree(d celebration.Donation) bool { return d.Source == celebration.SourceTest && !d.Paid }

// silent returns why no order would be sent now, or nil.
func (m Maker) silent() error {
	if m.Ready == nil {
		return nil
	}
	return m.Ready()
}
