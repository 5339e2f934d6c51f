package web

import (
	"context"
	"strconv"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/language"
	"streamspark/internal/money"
	"streamspark/internal/store"
)

// shownWork is how many of those being made are named.
const shownWork = 20

// work is what is being made, in the order of the line, and how long such
// clips took lately.
type work struct {
	orders []celebration.Celebration
	times  map[string]time.Duration // by generator
}

// work reads what is being made.
func (p *pages) work(ctx context.Context) (w work, err error) {
	if w.orders, err = p.o.Store.Celebrations(ctx, store.Filter{Statuses: celebration.Making(), Limit: 200}); err != nil {
		return w, err
	}
	celebration.InLine(w.orders)
	w.times, err = p.o.Store.MakingTimes(ctx)
	return w, err
}

// places is how many clips are made at once.
func (p *pages) places() int {
	places, _ := p.o.Setting("generation.concurrency")
	n, _ := strconv.Atoi(places.Value) // 0 where it is no number
	return max(n, 1)
}

// leftOf says of each order about how long until its clip is made, by the
// generator that would make it now; negative where that is not known.
func (p *pages) leftOf(w work) []time.Duration {
	generator, _ := p.o.Settings.Generator()
	if other, ok := p.o.StandIn(); ok {
		generator = other
	}
	return celebration.TimeLeft(w.orders, w.times, generator, p.places(), p.o.Now())
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
	case d < celebration.Soon:
		return language.Say("making.soon")
	case d < time.Minute:
		return language.Say("making.left", max(d.Round(10*time.Second), 10*time.Second))
	case d < 5*time.Minute:
		return language.Say("making.left", d.Round(30*time.Second))
	}
	return language.Say("making.left", d.Round(time.Minute))
}
