package ui

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"streamspark/internal/store"
	"streamspark/internal/web/api"
)

// listingPage begins the name of a page of donations. What follows is its
// filter and the ids that it shows.
const listingPage = "donations?"

// mostNews is how many new donations are counted for "3 new".
const mostNews = 99

// listing is what a dashboard shows of the donations. Its rows stay where
// they are, also those that no longer match the filter: nothing moves under
// the streamer's hand.
type listing struct {
	asked  url.Values
	ids    []int64
	first  bool // the newest are on it: what is newer is told
	filter store.Filter

	stale  bool // something was saved since the counts were read
	pieces []piece
}

func (d *Live) newListing(ctx context.Context, name string) (*listing, error) {
	asked, err := url.ParseQuery(strings.TrimPrefix(name, listingPage))
	if err != nil {
		return &listing{}, nil //nolint:nilerr // such a page does not exist, and nothing is sent to it
	}
	li := &listing{asked: keepFilter(asked), first: asked.Get("later") == "", ids: []int64{}}
	for text := range strings.SplitSeq(asked.Get("ids"), ",") {
		if id, ok := api.ID(text); ok && id > 0 && len(li.ids) < donationsPerPage {
			li.ids = append(li.ids, id)
		}
	}
	li.filter, _, err = d.p.readAsked(ctx, li.asked)
	return li, err
}

// listed renders a page of donations: its rows at once when one of them
// changed, the counts on the beat after any change.
func (d *Live) listed(ctx context.Context, cl *client, g glance) (pieces []piece, err error) {
	begins := cl.list == nil
	if begins {
		if cl.list, err = d.newListing(ctx, cl.page); err != nil {
			cl.list = nil
			return nil, err
		}
	}
	li := cl.list
	changed := slices.ContainsFunc(g.stored.Celebrations, func(id int64) bool { return slices.Contains(li.ids, id) })
	li.stale = li.stale || begins || len(g.stored.Celebrations) > 0
	if !begins && !changed && (!li.stale || !g.beat) {
		return li.pieces, nil
	}
	rows, err := d.rowsOf(ctx, cl)
	if err != nil {
		return nil, err
	}
	counts := li.pieces[:min(2, len(li.pieces))]
	if begins || g.beat {
		if counts, err = d.countsOf(ctx, cl); err != nil {
			return nil, err
		}
		li.stale = false
	}
	li.pieces = append(slices.Clone(counts), rows...)
	return li.pieces, nil
}

func (d *Live) rowsOf(ctx context.Context, cl *client) ([]piece, error) {
	found, err := d.p.o.Store.Celebrations(ctx, store.Filter{IDs: cl.list.ids, Limit: donationsPerPage})
	if err != nil {
		return nil, err
	}
	s := d.p.newSheet(cl.lang)
	for _, c := range found {
		g := d.p.celebrationView(c)
		s.add(g.Element, "celebration", g)
	}
	return s.all.pieces, s.err
}

// countsOf renders how much the filter matches, and what came since.
func (d *Live) countsOf(ctx context.Context, cl *client) ([]piece, error) {
	li := cl.list
	found, err := d.p.found(ctx, li.filter)
	if err != nil {
		return nil, err
	}
	news := newsView{Path: withQuery(donationsPath, queryWith(li.asked, map[string]string{"before": "", "after": ""}))}
	if li.first {
		newer := li.filter
		newer.Before, newer.After = 0, slices.Max(append([]int64{0}, li.ids...))
		counted, err := d.p.o.Store.Found(ctx, newer, mostNews)
		if err != nil {
			return nil, err
		}
		news.Count, news.More = counted.Count, counted.More
	}
	s := d.p.newSheet(cl.lang)
	s.add("donations-found", "donations-found", found)
	s.add("donations-new", "donations-new", news)
	return s.all.pieces, s.err
}
