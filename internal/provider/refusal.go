package provider

import (
	"net/http"

	"streamspark/internal/fault"
	"streamspark/internal/outbound"
)

// Account names what the faults of a generator's requests speak of.
type Account struct {
	Provider string   // as people know it
	Key      string   // the setting of its key
	Model    string   // the setting of the model
	Named    []string // all settings that name what is asked for: the model, the path, the address
}

// CheckRequest returns why an order certainly cannot be taken.
func (a Account) CheckRequest(key, model string) error {
	switch {
	case key == "":
		return a.refused(nil, "provider.no_key", "key", Setting(a.Key))
	case !outbound.OneWord(key):
		return a.refused(nil, "provider.odd_key", "key", Setting(a.Key))
	case model == "":
		return a.refused(nil, "provider.no_model", "setting", Setting(a.Model))
	}
	return nil
}

// OrderFault returns the fault of a paid request. Only what the status of an
// answer promises is believed: after fault.Lost the request may have been
// carried out, after any other kind it certainly was not. said is what the
// provider wrote with its refusal.
func (a Account) OrderFault(err error, model, said string) error {
	if err == nil {
		return nil
	}
	if outbound.Blocked(err) {
		return a.refused(err, "provider.turned_away")
	}
	if !outbound.Sent(err) {
		return a.NotAccepted(err)
	}
	switch outbound.Status(err) {
	case http.StatusTooManyRequests:
		return a.NotAccepted(err)
	case http.StatusUnauthorized:
		return a.KeyRefused(err, said)
	case http.StatusPaymentRequired, http.StatusForbidden:
		return a.refused(err, "provider.not_allowed", "said", Quote(said))
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone:
		return a.refused(err, "provider.unknown_model", "model", model, "settings", settings(a.Named), "said", Quote(said))
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType,
		http.StatusUnprocessableEntity, http.StatusUnavailableForLegalReasons:
		return a.Refused(err, said)
	}
	return a.wrap(err, fault.Lost, "provider.order_lost")
}

// CodeKeyRefused is of the fault that KeyRefused returns.
const CodeKeyRefused = "provider.key_refused"

// KeyRefused returns the fault of a request whose key is not accepted.
func (a Account) KeyRefused(err error, said string) error {
	return a.refused(err, CodeKeyRefused, "key", Setting(a.Key), "said", Quote(said))
}

// NotAccepted returns the fault of a paid request that began nothing and may
// be sent again.
func (a Account) NotAccepted(err error) error {
	return a.wrap(err, fault.NotSent, "provider.not_accepted")
}

// Refused returns the fault of a paid request that the provider does not carry
// out.
func (a Account) Refused(err error, said string) error {
	return a.refused(err, "provider.refused", "said", QuoteReason(said))
}

// UnreadableAnswer returns the fault of an answer to a paid request that cannot be
// read: a job may have begun.
func (a Account) UnreadableAnswer(err error) error {
	return a.wrap(err, fault.Lost, "provider.order_unread")
}

// NoJobID returns the fault of an answer to a paid request that does not tell
// which job it began.
func (a Account) NoJobID(said string) error {
	return a.wrap(nil, fault.Lost, "provider.order_unnamed", "said", Quote(said))
}

// PollFault returns the fault of a question about a job. It is never
// fault.Permanent: a key can be mended and credits can be bought while the
// paid job waits.
func (a Account) PollFault(err error) error {
	code := map[int]string{
		http.StatusUnauthorized:    "provider.job_key_refused",
		http.StatusForbidden:       "provider.job_not_shown",
		http.StatusPaymentRequired: "provider.job_not_shown",
		http.StatusNotFound:        "provider.job_not_found",
	}[outbound.Status(err)]
	if code == "" || outbound.Blocked(err) {
		code = "provider.job_not_asked"
	}
	return a.wrap(err, fault.Retry, code, "key", Setting(a.Key))
}

// NoStatus returns the fault of an answer that says nothing about the job.
func (a Account) NoStatus() error { return a.PollFault(fault.New(fault.Retry, "provider.job_untold")) }

// DownloadFault returns the fault of a clip that could not be fetched.
func (a Account) DownloadFault(err error) error { return a.wrap(err, fault.Retry, "provider.download") }

// NotFinished returns the fault of a fetch that came too early.
func (a Account) NotFinished(status string) error {
	return a.wrap(nil, fault.Retry, "provider.job_unfinished", "status", status)
}

// NoClipAddress returns the fault of a finished clip of which the provider does
// not say where it is, or names an address that cannot be called.
func (a Account) NoClipAddress(address string) error {
	if address == "" {
		return a.wrap(nil, fault.Retry, "provider.no_address")
	}
	return a.wrap(nil, fault.Retry, "provider.bad_address")
}

// Setting returns the name of a setting as people know it.
func Setting(key string) fault.Message { return fault.Say("setting." + key) }

func settings(keys []string) (names []fault.Message) {
	for _, key := range keys {
		names = append(names, Setting(key))
	}
	return names
}

// refused returns a fault that trying again cannot cure, of a request that
// was not charged.
func (a Account) refused(err error, code string, args ...any) error {
	return fault.Refuse(err, code, append(args, "provider", a.Provider)...)
}

func (a Account) wrap(err error, kind fault.Kind, code string, args ...any) *fault.Error {
	return fault.Wrap(err, kind, code, append(args, "provider", a.Provider)...)
}

// Quote returns a provider's own words as an argument that stands at the end of
// a sentence; nothing where there are none.
func Quote(words string) any {
	if words == "" {
		return ""
	}
	return fault.Say("outbound.said", "words", words)
}

// QuoteReason returns the provider's reason, or that it gave none.
func QuoteReason(words string) any {
	if words == "" {
		return fault.Say("provider.said_nothing")
	}
	return Quote(words)
}
