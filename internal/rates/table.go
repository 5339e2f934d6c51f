package rates

import (
	"context"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/fault"
	"streamspark/internal/money"
)

// Provider is one service that publishes a table of rates.
type Provider interface {
	// Name is the provider's word in the configuration and on pages.
	Name() string
	// Load asks the service once for its present table.
	Load(ctx context.Context) (Table, error)
}

// Table is what one provider published at one time.
type Table struct {
	Source    string                             `json:"source"`
	Published time.Time                          `json:"published"`
	Loaded    time.Time                          `json:"loaded"`
	Rubles    map[money.Currency]decimal.Decimal `json:"rubles"` // for one unit
}

// What is believable of a table. A ruble has never been worth a million of
// anything that viewers pay with, nor the other way round by ten million;
// the official rate for the next working day is published some days early.
const (
	maxRateLength = 40
	maxWholes     = 12 // digits before the point of a number as it was sent
	maxPlaces     = 30 // and after it
	ratePlaces    = 12 // of a rate that was divided out
	maxEarly      = 7 * 24 * time.Hour
)

// usable drops what cannot be right and refuses a table of which nothing,
// or no date, is left. A rate that is zero, negative or absurd is no rate.
func (t Table) usable(now time.Time) (Table, error) {
	least, most := decimal.New(1, -7), decimal.New(1, 6)
	good := make(map[money.Currency]decimal.Decimal, len(t.Rubles))
	for currency, rubles := range t.Rubles {
		code, err := money.ParseCurrency(string(currency))
		if err != nil || code == money.RUB || tooLong(rubles) || rubles.LessThan(least) || rubles.GreaterThan(most) {
			continue
		}
		good[code] = rubles
	}
	switch {
	case len(good) == 0:
		return Table{}, unusable("rates.none_usable")
	case t.Published.IsZero():
		return Table{}, unusable("rates.no_date")
	case t.Published.After(now.Add(maxEarly)):
		return Table{}, unusable("rates.of_future", "day", fault.Day(t.Published))
	}
	t.Rubles = good
	return t, nil
}

// number reads a rate as a service writes it. It looks at the exponent
// before anybody expands the number, so that 1e999999 costs nothing.
func number(text string) (decimal.Decimal, bool) {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > maxRateLength {
		return decimal.Zero, false
	}
	value, err := decimal.NewFromString(text)
	return value, err == nil && !tooLong(value)
}

func tooLong(value decimal.Decimal) bool {
	exponent := int64(value.Exponent())
	return exponent < -maxPlaces || exponent > maxWholes || int64(value.NumDigits())+exponent > maxWholes
}

// crossed turns units of each currency for one of a base into rubles for
// one of each.
func crossed(perBase map[string]decimal.Decimal, base money.Currency) (map[money.Currency]decimal.Decimal, error) {
	rubles, ok := perBase[string(money.RUB)]
	if !ok || !rubles.IsPositive() {
		return nil, unusable("rates.no_ruble")
	}
	found := make(map[money.Currency]decimal.Decimal, len(perBase))
	for code, units := range perBase {
		if units.IsPositive() {
			found[money.Currency(code)] = rubles.DivRound(units, ratePlaces)
		}
	}
	found[base] = rubles
	return found, nil
}

// unusable returns the fault of an answer that has no table to use.
func unusable(code string, args ...any) error { return fault.New(fault.Retry, code, args...) }
