package celebration

import (
	"slices"
	"testing"
	"time"

	"streamspark/internal/fault"
)

func TestHowLongItStillTakes(t *testing.T) {
	now := time.Now()
	at := func(status Status, generator string, ago time.Duration) Celebration {
		c := Celebration{Status: status, Generator: generator}
		if ago >= 0 {
			c.SubmittedAt = now.Add(-ago)
		}
		return c
	}
	veo := map[string]time.Duration{"aiml": 2 * time.Minute}
	waits := at(Approved, "", -1)
	lost := at(Submitting, "aiml", time.Minute)
	lost.Reason = fault.Say(WhyLookingFor)
	silent, back := at(Generating, "aiml", time.Minute), waits
	silent.Reason, back.Reason = fault.Say(WhySilent), fault.Say(WhySilent)
	begun := at(Generating, "aiml", 118*time.Second)
	begun.Progress = 20
	const no = time.Duration(-1)
	tests := map[string]struct {
		orders []Celebration
		times  map[string]time.Duration
		places int
		want   []time.Duration
	}{
		"nothing":           {nil, veo, 2, []time.Duration{}},
		"none made yet":     {[]Celebration{at(Generating, "aiml", time.Minute), waits}, nil, 1, []time.Duration{no, no}},
		"half way":          {[]Celebration{at(Generating, "aiml", time.Minute)}, veo, 1, []time.Duration{time.Minute}},
		"nearly here":       {[]Celebration{at(Fetching, "aiml", time.Hour)}, veo, 1, []time.Duration{0}},
		"longer than ever":  {[]Celebration{at(Generating, "aiml", time.Hour), waits}, veo, 1, []time.Duration{no, 2 * time.Minute}},
		"says it has begun": {[]Celebration{begun}, veo, 1, []time.Duration{no}},
		"does not answer":   {[]Celebration{silent, back, waits}, veo, 2, []time.Duration{no, no, no}},
		"its answer lost":   {[]Celebration{lost, waits}, veo, 1, []time.Duration{no, no}},
		"a line": {
			[]Celebration{at(Generating, "aiml", time.Minute), waits, waits},
			veo, 1,
			[]time.Duration{time.Minute, 3 * time.Minute, 5 * time.Minute},
		},
		"two at once": {
			[]Celebration{at(Generating, "aiml", time.Minute), waits, waits},
			veo, 2,
			[]time.Duration{time.Minute, 2 * time.Minute, 3 * time.Minute},
		},
		"a download takes no place": {
			[]Celebration{at(Fetching, "aiml", 2*time.Minute), at(Fetching, "aiml", time.Minute), waits},
			veo, 1,
			[]time.Duration{0, time.Minute, 2 * time.Minute},
		},
		"one place known": {[]Celebration{lost, waits}, veo, 2, []time.Duration{no, 2 * time.Minute}},
	}
	for name, tt := range tests {
		if got := TimeLeft(tt.orders, tt.times, "aiml", tt.places, now); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}
