package standin

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// GeminiKey is the key that the stand-in for Gemini takes.
const GeminiKey = "standin-gemini-key"

// The parts of the stand-in for Gemini. PartGeminiFile is both the file and
// what is told about it: Refused makes the file fail, OddStatus keeps it in
// the making.
const (
	PartGeminiStart Part = "gemini.order"
	PartGeminiPoll  Part = "gemini.look"
	PartGeminiFile  Part = "gemini.file"
)

// interaction is a Job at Gemini with what its client does not see.
type interaction struct {
	Job
	file     string
	clip     []byte
	started  time.Time
	takes    time.Duration
	refused  bool
	finished bool
}

// interactions is what was started at Gemini, in order.
type interactions struct {
	mu     sync.Mutex
	inline bool
	order  []*interaction
}

// GeminiURL returns the base address of Gemini.
func (s *Server) GeminiURL() string { return s.URL() + "/gemini" }

func (s *Server) geminiRoutes(mux *http.ServeMux, serve func(string, Part, http.HandlerFunc)) {
	const root = "/gemini/v1beta"
	serve("POST "+root+"/interactions", PartGeminiStart, s.geminiKeyed(s.geminiStart("in_progress")))
	serve("GET "+root+"/interactions/{id}", PartGeminiPoll, s.geminiKeyed(s.geminiPoll("")))
	serve("GET "+root+"/models", PartGeminiPoll, s.geminiKeyed(geminiModels))
	serve("GET "+root+"/files/{name}", PartGeminiFile, s.geminiKeyed(s.geminiFile("ACTIVE")))
	mux.Handle("/gemini/", s.inside(func(w http.ResponseWriter, _ *http.Request) { geminiError(w, http.StatusNotFound, "") }))
}

// geminiKeyed requires the key in its header, and nowhere else.
func (s *Server) geminiKeyed(answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch r.Header.Get("X-Goog-Api-Key") {
		case GeminiKey:
			answer(w, r)
		case "":
			geminiError(w, http.StatusForbidden, "")
		default:
			geminiFrontError(w, http.StatusBadRequest, "API key not valid. Please pass a valid API key.")
		}
	}
}

// geminiStart takes an interaction in, in the background only: a person who
// waits minutes for a stand-in would learn nothing.
func (s *Server) geminiStart(word string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		raw := new(bytes.Buffer)
		var body map[string]any
		if _, err := raw.ReadFrom(r.Body); err != nil || json.Unmarshal(raw.Bytes(), &body) != nil || body == nil {
			geminiError(w, http.StatusBadRequest, "The body is not a JSON object")
			return
		}
		order, status, wrong := readInteraction(raw.Bytes())
		if wrong != "" {
			geminiError(w, status, wrong)
			return
		}
		s.aiml.mu.Lock()
		takes, film := s.aiml.takes, s.aiml.clipOf(order.Input)
		s.aiml.mu.Unlock()
		started := &interaction{
			Job: Job{
				ID: "v1_" + randomHex(40), Model: order.Model, Prompt: order.Input, Body: body,
				Path: strings.TrimPrefix(r.URL.Path, "/gemini"),
			},
			file: randomHex(12), clip: film, started: time.Now(), takes: takes,
		}
		s.gemini.mu.Lock()
		s.gemini.order = append(s.gemini.order, started)
		if len(s.gemini.order) > keepJobs {
			s.gemini.order = s.gemini.order[1:]
		}
		s.gemini.mu.Unlock()
		answer := started.answer()
		answer["status"] = word
		writeJSON(w, http.StatusOK, answer)
	}
}

// geminiPoll responds with the state of an interaction, or that it has this
// word of a status. The word "refused" makes it end with a text in place of a
// clip.
func (s *Server) geminiPoll(word string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		found, inline, ok := s.gemini.poll(r.PathValue("id"), word == "refused")
		if !ok {
			geminiError(w, http.StatusBadRequest, "Invalid interaction name")
			return
		}
		answer := found.answer()
		switch {
		case word != "" && word != "refused":
			answer["status"] = word
		case found.refused:
			answer["status"] = "completed"
			answer["steps"] = append(found.asked(), step("model_output", map[string]any{"type": "text", "text": contentPolicy}))
		case found.finished:
			answer["status"] = "completed"
			answer["steps"] = append(found.asked(),
				map[string]any{"type": "thought", "signature": randomHex(64)}, step("model_output", s.geminiClip(found, inline)))
			answer["usage"] = map[string]any{"output_tokens_by_modality": []any{map[string]any{"modality": "video", "tokens": 46_000}}}
		}
		writeJSON(w, http.StatusOK, answer)
	}
}

// poll counts a poll and returns the state of the interaction.
func (i *interactions) poll(id string, refuse bool) (found interaction, inline, ok bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	at := slices.IndexFunc(i.order, func(known *interaction) bool { return known.ID == id })
	if at < 0 {
		return interaction{}, false, false
	}
	known := i.order[at]
	known.Polls++
	known.refused = known.refused || refuse && !known.finished
	known.finished = !known.refused && time.Since(known.started) >= known.takes
	known.Done = known.refused || known.finished
	return *known, i.inline, true
}

// answer returns an interaction that is not finished, as the service shows it.
func (i *interaction) answer() map[string]any {
	now := time.Now().UTC().Format(time.RFC3339)
	return map[string]any{
		"id": i.ID, "object": "interaction", "model": i.Model, "status": "in_progress",
		"created": i.started.UTC().Format(time.RFC3339), "updated": now, "steps": i.asked(),
	}
}

// asked returns the first step of every interaction: what it was asked for.
func (i *interaction) asked() []any {
	return []any{step("user_input", map[string]any{"type": "text", "text": i.Prompt})}
}

func step(kind string, content map[string]any) map[string]any {
	return map[string]any{"type": kind, "content": []any{content}}
}

// geminiClip returns a finished clip in an answer.
func (s *Server) geminiClip(of interaction, inline bool) map[string]any {
	clip := map[string]any{"type": "video", "mime_type": clipType(of.clip)}
	if inline {
		clip["data"] = base64.StdEncoding.EncodeToString(of.clip)
	} else {
		clip["uri"] = s.GeminiURL() + "/v1beta/files/" + of.file + ":download?alt=media"
	}
	return clip
}
