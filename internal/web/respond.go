package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v5"
	"github.com/rs/zerolog"

	"streamspark/internal/web/api"
	"streamspark/internal/web/origin"
	"streamspark/internal/web/ui"
)

// refuse answers an error: a page where a person looks, else JSON.
func (s *Server) refuse(c *echo.Context, err error) {
	if api.HasBegun(c) {
		return
	}
	known, status := api.FaultOf(err)
	if s.o.Redact != nil {
		known = known.Map(s.o.Redact)
	}
	reader := s.pages.Accepted(c.Request())
	if allow := c.Response().Header().Get(echo.HeaderAllow); strings.Contains(allow, http.MethodGet) {
		c.Response().Header().Set(echo.HeaderAllow, allow+", "+http.MethodHead)
	}
	if status == api.ClientGone {
		status = http.StatusServiceUnavailable
	}
	var failed error
	switch page := wantsPage(c.Request()); {
	case page && status == http.StatusUnauthorized && isWidget(c.Request().URL.Path):
		failed = s.pages.WidgetWithoutKey(c)
	case page && status == http.StatusUnauthorized:
		failed = s.pages.SignIn(c, status, ui.SignIn{Next: ownPath(c.Request().URL.RequestURI())})
	case page && !s.isOwn(c.Request()):
		failed = c.String(status, reader.Advise(known)+"\n")
	case page:
		failed = s.pages.Failed(c, status, known)
	default:
		c.Response().Header().Add("Vary", "Accept-Language")
		failed = c.JSON(status, api.FailureOf(known, reader))
	}
	if failed != nil && c.Request().Context().Err() == nil {
		s.o.Log.Warn().Err(failed).Msg("an answer could not be sent")
	}
}

// isGone reports whether an error says that the sender left.
func isGone(err error) bool {
	_, status := api.FaultOf(err)
	return status == api.ClientGone
}

// wantsPage reports whether a person looks at the answer: a browser that was
// sent to an address which is not one for programs.
func wantsPage(r *http.Request) bool {
	for _, prefix := range []string{"/api/", "/ws/", "/videos/", "/sounds/", "/posters/", "/stills/", "/static/"} {
		if strings.HasPrefix(r.URL.Path, prefix) {
			return false
		}
	}
	return !origin.Changes(r.Method) && api.AcceptsPage(r)
}

// record answers the errors and the panics of all that is behind it, and
// writes each request to the log: without its query, which may hold a code.
func (s *Server) record(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		began := s.o.Now()
		err := api.Serve(c, next, s.o.Log)
		if err != nil {
			s.refuse(c, err)
		}
		s.logRequest(c, err, s.o.Now().Sub(began))
		return nil
	}
}

// logRequest writes what /api/logs shows as a line of type http.
func (s *Server) logRequest(c *echo.Context, err error, took time.Duration) {
	r := c.Request()
	_, status := echo.ResolveResponseStatus(c.Response(), nil)
	if c.IsWebSocket() && err == nil {
		status = http.StatusSwitchingProtocols
	}
	level := zerolog.DebugLevel
	switch {
	case err != nil && isGone(err):
		status = api.ClientGone
	case status >= 500 && err != nil:
		level = zerolog.ErrorLevel
	case status == http.StatusForbidden:
		level = zerolog.WarnLevel
	case status >= 400 || origin.Changes(r.Method):
		level = zerolog.InfoLevel
	}
	line := s.o.Log.WithLevel(level)
	if err != nil {
		line = line.AnErr("problem", err)
	}
	path := api.ShortPath(r)
	line.Str("method", r.Method).Str("path", path).Int("status", status).Str("ip", c.RealIP()).
		Int64("latency_ms", took.Milliseconds()).Msg(r.Method + " " + path)
}
