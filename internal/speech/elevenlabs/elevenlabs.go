// Package elevenlabs speaks with ElevenLabs.
package elevenlabs

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/speech"
)

const (
	group     = "speech.elevenlabs_voice"
	name      = "ElevenLabs"
	speakTime = 25 * time.Second
)

// Descriptor declares ElevenLabs.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "elevenlabs_voice", Kind: provider.KindSpeech, Group: group, Required: []string{"api_key"},
		Keys: []provider.Key{
			{Name: "api_key", Type: provider.Token, SentTo: "base_url", Env: []string{"ELEVENLABS_API_KEY"}},
			{Name: "base_url", Type: provider.Address, Default: "https://api.elevenlabs.io"},
			{Name: "model", Type: provider.Model, Default: "eleven_flash_v2_5"},
			{Name: "voice", Type: provider.Text, Default: "21m00Tcm4TlvDq8ikWAM"},
			// What a credit costs depends on the plan; this is the dearest.
			{Name: "usd_per_million", Type: provider.Dollars, Default: "200"},
			{Name: "proxy", Type: provider.Proxy},
		},
		Paid:    true,
		Speech:  func(s provider.Setup) (speech.Speaker, error) { return speaker{s}, nil },
		Check:   check,
		StandIn: map[string]string{"base_url": "/elevenlabs", "api_key": "standin-elevenlabs-key"},
	}
}

// account names what the faults of this package speak of.
func account() provider.Account {
	return provider.Account{
		Provider: name, Key: group + ".api_key", Model: group + ".model",
		Named: []string{group + ".voice", group + ".model", group + ".base_url"},
	}
}

type speaker struct{ s provider.Setup }

func (p speaker) value(key string) string { return p.s.Values.Text(key) }

func (p speaker) header() http.Header {
	return http.Header{"Xi-Api-Key": {p.s.Values.Secret("api_key").Reveal()}, "Accept": {"audio/mpeg, application/json"}}
}

// Speak sends the one paid request for a text.
func (p speaker) Speak(ctx context.Context, u speech.Utterance) (a speech.Audio, err error) {
	model := p.value("model")
	if err := account().CheckRequest(p.s.Values.Secret("api_key").Reveal(), model); err != nil {
		return a, err
	}
	body := map[string]any{
		"text": u.Text, "model_id": model,
		"voice_settings": map[string]any{"speed": min(max(u.Rate, 0.7), 1.2)}, // what it takes
	}
	if strings.HasSuffix(model, "_v2_5") { // others refuse it
		body["language_code"] = u.Lang
	}
	_, err = p.s.Client.Do(ctx, outbound.Request{
		Method: http.MethodPost, URL: p.value("base_url") + "/v1/text-to-speech/" + url.PathEscape(cmp.Or(u.Voice, p.value("voice"))),
		Query: url.Values{"output_format": {"mp3_44100_64"}}, Header: p.header(), JSON: body,
		Limit: speech.MaxBytes, Timeout: speakTime,
		Order: func(answer *outbound.Answer, err error) error {
			a, err = account().SpeechOf(answer, err, model)
			return err
		},
	})
	return a, err
}

// Voices lists those of the account.
func (p speaker) Voices(ctx context.Context) (all []speech.Voice, err error) {
	var list struct {
		Voices []struct {
			ID   string `json:"voice_id"`
			Name string `json:"name"`
		} `json:"voices"`
	}
	if _, err := p.s.Client.Do(ctx, outbound.Request{URL: p.value("base_url") + "/v1/voices", Header: p.header(), Decode: &list}); err != nil {
		return nil, err
	}
	for _, v := range list.Voices {
		all = append(all, speech.Voice{ID: v.ID, Name: v.Name})
	}
	return all, nil
}

// Price returns what a text costs by the price that is set.
func (p speaker) Price(_ context.Context, u speech.Utterance) (decimal.Decimal, error) {
	price, known := p.s.Values.Dollars("usd_per_million")
	return speech.PerMillion(u.Text, price, known, provider.Setting(group+".usd_per_million"))
}

// check finds the voice in the account's list, which is free.
func check(ctx context.Context, s provider.Setup) (provider.Finding, error) {
	p := speaker{s}
	voices, err := p.Voices(ctx)
	if err != nil {
		return provider.Finding{}, err
	}
	for _, v := range voices {
		if v.ID == p.value("voice") {
			return provider.Found("check.speech.ok", "provider", provider.Title("elevenlabs_voice"), "model", p.value("model"), "voice", v.Name), nil
		}
	}
	return provider.Missing("check.advice.voice", "speech.no_voice", "voice", p.value("voice"), "setting", provider.Setting(group+".voice")), nil
}
