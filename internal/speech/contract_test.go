// Package speech_test holds what every service that speaks for money promises: what
// became of a request is said, and no request is sent twice.
package speech_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/speech"
	"streamspark/internal/speech/elevenlabs"
	"streamspark/internal/speech/openai"
	"streamspark/internal/speech/yandex"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
	"streamspark/internal/video/aiml"
	"streamspark/internal/video/gemini"
)

// subject is a service and its stand-in.
type subject struct {
	provider.Descriptor
	standIn *standin.Probe
	setup   provider.Setup
}

// each calls a test for each service that is paid, in a world of its own.
func each(t *testing.T, test func(t *testing.T, s subject)) {
	withClips := func(d, clips provider.Descriptor) provider.Descriptor {
		d.StandIn = clips.StandIn // its keys are those of the clips
		return d
	}
	for _, d := range []provider.Descriptor{
		openai.Descriptor(), elevenlabs.Descriptor(), yandex.Descriptor(),
		withClips(aiml.SpeechDescriptor(), aiml.Descriptor()), withClips(gemini.SpeechDescriptor(), gemini.Descriptor()),
	} {
		t.Run(d.ID, func(t *testing.T) {
			s := subject{Descriptor: d, standIn: standintest.Start(t, standin.Options{})}
			values := map[string]string{}
			for _, k := range d.Keys {
				values[k.Name] = k.Default
			}
			for name, value := range d.StandIn {
				if strings.HasPrefix(value, "/") {
					value = s.standIn.URL() + value
				}
				values[name] = value
			}
			s.setup = provider.Setup{
				Values: provider.NewValues(values), Client: outbound.New(nil), Files: outbound.NewDownloader([]string{s.standIn.Host()}), Language: "ru",
			}
			test(t, s)
		})
	}
}

func (s subject) open(t *testing.T) speech.Speaker {
	t.Helper()
	speaker, err := s.Speech(s.setup)
	if err != nil {
		t.Fatal(err)
	}
	return speaker
}

func said() speech.Utterance {
	return speech.Utterance{Text: "Аня дарит сто рублей. Привет!", Lang: "ru", Rate: 1, ID: "ss-1"}
}

func TestATextBecomesItsSound(t *testing.T) {
	each(t, func(t *testing.T, s subject) {
		a, err := s.open(t).Speak(t.Context(), said())
		if err != nil || a.ContentType != "audio/wav" || a.Duration != 2900*time.Millisecond {
			t.Fatalf("%s of %v, %v", a.ContentType, a.Duration, err)
		}
		spoken := s.standIn.Spoken()
		if len(spoken) != 1 || spoken[0].Text != said().Text || spoken[0].Provider != s.ID || spoken[0].Voice != s.setup.Values.Text("voice") {
			t.Errorf("%+v", spoken)
		}
		price, err := s.open(t).Price(t.Context(), said())
		if limit := "0.01"; err != nil || !price.IsPositive() || price.String() > limit {
			t.Errorf("29 characters cost %s, %v", price, err)
		}
		if s.standIn.Requests(standin.Order(s.ID)) != 1 {
			t.Error("a price was an order")
		}
	})
}

// TestWhatBecameOfARequestIsSaid: after any kind but Permanent and NotSent
// something may have been paid for, and nothing is sent twice.
func TestWhatBecameOfARequestIsSaid(t *testing.T) {
	faults := map[standin.Kind]fault.Kind{
		standin.Status400: fault.Permanent, standin.Status401: fault.Permanent, "402": fault.Permanent, standin.Status403: fault.Permanent, standin.Status404: fault.Permanent,
		"422": fault.Permanent, standin.Status429: fault.NotSent, standin.Status500: fault.Lost, standin.Status503: fault.Lost, standin.HTML: fault.Lost, standin.HTML200: fault.Lost,
		standin.Cut: fault.Lost, standin.Lost: fault.Lost, standin.Empty: fault.Lost, standin.OtherShape: fault.Lost, standin.WrongType: "",
	}
	each(t, func(t *testing.T, s subject) {
		faults := maps.Clone(faults)
		if s.ID == "gemini_voice" {
			faults[standin.Status503] = fault.NotSent // Google's own word, at once, that it has no capacity
		}
		standintest.EndsAs(t, s.standIn, s.ID, faults, locale.English().Detail, func() error {
			_, err := s.open(t).Speak(t.Context(), said())
			return err
		})
	})
}

func TestAKeyIsCheckedForNothing(t *testing.T) {
	each(t, func(t *testing.T, s subject) {
		found, err := s.Check(t.Context(), s.setup)
		if err != nil || !found.Good {
			t.Errorf("%+v, %v", found, err)
		}
		s.setup.Values = s.setup.Values.With("api_key", "wrong-key-0123456789")
		found, err = s.Check(t.Context(), s.setup)
		if err == nil && found.Good {
			t.Errorf("a wrong key: %+v", found)
		}
		if spoken := s.standIn.Spoken(); len(spoken) > 0 {
			t.Errorf("it was paid for: %+v", spoken)
		}
		s.setup.Values = s.setup.Values.With("api_key", "")
		if _, err := s.open(t).Speak(t.Context(), said()); !fault.Is(err, "provider.no_key") {
			t.Error(err)
		}
	})
}

// TestAPriceThatNobodyKnowsIsNone: never zero.
func TestAPriceThatNobodyKnowsIsNone(t *testing.T) {
	each(t, func(t *testing.T, s subject) {
		s.setup.Values = s.setup.Values.With("usd_per_million", "").With("model", "unknown-model")
		if price, err := s.open(t).Price(t.Context(), said()); err == nil {
			t.Errorf("it costs %s", price)
		}
	})
}

// TestAIMLMaySayWhereTheSoundIs instead of sending it.
func TestAIMLMaySayWhereTheSoundIs(t *testing.T) {
	each(t, func(t *testing.T, s subject) {
		if s.ID != "aiml_voice" {
			t.SkipNow()
		}
		s.setup.Values = s.setup.Values.With("model", "elevenlabs/eleven_turbo_v2_5").With("voice", "Rachel")
		a, err := s.open(t).Speak(t.Context(), said())
		if err != nil || a.Duration != 2900*time.Millisecond || a.Charge.Decimal.String() != "0.00435" {
			t.Errorf("%v for %s, %v", a.Duration, a.Charge.Decimal, err)
		}
		s.standIn.Set(standin.File(s.ID), standin.Fault{Kind: standin.Status404})
		if _, err := s.open(t).Speak(t.Context(), said()); !fault.Is(err, "speech.download") {
			t.Error(err)
		}
		if n := s.standIn.Requests(standin.Order(s.ID)); n != 2 {
			t.Errorf("%d requests for two texts", n)
		}
	})
}
