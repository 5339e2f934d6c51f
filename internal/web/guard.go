package web

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
	"streamspark/internal/web/origin"
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
			return s.hosts().Refuse(r)
		}
		if (origin.Changes(r.Method) || c.IsWebSocket()) && !s.AllowOrigin(r) {
			return origin.ErrForeign()
		}
		if err := s.admit(c); err != nil {
			return err
		}
		if c.IsWebSocket() && s.o.Credentials.Required() && !isForModerators(r.URL.Path) {
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
			return origin.ErrForeign()
		}
		return next(c)
	}
}

// AllowOrigin reports whether a request may change something: it comes from
// one of our own pages, or from no page at all.
func (s *Server) AllowOrigin(r *http.Request) bool { return s.hosts().Allows(r) }

// isOwn reports whether a request names one of our hosts.
func (s *Server) isOwn(r *http.Request) bool { return s.hosts().IsOwn(r) }

func (s *Server) hosts() origin.Hosts { return s.o.Own }

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
