package standin

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// Keys that the stand-ins of services which speak take.
const (
	OpenAIKey     = "standin-openai-key"
	ElevenLabsKey = "standin-elevenlabs-key"
	YandexKey     = "standin-yandex-key"
)

// perCharacter is how long a voice takes for a character.
const perCharacter = 100 * time.Millisecond

// Spoken is a text that was spoken, and paid for.
type Spoken struct {
	Provider, Text, Voice, Model, Lang, RequestID string
	Characters                                    int
}

// speeches is what was spoken, in order.
type speeches struct {
	mu    sync.Mutex
	all   []Spoken
	files map[string][]byte
}

// speak records a text and returns its sound: a tone as long as the text.
func (s *Server) speak(r *http.Request, said Spoken) []byte {
	said.RequestID, said.Characters = r.Header.Get("X-Client-Request-Id"), utf8.RuneCountInString(said.Text)
	s.speech.mu.Lock()
	defer s.speech.mu.Unlock()
	s.speech.all = append(s.speech.all, said)
	return Tone(time.Duration(said.Characters) * perCharacter)
}

func (s *Server) speechRoutes(mux *http.ServeMux, serve func(string, Part, http.HandlerFunc)) {
	serve("POST /openai/v1/audio/speech", Order("openai_voice"), s.openAISpeech)
	serve("GET /openai/v1/models", Look("openai_voice"), func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+OpenAIKey {
			openAIError(w, http.StatusUnauthorized)
			return
		}
		writeJSON(w, http.StatusOK, map[string]any{"object": "list", "data": []any{
			map[string]any{"id": "tts-1", "object": "model"}, map[string]any{"id": "gpt-6-luna", "object": "model"},
		}})
	})
	serve("POST /elevenlabs/v1/text-to-speech/{voice}", Order("elevenlabs_voice"), s.elevenLabsSpeech)
	serve("GET /elevenlabs/v1/voices", Look("elevenlabs_voice"), func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Xi-Api-Key") != ElevenLabsKey {
			elevenLabsError(w, http.StatusUnauthorized)
			return
		}
		writeJSON(w, http.StatusOK, map[string]any{"voices": []any{map[string]any{"voice_id": elevenLabsVoice, "name": "Rachel"}}})
	})
	serve("POST /yandex/speech/v1/tts:synthesize", Order("yandex_voice"), s.yandexSpeech)
	serve("POST /aiml/v1/tts", Order("aiml_voice"), s.keyed(s.aimlSpeech))
	serve("GET /aiml/speech/{name}", File("aiml_voice"), func(w http.ResponseWriter, r *http.Request) {
		s.speech.mu.Lock()
		body, ok := s.speech.files[r.PathValue("name")]
		s.speech.mu.Unlock()
		if !ok {
			fileError(w, http.StatusNotFound)
			return
		}
		sendSound(w, body)
	})
	for path, refuse := range map[string]func(http.ResponseWriter, int){"/openai/": openAIError, "/elevenlabs/": elevenLabsError, "/yandex/": yandexError} {
		mux.Handle(path, s.inside(func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusNotFound) }))
	}
}

func sendSound(w http.ResponseWriter, body []byte) {
	w.Header().Set("Content-Type", "audio/wav")
	_, _ = w.Write(body) //nolint:gosec // a sound; whoever left needs none
}

func (s *Server) openAISpeech(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Model, Input, Voice string
		Speed               float64
		Format              string `json:"response_format"`
	}
	switch err := json.NewDecoder(r.Body).Decode(&body); {
	case r.Header.Get("Authorization") != "Bearer "+OpenAIKey:
		openAIError(w, http.StatusUnauthorized)
	case err != nil, body.Input == "", body.Voice == "", utf8.RuneCountInString(body.Input) > 4096, body.Speed < 0.25, body.Speed > 4, body.Format != "mp3":
		openAIError(w, http.StatusBadRequest)
	case body.Model != "tts-1" && body.Model != "gpt-4o-mini-tts":
		openAIError(w, http.StatusNotFound)
	default:
		sendSound(w, s.speak(r, Spoken{Provider: "openai_voice", Text: body.Input, Voice: body.Voice, Model: body.Model}))
	}
}

func openAIError(w http.ResponseWriter, status int) {
	says := map[int][2]string{
		401: {"invalid_api_key", "Incorrect API key provided."}, 404: {"model_not_found", "The model does not exist or you do not have access to it."},
		429: {"insufficient_quota", "You exceeded your current quota, please check your plan and billing details."},
	}[status]
	writeJSON(w, status, map[string]any{"error": map[string]any{"message": says[1], "type": "invalid_request_error", "param": nil, "code": says[0]}})
}

// elevenLabsVoice is the only voice of the stand-in.
const elevenLabsVoice = "21m00Tcm4TlvDq8ikWAM"

func (s *Server) elevenLabsSpeech(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Text     string
		Model    string `json:"model_id"`
		Lang     string `json:"language_code"`
		Settings struct {
			Speed float64
		} `json:"voice_settings"`
	}
	err := json.NewDecoder(r.Body).Decode(&body)
	takesLang := strings.HasSuffix(body.Model, "_v2_5")
	switch {
	case r.Header.Get("Xi-Api-Key") != ElevenLabsKey:
		elevenLabsError(w, http.StatusUnauthorized)
	case r.PathValue("voice") != elevenLabsVoice:
		elevenLabsError(w, http.StatusNotFound)
	case err != nil, body.Text == "", body.Model == "", body.Lang != "" && !takesLang, body.Settings.Speed < 0.7, body.Settings.Speed > 1.2:
		elevenLabsError(w, http.StatusUnprocessableEntity)
	default:
		w.Header().Set("Character-Cost", strconv.Itoa(len(body.Text)))
		sendSound(w, s.speak(r, Spoken{Provider: "elevenlabs_voice", Text: body.Text, Voice: r.PathValue("voice"), Model: body.Model, Lang: body.Lang}))
	}
}

func elevenLabsError(w http.ResponseWriter, status int) {
	if status == http.StatusUnprocessableEntity {
		writeJSON(w, status, map[string]any{"detail": []any{map[string]any{"loc": []string{"body", "text"}, "msg": "field required", "type": "value_error.missing"}}})
		return
	}
	says := map[int][2]string{
		401: {"invalid_api_key", "Invalid API key"}, 402: {"quota_exceeded", "This request exceeds your quota."},
		404: {"voice_not_found", "A voice with this id was not found."}, 429: {"too_many_concurrent_requests", "Too many concurrent requests."},
	}[status]
	writeJSON(w, status, map[string]any{"detail": map[string]string{"status": says[0], "message": says[1]}})
}

func (s *Server) yandexSpeech(w http.ResponseWriter, r *http.Request) {
	speed, err := strconv.ParseFloat(r.FormValue("speed"), 64)
	lang := r.FormValue("lang")
	text := r.FormValue("text")
	switch {
	case r.Header.Get("Authorization") != "Api-Key "+YandexKey:
		yandexError(w, http.StatusUnauthorized)
	case text == "", utf8.RuneCountInString(text) > 5000, lang != "ru-RU" && lang != "en-US", err != nil, speed < 0.1, speed > 3, r.FormValue("format") != "oggopus":
		yandexError(w, http.StatusBadRequest)
	default:
		sendSound(w, s.speak(r, Spoken{Provider: "yandex_voice", Text: text, Voice: r.FormValue("voice"), Lang: lang}))
	}
}

func yandexError(w http.ResponseWriter, status int) {
	code, says := "BAD_REQUEST", "Bad Request"
	if status == http.StatusUnauthorized {
		code, says = "UNAUTHORIZED", "Unknown api key"
	}
	writeJSON(w, status, map[string]string{"error_code": code, "error_message": says})
}

// geminiSpeech answers with samples that have no head, or of the larger model
// with a whole file. Both ways are known.
func (s *Server) geminiSpeech(w http.ResponseWriter, r *http.Request) {
	type voice struct {
		Prebuilt struct {
			Name string `json:"voiceName"`
		} `json:"prebuiltVoiceConfig"`
	}
	var body struct {
		Contents []struct {
			Role  string
			Parts []struct {
				Text     string
				Metadata struct{ Style string } `json:"speechMetadata"`
			}
		}
		Config struct {
			Modalities []string `json:"responseModalities"`
			Limit      int      `json:"maxOutputTokens"`
			Speech     struct {
				Lang  string `json:"languageCode"`
				Voice voice  `json:"voiceConfig"`
			} `json:"speechConfig"`
		} `json:"generationConfig"`
	}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields() // such as a temperature
	err := decoder.Decode(&body)
	model, call, _ := strings.Cut(r.PathValue("call"), ":")
	c := body.Config
	switch {
	case call != "generateContent" || model != "gemini-3.8-flash-tts" && model != "gemini-3.8-flash-lite-tts":
		geminiError(w, http.StatusNotFound, "")
		return
	case err != nil, len(body.Contents) != 1, len(body.Contents[0].Parts) != 1, body.Contents[0].Parts[0].Text == "",
		len(c.Modalities) != 1, c.Modalities[0] != "AUDIO", c.Limit < 1, c.Speech.Voice.Prebuilt.Name == "":
		geminiFrontError(w, http.StatusBadRequest, "Request contains an invalid argument.")
		return
	}
	text := body.Contents[0].Parts[0].Text
	sound := s.speak(r, Spoken{Provider: "gemini_voice", Text: text, Voice: c.Speech.Voice.Prebuilt.Name, Model: model, Lang: c.Speech.Lang})
	kind := "audio/wav"
	if model == "gemini-3.8-flash-lite-tts" {
		kind, sound = "audio/L16;codec=pcm;rate=24000", bareSamples(sound)
	}
	characters := utf8.RuneCountInString(text)
	writeJSON(w, http.StatusOK, map[string]any{
		"candidates": []any{map[string]any{
			"content":      map[string]any{"role": "model", "parts": []any{map[string]any{"inlineData": map[string]any{"mimeType": kind, "data": sound}}}},
			"finishReason": "STOP", "index": 0,
		}},
		"usageMetadata": map[string]any{"promptTokenCount": characters / 3, "candidatesTokenCount": characters * 5 / 2},
		"modelVersion":  model,
	})
}

// bareSamples returns the samples of a Tone as 24 000 a second of 16 bits.
func bareSamples(tone []byte) (samples []byte) {
	for _, v := range tone[44:] {
		for range 3 {
			samples = append(samples, 0, v^0x80)
		}
	}
	return samples
}

// speechModels returns the prices of AIML's models that speak, for a number of
// characters.
func speechModels() map[string]map[string]any {
	return map[string]map[string]any{
		"openai/tts-1":                 {"price": json.Number("0.0195"), "unit": "character", "per": 1000},
		"elevenlabs/eleven_turbo_v2_5": {"price": json.Number("0.15"), "unit": "character", "per": 1000},
	}
}

// aimlSpeech answers with the sound, or for the models of ElevenLabs with where it
// is.
func (s *Server) aimlSpeech(w http.ResponseWriter, r *http.Request) {
	var body struct{ Model, Text, Voice string }
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		aimlError(w, r, http.StatusBadRequest, "The body is not a JSON object")
		return
	}
	price, sold := speechModels()[body.Model]
	switch {
	case !sold:
		aimlInvalid(w, r, []problem{{"model", "Invalid model"}})
		return
	case body.Text == "" || body.Voice == "":
		aimlInvalid(w, r, []problem{{"text", "Required"}})
		return
	}
	sound := s.speak(r, Spoken{Provider: "aiml_voice", Text: body.Text, Voice: body.Voice, Model: body.Model})
	if !strings.HasPrefix(body.Model, "elevenlabs/") {
		sendSound(w, sound)
		return
	}
	name := uuid.NewString() + ".wav"
	s.speech.mu.Lock()
	s.speech.files[name] = sound
	s.speech.mu.Unlock()
	each := decimal.RequireFromString(string(price["price"].(json.Number))).Shift(-3)
	spent := each.Mul(decimal.NewFromInt(int64(utf8.RuneCountInString(body.Text))))
	writeJSON(w, http.StatusOK, map[string]any{
		"audio": map[string]string{"url": s.URL() + "/aiml/speech/" + name},
		"meta":  map[string]any{"usage": map[string]any{"usd_spent": json.Number(spent.String())}},
	})
}
