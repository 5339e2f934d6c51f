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
	Said       money.Amount // the minimum as the streamer said it, where that was in another currency
	Prompt     string       // a frame of its own, see Prompt
	Model      string
	Resolution string
	Duration   time.Duration
	Volume     decimal.NullDecimal // of its clips on the stream, from 0 to 1

	Theme       string // of its thank-yous and shows
	Sound       string // of its thank-yous, see IsSound
	SoundVolume decimal.NullDecimal

	Voice      string     // of its thank-yous: VoiceOff, VoiceOn or the id of what speaks
	Scenes     []string   // from which its donations get one, see Scenes
	Production Production // of those; 0: see Tiers.Production

	Review Reviewer // who sees a clip before the stream does
}

// The voices of a tier that are no provider's.
const (
	VoiceOff = "off"
	VoiceOn  = "on" // whatever the general minimum is
)

// Tiers are the looks in rising order of their minimum.
type Tiers []Tier

// At returns a tier, or one that says nothing where there is none, as for -1.
func (t Tiers) At(index int) Tier {
	if index < 0 || index >= len(t) {
		return Tier{}
	}
	return t[index]
}

// Threshold returns the least that buys a clip: the lowest tier's minimum.
func (t Tiers) Threshold() money.Amount {
	if len(t) == 0 {
		return money.Amount{}
	}
	return money.New(t[0].MinRub, money.RUB)
}

// ThresholdText returns the threshold as it was said: "20 $", or in rubles.
func (t Tiers) ThresholdText() money.Amount {
	if len(t) == 0 {
		return money.Amount{}
	}
	return t[0].Minimum()
}

// Minimum returns the tier's minimum as it was said: "20 $", or in rubles.
func (t Tier) Minimum() money.Amount {
	if t.Said.IsNone() {
		return money.New(t.MinRub, money.RUB)
	}
	return t.Said
}

// Reached returns the highest tier that an amount buys, or -1. Rubles is what
// the amount is worth. A minimum in the amount's own currency is compared with
// the amount itself, so 20 $ always reach 20 $, whatever the rate.
func (t Tiers) Reached(amount, rubles money.Amount) int {
	reached := -1
	for i, tier := range t {
		given, least := rubles.Value(), tier.MinRub
		if !amount.IsNone() && tier.Said.Currency() == amount.Currency() {
			given, least = amount.Value(), tier.Said.Value()
		}
		if given.GreaterThanOrEqual(least) {
			reached = i
		}
	}
	return reached
}
