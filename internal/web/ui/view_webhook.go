package ui

import "streamspark/internal/locale"

// webhookLinks returns the sources that others send donations to.
func (p *Pages) webhookLinks() []link {
	var links []link
	for _, s := range p.o.Sources {
		hook := s.Webhook()
		if hook == nil {
			continue
		}
		path := "/api/sources/" + s.ID() + "/"
		l := link{ID: s.ID(), Icon: "link", Name: locale.Say("provider." + s.ID() + ".name"), Tone: "calm", Word: "word.off"}
		rotate := action{Key: "action.make_secret", Class: "button-small", Path: path + "rotate", Done: "done.rotate_secret"}
		l.Steps = []locale.Phrase{locale.Say(s.ID() + ".none")}
		l.Actions = []action{rotate}
		if hook.Secret() != "" {
			l.Tone, l.Word, l.Address = "good", "word.ok", hook.Example(p.o.WebhookAt(s.ID()))
			l.Steps = []locale.Phrase{locale.Say(s.ID() + ".ready")}
			rotate.Key, rotate.Confirm = "action.rotate_secret", "confirm.rotate_secret"
			l.Actions = []action{rotate, {
				Key: "action.forget_secret", Class: "button-small button-quiet", Path: path + "disconnect",
				Confirm: "confirm.forget_secret", Done: "done.forget_secret",
			}}
		}
		links = append(links, l)
	}
	return links
}
