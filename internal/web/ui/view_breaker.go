package ui

import (
	"streamspark/internal/breaker"
	"streamspark/internal/locale"
	"streamspark/internal/provider"
)

// silentGenerator shows on the dashboard that a generator does not answer,
// in place of the English sentence of the part.
func (p *Pages) silentGenerator(l *link, chosen string) {
	for _, d := range p.generators() {
		p.silentOne(l, d.ID, chosen)
	}
}

// silentOne shows that one generator does not answer, if so, and reports
// whether it did.
func (p *Pages) silentOne(l *link, name, chosen string) bool {
	b, ok := p.o.Silent()[name]
	if !ok {
		return false
	}
	l.Problem = nil
	l.Steps = append([]locale.Phrase{locale.Say("generator.silent", locale.Say("generator."+name), p.o.Clean(b.Why))}, l.Steps...)
	l.Facts = append(l.Facts, breakerFacts(b)...)
	if other, ok := p.o.StandIn(); ok && name == chosen {
		l.Steps = append(l.Steps, locale.Say("generator.substitute", locale.Say("generator."+other)))
	}
	return true
}

// silentRates shows which services of rates do not answer. Another one may
// well have all that is needed.
func (p *Pages) silentRates(l *link) {
	silent := p.o.Silent()
	for _, d := range provider.OfKind(p.o.Config.Providers(), provider.KindRates) {
		if b, ok := silent[d.ID]; ok {
			l.Steps = append(l.Steps, locale.Say("rates.silent", provider.Title(d.ID)))
			l.Facts = append(l.Facts, breakerFacts(b)...)
		}
	}
}

func breakerFacts(b breaker.State) []fact {
	// Written out: the page counts from a moment that passed, not to one that comes.
	return []fact{{Key: "breaker.since", Text: locale.Say("plain", b.Since)}, {Key: "breaker.again", Text: locale.Say("plain", b.Again)}}
}
