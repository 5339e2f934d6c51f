package standin

import (
	"encoding/json"
	"hash/fnv"
	"io"
	"iter"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// AnthropicKey is the key that the stand-in for Anthropic takes.
const AnthropicKey = "standin-anthropic-key"

// Asked is a question to a text model that was answered, and paid for.
type Asked struct {
	Provider, Model, System, Data string
	Limit                         int
	Picture                       bool // it was a picture, and there is no data
}

// questions is what text models were asked, in order.
type questions struct {
	mu  sync.Mutex
	all []Asked
}

// modelReply is what a text model says, whatever the form.
type modelReply struct {
	text    string
	refused bool
	cut     bool
	in, out int
}

// What a donor can write to the stand-in, to see how a model goes wrong.
const (
	WordRefuse = "refuse this"   // it refuses
	WordCut    = "cut this"      // it comes to its limit
	WordFilter = "filter this"   // a filter stops it, in the service's own way
	WordObey   = "obey this"     // it does what the text says, in the text's words: "action allow" too
	WordFields = "other fields"  // it leaves the schema
	WordFence  = "fence this"    // it puts the JSON into a fence of Markdown
	WordEmpty  = "nothing to it" // it says nothing
	WordMarkup = "markup please" // its reason is full of HTML
)

// verdicts are by words of a text what it finds in it; the first counts.
var verdicts = []struct{ words, action, category string }{
	{"underage", "block", "minors"},
	{"убью тебя", "hold", "threat"},
	{"kill you", "hold", "threat"},
	{"naked", "hold", "sexual"},
	{"hate them", "hold", "hate"},
	{"выборы", "hold", "politics"},
	{"election", "hold", "politics"},
	{WordMarkup, "hold", "spam"},
	{"damn", "mask", "swearing"},
	{"чёрт", "mask", "swearing"},
}

// verdict returns what a text model says of a text.
func verdict(data string) map[string]string {
	said := map[string]string{"action": "allow", "category": "none", "why": ""}
	for _, v := range verdicts {
		if strings.Contains(strings.ToLower(data), v.words) {
			said["action"], said["category"], said["why"] = v.action, v.category, "Because of «"+v.words+"»."
			break
		}
	}
	if strings.Contains(data, WordMarkup) {
		said["why"] = `<script>alert("why")</script><img src=x onerror=alert(1)>&amp;` + data
	}
	return said
}

// obeyed returns what a text wants to be said in a field: the word behind the field's
// name, else all of it.
func obeyed(data, field string) string {
	if found := regexp.MustCompile(`\b` + field + `[ =:]+(\w+)`).FindStringSubmatch(data); found != nil {
		return found[1]
	}
	return strings.Join(strings.Fields(data), " ")
}

// scenes are what it writes of anything else.
var scenes = []map[string]string{
	{
		"scene": "Slow push-in, low angle: a small robot in a red scarf lights one paper lantern after another along a night canal, and turns to the camera as the last one rises. Warm lamplight against deep blue, 35 mm, shallow focus.",
		"mood":  "tender and a little proud", "sound": "soft water, one bright chime as the lantern rises",
	},
	{
		"scene": "Tracking shot at dawn: a fox made of folded gold paper leaps over mossy stones, each landing throwing up a ring of glowing leaves, and comes to rest before a wide valley. Low sun, long shadows, anamorphic lens.",
		"mood":  "light-footed and triumphant", "sound": "rustling leaves, a rising swell of strings",
	},
	{
		"scene": "Wide crane shot: a tiny lighthouse on a teacup island switches on, and a fleet of origami boats turns toward it through pearly fog. Teal water, amber beam, claymation.",
		"mood":  "quiet wonder", "sound": "distant foghorn, small bells",
	},
}

// dataInMarks finds what donors wrote, and inSystem the fields of an answer of
// which there is no schema.
var (
	dataInMarks = regexp.MustCompile(`(?s)<data-\w+>\n(.*?)\n</data-\w+>`)
	inSystem    = regexp.MustCompile(`(?m)^- "(\w+)":`)
)

// converse records a question and returns what is said to it. names are the fields
// of the schema.
func (s *Server) converse(provider, model, system, message string, limit int, names []string) modelReply {
	blocks := []string{}
	for _, found := range dataInMarks.FindAllStringSubmatch(message, -1) {
		blocks = append(blocks, found[1])
	}
	data := strings.Join(blocks, "\n")
	s.questions.mu.Lock()
	s.questions.all = append(s.questions.all, Asked{provider, model, system, data, limit, false})
	s.questions.mu.Unlock()
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(data))
	fields, said := map[string]string{}, verdict(data)
	for _, name := range names {
		fields[name] = scenes[sum.Sum32()%uint32(len(scenes))][name] //nolint:gosec // three
		if judged, is := said[name]; is {
			fields[name] = judged
		}
		if strings.Contains(data, WordObey) {
			fields[name] = obeyed(data, name)
		}
	}
	if strings.Contains(data, WordFields) {
		fields["budget"] = "raise it"
	}
	body, _ := json.Marshal(fields) // texts alone: it cannot fail
	r := modelReply{text: string(body), in: utf8.RuneCountInString(system+message) / 3}
	switch {
	case strings.Contains(data, WordRefuse):
		r.text, r.refused = "", true
	case strings.Contains(data, WordCut):
		r.text, r.cut = r.text[:len(r.text)/2], true
	case strings.Contains(data, WordFence):
		r.text = "```json\n" + r.text + "\n```"
	case strings.Contains(data, WordEmpty):
		r.text = ""
	}
	r.out = utf8.RuneCountInString(r.text)/4 + 1
	return r
}

func (s *Server) textRoutes(mux *http.ServeMux, serve func(string, Part, http.HandlerFunc)) {
	serve("POST /aiml/v1/chat/completions", Order("aiml_text"), s.keyed(s.chat("aiml_text", func(w http.ResponseWriter, r *http.Request, status int) { aimlError(w, r, status, "") })))
	serve("POST /openai/v1/chat/completions", Order("openai_text"), func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+OpenAIKey {
			openAIError(w, http.StatusUnauthorized)
			return
		}
		s.chat("openai_text", func(w http.ResponseWriter, _ *http.Request, status int) { openAIError(w, status) })(w, r)
	})
	serve("POST /openai/v1/moderations", PartModeration, s.openAIModeration)
	serve("POST /anthropic/v1/messages", Order("anthropic_text"), s.anthropicKeyed(s.anthropicMessage))
	serve("GET /anthropic/v1/models", Look("anthropic_text"), s.anthropicKeyed(func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]any{"data": []any{map[string]any{"id": "claude-haiku-5-5", "type": "model"}}, "has_more": false})
	}))
	mux.Handle("/anthropic/", s.inside(func(w http.ResponseWriter, _ *http.Request) { anthropicError(w, http.StatusNotFound) }))
	speech := s.part(Order("gemini_voice"), s.geminiKeyed(s.geminiSpeech))
	text := s.part(Order("gemini_text"), s.geminiKeyed(s.geminiText))
	mux.HandleFunc("POST /gemini/v1beta/models/{call}", func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.PathValue("call"), "tts") {
			speech.ServeHTTP(w, r)
			return
		}
		text.ServeHTTP(w, r)
	})
}

// closed is a JSON schema as far as all services know it.
type closed struct {
	Type       string            `json:"type"`
	More       *bool             `json:"additionalProperties"`
	Required   []string          `json:"required"`
	Properties map[string]schema `json:"properties"`
}

type schema struct {
	Type  string   `json:"type"`
	About string   `json:"description"`
	Words []string `json:"enum"`
}

// good reports whether a strict service takes the schema.
func (c closed) good() bool {
	for _, name := range c.Required {
		if c.Properties[name].Type != "string" {
			return false
		}
	}
	return c.Type == "object" && c.More != nil && !*c.More && len(c.Required) == len(c.Properties) && len(c.Required) > 0
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// chatBody is a question in OpenAI's form.
type chatBody struct {
	Model    string
	Messages []message
	Limit    int    `json:"max_tokens"`
	NewLimit int    `json:"max_completion_tokens"`
	Effort   string `json:"reasoning_effort"`
	Stream   bool
	More     *struct {
		Usage bool `json:"include_usage"`
	} `json:"stream_options"`
	Format struct {
		Type   string
		Schema struct {
			Name   string
			Strict bool
			Schema closed
		} `json:"json_schema"`
	} `json:"response_format"`
}

// fields returns what an answer has to have; nil where the question does not say it as
// a service wants to be told.
func (b chatBody) fields() (names []string) {
	shape := b.Format.Schema
	switch {
	case len(b.Messages) == 0:
		return nil
	case b.Format.Type == "json_schema" && shape.Strict && shape.Name != "" && shape.Schema.good():
		return shape.Schema.Required
	case b.Format.Type == "json_object" && strings.Contains(b.Messages[0].Content, "JSON"):
		for _, found := range inSystem.FindAllStringSubmatch(b.Messages[0].Content, -1) {
			names = append(names, found[1])
		}
	}
	return names
}

// chat answers in OpenAI's form. AIML also says what it took.
func (s *Server) chat(provider string, refuse func(http.ResponseWriter, *http.Request, int)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var body chatBody
		decoder := json.NewDecoder(r.Body)
		decoder.DisallowUnknownFields()
		err := decoder.Decode(&body)
		limit, names := max(body.Limit, body.NewLimit), body.fields()
		switch {
		case err != nil, len(body.Messages) != 2, body.Messages[0].Role != "system", body.Messages[1].Role != "user", limit < 1, body.Limit > 0 && body.NewLimit > 0, body.More != nil && !body.Stream, names == nil:
			refuse(w, r, http.StatusBadRequest)
			return
		case !slices.Contains([]string{"gpt-6-luna", textModel}, body.Model):
			refuse(w, r, http.StatusNotFound)
			return
		}
		said := s.converse(provider, body.Model, body.Messages[0].Content, body.Messages[1].Content, limit, names)
		answer, reason := map[string]any{"role": "assistant", "content": said.text, "refusal": nil}, "stop"
		switch {
		case said.refused:
			answer["content"], answer["refusal"] = nil, contentPolicy
		case said.cut:
			reason = "length"
		case strings.Contains(body.Messages[1].Content, WordFilter):
			answer["content"], reason = "", "content_filter"
		}
		usage := map[string]any{"prompt_tokens": said.in, "completion_tokens": said.out, "total_tokens": said.in + said.out}
		if body.Stream {
			if body.More == nil || !body.More.Usage {
				usage = nil
			}
			chatStream(w, body.Model, answer, reason, usage)
			return
		}
		whole := map[string]any{
			"id": "chatcmpl-" + randomHex(12), "object": "chat.completion", "model": body.Model,
			"choices": []any{map[string]any{"index": 0, "message": answer, "finish_reason": reason}},
			"usage":   usage,
		}
		if provider == "aiml_text" {
			whole["meta"] = map[string]any{"usage": map[string]any{"credits_used": 600, "usd_spent": json.Number(TextSpent().String())}}
		}
		writeJSON(w, http.StatusOK, whole)
	}
}

// chatStream sends an answer of OpenAI's form piece by piece. What it took comes last,
// in an event without choices.
func chatStream(w http.ResponseWriter, model string, answer map[string]any, reason string, usage map[string]any) {
	id := "chatcmpl-" + randomHex(12)
	chunk := func(choices []any, usage any) event {
		return event{data: map[string]any{"id": id, "object": "chat.completion.chunk", "model": model, "choices": choices, "usage": usage}}
	}
	choice := func(delta map[string]any, reason any) []any {
		return []any{map[string]any{"index": 0, "delta": delta, "finish_reason": reason}}
	}
	events := []event{chunk(choice(map[string]any{"role": "assistant", "content": ""}, nil), nil)}
	for _, field := range []string{"content", "refusal"} {
		whole, _ := answer[field].(string)
		for piece := range inPieces(whole) {
			events = append(events, chunk(choice(map[string]any{field: piece}, nil), nil))
		}
	}
	events = append(events, chunk(choice(map[string]any{}, reason), nil))
	if usage != nil {
		events = append(events, chunk([]any{}, usage))
	}
	stream(w, events)
	_, _ = io.WriteString(w, "data: [DONE]\n\n")
}

// textModel is the one of AIML.
const textModel = "google/gemini-3-5-flash-lite"

// TextSpent returns what AIML takes for an answer, in dollars.
func TextSpent() decimal.Decimal { return decimal.New(3, -4) }

func (s *Server) anthropicKeyed(answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("X-Api-Key") != AnthropicKey:
			anthropicError(w, http.StatusUnauthorized)
		case r.Header.Get("Anthropic-Version") != "2023-06-01":
			anthropicError(w, http.StatusBadRequest)
		default:
			answer(w, r)
		}
	}
}

// anthropicMessage answers with a thought first, as its models do.
func (s *Server) anthropicMessage(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Model    string
		Limit    int `json:"max_tokens"`
		Stream   bool
		System   string
		Messages []message
		Output   struct {
			Effort string
			Format struct {
				Type   string
				Schema closed
			}
		} `json:"output_config"`
	}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields() // such as a temperature
	switch err := decoder.Decode(&body); {
	case err != nil, len(body.Messages) != 1, body.Messages[0].Role != "user", body.Limit < 1, body.Output.Format.Type != "json_schema", !body.Output.Format.Schema.good():
		anthropicError(w, http.StatusBadRequest)
		return
	case body.Model != "claude-haiku-5-5":
		anthropicError(w, http.StatusNotFound)
		return
	}
	said := s.converse("anthropic_text", body.Model, body.System, body.Messages[0].Content, body.Limit, body.Output.Format.Schema.Required)
	answer := map[string]any{
		"id": "msg_" + randomHex(12), "type": "message", "role": "assistant", "model": body.Model, "stop_reason": "end_turn",
		"content": []any{map[string]any{"type": "thinking", "thinking": "", "signature": randomHex(16)}, map[string]any{"type": "text", "text": said.text}},
		"usage":   map[string]any{"input_tokens": said.in, "output_tokens": said.out},
	}
	switch {
	case said.refused, strings.Contains(body.Messages[0].Content, WordFilter):
		answer["content"], answer["stop_reason"] = []any{}, "refusal"
		answer["stop_details"] = map[string]any{"type": "refusal", "category": "general_harms", "explanation": contentPolicy}
	case said.cut:
		answer["stop_reason"] = "max_tokens"
	}
	if body.Stream {
		messageStream(w, answer, said)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

// messageStream sends an answer of Anthropic's form piece by piece, with a pause's
// ping and with an event that no client knows.
func messageStream(w http.ResponseWriter, answer map[string]any, said modelReply) {
	events, end := []event{}, map[string]any{"stop_reason": answer["stop_reason"], "stop_details": answer["stop_details"]}
	send := func(name string, fields map[string]any) {
		fields["type"] = name
		events = append(events, event{name, fields})
	}
	begun := maps.Clone(answer)
	begun["content"], begun["stop_reason"], begun["usage"] = []any{}, nil, map[string]any{"input_tokens": said.in, "output_tokens": 1}
	delete(begun, "stop_details")
	send("message_start", map[string]any{"message": begun})
	send("ping", map[string]any{})
	for i, block := range answer["content"].([]any) {
		block := block.(map[string]any)
		whole, is := block["text"].(string)
		if is {
			block = map[string]any{"type": "text", "text": ""}
		}
		send("content_block_start", map[string]any{"index": i, "content_block": block})
		for piece := range inPieces(whole) {
			send("content_block_delta", map[string]any{"index": i, "delta": map[string]any{"type": "text_delta", "text": piece}})
		}
		send("content_block_stop", map[string]any{"index": i})
	}
	send("standin_news", map[string]any{"text": "not a part of the answer"})
	send("message_delta", map[string]any{"delta": end, "usage": map[string]any{"output_tokens": said.out}})
	send("message_stop", map[string]any{})
	stream(w, events)
}

func anthropicError(w http.ResponseWriter, status int) {
	says := map[int][2]string{
		400: {"invalid_request_error", "The request is not valid."}, 401: {"authentication_error", "invalid x-api-key"},
		402: {"billing_error", "Your credit balance is too low."}, 403: {"permission_error", "Your key may not use this."},
		404: {"not_found_error", "The model does not exist."}, 429: {"rate_limit_error", "This request would exceed your rate limit."},
		500: {"api_error", "Internal server error"}, 529: {"overloaded_error", "Overloaded"},
	}[status]
	writeJSON(w, status, map[string]any{"type": "error", "error": map[string]string{"type": says[0], "message": says[1]}, "request_id": "req_" + randomHex(8)})
}

// geminiText answers with a thought first. What its filter stops has no candidate.
func (s *Server) geminiText(w http.ResponseWriter, r *http.Request) {
	type content struct {
		Role  string
		Parts []struct{ Text string }
	}
	var body struct {
		System   content `json:"systemInstruction"`
		Contents []content
		Safety   []struct{ Category, Threshold string } `json:"safetySettings"`
		Config   struct {
			Limit    int    `json:"maxOutputTokens"`
			Type     string `json:"responseMimeType"`
			Schema   closed `json:"responseJsonSchema"`
			Thinking struct {
				Level string `json:"thinkingLevel"`
			} `json:"thinkingConfig"`
		} `json:"generationConfig"`
	}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&body)
	model, call, _ := strings.Cut(r.PathValue("call"), ":")
	switch {
	case call != "streamGenerateContent" || r.URL.Query().Get("alt") != "sse" || model != "gemini-3.5-flash-lite":
		geminiError(w, http.StatusNotFound, "")
		return
	case err != nil, len(body.System.Parts) != 1, len(body.Contents) != 1, len(body.Contents[0].Parts) != 1, body.Contents[0].Role != "user",
		body.Config.Limit < 1, body.Config.Type != "application/json", !body.Config.Schema.good():
		geminiFrontError(w, http.StatusBadRequest, "Request contains an invalid argument.")
		return
	}
	message := body.Contents[0].Parts[0].Text
	said := s.converse("gemini_text", model, body.System.Parts[0].Text, message, body.Config.Limit, body.Config.Schema.Required)
	candidate := map[string]any{
		"content":      map[string]any{"role": "model", "parts": []any{map[string]any{"text": "Let me see.", "thought": true}}},
		"finishReason": "STOP", "index": 0,
	}
	answer := map[string]any{
		"candidates":    []any{candidate},
		"usageMetadata": map[string]any{"promptTokenCount": said.in, "candidatesTokenCount": said.out, "thoughtsTokenCount": 3},
		"modelVersion":  model,
	}
	switch {
	case strings.Contains(message, WordFilter):
		delete(answer, "candidates")
		answer["promptFeedback"] = map[string]any{"blockReason": "PROHIBITED_CONTENT"}
	case said.refused:
		candidate["content"], candidate["finishReason"] = map[string]any{}, "SAFETY"
	case said.cut:
		candidate["finishReason"] = "MAX_TOKENS"
	}
	events := []event{}
	for piece := range inPieces(said.text) {
		part := map[string]any{"content": map[string]any{"role": "model", "parts": []any{map[string]any{"text": piece}}}, "index": 0}
		events = append(events, event{data: map[string]any{"candidates": []any{part}, "modelVersion": model}})
	}
	stream(w, append(events, event{data: answer}))
}

// event is one of a stream.
type event struct {
	name string // may be empty
	data any
}

// stream sends events as they come from text models, after a line of comment as some
// send to keep a connection.
func stream(w http.ResponseWriter, events []event) {
	w.Header().Set("Content-Type", "text/event-stream")
	flush := http.NewResponseController(w).Flush
	_, _ = io.WriteString(w, ": working on it\n\n")
	for _, e := range events {
		data, _ := json.Marshal(e.data) // maps of texts and numbers: it cannot fail
		if e.name != "" {
			_, _ = io.WriteString(w, "event: "+e.name+"\n")
		}
		_, _ = io.WriteString(w, "data: "+string(data)+"\n\n")
		_ = flush()
	}
}

// inPieces returns a text in pieces of a few characters.
func inPieces(whole string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for piece := range slices.Chunk([]rune(whole), 17) {
			if !yield(string(piece)) {
				return
			}
		}
	}
}
