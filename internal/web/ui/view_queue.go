package ui

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/pipeline"
	"streamspark/internal/store"
	"streamspark/internal/web/api"
)

const (
	// shownWaiting is how many of the waiting clips the pages list.
	shownWaiting = 50
	// shownNeeds is how many of those that need a decision they list.
	shownNeeds = 20
	// panicKey is the one key that clears the screen. It types nothing, so it
	// works wherever one is on the page.
	panicKey = "F8"
)

// queueView is what waits to be shown, in its order.
type queueView struct {
	Rows []waitRow
	More int
}

// waitRow is one showing that waits. Its place is a number that the style
// sheet counts, so that it is right while somebody drags.
type waitRow struct {
	showing
	Element string
	Place   int
	Total   int
	Reason  celebration.Reason // why it waits again
	File    string             // of one that the player cannot show: where it can be looked at
	Actions []action
}

func newQueueView(waiting []celebration.Playback) queueView {
	v := queueView{More: max(len(waiting)-shownWaiting, 0)}
	for i, p := range waiting[:min(len(waiting), shownWaiting)] {
		file := ""
		if p.Reason.Code == celebration.WhyUndecodable && p.IsClip() {
			file = api.ClipURL(p.Clip.Filename)
		}
		body, _ := json.Marshal(map[string]int64{"playback": p.ID}) // a number: it cannot fail
		v.Rows = append(v.Rows, waitRow{
			showing: newShowing(p), Element: fmt.Sprintf("playback-%d", p.ID), Place: i + 1, Total: len(waiting), Reason: p.Reason, File: file,
			Actions: []action{
				{Key: "action.now", Icon: "play", Class: "button-small", Bare: true, Path: "/api/queue/play", Body: string(body), Done: "done.now", About: p.Donor},
				{Key: "action.drop", Icon: "cross", Class: "button-small", Bare: true, Path: "/api/queue/drop", Body: string(body), Done: "done.drop", About: p.Donor},
			},
		})
	}
	return v
}

// needsView is what waits for the streamer.
type needsView struct {
	Counts []needCount
	Rows   []celebrationView // the newest
	Total  int
}

// needCount is how many stand where a person must decide.
type needCount struct {
	Status celebration.Status
	Tone   string
	Text   locale.Phrase
	Path   string // the newest of them
}

// needs reads what waits for the streamer.
func (p *Pages) needs(ctx context.Context) (needsView, error) {
	var v needsView
	counts, err := p.o.Store.ByStatus(ctx)
	if err != nil {
		return v, err
	}
	if v.Total = api.Needing(counts); v.Total == 0 {
		return v, nil
	}
	found, err := p.undecided.read(p.o.Store, func() ([]celebration.Celebration, error) {
		return p.o.Store.Celebrations(ctx, store.Filter{Statuses: celebration.Undecided(), Limit: shownNeeds})
	})
	if err != nil {
		return v, err
	}
	newest := map[celebration.Status]int64{}
	for _, c := range found {
		v.Rows = append(v.Rows, p.celebrationView(c))
		newest[c.Status] = max(newest[c.Status], c.ID)
	}
	for _, status := range celebration.Undecided() {
		if counts[status] == 0 {
			continue
		}
		one := needCount{Status: status, Tone: statusStyles[status].tone, Text: locale.Say("needs."+string(status), counts[status])}
		if id := newest[status]; id != 0 {
			one.Path = fmt.Sprintf("/celebrations/%d", id)
		}
		v.Counts = append(v.Counts, one)
	}
	return v, nil
}

// Named returns those that the dashboard names: it lists all of them below.
func (v needsView) Named() []celebrationView { return v.Rows[:min(len(v.Rows), 5)] }

// Unnamed returns how many are not named there.
func (v needsView) Unnamed() int { return v.Total - len(v.Named()) }

// waitsView is the strip on top of every page: how much waits for somebody to look at
// it, and the first of it with its buttons.
type waitsView struct {
	Count int
	Path  string
	First *celebrationView
}

// waiting is what waits now, as the store has it.
type waiting struct {
	count  int
	oldest []celebration.Celebration // one, or none
}

// waits reads the strip. Its keys are those of the page of moderators. What came while
// the streamer was away has a card of its own, with buttons for all of it.
func (p *Pages) waits(ctx context.Context) (waitsView, error) {
	now, err := p.waiting.read(p.o.Store, func() (w waiting, err error) {
		w.count, w.oldest, err = p.o.Store.WaitingHere(ctx, 1)
		return w, err
	})
	if err != nil || len(now.oldest) == 0 {
		return waitsView{}, err
	}
	c := now.oldest[0]
	first := p.celebrationView(c)
	first.Actions = nil
	for i, verb := range pipeline.Choices() {
		if button, shown := buttonOf(c, verb); shown && slices.Contains(pipeline.Actions(c), verb) {
			button.Hotkey = strconv.Itoa(i + 1)
			first.Actions = append(first.Actions, button)
		}
	}
	p.priced(c, first.Actions)
	v := waitsView{Count: now.count, First: &first}
	v.Path = withQuery(donationsPath, url.Values{"status": {string(celebration.Held), string(celebration.Review)}})
	return v, nil
}

// waitsOrNone returns the strip, and none where it cannot be read.
func (p *Pages) waitsOrNone(ctx context.Context) waitsView {
	v, err := p.waits(ctx)
	if err != nil {
		p.o.Log.Warn().Err(err).Msg("what waits could not be read for the pages")
	}
	return v
}

// alarm returns what every page says above everything else: that the database
// cannot be worked with.
func (p *Pages) alarm(ctx context.Context) []fault.Message {
	return p.o.StorePart(ctx).Why
}

// top renders what every page has on top: the alarm, and what waits.
func (d *Live) top(ctx context.Context, l reader) ([]piece, error) {
	now, err := d.p.waits(ctx)
	if err != nil {
		return nil, err
	}
	s := d.p.newSheet(l)
	s.add("alarm", "alarm", d.alarm)
	s.add("waits", "waits", now)
	return s.all.pieces, s.err
}
