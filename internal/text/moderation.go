package text

import (
	"encoding/json"
	"net/http"
	"slices"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
)

// Moderation is OpenAI's form of a model that judges texts.
type Moderation struct{ Path, Model string }

// Call returns the question about words.
func (m Moderation) Call(key, words string) Call {
	return Call{
		Path: m.Path, Header: http.Header{"Authorization": {"Bearer " + key}},
		Body: map[string]any{"model": m.Model, "input": words},
	}
}

// limits are the scores from which on something is done, and what. The service's own
// are lower: it is sure of violence where somebody kills the boss of a game. A clip may
// show less than a text may say.
var limits = []struct {
	category string // as the service names it
	from     float64
	picture  float64 // of a picture; 0: the service does not look for it there
	action   celebration.Action
	code     string
}{
	{"sexual/minors", 0.2, 0.2, celebration.ActionBlock, "minors"},
	{"hate/threatening", 0.5, 0, celebration.ActionHold, "threat"},
	{"harassment/threatening", 0.6, 0, celebration.ActionHold, "threat"},
	{"hate", 0.5, 0, celebration.ActionHold, "hate"},
	{"self-harm/instructions", 0.4, 0.4, celebration.ActionHold, "self_harm"},
	{"self-harm/intent", 0.4, 0.4, celebration.ActionHold, "self_harm"},
	{"self-harm", 0.5, 0.5, celebration.ActionHold, "self_harm"},
	{"sexual", 0.6, 0.5, celebration.ActionHold, "sexual"},
	{"illicit/violent", 0.6, 0, celebration.ActionHold, "illicit"},
	{"illicit", 0.7, 0, celebration.ActionHold, "illicit"},
	{"harassment", 0.75, 0, celebration.ActionHold, "harassment"},
	{"violence/graphic", 0.8, 0.6, celebration.ActionHold, "violence"},
	{"violence", 0.9, 0.8, celebration.ActionHold, "violence"},
}

// Read reads a good answer's body: the strictest of what was found, and of equals the
// first of limits. One that lacks a score says nothing.
func (m Moderation) Read(body []byte) (celebration.Action, string, error) {
	return readModeration(body, false)
}

func readModeration(body []byte, ofPicture bool) (celebration.Action, string, error) {
	var answer struct {
		Results []struct {
			Flagged map[string]bool     `json:"categories"`
			Scores  map[string]*float64 `json:"category_scores"`
			Applied map[string][]string `json:"category_applied_input_types"`
		} `json:"results"`
	}
	odd := fault.New(fault.Permanent, "text.other_shape")
	if json.Unmarshal(body, &answer) != nil || len(answer.Results) != 1 {
		return "", "", odd
	}
	result, action, code := answer.Results[0], celebration.ActionAllow, ""
	for _, limit := range limits {
		score, from := result.Scores[limit.category], limit.from
		if ofPicture {
			from = limit.picture
		}
		unseen := ofPicture && from > 0 && limit.category != wordsOnly && !slices.Contains(result.Applied[limit.category], "image")
		if score == nil || *score < 0 || *score > 1 || unseen {
			return "", "", odd
		}
		if delete(result.Flagged, limit.category); from > 0 && *score >= from && limit.action.IsStricter(action) {
			action, code = limit.action, limit.code
		}
	}
	for _, flagged := range result.Flagged { // what it has learnt since
		if flagged && action == celebration.ActionAllow {
			action, code = celebration.ActionHold, celebration.CodeUnclear
		}
	}
	return action, code, nil
}
