package text

import (
	"encoding/json"
	"testing"

	"streamspark/internal/celebration"
)

// TestAPictureIsSeenOnlyWhereTheAnswerSaysSo: a server that knows words alone says 0 of
// every picture, and that is no verdict.
func TestAPictureIsSeenOnlyWhereTheAnswerSaysSo(t *testing.T) {
	image := []string{"image"}
	for name, tt := range map[string]struct {
		scores  map[string]any
		applied map[string][]string
		flagged map[string]bool
		action  celebration.Action
		code    string
		odd     bool
	}{
		"nothing":             {nil, nil, nil, celebration.ActionAllow, "", false},
		"below its limit":     {map[string]any{"violence": 0.79}, nil, nil, celebration.ActionAllow, "", false},
		"stricter than words": {map[string]any{"violence": 0.8}, nil, nil, celebration.ActionHold, "violence", false},
		"of minors":           {map[string]any{"sexual/minors": 0.2, "sexual": 0.9}, nil, nil, celebration.ActionBlock, "minors", false},
		"what words can be":   {map[string]any{"hate": 0.99}, nil, map[string]bool{"hate": true}, celebration.ActionAllow, "", false},
		"of later":            {nil, nil, map[string]bool{"gore": true}, celebration.ActionHold, "unclear", false},
		"not looked at":       {nil, map[string][]string{"violence": {}}, nil, "", "", true},
		"words alone":         {nil, map[string][]string{"sexual": {"text"}}, nil, "", "", true},
		"no score":            {map[string]any{"sexual": nil}, nil, nil, "", "", true},
		"no score of words":   {map[string]any{"hate": nil}, nil, nil, "", "", true},
	} {
		scores, applied := map[string]any{}, map[string][]string{}
		for _, limit := range limits {
			if scores[limit.category] = 0.01; limit.picture > 0 && limit.category != wordsOnly {
				applied[limit.category] = image
			}
		}
		for category, score := range tt.scores {
			scores[category] = score
		}
		for category, kinds := range tt.applied {
			applied[category] = kinds
		}
		body, err := json.Marshal(map[string]any{"results": []any{map[string]any{
			"categories": tt.flagged, "category_scores": scores, "category_applied_input_types": applied,
		}}})
		if err != nil {
			t.Fatal(err)
		}
		action, code, err := Moderation{}.ReadPicture(body)
		if action != tt.action || code != tt.code || (err != nil) != tt.odd {
			t.Errorf("%s: %s %s, %v", name, action, code, err)
		}
	}
}
