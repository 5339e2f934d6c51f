package web

import (
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
)

// Limits of what the tiers may be.
const (
	maxTiers    = 20
	maxTierWord = 100
)

type tiersAnswer struct {
	Success bool       `json:"success"`
	Tiers   []tierView `json:"tiers"`
}

type tierView struct {
	Name       string `json:"name"`
	MinRub     string `json:"min_rub"`
	Prompt     string `json:"prompt"`
	Model      string `json:"model"`
	Resolution string `json:"resolution"`
	Duration   string `json:"duration"` // "8s"; empty: the general one
}

func (s *Server) getTiers(c *echo.Context) error {
	answer := tiersAnswer{Success: true, Tiers: []tierView{}}
	for _, tier := range s.o.Settings.Tiers() {
		view := tierView{
			Name: tier.Name, MinRub: tier.MinRub.String(), Prompt: tier.Prompt, Model: tier.Model, Resolution: tier.Resolution,
		}
		if tier.Duration > 0 {
			view.Duration = tier.Duration.String()
		}
		answer.Tiers = append(answer.Tiers, view)
	}
	return c.JSON(http.StatusOK, answer)
}

// setTiers replaces all tiers by those that it is given.
func (s *Server) setTiers(c *echo.Context) error {
	b, err := readBody(c)
	if err != nil {
		return err
	}
	rows, ok := b["tiers"].([]any)
	if !ok || len(rows) == 0 || len(rows) > maxTiers {
		return bad("tiers must be a list of 1 to %d tiers, each with its min_rub.", maxTiers)
	}
	tiers := make(celebration.Tiers, len(rows))
	for i, row := range rows {
		fields, ok := row.(map[string]any)
		if !ok {
			return bad("tiers[%d] must be an object with a min_rub.", i)
		}
		if tiers[i], err = readTier(fields); err != nil {
			var p *problem
			if errors.As(err, &p) {
				return bad("tiers[%d].%s", i, p.sentence)
			}
			return err
		}
		if i > 0 && !tiers[i].MinRub.GreaterThan(tiers[i-1].MinRub) {
			return bad("tiers[%d].min_rub must be more than the one before it.", i)
		}
	}
	if err := s.o.Settings.SetTiers(c.Request().Context(), tiers); err != nil {
		return refusedValue(err)
	}
	return s.getTiers(c)
}

func readTier(b body) (tier celebration.Tier, err error) {
	if !b.anyOf("min_rub") {
		return tier, bad("min_rub is missing.")
	}
	least, err := b.amount("min_rub", "", "")
	if err != nil {
		return tier, err
	}
	tier.MinRub = least.Value()
	for _, field := range []struct {
		name  string
		limit int
		to    *string
	}{
		{"name", maxTierWord, &tier.Name},
		{"prompt", maxPrompt, &tier.Prompt},
		{"model", maxTierWord, &tier.Model},
		{"resolution", maxTierWord, &tier.Resolution},
	} {
		if *field.to, _, err = b.text(field.limit, field.name); err != nil {
			return tier, err
		}
	}
	text, _, err := b.text(maxTierWord, "duration")
	if err != nil || text == "" {
		return tier, err
	}
	tier.Duration, err = time.ParseDuration(text)
	if err != nil || tier.Duration <= 0 {
		return tier, bad("duration must be a length of time such as \"8s\".")
	}
	return tier, nil
}
