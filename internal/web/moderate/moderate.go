// Package moderate serves the page on which moderators decide what waits. It has a
// router of its own with nothing else, for the server and for a listener in the
// network.
package moderate

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v5"
	"github.com/rs/zerolog"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/moderator"
	"streamspark/internal/web/api"
	"streamspark/internal/web/auth"
	"streamspark/internal/web/origin"
)

// Path is where all of it is.
const Path = "/moderator"

const (
	cookieName = "streamspark_moderator"
	cookieAge  = 400 * 24 * time.Hour // the most that browsers keep one
	maxBody    = 4 << 10
	freeVisits = 60                     // requests in a row
	visitEvery = 200 * time.Millisecond // one more is free
	freeMedia  = 300                    // of what the page plays and draws: four to each of maxWaiting, and for a player that jumps
	mediaEvery = 50 * time.Millisecond
)

// Page serves the page of moderators and keeps it up to date.
type Page struct {
	o         api.Options
	links     *moderator.Links
	hosts     origin.Hosts
	languages []*locale.Language
	template  *template.Template
	echo      *echo.Echo

	tries  auth.Tries // of tokens, that failed
	visits auth.Tries // all other requests
	media  auth.Tries // requests for what the page plays and draws

	poke    chan struct{}
	mu      sync.Mutex
	clients map[*client]struct{}
	over    bool
}

// New returns the page. Hosts are those at which a moderator's browser reaches it.
func New(o api.Options, hosts origin.Hosts) (*Page, error) {
	p := &Page{
		o: o, links: o.Moderators, hosts: hosts, languages: locale.All(o.Now), poke: make(chan struct{}, 1), clients: map[*client]struct{}{},
		visits: auth.Tries{Free: freeVisits, Every: visitEvery}, media: auth.Tries{Free: freeMedia, Every: mediaEvery},
	}
	text, err := fs.ReadFile(o.Assets, "moderator.html")
	if err == nil {
		p.template, err = template.New("").Funcs(p.words(p.languages[0])).Parse(string(text))
	}
	if err != nil {
		return nil, fmt.Errorf("read the page of moderators: %w", err)
	}
	p.echo = p.routes()
	return p, nil
}

// Handler returns what answers below Path, and nothing else.
func (p *Page) Handler() http.Handler { return p.echo }

// words returns what the template may call.
func (p *Page) words(l *locale.Language) template.FuncMap {
	return template.FuncMap{"t": l.T, "lang": l.Code}
}

func (p *Page) routes() *echo.Echo {
	e := echo.NewWithConfig(echo.Config{
		Logger: slog.New(zerolog.NewSlogHandler(p.o.Log)), HTTPErrorHandler: p.refuse,
		Router: echo.NewRouter(echo.RouterConfig{AutoHandleHEAD: true}),
	})
	e.Pre(p.answer, p.guard)
	e.GET(Path, p.show)
	e.GET(Path+"/static/:name", p.static)
	e.POST(Path+"/session", p.signIn)
	e.GET(Path+"/state", p.state)
	e.GET(Path+"/ws", p.serve)
	e.GET(Path+"/audio/:celebration", p.audio)
	e.GET(Path+"/clips/:celebration", p.clip)
	e.GET(Path+"/stills/:celebration/:number", p.still)
	e.POST(Path+"/decide", p.decide)
	e.POST(Path+"/queue", p.control)
	return e
}

// answer puts the security headers on every answer, and answers errors and panics.
func (p *Page) answer(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("X-Robots-Tag", "noindex")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if err := api.Serve(c, next, p.o.Log); err != nil {
			p.refuse(c, err)
		}
		return nil
	}
}

// guard checks the host, the origin and how often somebody asks.
func (p *Page) guard(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		r := c.Request()
		r.RemoteAddr = visitor(r)
		if !p.hosts.IsOwn(r) {
			return fault.New(fault.Forbidden, "host.strange")
		}
		if (origin.Changes(r.Method) || c.IsWebSocket()) && !p.hosts.Allows(r) {
			return origin.ErrForeign()
		}
		visits := p.limit(r)
		if wait := visits.Wait(r, p.o.Now()); wait > 0 {
			return tooMany(c, wait)
		}
		visits.Failed(r, p.o.Now())
		if r.ContentLength > maxBody {
			return fault.New(fault.TooLarge, "request.too_large")
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, maxBody)
		return next(c)
	}
}

// visitor returns where a request comes from. A tunnel or a proxy on this computer
// names it; nobody else is believed.
func visitor(r *http.Request) string {
	host, port, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || !net.ParseIP(host).IsLoopback() {
		return r.RemoteAddr
	}
	named := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	if ip := net.ParseIP(strings.TrimSpace(named[len(named)-1])); ip != nil {
		return net.JoinHostPort(ip.String(), port)
	}
	return r.RemoteAddr
}

func tooMany(c *echo.Context, wait time.Duration) error {
	c.Response().Header().Set("Retry-After", strconv.Itoa(max(1, int(wait.Seconds()))))
	return fault.New(fault.TooMany, "moderator.wait")
}

// refuse answers an error in the reader's language, without its arguments: those may
// be amounts.
func (p *Page) refuse(c *echo.Context, err error) {
	if api.HasBegun(c) {
		return
	}
	known, status := api.FaultOf(err)
	if status == api.ClientGone {
		status = http.StatusServiceUnavailable
	}
	if status >= http.StatusInternalServerError {
		p.o.Log.Error().Err(err).Msg("a moderator's request failed")
	}
	l := p.language(c)
	answer := struct {
		Success bool   `json:"success"`
		Error   string `json:"error"`
		Code    string `json:"code"`
	}{false, l.Error(known), known.Code}
	if err := c.JSON(status, answer); err != nil && c.Request().Context().Err() == nil {
		p.o.Log.Debug().Err(err).Msg("an answer could not be sent to a moderator")
	}
}

func (p *Page) language(c *echo.Context) *locale.Language {
	return locale.Choose(p.languages, c.Request())
}

// show sends the page, which holds nothing of the streamer's: everybody may have it.
func (p *Page) show(c *echo.Context) error {
	l := p.language(c)
	set, err := p.template.Clone()
	if err != nil {
		return fmt.Errorf("copy the page of moderators: %w", err)
	}
	var html bytes.Buffer
	shown := struct {
		Words     map[string]string
		Languages []*locale.Language
	}{l.Area("moderator.page"), p.languages}
	if err := set.Funcs(p.words(l)).Execute(&html, shown); err != nil {
		return fmt.Errorf("render the page of moderators: %w", err)
	}
	c.Response().Header().Set("Vary", "Accept-Language")
	return c.HTMLBlob(http.StatusOK, html.Bytes())
}

// static sends the files of the page alone.
func (p *Page) static(c *echo.Context) error {
	name := c.Param("name")
	if !slices.Contains([]string{"base.css", "parts.css", "moderator.css", "moderator.js", "keys.js", "spark.svg"}, name) {
		return fault.New(fault.NotFound, "request.no_such_address")
	}
	http.ServeFileFS(c.Response(), c.Request(), p.o.Assets, "static/"+name)
	return nil
}

type tokenBody struct {
	Token string `json:"token" max:"100"`
}

// signIn exchanges the token of a link for a cookie that no script can read.
func (p *Page) signIn(c *echo.Context) error {
	r, now := c.Request(), p.o.Now()
	if wait := p.tries.Wait(r, now); wait > 0 {
		return tooMany(c, wait)
	}
	var in tokenBody
	if _, err := api.Read(c, &in); err != nil {
		return err
	}
	session := moderator.SessionOf(in.Token)
	link, ok := p.links.BySession(session)
	if !ok {
		p.tries.Failed(r, now)
		return fault.New(fault.Unauthorized, "moderator.revoked")
	}
	secure := r.TLS != nil || strings.HasPrefix(r.Header.Get("Origin"), "https://")
	c.SetCookie(&http.Cookie{ //nolint:gosec // Secure where the connection is
		Name: cookieName, Value: session, Path: Path, MaxAge: int(cookieAge.Seconds()), HttpOnly: true, Secure: secure, SameSite: http.SameSiteStrictMode,
	})
	p.o.Log.Info().Str("moderator", link.Name).Str("from", r.RemoteAddr).Msg("a moderator opened the link")
	p.seen(c.Request().Context(), link)
	return p.sendState(c, link)
}

// link returns the link with which a request comes.
func (p *Page) link(c *echo.Context) (moderator.Link, error) {
	cookie, err := c.Cookie(cookieName)
	if err != nil || cookie.Value == "" {
		return moderator.Link{}, fault.New(fault.Unauthorized, "moderator.no_link")
	}
	link, ok := p.links.BySession(cookie.Value)
	if !ok {
		return link, fault.New(fault.Unauthorized, "moderator.revoked")
	}
	return link, nil
}

func (p *Page) seen(ctx context.Context, link moderator.Link) {
	if err := p.links.Seen(ctx, link.ID); err != nil && ctx.Err() == nil {
		p.o.Log.Warn().Err(err).Msg("it could not be saved that a moderator was there")
	}
}

func (p *Page) state(c *echo.Context) error {
	link, err := p.link(c)
	if err != nil {
		return err
	}
	return p.sendState(c, link)
}

func (p *Page) sendState(c *echo.Context, link moderator.Link) error {
	now, err := p.read(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, now.viewFor(link, p.language(c)))
}
