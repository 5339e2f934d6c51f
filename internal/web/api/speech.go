package api

import (
	"bytes"
	"net/http"
	"time"

	"github.com/labstack/echo/v5"
	"github.com/shopspring/decimal"

	"streamspark/internal/fault"
	"streamspark/internal/money"
	"streamspark/internal/speech"
)

// SpeechPath is where what was spoken is.
const SpeechPath = "/speech/"

func (s *Server) speechRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/speech", Summary: "Show who speaks donations, with which voices, and what a sample costs.", Out: speechAnswer{}, Handler: s.getSpeech},
		withBody(Route{
			Method: "POST", Path: "/api/speech/try", Summary: "Speak a sentence with a voice. What costs money needs max_usd.", Out: triedAnswer{},
		}, s.trySpeech),
		{
			Method: "GET", Path: SpeechPath + ":spoken", Summary: "Play what was spoken; ranges work.", Media: "audio/*",
			Also: http.StatusPartialContent, Handler: s.spoken,
		},
	}
}

type speechAnswer struct {
	Success  bool           `json:"success"`
	On       bool           `json:"on"`
	Provider string         `json:"provider"`
	Paid     bool           `json:"paid"`
	Voices   []speech.Voice `json:"voices"`
	Sample   string         `json:"sample" doc:"a sentence to try the voice with"`
	PriceUSD *string        `json:"price_usd" doc:"of the sample; null where it is not known"`
}

type trySpeechBody struct {
	Text   string `json:"text" max:"300" doc:"the sample where empty" example:"Anna gives 500 rubles"`
	Voice  string `json:"voice" max:"100" doc:"as in the tiers: on, off or who speaks; empty: as the settings say" example:"openai_voice"`
	MaxUSD Number `json:"max_usd" doc:"the most that it may cost; 0 where it is left out" example:"0.01"`
}

type triedAnswer struct {
	Success bool      `json:"success"`
	Voice   voiceView `json:"voice"`
}

type voiceView struct {
	URL        string  `json:"url"`
	DurationMS int64   `json:"duration_ms"`
	Volume     float64 `json:"volume" doc:"of the settings, from 0 to 1"`
}

// sample returns the sentence that a voice is tried with, in the reader's
// language.
func (s *Server) sample(c *echo.Context) string {
	return s.hooks.Language(c.Request()).T("speech.sample")
}

func (s *Server) getSpeech(c *echo.Context) error {
	ctx := c.Request().Context()
	answer := speechAnswer{Success: true, Voices: []speech.Voice{}, Sample: s.sample(c)}
	who, on := s.o.Narrator.Speaker()
	if !on {
		return c.JSON(http.StatusOK, answer)
	}
	answer.On, answer.Provider, answer.Paid = true, who.ID, who.Paid
	voices, err := who.Voices(ctx)
	if err != nil {
		s.o.Log.Warn().Err(err).Msg("the voices could not be listed")
	}
	answer.Voices = append(answer.Voices, voices...)
	if price, err := s.o.Narrator.SamplePrice(ctx, "", answer.Sample); err == nil {
		text := price.String()
		answer.PriceUSD = &text
	}
	return c.JSON(http.StatusOK, answer)
}

func (s *Server) trySpeech(c *echo.Context, in trySpeechBody, _ Given) error {
	most := decimal.Zero
	if in.MaxUSD != "" {
		sum, err := money.Parse(string(in.MaxUSD), "USD")
		if err != nil {
			return fault.AtField(err, "max_usd")
		}
		most = sum.Value()
	}
	if in.Text == "" {
		in.Text = s.sample(c)
	}
	voice, err := s.o.Narrator.Try(c.Request().Context(), in.Voice, in.Text, most)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, triedAnswer{true, voiceView{SpeechPath + voice.Name, voice.Duration.Milliseconds(), s.o.Config.Get().Speech.Volume}})
}

// spoken serves a sound. Its name is that of all that it is made of, so it never
// changes.
func (s *Server) spoken(c *echo.Context) error {
	name := c.Param("spoken")
	sound, ok := s.o.Narrator.Open(name)
	if !ok {
		return fault.New(fault.NotFound, "speech.not_found")
	}
	h := c.Response().Header()
	h.Set("Content-Type", sound.ContentType)
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	http.ServeContent(c.Response(), c.Request(), "", time.Time{}, bytes.NewReader(sound.Body))
	return nil
}
