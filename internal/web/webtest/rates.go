package webtest

import (
	"context"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/rates"
)

// RateService stands in for a service of exchange rates. It answers the same
// each time.
type RateService struct {
	ID    string
	Table rates.Table
	Err   error
}

// Name returns the name of the service in the configuration.
func (s RateService) Name() string { return s.ID }

// Load returns the table or the error.
func (s RateService) Load(context.Context) (rates.Table, error) { return s.Table, s.Err }

// Dollars returns a table of this moment with the rubles for a dollar.
func Dollars(rubles string) rates.Table {
	return rates.Table{Published: time.Now(), Rubles: map[money.Currency]decimal.Decimal{"USD": decimal.RequireFromString(rubles)}}
}

// newRates returns rates of which one service does not answer, and the other
// knows dollars only.
func newRates() *rates.Rates {
	return rates.New(rates.Options{Providers: []rates.Provider{
		RateService{ID: "open_er_api", Err: fault.New(fault.Retry, "outbound.no_answer")}, RateService{ID: "cbr", Table: Dollars("80")},
	}})
}

// RateTrouble is why one service of rates gives none.
const RateTrouble = "no answer in time"
