package celebration

import "time"

// Soon is when a clip is said to come any moment.
const Soon = 5 * time.Second

// LongestLine is how much of what is being made is estimated. The end of a
// longer line is hours away.
const LongestLine = 200

// notKnown is what is said of a time that nobody knows.
const notKnown = time.Duration(-1)

// TimeLeft returns for each clip that is being made, in the order of the
// orders, about how long until its clip is there; negative where that is not
// known: no clip of its generator was made lately, it takes longer than those
// did, its generator does not answer, or what comes before it takes no known
// time. Took is how long a clip of each generator takes; generator makes those
// that wait, on so many places.
func TimeLeft(making []Celebration, took map[string]time.Duration, generator string, places int, now time.Time) []time.Duration {
	found := make([]time.Duration, len(making))
	var free []time.Duration // when each place at the generator is
	for i, c := range making {
		if c.Status != Approved {
			rest := c.remaining(took[c.Generator], now)
			if c.Status != Fetching { // its place is free
				free = append(free, rest)
			}
			begun := c.Progress > 0 && c.Progress < 80
			if rest < Soon && begun || rest == 0 && c.Status != Fetching {
				rest = notKnown // it takes longer than such clips did: who knows how long
			}
			found[i] = rest
			continue
		}
		free = append(free, make([]time.Duration, max(places-len(free), 0))...)
		place := firstFree(free)
		found[i] = notKnown
		if took[generator] > 0 && free[place] != notKnown && c.Reason.Code != WhySilent {
			found[i] = free[place] + took[generator]
		}
		free[place] = found[i]
	}
	return found
}

// remaining returns how long one at the generator still takes, if it takes as long
// as such clips did.
func (c Celebration) remaining(took time.Duration, now time.Time) time.Duration {
	if took == 0 || c.SubmittedAt.IsZero() || c.Reason.Code == WhyLookingFor || c.Reason.Code == WhySilent {
		return notKnown
	}
	return max(took-now.Sub(c.SubmittedAt), 0)
}

// firstFree returns the place that is free first, as far as that is known.
func firstFree(free []time.Duration) int {
	place := 0
	for other := range free {
		if free[other] != notKnown && (free[place] == notKnown || free[other] < free[place]) {
			place = other
		}
	}
	return place
}
