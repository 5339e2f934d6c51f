package aiml

import (
	"encoding/json"
	"fmt"
	"strings"

	"streamspark/internal/fault"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
)

// account names what the faults of this package speak of.
func account() provider.Account {
	return provider.Account{
		Provider: "AIML", Key: "generation.aiml.api_key", Model: "generation.aiml.model",
		Named: []string{"generation.aiml.model", "generation.aiml.submit_path"},
	}
}

// failed returns a fault that may pass.
func failed(cause error, code string, args ...any) error {
	return fault.Wrap(cause, fault.Retry, code, args...)
}

// said returns what AIML said with its refusal.
func (g *Generator) said(err error) string {
	answer, ok := outbound.FailureOf(err)
	if !ok {
		return ""
	}
	words := strings.Join(append([]string{answer.Said}, hints(answer.Body)...), "; ")
	return strings.Trim(g.readable(words), "; ")
}

// hints returns the fields that a validation complains about: its message alone
// says only that there is something.
func hints(body []byte) []string {
	type issue struct {
		Path    []any  `json:"path"`
		Message string `json:"message"`
	}
	var answer struct {
		Meta   json.RawMessage `json:"meta"`
		Issues json.RawMessage `json:"issues"`
		Detail json.RawMessage `json:"detail"`
		Error  json.RawMessage `json:"error"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return nil
	}
	found := details(answer.Detail)
	if said, object := trouble(answer.Error); object {
		found = append(found, said)
	}
	for _, list := range []json.RawMessage{answer.Meta, answer.Issues} {
		var issues []issue
		if json.Unmarshal(list, &issues) != nil {
			continue
		}
		for _, i := range issues[:min(len(issues), 3)] {
			found = append(found, strings.TrimSpace(strings.Trim(fmt.Sprint(i.Path), "[]")+" "+i.Message))
		}
	}
	return found
}
