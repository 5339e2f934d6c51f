package aiml

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/speech"
)

const (
	speechGroup = "speech.aiml_voice"
	// slowest is how few characters a voice says in a second, for models that are
	// paid by the length of what they say.
	slowest = 8
)

// SpeechDescriptor declares AIML's voices. They are used with the key of the
// clips.
func SpeechDescriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "aiml_voice", Kind: provider.KindSpeech, Group: speechGroup, Required: []string{"api_key"},
		Keys: append(provider.SharedKeys("generation.aiml"),
			provider.Key{Name: "model", Type: provider.Model, Default: "openai/tts-1"},
			provider.Key{Name: "voice", Type: provider.Text, Default: "alloy"}),
		Paid: true,
		Speech: func(s provider.Setup) (speech.Speaker, error) {
			return speaker{newGenerator(s), s.Values.Text("model"), s.Values.Text("voice")}, nil
		},
		Check: checkSpeech,
	}
}

func speechAccount() provider.Account { return account().ForSpeech(speechGroup) }

type speaker struct {
	*Generator
	model, voice string
}

// Speak sends the one paid request for a text. The answer is the sound, or says
// where that is.
func (p speaker) Speak(ctx context.Context, u speech.Utterance) (a speech.Audio, err error) {
	if err := speechAccount().CheckRequest(p.key, p.model); err != nil {
		return a, err
	}
	body := map[string]any{"model": p.model, "text": u.Text, "voice": cmp.Or(u.Voice, p.voice), "speed": u.Rate}
	if strings.HasPrefix(p.model, "elevenlabs/") {
		body["output_format"] = "mp3_44100_64"
	} else {
		body["response_format"] = "mp3"
	}
	address, charge := "", decimal.Zero
	_, err = p.client.Do(ctx, outbound.Request{
		Method: http.MethodPost, URL: p.base + "/v1/tts", Bearer: p.key, JSON: body, Limit: speech.MaxBytes, Timeout: provider.SpeechTimeout,
		Header: http.Header{"Accept": {"audio/*, application/json"}, "X-Client-Request-Id": {u.ID}},
		Order: func(answer *outbound.Answer, err error) error {
			var fields map[string]json.RawMessage
			if err == nil && json.Unmarshal(answer.Body, &fields) == nil {
				address, charge = addressIn(fields["audio"], maxNested), spent(fields["meta"])
			}
			if _, ok := outbound.Callable(address); ok {
				return nil
			}
			a, err = speechAccount().SpeechOf(answer, err, p.model)
			return err
		},
	})
	if err != nil {
		return a, err
	}
	if address != "" {
		sound, err := p.files.Sound(ctx, address)
		if err != nil {
			return a, failed(err, "speech.download", "provider", speechAccount().Provider)
		}
		if a, err = speechAccount().SpeechOf(&outbound.Answer{Body: sound.Body}, nil, p.model); err != nil {
			return a, err
		}
	}
	a.Charge = decimal.NullDecimal{Decimal: charge, Valid: charge.IsPositive()}
	return a, nil
}

// Voices returns nothing: each model has its own, and there is no list.
func (speaker) Voices(context.Context) ([]speech.Voice, error) { return nil, nil }

// Price returns what a text costs at the most, by AIML's own catalogue.
func (p speaker) Price(ctx context.Context, u speech.Utterance) (decimal.Decimal, error) {
	listed, err := p.listing(ctx, p.model)
	if err == nil {
		var cost decimal.Decimal
		if cost, err = listed.Pricing.ofSpeech(speech.Characters(u.Text)); err == nil {
			return cost, nil
		}
	}
	return decimal.Zero, failed(err, "provider.price_unknown", "model", p.model)
}

// ofSpeech returns the price of so many characters: the dearest that is listed.
func (p pricing) ofSpeech(characters int64) (dearest decimal.Decimal, err error) {
	if p.Currency != "" && !strings.EqualFold(p.Currency, "USD") {
		return dearest, failed(nil, "aiml.other_currency", "currency", p.Currency)
	}
	listed := slices.Concat(p.Units, p.Variants)
	if p.Kind == "variable" || len(listed) == 0 {
		return dearest, failed(nil, "aiml.price_afterwards")
	}
	for _, one := range listed {
		unit := strings.TrimSuffix(strings.ToLower(cmp.Or(one.Unit, one.Name)), "s")
		size := map[string]int64{"character": 1, "char": 1, "second": slowest, "minute": slowest * 60}[unit]
		if size == 0 {
			return dearest, failed(nil, "aiml.odd_unit", "words", celebration.OneLine(unit, maxStatus))
		}
		amount, err := figure(one.Price)
		if err != nil {
			return dearest, err
		}
		per, err := figure(one.Per)
		if err != nil {
			return dearest, err
		}
		units := decimal.NewFromInt(characters).DivRound(decimal.NewFromInt(size), 8)
		dearest = decimal.Max(dearest, amount.Mul(units).DivRound(per, 8))
	}
	if dearest.GreaterThan(decimal.NewFromInt(maxPrice)) {
		return decimal.Zero, failed(nil, "aiml.wrong_price")
	}
	return dearest, nil
}

// checkSpeech compares the balance with the price of a long message.
func checkSpeech(ctx context.Context, s provider.Setup) (provider.Finding, error) {
	p := speaker{newGenerator(s), s.Values.Text("model"), s.Values.Text("voice")}
	left, err := p.Balance(ctx)
	if err != nil {
		return provider.Finding{}, err
	}
	price, err := p.Price(ctx, speech.Utterance{Text: strings.Repeat("a", 300)})
	switch {
	case NotSold(err):
		return provider.Missing(provider.AdviceModel, "check.aiml.model", "provider", provider.Title("aiml_voice"), "model", p.model), nil
	case err != nil:
		return provider.Finding{}, err
	case left.LessThan(price):
		return provider.Missing(provider.AdviceTopUp, "check.aiml.money", "balance", money.New(left.Round(2), "USD"), "price", money.New(price.Round(4), "USD")), nil
	}
	return provider.Found("check.speech.ok", "provider", provider.Title("aiml_voice"), "model", p.model, "voice", p.voice), nil
}
