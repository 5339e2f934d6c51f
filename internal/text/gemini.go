package text

import (
	"cmp"
	"net/http"
	"net/url"
)

// Gemini is the form of Google's streamGenerateContent. A model that judges has to see
// what its filters would stop; what they stop at any setting is refused all the same.
type Gemini struct{}

// filters are the ones that can be switched off.
var filters = [...]string{"HARM_CATEGORY_HARASSMENT", "HARM_CATEGORY_HATE_SPEECH", "HARM_CATEGORY_SEXUALLY_EXPLICIT", "HARM_CATEGORY_DANGEROUS_CONTENT"}

// Call returns a question in this form.
func (Gemini) Call(key, model string, a Ask) Call {
	type parts map[string]any
	text := func(s string) []any { return []any{parts{"text": s}} }
	off := make([]any, 0, len(filters))
	for _, filter := range filters {
		off = append(off, map[string]string{"category": filter, "threshold": "BLOCK_NONE"})
	}
	return Call{
		Path:   "/v1beta/models/" + url.PathEscape(model) + ":streamGenerateContent?alt=sse",
		Header: http.Header{"X-Goog-Api-Key": {key}},
		Body: map[string]any{
			"systemInstruction": parts{"parts": text(a.System())},
			"safetySettings":    off,
			"contents":          []any{parts{"role": "user", "parts": text(a.Message())}},
			"generationConfig": map[string]any{
				"maxOutputTokens": a.Limit, "responseMimeType": "application/json", "responseJsonSchema": a.Schema(),
				"thinkingConfig": map[string]string{"thinkingLevel": "minimal"},
			},
		},
	}
}

// geminiPiece is an answer, or what comes of it with an event.
type geminiPiece struct {
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
	Error struct {
		Message string `json:"message"`
	} `json:"error"`
}

// Read reads an answer. What Google's filters stop has no candidate at all, or one
// with another reason than that it ended.
func (Gemini) Read(body []byte) (a Answer, err error) {
	reason, failed := "", ""
	streamed, ok := read(body, func(p geminiPiece) {
		failed = cmp.Or(failed, p.Error.Message)
		a.Refused = cmp.Or(a.Refused, p.Feedback.Reason)
		if p.Usage.In+p.Usage.Out+p.Usage.Thoughts > 0 {
			a.In, a.Out = p.Usage.In, p.Usage.Out+p.Usage.Thoughts
		}
		for _, c := range p.Candidates[:min(len(p.Candidates), 1)] {
			reason = cmp.Or(c.Reason, reason)
			for _, part := range c.Content.Parts {
				if !part.Thought {
					a.Text += part.Text
				}
			}
		}
	})
	if !ok || failed != "" || streamed && reason == "" && a.Refused == "" {
		return Answer{}, noAnswer(failed)
	}
	switch reason {
	case "", "STOP":
	case "MAX_TOKENS":
		a.Cut = true
	default:
		a.Refused = cmp.Or(a.Refused, reason)
	}
	return a.said()
}
