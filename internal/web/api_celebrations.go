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

func (s *Server) celebrationRoutes() []route {
	routes := []route{
		{
			Method: "GET", Path: "/api/celebrations", Summary: "List celebrations, the newest first.",
			Query: []param{
				{Name: "status", Type: "string", Doc: "only those that stand there; several with commas", Example: "held,failed"},
				{Name: "before", Type: "integer", Doc: "next of the page before"},
				{Name: "limit", Type: "integer", Doc: "1 to 200", Default: 50},
			},
			Out: celebrationList{}, handler: s.listCelebrations,
		},
		{
			Method: "GET", Path: "/api/celebrations/:id", Summary: "Show one with its whole history.",
			Out: celebrationAnswer{}, handler: s.getCelebration,
		},
	}
	for _, decision := range []struct{ action, summary string }{
		{"approve", "Make a clip for one that was held, skipped or rejected."},
		{"reject", "Make no clip for one that waits."},
		{"retry", "Try one again that failed, or pay again for an unknown one."},
		{"forget", "Let a failed or unknown one be."},
		{"thank", "Thank on the stream for one that was held or skipped, without a clip."},
	} {
		routes = append(routes, route{
			Method: "POST", Path: "/api/celebrations/:id/" + decision.action, Summary: decision.summary,
			Out: celebrationAnswer{}, handler: s.decide(decision.action),
		})
	}
	return append(routes, route{
		Method: "POST", Path: "/api/celebrations/:id/play", Summary: "Show its clip again.",
		Out: celebrationAnswer{}, handler: s.playCelebration,
	})
}

type celebrationAnswer struct {
	Success     bool            `json:"success"`
	Celebration celebrationView `json:"celebration"`
	Playback    *int64          `json:"playback,omitempty" doc:"its number in the queue, where it was asked to play"`
}

type celebrationList struct {
	Success      bool              `json:"success"`
	Celebrations []celebrationView `json:"celebrations"`
	Next         *int64            `json:"next" doc:"what to ask for as before= to get the page after it; null: there is none"`
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
