package web

import (
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
	"streamspark/internal/web/api"
	"streamspark/internal/web/moderate"
	"streamspark/internal/web/origin"
)

// sessionCookie is how a browser that signed in is known.
const sessionCookie = "streamspark_session"

// admit requires a credential where access is protected: a browser
// its session, a program the token, a widget its key. It stands behind the
// guard, so a browser has not been sent here by another site.
func (s *Server) admit(c *echo.Context) error {
	d, r, now := s.o.Credentials, c.Request(), s.o.Now()
	if !d.Required() || isOpen(r.URL.Path) || isSigned(r) {
		return nil
	}
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		if wait := s.bearers.Wait(r, now); wait > 0 {
			return tooManyTries(c, wait)
		}
		if d.IsToken(token) {
			return nil
		}
		s.bearers.Failed(r, now)
		return unauthorized(c)
	}
	if s.hasSession(r) || isForWidgets(r) && d.IsWidgetKey(r.URL.Query().Get("key")) {
		return nil
	}
	return unauthorized(c)
}

func (s *Server) hasSession(r *http.Request) bool {
	cookie, err := r.Cookie(sessionCookie)
	return err == nil && s.o.Credentials.IsSession(cookie.Value, s.o.Now())
}

// isOpen reports whether an address has nothing that is the streamer's: the
// files of the pages and widgets, the sign-in and the sign of life.
func isOpen(address string) bool {
	switch address {
	case signInPath, "/healthz", "/favicon.ico":
		return true
	}
	extension := path.Ext(address)
	return isForModerators(address) || strings.HasPrefix(address, "/static/") || isWidget(address) && extension != "" && extension != ".html"
}

// isForModerators reports whether an address is one that asks for the link of a
// moderator itself.
func isForModerators(address string) bool {
	return address == moderate.Path || strings.HasPrefix(address, moderate.Path+"/")
}

// isSigned reports whether a request authenticates itself: a source verifies
// the signature of each donation that is sent to it.
func isSigned(r *http.Request) bool {
	rest, ok := strings.CutPrefix(r.URL.Path, "/api/sources/")
	id, ok2 := strings.CutSuffix(rest, "/donations")
	return ok && ok2 && r.Method == http.MethodPost && id != "" && !strings.Contains(id, "/")
}

// isForWidgets reports whether a widget may ask for this with its key.
func isForWidgets(r *http.Request) bool {
	address := r.URL.Path
	return !origin.Changes(r.Method) && !strings.HasPrefix(address, api.RecapsPath) && (isWidget(address) || address == "/ws/widget" || strings.HasPrefix(address, "/videos/") || strings.HasPrefix(address, "/posters/") || strings.HasPrefix(address, "/sounds/") || strings.HasPrefix(address, api.SpeechPath))
}

func isWidget(address string) bool {
	return address == "/widget" || strings.HasPrefix(address, "/widget/")
}

func unauthorized(c *echo.Context) error {
	c.Response().Header().Set("WWW-Authenticate", `Bearer realm="StreamSpark"`)
	return fault.New(fault.Unauthorized, "access.sign_in")
}

func tooManyTries(c *echo.Context, wait time.Duration) error {
	c.Response().Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())))
	return fault.New(fault.TooMany, "access.too_many_tries")
}
