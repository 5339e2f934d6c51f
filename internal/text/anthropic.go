package text

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strings"
)

// Anthropic is the form of Anthropic's messages. Its models think by themselves,
// which counts as said and is the first block of an answer.
type Anthropic struct{}

// Call returns a question in this form.
func (Anthropic) Call(key, model string, a Ask) Call {
	return Call{
		Path:   "/v1/messages",
		Header: http.Header{"X-Api-Key": {key}, "Anthropic-Version": {"2023-06-01"}},
		Body: map[string]any{
			"model": model, "max_tokens": a.Limit, "system": a.System(),
			"messages":      []any{map[string]string{"role": "user", "content": a.Message()}},
			"output_config": map[string]any{"effort": "low", "format": map[string]any{"type": "json_schema", "schema": a.Schema()}},
		},
	}
}

// Read reads an answer.
func (Anthropic) Read(body []byte) (a Answer, err error) {
	var answer struct {
		Content []struct {
			Type string `json:"type"`
			Text string `json:"text"`
		} `json:"content"`
		Reason  string `json:"stop_reason"`
		Details struct {
			Category    string `json:"category"`
			Explanation string `json:"explanation"`
		} `json:"stop_details"`
		Usage struct {
			In  int64 `json:"input_tokens"`
			Out int64 `json:"output_tokens"`
		} `json:"usage"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return a, noAnswer("")
	}
	a = Answer{In: answer.Usage.In, Out: answer.Usage.Out}
	a.Cut = answer.Reason == "max_tokens" || answer.Reason == "model_context_window_exceeded"
	if answer.Reason == "refusal" {
		a.Refused = cmp.Or(answer.Details.Explanation, answer.Details.Category, answer.Reason)
	}
	for _, block := range answer.Content {
		if block.Type == "text" {
			a.Text += block.Text
		}
	}
	if strings.TrimSpace(a.Text) == "" && a.Refused == "" && !a.Cut {
		return a, noAnswer("")
	}
	return a, nil
}
