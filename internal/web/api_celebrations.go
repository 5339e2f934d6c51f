package web

import (
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/store"
)

func (s *Server) celebrationRoutes(e *echo.Echo) {
	e.GET("/api/celebrations", s.listCelebrations)
	e.GET("/api/celebrations/:id", s.getCelebration)
	for _, action := range []string{"approve", "reject", "retry", "forget"} {
		e.POST("/api/celebrations/:id/"+action, s.decide(action))
	}
	e.POST("/api/celebrations/:id/play", s.playCelebration)

	e.GET("/api/queue", s.getQueue)
	e.POST("/api/queue/pause", s.pause)
	e.POST("/api/queue/resume", s.resume)
	e.POST("/api/queue/skip", s.skip)
}

type celebrationAnswer struct {
	Success     bool            `json:"success"`
	Celebration celebrationView `json:"celebration"`
	Playback    *int64          `json:"playback,omitempty"`
}

type celebrationList struct {
	Success      bool              `json:"success"`
	Celebrations []celebrationView `json:"celebrations"`
	Next         *int64            `json:"next"`
}

// listCelebrations gives a page of them, the newest first. Next is what to
// ask for as before= to get the page after it.
func (s *Server) listCelebrations(c *echo.Context) error {
	filter, err := readFilter(c)
	if err != nil {
		return err
	}
	limit := filter.Limit
	filter.Limit++ // one more tells whether there is a next page
	found, err := s.o.Store.Celebrations(c.Request().Context(), filter)
	if err != nil {
		return err
	}
	answer := celebrationList{Success: true, Celebrations: []celebrationView{}}
	if len(found) > limit {
		found = found[:limit]
		answer.Next = &found[limit-1].ID
	}
	for _, cel := range found {
		answer.Celebrations = append(answer.Celebrations, viewOf(cel))
	}
	return c.JSON(http.StatusOK, answer)
}

// readFilter reads status (one, several, or with commas), before and limit.
func readFilter(c *echo.Context) (f store.Filter, err error) {
	for _, list := range c.QueryParams()["status"] {
		for name := range strings.SplitSeq(list, ",") {
			if name == "" {
				continue
			}
			status, known := celebration.ParseStatus(name)
			if !known {
				return f, bad("status in the address must be one of %s.", statusNames())
			}
			f.Statuses = append(f.Statuses, status)
		}
	}
	if f.Before, err = queryNumber(c, "before", 0, 1, math.MaxInt64); err != nil {
		return f, err
	}
	limit, err := queryNumber(c, "limit", 50, 1, 200)
	f.Limit = int(limit)
	return f, err
}

func statusNames() string {
	var names []string
	for _, status := range celebration.Statuses() {
		names = append(names, string(status))
	}
	return strings.Join(names, ", ")
}

func (s *Server) getCelebration(c *echo.Context) error {
	found, err := s.celebration(c)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, celebrationAnswer{Success: true, Celebration: viewOf(found)})
}

// celebration reads the one whose number stands in the address.
func (s *Server) celebration(c *echo.Context) (celebration.Celebration, error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return celebration.Celebration{}, bad("The number of a celebration must be a whole number.")
	}
	found, err := s.o.Store.Celebration(c.Request().Context(), id)
	return found, missing(err, "There is no celebration of that number.")
}

// decide carries out what the streamer said of a celebration.
func (s *Server) decide(action string) echo.HandlerFunc {
	return func(c *echo.Context) error {
		found, err := s.celebration(c)
		if err != nil {
			return err
		}
		if _, err := s.o.Line.Decide(c.Request().Context(), found.ID, action); err != nil {
			return err
		}
		return s.getCelebration(c) // with the move that this was
	}
}

// playCelebration shows the clip of a celebration, for the first time or
// again.
func (s *Server) playCelebration(c *echo.Context) error {
	found, err := s.celebration(c)
	if err != nil {
		return err
	}
	if found.Clip == nil {
		return refusal(http.StatusConflict, "It has no clip that could be played.")
	}
	p, err := s.o.Overlay.Play(c.Request().Context(), found.Clip.Filename)
	if err != nil {
		return missing(err, "Its clip is no longer there.")
	}
	return c.JSON(http.StatusOK, celebrationAnswer{true, viewOf(found), &p.ID})
}

type queueAnswer struct {
	Success     bool           `json:"success"`
	Paused      bool           `json:"paused"`
	PausedSince *string        `json:"paused_since"`
	PausedWhy   string         `json:"paused_why"`
	Widgets     int            `json:"widgets"`
	Visible     int            `json:"visible"`
	Player      *string        `json:"player"`
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

// pause takes a reason, if there is a body at all.
func (s *Server) pause(c *echo.Context) error {
	why := ""
	if c.Request().ContentLength != 0 {
		b, err := readBody(c)
		if err != nil {
			return err
		}
		if why, _, err = b.text(200, "reason"); err != nil {
			return err
		}
	}
	if err := s.o.Overlay.Pause(c.Request().Context(), why); err != nil {
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
