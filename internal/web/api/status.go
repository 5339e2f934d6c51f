package api

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
)

func (s *Server) statusRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/status", Summary: "Show how each part stands; a browser gets a page.", Out: statusAnswer{}, Media: "text/html", Handler: s.status},
		{Method: "GET", Path: "/healthz", Summary: "Report that the program is alive.", Out: aliveAnswer{}, Handler: s.healthz},
		{
			Method: "GET", Path: "/readyz", Summary: "Report whether every part works; 503 if one is down.",
			Out: readyAnswer{}, Fails: map[int]any{http.StatusServiceUnavailable: notReadyAnswer{}}, Handler: s.readyz,
		},
		{Method: "GET", Path: "/metrics", Summary: "Figures for Prometheus, as text.", Media: "text/plain", Handler: s.metrics},
		{
			Method: "GET", Path: "/openapi.json", Summary: "This document, for programs (OpenAPI 3.1).",
			Out: map[string]any{}, Handler: s.openAPI,
		},
	}
}

type statusAnswer struct {
	Status     string            `json:"status"`
	Version    string            `json:"version"`
	WebhookURL string            `json:"webhook_url" doc:"empty: there is none, and there never was"`
	WidgetURL  string            `json:"widget_url"`
	TestURL    string            `json:"test_url"`
	Dashboard  string            `json:"dashboard_url"`
	Services   map[string]string `json:"services"`
	Parts      []partView        `json:"parts"`
}

type partView struct {
	Name    string          `json:"name"`
	State   string          `json:"state" doc:"ok, degraded or down"`
	Why     string          `json:"why" doc:"what it lacks, and what to do, in English"`
	Code    string          `json:"code,omitempty" doc:"the first sentence for programs; it does not change" example:"part.overlay.nobody"`
	Args    fault.Args      `json:"args,omitempty" doc:"what that sentence was made with, by name"`
	More    []fault.Message `json:"more,omitempty" doc:"codes and args of the other sentences"`
	Message string          `json:"message,omitempty" doc:"why in the language of Accept-Language, where that is another one that StreamSpark speaks"`
}

// status responds with the state of each part, also under the names that the
// original had for them. It always said "active"; here that is what is true. A
// person who looks gets a page.
func (s *Server) status(c *echo.Context) error {
	c.Response().Header().Set("Vary", "Accept")
	if AcceptsPage(c.Request()) {
		return s.hooks.StatusPage(c)
	}
	public := s.o.Config.Get().Server.PublicURL
	parts, worst := s.parts(c)
	answer := statusAnswer{
		Status: "running", Version: s.o.Version, Parts: parts,
		WidgetURL: s.o.WidgetAt(public), TestURL: public + "/test-donation", Dashboard: public + "/dashboard",
		Services: map[string]string{},
	}
	if worst != StateOK {
		answer.Status = "degraded"
	}
	stands := map[string]string{}
	for _, part := range parts {
		stands[part.Name] = part.State
	}
	for old, part := range map[string]string{
		"currency_converter": "rates", "video_generator": "generator",
		"webhook_handler": s.o.Source.ID(), "obs_widget": "overlay",
	} {
		switch state := stands[part]; state {
		case StateOK:
			answer.Services[old] = "active"
		case "":
			answer.Services[old] = "unknown"
		default:
			answer.Services[old] = state
		}
	}
	return c.JSON(http.StatusOK, answer)
}

func viewOfPart(p Part, reader *locale.Language) partView {
	english := locale.English()
	v := partView{Name: p.Name, State: p.State, Why: english.Sentences(p.Why)}
	if len(p.Why) == 0 {
		return v
	}
	v.Code, v.Args, v.More = p.Why[0].Code, p.Why[0].Args, p.Why[1:]
	if reader.Code() != english.Code() {
		v.Message = reader.Sentences(p.Why)
	}
	return v
}

// parts returns how each part stands, and the worst state of all.
func (s *Server) parts(c *echo.Context) (views []partView, worst string) {
	reader := s.hooks.Accepted(c.Request())
	views, worst = []partView{}, StateOK
	for _, part := range s.o.Parts(c.Request().Context()) {
		views = append(views, viewOfPart(part, reader))
		if part.State != StateOK && worst != StateDown {
			worst = part.State
		}
	}
	return views, worst
}

type aliveAnswer struct {
	Success bool   `json:"success"`
	Status  string `json:"status"`
}

// healthz responds that the program is alive; it checks nothing else.
func (s *Server) healthz(c *echo.Context) error {
	return c.JSON(http.StatusOK, aliveAnswer{true, StateOK})
}

type readyAnswer struct {
	Success bool       `json:"success"`
	Status  string     `json:"status" doc:"the worst of all parts"`
	Parts   []partView `json:"parts"`
}

type notReadyAnswer struct {
	Failure
	Status string     `json:"status" doc:"down"`
	Parts  []partView `json:"parts"`
}

// readyz reports whether each part can do its work. Where one is down the
// error is what the first of these lacks.
func (s *Server) readyz(c *echo.Context) error {
	parts, worst := s.parts(c)
	if worst != StateDown {
		return c.JSON(http.StatusOK, readyAnswer{true, worst, parts})
	}
	down := parts[slices.IndexFunc(parts, func(p partView) bool { return p.State == StateDown })]
	return c.JSON(http.StatusServiceUnavailable, notReadyAnswer{
		Failure: Failure{Error: down.Why, Code: down.Code, Args: down.Args, Message: down.Message}, Status: worst, Parts: parts,
	})
}
