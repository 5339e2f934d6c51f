package aiml

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"streamspark/internal/celebration"
	"streamspark/internal/outbound"
)

// startError sorts the error of a paid request. What AIML answered before
// it began anything is a refusal, or may be sent again; all else leaves the
// fate of the request unknown.
func (g *Generator) startError(err error, model string) error {
	said := g.said(err)
	if outbound.TurnedAway(err) {
		return celebration.Refuse("AIML's guard (Cloudflare) turned the request away, and nothing was ordered: try another network, a proxy or a VPN", err)
	}
	switch outbound.FateOf(err) {
	case outbound.Unsent:
		return &celebration.NotAccepted{Cause: err}
	case outbound.BadKey:
		return celebration.Refuse("AIML does not accept the key: check generation.aiml.api_key"+said, err)
	case outbound.NoRight:
		return celebration.Refuse("AIML says that the account is out of credits or may not do this: look at the account"+said, err)
	case outbound.NoPlace:
		return celebration.Refuse(fmt.Sprintf("AIML does not know the model %q or the path %s: "+
			"check generation.aiml.model and generation.aiml.submit_path%s", model, g.path, said), err)
	case outbound.Unfit:
		if said == "" {
			said = ", and did not say why"
		}
		return celebration.Refuse("AIML refused the request"+said, err)
	case outbound.Lost:
	}
	return fmt.Errorf("send a paid request to AIML: %w", err)
}

// lookError returns the error of a look. It is never a refusal: a key can be
// mended and credits can be bought while the paid job waits.
func lookError(err error) error {
	if outbound.TurnedAway(err) {
		return fmt.Errorf("ask AIML about a paid job: %w", err)
	}
	switch outbound.Status(err) {
	case http.StatusUnauthorized:
		return fmt.Errorf("AIML does not accept the key for a job that it took: check generation.aiml.api_key: %w", err)
	case http.StatusForbidden, http.StatusPaymentRequired:
		return fmt.Errorf("AIML does not show a job that it took: is the account out of credits? %w", err)
	case http.StatusNotFound:
		return fmt.Errorf("AIML does not find a job that it took: %w", err)
	}
	return fmt.Errorf("ask AIML about a paid job: %w", err)
}

// said returns what AIML said with its refusal, to go behind a sentence.
func (g *Generator) said(err error) string {
	var answer *outbound.Error
	if !errors.As(err, &answer) {
		return ""
	}
	words := strings.Join(append([]string{answer.Message}, hints(answer.Body)...), "; ")
	if words = strings.Trim(g.readable(words), "; "); words == "" {
		return ""
	}
	return ": " + words
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
