package speech

import (
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"streamspark/internal/fault"
)

// Characters returns how many characters of a text are billed.
func Characters(text string) int64 { return int64(utf8.RuneCountInString(text)) }

// PerMillion returns the price of a text by that of a million characters. known
// is false where the streamer has not set that; setting is its name.
func PerMillion(text string, price decimal.Decimal, known bool, setting fault.Message) (decimal.Decimal, error) {
	if !known {
		return decimal.Zero, fault.New(fault.Permanent, "speech.no_price", "setting", setting)
	}
	return price.Mul(decimal.NewFromInt(Characters(text))).Shift(-6), nil
}
