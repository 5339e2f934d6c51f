// Package celebration defines the domain and its pure rules: donation, tier,
// prompt, status, budget and reason. It has no store, no network and no clock.
package celebration

import (
	"time"

	"streamspark/internal/money"
)

// Sources that are not a service: the streamer's own test donation, and a
// clip that the streamer ordered by hand, with no donation behind it.
const (
	SourceTest   = "test"
	SourceManual = "manual"
)

// Donation is one payment by a viewer, exactly as its source reported it.
// It never changes. It is known by (Source, ID).
type Donation struct {
	Source  string
	ID      string
	Donor   string // empty: anonymous
	Message string // empty where there was none; of an audio message, empty too
	Audio   string // the address of an audio message, if it was one
	Amount  money.Amount

	// InUserCurrency is the same amount in the currency of the streamer's
	// account, if the source says it: a decimal without a code.
	InUserCurrency string

	// CreatedAt is when the viewer paid, UTC. Zero: the source gave a date
	// that could not be read, which is never taken as now.
	CreatedAt time.Time

	// ClockAhead is how far the source's clock, by which CreatedAt is told, was
	// ahead of this computer's when the donation came.
	ClockAhead time.Duration

	// Older says that it was made before the source was first connected:
	// it is written down and not celebrated.
	Older bool

	// ByHand says that the streamer added it on the service's own pages:
	// no payment system took part.
	ByHand bool

	// Unreadable says in a sentence why the row could not be read, if so.
	// Then what could be read is filled in and Raw has the rest.
	Unreadable string
	Raw        string // the row as it came, at most 4 kB of it

	// NoClip says that whoever sent it asked for no clip (test donations).
	NoClip bool
	// Paid says that a test is to order its clip from the generator that costs
	// money. Without it a test is free.
	Paid bool
}
