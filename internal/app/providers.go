package app

import (
	"cmp"
	"path/filepath"

	"streamspark/internal/celebration"
	"streamspark/internal/check"
	"streamspark/internal/config"
	"streamspark/internal/locale"
	"streamspark/internal/provider"
	"streamspark/internal/rates"
	"streamspark/internal/source/donationalerts"
	"streamspark/internal/source/webhook"
	"streamspark/internal/speech/elevenlabs"
	"streamspark/internal/speech/local"
	"streamspark/internal/speech/openai"
	"streamspark/internal/speech/yandex"
	"streamspark/internal/telegram"
	"streamspark/internal/text/anthropic"
	opentext "streamspark/internal/text/openai"
	"streamspark/internal/video/aiml"
	"streamspark/internal/video/gemini"
	"streamspark/internal/video/scene"
)

// Providers returns the one list of providers. Its order is that of automatic
// choice and of failover. The first account of the sources is the one that the
// original's paths mean.
func Providers() []provider.Descriptor {
	return []provider.Descriptor{
		donationalerts.Descriptor(),
		webhook.Descriptor(),
		rates.CBRDescriptor(),
		rates.OpenERAPIDescriptor(),
		rates.ExchangeRateAPIDescriptor(),
		aiml.Descriptor(),
		gemini.Descriptor(),
		scene.Descriptor(),
		local.Descriptor(),
		aiml.SpeechDescriptor(),
		gemini.SpeechDescriptor(),
		openai.Descriptor(),
		elevenlabs.Descriptor(),
		yandex.Descriptor(),
		aiml.TextDescriptor(),
		gemini.TextDescriptor(),
		opentext.Descriptor(),
		anthropic.Descriptor(),
		telegram.Descriptor(),
	}
}

// orAll returns the given providers, or all where none are given.
func orAll(given []provider.Descriptor) []provider.Descriptor {
	if given == nil {
		return Providers()
	}
	return given
}

// generators returns the descriptors of all generators, also of those that
// are not configured.
func (a *App) generators() []provider.Descriptor {
	return provider.OfKind(a.providers, provider.KindGenerator)
}

// free returns the generator whose clips cost nothing.
func (a *App) free() string {
	for _, d := range a.generators() {
		if !d.Paid {
			return d.ID
		}
	}
	return config.Off
}

// models returns those that the generators are known to take.
func (a *App) models() (all []string) {
	for _, d := range a.generators() {
		all = append(all, d.Models...)
	}
	return all
}

// setup returns what an adapter is made with.
func (a *App) setup(d provider.Descriptor, c config.Config) provider.Setup {
	g, values, files := c.Generation, c.Values(d.ID), c.Downloads.AllowHosts
	dir := d.ID
	if d.Kind == provider.KindSpeech {
		dir = "voices"
	}
	return provider.Setup{
		Values: values, Client: a.network.Client(route(d)), Files: a.network.Downloader(route(d), files),
		Keep: a.store, Secrets: a.secretsOf(d), Dir: filepath.Join(c.DataDir, dir), Language: cmp.Or(a.language(c), locale.English().Code()), Log: a.part(d.ID),
		Order: celebration.Order{Model: values.Text("model"), Duration: g.Duration, Resolution: g.Resolution, Audio: g.Audio},
	}
}

// route returns the name of a provider's way through the network: those of
// rates share one.
func route(d provider.Descriptor) string {
	if d.Kind == provider.KindRates {
		return string(provider.KindRates)
	}
	return d.ID
}

// checks returns the checks of connections.
func (a *App) checks() *check.Checks {
	return check.New(check.Options{Config: a.live, Setup: a.setup, Accounts: a.accounts, Rates: a.rates, Heal: a.closeBreakers, Works: a.retryWaiting})
}
