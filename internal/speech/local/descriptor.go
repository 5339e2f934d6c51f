// Package local speaks with the voices of this computer: those of Windows and
// macOS, and those of the programs RHVoice, piper and espeak-ng where they are on
// PATH. They cost nothing and need no network.
package local

import (
	"context"

	"streamspark/internal/fault"
	"streamspark/internal/provider"
	"streamspark/internal/speech"
)

const group = "speech.local_voice"

// Descriptor declares the voices of this computer.
func Descriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "local_voice", Kind: provider.KindSpeech, Group: group,
		Keys: []provider.Key{
			{Name: "voice", Type: provider.Text},
		},
		Speech: func(s provider.Setup) (speech.Speaker, error) {
			return New(s.Values.Text("voice"), engines(s.Dir)), nil
		},
		Check: check,
	}
}

// check lists the voices, and says a word with the one that would be used.
func check(ctx context.Context, s provider.Setup) (provider.Finding, error) {
	speaker := New(s.Values.Text("voice"), engines(s.Dir))
	voices, err := speaker.Voices(ctx)
	if err != nil {
		return provider.Finding{}, err
	}
	if len(voices) == 0 {
		return provider.Missing("check.advice.voice", "check.local_voice.none"), nil
	}
	chosen, err := speaker.choose(voices, speech.Utterance{Lang: s.Language})
	if err != nil {
		return provider.Finding{Said: fault.MessageOf(err), Advice: fault.Say("check.advice.voice")}, nil //nolint:nilerr // it is what was found
	}
	return provider.Found("check.voice.ok", "n", len(voices), "voice", chosen.Name), nil
}
