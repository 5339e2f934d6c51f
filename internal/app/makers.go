package app

import (
	"cmp"
	"context"
	"maps"
	"path/filepath"
	"slices"

	"streamspark/internal/config"
	"streamspark/internal/overlay"
	"streamspark/internal/pipeline"
	"streamspark/internal/rates"
	"streamspark/internal/video/aiml"
	"streamspark/internal/video/builtin"
	"streamspark/internal/video/gemini"
)

// openMakers makes every generator that is configured: also those that
// make no new clips now, for they may have orders to finish.
func (a *App) openMakers(c config.Config) error {
	drawn, err := builtin.New(builtin.Options{
		Dir: filepath.Join(c.DataDir, "render"), FFmpeg: a.ffmpeg, Draft: a.o.Draft, Log: a.part("builtin"),
	})
	if err != nil {
		return err
	}
	a.closers = append(a.closers, drawn.Close)
	a.drawn = pipeline.Maker{Generator: drawn}
	a.renewMakers(c)
	return nil
}

// accounts are what the paid generators are made of.
type accounts struct {
	aiml    config.AIML
	gemini  config.Gemini
	network config.Network
}

// renewMakers makes the generators anew, because a key of theirs changed, or
// the way to them.
// A call on its way ends with the old one. A job that was ordered with another
// account's key can be looked at only with that: until it is back, it waits
// for generation.timeout and then says that it may have been charged.
func (a *App) renewMakers(c config.Config) {
	a.making.Lock()
	defer a.making.Unlock()
	of := accounts{c.Generation.AIML, c.Generation.Gemini, c.Network}
	if a.makers != nil && a.madeOf == of {
		return // and their breakers know what they know
	}
	a.madeOf = of
	delete(a.guards, "aiml")
	delete(a.guards, "gemini")
	a.makers = map[string]pipeline.Maker{"builtin": a.drawn}
	if c.Generation.AIML.APIKey != "" {
		a.makers["aiml"] = a.guarded("aiml", c.Generation.AIML.Model, a.newAIML(c))
	}
	if c.Generation.Gemini.APIKey != "" {
		a.makers["gemini"] = a.guarded("gemini", c.Generation.Gemini.Model, a.newGemini(c))
	}
}

func (a *App) maker(name string) (pipeline.Maker, bool) {
	a.making.RLock()
	defer a.making.RUnlock()
	maker, ok := a.makers[name]
	return maker, ok
}

func (a *App) newAIML(c config.Config) *aiml.Generator {
	return aiml.New(aiml.Options{
		Client: a.network.Client("aiml"), Files: a.network.Downloader("aiml", c.Downloads.AllowHosts), BaseURL: c.Generation.AIML.BaseURL,
		SubmitPath: c.Generation.AIML.SubmitPath, Key: c.Generation.AIML.APIKey.Reveal(), Keep: a.store, Log: a.part("aiml"),
	})
}

func (a *App) newGemini(c config.Config) *gemini.Generator {
	return gemini.New(gemini.Options{
		Client: a.network.Client("gemini"), Files: a.network.Downloader("gemini", c.Downloads.AllowHosts), BaseURL: c.Generation.Gemini.BaseURL,
		Key: c.Generation.Gemini.APIKey.Reveal(), Log: a.part("gemini"),
	})
}

// makerNames are the generators that there are now.
func (a *App) makerNames() []string {
	a.making.RLock()
	defer a.making.RUnlock()
	return slices.Sorted(maps.Keys(a.makers))
}

// models are all that the generators are known to take.
func models() []string { return append(aiml.Models(), gemini.Models()...) }

func (a *App) newRates(c config.Config) *rates.Rates {
	client := a.network.Client("rates")
	kinds := map[string]rates.Provider{
		"cbr":              rates.CBR(client, c.Rates.CBRURL),
		"open_er_api":      rates.OpenERAPI(client, c.Rates.OpenERAPIURL),
		"exchangerate_api": rates.ExchangeRateAPI(client, c.Rates.ExchangeRateURL, c.Rates.APIKey.Reveal()),
	}
	var providers []rates.Provider
	if c.Rates.APIKey != "" { // what is paid for is asked first
		providers = append(providers, a.guardedRates(kinds["exchangerate_api"]))
		delete(kinds, "exchangerate_api")
	}
	for _, name := range c.Rates.Providers {
		if provider, ok := kinds[name]; ok {
			providers = append(providers, a.guardedRates(provider))
		}
	}
	return rates.New(rates.Options{
		Providers: providers, TTL: c.Rates.CacheTTL, MaxAge: c.Rates.MaxAge, Keep: a.store, Log: a.part("rates"),
	})
}

func (a *App) pipelineSettings() pipeline.Settings {
	c := a.live.Get()
	g := c.Generation
	var restored restoredFrom
	if mark := a.restored.Load(); mark != nil {
		restored = *mark
	}
	return pipeline.Settings{
		Restored: restored.At, RestoredTo: restored.MadeAt,
		Tiers: c.Tiers, Frame: g.SystemPrompt, Negative: g.NegativePrompt, AspectRatio: g.AspectRatio,
		Resolution: g.Resolution, Duration: g.Duration, Audio: g.Audio,
		Generator: cmp.Or(g.Generator(), pipeline.Off), Free: "builtin", Others: g.Others(), Places: g.Concurrency, PollEvery: g.PollInterval,
		Timeout: g.Timeout, CatchUp: c.DonationAlerts.CatchUp, RubleAccount: c.DonationAlerts.AccountCurrency == "RUB",
		Language: a.language(c), Budget: c.Budget, Day: today(), Stream: a.stream.since(),
	}
}

func (a *App) overlaySettings() overlay.Settings {
	c := a.live.Get()
	o := c.Overlay
	return overlay.Settings{
		Volume: o.Volume, Alert: o.Alert, MaxPlayback: o.MaxPlayback, Tiers: c.Tiers, Theme: o.Theme, AlertText: o.AlertText,
		Language: a.language(c),
	}
}

// language is that of the widget, and of sums that are drawn; empty: nobody
// has used the dashboard yet.
func (a *App) language(c config.Config) string { return cmp.Or(c.Overlay.Language, a.spoken.value()) }

// speak keeps in which language the dashboard is used.
func (a *App) speak(ctx context.Context, language string) {
	before := a.spoken.value()
	if now, err := a.spoken.change(ctx, func(string) string { return language }); err != nil {
		a.log.Warn().Err(err).Msg("the language of the dashboard could not be kept for the widget")
	} else if now != before {
		a.overlay.Refresh()
	}
}
