package gemini

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/speech"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
)

func utterance(rate float64) speech.Utterance {
	return speech.Utterance{Text: "Аня дарит сто рублей. Привет!", Lang: "ru", Rate: rate, ID: "ss-1"}
}

// TestASoundIsAFile whether it came with its head or without, and its price is
// that of what it took.
func TestASoundIsAFile(t *testing.T) {
	s := standintest.Start(t, standin.Options{})
	for _, model := range []string{"gemini-3.8-flash-lite-tts", "gemini-3.8-flash-tts"} {
		p := speaker{generator(s, nil), model, "Kore"}
		price, err := p.Price(t.Context(), utterance(1))
		charge, known := speechPrice(model, time.Now(), 9, 72)
		if err != nil || known != nil {
			t.Fatal(err, known)
		}
		for _, rate := range []float64{0.5, 1, 2} {
			a, err := p.Speak(t.Context(), utterance(rate))
			if err != nil || a.ContentType != "audio/wav" || a.Duration != 2900*time.Millisecond {
				t.Fatalf("%s: %s of %v, %v", model, a.ContentType, a.Duration, err)
			}
			if got := a.Charge.Decimal; !got.Equal(charge) || got.GreaterThan(price) {
				t.Errorf("%s: it took %s dollars, want %s and no more than %s", model, got, charge, price)
			}
		}
	}
	for _, one := range s.Spoken() {
		if one.Lang != "ru-RU" || one.Voice != "Kore" || one.Text != utterance(1).Text {
			t.Errorf("%+v", one)
		}
	}
}

func TestAnOddAnswerIsRead(t *testing.T) {
	second := base64.StdEncoding.EncodeToString(make([]byte, 48000))
	with := func(kind, data string) string {
		return `{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"` + kind + `","data":"` + data + `"}}]},"finishReason":"STOP"}]`
	}
	for name, tt := range map[string]struct {
		body   string
		want   time.Duration // 0: a fault
		says   string
		charge bool
	}{
		"samples":         {with("audio/L16;codec=pcm;rate=24000", second) + "}", time.Second, "", false},
		"slower samples":  {with("audio/L16;rate=16000", second) + "}", 1500 * time.Millisecond, "", false},
		"no type":         {with("", second) + "}", time.Second, "", false},
		"tokens":          {with("audio/L16", second) + `,"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":25}}`, time.Second, "", true},
		"odd tokens":      {with("audio/L16", second) + `,"usageMetadata":{"promptTokenCount":"9","candidatesTokenCount":"many"}}`, time.Second, "", false},
		"no sound":        {`{"candidates":[{"content":{},"finishReason":"OTHER"}],"usageMetadata":{"candidatesTokenCount":5516}}`, 0, "OTHER", false},
		"a text":          {`{"candidates":[{"content":{"parts":[{"text":"No."}]},"finishReason":"SAFETY"}]}`, 0, "SAFETY", false},
		"a blocked text":  {`{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"}}`, 0, "PROHIBITED_CONTENT", false},
		"half of a text":  {`{"candidates":[{"content":{"par`, 0, "Gemini", false},
		"no such base64":  {with("audio/L16", "§") + "}", 0, "Gemini", false},
		"a head and less": {with("audio/wav", "UklGRg==") + "}", 0, "Gemini", false},
	} {
		p := speaker{answering(t, 200, tt.body), "gemini-3.8-flash-lite-tts", "Kore"}
		a, err := p.Speak(t.Context(), utterance(1))
		if a.Duration != tt.want || (err == nil) != (tt.want > 0) || a.Charge.Valid != tt.charge {
			t.Errorf("%s: %v for %v, %v", name, a.Duration, a.Charge, err)
		}
		if err != nil && (fault.KindOf(err) != fault.Lost || !strings.Contains(locale.English().Detail(err), tt.says)) {
			t.Errorf("%s: %s: %s, want %q", name, fault.KindOf(err), locale.English().Detail(err), tt.says)
		}
	}
}

// TestAVoiceHasItsPrice by the day: Google announced the second one.
func TestAVoiceHasItsPrice(t *testing.T) {
	year := time.Date(2027, time.January, 1, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		model string
		day   time.Time
		want  string // dollars for a million tokens of each; empty: it is not known
	}{
		{"gemini-3.8-flash-lite-tts", year.Add(-time.Second), "6.5"},
		{"gemini-3.8-flash-lite-tts", year, "13"},
		{"gemini-3.8-flash-tts", year.Add(-time.Second), "9.5"},
		{"gemini-3.8-flash-tts", year, "19"},
		{"gemini-2.5-flash-preview-tts", year, ""},
		{"", year, ""},
	} {
		price, err := speechPrice(tt.model, tt.day, 1e6, 1e6)
		if (err == nil) != (tt.want != "") || err == nil && price.String() != tt.want || err != nil && !fault.Is(err, "gemini.speech_not_listed") {
			t.Errorf("%s: %s, %v; want %q", tt.model, price, err, tt.want)
		}
	}
	// A slow voice takes longer, a fast one is not relied on.
	for rate, want := range map[float64]int64{0.5: 282, 1: 191, 2: 191} {
		if got := soundTokens(utterance(rate)); got != want {
			t.Errorf("at %v it may take %d tokens, want %d", rate, got, want)
		}
	}
}
