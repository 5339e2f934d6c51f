package ui

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
)

// shown is a page for one kind of reader, ready to be compared with what a
// dashboard has.
type shown struct {
	pieces []piece
	lists  map[string][]string
}

// rendering is what became of a page in one round.
type rendering struct {
	shown
	err error
}

// round reads what may have changed and sends each dashboard
// what is new to it. A page that cannot be read holds up no other.
func (d *Live) round(ctx context.Context, g glance) {
	present := d.present()
	if g.around && len(present) > 0 {
		d.alarm = d.p.alarm(ctx)
	}
	d.board.clipPages.turn(g.stored)
	if d.p.offers.changed() {
		d.board.fresh = false
	}
	var boardErr error
	if slices.ContainsFunc(present, (*client).onBoard) {
		boardErr = d.board.read(ctx, g)
	} else {
		d.board.fresh = false
	}
	rendered := map[string]rendering{}
	failed := map[string]error{}
	for _, cl := range present {
		if filter, ok := logOf(cl.page); ok {
			d.sendLines(ctx, cl, filter, g.beat)
			continue
		}
		key := cl.lang.key() + "/" + cl.page
		now, ok := rendered[key]
		switch {
		case cl.onBoard() && boardErr != nil:
			now.err = boardErr
		case !ok || strings.HasPrefix(cl.page, listingPage): // each keeps its own account of those
			now.shown, now.err = d.render(ctx, cl, g)
			rendered[key] = now
		}
		switch {
		case now.err == nil:
			d.send(cl, d.news(cl, now.shown), g.beat)
			continue
		case g.beat: // the page stays as it is, and knows that we live
			d.send(cl, update{}, true)
		}
		name, _, _ := strings.Cut(cl.page, "?") // what was searched for is not for the log
		failed[name] = now.err
	}
	if len(failed) > 0 && ctx.Err() == nil {
		d.p.o.Log.Warn().Err(inOneLine(failed)).Msg("some dashboards could not be updated")
	}
}

// inOneLine returns what failed: a round is logged once, and there are many.
func inOneLine(failed map[string]error) error {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(failed)) {
		all = append(all, name+": "+failed[name].Error())
	}
	return errors.New(strings.Join(all, "; "))
}

// onBoard reports whether a dashboard shows what the board holds.
func (cl *client) onBoard() bool { return cl.page == dashboardPage || cl.page == dockPage }

func (d *Live) render(ctx context.Context, cl *client, g glance) (view shown, err error) {
	wish, isClips := wishOf(cl.page)
	switch {
	case cl.page == dashboardPage:
		view, err = d.board.pieces(cl.lang)
	case cl.page == moneyPage:
		view.pieces, err = d.moneyPieces(ctx, cl.lang, len(g.stored.Celebrations) > 0)
	case cl.page == summaryPage:
		view.pieces, err = d.summaryPieces(ctx, cl.lang, len(g.stored.Celebrations) > 0 || g.stored.Playbacks || g.stored.Clips)
	case cl.page == pastSummary:
	case cl.page == dockPage:
		view, err = d.board.dock(cl.lang)
	case isClips:
		view, err = d.board.clipPage(ctx, cl.lang, cl.page, wish)
	case strings.HasPrefix(cl.page, listingPage):
		view.pieces, err = d.listed(ctx, cl, g)
	case cl.page == widgetsPage:
		view.pieces, err = d.board.widgets(ctx, cl.lang)
	case cl.page == settingsPage:
		view.pieces, err = d.board.settings(ctx, cl.lang)
	default:
		view.pieces, err = d.board.detail(ctx, cl.lang, cl.page)
	}
	if err != nil {
		return view, err
	}
	top, err := d.top(ctx, cl.lang)
	view.pieces = append(slices.Clip(view.pieces), top...)
	return view, err
}

// news returns what a dashboard does not have yet. From here on it counts as
// told.
func (d *Live) news(cl *client, view shown) update {
	u := update{Whole: len(cl.has) == 0}
	has := make(map[string]string, len(view.pieces)) // what is no longer shown is forgotten
	for _, p := range view.pieces {
		old, known := cl.has[p.ID]
		if has[p.ID] = p.HTML; !known || old != p.HTML {
			u.Pieces = append(u.Pieces, p)
		}
	}
	cl.has = has
	for name, ids := range view.lists {
		if joined := strings.Join(ids, "\n") + "\n"; cl.lists[name] != joined {
			if u.Lists == nil {
				u.Lists = map[string][]string{}
			}
			u.Lists[name], cl.lists[name] = ids, joined
		}
	}
	return u
}

// send sends a dashboard its updates; on a beat also that there are none. One
// that is too slow is dropped: it connects again and gets everything.
func (d *Live) send(cl *client, u update, beat bool) {
	u.Type, u.Build = "update", d.p.assets.build
	if len(u.Pieces) == 0 && len(u.Lists) == 0 && len(u.Lines) == 0 {
		if !beat {
			return
		}
		u.Type = "beat"
	}
	if !cl.conn.Send(encode(u)) {
		d.leave(cl)
	}
}
