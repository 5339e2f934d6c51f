package ui

import (
	"fmt"

	"streamspark/internal/celebration"
)

// valueView is the form in which the streamer says what a donation is worth.
type valueView struct {
	Path   string
	Amount string // what stands in it: the last value, or what the source counts
}

// valueOf is the form for a celebration; nil where it may not be valued.
func valueOf(c celebration.Celebration) *valueView {
	if !c.Valuable() {
		return nil
	}
	v := &valueView{Path: fmt.Sprintf("/api/celebrations/%d/value", c.ID)}
	if !c.AmountRUB.IsNone() {
		v.Amount = c.AmountRUB.Decimal()
	}
	return v
}
