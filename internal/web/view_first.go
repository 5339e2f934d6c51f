package web

import (
	"context"
	"strings"

	"streamspark/internal/money"
	"streamspark/internal/web/ports"
)

// newApplication is where a streamer registers an application.
const newApplication = "https://www.donationalerts.com/application/clients"

// firstState is all that the first start asks.
type firstState struct {
	ports.FirstState
	token, generator bool
}

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
}

func (p *pages) firstState(ctx context.Context) (s firstState, err error) {
	if s.FirstState, err = p.o.First.State(ctx); err != nil {
		return s, err
	}
	name, paid := p.o.Settings.Generator()
	s.token, s.generator = p.o.Source.State().HasToken, paid || s.Builtin && name != "off"
	return s, nil
}

// first reads the list. Where that cannot be done, it is not shown: the rest
// of the dashboard is worth more.
func (p *pages) first(ctx context.Context) firstView {
	s, err := p.firstState(ctx)
	if err != nil {
		p.o.Log.Warn().Err(err).Msg("the first steps could not be shown")
		return firstView{Closed: true}
	}
	source := p.o.Source.State()
	v := firstView{
		Closed: s.Closed, Token: s.token, Ready: source.Configured, Generator: s.generator, Widget: s.Widget, Shown: s.Shown, Of: 4,
		Site: newApplication, Redirect: source.RedirectURI, Address: strings.TrimSuffix(p.o.Settings.PublicURL(), "/") + "/widget",
		Test: preset{Amount: p.o.Settings.Threshold().Value().String(), Code: money.RUB},
	}
	v.Name, v.Paid = p.o.Settings.Generator()
	for _, done := range []bool{v.Token, v.Generator, v.Widget, v.Shown} {
		if done {
			v.Done++
		}
	}
	v.All = v.Done == v.Of
	return v
}
