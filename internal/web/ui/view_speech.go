package ui

import (
	"streamspark/internal/locale"
	"streamspark/internal/provider"
)

// voices returns the cards of the providers that speak.
func (p *Pages) voices() (all []connection) {
	c := p.o.Config.Get()
	for _, d := range provider.OfKind(p.o.Config.Providers(), provider.KindSpeech) {
		l := link{ID: d.ID, Icon: "voice", Name: locale.Say("provider." + d.ID + ".name"), Tone: "good", Word: "word.spare", Steps: []locale.Phrase{locale.Say("key.about." + d.ID)}}
		switch {
		case !d.Ready(c.Values(d.ID)):
			l.Tone, l.Word = "calm", "word.nokey"
		case p.inUse(d.ID):
			l.Word, l.Steps = "word.inuse", append(l.Steps, locale.Say("speech.both"))
		}
		card := connection{Link: l, Check: d.ID}
		for _, key := range d.Keys {
			if key.Name == "api_key" && key.Shared == "" {
				card.Keys = keyFormsOf(d)
			}
		}
		all = append(all, card)
	}
	return all
}
