package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
)

// maxToken is how long an access token may be. Theirs have about 1 kB.
const maxToken = 8000

func (s *Server) sourceRoutes(e *echo.Echo) {
	e.GET("/api/connection-status", s.connectionStatus)
	e.GET("/api/access-token", s.hasToken)
	e.POST("/api/access-token", s.setToken("access_token", "Access token"))
	e.POST("/api/donation-alerts-token", s.setToken("token", "DonationAlerts API token"))
	e.POST("/api/start-polling", s.startPolling)
	e.POST("/api/stop-polling", s.stopPolling)
	e.GET("/api/test-donation-alerts", s.testSource, s.ownPages)
	e.HEAD("/api/test-donation-alerts", nothing)

	e.GET("/api/da/oauth/debug", s.oauthDebug)
	e.GET(loginPath, s.login)
	e.HEAD(loginPath, nothing)
	e.GET(callbackPath, s.callback)
	e.HEAD(callbackPath, nothing)
	e.POST("/api/da/disconnect", s.disconnect)
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

func (s *Server) hasToken(c *echo.Context) error {
	return c.JSON(http.StatusOK, struct {
		HasToken bool `json:"has_token"`
	}{s.o.Source.State().HasToken})
}

// setToken saves the token that stands in the field, or forgets the present
// one where the field is empty or the whole object is. An object with other
// fields alone is a mistake and forgets nothing.
func (s *Server) setToken(field, what string) echo.HandlerFunc {
	return func(c *echo.Context) error {
		b, err := readBody(c)
		if err != nil {
			return err
		}
		token, found, err := b.text(maxToken, field)
		if err != nil {
			return err
		}
		if !found && len(b) > 0 {
			return bad("Name the token as %s: an empty text forgets the present one.", field)
		}
		token = strings.TrimSpace(token)
		if err := s.o.Source.SetToken(c.Request().Context(), token); err != nil {
			return trouble(err, http.StatusInternalServerError, "The token could not be saved.")
		}
		if token == "" {
			return s.done(c, what+" cleared, polling stopped")
		}
		return s.done(c, what+" saved, polling started")
	}
}

func (s *Server) startPolling(c *echo.Context) error {
	if !s.o.Source.State().HasToken {
		return noToken()
	}
	if err := s.o.Source.Start(c.Request().Context()); err != nil {
		return trouble(err, http.StatusInternalServerError, "Polling could not be started.")
	}
	return s.done(c, "Polling started")
}

func noToken() error {
	return &problem{
		status: http.StatusConflict, sentence: "No API token configured.", hint: "Connect DonationAlerts, or set an access token.",
	}
}

func (s *Server) stopPolling(c *echo.Context) error {
	if err := s.o.Source.Stop(c.Request().Context()); err != nil {
		return trouble(err, http.StatusInternalServerError, "Polling could not be stopped.")
	}
	return s.done(c, "Polling stopped")
}

type testAnswer struct {
	Success   bool    `json:"success"`
	Status    string  `json:"status"`
	Account   string  `json:"account"`
	Donations int     `json:"total_donations"`
	Errors    int     `json:"api_errors"`
	LastPoll  *string `json:"last_poll"`
	Message   string  `json:"message"`
}

// testSource asks DonationAlerts for the account and its donations, and
// starts polling. The original made this a GET, so its door is that of a
// request that changes something.
func (s *Server) testSource(c *echo.Context) error {
	if !s.o.Source.State().HasToken {
		return noToken()
	}
	ctx := c.Request().Context()
	account, donations, err := s.o.Source.Test(ctx)
	if err != nil {
		return trouble(err, http.StatusBadGateway, "Failed to fetch donations: the log says why.")
	}
	if err := s.o.Source.Start(ctx); err != nil {
		return trouble(err, http.StatusInternalServerError, "Polling could not be started.")
	}
	state := s.o.Source.State()
	return c.JSON(http.StatusOK, testAnswer{
		Success: true, Status: "Connected successfully", Account: account, Donations: donations,
		Errors: state.Errors, LastPoll: stamp(state.LastPoll), Message: "Connection successful - polling started",
	})
}

func (s *Server) disconnect(c *echo.Context) error {
	if err := s.o.Source.Disconnect(c.Request().Context()); err != nil {
		return trouble(err, http.StatusInternalServerError, "The connection could not be forgotten.")
	}
	return s.done(c, "Disconnected from DonationAlerts")
}

// trouble makes an answer of an error of the source: what it says of itself
// if it can, else the status and the sentence.
func trouble(err error, status int, sentence string) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	p := &problem{status: status, sentence: sentence, cause: err}
	var says interface{ Sentence() string }
	if errors.As(err, &says) {
		p.sentence = says.Sentence()
	}
	var hints interface{ Hint() string }
	if errors.As(err, &hints) {
		p.hint = hints.Hint()
	}
	var refuses interface{ Refused() bool }
	if errors.As(err, &refuses) && refuses.Refused() {
		p.status = http.StatusBadRequest
	}
	if refused, ok := celebration.AsRefusal(err); ok {
		p.status, p.sentence = http.StatusBadRequest, refused.Sentence
	}
	return p
}
