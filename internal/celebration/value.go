package celebration

import (
	"time"

	"streamspark/internal/money"
)

// RateByHand is the source of a value that the streamer gave.
const RateByHand = "by_hand"

// IsUnreadable reports whether it failed because the donation could not be read.
func (c Celebration) IsUnreadable() bool {
	return c.Status == Failed && c.Donation.Unreadable != "" && c.Reason.Code == WhyUnreadable
}

// CanBeValued reports whether the streamer may say what a donation is worth: it
// could not be read or priced, or the streamer said so before.
func (c Celebration) CanBeValued() bool {
	unpriced := c.AmountRUB.IsNone() || c.Rate.Source == RateByHand
	if !unpriced || c.Donation.Older || c.Donation.Source == SourceManual {
		return false
	}
	switch c.Status {
	case WaitingRate, Held, Skipped:
		return true
	case Failed:
		return c.IsUnreadable()
	}
	return false
}

// SetValue records what the streamer says a donation is worth.
func (c *Celebration) SetValue(rubles money.Amount, now time.Time) {
	c.AmountRUB = rubles
	c.Rate = Rate{Currency: money.RUB, Rubles: "1", Source: RateByHand, Published: now.UTC()}
}
