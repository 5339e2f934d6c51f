package ui

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/locale"
	"streamspark/internal/money"
)

// setup is what the forms of the dashboard begin with. A live update never
// touches them.
type setup struct {
	Widget           string
	Dock             string
	Curl             []curl
	Threshold        thresholdView
	Enough           string // a donation that buys a clip
	Currencies       []currency
	Presets          []preset
	Paid             []string // generators that cost money
	Prompt           string
	DefaultPrompt    string
	Yesterday, Today string // as a field of a day has it
}

type currency struct {
	Code   money.Currency
	Sign   string
	Rubles string // for one of it, where that is known
}

// preset fills the form of a test donation.
type preset struct {
	Key    string
	Amount string
	Code   money.Currency
	Long   bool
}

// thresholdView is the threshold as it was said, and in rubles where that
// was in another currency.
type thresholdView struct{ Said, Rubles money.Amount }

// Decimal returns the number alone, for the form.
func (t thresholdView) Decimal() string { return t.Said.Decimal() }

func (p *Pages) threshold() thresholdView {
	rubles, said := p.o.Config.Get().Tiers.Threshold(), p.o.Config.Get().Tiers.ThresholdText()
	if said.IsNone() || said.Currency() == money.RUB {
		return thresholdView{Said: rubles}
	}
	return thresholdView{said, rubles}
}

func (p *Pages) setup(ctx context.Context) setup {
	threshold := p.o.Config.Get().Tiers.Threshold()
	var prices map[money.Currency]decimal.Decimal
	if table := p.o.Rates.State(ctx).Table; table != nil {
		prices = table.Rubles
	}
	least := threshold.Value()
	public := strings.TrimSuffix(p.o.Config.Get().Server.PublicURL, "/")
	s := setup{
		Widget: p.o.WidgetAt(public), Dock: public + "/dock", Curl: p.curls(public),
		Threshold: p.threshold(), Enough: least.String(),
		Prompt: p.o.Config.Get().Generation.SystemPrompt, DefaultPrompt: celebration.DefaultFrame,
		Paid: p.paid(), Presets: []preset{
			{Key: "test.preset.enough", Amount: least.String(), Code: money.RUB},
			{Key: "test.preset.below", Amount: least.Div(decimal.NewFromInt(2)).Floor().String(), Code: money.RUB},
			{Key: "test.preset.big", Amount: least.Mul(decimal.NewFromInt(10)).String(), Code: money.RUB},
			{Key: "test.preset.dollars", Amount: "20", Code: "USD"},
			{Key: "test.preset.long", Amount: least.String(), Code: money.RUB, Long: true},
		},
	}
	today := p.o.Now()
	s.Yesterday, s.Today = celebration.StartOfDay(today, -1).Format(time.DateOnly), today.Format(time.DateOnly)
	for _, code := range []money.Currency{money.RUB, "USD", "EUR", "KZT", "UAH", "BYN", "TRY", "GBP", "PLN", "BRL", "JPY"} {
		c := currency{Code: code}
		if rubles, ok := prices[code]; ok {
			c.Rubles = rubles.String()
		}
		if c.Sign = code.Sign(); c.Sign == string(code) {
			c.Sign = ""
		}
		s.Currencies = append(s.Currencies, c)
	}
	return s
}

// fieldsOf returns what a preset writes into the form, as JSON.
func fieldsOf(l *locale.Language, p preset) string {
	fields := map[string]string{"amount": p.Amount, "currency": string(p.Code)}
	if p.Long {
		fields["message"] = l.T("test.long.sample")
	} else {
		fields["message"] = l.T("test.message.sample")
	}
	encoded, _ := json.Marshal(fields) // strings alone: it cannot fail
	return string(encoded)
}
