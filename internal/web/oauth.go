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
	"streamspark/internal/source"
	"streamspark/internal/web/api"
	"streamspark/internal/web/origin"
	"streamspark/internal/web/ui"
)

const codeNotConfigured = "oauth.not_configured"

const (
	connectPath = "/api/sources/:source/connect"
	returnPath  = "/api/sources/:source/callback"

	loginCookie = "streamspark_login"

	exchangeLasts = 90 * time.Second // longer than its requests may take
)

func (s *Server) signInRoutes() []api.Route {
	login := func(path, summary, id string) api.Route {
		return api.Route{
			Method: "GET", Path: path, Summary: summary, OK: http.StatusFound,
			Fails: map[int]any{http.StatusBadRequest: notConfiguredAnswer{}}, Effect: true, Handler: s.forAccount(id, s.login),
		}
	}
	callback := func(path, summary, id string) api.Route {
		return api.Route{
			Method: "GET", Path: path, Summary: summary, OK: http.StatusFound,
			Query: []api.Param{
				{Name: "code", Type: "string", Doc: "what the token is given for"},
				{Name: "state", Type: "string", Doc: "the state of the sign-in that was started here"},
				{Name: "error", Type: "string", Doc: "why there is no code"},
			},
			Effect: true, Handler: s.forAccount(id, s.callback),
		}
	}
	routes := []api.Route{
		login(connectPath, "Begin to connect a source, in a browser.", ""),
		callback(returnPath, "Where the source sends the browser back to.", ""),
	}
	for _, d := range provider.OfKind(s.o.Config.Providers(), provider.KindSource) {
		if d.Alias == "" {
			continue
		}
		name := api.ProviderName(d.ID)
		routes = append(routes,
			login(d.ConnectPath(), "The same for "+name+", under the original's path.", d.ID),
			callback(d.CallbackPath(), "The same for "+name+", under the original's path.", d.ID),
			api.Route{
				Method: "GET", Path: "/api/" + d.Alias + "/oauth/debug", Summary: "Show how the connection is configured.",
				Out: oauthAnswer{}, Handler: s.forAccount(d.ID, s.oauthDebug),
			})
	}
	return routes
}

// forAccount returns a handler for the account of an id; empty is the one that the path
// names.
func (s *Server) forAccount(id string, handle func(*echo.Context, source.Account) error) echo.HandlerFunc {
	return func(c *echo.Context) error {
		account, err := s.o.Account(cmp.Or(id, c.Param("source")))
		if err != nil {
			return err
		}
		return handle(c, account)
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

func (s *Server) oauthDebug(c *echo.Context, account source.Account) error {
	state := account.State()
	answer := oauthAnswer{true, oauthConfig{RedirectURI: state.RedirectURI, HasClientSecret: state.HasSecret}}
	if state.ClientID != "" {
		answer.Config.ClientID = &state.ClientID
	}
	return c.JSON(http.StatusOK, answer)
}

// login sends the browser to the source to ask the streamer's consent. A
// person goes there: what a page loads or frames begins nothing.
func (s *Server) login(c *echo.Context, account source.Account) error {
	if !navigates(c.Request()) {
		return origin.ErrForeign()
	}
	state := account.State()
	if state.ClientID == "" || !state.HasSecret {
		return s.answerNotConfigured(c, account, nil)
	}
	redirect, err := url.Parse(state.RedirectURI)
	if err != nil || !s.hosts().Has(redirect.Host) {
		return s.wrongRedirect(c, account)
	}
	r := c.Request()
	// The cookie must be set for the host that the source sends the
	// browser back to: "127.0.0.1" and "localhost" are two to a browser. The
	// mark ends a loop where something on the way rewrites the host.
	if !strings.EqualFold(r.Host, redirect.Host) && c.QueryParam("moved") == "" {
		return c.Redirect(http.StatusFound, redirect.Scheme+"://"+redirect.Host+r.URL.Path+"?moved=1")
	}
	token, key := s.logins.begin(account.ID())
	address, err := account.AuthorizeURL(token)
	if err != nil {
		s.logins.take(account.ID(), token, key) // nobody will bring it
		if keys := missingKeys(err); keys != nil {
			return s.answerNotConfigured(c, account, keys)
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
func notConfigured(account source.Account) *fault.Error {
	return fault.New(fault.Invalid, codeNotConfigured, "provider", provider.Title(account.ID()), "redirect", account.State().RedirectURI)
}

func (s *Server) answerNotConfigured(c *echo.Context, account source.Account, keys []string) error {
	if api.AcceptsPage(c.Request()) {
		return s.signInFailed(c, account, notConfigured(account))
	}
	state, d := account.State(), s.descriptor(account)
	answer := notConfiguredAnswer{
		Failure: api.FailureOf(notConfigured(account), s.pages.Accepted(c.Request())),
		Missing: []string{}, ClientIDPresent: state.ClientID != "", RedirectURI: state.RedirectURI,
	}
	if state.ClientID == "" {
		answer.Missing = append(answer.Missing, d.Variable("client_id"))
	}
	if !state.HasSecret {
		answer.Missing = append(answer.Missing, d.Variable("client_secret"))
	}
	if len(answer.Missing) == 0 {
		answer.Missing = append(answer.Missing, keys...)
	}
	return c.JSON(http.StatusBadRequest, answer)
}

func (s *Server) wrongRedirect(c *echo.Context, account source.Account) error {
	right := s.o.Config.Get().Server.PublicURL + s.descriptor(account).CallbackPath()
	return s.signInFailed(c, account, fault.New(fault.Invalid, "oauth.wrong_redirect", "provider", provider.Title(account.ID()), "key", s.descriptor(account).Name("redirect_uri"), "address", account.State().RedirectURI, "right", right))
}

// descriptor returns that of an account.
func (s *Server) descriptor(account source.Account) provider.Descriptor {
	d, _ := provider.Find(s.o.Config.Providers(), account.ID())
	return d
}

// callback takes the browser that the source sends back. Whatever
// goes wrong is a page that says so, and changes nothing.
func (s *Server) callback(c *echo.Context, account source.Account) error {
	// The address of this page holds the code: it is told to nobody.
	c.Response().Header().Set("Referrer-Policy", "no-referrer")
	state, key := c.QueryParam("state"), ""
	if cookie, err := c.Cookie(cookieOf(state)); err == nil {
		key = cookie.Value
		c.SetCookie(&http.Cookie{ //nolint:gosec // it takes the cookie away
			Name: cookie.Name, Path: path.Dir(c.Request().URL.Path), MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		})
	}
	one, first := s.logins.take(account.ID(), state, key)
	code, refused := c.QueryParam("code"), c.QueryParam("error")
	if one != nil && !first {
		return s.connected(c, account, one) // it was brought twice
	}
	if one != nil && (refused != "" || code == "") {
		s.logins.drop(one)
	}
	switch {
	case refused == "access_denied":
		return s.signInFailed(c, account, fault.New(fault.Invalid, "oauth.denied"))
	case refused != "":
		return s.signInFailed(c, account, fault.New(fault.Invalid, "oauth.ended", "provider", provider.Title(account.ID())))
	case one == nil:
		return s.signInFailed(c, account, fault.New(fault.Invalid, "oauth.not_ours"))
	case code == "":
		return s.signInFailed(c, account, fault.New(fault.Invalid, "oauth.no_code", "provider", provider.Title(account.ID())))
	}
	// The code is good once, so its exchange goes on when the visitor leaves.
	ctx := context.WithoutCancel(c.Request().Context())
	go func() {
		ctx, cancel := context.WithTimeout(ctx, exchangeLasts)
		defer cancel()
		err := account.Connect(ctx, code)
		if err != nil {
			s.o.Log.Warn().Err(err).Str("source", account.ID()).Msg("the sign-in failed")
		}
		s.logins.finish(one, err)
	}()
	return s.connected(c, account, one)
}

// connected answers with how the exchange of a sign-in ended.
func (s *Server) connected(c *echo.Context, account source.Account, one *login) error {
	select {
	case <-one.done:
	case <-c.Request().Context().Done():
		return c.Request().Context().Err()
	}
	switch err := one.err; {
	case err == nil:
		return c.Redirect(http.StatusFound, "/dashboard")
	case missingKeys(err) != nil:
		return s.signInFailed(c, account, notConfigured(account))
	default:
		return s.signInFailed(c, account, api.SourceError(err, fault.Retry, "oauth.failed"))
	}
}

// signInFailed returns the page at the end of a sign-in that failed. A program
// that asks for JSON by name gets that.
func (s *Server) signInFailed(c *echo.Context, account source.Account, err error) error {
	known, status := api.FaultOf(err)
	if !api.AcceptsPage(c.Request()) && (strings.Contains(c.Request().Header.Get("Accept"), "application/json") || slices.Contains([]string{s.descriptor(account).ConnectPath(), connectPath}, c.Path())) {
		return err
	}
	l := s.pages.Language(c.Request())
	m := ui.Message{Title: "oauth.title", Text: l.Error(known), Hint: cmp.Or(l.Hint(known), l.T("oauth.again"))}
	switch known.Code {
	case codeNotConfigured:
		m.Next, m.NextHref = "action.enter_keys", "/settings#card-"+account.ID()
	case "oauth.wrong_redirect":
	default:
		m.Next, m.NextHref = "action.reconnect", "/api/sources/"+account.ID()+"/connect"
	}
	return s.pages.Message(c, status, m)
}
