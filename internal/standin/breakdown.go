package standin

import (
	"slices"
	"time"
)

// breakdown is something that happens to a streamer, as the faults of which
// it is made.
type breakdown struct {
	name   string
	faults map[Part]Fault
	also   func(s *Server) // once, when it begins
}

func breakdowns() []breakdown {
	all := func(f Fault, parts ...Part) map[Part]Fault {
		on := map[Part]Fault{}
		for _, p := range parts {
			on[p] = f
		}
		return on
	}
	down, silent := Fault{Kind: Status503}, Fault{Kind: Hang}
	return []breakdown{
		{name: "credits", faults: all(Fault{Kind: Status403}, PartSubmit)},
		{name: "silence", faults: all(silent, PartPoll, PartModels, PartLogs, PartBilling)},
		{name: "download", faults: all(Fault{Kind: Cut}, PartFile)},
		{name: "donationalerts", faults: all(down, PartToken, PartUser, PartDonations, PartSubscribe, PartSocket), also: dropSockets},
		{name: "push", faults: all(down, PartSubscribe, PartSocket), also: dropSockets},
		{name: "rates", faults: all(down, PartCBR, PartOpenER, PartExchangeRate)},
		{name: "refusal", faults: all(Fault{Kind: Refused}, PartPoll)},
		{name: "wifi", faults: all(Fault{Kind: Slow, After: 4 * time.Second},
			PartUser, PartDonations, PartCBR, PartOpenER, PartExchangeRate, PartModels, PartSubmit, PartPoll, PartFile)},
	}
}

func dropSockets(s *Server) { s.DropSockets(0) }

// Breakdowns returns the names of what can happen.
func Breakdowns() []string {
	var names []string
	for _, b := range breakdowns() {
		names = append(names, b.name)
	}
	return names
}

// Break starts a breakdown, in place of one that is there; no name ends
// it. It reports whether there is a breakdown of that name.
func (s *Server) Break(name string) bool {
	i := slices.IndexFunc(breakdowns(), func(b breakdown) bool { return b.name == name })
	if name != "" && i < 0 {
		return false
	}
	s.ClearFaults()
	s.faults.mu.Lock()
	s.faults.broken = name
	s.faults.mu.Unlock()
	if name == "" {
		return true
	}
	for part, fault := range breakdowns()[i].faults {
		s.Set(part, fault)
	}
	if also := breakdowns()[i].also; also != nil {
		also(s)
	}
	return true
}

// Broken returns the breakdown that is there; empty: none.
func (s *Server) Broken() string {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	return s.faults.broken
}
