// Package openai speaks with OpenAI, and with all that answer as it does:
// base_url may be that of another service or of a server on this computer.
package openai

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/speech"
)

const (
	group     = "speech.openai_voice"
	name      = "OpenAI"
	speakTime = 25 * time.Second
)

// Descriptor declares OpenAI's voices.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "openai_voice", Kind: provider.KindSpeech, Group: group, Required: []string{"api_key"},
		Keys: []provider.Key{
			{Name: "api_key", Type: provider.Token, SentTo: "base_url", Env: []string{"OPENAI_API_KEY"}},
			{Name: "base_url", Type: provider.Address, Default: "https://api.openai.com/v1"},
			{Name: "model", Type: provider.Model, Default: "tts-1"},
			{Name: "voice", Type: provider.Text, Default: "alloy"},
			{Name: "usd_per_million", Type: provider.Dollars, Default: "15"},
			{Name: "proxy", Type: provider.Proxy},
		},
		Paid:    true,
		Speech:  func(s provider.Setup) (speech.Speaker, error) { return speaker{s}, nil },
		Check:   check,
		StandIn: map[string]string{"base_url": "/openai/v1", "api_key": "standin-openai-key"},
	}
}

// account names what the faults of this package speak of.
func account() provider.Account {
	return provider.Account{
		Provider: name, Key: group + ".api_key", Model: group + ".model",
		Named: []string{group + ".model", group + ".voice", group + ".base_url"},
	}
}

type speaker struct{ s provider.Setup }

func (p speaker) value(key string) string { return p.s.Values.Text(key) }

func (p speaker) key() string { return p.s.Values.Secret("api_key").Reveal() }

// Speak sends the one paid request for a text.
func (p speaker) Speak(ctx context.Context, u speech.Utterance) (a speech.Audio, err error) {
	if err := account().CheckRequest(p.key(), p.value("model")); err != nil {
		return a, err
	}
	_, err = p.s.Client.Do(ctx, outbound.Request{
		Method: http.MethodPost, URL: p.value("base_url") + "/audio/speech", Bearer: p.key(),
		Header: http.Header{"Accept": {"audio/mpeg, audio/*"}, "X-Client-Request-Id": {u.ID}},
		JSON: map[string]any{
			"model": p.value("model"), "input": u.Text, "voice": cmp.Or(u.Voice, p.value("voice")), "response_format": "mp3", "speed": u.Rate,
		},
		Limit: speech.MaxBytes, Timeout: speakTime,
		Order: func(answer *outbound.Answer, err error) error {
			a, err = account().SpeechOf(answer, err, p.value("model"))
			return err
		},
	})
	return a, err
}

// Voices returns OpenAI's own: there is no list of them to ask for. Another
// server has others.
func (speaker) Voices(context.Context) (all []speech.Voice, err error) {
	for _, id := range []string{"alloy", "ash", "ballad", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer", "verse", "marin", "cedar"} {
		all = append(all, speech.Voice{ID: id, Name: id})
	}
	return all, nil
}

// Price returns what a text costs by the price that is set.
func (p speaker) Price(_ context.Context, u speech.Utterance) (decimal.Decimal, error) {
	price, known := p.s.Values.Dollars("usd_per_million")
	return speech.PerMillion(u.Text, price, known, provider.Setting(group+".usd_per_million"))
}

// check lists the models, which is free. Not every server that answers like
// OpenAI names those that speak.
func check(ctx context.Context, s provider.Setup) (provider.Finding, error) {
	p := speaker{s}
	var models struct {
		Data []struct {
			ID string `json:"id"`
		} `json:"data"`
	}
	if _, err := s.Client.Do(ctx, outbound.Request{URL: p.value("base_url") + "/models", Bearer: p.key(), Decode: &models}); err != nil {
		return provider.Finding{}, err
	}
	return provider.Found("check.speech.ok", "provider", provider.Title("openai_voice"), "model", p.value("model"), "voice", p.value("voice")), nil
}
