package web

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v5"
)

// dockPage is the narrow page for a dock of OBS, as the desk calls it.
const dockPage = "dock"

// onStream is what one steers during a stream: what plays, what waits, what
// is being made, what needs a decision.
type onStream struct {
	Now    nowView
	Queue  queueView
	Making makingView
	Needs  needsView
}

func (p *pages) onStream(ctx context.Context) (v onStream, err error) {
	w, err := p.work(ctx)
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
func (p *pages) dock(c *echo.Context) error {
	v, err := p.onStream(c.Request().Context())
	if err != nil {
		return p.broken(c, "the dock", err)
	}
	return p.show(c, http.StatusOK, "dock", page{Title: "dock.title", Bare: true, Live: dockPage, Body: v})
}

// curl is a line to copy that does what a button does.
type curl struct{ Key, Line string }

func curls(public string) []curl {
	post := func(verb string) curl {
		return curl{"action." + verb, "curl -X POST " + public + "/api/queue/" + verb}
	}
	return []curl{
		post("pause"), post("resume"), post("skip"), post("panic"),
		{"control.state", "curl " + public + "/api/state"},
		{"control.field", "curl " + public + "/api/state?field=waiting"},
	}
}

// dock renders what the dock shows, in one language.
func (b *board) dock(l reader) (pieces []piece, lists map[string][]string, err error) {
	if pieces, err = b.stage(l); err != nil {
		return nil, nil, err
	}
	html, err := b.p.fragment(l, "needs-head", b.needs)
	if err != nil {
		return nil, nil, err
	}
	pieces = append(pieces, piece{ID: "needs-head", HTML: html})
	lists = map[string][]string{"needs-list": {}}
	for _, g := range b.needs.Rows {
		html, err := b.row(l, g)
		if err != nil {
			return nil, nil, err
		}
		pieces = append(pieces, piece{ID: g.Element, List: "needs-list", HTML: html})
		lists["needs-list"] = append(lists["needs-list"], g.Element)
	}
	return pieces, lists, nil
}

// stage renders what the dashboard and the dock have in common.
func (b *board) stage(l reader) (pieces []piece, err error) {
	parts := []struct {
		name string
		data any
	}{{"now", b.now}, {"queue", b.queue}, {"making", b.making}}
	for _, part := range parts {
		html, err := b.p.fragment(l, part.name, part.data)
		if err != nil {
			return nil, err
		}
		pieces = append(pieces, piece{ID: part.name, HTML: html})
	}
	return pieces, nil
}
