package celebration

import (
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/money"
)

// Tier is a minimum in rubles and the look that it buys. What a tier
// leaves empty is taken from the general settings of generation.
type Tier struct {
	Name       string
	MinRub     decimal.Decimal
	Prompt     string // a frame of its own, see Prompt
	Model      string
	Resolution string
	Duration   time.Duration
	Volume     decimal.NullDecimal // of its clips on the stream, from 0 to 1
}

// Tiers are the looks in rising order of their minimum.
type Tiers []Tier

// Threshold is the least that buys a clip: the lowest tier's minimum.
func (t Tiers) Threshold() money.Amount {
	if len(t) == 0 {
		return money.Amount{}
	}
	return money.New(t[0].MinRub, money.RUB)
}

// Reached is the highest tier that an amount in rubles buys, or -1.
func (t Tiers) Reached(rubles money.Amount) int {
	reached := -1
	for i, tier := range t {
		if rubles.Value().GreaterThanOrEqual(tier.MinRub) {
			reached = i
		}
	}
	return reached
}
