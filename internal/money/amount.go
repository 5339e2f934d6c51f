// Package money holds exact amounts of one currency each. An amount is a
// decimal, never a float: what a viewer sent is what is compared and shown.
package money

import (
	"encoding/json"
	"strings"

	"github.com/shopspring/decimal"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"streamspark/internal/fault"
)

// Limits of what is taken for an amount. A longer or larger number is a
// mistake or mischief: no donation and no threshold is that big.
const (
	maxDigits   = 40
	maxWhole    = 12 // digits before the point: below a trillion
	maxFraction = 18
)

// ErrNegative is returned for an amount below zero.
var ErrNegative = fault.New(fault.Invalid, "money.negative")

// Amount is an exact, non-negative sum in one currency. The zero value is
// no amount at all: it has no currency.
type Amount struct {
	value    decimal.Decimal
	currency Currency
}

// New makes an amount of a value that is already a decimal.
func New(value decimal.Decimal, currency Currency) Amount {
	return Amount{value: value, currency: currency}
}

// Rubles makes an amount of whole rubles.
func Rubles(whole int64) Amount {
	return Amount{value: decimal.NewFromInt(whole), currency: RUB}
}

// withinReason checks the exponent before anything is expanded, so that
// 1e999999 costs nothing.
func withinReason(number decimal.Decimal) error {
	exponent := int64(number.Exponent())
	if -exponent > maxFraction {
		return fault.New(fault.Invalid, "money.too_fine")
	}
	if int64(number.NumDigits())+exponent > maxWhole && !number.IsZero() || exponent > maxWhole {
		return fault.New(fault.Invalid, "money.too_large")
	}
	return nil
}

// Value returns the bare number.
func (a Amount) Value() decimal.Decimal { return a.value }

// Currency returns the unit of the amount.
func (a Amount) Currency() Currency { return a.currency }

// MarshalJSON writes the amount as an argument of an error.
func (a Amount) MarshalJSON() ([]byte, error) {
	return json.Marshal(a.Sum())
}

// IsNone reports whether there is no amount here, as opposed to zero of one.
func (a Amount) IsNone() bool { return a.currency == "" }

// Convert returns the amount in another currency at the given rate: units of
// the other currency for one of this, rounded to two places.
func (a Amount) Convert(other Currency, rate decimal.Decimal) Amount {
	return Amount{value: a.value.Mul(rate).Round(2), currency: other}
}

// Sum returns the amount as an argument of a message.
func (a Amount) Sum() fault.Sum {
	return fault.Sum{Amount: a.Decimal(), Currency: string(a.currency)}
}

// Decimal returns the number as JSON and the store write it: "1500", "500.5".
func (a Amount) Decimal() string { return a.value.String() }

// String returns the amount for people: "1 500 ₽", "20.50 $".
func (a Amount) String() string {
	if a.IsNone() {
		return ""
	}
	return group(a.value) + " " + a.currency.Sign()
}

// InLanguage returns an amount as the speakers of a language write it: in Russian
// with a comma, "20,50 $". An empty code stands for English.
func (a Amount) InLanguage(code string) string {
	whole, fraction, found := strings.Cut(a.String(), ".")
	if !found {
		return whole
	}
	return whole + Point(code) + fraction
}

// Point returns what a language writes between the whole and the fraction of a
// number. A code that is no language's is read as English.
func Point(code string) string {
	return strings.Trim(message.NewPrinter(language.Make(code)).Sprint(number.Decimal(0.5)), "05")
}

// group writes a number with spaces between thousands, with two places
// after the point unless it is whole; one that they would round to nothing,
// by its first digit.
func group(value decimal.Decimal) string {
	text := value.Round(2).String()
	switch {
	case !value.Round(2).IsInteger():
		text = value.StringFixed(2)
	case value.Round(2).IsZero() && !value.IsZero():
		text = value.Round(1 - int32(value.NumDigits()) - value.Exponent()).String() //nolint:gosec // few digits
	}
	whole, fraction, found := strings.Cut(text, ".")
	var b strings.Builder
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 && whole[i-1] != '-' {
			b.WriteByte(' ')
		}
		b.WriteRune(digit)
	}
	if found {
		b.WriteByte('.')
		b.WriteString(fraction)
	}
	return b.String()
}
