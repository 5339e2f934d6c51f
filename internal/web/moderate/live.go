package moderate

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/moderator"
	"streamspark/internal/socket"
)

const (
	maxClients = 60
	maxOfLink  = 10 // pages that one link may have open
	pace       = 150 * time.Millisecond
	beatEvery  = 3 * time.Second
)

// client is one open page.
type client struct {
	conn *socket.Conn
	link int64
	lang *locale.Language
	has  string // the state that it was sent
}

// Changed notifies of a change that the store does not publish. It never waits.
func (p *Page) Changed() {
	select {
	case p.poke <- struct{}{}:
	default:
	}
}

// serve serves the socket of one page until it leaves or its link is revoked.
func (p *Page) serve(c *echo.Context) error {
	link, err := p.link(c)
	if err != nil {
		return err
	}
	if !c.IsWebSocket() {
		c.Response().Header().Set(echo.HeaderUpgrade, "websocket")
		return echo.NewHTTPError(http.StatusUpgradeRequired, "")
	}
	if p.isFull(link.ID) {
		return fault.New(fault.Unavailable, "dashboard.too_many")
	}
	ctx, cancel := p.links.Connect(c.Request().Context(), link.ID)
	defer cancel()
	if link, err = p.link(c); err != nil { // it was replaced meanwhile
		return err
	}
	conn, err := socket.Accept(c.Response(), c.Request(), socket.Options{AllowOrigin: p.hosts.Allows, ReadLimit: 1 << 10, Outbox: 32})
	if err != nil {
		p.o.Log.Debug().Err(err).Msg("a moderator could not connect") // the answer says why
		return nil
	}
	p.seen(ctx, link)
	cl := &client{conn: conn, link: link.ID, lang: p.language(c)}
	if !p.join(cl) {
		conn.Close(socket.GoingAway, "shutting down")
	}
	defer p.leave(cl)
	for {
		if _, err := conn.Read(ctx); err != nil {
			return nil // it sends nothing but its close
		}
	}
}

func (p *Page) isFull(link int64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	same := 0
	for cl := range p.clients {
		if cl.link == link {
			same++
		}
	}
	return len(p.clients) >= maxClients || same >= maxOfLink
}

func (p *Page) join(cl *client) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		return false
	}
	p.clients[cl] = struct{}{}
	p.Changed()
	return true
}

func (p *Page) leave(cl *client) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.clients, cl)
}

func (p *Page) present() (all []*client) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for cl := range p.clients {
		all = append(all, cl)
	}
	return all
}

// Run keeps the pages up to date until ctx ends.
func (p *Page) Run(ctx context.Context) error {
	defer p.close()
	watch := p.o.Store.Wake()
	defer watch.Close()
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	for {
		beating := false
		select {
		case <-ctx.Done():
			return nil
		case <-watch.C:
		case <-p.poke:
		case <-beat.C:
			beating = true
		}
		p.round(ctx, beating)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pace): // what comes meanwhile is gathered
		}
	}
}

// round sends each page the state where it is news to it.
func (p *Page) round(ctx context.Context, beating bool) {
	present := p.present()
	if len(present) == 0 {
		return
	}
	n, err := p.read(ctx)
	if err != nil {
		if ctx.Err() == nil {
			p.o.Log.Warn().Err(err).Msg("the pages of moderators could not be updated")
		}
		return
	}
	rendered := map[string]string{}
	for _, cl := range present {
		link, err := p.links.Link(cl.link)
		if err != nil {
			continue // revoked: its socket ends
		}
		state := n.rendered(rendered, link, cl.lang)
		if state != cl.has {
			cl.has = state
			cl.conn.Send([]byte(state))
		} else if beating {
			cl.conn.Send([]byte(`{"type":"beat"}`))
		}
	}
}

// rendered returns the state for a link in a language, which is made once a round.
func (n now) rendered(known map[string]string, link moderator.Link, l *locale.Language) string {
	key := l.Code() + strconv.FormatInt(link.ID, 10)
	if _, ok := known[key]; !ok {
		encoded, _ := json.Marshal(n.viewFor(link, l)) // texts and numbers alone: it cannot fail
		known[key] = string(encoded)
	}
	return known[key]
}

func (p *Page) close() {
	p.mu.Lock()
	p.over = true
	p.mu.Unlock()
	for _, cl := range p.present() {
		cl.conn.Close(socket.GoingAway, "shutting down")
	}
}
