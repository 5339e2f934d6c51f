package widget

import (
	"testing"
	"time"

	"streamspark/internal/money"
	"streamspark/internal/store"
)

// TestATimerIsCountedFromWhatHappened in minutes since its start.
func TestATimerIsCountedFromWhatHappened(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 21, 18, 0, 0, 0, time.UTC)
	at := func(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }
	gave := func(id int64, minutes int, rubles int64) store.Given {
		return store.Given{ID: id, At: at(minutes), Rubles: money.Rubles(rubles)}
	}
	event := func(minutes int, do string, seconds int64) Event {
		return Event{At: at(minutes), Do: do, Seconds: seconds}
	}
	rules := func(minutes int, r Rules) Event { return Event{At: at(minutes), Rules: &r} }
	minute := rules(0, Rules{Per: 60})
	for name, tt := range map[string]struct {
		events  []Event
		given   []store.Given
		ends    int // minutes after the start, of one that runs
		left    int // minutes, of one that does not
		running bool
		over    bool
	}{
		"nothing happened":         {events: []Event{minute}, ends: 60, running: true},
		"a donation adds":          {events: []Event{minute}, given: []store.Given{gave(1, 10, 500)}, ends: 65, running: true},
		"half a hundred":           {events: []Event{rules(0, Rules{Per: 120})}, given: []store.Given{gave(1, 10, 50)}, ends: 61, running: true},
		"the most for one":         {events: []Event{rules(0, Rules{Per: 60, Most: 180})}, given: []store.Given{gave(1, 10, 5000), gave(2, 11, 100)}, ends: 64, running: true},
		"the limit for all":        {events: []Event{rules(0, Rules{Per: 60, Limit: 300})}, given: []store.Given{gave(1, 10, 400), gave(2, 11, 400), gave(3, 12, 400)}, ends: 65, running: true},
		"paused":                   {events: []Event{minute, event(20, Pause, 0)}, left: 40},
		"given while paused":       {events: []Event{minute, event(20, Pause, 0)}, given: []store.Given{gave(1, 30, 500)}, left: 45},
		"resumed":                  {events: []Event{minute, event(20, Pause, 0), event(50, Resume, 0)}, ends: 90, running: true},
		"added by hand":            {events: []Event{minute, event(5, Add, 600)}, ends: 70, running: true},
		"taken by hand":            {events: []Event{minute, event(5, Add, -600)}, ends: 50, running: true},
		"more than there is":       {events: []Event{minute, event(5, Add, -6000)}, running: true, over: true, ends: 5},
		"too late":                 {events: []Event{minute}, given: []store.Given{gave(1, 61, 5000)}, running: true, over: true, ends: 61},
		"again after the end":      {events: []Event{minute, event(90, Add, 600)}, given: []store.Given{gave(1, 95, 100)}, ends: 101, running: true},
		"dearer from then on":      {events: []Event{minute, rules(30, Rules{Per: 120})}, given: []store.Given{gave(1, 10, 100), gave(2, 40, 100)}, ends: 63, running: true},
		"given before it was read": {events: []Event{minute, event(20, Pause, 0), event(30, Resume, 0)}, given: []store.Given{gave(1, 25, 100)}, ends: 71, running: true},
	} {
		s := saved{Since: start, Base: 3600, Events: tt.events}
		c := s.count(tt.given)
		ends := start
		if tt.running {
			ends = at(tt.ends)
		}
		if c.running != tt.running || c.over != tt.over || tt.running && !c.at.Add(c.left).Equal(ends) || !tt.running && c.left != time.Duration(tt.left)*time.Minute {
			t.Errorf("%s: %+v", name, c)
		}
		if s.running() != tt.running {
			t.Errorf("%s: the page says that it runs: %t", name, s.running())
		}
	}
}
