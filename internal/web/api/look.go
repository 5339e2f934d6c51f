package api

import (
	"context"
	"encoding/json"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v5"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/pipeline"
)

func (s *Server) lookRoutes() []Route {
	return []Route{
		{
			Method: "GET", Path: "/api/look", Summary: "Show how clips are made and how the widget looks.",
			Out: lookAnswer{}, Handler: s.getLook,
		},
		withBody(Route{
			Method: "PUT", Path: "/api/look", Summary: "Change how clips are made and how the widget looks; fields that are left out stay as they are.",
			Out: lookAnswer{},
		}, s.setLook),
		withBody(Route{
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
	SceneWords     string `json:"scene_words" doc:"the streamer's own, before those that are built in"`
	AlertSeconds   string `json:"alert_seconds" doc:"such as 7s"`
	Volume         string `json:"volume" doc:"from 0 to 1"`
	Sound          string `json:"sound" doc:"of a thank-you: off, or one of those that GET /api/sounds lists"`
	SoundVolume    string `json:"sound_volume" doc:"from 0 to 1"`
	AlertPlace     string `json:"alert_place" doc:"of the thank-you on the screen: left, top, width and height in percent; empty: the theme's"`
	ShowPlace      string `json:"show_place" doc:"of clips and scenes, as alert_place"`
	AccentColor    string `json:"accent_color" doc:"#rrggbb; empty: the theme's"`
	TextColor      string `json:"text_color" doc:"#rrggbb; empty: the theme's"`
	CardColor      string `json:"card_color" doc:"#rrggbb; empty: the theme's"`
	Font           string `json:"font" doc:"the name of one that the program brings, of one that the computer has, or system-ui; empty: the theme's"`
	Radius         string `json:"radius" doc:"of corners, in pixels of a screen 1080 high; empty: the theme's"`
	Entrance       string `json:"entrance" doc:"how a thank-you comes; empty: as the theme says"`
	SystemPrompt   string `json:"system_prompt" doc:"empty: the built-in one"`
	NegativePrompt string `json:"negative_prompt"`
	AspectRatio    string `json:"aspect_ratio"`
	Resolution     string `json:"resolution"`
	Duration       string `json:"duration" doc:"such as 8s"`
	Review         string `json:"review" doc:"who looks at a clip before it airs: off, model or me, the streamer"`
	Audio          bool   `json:"audio"`
}

type lookBody struct {
	Theme          *string `json:"theme" max:"100" doc:"one of those that GET /api/look lists" example:"neon"`
	AlertText      *string `json:"alert_text" max:"200" doc:"one line with {donor}, {amount} and {message}; empty: the widget's own"`
	SceneWords     *string `json:"scene_words" max:"4000" doc:"which scene suits which words, a line each: words, a colon, a scene and emoji; cat* is also found with anything after it, cat~ with a usual ending" example:"zebr*: cat 🦓"`
	AlertSeconds   *string `json:"alert_seconds" max:"100" doc:"from 1s to 60s"`
	Volume         *Number `json:"volume" doc:"from 0 to 1"`
	Sound          *string `json:"sound" max:"100" doc:"of a thank-you: off, or one of those that GET /api/sounds lists" example:"harp"`
	SoundVolume    *Number `json:"sound_volume" doc:"from 0 to 1"`
	AlertPlace     *string `json:"alert_place" max:"100" doc:"of the thank-you on the screen: left, top, width and height in percent; empty: the theme's" example:"60 5 35 30"`
	ShowPlace      *string `json:"show_place" max:"100" doc:"of clips and scenes, as alert_place"`
	AccentColor    *string `json:"accent_color" max:"100" doc:"#rrggbb; empty: the theme's"`
	TextColor      *string `json:"text_color" max:"100" doc:"#rrggbb; empty: the theme's"`
	CardColor      *string `json:"card_color" max:"100" doc:"#rrggbb; empty: the theme's"`
	Font           *string `json:"font" max:"100" doc:"the name of one that the program brings, of one that the computer has, or system-ui; empty: the theme's" example:"Press Start 2P"`
	Radius         *string `json:"radius" max:"100" doc:"of corners, from 0 to 48 pixels of a screen 1080 high; empty: the theme's"`
	Entrance       *string `json:"entrance" max:"100" doc:"how a thank-you comes: fade, slide, drop, rise, pop or swing; empty: as the theme says"`
	SystemPrompt   *string `json:"system_prompt" max:"4000" doc:"empty: the built-in one"`
	NegativePrompt *string `json:"negative_prompt" max:"1000"`
	AspectRatio    *string `json:"aspect_ratio" max:"100" doc:"16:9 or 9:16"`
	Resolution     *string `json:"resolution" max:"100" doc:"720p or 1080p"`
	Duration       *string `json:"duration" max:"100" doc:"from 2s to 15s"`
	Review         *string `json:"review" max:"100" doc:"who looks at a clip before it airs: off, model or me, the streamer"`
	Audio          *bool   `json:"audio"`

	Tiers []tierBody `json:"tiers" max:"20" doc:"replaces all tiers, as PUT /api/tiers"`
}

func (s *Server) getLook(c *echo.Context) error {
	values := map[string]string{}
	for _, setting := range s.o.Config.View() {
		values[setting.Key] = setting.Value
	}
	of := func(field string) string { return values[LookKey(field)] }
	answer := lookAnswer{Success: true, Themes: []string{}, Look: lookView{
		Theme: of("theme"), AlertText: of("alert_text"), SceneWords: of("scene_words"), AlertSeconds: of("alert_seconds"), Volume: of("volume"),
		Sound: of("sound"), SoundVolume: of("sound_volume"),
		AlertPlace: of("alert_place"), ShowPlace: of("show_place"), AccentColor: of("accent_color"), TextColor: of("text_color"),
		CardColor: of("card_color"), Font: of("font"), Radius: of("radius"), Entrance: of("entrance"),
		SystemPrompt: of("system_prompt"), NegativePrompt: of("negative_prompt"), AspectRatio: of("aspect_ratio"),
		Resolution: of("resolution"), Duration: of("duration"), Review: of("review"),
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
		return fault.New(fault.Invalid, "look.no_fields")
	}
	if in.Theme != nil {
		if err := s.knownTheme("theme", *in.Theme); err != nil {
			return err
		}
	}
	if in.Sound != nil {
		if err := s.knownSound("sound", *in.Sound); err != nil {
			return err
		}
	}
	values := map[string]string{}
	named, _ := json.Marshal(in) // texts, numbers, truths and rows of them: it cannot fail
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
	if in.Tiers != nil {
		tiers, err := s.readTiers(in.Tiers)
		if err != nil {
			return err
		}
		values["tiers"] = config.WriteTiers(tiers)
	}
	if err := s.o.Save(c.Request().Context(), values); err != nil {
		return atField(atField(err, "overlay."), "generation.")
	}
	s.hooks.Changed()
	return s.getLook(c)
}

// knownTheme refuses a theme that the widget would look for in vain.
func (s *Server) knownTheme(field, name string) error {
	var names []string
	for _, theme := range Themes(s.o) {
		if names = append(names, theme.Name); theme.Name == name {
			return nil
		}
	}
	return fault.InvalidField(field, "look.no_theme", "themes", names)
}

// LookKey returns the setting behind a field of the look.
func LookKey(field string) string {
	if slices.Contains([]string{"system_prompt", "negative_prompt", "aspect_ratio", "resolution", "duration", "audio", "review"}, field) {
		return "generation." + field
	}
	return "overlay." + field
}

// PreviewBody is the body of a donation to preview.
type PreviewBody struct {
	Donor    string `json:"donor" max:"200" doc:"who gives" example:"viewer42"`
	Amount   Number `json:"amount" required:"field.missing" doc:"how much" example:"1500"`
	Currency string `json:"currency" default:"RUB" max:"100" doc:"three letters"`
	Message  string `json:"message" max:"4000" doc:"what they write" example:"Hello, stream!"`
}

// Preview returns what a donation would lead to. It records nothing.
func Preview(ctx context.Context, p *pipeline.Pipeline, in PreviewBody) (celebration.Celebration, decimal.NullDecimal, error) {
	amount, err := AmountOf("amount", in.Amount, in.Currency)
	if err != nil {
		return celebration.Celebration{}, decimal.NullDecimal{}, err
	}
	return p.Preview(ctx, celebration.Donation{
		Source: celebration.SourceTest, Paid: true, ID: "preview", Donor: in.Donor, Message: in.Message, Amount: amount,
	})
}

const (
	ThemeFolder   = "themes"
	themeTemplate = "template"
	firstTheme    = "spark" // the others lie on it
	// MaxTheme is the largest style sheet that is taken for a theme, in bytes.
	MaxTheme  = 64 << 10
	maxThemes = 100 // of the streamer's own
)

// Theme is a style sheet that the widget can wear.
type Theme struct {
	Name string
	Own  bool // it lies in the streamer's folder
	Here bool // it is the one in use
}

// Themes lists the themes of the program, then the streamer's own
// ones. One of the same name takes the place of ours.
func Themes(o Options) []Theme {
	var all []Theme
	ours, _ := fs.Glob(o.Widget, ThemeFolder+"/*.css") // the pattern is well-formed
	for _, file := range ours {
		name := strings.TrimSuffix(path.Base(file), ".css")
		if name != themeTemplate {
			all = append(all, Theme{Name: name})
		}
	}
	if i := slices.IndexFunc(all, func(t Theme) bool { return t.Name == firstTheme }); i > 0 {
		all = slices.Insert(slices.Delete(all, i, i+1), 0, Theme{Name: firstTheme})
	}
	if o.Themes == nil {
		return all
	}
	own, _ := fs.Glob(o.Themes, "*.css")
	for _, file := range own[:min(len(own), maxThemes)] {
		name := strings.TrimSuffix(file, ".css")
		if !IsOwnTheme(o.Themes, name) {
			continue
		}
		all = slices.DeleteFunc(all, func(t Theme) bool { return t.Name == name })
		all = append(all, Theme{Name: name, Own: true})
	}
	return all
}

// IsOwnTheme reports whether a file of the streamer's folder may be served: by
// its name, and as a file of a reasonable size.
func IsOwnTheme(folder fs.FS, name string) bool {
	if folder == nil || name == themeTemplate || !regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`).MatchString(name) {
		return false
	}
	found, err := fs.Stat(folder, name+".css")
	return err == nil && found.Mode().IsRegular() && found.Size() <= MaxTheme
}

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
	Scene      bool    `json:"scene" doc:"the widget would draw a scene: nothing is ordered"`
	Why        string  `json:"why" doc:"why no clip would be made; empty: one would"`
}

func (s *Server) showPrompt(c *echo.Context, in PreviewBody, _ Given) error {
	found, price, err := Preview(c.Request().Context(), s.o.Pipeline, in)
	if err != nil {
		return err
	}
	answer := promptAnswer{
		Success: true, TierName: found.TierName, Prompt: found.Order.Prompt, Negative: found.Order.Negative, Generator: found.Generator,
		Model: found.Order.Model, Resolution: found.Order.Resolution, Duration: found.Order.Duration.String(), Audio: found.Order.Audio,
		Scene: found.Scene != nil, Why: locale.English().Message(found.Reason),
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
