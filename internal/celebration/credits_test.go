package celebration

import (
	"slices"
	"testing"
	"time"
)

func TestCreditsAreCutToFit(t *testing.T) {
	t.Parallel()
	for n := range CreditsShows + 1 {
		for _, length := range []time.Duration{0, time.Second, 9 * time.Second, time.Minute} {
			shows := make([]time.Duration, n)
			for i := range shows {
				shows[i] = length
			}
			parts, total := CutCredits(shows)
			used := aroundShows
			for _, part := range parts {
				used += part
				if part <= 0 || part > longestShow || length > 0 && part > length {
					t.Errorf("%d of %s: a part has %s", n, length, part)
				}
			}
			if len(parts) != n || total < ShortestCredits || total > LongestCredits || used > total {
				t.Errorf("%d of %s: %d parts of %s within %s", n, length, len(parts), used, total)
			}
		}
	}
}

func TestARecapHasAllOfTheShortShows(t *testing.T) {
	second := time.Second
	for _, test := range []struct{ shows, want []time.Duration }{
		{nil, []time.Duration{}},
		{[]time.Duration{4 * second}, []time.Duration{4 * second}},
		{[]time.Duration{100 * second, 4 * second, 100 * second}, []time.Duration{23500 * time.Millisecond, 4 * second, 23500 * time.Millisecond}},
		{[]time.Duration{0, -second}, []time.Duration{8 * second, 8 * second}},
		{slices.Repeat([]time.Duration{12 * second}, CreditsShows), slices.Concat(slices.Repeat([]time.Duration{4200 * time.Millisecond}, 6), slices.Repeat([]time.Duration{4300 * time.Millisecond}, 6))},
	} {
		got := CutRecap(test.shows)
		var total time.Duration
		for _, part := range got {
			total += part
		}
		if !slices.Equal(got, test.want) || total+RecapTitle+RecapEnd > LongestCredits {
			t.Errorf("of %v: %v, want %v", test.shows, got, test.want)
		}
	}
}
