package ui

import (
	"context"

	"streamspark/internal/money"
	"streamspark/internal/provider"
	"streamspark/internal/web/api"
)

// firstView is the list of the first steps, as it stands.
type firstView struct {
	Closed    bool
	All       bool // every step is done
	Done, Of  int
	Token     bool
	Ready     bool // the application is configured: only Connect is left
	Generator bool
	Name      string // of the generator
	Paid      bool
	Widget    bool
	Shown     bool
	Site      string
	Redirect  string
	Address   string // of the widget
	Test      preset
	Account   accountView
	Keys      []keyForm
}

// first reads the list. Where that cannot be done, it is not shown: the rest
// of the dashboard is worth more.
func (p *Pages) first(ctx context.Context) firstView {
	s, err := api.FirstStepsOf(ctx, p.o)
	if err != nil {
		p.o.Log.Warn().Err(err).Msg("the first steps could not be shown")
		return firstView{Closed: true}
	}
	source := p.o.Source.State()
	v := firstView{
		Closed: s.Closed, Token: s.Token, Ready: source.Configured, Generator: s.Generator, Widget: s.Widget, Shown: s.Shown, Of: 4,
		Account: accountView{p.o.Source.ID(), provider.Title(p.o.Source.ID())}, Site: source.RegisterURL, Redirect: source.RedirectURI, Address: p.o.WidgetAt(p.o.Config.Get().Server.PublicURL),
		Keys: p.keyForms(), Test: preset{Amount: p.o.Config.Get().Tiers.Threshold().Value().String(), Code: money.RUB},
	}
	v.Name, v.Paid = p.o.Generator()
	for _, done := range []bool{v.Token, v.Generator, v.Widget, v.Shown} {
		if done {
			v.Done++
		}
	}
	v.All = v.Done == v.Of
	return v
}
