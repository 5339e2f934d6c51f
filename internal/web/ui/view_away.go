package ui

import (
	"context"
	"fmt"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/locale"
	"streamspark/internal/money"
	"streamspark/internal/pipeline"
)

// shownAway is how many of those that came while the streamer was away the
// dashboard names, the oldest first.
const shownAway = 10

// awayView is what came while the streamer was away and waits for a decision.
type awayView struct {
	Count   int
	Rubles  money.Amount
	First   time.Time
	Newest  int64
	Told    int64 // the newest of which the dashboards were told
	Rows    []celebrationView
	More    int
	Actions []action // upon all
}

// away reads it.
func (p *Pages) away(ctx context.Context) (awayView, error) {
	waits, err := p.o.Store.Away(ctx)
	if err != nil || waits.Count == 0 {
		return awayView{}, err
	}
	v := awayView{Count: waits.Count, Rubles: waits.Rubles, First: waits.First, Newest: waits.Newest, Told: waits.Newest}
	found, err := p.o.Store.AwayList(ctx, 0, shownAway)
	if err != nil {
		return awayView{}, err
	}
	for _, c := range found {
		row := newCelebrationView(c)
		row.Element, row.At = fmt.Sprintf("away-%d", c.ID), c.Donation.CreatedAt
		row.Actions = awayActions(c)
		p.priced(c, row.Actions)
		v.Rows = append(v.Rows, row)
	}
	v.More = max(v.Count-len(v.Rows), 0)
	v.Actions = p.awayForAll(v)
	return v, nil
}

// awayActions returns what may be done about one of them.
func awayActions(c celebration.Celebration) []action {
	ignore := decision(c, pipeline.Reject, "away.ignore", "cross", "button-quiet")
	ignore.Done = "done.away.ignore"
	return []action{decision(c, pipeline.Thank, "away.play", "donation", ""), decision(c, pipeline.Approve, "away.make", "wand", ""), ignore}
}

// awayForAll returns what may be done about all that are counted; those that
// come after that wait for another decision.
func (p *Pages) awayForAll(v awayView) []action {
	decide := func(verb, icon, class string) action {
		return action{
			Key: "action.away." + verb + ".all", Icon: icon, Class: "button-small " + class, Done: "done.away." + verb, Path: "/api/away",
			Body: fmt.Sprintf(`{"action":%q,"all":true,"through":%d}`, verb, v.Newest),
		}
	}
	produce := decide("make", "wand", "")
	produce.Ask = locale.Say("away.sure.free", v.Count)
	if _, paid := p.o.Generator(); paid {
		produce.Ask = locale.Say("away.sure.paid", v.Count)
		produce.Cost = p.costOf(celebration.Celebration{})
		if produce.Cost.Key == "action.cost" {
			produce.Cost.Key = "action.cost.each"
		}
	}
	return []action{decide("play", "donation", "button-main"), produce, decide("ignore", "cross", "button-quiet")}
}

// awayBoard keeps the view up to date. The dashboards are told of new ones
// when no more have come for a beat, so that a gap of a hundred donations is
// one notice.
type awayBoard struct {
	awayView
	last int64 // the newest at the last beat
}

func (b *awayBoard) read(ctx context.Context, p *Pages, everything, changed, beat bool) error {
	told := b.Told
	if everything || changed && (beat || b.Count > 0) {
		view, err := p.away(ctx)
		if err != nil {
			return err
		}
		if everything {
			told = max(told, view.Newest)
		}
		b.awayView = view
	}
	if beat {
		if b.Newest == b.last {
			told = max(told, b.Newest)
		}
		b.last = b.Newest
	}
	b.Told = told
	return nil
}
