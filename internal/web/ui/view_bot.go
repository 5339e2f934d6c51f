package ui

import (
	"html/template"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/provider"
	"streamspark/internal/telegram"
	"streamspark/internal/web/api"
)

// botView is what the card of a bot shows below its link.
type botView struct {
	ID string
	telegram.State
	Code template.URL // the QR code of the link; empty: there is none
}

// messengers returns the cards of where people decide away from the dashboard.
func (p *Pages) messengers() (all []connection) {
	for _, d := range provider.OfKind(p.o.Config.Providers(), provider.KindMessenger) {
		state := p.o.Bot.State()
		l := link{ID: d.ID, Icon: "hand", Name: locale.Say("provider." + d.ID + ".name"), Tone: "calm", Word: "word.nokey", Steps: []locale.Phrase{locale.Say("key.about." + d.ID)}}
		card := connection{Link: l, Check: d.ID, Keys: keyFormsOf(d), Bot: &botView{ID: d.ID, State: state}}
		if state.HasToken {
			for i, a := range state.Accounts {
				state.Accounts[i].Trouble = p.o.Clean(a.Trouble)
			}
			card.Link.Tone, card.Link.Word, card.Link.Steps = "good", "word.ok", []locale.Phrase{locale.Say("telegram.about")}
			card.Link.Actions = []action{{Key: "telegram.pair", Class: "button-small", Path: "/api/telegram/pair"}}
			if card.Link.Address = state.Link; state.Link != "" {
				if code, err := api.DrawQR(state.Link); err == nil { // the link can be opened without it
					card.Bot.Code = template.URL(code) //nolint:gosec // we drew it
				}
			}
			if !state.Trouble.IsZero() {
				card.Link.Tone, card.Link.Word, card.Link.Problem = "warn", "word.trouble", []fault.Message{p.o.Clean(state.Trouble)}
			}
		}
		all = append(all, card)
	}
	return all
}
