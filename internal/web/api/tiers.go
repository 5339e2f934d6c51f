package api

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v5"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/money"
)

type tiersAnswer struct {
	Success bool       `json:"success"`
	Tiers   []tierView `json:"tiers"`
}

type tierView struct {
	Name       string `json:"name"`
	MinRub     string `json:"min_rub"`
	Min        string `json:"min" doc:"the same as it was said, such as 20 USD; empty: in rubles"`
	Prompt     string `json:"prompt"`
	Model      string `json:"model"`
	Resolution string `json:"resolution"`
	Duration   string `json:"duration" doc:"such as 8s; empty: the general one"`
	Volume     string `json:"volume" doc:"from 0 to 1; empty: the general one"`

	Theme       string `json:"theme" doc:"of thank-yous and what is shown for them; empty: the general one"`
	Sound       string `json:"sound" doc:"of a thank-you: off, or one of those that GET /api/sounds lists; empty: the general one"`
	SoundVolume string `json:"sound_volume" doc:"from 0 to 1; empty: the general one"`

	Voice      string   `json:"voice" doc:"off, on, or the id of what speaks: then also below speech.min_rub; empty: by the general settings"`
	Scenes     []string `json:"scenes" doc:"from which its donations get one; empty: from all"`
	Production int      `json:"production" doc:"of a scene: 1 a stroke, 2 a scene, 3 a fanfare over the whole screen; 0: by the tier, with one tier by the sum"`
	Review     string   `json:"review" doc:"who looks at a clip before it airs: off, model or me, the streamer; empty: by generation.review"`
}

func (s *Server) getTiers(c *echo.Context) error {
	answer := tiersAnswer{Success: true, Tiers: []tierView{}}
	for _, tier := range s.o.Config.Get().Tiers {
		view := tierView{
			Name: tier.Name, MinRub: tier.MinRub.String(), Prompt: tier.Prompt, Model: tier.Model, Resolution: tier.Resolution,
			Theme: tier.Theme, Sound: tier.Sound, Voice: tier.Voice, Scenes: append([]string{}, tier.Scenes...), Production: int(tier.Production), Review: string(tier.Review),
		}
		if !tier.Said.IsNone() {
			view.Min = tier.Said.Decimal() + " " + string(tier.Said.Currency())
		}
		if tier.Duration > 0 {
			view.Duration = tier.Duration.String()
		}
		if tier.Volume.Valid {
			view.Volume = tier.Volume.Decimal.String()
		}
		if tier.SoundVolume.Valid {
			view.SoundVolume = tier.SoundVolume.Decimal.String()
		}
		answer.Tiers = append(answer.Tiers, view)
	}
	return c.JSON(http.StatusOK, answer)
}

type tiersBody struct {
	Tiers []tierBody `json:"tiers" max:"20" doc:"the cheapest first" example:"[{\"min_rub\": 500}]" required:"field.missing"`
}

type tierBody struct {
	MinRub     Number `json:"min_rub" required:"field.missing" doc:"the least that buys it, in rubles"`
	Min        string `json:"min" max:"100" doc:"the same in another currency, such as 20 USD: a donation in it is compared with this"`
	Name       string `json:"name" max:"100"`
	Prompt     string `json:"prompt" max:"4000" doc:"empty: the general one"`
	Model      string `json:"model" max:"100" doc:"empty: the general one"`
	Resolution string `json:"resolution" max:"100" doc:"empty: the general one"`
	Duration   string `json:"duration" max:"100" doc:"such as 8s; empty: the general one"`
	Volume     Number `json:"volume" doc:"from 0 to 1; empty: the general one"`

	Theme       string `json:"theme" max:"100" doc:"of thank-yous and what is shown for them, one of those that GET /api/look lists; empty: the general one"`
	Sound       string `json:"sound" max:"100" doc:"of a thank-you: off, or one of those that GET /api/sounds lists; empty: the general one"`
	SoundVolume Number `json:"sound_volume" doc:"from 0 to 1; empty: the general one"`

	Voice      string   `json:"voice" max:"100" doc:"off, on, or the id of what speaks: then also below speech.min_rub; empty: by the general settings"`
	Scenes     []string `json:"scenes" max:"20" doc:"from which its donations get one; empty: from all"`
	Production Number   `json:"production" doc:"of a scene: 1 a stroke, 2 a scene, 3 a fanfare over the whole screen; 0: by the tier, with one tier by the sum"`
	Review     Reviewer `json:"review" max:"100" doc:"who looks at a clip before it airs: off, model or me, the streamer; true is me, false is off; empty: by generation.review"`
}

// setTiers replaces all tiers by those that it is given.
func (s *Server) setTiers(c *echo.Context, in tiersBody, _ Given) error {
	tiers, err := s.readTiers(in.Tiers)
	if err != nil {
		return err
	}
	if err := s.o.Config.SetTiers(c.Request().Context(), tiers); err != nil {
		return err
	}
	return s.getTiers(c)
}

// readTiers returns what the rows of a body mean.
func (s *Server) readTiers(rows []tierBody) (celebration.Tiers, error) {
	tiers := make(celebration.Tiers, len(rows))
	for i, row := range rows {
		var err error
		above := fmt.Sprintf("tiers[%d].", i)
		if tiers[i], err = row.tier(above); err != nil {
			return nil, err
		}
		if row.Theme != "" {
			if err := s.knownTheme(above+"theme", row.Theme); err != nil {
				return nil, err
			}
		}
		if err := s.knownSound(above+"sound", row.Sound); err != nil {
			return nil, err
		}
	}
	return tiers, nil
}

// tier returns what the body means. Above is what stands before the name
// of a field in errors.
func (b tierBody) tier(above string) (celebration.Tier, error) {
	tier := celebration.Tier{Name: b.Name, Prompt: b.Prompt, Model: b.Model, Resolution: b.Resolution, Theme: b.Theme, Sound: b.Sound, Voice: b.Voice, Scenes: b.Scenes, Review: celebration.Reviewer(b.Review)}
	least, err := AmountOf(above+"min_rub", b.MinRub, string(money.RUB))
	if err != nil {
		return tier, err
	}
	tier.MinRub = least.Value()
	if b.Min != "" {
		number, code, _ := strings.Cut(b.Min, " ")
		if tier.Said, err = AmountOf(above+"min", Number(number), code); err != nil {
			return tier, err
		}
	}
	if tier.Volume, err = volumeOf(above+"volume", b.Volume); err != nil {
		return tier, err
	}
	if tier.SoundVolume, err = volumeOf(above+"sound_volume", b.SoundVolume); err != nil {
		return tier, err
	}
	if b.Production != "" {
		production, err := money.ParseWhole(string(b.Production))
		if err != nil || production < 0 || production > int64(celebration.Fanfare) {
			return tier, fault.InvalidField(above+"production", "field.out_of_range", "min", int(celebration.Stroke), "max", int(celebration.Fanfare))
		}
		tier.Production = celebration.Production(production)
	}
	if b.Duration == "" {
		return tier, nil
	}
	tier.Duration, err = time.ParseDuration(b.Duration)
	if err != nil || tier.Duration <= 0 {
		return tier, fault.InvalidField(above+"duration", "field.not_duration")
	}
	return tier, nil
}

// volumeOf reads a volume. It is none where nothing is given.
func volumeOf(field string, given Number) (decimal.NullDecimal, error) {
	if given == "" {
		return decimal.NullDecimal{}, nil
	}
	loud, err := money.ParseShare(string(given))
	if err != nil || loud.GreaterThan(decimal.NewFromInt(1)) {
		return decimal.NullDecimal{}, fault.InvalidField(field, "field.out_of_range", "min", 0, "max", 1)
	}
	return decimal.NewNullDecimal(loud), nil
}
