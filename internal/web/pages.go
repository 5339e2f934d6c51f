package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/language"
)

// pages are the server-rendered pages, in every language.
type pages struct {
	o         Options
	languages []*language.Language
	assets    *assets
	sets      map[string]*template.Template // by language and page: "en/dashboard"
}

// page is what the layout shows around the content.
type page struct {
	Title     string
	Theme     string
	Bare      bool   // without the menu: for a dock
	Live      string // what the desk keeps up to date here; empty: nothing
	Version   string
	Menu      []menuItem
	Languages []choice
	Themes    []choice
	Body      any
}

type menuItem struct {
	Key, Icon, Path string
	Here            bool
}

type choice struct {
	Code, Name, Key, Icon string
	Here                  bool
}

// dashboard is the content of the first page.
type dashboard struct {
	Away awayView
	onStream
	Connections  []link
	Celebrations []gift
	Clips        []clipCard
	Totals       totals
	Setup        setup
}

// message is a page that says one thing: keys of the catalogue, or plain
// sentences.
type message struct {
	Title, Text, Hint string
	Back              string
}

// newPages reads the templates once. One that is broken is an error.
func newPages(o Options) (*pages, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	assets, err := newAssets(o.Assets)
	if err != nil {
		return nil, err
	}
	p := &pages{o: o, languages: language.All(o.Now), assets: assets, sets: map[string]*template.Template{}}
	files, err := fs.Glob(o.Assets, "pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("list the pages: %w", err)
	}
	for _, l := range p.languages {
		for _, file := range files {
			name := file[len("pages/") : len(file)-len(".html")]
			set, err := template.New(name).Funcs(p.funcs(l)).ParseFS(o.Assets, "layout.html", "partials/*.html", file)
			if err != nil {
				return nil, fmt.Errorf("read the page %s: %w", name, err)
			}
			p.sets[l.Code()+"/"+name] = set
		}
	}
	return p, nil
}

func (p *pages) routes(e *echo.Echo) {
	e.GET("/", func(c *echo.Context) error { return c.Redirect(http.StatusTemporaryRedirect, "/dashboard") })
	e.GET("/test-donation", func(c *echo.Context) error { return c.Redirect(http.StatusTemporaryRedirect, "/dashboard") })
	e.GET("/dashboard", p.dashboard)
	e.GET("/dock", p.dock)
	e.GET("/clips", p.clips)
	e.GET("/celebrations/:id", p.celebration)
	e.GET("/money", p.money)
	e.GET("/landing", func(c *echo.Context) error {
		return p.show(c, http.StatusOK, "landing", page{Title: "landing.page"})
	})
	e.GET("/static/*", echo.WrapHandler(http.StripPrefix("/static/", p.assets)))
}

func (p *pages) dashboard(c *echo.Context) error {
	d, err := p.readDashboard(c.Request().Context())
	if err != nil {
		p.o.Log.Error().Err(err).Msg("the dashboard could not be shown")
		return p.message(c, http.StatusInternalServerError, message{Title: "broken.title", Text: "broken.text"})
	}
	return p.show(c, http.StatusOK, "dashboard", page{Title: "dashboard.title", Live: dashboardPage, Body: d})
}

func (p *pages) readDashboard(ctx context.Context) (d dashboard, err error) {
	if d.Celebrations, err = p.gifts(ctx); err != nil {
		return d, err
	}
	if d.Clips, err = p.gallery(ctx); err != nil {
		return d, err
	}
	if d.Totals, err = p.totals(ctx); err != nil {
		return d, err
	}
	if d.Away, err = p.away(ctx); err != nil {
		return d, err
	}
	d.Totals.Waiting = waiting(d.Celebrations)
	if d.onStream, err = p.onStream(ctx); err != nil {
		return d, err
	}
	d.Connections = p.links(ctx)
	d.Setup = p.setup(ctx)
	return d, nil
}

func (p *pages) celebration(c *echo.Context) error {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return p.message(c, http.StatusNotFound, message{Title: "missing.title", Text: "missing.gift"})
	}
	found, err := p.o.Store.Celebration(c.Request().Context(), id)
	if errors.Is(err, fs.ErrNotExist) {
		return p.message(c, http.StatusNotFound, message{Title: "missing.title", Text: "missing.gift"})
	}
	if err != nil {
		p.o.Log.Error().Err(err).Msg("a celebration could not be shown")
		return p.message(c, http.StatusInternalServerError, message{Title: "broken.title", Text: "broken.text"})
	}
	l := language.Choose(p.languages, c.Request())
	return p.show(c, http.StatusOK, "celebration", page{
		Title: l.T("detail.title", int(id)), Live: pageOf(id), Body: newDetail(found),
	})
}

// message shows a page that says one thing.
func (p *pages) message(c *echo.Context, status int, m message) error {
	if m.Back == "" {
		m.Back = "/dashboard"
	}
	return p.show(c, status, "message", page{Title: m.Title, Body: m})
}

// show renders a page in the reader's language and remembers what was
// chosen in the address.
func (p *pages) show(c *echo.Context, status int, name string, shown page) error {
	l := language.Choose(p.languages, c.Request())
	shown.Title = l.T(shown.Title)
	shown.Version = p.o.Version
	shown.Theme = p.remember(c, l)
	shown.Menu = menu(name)
	for _, other := range p.languages {
		shown.Languages = append(shown.Languages, choice{Code: other.Code(), Name: other.Name(), Here: other == l})
	}
	for _, theme := range themes() {
		shown.Themes = append(shown.Themes, choice{Code: theme, Key: "theme." + theme, Icon: theme, Here: theme == shown.Theme})
	}
	var b bytes.Buffer
	if err := p.sets[l.Code()+"/"+name].ExecuteTemplate(&b, "layout", shown); err != nil {
		return fmt.Errorf("show the page %s: %w", name, err)
	}
	c.Response().Header().Set("Vary", "Accept-Language, Cookie")
	return c.HTMLBlob(status, b.Bytes())
}

// fragment renders one piece of a page.
func (p *pages) fragment(l *language.Language, name string, data any) (string, error) {
	var b bytes.Buffer
	if err := p.sets[l.Code()+"/dashboard"].ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("render %s: %w", name, err)
	}
	return b.String(), nil
}

// menu lists the pages that there are. Until a part of the dashboard has a
// page of its own, its entry leads to its place there.
func menu(here string) []menuItem {
	return []menuItem{
		{Key: "menu.now", Icon: "now", Path: "/dashboard", Here: here == "dashboard"},
		{Key: "menu.donations", Icon: "gift", Path: "/dashboard#donations", Here: here == "celebration"},
		{Key: "menu.clips", Icon: "clip", Path: "/clips", Here: here == clipsPage},
		{Key: "menu.money", Icon: "rate", Path: "/money", Here: here == moneyPage},
		{Key: "menu.setup", Icon: "setup", Path: "/dashboard#setup"},
	}
}
