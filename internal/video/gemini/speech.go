package gemini

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"streamspark/internal/fault"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/speech"
)

// Google has its newer API for speech too. The older generateContent is used,
// because it ends with its request: what is known of it here is from Google's
// documents of October and November 2026 for its models of 3.8, and from the
// clients of others; nobody has called the service itself.
const (
	speechGroup = "speech.gemini_voice"

	// slowest is how few characters a second are said, and pauses how many seconds
	// more a text may take.
	slowest, pauses = 8, 4
	// perSoundSecond is how many tokens a second of sound has. Google says so of
	// the models of 2.5; of those of 3.8 it is a guess.
	perSoundSecond = 25
	usualRate      = 24000 // samples a second, where the answer does not say
)

// SpeechDescriptor declares Gemini's voices. They are used with the key of the
// clips.
func SpeechDescriptor() provider.Descriptor {
	return provider.Descriptor{
		ID: "gemini_voice", Kind: provider.KindSpeech, Group: speechGroup, Required: []string{"api_key"},
		Keys: append(provider.SharedKeys("generation.gemini"),
			provider.Key{Name: "model", Type: provider.Model, Default: "gemini-3.8-flash-lite-tts"},
			provider.Key{Name: "voice", Type: provider.Text, Default: "Kore"}),
		Paid: true,
		Speech: func(s provider.Setup) (speech.Speaker, error) {
			return speaker{newGenerator(s), s.Values.Text("model"), s.Values.Text("voice")}, nil
		},
		Check: func(ctx context.Context, s provider.Setup) (provider.Finding, error) {
			model := s.Values.Text("model")
			if missing, err := newGenerator(s).missing(ctx, "gemini_voice", model); err != nil || !missing.Said.IsZero() {
				return missing, err
			}
			return provider.Found("check.speech.ok", "provider", provider.Title("gemini_voice"), "model", model, "voice", s.Values.Text("voice")), nil
		},
	}
}

func speechAccount() provider.Account { return account().ForSpeech(speechGroup) }

type speaker struct {
	*Generator
	model, voice string
}

// Speak sends the one paid request for a text.
func (p speaker) Speak(ctx context.Context, u speech.Utterance) (a speech.Audio, err error) {
	if err := speechAccount().CheckRequest(p.key, p.model); err != nil {
		return a, err
	}
	request := p.request(p.base + "/v1beta/models/" + url.PathEscape(p.model) + ":generateContent")
	request.Method, request.JSON, request.Limit, request.Timeout = http.MethodPost, p.body(u), speech.MaxBytes, provider.SpeechTimeout
	request.Order = func(answer *outbound.Answer, err error) error {
		if err != nil {
			return p.failed(speechAccount(), err, p.model)
		}
		a, err = p.spoken(answer.Body)
		return err
	}
	_, err = p.client.Do(ctx, request)
	return a, err
}

// body returns the request for a text. The models of 3.8 read a text as it is,
// and would read instructions out too: the speed, which has no field, is in its
// metadata. The limit bounds what is paid for, also where a text leads the model
// astray; one client of others sends it, no document tells what comes of it.
func (p speaker) body(u speech.Utterance) map[string]any {
	part := map[string]any{"text": u.Text}
	switch {
	case u.Rate < 0.9:
		part["speechMetadata"] = map[string]string{"style": "slow pace"}
	case u.Rate > 1.1:
		part["speechMetadata"] = map[string]string{"style": "fast pace"}
	}
	lang := "en-US"
	if u.Lang == "ru" {
		lang = "ru-RU"
	}
	return map[string]any{
		"contents": []any{map[string]any{"role": "user", "parts": []any{part}}},
		"generationConfig": map[string]any{
			"responseModalities": []string{"AUDIO"}, "maxOutputTokens": soundTokens(u),
			"speechConfig": map[string]any{
				"languageCode": lang,
				"voiceConfig":  map[string]any{"prebuiltVoiceConfig": map[string]string{"voiceName": cmp.Or(u.Voice, p.voice)}},
			},
		},
	}
}

// spoken returns the sound in an answer: a WAV, or bare samples of 16 bits, the
// lower byte first, as the clients of others take them (the name of their type,
// L16, would mean the higher). Gemini was seen to answer with no sound, and to
// count what it took.
func (p speaker) spoken(body []byte) (a speech.Audio, err error) {
	var answer struct {
		Candidates []struct {
			Content struct {
				Parts []struct {
					Inline struct {
						Type string `json:"mimeType"`
						Data []byte `json:"data"`
					} `json:"inlineData"`
				} `json:"parts"`
			} `json:"content"`
			Reason json.RawMessage `json:"finishReason"`
		} `json:"candidates"`
		Feedback struct {
			Reason json.RawMessage `json:"blockReason"`
		} `json:"promptFeedback"`
		Usage struct {
			Text  json.RawMessage `json:"promptTokenCount"`
			Sound json.RawMessage `json:"candidatesTokenCount"`
		} `json:"usageMetadata"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return a, speechAccount().UnreadableAnswer(fault.New(fault.Retry, outbound.DescribeBody(body).Code))
	}
	var sound []byte
	kind, reason := "", outbound.Text(answer.Feedback.Reason)
	for _, c := range answer.Candidates[:min(len(answer.Candidates), 1)] {
		reason = cmp.Or(reason, outbound.Text(c.Reason))
		for _, part := range c.Content.Parts {
			kind, sound = part.Inline.Type, append(sound, part.Inline.Data...)
		}
	}
	if len(sound) == 0 {
		return a, fault.New(fault.Lost, "gemini.not_spoken", "said", provider.Quote(p.readable(reason)))
	}
	if string(sound[:min(len(sound), 4)]) != "RIFF" {
		sound = speech.WAV(sound, rateOf(kind))
	}
	if a, err = speechAccount().SpeechOf(&outbound.Answer{Body: sound}, nil, p.model); err != nil {
		return a, err
	}
	text, _ := strconv.ParseInt(string(answer.Usage.Text), 10, 64)
	tokens, _ := strconv.ParseInt(string(answer.Usage.Sound), 10, 64)
	if charge, err := speechPrice(p.model, time.Now(), text, tokens); err == nil && tokens > 0 {
		a.Charge = decimal.NewNullDecimal(charge)
	}
	return a, nil
}

// rateOf returns the samples a second of a type such as
// "audio/L16;codec=pcm;rate=24000".
func rateOf(kind string) uint32 {
	_, params, _ := mime.ParseMediaType(kind)
	if rate, err := strconv.ParseUint(params["rate"], 10, 32); err == nil && rate > 0 {
		return uint32(rate)
	}
	return usualRate
}

// Voices returns the voices of all its models, of which there is no shorter list.
func (speaker) Voices(context.Context) (all []speech.Voice, err error) {
	for _, id := range []string{
		"Achernar", "Achird", "Algenib", "Algieba", "Alnilam", "Aoede", "Autonoe", "Callirrhoe", "Charon", "Despina",
		"Enceladus", "Erinome", "Fenrir", "Gacrux", "Iapetus", "Kore", "Laomedeia", "Leda", "Orus", "Puck",
		"Pulcherrima", "Rasalgethi", "Sadachbia", "Sadaltager", "Schedar", "Sulafat", "Umbriel", "Vindemiatrix", "Zephyr", "Zubenelgenubi",
	} {
		all = append(all, speech.Voice{ID: id, Name: id})
	}
	return all, nil
}

// Price returns what a text costs at the most: as if it had a token for each
// character, and took as long as it may.
func (p speaker) Price(_ context.Context, u speech.Utterance) (decimal.Decimal, error) {
	const more = 20 // tokens of what is not the text
	return speechPrice(p.model, time.Now(), speech.Characters(u.Text)+more, soundTokens(u))
}

// soundTokens returns how many tokens of sound a text may take.
func soundTokens(u speech.Utterance) int64 {
	seconds := float64(speech.Characters(u.Text))/slowest/min(max(u.Rate, speech.MinRate), 1) + pauses
	return int64(math.Ceil(seconds * perSoundSecond))
}

// speechPrice returns what so many tokens of text and of sound cost on a day, in
// dollars, by Google's list of prices: they double in 2027. Where no price is
// known it is an error, never zero.
func speechPrice(model string, day time.Time, text, sound int64) (decimal.Decimal, error) {
	cents, ok := map[string][2]int64{ // for a million tokens
		"gemini-3.8-flash-lite-tts": {50, 600},
		"gemini-3.8-flash-tts":      {50, 900},
	}[model]
	if !ok {
		return decimal.Zero, fault.New(fault.Permanent, "gemini.speech_not_listed", "model", model, "setting", provider.Setting(speechGroup+".model"))
	}
	price := decimal.NewFromInt(cents[0]*text + cents[1]*sound).Shift(-8)
	if day.UTC().Year() >= 2027 {
		price = price.Mul(decimal.NewFromInt(2))
	}
	return price, nil
}
