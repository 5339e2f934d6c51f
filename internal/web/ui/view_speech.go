package ui

import (
	"streamspark/internal/locale"
	"streamspark/internal/provider"
)

// voices returns the cards of the providers that speak.
func (p *Pages) voices() []connection {
	return p.services(provider.KindSpeech, "voice", locale.Say("speech.both"))
}

// textModels returns the cards of the providers that write prompts.
func (p *Pages) textModels() []connection {
	return p.services(provider.KindText, "wand", locale.Say("text.writes"))
}

// writer returns the provider that writes prompts now.
func (p *Pages) writer() (provider.Descriptor, bool) {
	c := p.o.Config.Get()
	d, ok := provider.Find(provider.OfKind(p.o.Config.Providers(), provider.KindText), c.Text.Writer())
	return d, ok && d.Ready(c.Values(d.ID))
}

// services returns the cards of the providers of a kind, of which one is in use.
func (p *Pages) services(kind provider.Kind, icon string, inUse locale.Phrase) (all []connection) {
	c := p.o.Config.Get()
	for _, d := range provider.OfKind(p.o.Config.Providers(), kind) {
		l := link{ID: d.ID, Icon: icon, Name: locale.Say("provider." + d.ID + ".name"), Tone: "good", Word: "word.spare", Steps: []locale.Phrase{locale.Say("key.about." + d.ID)}}
		switch {
		case !d.Ready(c.Values(d.ID)):
			l.Tone, l.Word = "calm", "word.nokey"
		case p.inUse(d.ID):
			l.Word, l.Steps = "word.inuse", append(l.Steps, inUse)
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
