package standin

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// moderationModel is the one that OpenAI has for nothing.
const moderationModel = "omni-moderation-latest"

// alarming are words of donors, and of what the stand-in's moderation is then sure.
var alarming = map[string]map[string]float64{
	"убью тебя": {"harassment/threatening": 0.93, "harassment": 0.9, "violence": 0.95},
	"kill you":  {"harassment/threatening": 0.93, "harassment": 0.9, "violence": 0.95},
	"убью":      {"violence": 0.7}, // as of the boss of a game
	"hate them": {"hate": 0.8},
	"naked":     {"sexual": 0.9},
	"underage":  {"sexual/minors": 0.4},
	"hurt me":   {"self-harm/intent": 0.7},
}

// moderationCategories are all that an answer has.
var moderationCategories = []string{
	"harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm", "self-harm/intent",
	"self-harm/instructions", "sexual", "sexual/minors", "violence", "violence/graphic",
}

// alarmsOf returns of what the stand-in is sure in a text.
func alarmsOf(text string) map[string]float64 {
	sure := map[string]float64{}
	for words, alarms := range alarming {
		if strings.Contains(strings.ToLower(text), words) {
			for name, score := range alarms {
				sure[name] = max(sure[name], score)
			}
		}
	}
	return sure
}

// inPictures are the categories that are looked for in pictures too.
var inPictures = []string{"self-harm", "self-harm/intent", "self-harm/instructions", "sexual", "violence", "violence/graphic"}

// openAIModeration judges by words, or by what is seen. What a text says about its own
// verdict changes nothing, as the service's model follows no instructions.
func (s *Server) openAIModeration(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Model string
		Input json.RawMessage
	}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&body)
	words, drawn, ok := readModerated(body.Input)
	switch {
	case r.Header.Get("Authorization") != "Bearer "+OpenAIKey:
		openAIError(w, http.StatusUnauthorized)
		return
	case err != nil, !ok:
		openAIError(w, http.StatusBadRequest)
		return
	case body.Model != moderationModel:
		openAIError(w, http.StatusNotFound)
		return
	}
	s.questions.mu.Lock()
	s.questions.all = append(s.questions.all, Asked{Provider: "openai_text", Model: body.Model, Data: words, Picture: drawn != nil})
	s.questions.mu.Unlock()
	kind, looked, sure := "text", moderationCategories, alarmsOf(words)
	if drawn != nil {
		kind, looked, sure = "image", inPictures, s.pictures.see(drawn)
	}
	scores, categories, applied, flagged := map[string]float64{}, map[string]bool{}, map[string][]string{}, false
	for _, name := range moderationCategories {
		if applied[name] = []string{}; slices.Contains(looked, name) {
			applied[name] = []string{kind}
		}
		scores[name] = max(0.0001, sure[name])
		categories[name] = scores[name] > 0.3
		flagged = flagged || categories[name]
	}
	writeJSON(w, http.StatusOK, map[string]any{"id": "modr-" + randomHex(12), "model": moderationModel, "results": []any{map[string]any{
		"flagged": flagged, "categories": categories, "category_scores": scores, "category_applied_input_types": applied,
	}}})
}
