package text

import (
	"cmp"
	"net/http"
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
			"model": model, "stream": true, "max_tokens": a.Limit, "system": a.System(),
			"messages":      []any{map[string]string{"role": "user", "content": a.Message()}},
			"output_config": map[string]any{"effort": "low", "format": map[string]any{"type": "json_schema", "schema": a.Schema()}},
		},
	}
}

// anthropicPiece is an answer, or what comes of it with an event: the whole of it
// as it begins, a part of a block, the reason for which it ended.
type anthropicPiece struct {
	anthropicAnswer
	Message anthropicAnswer `json:"message"`
	Delta   struct {
		anthropicBlock
		anthropicEnd
	} `json:"delta"`
	Error struct {
		Message string `json:"message"`
	} `json:"error"`
}

type anthropicAnswer struct {
	Content []anthropicBlock `json:"content"`
	anthropicEnd
	Usage struct {
		In  int64 `json:"input_tokens"`
		Out int64 `json:"output_tokens"`
	} `json:"usage"`
}

type anthropicBlock struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

type anthropicEnd struct {
	Reason  string `json:"stop_reason"`
	Details struct {
		Category    string `json:"category"`
		Explanation string `json:"explanation"`
	} `json:"stop_details"`
}

// Read reads an answer.
func (Anthropic) Read(body []byte) (a Answer, err error) {
	var end anthropicEnd
	failed := ""
	streamed, ok := read(body, func(p anthropicPiece) {
		failed = cmp.Or(failed, p.Error.Message)
		for _, part := range []anthropicAnswer{p.anthropicAnswer, p.Message, {Content: []anthropicBlock{p.Delta.anthropicBlock}, anthropicEnd: p.Delta.anthropicEnd}} {
			a.In, a.Out = cmp.Or(part.Usage.In, a.In), cmp.Or(part.Usage.Out, a.Out)
			if part.Reason != "" {
				end = part.anthropicEnd
			}
			for _, block := range part.Content {
				if block.Type == "text" || block.Type == "text_delta" {
					a.Text += block.Text
				}
			}
		}
	})
	if !ok || failed != "" || streamed && end.Reason == "" {
		return Answer{}, noAnswer(failed)
	}
	a.Cut = end.Reason == "max_tokens" || end.Reason == "model_context_window_exceeded"
	if end.Reason == "refusal" {
		a.Refused = cmp.Or(end.Details.Explanation, end.Details.Category, end.Reason)
	}
	return a.said()
}
