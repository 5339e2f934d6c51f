package api

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/web/problem"
)

func (s *Server) lookRoutes() []Route {
	return []Route{
		{
			Method: "GET", Path: "/api/look", Summary: "Show how clips are made and how the widget looks.",
			Out: lookAnswer{}, Handler: s.getLook,
		},
		Takes(Route{
			Method: "PUT", Path: "/api/look", Summary: "Change how clips are made and how the widget looks; what is left out stays.",
			Out: lookAnswer{},
		}, s.setLook),
		Takes(Route{
			Method: "POST", Path: "/api/prompt", Summary: "Show what a donation would buy, with its prompt; nothing is recorded or paid.",
			Out: promptAnswer{},
		}, s.showPrompt),
	}
}

type lookAnswer struct {
	Success bool     `json:"success"`
	Themes  []string `json:"themes" doc:"that there are, the streamer's own last"`
	Look    lookView `json:"look"`
}

type lookView struct {
	Theme          string `json:"theme"`
	AlertText      string `json:"alert_text" doc:"empty: the widget's own"`
	AlertSeconds   string `json:"alert_seconds" doc:"such as 7s"`
	Volume         string `json:"volume" doc:"from 0 to 1"`
	SystemPrompt   string `json:"system_prompt" doc:"empty: the built-in one"`
	NegativePrompt string `json:"negative_prompt"`
	AspectRatio    string `json:"aspect_ratio"`
	Resolution     string `json:"resolution"`
	Duration       string `json:"duration" doc:"such as 8s"`
	Audio          bool   `json:"audio"`
}

type lookBody struct {
	Theme          *string `json:"theme" max:"100" doc:"one of those that GET /api/look lists" example:"neon"`
	AlertText      *string `json:"alert_text" max:"200" doc:"one line with {donor}, {amount} and {message}; empty: the widget's own"`
	AlertSeconds   *string `json:"alert_seconds" max:"100" doc:"from 1s to 60s"`
	Volume         *Number `json:"volume" doc:"from 0 to 1"`
	SystemPrompt   *string `json:"system_prompt" max:"4000" doc:"empty: the built-in one"`
	NegativePrompt *string `json:"negative_prompt" max:"1000"`
	AspectRatio    *string `json:"aspect_ratio" max:"100" doc:"16:9 or 9:16"`
	Resolution     *string `json:"resolution" max:"100" doc:"720p or 1080p"`
	Duration       *string `json:"duration" max:"100" doc:"from 2s to 15s"`
	Audio          *bool   `json:"audio"`
}

func (s *Server) getLook(c *echo.Context) error {
	values := map[string]string{}
	for _, setting := range s.o.Config.View() {
		values[setting.Key] = setting.Value
	}
	of := func(field string) string { return values[LookKey(field)] }
	answer := lookAnswer{Success: true, Themes: []string{}, Look: lookView{
		Theme: of("theme"), AlertText: of("alert_text"), AlertSeconds: of("alert_seconds"), Volume: of("volume"),
		SystemPrompt: of("system_prompt"), NegativePrompt: of("negative_prompt"), AspectRatio: of("aspect_ratio"),
		Resolution: of("resolution"), Duration: of("duration"),
	}}
	answer.Look.Audio = s.o.Config.Get().Generation.Audio
	for _, theme := range Themes(s.o) {
		answer.Themes = append(answer.Themes, theme.Name)
	}
	return c.JSON(http.StatusOK, answer)
}

// setLook saves what is named, all or none.
func (s *Server) setLook(c *echo.Context, in lookBody, got Given) error {
	if got.Known == 0 {
		return problem.Bad("Name at least one field of the look, such as theme or duration.")
	}
	if err := s.knownTheme(in.Theme); err != nil {
		return err
	}
	values := map[string]string{}
	named, _ := json.Marshal(in) // texts, numbers and truths: it cannot fail
	var fields map[string]any
	_ = json.Unmarshal(named, &fields)
	for field, value := range fields {
		switch value := value.(type) {
		case string:
			values[LookKey(field)] = strings.TrimSpace(value)
		case bool:
			values[LookKey(field)] = strconv.FormatBool(value)
		}
	}
	if err := s.o.Save(c.Request().Context(), values); err != nil {
		return refusedValue(err)
	}
	s.hooks.Changed()
	return s.getLook(c)
}

// knownTheme refuses a theme that the widget would look for in vain.
func (s *Server) knownTheme(name *string) error {
	if name == nil {
		return nil
	}
	var names []string
	for _, theme := range Themes(s.o) {
		if names = append(names, theme.Name); theme.Name == *name {
			return nil
		}
	}
	return problem.Bad("theme: there is none of that name; there are %s.", strings.Join(names, ", "))
}
