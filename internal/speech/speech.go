// Package speech has what a donor wrote spoken: what is to be said and how it
// sounds, the text that a voice reads without stumbling, the length of a sound
// file, and the cache of what was spoken. Its folders are the voices. It calls
// nobody itself.
package speech

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// Utterance is one thing to say.
type Utterance struct {
	Text  string  // normalized: letters and marks of a sentence
	Lang  string  // "ru", "en"
	Voice string  // empty: the one of the settings, else the speaker's own for the language
	Rate  float64 // 1 is the speaker's own speed
	ID    string  // our own id of the request, where it is paid for
}

// Characters returns how many characters of a text are billed.
func Characters(text string) int64 { return int64(utf8.RuneCountInString(text)) }

// Audio is a whole sound file.
type Audio struct {
	Body        []byte
	ContentType string
	Duration    time.Duration
	Charge      decimal.NullDecimal // US dollars, where the speaker said what it took
}

// Voice is one that a speaker has.
type Voice struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Lang string `json:"lang"` // "ru"; empty: any
}

// Speaker has texts spoken. A paid one never repeats a request; its faults
// are those of an order, see provider.Account.
type Speaker interface {
	Speak(ctx context.Context, u Utterance) (Audio, error)
	// Voices lists the voices that there are. It is free.
	Voices(ctx context.Context) ([]Voice, error)
	// Price returns what it costs at the most to say so much, in US dollars. Where
	// no price can be known it is an error, never zero.
	Price(ctx context.Context, u Utterance) (decimal.Decimal, error)
}

// MinRate and MaxRate bound the speed of a voice.
const (
	MinRate = 0.5
	MaxRate = 2.0
)
