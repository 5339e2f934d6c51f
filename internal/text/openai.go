package text

import (
	"cmp"
	"net/http"

	"github.com/shopspring/decimal"
)

// OpenAI is the form of OpenAI's chat, which most services and all servers for a
// computer at home have too. They differ in what the fields say.
type OpenAI struct {
	Path   string // "/chat/completions"
	Limit  string // the field of the limit: max_tokens, at OpenAI max_completion_tokens
	Effort string // of thinking; empty: the field is not sent
	Schema bool   // it takes a schema; else it is only told to answer in JSON
	Stream bool   // its streams say the tokens where they are asked to
}

// Call returns a question in this form.
func (f OpenAI) Call(key, model string, a Ask) Call {
	format := map[string]any{"type": "json_object"}
	if f.Schema {
		format = map[string]any{"type": "json_schema", "json_schema": map[string]any{"name": "answer", "strict": true, "schema": a.Schema()}}
	}
	body := map[string]any{
		"model":    model,
		"messages": []any{map[string]string{"role": "system", "content": a.System()}, map[string]string{"role": "user", "content": a.Message()}},
		f.Limit:    a.Limit, "response_format": format,
	}
	if f.Effort != "" {
		body["reasoning_effort"] = f.Effort
	}
	if f.Stream {
		body["stream"], body["stream_options"] = true, map[string]bool{"include_usage": true}
	}
	return Call{Path: f.Path, Header: http.Header{"Authorization": {"Bearer " + key}}, Body: body}
}

// openAIPiece is an answer, or what comes of it with an event.
type openAIPiece struct {
	Choices []struct {
		Message openAIWords `json:"message"`
		Delta   openAIWords `json:"delta"`
		Reason  string      `json:"finish_reason"`
	} `json:"choices"`
	Usage struct {
		In   int64               `json:"prompt_tokens"`
		Out  int64               `json:"completion_tokens"`
		Cost decimal.NullDecimal `json:"cost"`
	} `json:"usage"`
	Meta struct {
		Usage struct {
			Spent decimal.NullDecimal `json:"usd_spent"`
		} `json:"usage"`
	} `json:"meta"`
	Error struct {
		Message string `json:"message"`
	} `json:"error"`
}

type openAIWords struct {
	Content string `json:"content"`
	Refusal string `json:"refusal"`
}

// Read reads an answer. OpenRouter was seen to send an error with the status 200;
// it says what it took, and so does AIML, each in a field of its own.
func (OpenAI) Read(body []byte) (a Answer, err error) {
	reason, failed := "", ""
	streamed, ok := read(body, func(p openAIPiece) {
		if p.Usage.In+p.Usage.Out > 0 {
			a.In, a.Out, a.Charge = p.Usage.In, p.Usage.Out, p.Usage.Cost
		}
		if p.Meta.Usage.Spent.Valid {
			a.Charge = p.Meta.Usage.Spent
		}
		failed = cmp.Or(failed, p.Error.Message)
		for _, said := range p.Choices[:min(len(p.Choices), 1)] {
			a.Text += said.Message.Content + said.Delta.Content
			a.Refused += said.Message.Refusal + said.Delta.Refusal
			reason = cmp.Or(said.Reason, reason)
		}
	})
	if !ok || failed != "" || streamed && reason == "" {
		return Answer{}, noAnswer(failed)
	}
	a.Cut = reason == "length"
	if a.Refused == "" && (reason == "content_filter" || reason == "blacklist") {
		a.Refused = reason
	}
	return a.said()
}
