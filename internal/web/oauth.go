package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
	"streamspark/internal/provider"
	"streamspark/internal/web/api"
	"streamspark/internal/web/ui"
)

const codeNotConfigured = "oauth.not_configured"

const (
	// The original's paths, under which applications are registered.
	loginPath    = "/api/da/oauth/login"
	callbackPath = "/api/da/oauth/callback"

	connectPath = "/api/sources/:source/connect"
	returnPath  = "/api/sources/:source/callback"

	loginCookie = "streamspark_login"

	exchangeLasts = 90 * time.Second // longer than its requests may take
)

func (s *Server) signInRoutes() []api.Route {
	login := func(path, summary string) api.Route {
		return api.Route{
			Method: "GET", Path: path, Summary: summary, OK: http.StatusFound,
			Fails: map[int]any{http.StatusBadRequest: notConfiguredAnswer{}}, Effect: true, Handler: s.login,
		}
	}
	callback := func(path, summary string) api.Route {
		return api.Route{
			Method: "GET", Path: path, Summary: summary, OK: http.StatusFound,
			Query: []api.Param{
				{Name: "code", Type: "string", Doc: "what the token is given for"},
				{Name: "state", Type: "string", Doc: "the state of the sign-in that was started here"},
				{Name: "error", Type: "string", Doc: "why there is no code"},
			},
			Effect: true, Handler: s.callback,
		}
	}
	return []api.Route{
		login(connectPath, "Begin to connect a source, in a browser."),
		callback(returnPath, "Where the source sends the browser back to."),
		login(loginPath, "The same for the first source, under the original's path."),
		callback(callbackPath, "The same for the first source, under the original's path."),
		{
			Method: "GET", Path: "/api/da/oauth/debug", Summary: "Show how the connection is configured.",
			Out: oauthAnswer{}, Handler: s.oauthDebug,
		},
	}
}

type oauthAnswer struct {
	Success bool        `json:"success"`
	Config  oauthConfig `json:"config"`
}

type oauthConfig struct {
	ClientID        *string `json:"client_id"`
	RedirectURI     string  `json:"redirect_uri"`
	HasClientSecret bool    `json:"has_client_secret"`
}

func (s *Server) oauthDebug(c *echo.Context) error {
	state := s.o.Source.State()
	answer := oauthAnswer{true, oauthConfig{RedirectURI: state.RedirectURI, HasClientSecret: state.HasSecret}}
	if state.ClientID != "" {
		answer.Config.ClientID = &state.ClientID
	}
	return c.JSON(http.StatusOK, answer)
}

// known returns an error if the path names a source that has no sign-in.
func (s *Server) known(c *echo.Context) error {
	if id := c.Param("source"); id != "" && id != s.o.Source.ID() {
		return fault.New(fault.NotFound, "source.no_action")
	}
	return nil
}

// login sends the browser to DonationAlerts to ask the streamer's consent. A
// person goes there: what a page loads or frames begins nothing.
func (s *Server) login(c *echo.Context) error {
	if err := s.known(c); err != nil {
		return err
	}
	if !navigates(c.Request()) {
		return foreign()
	}
	state := s.o.Source.State()
	if state.ClientID == "" || !state.HasSecret {
		return s.answerNotConfigured(c, nil)
	}
	redirect, err := url.Parse(state.RedirectURI)
	if err != nil || !s.own(redirect.Host) {
		return s.wrongRedirect(c, state.RedirectURI)
	}
	r := c.Request()
	// The cookie must be set for the host that DonationAlerts sends the
	// browser back to: "127.0.0.1" and "localhost" are two to a browser. The
	// mark ends a loop where something on the way rewrites the host.
	if !strings.EqualFold(r.Host, redirect.Host) && c.QueryParam("moved") == "" {
		return c.Redirect(http.StatusFound, redirect.Scheme+"://"+redirect.Host+r.URL.Path+"?moved=1")
	}
	token, key := s.logins.begin()
	address, err := s.o.Source.AuthorizeURL(token)
	if err != nil {
		s.logins.take(token, key) // nobody will bring it
		if keys := missingKeys(err); keys != nil {
			return s.answerNotConfigured(c, keys)
		}
		return api.SourceError(err, fault.Unforeseen, "oauth.not_begun")
	}
	c.SetCookie(&http.Cookie{ //nolint:gosec // on this computer there is no TLS; elsewhere Secure is set
		Name: cookieOf(token), Value: key, Path: path.Dir(redirect.Path), MaxAge: int(loginLasts.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: redirect.Scheme == "https",
	})
	return c.Redirect(http.StatusFound, address)
}

// missingKeys returns the keys of the configuration that a sign-in lacks, if
// the error says that.
func missingKeys(err error) []string {
	known, ok := fault.As(err)
	if !ok {
		return nil
	}
	keys, _ := known.Args["missing"].([]string)
	return keys
}

// navigates reports whether a request is a person's going to a page, as far
// as the browser says what it is.
func navigates(r *http.Request) bool {
	mode, dest := r.Header.Get("Sec-Fetch-Mode"), r.Header.Get("Sec-Fetch-Dest")
	ahead := strings.Contains(r.Header.Get("Sec-Purpose")+r.Header.Get("Purpose"), "prefetch")
	return (mode == "" || mode == "navigate") && (dest == "" || dest == "document") && !ahead
}

type notConfiguredAnswer struct {
	api.Failure
	Missing         []string `json:"missing"`
	ClientIDPresent bool     `json:"client_id_present"`
	RedirectURI     string   `json:"redirect_uri_effective"`
}

// notConfigured returns the error of a sign-in that lacks keys.
func (s *Server) notConfigured() *fault.Error {
	return fault.New(fault.Invalid, codeNotConfigured, "provider", provider.Title(s.o.Source.ID()), "redirect", s.o.Source.State().RedirectURI)
}

func (s *Server) answerNotConfigured(c *echo.Context, keys []string) error {
	if api.AcceptsPage(c.Request()) {
		return s.signInFailed(c, s.notConfigured())
	}
	state := s.o.Source.State()
	answer := notConfiguredAnswer{
		Failure: api.FailureOf(s.notConfigured(), s.pages.Accepted(c.Request())),
		Missing: []string{}, ClientIDPresent: state.ClientID != "", RedirectURI: state.RedirectURI,
	}
	if state.ClientID == "" {
		answer.Missing = append(answer.Missing, "DA_CLIENT_ID")
	}
	if !state.HasSecret {
		answer.Missing = append(answer.Missing, "DA_CLIENT_SECRET")
	}
	if len(answer.Missing) == 0 {
		answer.Missing = append(answer.Missing, keys...)
	}
	return c.JSON(http.StatusBadRequest, answer)
}

func (s *Server) wrongRedirect(c *echo.Context, address string) error {
	return s.signInFailed(c, fault.New(fault.Invalid, "oauth.wrong_redirect", "address", address, "right", s.o.Config.Get().Server.PublicURL+callbackPath))
}

// callback returns where DonationAlerts sends the browser back to. Whatever
// goes wrong is a page that says so, and changes nothing.
func (s *Server) callback(c *echo.Context) error {
	if err := s.known(c); err != nil {
		return err
	}
	// The address of this page holds the code: it is told to nobody.
	c.Response().Header().Set("Referrer-Policy", "no-referrer")
	state, key := c.QueryParam("state"), ""
	if cookie, err := c.Cookie(cookieOf(state)); err == nil {
		key = cookie.Value
		c.SetCookie(&http.Cookie{ //nolint:gosec // it takes the cookie away
			Name: cookie.Name, Path: path.Dir(c.Request().URL.Path), MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		})
	}
	one, first := s.logins.take(state, key)
	code, refused := c.QueryParam("code"), c.QueryParam("error")
	if one != nil && !first {
		return s.connected(c, one) // it was brought twice
	}
	if one != nil && (refused != "" || code == "") {
		s.logins.drop(one)
	}
	switch {
	case refused == "access_denied":
		return s.signInFailed(c, fault.New(fault.Invalid, "oauth.denied"))
	case refused != "":
		return s.signInFailed(c, fault.New(fault.Invalid, "oauth.ended"))
	case one == nil:
		return s.signInFailed(c, fault.New(fault.Invalid, "oauth.not_ours"))
	case code == "":
		return s.signInFailed(c, fault.New(fault.Invalid, "oauth.no_code"))
	}
	// The code is good once, so its exchange goes on when the visitor leaves.
	ctx := context.WithoutCancel(c.Request().Context())
	go func() {
		ctx, cancel := context.WithTimeout(ctx, exchangeLasts)
		defer cancel()
		err := s.o.Source.Connect(ctx, code)
		if err != nil {
			s.o.Log.Warn().Err(err).Str("source", s.o.Source.ID()).Msg("the sign-in failed")
		}
		s.logins.finish(one, err)
	}()
	return s.connected(c, one)
}

// connected answers with how the exchange of a sign-in ended.
func (s *Server) connected(c *echo.Context, one *login) error {
	select {
	case <-one.done:
	case <-c.Request().Context().Done():
		return c.Request().Context().Err()
	}
	switch err := one.err; {
	case err == nil:
		return c.Redirect(http.StatusFound, "/dashboard")
	case missingKeys(err) != nil:
		return s.signInFailed(c, s.notConfigured())
	default:
		return s.signInFailed(c, api.SourceError(err, fault.Retry, "oauth.failed"))
	}
}

// signInFailed returns the page at the end of a sign-in that failed. A program
// that asks for JSON by name gets that.
func (s *Server) signInFailed(c *echo.Context, err error) error {
	known, status := api.FaultOf(err)
	if !api.AcceptsPage(c.Request()) && (strings.Contains(c.Request().Header.Get("Accept"), "application/json") || slices.Contains([]string{loginPath, connectPath}, c.Path())) {
		return err
	}
	l := s.pages.Language(c.Request())
	m := ui.Message{Title: "oauth.title", Text: l.Error(known), Hint: cmp.Or(l.Hint(known), l.T("oauth.again"))}
	switch known.Code {
	case codeNotConfigured:
		m.Next, m.NextHref = "action.enter_keys", "/settings#card-"+s.o.Source.ID()
	case "oauth.wrong_redirect":
	default:
		m.Next, m.NextHref = "action.reconnect", loginPath
	}
	return s.pages.Message(c, status, m)
}
