package ui

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v5"
	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/config"
	"streamspark/internal/fault"
	"streamspark/internal/fonts"
	"streamspark/internal/locale"
	"streamspark/internal/money"
	"streamspark/internal/provider"
	"streamspark/internal/sound"
	"streamspark/internal/web/api"
)

// lookPage is the page on which the streamer chooses how all of it looks.
const lookPage = "look"

// systemFont is what style sheets call the font of the system.
const systemFont = "system-ui"

// lookForms are what the forms of the page begin with. A live update never
// touches them.
type lookForms struct {
	Themes       []api.Theme
	Values       map[string]lookValue
	Places       []lookValue // of the thank-you and the show
	Colors       []lookValue
	Points       []string // keys of the nine points of the screen, in rows
	Fonts        []string
	Presets      []string // of the place of the show
	DefaultFrame string
	Tiers        []tierForm
	NoTier       tierForm // what a new one begins with
	ForAll       soundForm
	NoSound      soundChoice // what a new one in the list is made from
	MaxSound     int         // bytes of a file
	Writer       string      // the provider that writes prompts; empty: nobody does
	Speaker      string      // the provider that speaks in general; empty: nothing is spoken
	Models       []string
	Currencies   []currency
	Enough       string
	Shown        promptPreview
	Review       []option // who looks at the clips of tiers that say nothing
	CanScreen    bool     // a model could
}

// lookValue is a setting in a form. One that the command line gave cannot
// be changed here.
type lookValue struct {
	Name    string
	Text    string
	Fixed   bool
	Choices []string // where those are few
	Seconds string   // of a length of time: "8"
	Percent string   // of a part: 0.35 is "35"
	On      bool     // of a switch
}

// tierForm is one tier in the editor.
type tierForm struct {
	Number                                                               int
	Name, MinRub, Min, Prompt, Model, Resolution, Seconds, Volume, Theme string
	Themes                                                               []api.Theme
	General                                                              map[string]lookValue
	Voices, Productions, Scenes                                          []option
	Review                                                               []option
	soundForm
}

// option is one of several that can be chosen.
type option struct {
	ID     string
	Title  locale.Phrase
	Chosen bool
}

// soundForm is the sound of thank-yous in a form.
type soundForm struct {
	Sound, SoundVolume string
	Sounds             []soundChoice // that there are
}

// soundChoice is a sound that can be chosen.
type soundChoice struct {
	ID    string
	Title string // of a file; empty: the catalogs have it by the ID
	Own   bool   // a file of the streamer's
}

// promptPreview is what a donation would lead to.
type promptPreview struct {
	Problem  fault.Message // it cannot even be read
	Tier     int           // counted from 1; 0: none
	TierName string
	Rubles   money.Amount
	Price    money.Amount // none: not known
	Free     bool
	Scene    *sceneHook // instead of an order
	Order    celebration.Order
	Length   string
	Why      celebration.Reason
}

func (p *Pages) look(c *echo.Context) error {
	ctx := c.Request().Context()
	l := p.reader(c.Request())
	s := p.setup(ctx)
	forms := lookForms{
		Themes: api.Themes(p.o), Values: map[string]lookValue{}, DefaultFrame: celebration.DefaultFrame,
		Currencies: s.Currencies, Enough: s.Enough, Presets: []string{"full", "window", "corner", "strip"},
		Points: []string{
			"look.point.nw", "look.point.n", "look.point.ne", "look.point.w", "look.point.center", "look.point.e", "look.point.sw", "look.point.s", "look.point.se",
		},
	}
	for _, setting := range p.o.Config.View() {
		if part, field, ok := strings.Cut(setting.Key, "."); ok && api.LookKey(field) == part+"."+field {
			forms.Values[field] = lookValue{Name: field, Text: setting.Value, Fixed: setting.Origin == "flag", Choices: setting.Choices}
		}
	}
	forms.Places = []lookValue{forms.Values["alert_place"], forms.Values["show_place"]}
	forms.Fonts = fonts.Names()
	if own := forms.Values["font"].Text; own != "" && own != systemFont && !slices.Contains(forms.Fonts, own) {
		forms.Fonts = append(forms.Fonts, own) // one that the computer has
	}
	forms.Colors = []lookValue{forms.Values["accent_color"], forms.Values["text_color"], forms.Values["card_color"]}
	chosen := p.o.Config.Get()
	typed := func(field string, set func(*lookValue)) {
		v := forms.Values[field]
		set(&v)
		forms.Values[field] = v
	}
	typed("alert_seconds", func(v *lookValue) { v.Seconds = lengthOf(chosen.Overlay.Alert) })
	typed("duration", func(v *lookValue) { v.Seconds = lengthOf(chosen.Generation.Duration) })
	typed("volume", func(v *lookValue) { v.Percent = decimal.NewFromFloat(chosen.Overlay.Volume).Shift(2).String() })
	typed("audio", func(v *lookValue) { v.On = chosen.Generation.Audio })
	typed("sound_volume", func(v *lookValue) { v.Percent = decimal.NewFromFloat(chosen.Overlay.SoundVolume).Shift(2).String() })
	if writer, on := p.writer(); on {
		forms.Writer = writer.ID
	}
	if speaker := chosen.Speech.Speaker(""); speaker != config.Off {
		forms.Speaker = speaker
	}
	sounds, err := p.sounds(chosen)
	if err != nil {
		return err
	}
	forms.ForAll, forms.MaxSound = soundForm{Sound: chosen.Overlay.Sound, Sounds: sounds}, sound.MaxSize
	for i, theme := range forms.Themes {
		forms.Themes[i].Here = theme.Name == forms.Values["theme"].Text
	}
	for i, tier := range chosen.Tiers {
		forms.Tiers = append(forms.Tiers, tierForm{
			Number: i + 1, Name: tier.Name, MinRub: tier.MinRub.String(), Min: saidOf(tier), Prompt: tier.Prompt, Model: tier.Model, Resolution: tier.Resolution,
			Seconds: lengthOf(tier.Duration), Volume: percentOf(tier.Volume), Theme: tier.Theme, Themes: forms.Themes, General: forms.Values,
			Voices: p.voiceOptions(tier), Productions: productionOptions(tier), Scenes: sceneOptions(tier), Review: reviewerOptions(tier.Review),
			soundForm: soundForm{tier.Sound, percentOf(tier.SoundVolume), sounds},
		})
	}
	none := celebration.Tier{}
	forms.NoTier = tierForm{Themes: forms.Themes, General: forms.Values, Voices: p.voiceOptions(none), Productions: productionOptions(none), Scenes: sceneOptions(none), Review: reviewerOptions(""), soundForm: soundForm{Sounds: sounds}}
	forms.Review, forms.CanScreen = reviewerOptions(chosen.Generation.Review), chosen.CanScreen()
	if p.o.Models != nil {
		forms.Models = slices.Sorted(slices.Values(p.o.Models()))
	}
	forms.Shown, err = p.promptPreview(ctx, api.PreviewBody{
		Donor: l.T("test.name.sample"), Message: l.T("test.message.sample"), Amount: api.Number(s.Enough), Currency: string(money.RUB),
	})
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "look", page{Title: "look.page", Live: lookPage, Body: forms})
}

// voiceOptions returns the voices of a tier: of those that speak the ones with a
// key, and the one that is chosen.
func (p *Pages) voiceOptions(tier celebration.Tier) []option {
	c := p.o.Config.Get()
	all := []option{{ID: celebration.VoiceOff, Title: locale.Say("look.tier.voice.off")}, {ID: celebration.VoiceOn, Title: locale.Say("look.tier.voice.on")}}
	for _, d := range provider.OfKind(p.o.Config.Providers(), provider.KindSpeech) {
		if d.Ready(c.Values(d.ID)) || d.ID == tier.Voice {
			all = append(all, option{ID: d.ID, Title: locale.Say("look.tier.voice.by", locale.Say("provider."+d.ID+".name"))})
		}
	}
	for i := range all {
		all[i].Chosen = all[i].ID == tier.Voice
	}
	return all
}

// reviewerOptions returns who may look at clips before they air.
func reviewerOptions(chosen celebration.Reviewer) (all []option) {
	for _, r := range celebration.Reviewers() {
		all = append(all, option{string(r), locale.Say("look.review." + string(r)), r == chosen})
	}
	return all
}

func productionOptions(tier celebration.Tier) (all []option) {
	for i, title := range []string{"look.tier.stroke", "look.tier.full", "look.tier.fanfare"} {
		all = append(all, option{strconv.Itoa(i + 1), locale.Say(title), int(tier.Production) == i+1})
	}
	return all
}

func sceneOptions(tier celebration.Tier) (all []option) {
	for _, id := range celebration.Scenes() {
		all = append(all, option{id, locale.Say("look.scene." + id), slices.Contains(tier.Scenes, id)})
	}
	return all
}

// sounds returns what can be chosen: silence, the stings and the streamer's own
// files, also those that are chosen and gone.
func (p *Pages) sounds(c config.Config) ([]soundChoice, error) {
	choices := []soundChoice{{ID: celebration.SoundOff}}
	for _, sting := range celebration.Stings() {
		choices = append(choices, soundChoice{ID: sting})
	}
	files, err := p.o.Sounds.List()
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		choices = append(choices, soundChoice{ID: f.ID, Title: f.Title, Own: true})
	}
	used := []string{c.Overlay.Sound}
	for _, tier := range c.Tiers {
		used = append(used, tier.Sound)
	}
	for _, id := range used {
		if celebration.IsSoundFile(id) && !slices.ContainsFunc(choices, func(c soundChoice) bool { return c.ID == id }) {
			choices = append(choices, soundChoice{ID: id, Title: id})
		}
	}
	return choices, nil
}

// shownPrompt sends the preview of a donation's prompt, as a piece of the
// page in its reader's language.
func (p *Pages) shownPrompt(c *echo.Context) error {
	var in api.PreviewBody
	if _, err := api.Read(c, &in); err != nil {
		return err
	}
	shown, err := p.promptPreview(c.Request().Context(), in)
	if err != nil {
		return err
	}
	html, err := p.fragment(p.reader(c.Request()), "look-prompt", shown)
	if err != nil {
		return err
	}
	return c.HTML(http.StatusOK, html)
}

// promptPreview returns what a donation would lead to. An amount that is none is
// a sentence on the page, because it is being typed.
func (p *Pages) promptPreview(ctx context.Context, in api.PreviewBody) (promptPreview, error) {
	found, price, err := api.Preview(ctx, p.o.Pipeline, in)
	if err != nil {
		if known, _ := api.FaultOf(err); known.Kind == fault.Invalid {
			return promptPreview{Problem: known.Message()}, nil
		}
		return promptPreview{}, err
	}
	v := promptPreview{
		Tier: found.Tier + 1, TierName: found.TierName, Rubles: found.AmountRUB, Order: found.Order, Why: found.Reason,
		Length: lengthOf(found.Order.Duration), Free: price.Valid && price.Decimal.IsZero(),
	}
	v.Scene = newSceneHook(found.Scene, found.Public(), found.Donation.Amount)
	if price.Valid {
		v.Price = money.New(price.Decimal, "USD")
	}
	return v, nil
}

// lengthOf returns a length of time in seconds, empty where there is none.
func lengthOf(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64)
}

// saidOf returns the minimum of a tier as it was said in another currency.
func saidOf(tier celebration.Tier) string {
	if tier.Said.IsNone() {
		return ""
	}
	return tier.Said.Decimal() + " " + string(tier.Said.Currency())
}

// percentOf returns a part as people write it: 0.35 is "35".
func percentOf(part decimal.NullDecimal) string {
	if !part.Valid {
		return ""
	}
	return part.Decimal.Shift(2).String()
}
