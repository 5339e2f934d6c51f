package ui

import (
	"context"
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/locale"
	"streamspark/internal/web/api"
)

// statusView is what is on and what is off, for people.
type statusView struct {
	Tone      string
	Lead      string // a key
	Links     []link
	Version   string
	Dashboard string
	Widget    string
	Curl      string
}

// Status shows how each part stands.
func (p *Pages) Status(c *echo.Context) error {
	ctx := c.Request().Context()
	public := strings.TrimSuffix(p.o.Config.Get().Server.PublicURL, "/")
	v := statusView{
		Tone: "good", Lead: "status.good", Version: p.o.Version, Links: p.linksAndStore(ctx),
		Dashboard: public + "/dashboard", Widget: public + "/widget", Curl: "curl " + public + "/status",
	}
	for _, part := range p.o.Parts(ctx) {
		switch {
		case part.State == api.StateDown:
			v.Tone, v.Lead = "bad", "status.bad"
		case part.State != api.StateOK && v.Tone == "good":
			v.Tone, v.Lead = "warn", "status.warn"
		}
	}
	c.Response().Header().Set("Vary", "Accept")
	return p.show(c, http.StatusOK, "status", page{Title: "status.title", Body: v})
}

// linksAndStore returns the connections of the dashboard without their buttons,
// and the database, which has none.
func (p *Pages) linksAndStore(ctx context.Context) []link {
	links := p.links(ctx)
	for i := range links {
		links[i].Actions = nil
		if links[i].ID == "player" && links[i].Tone == "warn" && links[i].Word != wordLacks && links[i].Word != wordNoSound { // its steps are on the dashboard
			links[i].Steps = []locale.Phrase{locale.Say("status.widget.add")}
		}
	}
	if p.o.StorePart(ctx).State == api.StateOK {
		links = append(links, link{ID: "part-store", Icon: "save", Name: locale.Say("status.store"), Tone: "good", Word: "word.ok"})
	}
	return links
}

// favicon returns the sign for those who ask for it by its old name.
func (p *Pages) favicon(c *echo.Context) error {
	r := c.Request().Clone(c.Request().Context())
	r.URL.Path = "spark.svg"
	p.assets.ServeHTTP(c.Response(), r)
	return nil
}
