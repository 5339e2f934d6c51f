package api

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/money"
	"streamspark/internal/source"
)

func (s *Server) settingRoutes() []Route {
	return []Route{
		{
			Method: "GET", Path: "/api/threshold", Summary: "Show the threshold for a clip, in rubles.",
			Out: thresholdAnswer{}, Handler: s.getThreshold,
		},
		withBody(Route{
			Method: "POST", Path: "/api/threshold", Summary: "Set the threshold, in rubles or another currency.", Out: Done{},
		}, s.setThreshold),
		{Method: "GET", Path: "/api/tiers", Summary: "List the tiers.", Out: tiersAnswer{}, Handler: s.getTiers},
		withBody(Route{Method: "PUT", Path: "/api/tiers", Summary: "Replace the tiers.", Out: tiersAnswer{}}, s.setTiers),
		{
			Method: "GET", Path: "/api/system-prompt", Summary: "Show the frame of the prompts.",
			Out: systemPromptAnswer{}, Handler: s.getSystemPrompt,
		},
		withBody(Route{
			Method: "POST", Path: "/api/system-prompt", Summary: "Set the frame of the prompts; empty is the built-in one.", Out: Done{},
		}, s.setSystemPrompt),
		{
			Method: "GET", Path: "/api/rates", Summary: "Show the exchange rates in use and the providers that were asked.",
			Out: ratesAnswer{}, Handler: s.rates,
		},
		{
			Method: "GET", Path: "/api/settings", Summary: "Show every setting and where its value comes from; secrets are masked.",
			Out: settingsAnswer{}, Handler: s.settings,
		},
		{
			Method: "DELETE", Path: "/api/settings/:key", Summary: "Reset a setting that the dashboard saved.",
			Out: Done{}, Handler: s.resetSetting,
		},
	}
}

type settingsAnswer struct {
	Success           bool          `json:"success"`
	Token             string        `json:"donation_alerts_token"`
	ThresholdAmount   json.Number   `json:"threshold_amount"`
	ThresholdCurrency string        `json:"threshold_currency"`
	Settings          []settingView `json:"settings"`
}

type settingView struct {
	Key    string `json:"key"`
	Value  string `json:"value"`
	Origin string `json:"origin" doc:"flag, dashboard, environment, file or default"`
	Saved  bool   `json:"saved" doc:"the dashboard has a value, which can be given back"`
	Secret bool   `json:"secret"`
	Effect string `json:"effect" doc:"when a change is used: now, start, or fixed where it cannot be changed here"`
	May    string `json:"may" doc:"what it may be"`
}

func settingOf(s config.Value) settingView {
	return settingView{s.Key, s.Value, string(s.Origin), s.Saved, s.Secret, string(s.Effect), locale.English().Message(s.May)}
}

func (s *Server) settings(c *echo.Context) error {
	answer := settingsAnswer{
		Success: true, Token: masked(s.o.Source.State()),
		ThresholdAmount: s.threshold(), ThresholdCurrency: string(money.RUB), Settings: []settingView{},
	}
	for _, setting := range s.o.Config.View() {
		answer.Settings = append(answer.Settings, settingOf(setting))
	}
	return c.JSON(http.StatusOK, answer)
}

// masked shows that there is a token, and which, without giving it away.
func masked(state source.State) string {
	if !state.HasToken {
		return ""
	}
	return "••••" + state.TokenEnding
}

// resetSetting deletes a value that the dashboard saved.
func (s *Server) resetSetting(c *echo.Context) error {
	key := c.Param("key")
	if _, known := s.o.Setting(key); !known {
		return fault.New(fault.NotFound, "setting.not_found")
	}
	if err := s.o.Reset(c.Request().Context(), key); err != nil {
		return notFound(err, "setting.not_saved")
	}
	return s.done(c, "The dashboard no longer sets this value")
}

// threshold returns the least that buys a clip, in rubles, as a JSON number.
func (s *Server) threshold() json.Number {
	return json.Number(s.o.Config.Get().Tiers.Threshold().Decimal())
}

type thresholdAnswer struct {
	Threshold json.Number `json:"threshold" doc:"in rubles; what was said in another currency is in the first tier of /api/tiers"`
}

func (s *Server) getThreshold(c *echo.Context) error {
	return c.JSON(http.StatusOK, thresholdAnswer{s.threshold()})
}

type thresholdBody struct {
	Threshold *Number `json:"threshold" doc:"in rubles; it goes before amount" example:"1500"`
	Amount    Number  `json:"amount" default:"1000" doc:"in the currency"`
	Currency  string  `json:"currency" default:"RUB" max:"100" doc:"of the amount, three letters"`
}

// setThreshold takes rubles as threshold, or amount with a currency, which
// is kept as it was said beside what it is worth now. An empty object means the 1000 rubles of
// the original; one that names none of the fields is a mistake.
func (s *Server) setThreshold(c *echo.Context, in thresholdBody, got Given) error {
	if got.Fields > 0 && got.Known == 0 {
		return fault.New(fault.Invalid, "threshold.missing")
	}
	name, value, currency := "amount", in.Amount, in.Currency
	if in.Threshold != nil {
		name, value, currency = "threshold", *in.Threshold, string(money.RUB)
	}
	sum, err := AmountOf(name, value, currency)
	if err != nil {
		return err
	}
	rubles, err := s.inRubles(c, sum)
	if err != nil {
		return err
	}
	if err := s.o.Config.SetThreshold(c.Request().Context(), sum, rubles); err != nil {
		return fault.AtField(err, name)
	}
	saved := "Threshold saved: " + rubles.Decimal() + " RUB"
	if sum.Currency() != money.RUB {
		saved += " (" + sum.Decimal() + " " + string(sum.Currency()) + ")"
	}
	return s.done(c, saved)
}

func (s *Server) inRubles(c *echo.Context, sum money.Amount) (money.Amount, error) {
	if sum.Currency() == money.RUB {
		return sum, nil
	}
	rubles, _, err := s.o.Rates.InRubles(c.Request().Context(), sum)
	if err != nil {
		return rubles, fault.AtField(fault.Wrap(err, fault.Unavailable, "threshold.no_rate", "sum", sum), "amount")
	}
	if _, err := money.ParseDecimal(rubles.Decimal()); err != nil {
		return rubles, fault.AtField(err, "amount")
	}
	return rubles, nil
}

// atField returns an error of a setting as that of the field of the body that
// has it.
func atField(err error, group string) error {
	if known, ok := fault.As(err); ok {
		return fault.AtField(err, strings.TrimPrefix(known.Field, group))
	}
	return err
}

type systemPromptAnswer struct {
	Success bool   `json:"success"`
	Prompt  string `json:"prompt"`
}

func (s *Server) getSystemPrompt(c *echo.Context) error {
	return c.JSON(http.StatusOK, systemPromptAnswer{true, s.o.Config.Get().Generation.SystemPrompt})
}

type systemPromptBody struct {
	Prompt string `json:"prompt" alias:"custom_prompt" max:"4000" doc:"the frame; empty takes the built-in one" example:"Make it a cartoon." required:"prompt.not_named"`
}

// setSystemPrompt saves the streamer's frame of every prompt. An empty one
// is the built-in frame again.
func (s *Server) setSystemPrompt(c *echo.Context, in systemPromptBody, _ Given) error {
	if err := s.o.Config.Save(c.Request().Context(), "generation.system_prompt", strings.TrimSpace(in.Prompt)); err != nil {
		return fault.AtField(err, "prompt")
	}
	return s.done(c, "System prompt saved successfully")
}

type ratesAnswer struct {
	Success   bool              `json:"success"`
	Source    string            `json:"source"`
	Published *moment           `json:"published"`
	Loaded    *moment           `json:"loaded"`
	LastKnown bool              `json:"last_known" doc:"no provider answers: these are the last good ones"`
	Rubles    map[string]string `json:"rubles" doc:"for one unit of each currency"`
	Problems  map[string]string `json:"problems" doc:"why a provider does not answer, by its name"`
}

func (s *Server) rates(c *echo.Context) error {
	state := s.o.Rates.State(c.Request().Context())
	answer := ratesAnswer{
		Success: true, LastKnown: state.LastKnown, Rubles: map[string]string{}, Problems: map[string]string{},
	}
	if table := state.Table; table != nil {
		answer.Source, answer.Published, answer.Loaded = table.Source, stamp(table.Published), stamp(table.Loaded)
		for currency, rubles := range table.Rubles {
			answer.Rubles[string(currency)] = rubles.String()
		}
	}
	for _, problem := range state.Problems {
		answer.Problems[problem.Provider] = locale.Capital(locale.English().Message(s.o.Clean(fault.MessageOf(problem.Err))))
	}
	return c.JSON(http.StatusOK, answer)
}
