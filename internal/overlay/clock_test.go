package overlay

import (
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/store/storetest"
)

// The clock was set between two runs of the program, and what was saved of
// a clip that played is far in the past or in the future.
func TestAClockThatJumpsBetweenTwoRuns(t *testing.T) {
	const year = 365 * 24 * time.Hour
	for name, test := range map[string]struct {
		by    time.Duration
		state celebration.PlaybackState
		why   string
	}{
		"set back a year":    {year, sent, ""}, // shown again from its start
		"set forward a year": {-year, ended, celebration.WhyEndAssumed},
	} {
		t.Run(name, func(t *testing.T) {
			store := &kept{}
			onStage(t, store, func(t *testing.T, s *stage) {
				player := s.open("obs", "player", true)
				store.ready(8 * time.Second)
				s.commit()
				player.started(1)
				s.pass(time.Second)
				s.stop()
				storetest.Exec(t, store.Store, `UPDATE playbacks SET created_at = created_at + $1, sent_at = sent_at + $1, started_at = started_at + $1`, test.by.Milliseconds())
				s.start()
				other := s.open("other", "player", true)
				s.pass(graceAfterRestart)
				s.want(1, test.state, test.why)
				if test.state == sent {
					other.started(1)
					s.pass(8 * time.Second)
					other.ended(1)
					s.want(1, ended, "")
				}
				store.ready(8 * time.Second) // the next one plays
				s.commit()
				other.started(2)
				s.pass(8 * time.Second)
				other.ended(2)
				s.want(2, ended, "")
			})
		})
	}
}
