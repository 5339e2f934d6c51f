package ui

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v5"

	"streamspark/internal/money"
	"streamspark/internal/standin"
)

// demoBanner is the notice of a demo on every page.
type demoBanner struct {
	Broken     string // the name of a breakdown
	Breakdowns []string
}

// persona is one of those who give in a demo. What they are called and say is
// in the catalogue.
type persona struct {
	Key       string
	Amount    money.Amount
	Anonymous bool
	Tone      string
}

// demoView is the viewer's page.
type demoView struct {
	Personas   []persona
	Currencies []currency
	Banner     *demoBanner
}

func personas() []persona {
	dollars, _ := money.Parse("20.50", "USD")
	return []persona{
		{Key: "rider", Amount: money.Rubles(1500), Tone: "live"},
		{Key: "dragon", Amount: money.Rubles(2000), Tone: "good"},
		{Key: "whale", Amount: dollars, Tone: "busy"},
		{Key: "mother", Amount: money.Rubles(1000), Tone: "warn"},
		{Key: "tycoon", Amount: money.Rubles(25000), Tone: "odd"},
		{Key: "silent", Amount: money.Rubles(5000), Anonymous: true, Tone: "calm"},
		{Key: "regular", Amount: money.Rubles(300), Tone: "done"},
		{Key: "prankster", Amount: money.Rubles(1200), Tone: "bad"},
	}
}

// demoBanner returns what pages say of the demo; nil: this is none.
func (p *Pages) demoBanner() *demoBanner {
	if p.o.Demo == nil {
		return nil
	}
	return &demoBanner{Broken: p.o.Demo.Broken(), Breakdowns: standin.Breakdowns()}
}

// Demo shows the viewer's page.
func (p *Pages) Demo(c *echo.Context) error {
	v := demoView{Personas: personas(), Currencies: p.setup(c.Request().Context()).Currencies, Banner: p.demoBanner()}
	return p.show(c, http.StatusOK, "demo", page{Title: "demo.title", Body: v})
}

// demoDonation returns what a persona gives, as the button sends it.
func demoDonation(l reader, v persona) string {
	fields := map[string]string{
		"amount": v.Amount.Decimal(), "currency": string(v.Amount.Currency()), "message": l.T("demo.says." + v.Key), "donor_name": l.T("demo.who." + v.Key),
	}
	if v.Anonymous {
		fields["donor_name"], fields["message"] = "", ""
	}
	encoded, _ := json.Marshal(fields) // strings alone: it cannot fail
	return string(encoded)
}
