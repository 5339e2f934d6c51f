package donationalerts

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

const (
	// maxDrift is how far two clocks may be apart and still be called right.
	maxDrift = 10 * time.Second

	clockSamples  = 9                // the last ones, of which the median counts
	clockLasts    = time.Hour        // a sample is not used longer
	clockPatience = 10 * time.Second // an answer that took longer says too little
	clockStep     = 2 * time.Second  // our clock was set, or the computer slept
)

// clock measures how far the clock of DonationAlerts is ahead of ours, by the
// Date of its answers. One answer may mislead: it may come from a cache, or
// from a server whose own clock is wrong. So the median of the last ones
// counts, and what is no time of this program's life counts for nothing.
type clock struct{ samples []sample }

// sample is one reading of both clocks.
type sample struct {
	at    time.Time // of ours, with its monotonic reading
	date  time.Time // of theirs, in whole seconds
	ahead time.Duration
}

// note reads the Date of an answer to a request that left and came back at
// these times.
func (c *clock) note(header http.Header, left, came time.Time) {
	date, err := http.ParseTime(header.Get("Date"))
	took := came.Sub(left)
	if err != nil || date.Year() < 2020 || date.Year() > 2099 || took < 0 || took > clockPatience {
		return
	}
	if age, err := strconv.Atoi(header.Get("Age")); err == nil && age > 0 {
		return // from a cache
	}
	at := came.Add(-took / 2)
	c.samples = slices.DeleteFunc(c.samples, func(s sample) bool { return s.stale(at) })
	for _, s := range c.samples {
		if s.date.Equal(date) && at.Sub(s.at) > clockStep {
			return // the same moment twice: from a cache that does not say so
		}
	}
	// The server cut the fraction of the second off.
	ahead := date.Add(time.Second / 2).Sub(at)
	c.samples = append(c.samples, sample{at, date, ahead})
	c.samples = c.samples[max(len(c.samples)-clockSamples, 0):]
}

// stale reports whether a sample says nothing of the clock at a later moment.
func (s sample) stale(now time.Time) bool {
	return worthless(now.Sub(s.at), now.Round(0).Sub(s.at.Round(0)))
}

// worthless reports whether a comparison says nothing any more, after so much
// time has passed and so much of it was shown by the clock: it is long ago,
// the clock was set, or the computer slept.
func worthless(passed, shown time.Duration) bool {
	return passed > clockLasts || (passed-shown).Abs() > clockStep || shown < -clockStep
}

// ahead returns how far their clock is ahead of ours, and false where no
// answer of late said so. Of an even number of samples the later time is
// taken: an old donation must not look new.
func (c *clock) ahead(now time.Time) (time.Duration, bool) {
	var all []time.Duration
	for _, s := range c.samples {
		if !s.stale(now) {
			all = append(all, s.ahead)
		}
	}
	if len(all) == 0 {
		return 0, false
	}
	slices.Sort(all)
	return all[len(all)/2], true
}
