package api

import (
	"net/http"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/locale"
	"streamspark/internal/pipeline"
)

func (s *Server) decisionRoutes() []Route {
	return []Route{{
		Method: "GET", Path: "/api/decisions", Summary: "List who decided what, and how, the newest first.", Out: decisionsAnswer{}, Handler: s.listDecisions,
		Query: []Param{{Name: "limit", Type: "integer", Doc: "1 to 500, as a rule 100"}},
	}}
}

type decisionsAnswer struct {
	Success   bool           `json:"success"`
	Decisions []decisionView `json:"decisions"`
}

type decisionView struct {
	At          *moment `json:"at"`
	Celebration *int64  `json:"celebration" doc:"null: it is about what plays"`
	Action      string  `json:"action" doc:"approve, mask, reject, skip and the like"`
	Via         string  `json:"via" doc:"page, api, moderator, telegram, or timeout where the time limit decided"`
	Who         string  `json:"who" doc:"empty: the streamer"`
	Name        string  `json:"name" doc:"the action in the language of Accept-Language" example:"Skip"`
}

func viewOfDecision(d celebration.Decision, reader *locale.Language) decisionView {
	v := decisionView{At: stamp(d.At), Action: d.Action, Name: reader.T("decided." + d.Action), Via: string(d.Via), Who: d.Who}
	if d.Celebration > 0 {
		v.Celebration = &d.Celebration
	}
	return v
}

func (s *Server) listDecisions(c *echo.Context) error {
	limit, err := queryInt(c, "limit", 100, 1, 500)
	if err != nil {
		return err
	}
	found, err := s.o.Store.Decisions(c.Request().Context(), int(limit))
	if err != nil {
		return err
	}
	answer := decisionsAnswer{Success: true, Decisions: []decisionView{}}
	for _, d := range found {
		answer.Decisions = append(answer.Decisions, viewOfDecision(d, s.hooks.Accepted(c.Request())))
	}
	return c.JSON(http.StatusOK, answer)
}

// decider returns who decides with a request. A browser says where its pages come from, and
// the guard let in none of somebody else's.
func decider(c *echo.Context) celebration.By {
	if h := c.Request().Header; h.Get("Origin") != "" || h.Get("Sec-Fetch-Site") == "same-origin" {
		return celebration.By{Via: celebration.ViaPage}
	}
	return celebration.By{Via: celebration.ViaAPI}
}

// kept records a decision about what plays, or about a showing where that is not 0, and
// answers with the queue.
func (s *Server) kept(c *echo.Context, action pipeline.Action, playback int64) error {
	s.o.Pipeline.KeepShowing(c.Request().Context(), playback, action, decider(c))
	return s.getQueue(c)
}
