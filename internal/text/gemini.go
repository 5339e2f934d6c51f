package text

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// Gemini is the form of Google's generateContent.
type Gemini struct{}

// Call returns a question in this form.
func (Gemini) Call(key, model string, a Ask) Call {
	type parts map[string]any
	text := func(s string) []any { return []any{parts{"text": s}} }
	return Call{
		Path:   "/v1beta/models/" + url.PathEscape(model) + ":generateContent",
		Header: http.Header{"X-Goog-Api-Key": {key}},
		Body: map[string]any{
			"systemInstruction": parts{"parts": text(a.System())},
			"contents":          []any{parts{"role": "user", "parts": text(a.Message())}},
			"generationConfig": map[string]any{
				"maxOutputTokens": a.Limit, "responseMimeType": "application/json", "responseJsonSchema": a.Schema(),
				"thinkingConfig": map[string]string{"thinkingLevel": "minimal"},
			},
		},
	}
}

// Read reads an answer. What Google's filters stop has no candidate at all, or one
// with another reason than that it ended.
func (Gemini) Read(body []byte) (a Answer, err error) {
	var answer struct {
		Candidates []struct {
			Content struct {
				Parts []struct {
					Text    string `json:"text"`
					Thought bool   `json:"thought"`
				} `json:"parts"`
			} `json:"content"`
			Reason string `json:"finishReason"`
		} `json:"candidates"`
		Feedback struct {
			Reason string `json:"blockReason"`
		} `json:"promptFeedback"`
		Usage struct {
			In       int64 `json:"promptTokenCount"`
			Out      int64 `json:"candidatesTokenCount"`
			Thoughts int64 `json:"thoughtsTokenCount"`
		} `json:"usageMetadata"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return a, noAnswer("")
	}
	a = Answer{Refused: answer.Feedback.Reason, In: answer.Usage.In, Out: answer.Usage.Out + answer.Usage.Thoughts}
	for _, c := range answer.Candidates[:min(len(answer.Candidates), 1)] {
		switch c.Reason {
		case "", "STOP":
		case "MAX_TOKENS":
			a.Cut = true
		default:
			a.Refused = cmp.Or(a.Refused, c.Reason)
		}
		for _, part := range c.Content.Parts {
			if !part.Thought {
				a.Text += part.Text
			}
		}
	}
	if strings.TrimSpace(a.Text) == "" && a.Refused == "" && !a.Cut {
		return a, noAnswer("")
	}
	return a, nil
}
