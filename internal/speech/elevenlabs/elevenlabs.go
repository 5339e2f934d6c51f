// Package elevenlabs speaks with ElevenLabs.
package elevenlabs

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/speech"
)

// Descriptor declares ElevenLabs.
func Descriptor() provider.Descriptor {
	return provider.SpeechService{
		ID: "elevenlabs_voice", Name: "ElevenLabs", KeyVariable: "ELEVENLABS_API_KEY",
		Address: "https://api.elevenlabs.io", Model: "eleven_flash_v2_5", Voice: "21m00Tcm4TlvDq8ikWAM",
		USDPerMillion: "200", // what a credit costs depends on the plan; this is the dearest
		StandIn:       map[string]string{"base_url": "/elevenlabs", "api_key": "standin-elevenlabs-key"},
		Request:       request, Voices: voices, Check: check,
	}.Descriptor()
}

func header(v provider.Values) http.Header {
	return http.Header{"Xi-Api-Key": {v.Secret("api_key").Reveal()}, "Accept": {"audio/mpeg, application/json"}}
}

func request(v provider.Values, u speech.Utterance) outbound.Request {
	body := map[string]any{
		"text": u.Text, "model_id": v.Text("model"),
		"voice_settings": map[string]any{"speed": min(max(u.Rate, 0.7), 1.2)}, // what it takes
	}
	if strings.HasSuffix(v.Text("model"), "_v2_5") { // others refuse it
		body["language_code"] = u.Lang
	}
	return outbound.Request{
		Method: http.MethodPost, URL: v.Text("base_url") + "/v1/text-to-speech/" + url.PathEscape(u.Voice),
		Query: url.Values{"output_format": {"mp3_44100_64"}}, Header: header(v), JSON: body,
	}
}

// voices lists those of the account.
func voices(ctx context.Context, s provider.Setup) (all []speech.Voice, err error) {
	var list struct {
		Voices []struct {
			ID   string `json:"voice_id"`
			Name string `json:"name"`
		} `json:"voices"`
	}
	_, err = s.Client.Do(ctx, outbound.Request{URL: s.Values.Text("base_url") + "/v1/voices", Header: header(s.Values), Decode: &list})
	for _, v := range list.Voices {
		all = append(all, speech.Voice{ID: v.ID, Name: v.Name})
	}
	return all, err
}

// check finds the voice in the account's list.
func check(ctx context.Context, s provider.Setup) (string, error) {
	all, err := voices(ctx, s)
	for _, v := range all {
		if v.ID == s.Values.Text("voice") {
			return v.Name, err
		}
	}
	return "", err
}
