package celebration

import "time"

// How long credits are, and what is cut for them.
const (
	// ShortestCredits is the least that credits are.
	ShortestCredits = 30 * time.Second
	// LongestCredits is the most that they are.
	LongestCredits = time.Minute
	// CreditsShows is how many shows they have at most.
	CreditsShows = 12

	aroundShows  = 10 * time.Second // for the title and the end
	longestShow  = 8 * time.Second
	shortestShow = 3 * time.Second
)

// CutCredits returns how much of each show credits have, of shows of these
// lengths, and how long the credits are.
func CutCredits(shows []time.Duration) (parts []time.Duration, total time.Duration) {
	total = aroundShows
	share := LongestCredits - aroundShows
	if len(shows) > 0 {
		share = max(min(share/time.Duration(len(shows)), longestShow), shortestShow).Truncate(100 * time.Millisecond)
	}
	for _, length := range shows {
		if length <= 0 { // nobody knows
			length = share
		}
		parts = append(parts, min(length, share))
		total += min(length, share)
	}
	return parts, min(max(total, ShortestCredits), LongestCredits)
}
