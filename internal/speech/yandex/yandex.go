// Package yandex speaks with Yandex SpeechKit.
package yandex

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/speech"
)

// Descriptor declares SpeechKit.
func Descriptor() provider.Descriptor {
	return provider.SpeechService{
		ID: "yandex_voice", Name: "Yandex SpeechKit", KeyVariable: "YANDEX_SPEECHKIT_KEY",
		Address: "https://tts.api.cloud.yandex.net", Voice: "alena", USDPerMillion: "20",
		StandIn: map[string]string{"base_url": "/yandex", "api_key": "standin-yandex-key"},
		Request: request, Voices: voices, Check: check,
	}.Descriptor()
}

func request(v provider.Values, u speech.Utterance) outbound.Request {
	lang := "en-US"
	if u.Lang == "ru" {
		lang = "ru-RU"
	}
	return outbound.Request{
		Method: http.MethodPost, URL: v.Text("base_url") + "/speech/v1/tts:synthesize",
		Header: http.Header{"Authorization": {"Api-Key " + v.Secret("api_key").Reveal()}, "Accept": {"audio/ogg, application/json"}},
		Form: url.Values{
			"text": {u.Text}, "lang": {lang}, "voice": {u.Voice}, "speed": {strconv.FormatFloat(u.Rate, 'f', 2, 64)}, "format": {"oggopus"},
		},
	}
}

// voices returns those of the first version of its API, which has no list.
func voices(context.Context, provider.Setup) (all []speech.Voice, err error) {
	for _, id := range []string{"alena", "filipp", "ermil", "jane", "omazh", "zahar", "madirus"} {
		all = append(all, speech.Voice{ID: id, Name: id, Lang: "ru"})
	}
	return append(all, speech.Voice{ID: "john", Name: "john", Lang: "en"}), nil
}

// check asks for no text: that is refused for want of one, and before that for
// a bad key.
func check(ctx context.Context, s provider.Setup) (string, error) {
	voice := s.Values.Text("voice")
	_, err := s.Client.Do(ctx, request(s.Values, speech.Utterance{Voice: voice, Lang: "ru", Rate: 1}))
	if outbound.Status(err) == http.StatusBadRequest {
		err = nil
	}
	return voice, err
}
