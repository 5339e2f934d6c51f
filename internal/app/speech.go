package app

import (
	"cmp"
	"context"
	"path/filepath"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/locale"
	"streamspark/internal/money"
	"streamspark/internal/narrator"
	"streamspark/internal/overlay"
	"streamspark/internal/provider"
	"streamspark/internal/speech"
	"streamspark/internal/web/api"
)

// speechCache is how much of what was spoken is kept, in bytes.
const speechCache = 200 << 20

// openNarrator opens what speaks.
func (a *App) openNarrator(dataDir string) error {
	cache, err := speech.OpenCache(filepath.Join(dataDir, "speech"), speechCache)
	if err != nil {
		return err
	}
	a.closers = append(a.closers, cache.Close)
	a.narrator = narrator.New(narrator.Options{
		Store: a.store, Cache: cache, Settings: a.narratorSettings, Speaker: a.speaker, Rubles: a.rublesPerDollar,
		Changed: func() { a.overlay.Refresh() }, Redact: a.redact.Text, Log: a.part("speech"),
	})
	a.closers = append(a.closers, a.narrator.Close)
	return nil
}

// speaker returns the one that speaks now with a voice of a tier, or in general.
func (a *App) speaker(voice string) (narrator.Speaker, bool) {
	c := a.live.Get()
	d, ok := provider.Find(provider.OfKind(a.providers, provider.KindSpeech), c.Speech.Speaker(voice))
	values := c.Values(d.ID)
	if !ok || !d.Ready(values) {
		return narrator.Speaker{}, false
	}
	speaks, err := remade(a, a.speakers, d, c, d.Speech)
	if err != nil {
		a.log.Error().Err(err).Str("provider", d.ID).Msg("a voice could not be set up")
		return narrator.Speaker{}, false
	}
	return narrator.Speaker{
		Speaker: speaks, ID: d.ID, Paid: d.Paid, Model: values.Text("model"), Voice: values.Text("voice"),
		Settings: audible(d, values), Automatic: c.Speech.Provider != d.ID && voice != d.ID,
	}, true
}

// audible returns the values of a provider that may decide how it sounds: all
// but its secrets, and the way to it.
func audible(d provider.Descriptor, v provider.Values) string {
	var all []string
	for _, k := range d.Keys {
		if !k.Type.Secret() && k.Type != provider.Dollars {
			all = append(all, k.Name+"="+v.Text(k.Name))
		}
	}
	return strings.Join(all, "\n")
}

func (a *App) narratorSettings() narrator.Settings {
	c := a.live.Get()
	l, s := locale.ByCode(a.language(c)), c.Speech
	return narrator.Settings{
		Script: speech.Script{Text: cmp.Or(s.Text, l.T("speech.text")), Anonymous: l.T("speech.nobody"), Lang: l.Code(), Limit: maxSpoken},
		Rate:   s.Rate, Least: s.Least, Tiers: c.Tiers, Longest: s.Longest, LongestAudio: s.LongestAudio, Wait: s.Wait, Budget: c.Budget, Day: today(), Stream: a.stream.since(),
	}
}

// maxSpoken is how many characters of a donation are spoken.
const maxSpoken = 300

// rublesPerDollar returns today's rate of the dollar.
func (a *App) rublesPerDollar(ctx context.Context) (decimal.Decimal, error) {
	_, rate, err := a.rates.InRubles(ctx, money.New(decimal.NewFromInt(1), "USD"))
	if err != nil {
		return decimal.Zero, err
	}
	return decimal.NewFromString(rate.Rubles)
}

// voiceOf returns the sound of a celebration's voice for its alert.
func (a *App) voiceOf(c celebration.Celebration) (overlay.Voice, time.Duration) {
	voice, wait := a.narrator.VoiceOf(c)
	if voice.Name == "" {
		return overlay.Voice{}, wait
	}
	return overlay.Voice{URL: api.SpeechPath + voice.Name, Duration: voice.Duration, Volume: a.live.Get().Speech.Volume}, 0
}
