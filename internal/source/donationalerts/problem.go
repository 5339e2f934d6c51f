package donationalerts

import (
	"errors"
	"net/http"
	"strings"

	"streamspark/internal/outbound"
)

// The codes of problems, for a page that says them in its own language.
const (
	CodeNoToken       = "no_token"
	CodeBadToken      = "bad_token"
	CodeNotConfigured = "not_configured"
	CodeNoCode        = "no_code"
	CodeCodeRefused   = "code_refused"
	CodeClientRefused = "client_refused"
	CodeTokenRefused  = "token_refused"
	CodeRenewRefused  = "renewal_refused"
	CodeScope         = "scope_missing"
	CodeUnreachable   = "unreachable"
	CodeTrouble       = "trouble"
	CodeBusy          = "busy"
	CodeBroken        = "broken_answer"
	CodeRepeats       = "list_repeats"
	CodeNotKept       = "not_kept"
	CodeNotTaken      = "not_taken"
	CodeTooLong       = "too_long"
)

// Problem is what went wrong with DonationAlerts, good enough for a page.
type Problem struct {
	Code      string
	Title     string
	Sentence  string // what happened
	Hint      string // what to do
	Reconnect bool   // only connecting again helps
	Cause     error  // for the log; holds no secret
}

func (p *Problem) Error() string {
	if p.Cause != nil {
		return p.Sentence + " (" + p.Cause.Error() + ")"
	}
	return p.Sentence
}

func (p *Problem) Unwrap() error { return p.Cause }

// NotConfigured says which keys of the configuration the sign-in lacks.
type NotConfigured struct{ Missing []string }

func (n *NotConfigured) Error() string {
	return "DonationAlerts is not configured: set " + strings.Join(n.Missing, " and ")
}

// problem makes one of a code.
func problem(code string, cause error) *Problem {
	p := words(code)
	p.Code, p.Cause = code, cause
	return &p
}

const (
	byItself = "It is tried again by itself."
	again    = "Connect DonationAlerts again."
)

// words returns the sentences of a code.
func words(code string) Problem {
	switch code {
	case CodeNoToken:
		return Problem{Title: "Not connected", Sentence: "DonationAlerts is not connected.", Hint: "Connect it, or set an access token."}
	case CodeBadToken:
		return Problem{Title: "Not a token", Sentence: "That is no access token: it holds spaces or signs that no token has.", Hint: "Copy the token again, whole."}
	case CodeNotConfigured:
		return Problem{
			Title: "Not configured", Sentence: "The DonationAlerts application is not configured.",
			Hint: "Enter the id and the secret of your application on the page Settings.", Reconnect: true,
		}
	case CodeNoCode:
		return Problem{Title: "Not connected", Sentence: "DonationAlerts sent no code.", Hint: again}
	case CodeCodeRefused:
		return Problem{Title: "Not connected", Sentence: "DonationAlerts refused the code of this sign-in: it is too old, or was used before.", Hint: again}
	case CodeClientRefused:
		return Problem{
			Title: "Not accepted", Sentence: "DonationAlerts does not accept the client id or the client secret.",
			Hint: "Compare donationalerts.client_id, client_secret and redirect_uri with the application on their site, and connect again.", Reconnect: true,
		}
	case CodeTokenRefused:
		return Problem{Title: "Connect again", Sentence: "DonationAlerts no longer accepts the access token.", Hint: "Connect DonationAlerts again, or set another token.", Reconnect: true}
	case CodeRenewRefused:
		return Problem{Title: "Connect again", Sentence: "DonationAlerts refused to renew the access.", Hint: again, Reconnect: true}
	case CodeScope:
		return Problem{Title: "Not allowed", Sentence: "The access token may not read the donations.", Hint: "Connect DonationAlerts again and allow what is asked for.", Reconnect: true}
	case CodeUnreachable:
		return Problem{Title: "No answer", Sentence: "DonationAlerts could not be reached.", Hint: byItself}
	case CodeBusy:
		return Problem{Title: "Too many requests", Sentence: "DonationAlerts asked to be left alone for a while.", Hint: byItself}
	case CodeBroken:
		return Problem{Title: "Unreadable answer", Sentence: "DonationAlerts sent something else than what was asked for.", Hint: byItself}
	case CodeRepeats:
		return Problem{Title: "Unreadable list", Sentence: "DonationAlerts sent the same page of donations again and again.", Hint: byItself}
	case CodeNotKept:
		return Problem{Title: "Not saved", Sentence: "The connection could not be saved on this computer.", Hint: "Look at the disk; it is tried again by itself."}
	case CodeTooLong:
		return Problem{Title: "Too much", Sentence: "There are more than 100 pages of donations since then.", Hint: "Choose a later beginning."}
	case CodeNotTaken:
		return Problem{Title: "Not saved", Sentence: "New donations could not be written down.", Hint: "Look at the disk; it is tried again by itself."}
	}
	return Problem{Title: "Trouble", Sentence: "DonationAlerts has trouble.", Hint: byItself}
}

// explain makes a problem of any error.
func explain(err error) *Problem {
	var known *Problem
	if errors.As(err, &known) {
		return known
	}
	var e *outbound.Error
	if !errors.As(err, &e) {
		return problem(CodeTrouble, err)
	}
	code := CodeTrouble
	switch {
	case e.Status == 0 && !e.Sent:
		code = CodeUnreachable
	case e.Status == http.StatusTooManyRequests:
		code = CodeBusy
	case e.Status >= 200 && e.Status <= 299:
		code = CodeBroken
	case e.Status == http.StatusForbidden && !outbound.WebPage(e.Body):
		code = CodeScope
	}
	p := problem(code, err)
	if code == CodeUnreachable || code == CodeTrouble {
		p.Sentence = strings.TrimSuffix(p.Sentence, ".") + ": " + strings.TrimSuffix(e.Problem, ".") + "."
	}
	return p
}
