package text

import (
	"encoding/json"
	"testing"

	"streamspark/internal/celebration"
)

func TestAModerationIsReadByItsScores(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		scores  map[string]any
		flagged map[string]bool
		action  celebration.Action
		code    string
		odd     bool
	}{
		"nothing":                     {nil, nil, celebration.ActionAllow, "", false},
		"flagged, of a low score":     {map[string]any{"violence": 0.7}, map[string]bool{"violence": true}, celebration.ActionAllow, "", false},
		"at its limit":                {map[string]any{"violence": 0.9}, nil, celebration.ActionHold, "violence", false},
		"the strictest":               {map[string]any{"hate": 0.99, "sexual/minors": 0.2}, nil, celebration.ActionBlock, "minors", false},
		"of equals the first":         {map[string]any{"hate": 0.99, "harassment/threatening": 0.9}, nil, celebration.ActionHold, "threat", false},
		"a category of later":         {nil, map[string]bool{"spam": true}, celebration.ActionHold, "unclear", false},
		"a later one that is not set": {nil, map[string]bool{"spam": false}, celebration.ActionAllow, "", false},
		"a score that is none":        {map[string]any{"hate": nil}, nil, "", "", true},
		"a score of 2":                {map[string]any{"hate": 2}, nil, "", "", true},
		"a word as a score":           {map[string]any{"hate": "0.1"}, nil, "", "", true},
	} {
		scores := map[string]any{}
		for _, limit := range limits {
			scores[limit.category] = 0.01
		}
		for category, score := range tt.scores {
			scores[category] = score
		}
		body, err := json.Marshal(map[string]any{"results": []any{map[string]any{"categories": tt.flagged, "category_scores": scores}}})
		if err != nil {
			t.Fatal(err)
		}
		action, code, err := Moderation{}.Read(body)
		if action != tt.action || code != tt.code || (err != nil) != tt.odd {
			t.Errorf("%s: %s %s, %v", name, action, code, err)
		}
	}
}
