package gemini

import (
	"context"
	"strings"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// listedOn is the day of the list of prices below. Google has no catalogue
// that a program could ask, so the list ages with the program.
const listedOn = "2026-08-28"

// Models returns those that the list below has a price of.
func Models() []string { return []string{"gemini-omni-1.1-flash"} }

// perSecond returns what a second of a clip costs in dollars, by model and
// resolution.
func perSecond(model, resolution string) (string, bool) {
	price, ok := map[string]map[string]string{
		"gemini-omni-1.1-flash": {"360p": "0.03", "720p": "0.10", "1080p": "0.15", "4k": "0.30"},
	}[model][resolution]
	return price, ok
}

// Price returns what an order will cost at the most, in dollars, by Google's
// list of prices. Where no price is known it is an error, never zero.
func (g *Generator) Price(_ context.Context, order celebration.Order) (decimal.Decimal, error) {
	resolution := strings.ToLower(order.Resolution)
	if resolution == "" {
		resolution = "720p" // Google's own choice
	}
	listed, ok := perSecond(order.Model, resolution)
	if !ok {
		return decimal.Zero, fault.New(fault.Retry, "gemini.price_not_listed", "model", order.Model, "size", resolution, "day", listedOn)
	}
	price, err := decimal.NewFromString(listed)
	if err != nil {
		return decimal.Zero, fault.Wrap(err, fault.Retry, "provider.price_unknown", "model", order.Model)
	}
	seconds := length(order.Duration)
	if seconds == 0 {
		seconds = longest // Google chooses
	}
	return price.Mul(decimal.NewFromInt(int64(seconds))), nil
}
