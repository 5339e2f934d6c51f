package ui

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/locale"
)

// SignIn is what the page asks for the token with.
type SignIn struct {
	Next  string // where to go then
	Wrong string // what was wrong with the last try, by its word
}

// SignIn shows the page that asks for the token, in place of another one or
// at an address of its own.
func (p *Pages) SignIn(c *echo.Context, status int, v SignIn) error {
	return p.show(c, status, "sign-in", page{Title: "sign.title", Alone: true, Body: struct {
		SignIn
		Languages []choice
	}{v, p.languageChoices(p.reader(c.Request()).Language)}})
}

// WidgetWithoutKey shows in place of a widget that its address lacks the key.
func (p *Pages) WidgetWithoutKey(c *echo.Context) error {
	return p.Message(c, http.StatusUnauthorized, Message{Title: "widget.key.title", Text: "widget.key.text", Back: "/settings"})
}

// accessView is the card that says who gets in.
type accessView struct {
	Required bool
	Header   string // of a program, before the token
	Token    string
	Places   []place
	Exposed  []string
	Ignored  []ignoredRow
}

// place is one of our addresses, with what is to be copied of it.
type place struct{ Base, SignIn, Widget string }

type ignoredRow struct {
	Key string
	Why locale.Phrase
}

func (p *Pages) access() accessView {
	now := p.o.Access()
	v := accessView{Required: p.o.Credentials.Required(), Exposed: now.Exposed}
	for _, i := range now.Ignored {
		v.Ignored = append(v.Ignored, ignoredRow{i.Key, locale.Say("ignored." + i.Why)})
	}
	if v.Required {
		v.Header, v.Token = "Authorization: Bearer", p.o.Credentials.Token()
		for _, base := range now.Addresses {
			v.Places = append(v.Places, place{base, base + "/sign-in#" + v.Token, p.o.WidgetAt(base)})
		}
	}
	return v
}

// withoutKey masks the secret of an address: the page may be on the stream.
func withoutKey(address string) string {
	for _, sign := range []string{"?key=", "whsec_", "#"} {
		if before, _, ok := strings.Cut(address, sign); ok {
			return before + sign + "••••"
		}
	}
	return address
}
