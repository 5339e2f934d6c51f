package celebration

import (
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
