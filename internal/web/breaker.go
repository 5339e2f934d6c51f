package web

import (
	"fmt"
	"strings"
	"time"

	"streamspark/internal/language"
)

// Breaker is how one provider stands: closed while it answers, open while
// it is left alone because it does not, half-open when it is on trial.
type Breaker struct {
	Provider string // as in the configuration: aiml, gemini, cbr
	State    string
	Since    time.Time // when it began not to answer
	Why      string
	Again    time.Time // when it is asked again
}

// breakers are all of them.
func (o Options) breakers() []Breaker {
	if o.Breakers == nil {
		return nil
	}
	return o.Breakers()
}

// silent are those whose provider does not answer.
func (o Options) silent() map[string]Breaker {
	found := map[string]Breaker{}
	for _, b := range o.breakers() {
		if b.State != "closed" {
			found[b.Provider] = b
		}
	}
	return found
}

// silentGenerator says on the dashboard that a generator does not answer,
// in place of the English sentence of the part.
func (p *pages) silentGenerator(l *link, chosen string) {
	silent := p.o.silent()
	for _, name := range []string{"aiml", "gemini"} {
		b, ok := silent[name]
		if !ok {
			continue
		}
		l.Problem = ""
		l.Steps = append([]language.Phrase{language.Say("generator.silent", language.Say("generator."+name), language.Say(b.Why))}, l.Steps...)
		l.Facts = append(l.Facts, b.facts()...)
		if other, ok := p.substitute(); ok && name == chosen {
			l.Steps = append(l.Steps, language.Say("generator.substitute", language.Say("generator."+other)))
		}
	}
}

func (p *pages) substitute() (string, bool) {
	if p.o.Substitute == nil {
		return "", false
	}
	return p.o.Substitute()
}

// silentRates says which services of rates do not answer. Another one may
// well have all that is needed.
func (p *pages) silentRates(l *link) {
	silent := p.o.silent()
	for _, name := range sortedKeys(silent) {
		if source := rateSource(name); source.Key != name {
			l.Steps = append(l.Steps, language.Say("rates.silent", source))
			l.Facts = append(l.Facts, silent[name].facts()...)
		}
	}
}

func (b Breaker) facts() []fact {
	// Written out: the page counts from a moment that passed, not to one that comes.
	return []fact{{Key: "breaker.since", Text: language.Say("plain", b.Since)}, {Key: "breaker.again", Text: language.Say("plain", b.Again)}}
}

// breakerMetrics writes how the providers stand, as Prometheus collects it.
func (s *Server) breakerMetrics(b *strings.Builder) {
	family(b, "streamspark_breaker_open", "gauge", "1 while a provider does not answer and is left alone.")
	for _, breaker := range s.o.breakers() {
		fmt.Fprintf(b, "streamspark_breaker_open{provider=%q} %g\n", breaker.Provider, oneIf(breaker.State != "closed"))
	}
}
