package ui

import (
	"html/template"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/web/api"
	"streamspark/internal/web/webtest"
)

// world is the pages and what keeps them up to date, without the access check
// and the API.
type world struct {
	*webtest.Server
	pages *Pages
	live  *Live
}

// templates returns those of the pages, parsed once.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(Parse(os.DirFS("../../../templates")))
})

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{Server: webtest.NewServer(t)}
	w.Templates = templates()
	p, err := NewPages(w.Options())
	if err != nil {
		t.Fatal(err)
	}
	w.pages, w.live = p, NewLive(p, func(*http.Request) bool { return true })
	w.live.pace, w.live.heartbeat = 10*time.Millisecond, 50*time.Millisecond
	e := echo.NewWithConfig(echo.Config{HTTPErrorHandler: func(c *echo.Context, err error) {
		known, status := api.FaultOf(err)
		if err := p.Failed(c, status, known); err != nil {
			t.Error(err)
		}
	}})
	p.Routes(e)
	e.GET("/ws/dashboard", func(c *echo.Context) error { return w.live.Serve(c.Response(), c.Request()) })
	w.Serve(e)
	return w
}
