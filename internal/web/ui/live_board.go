package ui

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"

	"streamspark/internal/store"
	"streamspark/internal/web/api"
)

// glance is what a round has to read.
type glance struct {
	stored store.Change
	around bool // connections, and who plays
	beat   bool // a second has passed
}

// board is what the dashboards should show right now. It is read again only
// where something may have changed, and only while somebody looks.
type board struct {
	p            *Pages
	fresh        bool // it was kept up to date since it was read
	recount      bool // the totals are to be counted at the next beat
	celebrations []celebrationView
	clips        []clipCard
	clipPages    clipPages
	totals       totals
	now          nowView
	away         awayBoard
	queue        queueView
	work         api.Work
	making       makingView
	needs        needsView
	links        []link
	money        sums[moneyView]
	summary      sums[summaryView]
	first        firstView
}

// piece is one piece of a page, as it is sent.
type piece struct {
	ID   string `json:"id"`
	List string `json:"list,omitempty"` // where it belongs if it is not there yet
	HTML string `json:"html"`
}

// update is a frame to a dashboard. Lists give the order of the newest
// elements of a list: what is newer than the last of them and not named is
// gone.
type update struct {
	Type   string              `json:"type"`
	Build  string              `json:"build"`
	Whole  bool                `json:"whole,omitempty"` // the first one after connecting
	Pieces []piece             `json:"pieces,omitempty"`
	Lists  map[string][]string `json:"lists,omitempty"`
	Lines  []string            `json:"lines,omitempty"` // new lines of the log, the oldest first
	Since  int64               `json:"since,omitempty"` // the last of all lines so far
}

func newBoard(p *Pages) *board { return &board{p: p} }

// read brings the board up to date.
func (b *board) read(ctx context.Context, g glance) error {
	everything := !b.fresh
	b.fresh = false // until all of it was read
	if err := b.readLists(ctx, g.stored, everything); err != nil {
		return err
	}
	b.recount = b.recount || g.stored.Clips || len(g.stored.Celebrations) > 0
	if err := b.away.read(ctx, b.p, everything, b.recount, g.beat); err != nil {
		return err
	}
	if everything || b.recount && g.beat {
		counted, err := b.p.totals(ctx)
		if err != nil {
			return err
		}
		b.totals, b.recount = counted, false
	}
	if err := b.readStage(ctx, g, everything); err != nil {
		return err
	}
	b.totals.Waiting = b.needs.Total
	if everything || g.around {
		b.links, b.first = b.p.links(ctx), b.p.first(ctx)
	}
	b.fresh = true
	return nil
}

// readStage reads what is on stream, waits to be, is being made, or needs
// a decision. How long something still takes changes with every beat.
func (b *board) readStage(ctx context.Context, g glance, everything bool) (err error) {
	moved := everything || len(g.stored.Celebrations) > 0
	if moved {
		if b.work, err = api.WorkOf(ctx, b.p.o.Store); err != nil {
			return err
		}
		if b.needs, err = b.p.needs(ctx); err != nil {
			return err
		}
	}
	if moved || g.beat {
		b.making = b.p.making(b.work)
	}
	if everything || g.around || g.stored.Playbacks {
		b.now, b.queue = b.p.now(ctx)
	}
	return nil
}

func (b *board) readLists(ctx context.Context, stored store.Change, everything bool) (err error) {
	if everything || len(stored.Celebrations) > 0 {
		if b.celebrations, err = b.p.recentCelebrations(ctx); err != nil {
			return err
		}
	}
	if everything || stored.Clips || len(stored.Celebrations) > 0 { // which may have scenes
		b.clips, err = b.p.gallery(ctx)
	}
	return err
}

// pieces renders the dashboard in one language.
func (b *board) pieces(l reader) (shown, error) {
	s := b.stage(l)
	s.add("away", "away", b.away.awayView)
	s.add("needs", "needs", b.needs)
	s.add("connections", "connection-list", b.links)
	s.add("first", "first", b.first)
	s.add("donations-head", "donations-head", b.totals)
	s.add("clips-head", "clips-head", b.totals)
	s.add("threshold-now", "threshold-now", b.p.threshold())
	s.begin("celebrations")
	for _, g := range b.celebrations {
		s.addTo("celebrations", g.Element, "celebration", g)
	}
	s.begin("gallery")
	for _, clip := range b.clips {
		s.addTo("gallery", clip.Element, "clip", clip)
	}
	return s.all, s.err
}

// detail renders the page of one celebration. Nothing where there is none.
func (b *board) detail(ctx context.Context, l reader, name string) ([]piece, error) {
	id, ok := idOf(name)
	if !ok {
		return nil, nil
	}
	found, err := b.p.detail(ctx, id)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	html, err := b.p.fragment(l, "detail", found)
	if err != nil {
		return nil, err
	}
	return []piece{{ID: name, HTML: html}}, nil
}

// encode writes a frame.
func encode(u update) []byte {
	frame, _ := json.Marshal(u) // strings alone: it cannot fail
	return frame
}
