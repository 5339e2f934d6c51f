package api_test

import (
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/web/api"
	"streamspark/internal/web/webtest"
)

// Without a range it is the last day by the clock that dates donations, which
// may not be that of this computer.
func TestTheLastDayIsThatOfTheirClock(t *testing.T) {
	t.Parallel()
	w := webtest.NewStage(t)
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	w.Now = func() time.Time { return now }
	w.Source.GivenState.HasToken, w.Source.GivenState.ClockAhead = true, 3*time.Hour
	if got := api.NewServer(w.Options(), api.Hooks{}).TheirNow(); !got.Equal(now.Add(3 * time.Hour)) {
		t.Errorf("it is %v", got)
	}
}

func TestEveryStatusIsSettledOrWaitedFor(t *testing.T) {
	for _, status := range celebration.Statuses() {
		waits := status == celebration.Received
		for _, working := range append(celebration.Ordered(), celebration.Approved) {
			waits = waits || status == working
		}
		if api.Settled(status) == waits {
			t.Errorf("%s: settled is %v", status, api.Settled(status))
		}
	}
}

func TestWaitingHasALimit(t *testing.T) {
	t.Parallel()
	w := webtest.NewStage(t)
	server := api.NewServer(w.Options(), api.Hooks{})
	id := w.Donate(webtest.Viewer("1"))
	watch := w.Store.Watch()
	defer watch.Close()
	over := make(chan time.Time, 1)
	over <- time.Now()
	if server.NextChange(t.Context(), watch, id, over) {
		t.Error("a change is seen where there is none")
	}
	w.Move(id, func(c *celebration.Celebration) { c.Progress = 1 })
	if !server.NextChange(t.Context(), watch, id, nil) {
		t.Error("the change is not seen")
	}
}
