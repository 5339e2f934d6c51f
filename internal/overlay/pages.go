package overlay

import (
	"cmp"
	"context"
	"slices"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/socket"
)

// page is one connected page. But for done it belongs to the loop.
type page struct {
	// send is false if the page is gone or too slow, and was dropped. close
	// sends a close frame with a code of the WebSocket protocol. Neither waits.
	send  func(frame []byte) bool
	close func(code int, reason string)

	done    chan struct{} // closed when the connection has ended
	browser bool          // it came with an Origin, which a browser never leaves out

	id, widget   string // empty until hello
	visible, obs bool
	unsaid       bool                // OBS has not told it whether it is on the stream
	acks         bool                // it says which thank-yous are up
	noSound      string              // a sound of the streamer's that it cannot play
	cards        time.Time           // when about the thank-yous that it was told have all been shown
	decodes      celebration.Decoder // empty: it does not say
	scenes       bool                // it draws scenes
	credits      bool                // it shows credits
	order        int
	dead         bool   // it is dropped, the loop has still to act on that
	end          func() // of the data that it is sent; nil: it is sent none
}

func newPage(send func(frame []byte) bool, closes func(code int, reason string)) *page {
	return &page{send: send, close: closes, done: make(chan struct{})}
}

// unsubscribe ends what the page is sent beside the overlay's own frames.
func (p *page) unsubscribe() {
	if p.end != nil {
		p.end()
	}
}

// canShow reports whether the page shows the picture of a playback.
func (p *page) canShow(b celebration.Playback) bool {
	switch {
	case b.Scene != nil:
		return p.scenes
	case !b.Credits.IsZero():
		return p.credits
	}
	video, _ := p.decodes.Lacks(b.Clip)
	return video == ""
}

// join adds a connection and sends it the state.
func (o *Overlay) join(ctx context.Context, p *page) {
	o.state.arrival++
	p.order = o.state.arrival
	o.state.pages = append(o.state.pages, p)
	o.publisher.join(p)
	o.evict(ctx)
}

// leave removes a connection. A page that closed it in order is gone for
// good; one that was cut off may be back in a moment, still playing.
func (o *Overlay) leave(ctx context.Context, p *page, inOrder bool) {
	at := slices.Index(o.state.pages, p)
	if at < 0 {
		return
	}
	o.state.pages = slices.Delete(o.state.pages, at, at+1)
	o.publisher.leave(p)
	p.unsubscribe()
	o.forgetAlerts(p)
	if p.isOBS() {
		o.state.tabsAfter = time.Now().Add(obsLasts)
	}
	if !o.holds(p) || !o.state.lostAt.IsZero() {
		return
	}
	if inOrder {
		o.gone(ctx, time.Now())
		return
	}
	o.state.lostAt, o.state.grace = time.Now(), graceAfterCut
}

// hello makes a connection a page. The same page may come again before its
// old connection is known to be dead; then it takes the old one's place.
func (o *Overlay) hello(ctx context.Context, p *page, r report) {
	if p.id != "" && p.id != r.ID {
		o.log.Debug().Str("page", p.id).Msg("a page asked for another id and keeps its own")
		return
	}
	for _, other := range slices.Clone(o.state.pages) {
		if other != p && other.id == r.ID {
			p.order = other.order
			o.state.pages = slices.DeleteFunc(o.state.pages, func(q *page) bool { return q == other })
			o.publisher.leave(other)
			other.unsubscribe()
			o.forgetAlerts(other)
			other.close(socket.Normal, "this page has connected again")
		}
	}
	p.id, p.widget, p.visible, p.obs, p.acks = r.ID, r.Widget, r.Visible, r.OBS, r.Acks
	p.unsaid, p.decodes, p.scenes, p.credits = r.Unsaid, r.Decodes, r.Scenes, r.Credits
	if r.Needs != nil && p.end == nil && o.subscribe != nil {
		p.end = o.subscribe(cmp.Or(r.Of, r.Widget), r.Needs, p.send)
	}
	o.recordDecodes(ctx, p)
	o.state.stale = true // there may be someone to thank
	if p.isOBS() {
		o.saveOBS(ctx, true)
	}
	o.log.Info().Str("page", p.id).Str("widget", p.widget).Bool("visible", p.visible).Bool("obs", p.obs).Msg("a page has connected")
	if o.holds(p) && !p.visible {
		o.pageHidden(ctx, p)
	}
	o.evict(ctx)
}

// setVisible takes in that a page can be seen, or no longer. What waits in a page
// that is hidden it forgets.
func (o *Overlay) setVisible(ctx context.Context, p *page, r report) {
	p.visible, p.unsaid = r.Visible, r.Unsaid
	o.state.stale = o.state.stale || r.Visible
	if r.Visible {
		return
	}
	o.forgetAlerts(p)
	if o.holds(p) {
		o.pageHidden(ctx, p)
	}
}

// pageHidden handles that the page that plays was hidden: nobody
// sees the rest, so it is as if the page had left.
func (o *Overlay) pageHidden(ctx context.Context, p *page) {
	at := time.Now()
	if lost := o.state.lostAt; !lost.IsZero() {
		at = lost
	}
	o.send(p, stopFrame(o.state.current.ID))
	o.gone(ctx, at)
}

// send queues a frame for a page, or gives the page up.
func (o *Overlay) send(p *page, frame []byte) {
	if frame == nil || p.dead {
		return
	}
	if !p.send(frame) {
		o.giveUp(p)
	}
}

func (o *Overlay) giveUp(p *page) {
	o.log.Debug().Str("page", p.id).Msg("a page is gone or too slow; it may connect again")
	p.dead = true
}

// sendTo sends a frame to the page of this id, if it is there.
func (o *Overlay) sendTo(id string, frame []byte) {
	for _, p := range o.state.pages {
		if id != "" && p.id == id {
			o.send(p, frame)
		}
	}
}

func (o *Overlay) anyDead() bool {
	return slices.ContainsFunc(o.state.pages, func(p *page) bool { return p.dead })
}

// sweep removes the pages that were given up.
func (o *Overlay) sweep(ctx context.Context) {
	for _, p := range slices.Clone(o.state.pages) {
		if p.dead {
			o.leave(ctx, p, false)
		}
	}
}
