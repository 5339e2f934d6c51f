package gemini

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"streamspark/internal/celebration"
	"streamspark/internal/outbound"
)

// startError sorts the error of a paid request. What Gemini answered before
// it began anything is a refusal, or may be sent again; all else leaves the
// fate of the request unknown.
func (g *Generator) startError(err error, model string) error {
	words := g.words(err)
	said := ""
	if words != "" {
		said = ". It says: " + words
	}
	if outbound.TurnedAway(err) {
		return celebration.Refuse("Gemini's guard turned the request away, and nothing was ordered: try another network, a proxy or a VPN", err)
	}
	switch outbound.FateOf(err) {
	case outbound.Unsent:
		return &celebration.NotAccepted{Cause: err}
	case outbound.BadKey:
		return celebration.Refuse("Gemini does not accept the key: check generation.gemini.api_key"+said, err)
	case outbound.NoRight:
		return celebration.Refuse("Gemini says that the key may not do this: look at the project's billing at Google, "+
			"and at generation.gemini.api_key"+said, err)
	case outbound.NoPlace:
		return celebration.Refuse(fmt.Sprintf("Gemini does not know the model %q: "+
			"check generation.gemini.model and generation.gemini.base_url%s", model, said), err)
	case outbound.Unfit:
		return unfit(err, strings.ToLower(words), said)
	case outbound.Lost:
	}
	return fmt.Errorf("send a paid request to Gemini: %w", err)
}

// unfit returns a request that was refused. Some troubles of an account have no
// status of their own.
func unfit(err error, words, said string) error {
	account := outbound.Status(err) == http.StatusBadRequest
	switch {
	case account && strings.Contains(words, "api key"):
		return celebration.Refuse("Gemini does not accept the key: check generation.gemini.api_key"+said, err)
	case account && strings.Contains(words, "location is not supported"):
		return celebration.Refuse("Google does not serve Gemini in this country: "+
			"choose another generator, or an address that passes requests on in generation.gemini.base_url"+said, err)
	case said == "":
		said = ", and did not say why"
	}
	return celebration.Refuse("Gemini refused the request"+said, err)
}

// lookError returns the error of a look. It is a refusal only where Gemini says
// that there is no such job: a key can be mended and an account can be
// opened again while the paid job waits, and a running job was seen to
// answer 400 now and then.
func (g *Generator) lookError(err error) error {
	if _, ok := celebration.AsRefusal(err); ok {
		return err
	}
	if outbound.TurnedAway(err) {
		return fmt.Errorf("ask Gemini about a paid job: %w", err)
	}
	words := strings.ToLower(g.words(err))
	switch outbound.Status(err) {
	case http.StatusBadRequest:
		if strings.Contains(words, "invalid interaction name") {
			return &celebration.Refusal{
				Sentence: "Gemini does not know the job: was the key changed to one of another project? Look at the account before you pay again",
				Charged:  celebration.ChargedUnknown, Cause: err,
			}
		}
		if strings.Contains(words, "api key") {
			return fmt.Errorf("the key is not accepted for a job that Gemini took: check generation.gemini.api_key: %w", err)
		}
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusPaymentRequired:
		return fmt.Errorf("a job that Gemini took is not shown: check generation.gemini.api_key and the project's billing: %w", err)
	case http.StatusNotFound:
		return fmt.Errorf("a job that Gemini took is not found: %w", err)
	}
	return fmt.Errorf("ask Gemini about a paid job: %w", err)
}

// words returns what Gemini said with its refusal, from any of its envelopes:
// the code is a word or a number, and all may stand in a list.
func (g *Generator) words(err error) string {
	var answer *outbound.Error
	if !errors.As(err, &answer) {
		return ""
	}
	if answer.Message != "" {
		return g.readable(answer.Message)
	}
	var envelope struct {
		Error json.RawMessage `json:"error"`
	}
	for _, one := range list[json.RawMessage](answer.Body) {
		if json.Unmarshal(one, &envelope) == nil {
			return g.readable(sentence(envelope.Error))
		}
	}
	return ""
}
