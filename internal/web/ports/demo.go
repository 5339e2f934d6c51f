package ports

import "streamspark/internal/money"

// Gift is what somebody gives on the viewer's page of the demo.
type Gift struct {
	Donor   string // empty: anonymous
	Amount  money.Amount
	Message string
}

// Demo are the stand-ins that a demo runs against.
type Demo interface {
	Donate(gifts ...Gift)
	Breakdowns() []string   // the names of what can break
	Break(name string) bool // in place of what is broken; empty: nothing any more. False: there is none of that name
	Broken() string         // empty: nothing
}
