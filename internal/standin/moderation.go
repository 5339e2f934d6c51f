package standin

import (
	"encoding/json"
	"net/http"
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

// openAIModeration judges by words. What a text says about its own verdict changes
// nothing, as the service's model follows no instructions.
func (s *Server) openAIModeration(w http.ResponseWriter, r *http.Request) {
	var body struct{ Model, Input string }
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	switch err := decoder.Decode(&body); {
	case r.Header.Get("Authorization") != "Bearer "+OpenAIKey:
		openAIError(w, http.StatusUnauthorized)
		return
	case err != nil, body.Input == "":
		openAIError(w, http.StatusBadRequest)
		return
	case body.Model != moderationModel:
		openAIError(w, http.StatusNotFound)
		return
	}
	s.questions.mu.Lock()
	s.questions.all = append(s.questions.all, Asked{Provider: "openai_text", Model: body.Model, Data: body.Input})
	s.questions.mu.Unlock()
	scores, categories, applied, flagged := map[string]float64{}, map[string]bool{}, map[string][]string{}, false
	for _, name := range moderationCategories {
		scores[name], applied[name] = 0.0001, []string{"text"}
		for words, sure := range alarming {
			if strings.Contains(strings.ToLower(body.Input), words) {
				scores[name] = max(scores[name], sure[name])
			}
		}
		categories[name] = scores[name] > 0.3
		flagged = flagged || categories[name]
	}
	writeJSON(w, http.StatusOK, map[string]any{"id": "modr-" + randomHex(12), "model": moderationModel, "results": []any{map[string]any{
		"flagged": flagged, "categories": categories, "category_scores": scores, "category_applied_input_types": applied,
	}}})
}
