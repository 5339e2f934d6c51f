package api

import (
	"net/http"

	"github.com/labstack/echo/v5"

	"streamspark/internal/money"
	"streamspark/internal/web/problem"
)

// valueRoutes are about what cannot be read by a program: a sum, or a voice.
func (s *Server) valueRoutes() []Route {
	return []Route{
		Takes(Route{
			Method: "POST", Path: "/api/celebrations/:id/value", Out: celebrationAnswer{},
			Summary: "Say what a donation is worth that could not be read or priced; it goes on as any of that value.",
		}, s.valueCelebration),
		{
			Method: "GET", Path: "/api/celebrations/:id/audio", Summary: "Hear its audio message.", Media: "audio/*",
			Doors: []echo.MiddlewareFunc{s.hooks.OwnPages}, Handler: s.audio,
		},
	}
}

type valueBody struct {
	Amount Number `json:"amount_rub" required:"amount_rub is missing: what it is worth in rubles." doc:"in rubles" example:"1500"`
}

func (s *Server) valueCelebration(c *echo.Context, in valueBody, _ Given) error {
	found, err := s.celebration(c)
	if err != nil {
		return err
	}
	rubles, err := AmountOf("amount_rub", in.Amount, string(money.RUB))
	if err != nil {
		return err
	}
	if !rubles.Value().IsPositive() {
		return problem.Bad("amount_rub must be more than 0.")
	}
	if _, err := s.o.Line.Value(c.Request().Context(), found.ID, rubles); err != nil {
		return err
	}
	return s.getCelebration(c)
}

// audio fetches the audio message of a donation and gives it to our own page,
// which may load nothing from another host. A page of somebody else cannot
// have it fetched.
func (s *Server) audio(c *echo.Context) error {
	found, err := s.celebration(c)
	if err != nil {
		return err
	}
	if found.Donation.Audio == "" {
		return problem.New(http.StatusNotFound, "There is no audio message with this donation.")
	}
	kind, body, err := s.o.Hear(c.Request().Context(), found.Donation.Audio)
	if err != nil {
		s.o.Log.Warn().Err(err).Int64("celebration", found.ID).Msg("an audio message could not be fetched")
		return &problem.Problem{
			Status: http.StatusBadGateway, Cause: err,
			Sentence: "The audio message could not be fetched, or is none: the log says why. Listen to it on DonationAlerts' own pages.",
		}
	}
	return c.Blob(http.StatusOK, kind, body)
}
