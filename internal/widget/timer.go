package widget

import (
	"slices"
	"time"

	"streamspark/internal/fault"
	"streamspark/internal/store"
)

// maxEvents is how often a timer may be touched between two starts.
const maxEvents = 5000

// Event is what the streamer did to a running timer: an action, or other rules
// from then on.
type Event struct {
	At      time.Time `json:"at"`
	Do      string    `json:"do,omitempty"`
	Seconds int64     `json:"seconds,omitempty"`
	Rules   *Rules    `json:"rules,omitempty"`
}

// Rules are what a donation adds to a timer, in seconds. A limit of 0 is none.
type Rules struct {
	Per   int64 `json:"per"`   // for 100 rubles
	Most  int64 `json:"most"`  // for one donation
	Limit int64 `json:"limit"` // for all of them together
}

// rulesOf reads the rules from the settings of a widget.
func rulesOf(v values) Rules {
	whole := func(key string) int64 { return int64(v.seconds(key) / time.Second) }
	return Rules{Per: whole("per"), Most: whole("most"), Limit: whole("limit")}
}

func (s *saved) add(e Event) error {
	if len(s.Events) >= maxEvents {
		return fault.New(fault.Conflict, "widget.too_many_events", "max", maxEvents)
	}
	s.Events = append(slices.Clip(s.Events), e)
	return nil
}

// running reports whether a timer was started and is not paused.
func (s *saved) running() bool {
	running := !s.Since.IsZero()
	for _, e := range s.Events {
		switch e.Do {
		case Pause:
			running = false
		case Resume:
			running = true
		}
	}
	return running
}

// countdown is a timer after all that happened to it so far.
type countdown struct {
	at      time.Time     // up to when it was counted
	left    time.Duration // then
	running bool
	over    bool // it ran out, and only the streamer may add to it
	rules   Rules
	added   time.Duration // by donations
	last    int64         // the donation that added last; 0: none did
	lastAdd time.Duration
}

// count returns a timer after the streamer's events and the donations since its
// start, in the order of time. A restart of the program counts the same again.
func (s *saved) count(given []store.Given) countdown {
	c := countdown{at: s.Since, left: time.Duration(s.Base) * time.Second, running: true}
	events := s.Events
	for _, g := range given {
		for len(events) > 0 && !events[0].At.After(g.At) {
			c.apply(events[0])
			events = events[1:]
		}
		c.donate(g)
	}
	for _, e := range events {
		c.apply(e)
	}
	return c
}

// pass takes the time up to a moment off what is left.
func (c *countdown) pass(to time.Time) {
	if c.running && !c.over {
		c.left -= to.Sub(c.at)
	}
	if c.left <= 0 {
		c.left, c.over = 0, true
	}
	c.at = to
}

func (c *countdown) apply(e Event) {
	c.pass(e.At)
	switch e.Do {
	case Pause:
		c.running = false
	case Resume:
		c.running = true
	case Add:
		c.left = max(c.left+time.Duration(e.Seconds)*time.Second, 0)
		c.over = c.left == 0
	}
	if e.Rules != nil {
		c.rules = *e.Rules
	}
}

func (c *countdown) donate(g store.Given) {
	if c.pass(g.At); c.over {
		return
	}
	kopecks := g.Rubles.Value().Shift(2).IntPart()
	more := time.Duration(kopecks*c.rules.Per/10) * time.Millisecond
	if most := time.Duration(c.rules.Most) * time.Second; most > 0 {
		more = min(more, most)
	}
	if limit := time.Duration(c.rules.Limit) * time.Second; limit > 0 {
		more = max(min(more, limit-c.added), 0)
	}
	if more > 0 {
		c.left, c.added, c.last, c.lastAdd = c.left+more, c.added+more, g.ID, more
	}
}
