package store

import (
	"testing"
	"time"

	"streamspark/internal/celebration"
)

// TestAStepIsNotParkedByAClockThatWasAhead: the computer's clock was a year
// ahead when the step was put off, and is right again.
func TestAStepIsNotParkedByAClockThatWasAhead(t *testing.T) {
	t.Parallel()
	const year = 365 * 24 * time.Hour
	now := time.Now()
	for _, status := range []celebration.Status{celebration.Received, celebration.WaitingRate, celebration.Approved} {
		for name, test := range map[string]struct {
			at  time.Duration
			due bool
		}{
			"a year ago": {-year, true}, "now": {0, true}, "in an hour, as somebody asked": {time.Hour, false},
			"in two hours": {2 * time.Hour, true}, "in a year": {year, true},
		} {
			s := open(t, t.TempDir())
			c := take(t, s, "a")[0]
			c.Status, c.NextAt = status, now.Add(test.at)
			if err := s.Save(t.Context(), &c); err != nil {
				t.Fatal(err)
			}
			due, err := s.Due(t.Context(), now, 1, 10)
			if err != nil || (len(due) == 1) != test.due {
				t.Errorf("%s, %s: due are %v, %v", status, name, due, err)
			}
			next, later, err := s.NextDue(t.Context(), now)
			if err != nil || later == test.due || later && next.Sub(now) > farthest {
				t.Errorf("%s, %s: the next step is at %v, %v, %v", status, name, next, later, err)
			}
		}
	}
}
