package ui

import (
	"context"

	"streamspark/internal/web/ports"
)

// alarm is what every page says above everything else: that the database
// cannot be worked with.
func (p *Pages) alarm(ctx context.Context) string {
	for _, part := range p.o.Parts(ctx) {
		if part.Name == ports.StorePart && part.State == "down" {
			return part.Why
		}
	}
	return ""
}

// alarmed is the alarm as a piece of a page.
func (d *Live) alarmed(l reader) (piece, error) {
	html, err := d.p.fragment(l, "alarm", d.alarm)
	return piece{ID: "alarm", HTML: html}, err
}
