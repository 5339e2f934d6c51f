package ui

import (
	"streamspark/internal/locale"
	"streamspark/internal/provider"
)

// voices returns the cards of the providers that speak.
func (p *Pages) voices() []connection {
	return p.services(provider.KindSpeech, "voice", func(string) []locale.Phrase { return []locale.Phrase{locale.Say("speech.both")} })
}

// textModels returns the cards of the providers that write prompts and judge.
func (p *Pages) textModels() []connection {
	c := p.o.Config.Get()
	return p.services(provider.KindText, "wand", func(id string) (does []locale.Phrase) {
		if id == c.Text.Writer() {
			does = append(does, locale.Say("text.writes"))
		}
		if id == c.FreeJudge() || id == c.TextJudge() {
			does = append(does, locale.Say("text.judges"))
		}
		return does
	})
}

// writer returns the provider that writes prompts now.
func (p *Pages) writer() (provider.Descriptor, bool) {
	c := p.o.Config.Get()
	d, ok := provider.Find(provider.OfKind(p.o.Config.Providers(), provider.KindText), c.Text.Writer())
	return d, ok && d.Ready(c.Values(d.ID))
}

// services returns the cards of the providers of a kind. Of those in use does says what
// for.
func (p *Pages) services(kind provider.Kind, icon string, does func(id string) []locale.Phrase) (all []connection) {
	c := p.o.Config.Get()
	for _, d := range provider.OfKind(p.o.Config.Providers(), kind) {
		l := link{ID: d.ID, Icon: icon, Name: locale.Say("provider." + d.ID + ".name"), Tone: "good", Word: "word.spare", Steps: []locale.Phrase{locale.Say("key.about." + d.ID)}}
		switch {
		case !d.Ready(c.Values(d.ID)):
			l.Tone, l.Word = "calm", "word.nokey"
		case p.inUse(d.ID):
			l.Word, l.Steps = "word.inuse", append(l.Steps, does(d.ID)...)
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
