package web

import (
	"net/http"

	"github.com/labstack/echo/v5"
)

func (s *Server) queueRoutes() []route {
	return []route{
		{Method: "GET", Path: "/api/queue", Summary: "Show what plays and what waits to.", Out: queueAnswer{}, handler: s.getQueue},
		takes(route{
			Method: "POST", Path: "/api/queue/pause", Summary: "Let the present clip end and start no other.",
			NoBody: true, Out: queueAnswer{},
		}, s.pause),
		{Method: "POST", Path: "/api/queue/resume", Summary: "Go on playing.", Out: queueAnswer{}, handler: s.resume},
		{Method: "POST", Path: "/api/queue/skip", Summary: "End the present clip.", Out: queueAnswer{}, handler: s.skip},
	}
}

type queueAnswer struct {
	Success     bool           `json:"success"`
	Paused      bool           `json:"paused"`
	PausedSince *moment        `json:"paused_since"`
	PausedWhy   string         `json:"paused_why"`
	Widgets     int            `json:"widgets" doc:"pages that are connected"`
	Visible     int            `json:"visible" doc:"how many of them can be seen"`
	Player      *string        `json:"player" doc:"the page that plays; null: none does"`
	Playing     *playbackView  `json:"playing"`
	Waiting     []playbackView `json:"waiting"`
}

func (s *Server) getQueue(c *echo.Context) error {
	q, err := s.o.Overlay.Queue(c.Request().Context())
	if err != nil {
		return err
	}
	answer := queueAnswer{
		Success: true, Paused: q.Paused, PausedWhy: q.PausedWhy, Widgets: q.Widgets, Visible: q.Visible,
		Waiting: []playbackView{},
	}
	if q.Paused {
		answer.PausedSince = stamp(q.PausedSince)
	}
	if q.Player != "" {
		answer.Player = &q.Player
	}
	if q.Playing != nil {
		playing := viewOfPlayback(*q.Playing)
		answer.Playing = &playing
	}
	for _, p := range q.Waiting {
		answer.Waiting = append(answer.Waiting, viewOfPlayback(p))
	}
	return c.JSON(http.StatusOK, answer)
}

type pauseBody struct {
	Reason string `json:"reason" max:"200" doc:"what the dashboard says of it" example:"a break"`
}

// pause takes a reason, if there is a body at all.
func (s *Server) pause(c *echo.Context, in pauseBody, _ given) error {
	if err := s.o.Overlay.Pause(c.Request().Context(), in.Reason); err != nil {
		return err
	}
	return s.getQueue(c)
}

func (s *Server) resume(c *echo.Context) error {
	if err := s.o.Overlay.Resume(c.Request().Context()); err != nil {
		return err
	}
	return s.getQueue(c)
}

func (s *Server) skip(c *echo.Context) error {
	ctx := c.Request().Context()
	q, err := s.o.Overlay.Queue(ctx)
	if err != nil {
		return err
	}
	if q.Playing == nil {
		return refusal(http.StatusConflict, "Nothing plays right now.")
	}
	if err := s.o.Overlay.Skip(ctx); err != nil {
		return err
	}
	return s.getQueue(c)
}
