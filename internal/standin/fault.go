package standin

import (
	"net/http"
	"sync"
	"time"
)

// Part is one thing that a stand-in does, and that can be broken by itself.
type Part string

// The parts.
const (
	PartAuthorize    Part = "da.authorize"
	PartToken        Part = "da.token"
	PartUser         Part = "da.user"
	PartDonations    Part = "da.donations"
	PartAudio        Part = "da.audio"
	PartCBR          Part = "rates.cbr"
	PartOpenER       Part = "rates.open_er_api"
	PartExchangeRate Part = "rates.exchangerate_api"
	PartModels       Part = "aiml.models"
	PartSubmit       Part = "aiml.order"
	PartPoll         Part = "aiml.look"
	PartFile         Part = "aiml.file"
	PartLogs         Part = "aiml.logs"
	PartBilling      Part = "aiml.billing"
	PartModeration   Part = "openai_text.moderation"
)

// Kind is a way to break. A number of three digits from 400 is one too: the
// answer has this status and the service's own body of an error.
type Kind string

// The kinds. The demo's own are the statuses, Slow, Hang, Cut, and Refused of
// a look; a Probe adds the others. Those that cut a connection leave a repeated GET to Go's own
// transport: it sends one again by itself if a kept connection died under it.
const (
	Slow         Kind = "slow"        // answers, After later
	Status400    Kind = "400"         // the request is not processed; so are the next nine
	Status401    Kind = "401"         //
	Status403    Kind = "403"         //
	Status404    Kind = "404"         //
	Status408    Kind = "408"         //
	Status409    Kind = "409"         //
	Status429    Kind = "429"         // with Retry-After where Retry is set
	Status500    Kind = "500"         //
	Status503    Kind = "503"         //
	HTML         Kind = "html"        // 502 with a web page
	HTML200      Kind = "html200"     // 200 with a web page
	Hang         Kind = "hang"        // silence before the headers; not processed
	HangBody     Kind = "hang_body"   // processed; silence after half of the body
	Cut          Kind = "cut"         // processed; connection reset after half of the body
	Lost         Kind = "lost"        // processed; the connection is cut without an answer
	Refused      Kind = "refused"     // what the part says when it declines: see decline
	Endless      Kind = "endless"     // 200 and a body without an end
	Empty        Kind = "empty"       // 200 with an empty body
	OtherShape   Kind = "other_shape" // 200, well-formed, of another shape
	WrongType    Kind = "wrong_type"  // processed; the good answer says that it is something else
	Strings      Kind = "strings"     // processed; every number of the answer is a text
	Nulls        Kind = "nulls"       // processed; every value of the answer is null
	Huge         Kind = "huge"        // processed; 100 MB come with the answer
	KindRedirect Kind = "redirect"    // 302 to Redirect
	OddStatus    Kind = "odd_status"  // submit, poll: an unknown word of status; elsewhere HTTP 418
)

// Fault is one thing to go wrong with a part. The zero value is none.
type Fault struct {
	Kind     Kind
	Times    int           // how many requests it meets; 0: until cleared
	After    time.Duration // for Slow: how long
	Retry    int           // for a status: Retry-After in seconds; 0: no such header
	Redirect string        // for KindRedirect: where to
}

// faults are the faults that are on.
type faults struct {
	mu     sync.Mutex
	on     map[Part]Fault
	broken string // the name of a breakdown
	probe  extend // nil in a demo
}

// extend carries out what only a Probe can, and returns what is left of a
// fault and the answer that it meets.
type extend func(Fault, Part, http.HandlerFunc) (Fault, http.HandlerFunc)

func (f *faults) start() { f.on = make(map[Part]Fault) }

// take returns the fault that the next request of a part meets, if any.
func (f *faults) take(p Part) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	fault := f.on[p]
	switch {
	case fault.Times == 1:
		delete(f.on, p)
	case fault.Times > 1:
		left := fault
		left.Times--
		f.on[p] = left
	}
	return fault
}

// Set replaces a part's fault; the zero Fault clears it.
func (s *Server) Set(p Part, f Fault) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	if f.Kind == "" {
		delete(s.faults.on, p)
		return
	}
	s.faults.on[p] = f
}

// ClearFaults makes every part work again.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	clear(s.faults.on)
	s.faults.broken = ""
}

func (f *faults) extension() extend {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.probe
}

// Order returns the part of a generator's paid request.
func Order(generator string) Part { return Part(generator + ".order") }

// Look returns the part of the question about a job.
func Look(generator string) Part { return Part(generator + ".look") }

// File returns the part of the file.
func File(generator string) Part { return Part(generator + ".file") }
