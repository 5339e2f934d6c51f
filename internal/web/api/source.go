package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/provider"
	"streamspark/internal/source"
)

func (s *Server) sourceRoutes() []Route {
	routes := []Route{
		{
			Method: "GET", Path: "/api/connection-status", Summary: "Report whether the source of donations is connected.",
			Out: connectionAnswer{}, Handler: s.connectionStatus,
		},
		{Method: "GET", Path: "/api/access-token", Summary: "Report whether there is a token.", Out: hasTokenAnswer{}, Handler: s.hasToken},
		withBody(Route{
			Method: "POST", Path: "/api/access-token", Summary: "Use a token that you have; empty forgets it.", Out: Done{},
		}, s.setAccessToken),
		withBody(Route{
			Method: "POST", Path: "/api/donation-alerts-token", Summary: "Use a token that you have, under the original's other path; empty forgets it.", Out: Done{},
		}, s.setPlainToken),
		{Method: "POST", Path: "/api/start-polling", Summary: "Start polling for donations.", Out: Done{}, Handler: s.startPolling},
		{Method: "POST", Path: "/api/stop-polling", Summary: "Stop polling until it is started again.", Out: Done{}, Handler: s.stopPolling},
		{
			Method: "GET", Path: "/api/test-donation-alerts", Summary: "Read the list of donations once and return the result.",
			Out: testAnswer{}, Effect: true, Guards: []echo.MiddlewareFunc{s.hooks.OwnPages}, Handler: s.testSource,
		},
	}
	for _, d := range provider.OfKind(s.o.Config.Providers(), provider.KindSource) {
		if d.Alias == "" {
			continue
		}
		path := "/api/" + d.Alias
		routes = append(routes, s.applicationRoute(path+"/application", d.ID),
			Route{Method: "POST", Path: path + "/disconnect", Summary: "Delete the tokens.", Out: Done{}, Handler: s.disconnect(d.ID)})
	}
	return append(routes, s.hooks.SignIn...)
}

type connectionAnswer struct {
	Configured bool       `json:"configured"`
	Connected  bool       `json:"connected"`
	Message    string     `json:"message" doc:"in English"`
	Code       string     `json:"code" doc:"the same for programs; it does not change" example:"source.ready"`
	Args       fault.Args `json:"args,omitempty" doc:"what the message was made with, by name"`
}

func (s *Server) connectionStatus(c *echo.Context) error {
	state, said := s.o.Source.State(), fault.Say("source.ready")
	switch {
	case state.Problem != nil:
		said = fault.MessageOf(state.Problem)
	case state.NeedsReconnect:
		said = fault.Say("source.access_ended", "provider", provider.Title(s.o.Source.ID()))
	case state.Connected && state.Account != "":
		said = fault.Say("source.connected_as", "account", state.Account)
	case !state.HasToken:
		said = fault.Say("source.token_missing")
	}
	return c.JSON(http.StatusOK, connectionAnswer{state.Configured, state.Connected, locale.English().Reason(said), said.Code, said.Args})
}

type hasTokenAnswer struct {
	HasToken bool `json:"has_token"`
}

func (s *Server) hasToken(c *echo.Context) error {
	return c.JSON(http.StatusOK, hasTokenAnswer{s.o.Source.State().HasToken})
}

// A token may have about 1 kB.

type accessTokenBody struct {
	Token string `json:"access_token" max:"8000" doc:"empty: forget the present one"`
}

type plainTokenBody struct {
	Token string `json:"token" max:"8000" doc:"empty: forget the present one"`
}

func (s *Server) setAccessToken(c *echo.Context, in accessTokenBody, got Given) error {
	return s.setToken(c, s.o.Source, got, in.Token, "access_token", "Access token")
}

func (s *Server) setPlainToken(c *echo.Context, in plainTokenBody, got Given) error {
	return s.setToken(c, s.o.Source, got, in.Token, "token", ProviderName(s.o.Source.ID())+" API token")
}

// setToken saves the token that stands in the field, or forgets the present
// one where the field is empty or the whole object is. An object with other
// fields alone is a mistake and forgets nothing.
func (s *Server) setToken(c *echo.Context, account source.Account, got Given, token, field, what string) error {
	if got.Known == 0 && got.Fields > 0 {
		return fault.InvalidField(field, "source.token_not_named")
	}
	token = strings.TrimSpace(token)
	if err := account.SetToken(c.Request().Context(), token); err != nil {
		if err = SourceError(err, fault.Unforeseen, "source.token_not_saved"); fault.KindOf(err) == fault.Invalid {
			return fault.AtField(err, field)
		}
		return err
	}
	if token == "" {
		return s.done(c, what+" cleared, polling stopped")
	}
	return s.done(c, what+" saved, polling started")
}

func (s *Server) startPolling(c *echo.Context) error {
	if !s.o.Source.State().HasToken {
		return noToken()
	}
	if err := s.o.Source.Start(c.Request().Context()); err != nil {
		return SourceError(err, fault.Unforeseen, "source.not_started")
	}
	return s.done(c, "Polling started")
}

// setSourceToken does the same for a source by its name.
func (s *Server) setSourceToken(c *echo.Context, in plainTokenBody, got Given) error {
	account, err := s.o.Account(c.Param("source"))
	if err != nil {
		return err
	}
	return s.setToken(c, account, got, in.Token, "token", "Token")
}

func noToken() error {
	return fault.New(fault.Conflict, "source.no_token")
}

func (s *Server) stopPolling(c *echo.Context) error {
	if err := s.o.Source.Stop(c.Request().Context()); err != nil {
		return SourceError(err, fault.Unforeseen, "source.not_stopped")
	}
	return s.done(c, "Polling stopped")
}

type testAnswer struct {
	Success   bool    `json:"success"`
	Status    string  `json:"status"`
	Account   string  `json:"account"`
	Donations int     `json:"total_donations"`
	Errors    int     `json:"api_errors"`
	LastPoll  *moment `json:"last_poll"`
	Message   string  `json:"message"`
}

// testSource asks the source for the account and its donations, and starts
// polling. The original made this a GET, so its access check is that of a
// request that changes something.
func (s *Server) testSource(c *echo.Context) error {
	if !s.o.Source.State().HasToken {
		return noToken()
	}
	ctx := c.Request().Context()
	account, donations, err := s.o.Source.Test(ctx)
	if err != nil {
		return SourceError(err, fault.Retry, "source.not_fetched")
	}
	if err := s.o.Source.Start(ctx); err != nil {
		return SourceError(err, fault.Unforeseen, "source.not_started")
	}
	state := s.o.Source.State()
	return c.JSON(http.StatusOK, testAnswer{
		Success: true, Status: "Connected successfully", Account: account, Donations: donations,
		Errors: state.Errors, LastPoll: stamp(state.LastPoll), Message: "Connection successful - polling started",
	})
}

func (s *Server) disconnect(id string) echo.HandlerFunc {
	return func(c *echo.Context) error {
		account, err := s.o.Account(id)
		if err != nil {
			return err
		}
		if err := account.Disconnect(c.Request().Context()); err != nil {
			return SourceError(err, fault.Unforeseen, "source.not_disconnected")
		}
		return s.done(c, "Disconnected from "+ProviderName(id))
	}
}

// SourceError returns what is answered to an error of a source: its own fault,
// else one of the given kind and code. A permanent one is the streamer's to
// mend.
func SourceError(err error, kind fault.Kind, code string) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	if known, ok := fault.As(err); ok {
		if known.Kind != fault.Permanent {
			return err
		}
		mended := *known
		mended.Kind = fault.Invalid
		return &mended
	}
	return fault.Wrap(err, kind, code)
}
