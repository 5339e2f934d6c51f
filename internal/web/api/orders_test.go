package api

import (
	"slices"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/source"
	"streamspark/internal/store/storetest"
)

type sourceAhead struct {
	source.Account
	ahead time.Duration
}

func (s sourceAhead) State() source.State { return source.State{ClockAhead: s.ahead} }

// Without a range it is the last day by the clock that dates donations, which
// may not be that of this computer.
func TestTheLastDayIsThatOfTheSourcesClock(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	s := &Server{o: Options{Now: func() time.Time { return now }, Source: sourceAhead{ahead: 3 * time.Hour}}}
	if when, _, _ := s.compare(nil, stretchBody{}); !when.to.Equal(now.Add(3*time.Hour)) || !when.from.Equal(now.Add(-21*time.Hour)) {
		t.Errorf("it is %v", when)
	}
}

func TestEveryStatusIsSettledOrWaitedFor(t *testing.T) {
	waited := append(celebration.Ordered(), celebration.Received, celebration.Approved)
	for _, status := range celebration.Statuses() {
		if settled(status) == slices.Contains(waited, status) {
			t.Errorf("%s: settled is %v", status, settled(status))
		}
	}
}

func TestWaitingForAChangeHasALimit(t *testing.T) {
	kept := storetest.Open(t)
	server := &Server{o: Options{Store: kept}}
	record := func() int64 {
		ids, _, err := kept.Record(t.Context(), []celebration.Donation{{Source: "test", ID: "1"}}, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		return ids[0]
	}
	watch := kept.Watch()
	defer watch.Close()
	over := make(chan time.Time, 1)
	over <- time.Now()
	if server.nextChange(t.Context(), watch, 1, over) {
		t.Error("a change is seen where there is none")
	}
	if id := record(); !server.nextChange(t.Context(), watch, id, nil) {
		t.Error("the change is not seen")
	}
}
