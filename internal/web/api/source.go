package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/web/problem"
)

func (s *Server) sourceRoutes() []Route {
	return append([]Route{
		{
			Method: "GET", Path: "/api/connection-status", Summary: "Tell whether DonationAlerts is connected.",
			Out: connectionAnswer{}, Handler: s.connectionStatus,
		},
		{Method: "GET", Path: "/api/access-token", Summary: "Tell whether there is a token.", Out: hasTokenAnswer{}, Handler: s.hasToken},
		Takes(Route{
			Method: "POST", Path: "/api/access-token", Summary: "Use a token that you have; empty forgets it.", Out: Done{},
		}, s.setAccessToken),
		Takes(Route{
			Method: "POST", Path: "/api/donation-alerts-token", Summary: "Use a token that you have, under the original's other path; empty forgets it.", Out: Done{},
		}, s.setPlainToken),
		{Method: "POST", Path: "/api/start-polling", Summary: "Look for donations.", Out: Done{}, Handler: s.startPolling},
		{Method: "POST", Path: "/api/stop-polling", Summary: "Look for none until it is started.", Out: Done{}, Handler: s.stopPolling},
		{
			Method: "GET", Path: "/api/test-donation-alerts", Summary: "Read the list of donations once and tell how that went.",
			Out: testAnswer{}, Effect: true, Doors: []echo.MiddlewareFunc{s.hooks.OwnPages}, Handler: s.testSource,
		},
		{Method: "POST", Path: "/api/da/disconnect", Summary: "Forget the tokens.", Out: Done{}, Handler: s.disconnect},
	}, s.hooks.SignIn...)
}

type connectionAnswer struct {
	Configured bool   `json:"configured"`
	Connected  bool   `json:"connected"`
	Message    string `json:"message"`
}

func (s *Server) connectionStatus(c *echo.Context) error {
	state := s.o.Source.State()
	answer := connectionAnswer{state.Configured, state.Connected, "Ready for connection"}
	switch {
	case state.Problem != "":
		answer.Message = state.Problem
	case state.NeedsReconnect:
		answer.Message = "The access ended: connect DonationAlerts again"
	case state.Connected && state.Account != "":
		answer.Message = "Connected as " + state.Account
	case !state.HasToken:
		answer.Message = "Token not configured"
	}
	return c.JSON(http.StatusOK, answer)
}

type hasTokenAnswer struct {
	HasToken bool `json:"has_token"`
}

func (s *Server) hasToken(c *echo.Context) error {
	return c.JSON(http.StatusOK, hasTokenAnswer{s.o.Source.State().HasToken})
}

// A token of DonationAlerts has about 1 kB.

type accessTokenBody struct {
	Token string `json:"access_token" max:"8000" doc:"empty: forget the present one"`
}

type plainTokenBody struct {
	Token string `json:"token" max:"8000" doc:"empty: forget the present one"`
}

func (s *Server) setAccessToken(c *echo.Context, in accessTokenBody, got Given) error {
	return s.setToken(c, got, in.Token, "access_token", "Access token")
}

func (s *Server) setPlainToken(c *echo.Context, in plainTokenBody, got Given) error {
	return s.setToken(c, got, in.Token, "token", "DonationAlerts API token")
}

// setToken saves the token that stands in the field, or forgets the present
// one where the field is empty or the whole object is. An object with other
// fields alone is a mistake and forgets nothing.
func (s *Server) setToken(c *echo.Context, got Given, token, field, what string) error {
	if got.Known == 0 && got.Fields > 0 {
		return problem.Bad("Name the token as %s: an empty text forgets the present one.", field)
	}
	token = strings.TrimSpace(token)
	if err := s.o.Source.SetToken(c.Request().Context(), token); err != nil {
		return SourceError(err, http.StatusInternalServerError, "The token could not be saved.")
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
		return SourceError(err, http.StatusInternalServerError, "Polling could not be started.")
	}
	return s.done(c, "Polling started")
}

func noToken() error {
	return &problem.Problem{
		Status: http.StatusConflict, Sentence: "No API token configured.", Hint: "Connect DonationAlerts, or set an access token.",
	}
}

func (s *Server) stopPolling(c *echo.Context) error {
	if err := s.o.Source.Stop(c.Request().Context()); err != nil {
		return SourceError(err, http.StatusInternalServerError, "Polling could not be stopped.")
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

// testSource asks DonationAlerts for the account and its donations, and starts
// polling. The original made this a GET, so its access check is that of a
// request that changes something.
func (s *Server) testSource(c *echo.Context) error {
	if !s.o.Source.State().HasToken {
		return noToken()
	}
	ctx := c.Request().Context()
	account, donations, err := s.o.Source.Test(ctx)
	if err != nil {
		return SourceError(err, http.StatusBadGateway, "Failed to fetch donations: the log says why.")
	}
	if err := s.o.Source.Start(ctx); err != nil {
		return SourceError(err, http.StatusInternalServerError, "Polling could not be started.")
	}
	state := s.o.Source.State()
	return c.JSON(http.StatusOK, testAnswer{
		Success: true, Status: "Connected successfully", Account: account, Donations: donations,
		Errors: state.Errors, LastPoll: stamp(state.LastPoll), Message: "Connection successful - polling started",
	})
}

func (s *Server) disconnect(c *echo.Context) error {
	if err := s.o.Source.Disconnect(c.Request().Context()); err != nil {
		return SourceError(err, http.StatusInternalServerError, "The connection could not be forgotten.")
	}
	return s.done(c, "Disconnected from DonationAlerts")
}

// SourceError makes an answer of an error of the source: what it says of itself
// if it can, else the status and the sentence.
func SourceError(err error, status int, sentence string) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	p := &problem.Problem{Status: status, Sentence: sentence, Cause: err}
	var says interface{ Sentence() string }
	if errors.As(err, &says) {
		p.Sentence = says.Sentence()
	}
	var hints interface{ Hint() string }
	if errors.As(err, &hints) {
		p.Hint = hints.Hint()
	}
	var refuses interface{ Refused() bool }
	if errors.As(err, &refuses) && refuses.Refused() {
		p.Status = http.StatusBadRequest
	}
	if refused, ok := celebration.AsRefusal(err); ok {
		p.Status, p.Sentence = http.StatusBadRequest, refused.Sentence
	}
	return p
}
