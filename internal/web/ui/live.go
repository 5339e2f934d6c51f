// Package ui renders the pages of the dashboard and keeps them up to date.
//
// pages*.go serve the pages, view_*.go make what a template is given, values
// without a language, and live*.go send what changed over one socket.
package ui

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"streamspark/internal/fault"
	"streamspark/internal/socket"
)

const (
	// dashboardPage is the page that shows everything.
	dashboardPage = "dashboard"
	closeReason   = "shutting down"
	// maxClients is how many dashboards may be open: each costs a rendering.
	maxClients = 100
)

// Live keeps the open dashboards up to date. One goroutine reads what
// changed, renders the pieces of the pages once for each language, and
// sends each dashboard those that differ from what it has. A dashboard that
// connects has nothing yet, so it gets everything: a lost socket heals by
// itself.
type Live struct {
	p     *Pages
	allow func(*http.Request) bool
	poke  chan struct{}
	board *board
	open  atomic.Int32
	alarm []fault.Message // as it was asked last, by the rounds alone

	lag       time.Duration // how long after a commit it is read: what viewers see goes first
	pace      time.Duration // the minimum between two rounds of updates
	heartbeat time.Duration // the interval between two signs of life, on which connections and the player are read too

	mu      sync.Mutex
	clients map[*client]struct{}
	over    bool
}

// client is one open dashboard.
type client struct {
	conn  *socket.Conn
	lang  reader
	page  string            // what it shows: "dashboard", "detail-42", "donations?ids=7,4"
	list  *listing          // of a page of donations
	has   map[string]string // the pieces that it was sent, by their id
	lists map[string]string // the orders of lists that it was sent
	line  int64             // the last line of the log that it was sent
}

// NewLive keeps the pages up to date of those whom allow lets in.
func NewLive(p *Pages, allow func(*http.Request) bool) *Live {
	return &Live{
		p: p, allow: allow, poke: make(chan struct{}, 1), board: newBoard(p), clients: map[*client]struct{}{},
		lag: 20 * time.Millisecond, pace: 200 * time.Millisecond, heartbeat: time.Second,
	}
}

// Changed notifies of a change that the store does not publish:
// connections, or who plays. It never waits.
func (d *Live) Changed() {
	select {
	case d.poke <- struct{}{}:
	default:
	}
}

// Serve serves one dashboard's socket, until it leaves. An error says why no
// connection was made; nothing was written then.
func (d *Live) Serve(w http.ResponseWriter, r *http.Request) error {
	defer d.open.Add(-1)
	if d.open.Add(1) > maxClients {
		return fault.New(fault.Unavailable, "dashboard.too_many")
	}
	conn, err := socket.Accept(w, r, socket.Options{AllowOrigin: d.allow, ReadLimit: 1 << 10, Outbox: 32})
	if err != nil {
		d.p.o.Log.Debug().Err(err).Msg("a dashboard could not connect") // the answer says why
		return nil
	}
	cl := &client{
		conn: conn, lang: d.p.reader(r), page: r.URL.Query().Get("page"),
		has: map[string]string{}, lists: map[string]string{},
	}
	if !d.join(cl) {
		conn.Close(socket.GoingAway, closeReason)
	}
	defer d.leave(cl)
	for {
		if _, err := conn.Read(r.Context()); err != nil {
			return nil // it sends nothing but its close
		}
	}
}

func (d *Live) join(cl *client) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.over {
		return false
	}
	d.clients[cl] = struct{}{}
	d.Changed()
	return true
}

func (d *Live) leave(cl *client) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.clients, cl)
}

// present lists the dashboards that are open.
func (d *Live) present() []*client {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := make([]*client, 0, len(d.clients))
	for cl := range d.clients {
		all = append(all, cl)
	}
	return all
}

// Run keeps the dashboards up to date until ctx ends.
func (d *Live) Run(ctx context.Context) error {
	defer d.close()
	watch := d.p.o.Store.Watch()
	defer watch.Close()
	beat := time.NewTicker(d.heartbeat)
	defer beat.Stop()
	beating := true
	var asking sync.WaitGroup
	defer asking.Wait()
	for {
		look := glance{}
		select {
		case <-ctx.Done():
			return nil
		case <-watch.C:
			if beating && !wait(ctx, d.lag) {
				return nil
			}
		case <-d.poke:
			look.around = true
		case <-beat.C:
			look.around, look.beat = true, true
		}
		look.stored = watch.Take()
		if look.beat && d.p.offers.due(d.p.o.Now()) {
			asking.Go(func() {
				if d.p.offers.ask(ctx, d.p) {
					d.Changed()
				}
			})
		}
		d.round(ctx, look)
		if somebody := len(d.present()) > 0; somebody != beating {
			if beating = somebody; beating {
				beat.Reset(d.heartbeat)
			} else {
				beat.Stop()
			}
		}
		if !beating {
			continue // the next who opens a page is served at once
		}
		if !wait(ctx, d.pace) { // what comes meanwhile is gathered
			return nil
		}
	}
}

// wait reports whether some time passed before ctx ended.
func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

func (d *Live) close() {
	d.mu.Lock()
	d.over = true
	d.mu.Unlock()
	for _, cl := range d.present() {
		cl.conn.Close(socket.GoingAway, closeReason)
	}
}
