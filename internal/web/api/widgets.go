package api

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"
	"github.com/shopspring/decimal"

	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/widget"
)

func (s *Server) widgetRoutes() []Route {
	return []Route{
		{
			Method: "GET", Path: "/api/widgets", Summary: "List the widgets besides the player, with their addresses and settings.",
			Out: widgetsAnswer{}, Handler: s.listWidgets,
		},
		withBody(Route{
			Method: "PATCH", Path: "/api/widgets/:name", Summary: "Change settings of a widget by their keys, all or none; open sources show it at once.",
			Out: widgetAnswer{},
		}, s.setWidget),
		withBody(Route{
			Method: "POST", Path: "/api/widgets/:name/:action", Summary: "Count anew (restart), or pause, resume or add time to a timer.",
			NoBody: true, Out: widgetAnswer{},
		}, s.actOnWidget),
	}
}

type widgetsAnswer struct {
	Success bool         `json:"success"`
	Widgets []widgetView `json:"widgets"`
}

type widgetAnswer struct {
	Success bool       `json:"success"`
	Widget  widgetView `json:"widget"`
}

type widgetView struct {
	Name     string          `json:"name"`
	Address  string          `json:"address" doc:"of the browser source"`
	Width    int             `json:"width" doc:"of the browser source, in pixels"`
	Height   int             `json:"height"`
	Needs    []string        `json:"needs" doc:"the data that it shows"`
	Settings []widgetSetting `json:"settings"`
	Actions  []string        `json:"actions"`
	Since    *moment         `json:"since" doc:"when it was last started anew; null: never"`
	Running  bool            `json:"running" doc:"it was started and is not paused"`
}

type widgetSetting struct {
	Key     string   `json:"key"`
	Type    string   `json:"type" doc:"text, choice, colour, bool, whole, time (in seconds) or amount (in rubles)"`
	Value   any      `json:"value"`
	Default any      `json:"default"`
	Min     int64    `json:"min"`
	Max     int64    `json:"max"`
	Choices []string `json:"choices,omitempty"`
}

func (s *Server) viewOfWidget(w widget.View) widgetView {
	v := widgetView{
		Name: w.Name, Address: s.o.WidgetNamedAt(s.base(), w.Name), Width: w.Size[0], Height: w.Size[1],
		Needs: w.Needs, Settings: []widgetSetting{}, Actions: append([]string{}, w.Actions()...), Since: stamp(w.Since), Running: w.Running,
	}
	for _, one := range w.Settings {
		v.Settings = append(v.Settings, widgetSetting{
			Key: one.Key, Type: string(one.Type), Value: w.Values[one.Key], Default: one.Fallback(), Min: one.Min, Max: one.Max, Choices: one.Choices,
		})
	}
	return v
}

func (s *Server) listWidgets(c *echo.Context) error {
	answer := widgetsAnswer{Success: true, Widgets: []widgetView{}}
	for _, w := range s.o.Widgets.All() {
		answer.Widgets = append(answer.Widgets, s.viewOfWidget(w))
	}
	return c.JSON(http.StatusOK, answer)
}

func (s *Server) setWidget(c *echo.Context, changes widgetBody, _ Given) error {
	if err := s.o.Widgets.Set(c.Request().Context(), c.Param("name"), changes); err != nil {
		return err
	}
	return s.changedWidget(c)
}

// widgetBody are values by the keys of the widget's settings.
type widgetBody map[string]any

type widgetActionBody struct {
	Minutes Number `json:"minutes" doc:"of the action add, from -6000 to 6000, such as 5 or -2.5" example:"5"`
}

func (s *Server) actOnWidget(c *echo.Context, in widgetActionBody, _ Given) error {
	var seconds int64
	if action := c.Param("action"); action == widget.Add {
		text, less := strings.CutPrefix(string(in.Minutes), "-")
		minutes, err := money.ParseDecimal(text)
		if text == "" {
			err = fault.InvalidField("minutes", "field.missing")
		}
		if err != nil {
			return fault.AtField(err, "minutes")
		}
		if seconds = minutes.Mul(decimal.NewFromInt(60)).IntPart(); seconds > 6000*60 {
			return fault.InvalidField("minutes", "field.out_of_range", "min", -6000, "max", 6000)
		}
		if less {
			seconds = -seconds
		}
	}
	if err := s.o.Widgets.Act(c.Request().Context(), c.Param("name"), c.Param("action"), seconds); err != nil {
		return err
	}
	return s.changedWidget(c)
}

// changedWidget notifies the dashboards, and responds with the widget as it is now.
func (s *Server) changedWidget(c *echo.Context) error {
	s.hooks.Changed()
	w, err := s.o.Widgets.Find(c.Param("name"))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, widgetAnswer{true, s.viewOfWidget(w)})
}
