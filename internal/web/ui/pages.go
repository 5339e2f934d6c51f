package ui

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"sync"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/web/api"
)

// Pages are the server-rendered pages, in every language.
type Pages struct {
	o         api.Options
	languages []*locale.Language
	assets    *assets
	sets      *sets
	offers    *offers
	memo      *memo
	buffers   *sync.Pool                       // of *bytes.Buffer, for what is rendered
	newest    *kept[[]celebration.Celebration] // what recentCelebrations reads
	undecided *kept[[]celebration.Celebration] // and what needs does
	waiting   *kept[waiting]                   // and what waits does
}

// page is what the layout shows around the content.
type page struct {
	Title     string
	Theme     string
	Bare      bool   // without the menu: for a dock
	Alone     bool   // without the menu and the links: nobody is signed in
	Live      string // what Live keeps up to date here; empty: nothing
	Version   string
	Alarm     []fault.Message // what stops everything; empty: nothing
	Waits     waitsView       // for somebody to look at it
	Menu      []menuItem
	Languages []choice
	Themes    []choice
	Styles    []string
	Discreet  choice        // the switch
	Demo      *demoBanner   // nil: this is no demo
	Keep      url.Values    // of the address, what a choice of language and theme keeps
	Body      any           // what the page is given
	Content   template.HTML // the page itself, once it is rendered
}

type menuItem struct {
	Key, Icon, Path string
	Here            bool
}

type choice struct {
	Code, Name, Key, Icon, Path string
	Here                        bool
}

const (
	messagePage = "message"
	// topAlone is what Live calls a page of which it keeps up to date what is on top alone.
	topAlone = "top"
)

// dashboard is the content of the first page.
type dashboard struct {
	Away awayView
	onStream
	Connections  []link
	Celebrations []celebrationView
	Clips        []clipCard
	Totals       totals
	Setup        setup
	First        firstView
}

// Message is a page that says one thing: keys of the catalogue, or plain
// sentences.
type Message struct {
	Title, Text, Hint string
	Back              string
	Next, NextHref    string // a button that does something about it: its words, and where it leads
}

// NewPages returns the pages of the given templates.
func NewPages(o api.Options) (*Pages, error) {
	assets, err := newAssets(o.Assets)
	if err != nil {
		return nil, err
	}
	p := &Pages{o: o, offers: &offers{}, memo: &memo{}, buffers: &sync.Pool{New: func() any { return &bytes.Buffer{} }}, languages: locale.All(o.Now), assets: assets}
	p.newest, p.undecided, p.waiting = &kept[[]celebration.Celebration]{}, &kept[[]celebration.Celebration]{}, &kept[waiting]{}
	p.sets = &sets{all: o.Templates, funcs: p.funcs, made: map[string]*template.Template{}}
	return p, nil
}

// Routes lays out the addresses of the pages.
func (p *Pages) Routes(e *echo.Echo) {
	e.GET("/", func(c *echo.Context) error { return c.Redirect(http.StatusTemporaryRedirect, "/dashboard") })
	e.GET("/test-donation", func(c *echo.Context) error { return c.Redirect(http.StatusTemporaryRedirect, "/dashboard") })
	e.GET("/dashboard", p.dashboard)
	e.GET("/dock", p.dock)
	e.GET("/clips", p.clips)
	e.GET("/donations", p.donations)
	e.GET("/celebrations/:id", p.celebration)
	e.GET("/money", p.money)
	e.GET("/summary", p.summary)
	e.GET("/settings", p.settings)
	e.GET("/log", p.log)
	e.GET("/look", p.look)
	e.GET("/widgets", p.widgets)
	e.POST("/look/prompt", p.shownPrompt)
	e.GET("/landing", func(c *echo.Context) error {
		return p.show(c, http.StatusOK, "landing", page{Title: "landing.page"})
	})
	e.GET("/favicon.ico", p.favicon)
	e.GET("/licenses", func(c *echo.Context) error {
		return p.show(c, http.StatusOK, "licenses", page{Title: "licenses.title", Body: p.o.Licenses})
	})
	e.GET("/static/*", echo.WrapHandler(http.StripPrefix("/static/", p.assets)))
}

func (p *Pages) dashboard(c *echo.Context) error {
	d, err := p.readDashboard(c.Request().Context())
	if err != nil {
		return p.broken(c, "the dashboard", err)
	}
	return p.show(c, http.StatusOK, "dashboard", page{Title: "dashboard.title", Live: dashboardPage, Body: d})
}

func (p *Pages) readDashboard(ctx context.Context) (d dashboard, err error) {
	if d.Celebrations, err = p.recentCelebrations(ctx); err != nil {
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
	if d.onStream, err = p.onStream(ctx); err != nil {
		return d, err
	}
	d.Totals.Waiting = d.Needs.Total
	d.Connections = p.links(ctx)
	d.Setup = p.setup(ctx)
	d.First = p.first(ctx)
	return d, nil
}

// Language returns the language of whoever asks.
func (p *Pages) Language(r *http.Request) *locale.Language { return locale.Choose(p.languages, r) }

// Accepted returns the language of a program's request.
func (p *Pages) Accepted(r *http.Request) *locale.Language { return locale.Accepted(p.languages, r) }

// Message shows a page that says one thing.
func (p *Pages) Message(c *echo.Context, status int, m Message) error {
	if m.Back == "" {
		m.Back = "/dashboard"
	}
	return p.show(c, status, messagePage, page{Title: m.Title, Body: m})
}

// Failed shows a page that says what went wrong, in the reader's language.
func (p *Pages) Failed(c *echo.Context, status int, err *fault.Error) error {
	l, title := p.Language(c.Request()), "error."+strconv.Itoa(status)
	if !l.Has(title) {
		title = "error.other"
	}
	return p.Message(c, status, Message{Title: title, Text: l.Error(err), Hint: l.Hint(err)})
}

// languageChoices returns all languages, with the addresses that choose them.
func (p *Pages) languageChoices(here *locale.Language) (all []choice) {
	for _, other := range p.languages {
		all = append(all, choice{Code: other.Code(), Name: other.Name(), Path: "?lang=" + other.Code(), Here: other == here})
	}
	return all
}

// broken shows in place of a page that it could not be read.
func (p *Pages) broken(c *echo.Context, what string, err error) error {
	p.o.Log.Error().Err(err).Msg(what + " could not be shown")
	return p.Message(c, http.StatusInternalServerError, Message{Title: "broken.title", Text: "broken.text"})
}

// show renders a page in the reader's language and remembers what was
// chosen in the address.
func (p *Pages) show(c *echo.Context, status int, name string, shown page) error {
	l := p.reader(c.Request())
	shown.Title = l.T(shown.Title)
	shown.Version, shown.Alarm = p.o.Version, p.alarm(c.Request().Context())
	if !shown.Alone && name != messagePage { // those are for people who are not signed in too
		shown.Live, shown.Waits = cmp.Or(shown.Live, topAlone), p.waitsOrNone(c.Request().Context())
	}
	shown.Theme = p.remember(c, l)
	// A dock speaks as OBS does, and a program that reads a page speaks nothing.
	if p.o.Spoken != nil && !shown.Bare && c.Request().Header.Get("Accept-Language") != "" && isOwnNavigation(c.Request()) {
		p.o.Spoken(c.Request().Context(), l.Code())
	}
	shown.Demo = p.demoBanner()
	shown.Menu, shown.Styles = menu(name), p.stylesOf(name)
	chosen := func(name, value string) string {
		return withQuery("", queryWith(shown.Keep, map[string]string{name: value}))
	}
	shown.Discreet = choice{Key: "discreet.on", Path: chosen("discreet", "on"), Here: l.discreet}
	if l.discreet {
		shown.Discreet.Key, shown.Discreet.Path = "discreet.off", chosen("discreet", "off")
	}
	shown.Languages = p.languageChoices(l.Language)
	for i := range shown.Languages {
		shown.Languages[i].Path = chosen("lang", shown.Languages[i].Code)
	}
	for _, theme := range themes() {
		shown.Themes = append(shown.Themes, choice{Code: theme, Key: "theme." + theme, Icon: theme, Path: chosen("theme", theme), Here: theme == shown.Theme})
	}
	content, err := p.fragment(l, "page-"+name, shown.Body)
	if err != nil {
		return err
	}
	shown.Content = template.HTML(content) //nolint:gosec // of our own templates, which escaped what is in it
	return p.render(l, "layout", shown, func(html *bytes.Buffer) error {
		c.Response().Header().Set("Vary", "Accept-Language, Cookie")
		return c.HTMLBlob(status, html.Bytes())
	})
}

// fragment renders one piece of a page.
func (p *Pages) fragment(l reader, name string, data any) (html string, err error) {
	err = p.render(l, name, data, func(b *bytes.Buffer) error {
		html = b.String()
		return nil
	})
	return html, err
}

// render executes a template and calls use with what it wrote, which is valid
// until use returns.
func (p *Pages) render(l reader, name string, data any, use func(*bytes.Buffer) error) error {
	set, err := p.sets.clone(l)
	if err != nil {
		return err
	}
	b := p.buffers.Get().(*bytes.Buffer) //nolint:forcetypeassert // it has no others
	defer p.buffers.Put(b)
	b.Reset()
	if err := set.ExecuteTemplate(b, name, data); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	return use(b)
}

// menu lists the pages that there are.
func menu(here string) []menuItem {
	return []menuItem{
		{Key: "menu.now", Icon: "now", Path: "/dashboard", Here: here == "dashboard"},
		{Key: "menu.donations", Icon: "donation", Path: "/donations", Here: here == "donations" || here == "celebration"},
		{Key: "menu.clips", Icon: "clip", Path: "/clips", Here: here == clipsPage},
		{Key: "menu.summary", Icon: "summary", Path: "/summary", Here: here == summaryPage},
		{Key: "menu.money", Icon: "rate", Path: "/money", Here: here == moneyPage},
		{Key: "menu.look", Icon: "brush", Path: "/look", Here: here == lookPage},
		{Key: "menu.widgets", Icon: "widgets", Path: "/widgets", Here: here == widgetsPage},
		{Key: "menu.settings", Icon: "setup", Path: "/settings", Here: here == settingsPage},
		{Key: "menu.log", Icon: "lines", Path: "/log", Here: here == logPage},
	}
}
