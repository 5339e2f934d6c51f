package web

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/language"
	"streamspark/internal/money"
	"streamspark/internal/store"
)

// shownWork is how many of those being made are named.
const shownWork = 20

// soon is when a clip is said to come any moment.
const soon = 5 * time.Second

// work is what is being made, in the order of the line, and how long such
// clips took lately.
type work struct {
	orders []celebration.Celebration
	times  map[string]time.Duration // by generator
}

// work reads what is being made.
func (p *pages) work(ctx context.Context) (w work, err error) {
	statuses := append(celebration.AtGenerator(), celebration.Approved)
	if w.orders, err = p.o.Store.Celebrations(ctx, store.Filter{Statuses: statuses, Limit: 200}); err != nil {
		return w, err
	}
	slices.SortFunc(w.orders, func(a, b celebration.Celebration) int {
		waits := func(c celebration.Celebration) int {
			if c.Status == celebration.Approved {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(waits(a), waits(b)), cmp.Compare(a.ID, b.ID))
	})
	w.times, err = p.o.Store.MakingTimes(ctx)
	return w, err
}

const unknown = time.Duration(-1)

// left says of each order about how long until its clip is made; negative
// where that is not known: no clip of its generator was made lately, it
// takes longer than those did, or what comes before it takes no known time.
func (w work) left(now time.Time, generator string, places int) []time.Duration {
	found := make([]time.Duration, len(w.orders))
	var free []time.Duration // when each place at the generator is
	for i, c := range w.orders {
		if c.Status != celebration.Approved {
			rest := w.rest(c, now)
			free = append(free, rest)
			begun := c.Progress > 0 && c.Progress < 80
			if rest < soon && begun || rest == 0 && c.Status != celebration.Fetching {
				rest = unknown // it takes longer than such clips did: who knows how long
			}
			found[i] = rest
			continue
		}
		free = append(free, make([]time.Duration, max(places-len(free), 0))...)
		place := first(free)
		found[i] = unknown
		if took := w.times[generator]; took > 0 && free[place] != unknown {
			found[i] = free[place] + took
		}
		free[place] = found[i]
	}
	return found
}

// rest is how long one at the generator still takes, if it takes as long as
// such clips did.
func (w work) rest(c celebration.Celebration, now time.Time) time.Duration {
	took := w.times[c.Generator]
	if took == 0 || c.SubmittedAt.IsZero() || c.Reason.Code == celebration.WhyLookingFor {
		return unknown
	}
	return max(took-now.Sub(c.SubmittedAt), 0)
}

// first is the place that is free first, as far as that is known.
func first(free []time.Duration) int {
	place := 0
	for other := range free {
		if free[other] != unknown && (free[place] == unknown || free[other] < free[place]) {
			place = other
		}
	}
	return place
}

// places is how many clips are made at once.
func (p *pages) places() int {
	for _, setting := range p.o.Settings.View() {
		if setting.Key == "generation.concurrency" {
			n, _ := strconv.Atoi(setting.Value) // 0 where it is no number
			return max(n, 1)
		}
	}
	return 1
}

// leftOf is left with what the program is set to now.
func (p *pages) leftOf(w work) []time.Duration {
	generator, _ := p.o.Settings.Generator()
	return w.left(p.o.Now(), generator, p.places())
}

// makingView is what is being made, for a page.
type makingView struct {
	Rows []makingRow
	More int
}

type makingRow struct {
	ID       int64
	Donor    string
	Amount   money.Amount
	Word     string
	Tone     string
	Busy     bool
	Progress int
	Place    int
	Left     language.Phrase // empty: not known
}

func (p *pages) making(w work) makingView {
	v := makingView{More: max(len(w.orders)-shownWork, 0)}
	left := p.leftOf(w)
	for i, c := range w.orders[:min(len(w.orders), shownWork)] {
		g := newGift(c)
		v.Rows = append(v.Rows, makingRow{
			ID: c.ID, Donor: g.Donor, Amount: g.Amount, Word: g.Word, Tone: g.Tone, Busy: g.Busy, Progress: g.Progress,
			Place: i + 1, Left: roughly(left[i]),
		})
	}
	return v
}

// roughly says a length of time as roughly as it is known.
func roughly(d time.Duration) language.Phrase {
	switch {
	case d < 0:
		return language.Phrase{}
	case d < soon:
		return language.Say("making.soon")
	case d < time.Minute:
		return language.Say("making.left", max(d.Round(10*time.Second), 10*time.Second))
	case d < 5*time.Minute:
		return language.Say("making.left", d.Round(30*time.Second))
	}
	return language.Say("making.left", d.Round(time.Minute))
}
