package web

import (
	"net/http"

	"github.com/labstack/echo/v5"
)

// The states of a part.
const (
	stateOK   = "ok"
	stateDown = "down"
)

func (s *Server) statusRoutes(e *echo.Echo) {
	e.GET("/status", s.status)
	e.GET("/healthz", s.healthz)
	e.GET("/readyz", s.readyz)
	e.GET("/metrics", s.metrics)
}

type statusAnswer struct {
	Status     string            `json:"status"`
	Version    string            `json:"version"`
	WebhookURL string            `json:"webhook_url"` // empty: there is none, and there never was
	WidgetURL  string            `json:"widget_url"`
	TestURL    string            `json:"test_url"`
	Dashboard  string            `json:"dashboard_url"`
	Services   map[string]string `json:"services"`
	Parts      []partView        `json:"parts"`
}

type partView struct {
	Name  string `json:"name"`
	State string `json:"state"`
	Why   string `json:"why"`
}

// status tells how each part stands, also under the names that the original
// had for them. It always said "active"; here that is what is true.
func (s *Server) status(c *echo.Context) error {
	public := s.o.Settings.PublicURL()
	parts, worst := s.parts(c)
	answer := statusAnswer{
		Status: "running", Version: s.o.Version, Parts: parts,
		WidgetURL: public + "/widget", TestURL: public + "/test-donation", Dashboard: public + "/dashboard",
		Services: map[string]string{},
	}
	if worst != stateOK {
		answer.Status = "degraded"
	}
	stands := map[string]string{}
	for _, part := range parts {
		stands[part.Name] = part.State
	}
	for old, part := range map[string]string{
		"currency_converter": "rates", "video_generator": "generator",
		"webhook_handler": "donationalerts", "obs_widget": "overlay",
	} {
		switch state := stands[part]; state {
		case stateOK:
			answer.Services[old] = "active"
		case "":
			answer.Services[old] = "unknown"
		default:
			answer.Services[old] = state
		}
	}
	return c.JSON(http.StatusOK, answer)
}

// parts asks each part how it stands, and gives the worst state of all.
func (s *Server) parts(c *echo.Context) (views []partView, worst string) {
	views, worst = []partView{}, stateOK
	for _, part := range s.o.Parts(c.Request().Context()) {
		views = append(views, partView(part))
		if part.State != stateOK && worst != stateDown {
			worst = part.State
		}
	}
	return views, worst
}

// healthz says that the program is alive, and asks nobody else.
func (s *Server) healthz(c *echo.Context) error {
	return c.JSON(http.StatusOK, struct {
		Success bool   `json:"success"`
		Status  string `json:"status"`
	}{true, stateOK})
}

// readyz says whether each part can do its work: 503 where one is down.
func (s *Server) readyz(c *echo.Context) error {
	parts, worst := s.parts(c)
	code := http.StatusOK
	if worst == stateDown {
		code = http.StatusServiceUnavailable
	}
	return c.JSON(code, struct {
		Success bool       `json:"success"`
		Status  string     `json:"status"`
		Parts   []partView `json:"parts"`
	}{worst != stateDown, worst, parts})
}
