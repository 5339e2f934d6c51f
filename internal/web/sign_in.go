package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
	"streamspark/internal/web/api"
	"streamspark/internal/web/auth"
	"streamspark/internal/web/ui"
)

const signInPath = "/sign-in"

func (s *Server) signInPages(e *echo.Echo) {
	e.GET(signInPath, s.signInPage)
	e.POST(signInPath, s.signIn)
	e.POST("/sign-out", s.signOut)
}

func (s *Server) signInPage(c *echo.Context) error {
	if !s.o.Credentials.Required() || s.hasSession(c.Request()) {
		return c.Redirect(http.StatusSeeOther, "/dashboard#content") // and not with the token behind its #
	}
	return s.pages.SignIn(c, http.StatusOK, ui.SignIn{})
}

// signIn takes the token that somebody typed, or that the page took out of
// the address that the start prints.
func (s *Server) signIn(c *echo.Context) error {
	r, now := c.Request(), s.o.Now()
	next := ownPath(c.FormValue("next"))
	if !s.o.Credentials.Required() {
		return c.Redirect(http.StatusSeeOther, next)
	}
	if wait := s.signIns.Wait(r, now); wait > 0 {
		_ = tooManyTries(c, wait)
		return s.pages.SignIn(c, http.StatusTooManyRequests, ui.SignIn{Next: next, Wrong: "sign.wait"})
	}
	if !s.o.Credentials.IsToken(c.FormValue("token")) {
		s.signIns.Failed(r, now)
		return s.pages.SignIn(c, http.StatusUnauthorized, ui.SignIn{Next: next, Wrong: "sign.wrong"})
	}
	s.remember(c, s.o.Credentials.Session(now), int(auth.SessionAge.Seconds()))
	return c.Redirect(http.StatusSeeOther, next)
}

func (s *Server) signOut(c *echo.Context) error {
	s.remember(c, "", -1)
	return c.Redirect(http.StatusSeeOther, signInPath)
}

// remember sets a browser's session. It is Lax and not Strict because
// A source sends the browser back to us when it is connected.
func (s *Server) remember(c *echo.Context, session string, age int) {
	public, err := url.Parse(s.o.Config.Get().Server.PublicURL)
	secure := err == nil && public.Scheme == "https" && strings.EqualFold(public.Host, c.Request().Host)
	c.SetCookie(&http.Cookie{ //nolint:gosec // Secure where the connection is
		Name: sessionCookie, Value: session, Path: "/", MaxAge: age, HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode,
	})
}

// ownPath returns a path of ours, whatever somebody wrote into the form.
func ownPath(wish string) string {
	u, err := url.Parse(wish)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(wish, "/") || strings.HasPrefix(wish, "//") || strings.ContainsAny(wish, "\\\r\n\t") {
		return "/dashboard"
	}
	return wish
}

func (s *Server) accessRoutes() []api.Route {
	return []api.Route{
		{
			Method: "GET", Path: "/api/access", Summary: "Show who can reach StreamSpark, and which settings are unsafe or unused.",
			Out: accessAnswer{}, Handler: s.access,
		},
		{
			Method: "POST", Path: "/api/access/rotate", Summary: "Replace the token: what was signed in with the old one ends at once.",
			Out: rotateAnswer{}, Handler: s.rotate,
		},
	}
}

type accessAnswer struct {
	Success   bool          `json:"success"`
	Required  bool          `json:"token_required" doc:"other computers can reach it, so everybody needs the token"`
	Addresses []string      `json:"addresses" doc:"where it can be reached"`
	Exposed   []string      `json:"exposed_files" doc:"files with keys that others on this computer can read"`
	Ignored   []ignoredView `json:"ignored_settings" doc:"what the dashboard saved and what is not used"`
}

type ignoredView struct {
	Key string `json:"key"`
	Why string `json:"why" doc:"unknown, fixed, bad, or address for a key that was saved for another address"`
}

func (s *Server) access(c *echo.Context) error {
	now := s.o.Access()
	answer := accessAnswer{
		Success: true, Required: s.o.Credentials.Required(), Addresses: append([]string{}, now.Addresses...), Exposed: append([]string{}, now.Exposed...),
		Ignored: []ignoredView{},
	}
	for _, i := range now.Ignored {
		answer.Ignored = append(answer.Ignored, ignoredView(i))
	}
	return c.JSON(http.StatusOK, answer)
}

type rotateAnswer struct {
	Success   bool   `json:"success"`
	Message   string `json:"message"`
	Token     string `json:"token"`
	WidgetURL string `json:"widget_url"`
}

// rotate replaces the token. Whoever pressed the button stays signed in.
func (s *Server) rotate(c *echo.Context) error {
	if !s.o.Credentials.Required() {
		return fault.New(fault.Conflict, "access.no_token_needed")
	}
	signedIn := s.hasSession(c.Request())
	end, err := s.o.Rotate(c.Request().Context())
	if err != nil {
		return err
	}
	defer end() // after the answer: it may be waited for on a page whose connection ends now
	if signedIn {
		s.remember(c, s.o.Credentials.Session(s.o.Now()), int(auth.SessionAge.Seconds()))
	}
	s.Changed()
	return c.JSON(http.StatusOK, rotateAnswer{true, "A new token is in force.", s.o.Credentials.Token(), s.o.WidgetAt(s.o.Config.Get().Server.PublicURL)})
}
