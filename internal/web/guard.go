package web

import (
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
)

// maxBody is the most that a request may bring to an endpoint that says
// nothing else.
const maxBody = 1 << 20

// headers puts the security headers on every answer. A page may load
// nothing from another host, run no script that stands in it, and be framed
// by nobody, but for the widget, which our own dashboard shows. The widget
// takes inline styles as well: OBS puts its "Custom CSS" into the page as one.
// There are no CORS headers: no other site may read an answer.
func headers(next echo.HandlerFunc) echo.HandlerFunc {
	policy := strings.Join([]string{
		"default-src 'self'", "img-src 'self' data:", "media-src 'self' blob:",
		"object-src 'none'", "base-uri 'none'", "form-action 'self'",
	}, "; ")
	return func(c *echo.Context) error {
		h := c.Response().Header()
		more, frames := "; frame-ancestors 'none'", "DENY"
		if isWidget(c.Request().URL.Path) {
			more, frames = "; frame-ancestors 'self'; style-src 'self' 'unsafe-inline'", "SAMEORIGIN"
		}
		h.Set("Content-Security-Policy", policy+more)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", frames)
		// Not no-referrer: with that, a form of our own page is sent with
		// "Origin: null" and would be refused.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", caching(c.Request().URL.Path))
		return next(c)
	}
}

// caching allows a browser to keep files, if it revalidates them each time.
// What the API says is not kept at all.
func caching(path string) string {
	for _, prefix := range []string{"/static/", "/videos/", "/widget"} {
		if strings.HasPrefix(path, prefix) {
			return "private, no-cache"
		}
	}
	return "no-store"
}

// guard returns the access check. A request must be for one of our own hosts,
// so that another host's name that points at this computer opens nothing. A
// request that changes something, or opens a WebSocket, must not come from a
// page of somebody else. A program such as curl sends no Origin and is let in.
func (s *Server) guard(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		r := c.Request()
		if !s.isOwn(r) {
			return s.strangeHost(r)
		}
		if (changes(r.Method) || c.IsWebSocket()) && !s.AllowOrigin(r) {
			return foreign()
		}
		if err := s.admit(c); err != nil {
			return err
		}
		if c.IsWebSocket() && s.o.Credentials.Required() {
			ctx, cancel := s.o.Credentials.Context(r.Context())
			defer cancel()
			c.SetRequest(r.WithContext(ctx))
		}
		limit := s.bodyLimit(r)
		if r.ContentLength > limit {
			return fault.New(fault.TooLarge, "request.too_large")
		}
		// The limit closes the connection only if it is given the bare writer.
		bare := c.Response()
		if wrapped, ok := bare.(*echo.Response); ok {
			bare = wrapped.ResponseWriter
		}
		if r.ContentLength != 0 {
			r.Body = inTime(bare, http.MaxBytesReader(bare, r.Body, limit))
		}
		return next(c)
	}
}

// bodyLimit returns the most that a request may bring.
func (s *Server) bodyLimit(r *http.Request) int64 {
	for route, limit := range s.bodies {
		if leadsTo(route, r.Method+" "+r.URL.Path) {
			return limit
		}
	}
	return maxBody
}

// leadsTo reports whether a route with its method, such as "GET /clips/:name",
// serves a path with its method.
func leadsTo(route, path string) bool {
	steps := strings.Split(path, "/")
	for i, step := range strings.Split(route, "/") {
		if i >= len(steps) || !strings.HasPrefix(step, ":") && step != steps[i] {
			return false
		}
	}
	return strings.Count(route, "/") == len(steps)-1
}

// ownPages returns the same check before a GET that has an effect.
func (s *Server) ownPages(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		if !s.AllowOrigin(c.Request()) {
			return foreign()
		}
		return next(c)
	}
}

// AllowOrigin reports whether a request may change something: it comes from
// one of our own pages, or from no page at all. A browser says where a
// request comes from in Origin, or at least, of what it loads into a page,
// in Sec-Fetch-Site.
func (s *Server) AllowOrigin(r *http.Request) bool {
	if !s.isOwn(r) {
		return false
	}
	site := r.Header.Get("Sec-Fetch-Site")
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		return site == "" || site == "same-origin" || site == "none"
	}
	// Browsers do not agree on what a WebSocket's Sec-Fetch-Site is; its
	// Origin is always there.
	if site == "cross-site" && r.Header.Get("Upgrade") == "" {
		return false
	}
	return len(origins) == 1 && s.ownOrigin(r, origins[0])
}

// ownOrigin compares the whole text: there is one way to write an origin.
func (s *Server) ownOrigin(r *http.Request, origin string) bool {
	own := s.o.Own()
	if host, ok := reached(r); ok {
		own = append(own, host)
	}
	for _, own := range own {
		if strings.EqualFold(origin, "http://"+own) || strings.EqualFold(origin, "https://"+own) {
			return true
		}
	}
	return false
}

// isOwn reports whether a request names one of our hosts, or the very
// address at which it came in.
func (s *Server) isOwn(r *http.Request) bool {
	_, ok := reached(r)
	return ok || s.own(r.Host)
}

func (s *Server) own(host string) bool {
	if host == "" {
		return false
	}
	for _, own := range s.o.Own() {
		if strings.EqualFold(host, own) {
			return true
		}
	}
	return false
}

// strangeHost returns the error of a host that is not ours: it names our hosts,
// and how to add one.
func (s *Server) strangeHost(r *http.Request) error {
	own := s.o.Own()
	switch {
	case len(own) == 0:
		return fault.New(fault.Forbidden, "host.strange")
	case !regexp.MustCompile(`^[A-Za-z0-9.:\[\]-]{1,100}$`).MatchString(r.Host):
		return fault.New(fault.Forbidden, "host.strange_here", "own", own[0])
	}
	return fault.New(fault.Forbidden, "host.strange_name", "own", own[0], "host", r.Host)
}

// bodyTime is the most that a body may take to come in.
const bodyTime = 30 * time.Second

// inTime sets a deadline for reading the body: whoever sends it byte by
// byte holds no connection for ever.
func inTime(w http.ResponseWriter, body io.ReadCloser) io.ReadCloser {
	control := http.NewResponseController(w)
	if err := control.SetReadDeadline(time.Now().Add(bodyTime)); err != nil {
		return body // not a connection: a test
	}
	return &timedBody{body, control}
}

type timedBody struct {
	io.ReadCloser
	control *http.ResponseController
}

// Read takes the deadline away at the end of the body: what is answered may
// take longer.
func (b *timedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		_ = b.control.SetReadDeadline(time.Time{})
	}
	return n, err
}

func foreign() error {
	return fault.New(fault.Forbidden, "request.other_site")
}

// changes reports whether a method is meant to change something.
func changes(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	}
	return true
}
