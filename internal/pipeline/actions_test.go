package pipeline

import (
	"slices"
	"testing"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// TestWhatIsListedIsWhatIsTaken asks for every decision in every status: those
// that Actions lists are carried out, all others are refused.
func TestWhatIsListedIsWhatIsTaken(t *testing.T) {
	t.Parallel()
	for _, status := range celebration.Statuses() {
		for _, action := range []Action{Retry, Approve, Reject, Forget, Thank} {
			c := celebration.Celebration{Status: status, Donation: celebration.Donation{Source: "donationalerts", ID: "1"}}
			if status == celebration.Review {
				c.Clip = &celebration.Clip{Filename: "a.mp4"}
			}
			listed := slices.Contains(Actions(c), action)
			if refused := fault.KindOf(mayDecide(c, action)) == fault.Conflict; refused == listed {
				t.Errorf("%s of %s: listed %v, refused %v", action, status, listed, refused)
			}
			if !listed || thanksOnly(c, action) {
				continue
			}
			before := c.Status
			if decide(&c, action); c.Status != before && !celebration.CanTransition(before, c.Status) {
				t.Errorf("%s moves from %s to %s, which the table of statuses forbids", action, before, c.Status)
			}
		}
	}
	bare := celebration.Celebration{Status: celebration.Failed, Reason: fault.Say(celebration.WhyRefused), Order: celebration.Order{Prompt: "a cat"}}
	if got := Actions(bare); !slices.Equal(got, []Action{Retry, Forget, Prompt, Thank}) {
		t.Errorf("a refused order allows %v", got)
	}
}
