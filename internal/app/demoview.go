package app

import (
	"encoding/json"

	"streamspark/internal/standin"
	"streamspark/internal/web/ports"
)

// webDemo is the sandbox in the words of the web.
type webDemo struct{ *standin.Sandbox }

// demo returns what the web shows of a demo; nil: this is none.
func (a *App) demo() ports.Demo {
	if a.sandbox == nil {
		return nil
	}
	return webDemo{a.sandbox}
}

func (webDemo) Breakdowns() []string { return standin.Breakdowns() }

func (d webDemo) Donate(donations ...ports.DemoDonation) {
	for _, g := range donations {
		donation := standin.Donation{
			Amount: json.Number(g.Amount.Decimal()), Currency: string(g.Amount.Currency()), PayinSystem: map[string]string{"title": "demo"},
		}
		if g.Donor != "" {
			donation.Donor = &g.Donor
		}
		if g.Message != "" {
			donation.Message = &g.Message
		}
		d.Sandbox.Donate(donation)
	}
}
