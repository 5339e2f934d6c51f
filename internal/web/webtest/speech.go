package webtest

import (
	"context"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/narrator"
	"streamspark/internal/speech"
)

// newNarrator returns one that speaks with s.Voice.
func (s *Server) newNarrator() *narrator.Narrator {
	s.T.Helper()
	cache, err := speech.OpenCache(s.T.TempDir(), 1<<20)
	if err != nil {
		s.T.Fatal(err)
	}
	n := narrator.New(narrator.Options{
		Store: s.Store, Cache: cache, Changed: func() {},
		Settings: func() narrator.Settings {
			return narrator.Settings{Script: speech.Script{Text: "{message}", Lang: "en", Limit: 300}, Rate: 1}
		},
		Speaker: func(voice string) (narrator.Speaker, bool) {
			if s.Voice == nil || voice == celebration.VoiceOff {
				return narrator.Speaker{}, false
			}
			return narrator.Speaker{Speaker: s.Voice, ID: "openai_voice", Paid: true, Voice: "alloy"}, true
		},
		Rubles: func(context.Context) (decimal.Decimal, error) { return decimal.NewFromInt(80), nil },
	})
	s.T.Cleanup(func() {
		_ = n.Close()
		_ = cache.Close()
	})
	return n
}

// Voice speaks silence, a tenth of a second for a price.
type Voice struct{ Cost decimal.Decimal }

// Speak returns the same for each text.
func (Voice) Speak(context.Context, speech.Utterance) (speech.Audio, error) {
	return speech.Read(silence())
}

// silence returns a tenth of a second of it as WAV.
func silence() []byte {
	head := "RIFF\x44\x03\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x20\x03\x00\x00"
	return append([]byte(head), make([]byte, 800)...)
}

// Voices returns one.
func (Voice) Voices(context.Context) ([]speech.Voice, error) {
	return []speech.Voice{{ID: "alloy", Name: "Alloy", Lang: "en"}}, nil
}

// Price returns that of a text.
func (v Voice) Price(context.Context, speech.Utterance) (decimal.Decimal, error) {
	return v.Cost, nil
}
