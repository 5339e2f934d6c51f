package api

import (
	"net/http"

	"github.com/labstack/echo/v5"
)

// promptAnswer is what the donation would buy. Where no clip would be made
// by itself, why says so, and the rest is what an approval by hand would send.
type promptAnswer struct {
	Success    bool    `json:"success"`
	Tier       *int    `json:"tier" doc:"counted from 0; null: none is reached"`
	TierName   string  `json:"tier_name"`
	Prompt     string  `json:"prompt"`
	Negative   string  `json:"negative_prompt"`
	Generator  string  `json:"generator"`
	Model      string  `json:"model" doc:"empty: the generator has only one"`
	Resolution string  `json:"resolution"`
	Duration   string  `json:"duration"`
	Audio      bool    `json:"audio"`
	AmountRUB  *string `json:"amount_rub" doc:"null: no rate is known"`
	PriceUSD   *string `json:"price_usd" doc:"of the clip, 0 where it is free; null: not known"`
	Why        string  `json:"why" doc:"why no clip would be made; empty: one would"`
}

func (s *Server) showPrompt(c *echo.Context, in ImaginedBody, _ Given) error {
	found, price, err := Imagine(c.Request().Context(), s.o.Line, in)
	if err != nil {
		return err
	}
	answer := promptAnswer{
		Success: true, TierName: found.TierName, Prompt: found.Order.Prompt, Negative: found.Order.Negative, Generator: found.Generator,
		Model: found.Order.Model, Resolution: found.Order.Resolution, Duration: found.Order.Duration.String(), Audio: found.Order.Audio,
		Why: found.Reason.String(),
	}
	if found.Tier >= 0 {
		answer.Tier = new(found.Tier)
	}
	if !found.AmountRUB.IsNone() {
		answer.AmountRUB = new(found.AmountRUB.Decimal())
	}
	if price.Valid {
		answer.PriceUSD = new(price.Decimal.String())
	}
	return c.JSON(http.StatusOK, answer)
}
