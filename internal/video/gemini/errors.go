package gemini

import (
	"encoding/json"
	"net/http"
	"strings"

	"streamspark/internal/fault"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
)

// account names what the faults of this package speak of.
func account() provider.Account {
	return provider.Account{
		Provider: "Gemini", Key: "generation.gemini.api_key", Model: "generation.gemini.model",
		Named: []string{"generation.gemini.model", "generation.gemini.base_url"},
	}
}

// failed returns the fault of a paid request.
func (g *Generator) failed(a provider.Account, err error, model string) error {
	err = heed(err)
	if turnedAway(err) {
		return a.NotAccepted(err)
	}
	said := g.words(err)
	if known := g.accountError(err, said); known != nil {
		return known
	}
	return a.OrderFault(err, model, said)
}

// accountError returns the fault of an account that Google tells of in words
// alone; else nil.
func (*Generator) accountError(err error, said string) error {
	switch words := strings.ToLower(said); {
	case outbound.Status(err) != http.StatusBadRequest:
	case strings.Contains(words, "api key"):
		return account().KeyRefused(err, said)
	case strings.Contains(words, "location is not supported"):
		return refused(err, fault.ChargedNo, codeCountry, "said", provider.Quote(said))
	}
	return nil
}

// codeCountry is of an account in a country that Google does not serve.
const codeCountry = "gemini.country"

// refused returns a fault that trying again cannot cure.
func refused(cause error, charged fault.Charged, code string, args ...any) error {
	e := fault.Wrap(cause, fault.Permanent, code, args...)
	e.Charged = charged
	return e
}

// pollError returns the fault of a look. It is fault.Permanent only where
// Gemini says that there is no such job: a key can be mended and an account
// can be opened again while the paid job waits, and a running job was seen to
// answer 400 now and then.
func (g *Generator) pollError(err error) error {
	if fault.Has(err, fault.Permanent) {
		return err
	}
	if outbound.Status(err) == http.StatusBadRequest && !outbound.Blocked(err) {
		words := strings.ToLower(g.words(err))
		switch {
		case strings.Contains(words, "invalid interaction name"):
			return refused(err, fault.ChargedUnknown, "gemini.unknown_job")
		case strings.Contains(words, "api key"):
			return fault.Wrap(err, fault.Retry, "provider.job_key_refused", "provider", account().Provider, "key", account().Key)
		}
	}
	return account().PollFault(err)
}

// words returns what Gemini said with its refusal, from any of its envelopes:
// the code is a word or a number, and all may stand in a list.
func (g *Generator) words(err error) string {
	answer, ok := outbound.FailureOf(err)
	if !ok {
		return ""
	}
	if answer.Said != "" {
		return g.readable(answer.Said)
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
