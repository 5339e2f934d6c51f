// Package yandex speaks with Yandex SpeechKit.
package yandex

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/speech"
)

const (
	group     = "speech.yandex_voice"
	name      = "Yandex SpeechKit"
	speakTime = 25 * time.Second
)

// Descriptor declares SpeechKit.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "yandex_voice", Kind: provider.KindSpeech, Group: group, Required: []string{"api_key"},
		Keys: []provider.Key{
			{Name: "api_key", Type: provider.Token, SentTo: "base_url", Env: []string{"YANDEX_SPEECHKIT_KEY"}},
			{Name: "base_url", Type: provider.Address, Default: "https://tts.api.cloud.yandex.net"},
			{Name: "voice", Type: provider.Text, Default: "alena"},
			{Name: "usd_per_million", Type: provider.Dollars, Default: "20"},
			{Name: "proxy", Type: provider.Proxy},
		},
		Paid:    true,
		Speech:  func(s provider.Setup) (speech.Speaker, error) { return speaker{s}, nil },
		Check:   check,
		StandIn: map[string]string{"base_url": "/yandex", "api_key": "standin-yandex-key"},
	}
}

// account names what the faults of this package speak of. There are no models: a
// voice is one.
func account() provider.Account {
	return provider.Account{
		Provider: name, Key: group + ".api_key", Model: group + ".voice", Named: []string{group + ".voice", group + ".base_url"},
	}
}

type speaker struct{ s provider.Setup }

func (p speaker) value(key string) string { return p.s.Values.Text(key) }

// request returns the request for a text; an empty one it refuses, if the key is
// good.
func (p speaker) request(u speech.Utterance) outbound.Request {
	lang := "en-US"
	if u.Lang == "ru" {
		lang = "ru-RU"
	}
	return outbound.Request{
		Method: http.MethodPost, URL: p.value("base_url") + "/speech/v1/tts:synthesize",
		Header: http.Header{"Authorization": {"Api-Key " + p.s.Values.Secret("api_key").Reveal()}, "Accept": {"audio/ogg, application/json"}},
		Form: url.Values{
			"text": {u.Text}, "lang": {lang}, "voice": {cmp.Or(u.Voice, p.value("voice"))},
			"speed": {strconv.FormatFloat(u.Rate, 'f', 2, 64)}, "format": {"oggopus"},
		},
		Limit: speech.MaxBytes, Timeout: speakTime,
	}
}

// Speak sends the one paid request for a text.
func (p speaker) Speak(ctx context.Context, u speech.Utterance) (a speech.Audio, err error) {
	if err := account().CheckRequest(p.s.Values.Secret("api_key").Reveal(), p.value("voice")); err != nil {
		return a, err
	}
	request := p.request(u)
	request.Order = func(answer *outbound.Answer, err error) error {
		a, err = account().SpeechOf(answer, err, p.value("voice"))
		return err
	}
	_, err = p.s.Client.Do(ctx, request)
	return a, err
}

// Voices returns those of the first version of its API, which has no list.
func (speaker) Voices(context.Context) (all []speech.Voice, err error) {
	for _, id := range []string{"alena", "filipp", "ermil", "jane", "omazh", "zahar", "madirus"} {
		all = append(all, speech.Voice{ID: id, Name: id, Lang: "ru"})
	}
	return append(all, speech.Voice{ID: "john", Name: "john", Lang: "en"}), nil
}

// Price returns what a text costs by the price that is set.
func (p speaker) Price(_ context.Context, u speech.Utterance) (decimal.Decimal, error) {
	price, known := p.s.Values.Dollars("usd_per_million")
	return speech.PerMillion(u.Text, price, known, provider.Setting(group+".usd_per_million"))
}

// check has no text spoken: that is refused for want of a text, and for a bad
// key before.
func check(ctx context.Context, s provider.Setup) (provider.Finding, error) {
	p := speaker{s}
	_, err := s.Client.Do(ctx, p.request(speech.Utterance{Lang: "ru", Rate: 1}))
	if err != nil && outbound.Status(err) != http.StatusBadRequest {
		return provider.Finding{}, err
	}
	return provider.Found("check.speech.ok", "provider", provider.Title("yandex_voice"), "model", "SpeechKit", "voice", p.value("voice")), nil
}
