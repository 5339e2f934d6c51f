package celebration

import (
	"cmp"
	"slices"
	"time"
)

// How long credits are, and what is cut for them.
const (
	// ShortestCredits is the least that credits are.
	ShortestCredits = 30 * time.Second
	// LongestCredits is the most that they are.
	LongestCredits = time.Minute
	// CreditsShows is how many shows they have at most.
	CreditsShows = 12

	// RecapTitle and RecapEnd are how long the title and the end of the video of a
	// stream are, which is as long as credits at the most.
	RecapTitle = 3 * time.Second
	RecapEnd   = 6 * time.Second

	aroundShows  = 10 * time.Second // for the title and the end
	longestShow  = 8 * time.Second
	shortestShow = 3 * time.Second
	shortestPart = time.Second // of a video
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

// CutRecap returns how much of each show the video of a stream has, of shows of
// these lengths: all of the short ones, and the long ones share the rest.
func CutRecap(shows []time.Duration) []time.Duration {
	parts := make([]time.Duration, len(shows))
	byLength := make([]int, len(shows))
	for i, length := range shows {
		byLength[i], parts[i] = i, cmp.Or(max(length, 0), longestShow)
	}
	slices.SortStableFunc(byLength, func(a, b int) int { return cmp.Compare(parts[a], parts[b]) })
	left := LongestCredits - RecapTitle - RecapEnd
	for n, i := range byLength {
		share := left / time.Duration(len(shows)-n)
		parts[i] = max(min(parts[i], share).Truncate(100*time.Millisecond), shortestPart)
		left -= parts[i]
	}
	return parts
}
