package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
	"streamspark/internal/source"
	"streamspark/internal/web/api"
	"streamspark/internal/web/ui"
)

const (
	loginPath   = "/api/da/oauth/login"
	loginCookie = "streamspark_login"
	cookiePath  = "/api/da/oauth"
	keysPath    = "/settings#card-donationalerts"

	callbackPath = "/api/da/oauth/callback"

	exchangeLasts = 90 * time.Second // longer than its requests may take
)

func (s *Server) signInRoutes() []api.Route {
	return []api.Route{
		{
			Method: "GET", Path: loginPath, Summary: "Begin to connect DonationAlerts, in a browser.", OK: http.StatusFound,
			Fails: map[int]any{http.StatusBadRequest: notConfiguredAnswer{}}, Effect: true, Handler: s.login,
		},
		{
			Method: "GET", Path: callbackPath, Summary: "Where DonationAlerts sends the browser back to.", OK: http.StatusFound,
			Query: []api.Param{
				{Name: "code", Type: "string", Doc: "what the token is given for"},
				{Name: "state", Type: "string", Doc: "the mark of the sign-in that was begun here"},
				{Name: "error", Type: "string", Doc: "why there is no code"},
			},
			Effect: true, Handler: s.callback,
		},
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

// login sends the browser to DonationAlerts to ask the streamer's consent. A
// person goes there: what a page loads or frames begins nothing.
func (s *Server) login(c *echo.Context) error {
	if !navigates(c.Request()) {
		return foreign()
	}
	state := s.o.Source.State()
	if state.ClientID == "" || !state.HasSecret {
		return s.notConfigured(c, state, nil)
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
		return c.Redirect(http.StatusFound, redirect.Scheme+"://"+redirect.Host+loginPath+"?moved=1")
	}
	token, key := s.logins.begin()
	address, err := s.o.Source.AuthorizeURL(token)
	if err != nil {
		s.logins.take(token, key) // nobody will bring it
		if keys := missingKeys(err); keys != nil {
			return s.notConfigured(c, state, keys)
		}
		return api.SourceError(err, fault.Unforeseen, "oauth.not_begun")
	}
	c.SetCookie(&http.Cookie{ //nolint:gosec // on this computer there is no TLS; elsewhere Secure is set
		Name: cookieOf(token), Value: key, Path: cookiePath, MaxAge: int(loginLasts.Seconds()),
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
	Success         bool     `json:"success"`
	Error           string   `json:"error"`
	Missing         []string `json:"missing"`
	ClientIDPresent bool     `json:"client_id_present"`
	RedirectURI     string   `json:"redirect_uri_effective"`
	Hint            string   `json:"hint"`
}

func (s *Server) notConfigured(c *echo.Context, state source.State, keys []string) error {
	answer := notConfiguredAnswer{
		Error: "DonationAlerts OAuth is not configured", Missing: []string{}, ClientIDPresent: state.ClientID != "", RedirectURI: state.RedirectURI,
		Hint: "Register an application at DonationAlerts with the redirect address " + state.RedirectURI +
			", and enter its id and secret on the page Settings; or set DA_CLIENT_ID and DA_CLIENT_SECRET, and start StreamSpark again.",
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
	if !api.AcceptsPage(c.Request()) {
		return c.JSON(http.StatusBadRequest, answer)
	}
	return s.signInFailed(c, fault.New(fault.Invalid, "oauth.not_configured"))
}

func (s *Server) wrongRedirect(c *echo.Context, address string) error {
	return s.signInFailed(c, fault.New(fault.Invalid, "oauth.wrong_redirect", "address", address, "right", s.o.Config.Get().Server.PublicURL+callbackPath))
}

// callback returns where DonationAlerts sends the browser back to. Whatever
// goes wrong is a page that says so, and changes nothing.
func (s *Server) callback(c *echo.Context) error {
	// The address of this page holds the code: it is told to nobody.
	c.Response().Header().Set("Referrer-Policy", "no-referrer")
	state, key := c.QueryParam("state"), ""
	if cookie, err := c.Cookie(cookieOf(state)); err == nil {
		key = cookie.Value
		c.SetCookie(&http.Cookie{ //nolint:gosec // it takes the cookie away
			Name: cookie.Name, Path: cookiePath, MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode,
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
			s.o.Log.Warn().Err(err).Msg("the sign-in at DonationAlerts failed")
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
		return s.signInFailed(c, fault.New(fault.Invalid, "oauth.keys_gone"))
	default:
		return s.signInFailed(c, api.SourceError(err, fault.Retry, "oauth.failed"))
	}
}

// signInFailed returns the page at the end of a sign-in that failed. A program
// that asks for JSON by name gets that.
func (s *Server) signInFailed(c *echo.Context, err error) error {
	known, status := api.FaultOf(err)
	if !api.AcceptsPage(c.Request()) && (strings.Contains(c.Request().Header.Get("Accept"), "application/json") || c.Request().URL.Path == loginPath) {
		return err
	}
	l := s.pages.Language(c.Request())
	m := ui.Message{Title: "oauth.title", Text: l.Error(known), Hint: cmp.Or(l.Hint(known), l.T("oauth.again"))}
	switch known.Code {
	case "oauth.not_configured", "oauth.keys_gone":
		m.Next, m.NextHref = "action.enter_keys", keysPath
	case "oauth.wrong_redirect":
	default:
		m.Next, m.NextHref = "action.reconnect", loginPath
	}
	return s.pages.Message(c, status, m)
}
