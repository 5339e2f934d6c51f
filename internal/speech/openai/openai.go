// Package openai speaks with OpenAI, and with all that answer as it does:
// base_url may be that of another service or of a server on this computer.
package openai

import (
	"context"
	"net/http"

	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/speech"
)

// Descriptor declares OpenAI's voices.
func Descriptor() provider.Descriptor {
	return provider.SpeechService{
		ID: "openai_voice", Name: "OpenAI", KeyVariable: "OPENAI_API_KEY",
		Address: "https://api.openai.com/v1", Model: "tts-1", Voice: "alloy", USDPerMillion: "15",
		StandIn: map[string]string{"base_url": "/openai/v1", "api_key": "standin-openai-key"},
		Request: request, Voices: voices, Check: check,
	}.Descriptor()
}

func request(v provider.Values, u speech.Utterance) outbound.Request {
	return outbound.Request{
		Method: http.MethodPost, URL: v.Text("base_url") + "/audio/speech", Bearer: v.Secret("api_key").Reveal(),
		Header: http.Header{"Accept": {"audio/mpeg, audio/*"}, "X-Client-Request-Id": {u.ID}},
		JSON:   map[string]any{"model": v.Text("model"), "input": u.Text, "voice": u.Voice, "response_format": "mp3", "speed": u.Rate},
	}
}

// voices returns OpenAI's own: there is no list of them to ask for. Another
// server has others.
func voices(context.Context, provider.Setup) (all []speech.Voice, err error) {
	for _, id := range []string{"alloy", "ash", "ballad", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer", "verse", "marin", "cedar"} {
		all = append(all, speech.Voice{ID: id, Name: id})
	}
	return all, nil
}

// check lists the models. Not every server that answers like OpenAI names those
// that speak.
func check(ctx context.Context, s provider.Setup) (string, error) {
	var models struct {
		Data []struct {
			ID string `json:"id"`
		} `json:"data"`
	}
	_, err := s.Client.Do(ctx, outbound.Request{
		URL: s.Values.Text("base_url") + "/models", Bearer: s.Values.Secret("api_key").Reveal(), Decode: &models,
	})
	return s.Values.Text("voice"), err
}
