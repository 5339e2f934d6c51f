package ui

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v5"

	"streamspark/internal/web/api"
)

// dockPage is the narrow page for a dock of OBS, as Live calls it.
const dockPage = "dock"

// onStream is what one steers during a stream: what plays, what waits, what
// is being made, what needs a decision.
type onStream struct {
	Now    nowView
	Queue  queueView
	Making makingView
	Needs  needsView
}

func (p *Pages) onStream(ctx context.Context) (v onStream, err error) {
	w, err := api.WorkOf(ctx, p.o.Store)
	if err != nil {
		return v, err
	}
	if v.Needs, err = p.needs(ctx); err != nil {
		return v, err
	}
	v.Now, v.Queue = p.now(ctx)
	v.Making = p.making(w)
	return v, nil
}

// dock shows it without all the rest, 400 by 600.
func (p *Pages) dock(c *echo.Context) error {
	v, err := p.onStream(c.Request().Context())
	if err != nil {
		return p.broken(c, "the dock", err)
	}
	return p.show(c, http.StatusOK, "dock", page{Title: "dock.title", Bare: true, Live: dockPage, Body: v})
}

// curl is a line to copy that does what a button does.
type curl struct{ Key, Line string }

func (p *Pages) curls(public string) []curl {
	credential := ""
	if p.o.Credentials.Required() {
		credential = `-H "Authorization: Bearer $TOKEN" ` //nolint:gosec // the name of a variable, no token
	}
	post := func(verb string) curl {
		return curl{"action." + verb, "curl " + credential + "-X POST " + public + "/api/queue/" + verb}
	}
	return []curl{
		post("pause"), post("resume"), post("toggle"), post("skip"), post("panic"),
		{"control.state", "curl " + credential + public + "/api/state"},
		{"control.field", "curl " + credential + public + "/api/state?field=waiting"},
	}
}

// dock renders what the dock shows, in one language.
func (b *board) dock(l reader) (shown, error) {
	s := b.stage(l)
	s.add("needs-head", "needs-head", b.needs)
	s.begin("needs-list")
	for _, g := range b.needs.Rows {
		s.addTo("needs-list", g.Element, "celebration", g)
	}
	return s.all, s.err
}

// stage renders what the dashboard and the dock have in common.
func (b *board) stage(l reader) *sheet {
	s := b.p.newSheet(l)
	s.add("now", "now", b.now)
	s.add("queue", "queue", b.queue)
	s.add("making", "making", b.making)
	return s
}
