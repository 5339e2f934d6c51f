package api

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/overlay"
)

func TestStatusSaysThatOBSLacksH264(t *testing.T) {
	for name, test := range map[string]struct {
		converts    bool
		state, says string
	}{"with ffmpeg": {true, "ok", "clips are converted"}, "without": {false, "degraded", "Install ffmpeg"}} {
		got := overlayPart(overlay.Health{Player: "p", LacksH264: true}, test.converts)
		if says := locale.English().Sentences(got.Why); got.State != test.state || !strings.Contains(says, "H.264") || !strings.Contains(says, test.says) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestAClockThatIsOffIsAPart(t *testing.T) {
	for ahead, want := range map[time.Duration][]fault.Message{
		0: nil, 3 * time.Hour: {fault.Say("part.clock.behind", "by", 3*time.Hour)}, -2 * time.Minute: {fault.Say("part.clock.ahead", "by", 2*time.Minute)},
	} {
		part := clockPart(ahead)
		if !reflect.DeepEqual(part.Why, want) || (part.State == "ok") != (ahead == 0) {
			t.Errorf("of %v it says %+v", ahead, part)
		}
	}
}
