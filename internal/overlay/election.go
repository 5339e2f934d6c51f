package overlay

import (
	"cmp"
	"context"
	"slices"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/socket"
)

const (
	// obsLasts is how long tabs stand back after the last page in OBS is
	// gone: its source may only be hidden, or OBS may be starting anew.
	obsLasts = 5 * time.Minute
	// obsKey is a document that is there while OBS is in use, so that tabs
	// stand back after a restart of the program too.
	obsKey = "overlay/obs"
)

// isPlayer reports whether the page could play, as far as it goes itself.
func (p *page) isPlayer() bool { return p.widget == widgetPlayer && p.visible && !p.dead }

// isOBS reports whether the page is a source in OBS.
func (p *page) isOBS() bool { return p.obs && p.id != "" && p.widget != widgetPreview }

// tabsWait reports whether OBS is in use: then only what it shows is on the
// stream, and nobody but the streamer sees a tab.
func (o *Overlay) tabsWait() bool {
	return !o.state.tabsAfter.IsZero() || slices.ContainsFunc(o.state.pages, (*page).isOBS)
}

// saveOBS keeps for the next start whether OBS is in use.
func (o *Overlay) saveOBS(ctx context.Context, used bool) {
	d := &o.state
	if d.obsNoted == used {
		return
	}
	err := o.store.Put(ctx, obsKey, []byte("{}"))
	if !used {
		err = o.store.Delete(ctx, obsKey)
	}
	if err != nil {
		o.log.Warn().Err(err).Msg("the use of OBS could not be saved")
		return
	}
	d.obsNoted = used
}

// viewedPages returns the pages on which the viewers see what is shown now.
func (o *Overlay) viewedPages() []*page {
	var found []*page
	wait := o.tabsWait()
	for _, p := range o.state.pages {
		if p.isPlayer() && (p.obs || !wait) {
			found = append(found, p)
		}
	}
	return found
}

// player returns the page that plays: the one with a clip under way, else the
// best of those that viewers see.
func (o *Overlay) player() *page { return o.playerFor(celebration.Playback{}, nil) }

// playerFor returns the player of a playback: one that can show it before one
// that cannot, and these pages, by id, only if there is no other.
func (o *Overlay) playerFor(b celebration.Playback, avoid map[string]bool) *page {
	for _, p := range o.state.pages {
		if p.isPlayer() && o.holds(p) {
			return p
		}
	}
	pages, failures := o.viewedPages(), &o.state.failures
	if len(pages) == 0 {
		return nil
	}
	return slices.MinFunc(pages, func(p, q *page) int {
		return cmp.Or(
			first(!avoid[p.id], !avoid[q.id]), first(!failures.standsBack(p.id), !failures.standsBack(q.id)), first(p.browser, q.browser),
			first(p.canShow(b), q.canShow(b)), first(p.obs, q.obs), first(p.acks, q.acks), cmp.Compare(p.order, q.order),
		)
	})
}

// first compares such that what is true comes first.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// noPlayer returns why nobody plays although a page could. Of one that is
// hidden that is known without it.
func (o *Overlay) noPlayer() string {
	why, hidden := "", false
	for _, p := range o.state.pages {
		switch {
		case p.widget != widgetPlayer || p.dead:
		case p.obs && p.acks && p.unsaid:
			return NoPlayerUnsaid
		case p.obs:
			hidden = true
		case p.visible:
			why = NoPlayerTab
		}
	}
	if hidden {
		return ""
	}
	return why
}

// evict disconnects pages where there are too many: of those that have not
// said hello the oldest, of the others those that are of least use. A page
// of a browser comes before a program, a source in OBS before a tab, so
// other people's programs keep nobody out.
func (o *Overlay) evict(ctx context.Context) {
	var unidentified, known []*page
	for _, p := range o.state.pages {
		switch {
		case p.dead:
		case p.id == "":
			unidentified = append(unidentified, p)
		default:
			known = append(known, p)
		}
	}
	if len(unidentified) > maxUnidentified {
		o.sendAway(ctx, slices.MinFunc(unidentified, func(a, b *page) int {
			return cmp.Or(-first(a.browser, b.browser), cmp.Compare(a.order, b.order))
		}))
	}
	if len(known) > maxPages {
		o.sendAway(ctx, slices.MaxFunc(known, func(a, b *page) int {
			return cmp.Or(
				first(o.holds(a), o.holds(b)), first(a.browser, b.browser), first(a.widget == widgetPlayer, b.widget == widgetPlayer),
				first(a.obs, b.obs), first(a.visible, b.visible), cmp.Compare(a.order, b.order),
			)
		}))
	}
}

func (o *Overlay) sendAway(ctx context.Context, p *page) {
	o.log.Warn().Str("page", p.id).Bool("browser", p.browser).Msg("too many widgets are open; one was disconnected")
	p.close(socket.TryLater, tooMany)
	o.leave(ctx, p, false)
}
