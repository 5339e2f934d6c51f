package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
)

// maxPrompt is how long the streamer's frame of a prompt may be.
const maxPrompt = 4000

func (s *Server) settingRoutes(e *echo.Echo) {
	e.GET("/api/settings", s.settings)
	e.DELETE("/api/settings/:key", s.resetSetting)
	e.GET("/api/threshold", s.getThreshold)
	e.POST("/api/threshold", s.setThreshold)
	e.GET("/api/system-prompt", s.getSystemPrompt)
	e.POST("/api/system-prompt", s.setSystemPrompt)
	e.GET("/api/tiers", s.getTiers)
	e.PUT("/api/tiers", s.setTiers)
	e.GET("/api/rates", s.rates)
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
	Origin string `json:"origin"`
}

func (s *Server) settings(c *echo.Context) error {
	answer := settingsAnswer{
		Success: true, Token: masked(s.o.Source.State()),
		ThresholdAmount: s.threshold(), ThresholdCurrency: string(money.RUB), Settings: []settingView{},
	}
	for _, setting := range s.o.Settings.View() {
		answer.Settings = append(answer.Settings, settingView(setting))
	}
	return c.JSON(http.StatusOK, answer)
}

// masked shows that there is a token, and which, without giving it away.
func masked(state SourceState) string {
	if !state.HasToken {
		return ""
	}
	return "••••" + strings.TrimLeft(state.TokenEnding, "•") // it may come with its mask on
}

// resetSetting gives a value that the dashboard saved back to where it came
// from before.
func (s *Server) resetSetting(c *echo.Context) error {
	key := c.Param("key")
	if !slices.ContainsFunc(s.o.Settings.View(), func(known Setting) bool { return known.Key == key }) {
		return refusal(http.StatusNotFound, "There is no setting of that name.")
	}
	if err := s.o.Settings.Reset(c.Request().Context(), key); err != nil {
		return missing(err, "The dashboard did not set this value, so there is nothing to give back.")
	}
	return s.done(c, "The dashboard no longer sets this value")
}

// threshold is the least that buys a clip, in rubles, as a JSON number.
func (s *Server) threshold() json.Number {
	return json.Number(s.o.Settings.Threshold().Decimal())
}

func (s *Server) getThreshold(c *echo.Context) error {
	return c.JSON(http.StatusOK, struct {
		Threshold json.Number `json:"threshold"`
	}{s.threshold()})
}

// setThreshold takes rubles as threshold, or amount with a currency that is
// turned into rubles once, now. An empty object means the 1000 rubles of
// the original; one that names none of the fields is a mistake.
func (s *Server) setThreshold(c *echo.Context) error {
	b, err := readBody(c)
	if err != nil {
		return err
	}
	if len(b) > 0 && !b.anyOf("threshold", "amount", "currency") {
		return bad("Name the threshold in rubles as threshold, or as amount and currency.")
	}
	var given money.Amount
	if b.anyOf("threshold") {
		given, err = b.amount("threshold", "", "")
	} else {
		given, err = b.amount("amount", "1000", "currency")
	}
	if err != nil {
		return err
	}
	rubles, err := s.inRubles(c, given)
	if err != nil {
		return err
	}
	if err := s.o.Settings.SetThreshold(c.Request().Context(), rubles); err != nil {
		return refusedValue(err)
	}
	return s.done(c, "Threshold saved: "+rubles.Decimal()+" RUB")
}

func (s *Server) inRubles(c *echo.Context, given money.Amount) (money.Amount, error) {
	if given.Currency() == money.RUB {
		return given, nil
	}
	rubles, _, err := s.o.Rates.InRubles(c.Request().Context(), given)
	if err != nil {
		return rubles, &problem{
			status: http.StatusServiceUnavailable, cause: err,
			sentence: "Failed to convert " + given.Decimal() + " " + string(given.Currency()) +
				" to RUB: there is no usable rate. Give the threshold in rubles, or try again later.",
		}
	}
	if _, err := money.ParseDecimal(rubles.Decimal()); err != nil {
		return rubles, bad("amount: %s.", err)
	}
	return rubles, nil
}

// refusedValue makes of the settings' own refusal the answer to a value
// that cannot be.
func refusedValue(err error) error {
	if refused, ok := celebration.AsRefusal(err); ok {
		return &problem{status: http.StatusBadRequest, sentence: refused.Sentence, cause: err}
	}
	return err
}

func (s *Server) getSystemPrompt(c *echo.Context) error {
	return c.JSON(http.StatusOK, struct {
		Success bool   `json:"success"`
		Prompt  string `json:"prompt"`
	}{true, s.o.Settings.SystemPrompt()})
}

// setSystemPrompt saves the streamer's frame of every prompt. An empty one
// is the built-in frame again.
func (s *Server) setSystemPrompt(c *echo.Context) error {
	b, err := readBody(c)
	if err != nil {
		return err
	}
	prompt, found, err := b.text(maxPrompt, "prompt", "custom_prompt")
	if err != nil {
		return err
	}
	if !found {
		return bad("Name the prompt as prompt: an empty text takes the built-in one.")
	}
	if err := s.o.Settings.SetSystemPrompt(c.Request().Context(), strings.TrimSpace(prompt)); err != nil {
		return refusedValue(err)
	}
	return s.done(c, "System prompt saved successfully")
}

type ratesAnswer struct {
	Success   bool              `json:"success"`
	Source    string            `json:"source"`
	Published *string           `json:"published"`
	Loaded    *string           `json:"loaded"`
	LastKnown bool              `json:"last_known"`
	Rubles    map[string]string `json:"rubles"` // for one unit of each currency
	Problems  map[string]string `json:"problems"`
}

func (s *Server) rates(c *echo.Context) error {
	state := s.o.Rates.State(c.Request().Context())
	answer := ratesAnswer{
		Success: true, Source: state.Source, Published: stamp(state.Published), Loaded: stamp(state.Loaded),
		LastKnown: state.LastKnown, Rubles: map[string]string{}, Problems: map[string]string{},
	}
	for currency, rubles := range state.Rubles {
		answer.Rubles[string(currency)] = rubles
	}
	for provider, why := range state.Problems {
		answer.Problems[provider] = why
	}
	return c.JSON(http.StatusOK, answer)
}
