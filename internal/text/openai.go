package text

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/shopspring/decimal"
)

// OpenAI is the form of OpenAI's chat, which most services and all servers for a
// computer at home have too. They differ in what the fields say.
type OpenAI struct {
	Path   string // "/chat/completions"
	Limit  string // the field of the limit: max_tokens, at OpenAI max_completion_tokens
	Effort string // of thinking; empty: the field is not sent
	Schema bool   // it takes a schema; else it is only told to answer in JSON
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
	return Call{Path: f.Path, Header: http.Header{"Authorization": {"Bearer " + key}}, Body: body}
}

// Read reads an answer. OpenRouter was seen to send an error with the status 200;
// it says what it took, and so does AIML, each in a field of its own.
func (OpenAI) Read(body []byte) (a Answer, err error) {
	var answer struct {
		Choices []struct {
			Message struct {
				Content string `json:"content"`
				Refusal string `json:"refusal"`
			} `json:"message"`
			Reason string `json:"finish_reason"`
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
	if err := json.Unmarshal(body, &answer); err != nil {
		return a, noAnswer("")
	}
	if len(answer.Choices) == 0 {
		return a, noAnswer(answer.Error.Message)
	}
	said, usage := answer.Choices[0], answer.Usage
	a = Answer{Text: said.Message.Content, Refused: said.Message.Refusal, Cut: said.Reason == "length", In: usage.In, Out: usage.Out, Charge: usage.Cost}
	if answer.Meta.Usage.Spent.Valid {
		a.Charge = answer.Meta.Usage.Spent
	}
	if a.Refused == "" && (said.Reason == "content_filter" || said.Reason == "blacklist") {
		a.Refused = said.Reason
	}
	if strings.TrimSpace(a.Text) == "" && a.Refused == "" && !a.Cut {
		return a, noAnswer(answer.Error.Message)
	}
	return a, nil
}
