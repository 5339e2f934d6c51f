package donationalerts

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"streamspark/internal/fault"
	"streamspark/internal/outbound"
)

// The codes of this package's faults. Those of the kind fault.Permanent need
// the streamer.
const (
	codeNoToken       = "donationalerts.no_token"
	codeBadToken      = "donationalerts.bad_token"
	codeNotConfigured = "donationalerts.not_configured"
	codeNoCode        = "donationalerts.no_code"
	codeCodeRefused   = "donationalerts.code_refused"
	codeClientRefused = "donationalerts.client_refused"
	codeNewRefused    = "donationalerts.new_token_refused"
	codeTokenRefused  = "donationalerts.token_refused"
	codeRenewRefused  = "donationalerts.renewal_refused"
	codeScope         = "donationalerts.scope_missing"
	codeTooLong       = "donationalerts.too_long"

	codeUnreachable = "donationalerts.unreachable"
	codeTrouble     = "donationalerts.trouble" // with the argument "cause"
	codeFailed      = "donationalerts.failed"
	codeBusy        = "donationalerts.busy"
	codeBroken      = "donationalerts.broken_answer"
	codeRepeats     = "donationalerts.list_repeats"
	codeNotSaved    = "donationalerts.not_saved"
	codeNotRecorded = "donationalerts.not_recorded"
	codeNotChanged  = "donationalerts.sign_in_failed" // with the argument "cause"

	codeRealtimeDown    = "donationalerts.realtime_down"
	codeRealtimeNoScope = "donationalerts.realtime_no_scope"
)

// errChanged ends what was done for tokens that are no longer in use.
var errChanged = fault.New(fault.Retry, "donationalerts.changed")

// refused returns a fault that only the streamer can end.
func refused(code string, cause error, args ...any) *fault.Error {
	return fault.Wrap(cause, fault.Permanent, code, args...)
}

// failed returns a fault that may pass.
func failed(code string, cause error, args ...any) *fault.Error {
	e := fault.Wrap(cause, fault.Retry, code, args...)
	e.After = fault.After(cause)
	return e
}

// broken returns the fault of an answer that is not what was asked for.
func broken(why string) *fault.Error { return failed(codeBroken, errors.New(why)) }

// needsReconnect reports whether only connecting again, or another token,
// helps.
func needsReconnect(e *fault.Error) bool {
	return slices.Contains([]string{codeClientRefused, codeTokenRefused, codeRenewRefused, codeScope, codeNotConfigured}, e.Code)
}

// explain returns the fault of any error.
func explain(err error) *fault.Error {
	e, answered := outbound.FailureOf(err)
	switch known, ok := fault.As(err); {
	case ok && strings.HasPrefix(known.Code, Name+"."):
		return known
	case !answered:
		return failed(codeFailed, err)
	case e.Status == 0 && !e.Sent:
		return failed(codeUnreachable, err, "cause", e.Problem)
	case e.Status == http.StatusTooManyRequests:
		return failed(codeBusy, err)
	case e.Status >= 200 && e.Status <= 299:
		return failed(codeBroken, err)
	case forbidden(err):
		return refused(codeScope, err)
	}
	return failed(codeTrouble, err, "cause", e.Problem)
}

// explainGrant returns the fault of a token request. refusal is the code of
// one whose grant was refused: the old server of DonationAlerts answers 400
// or 401 and invalid_request, others invalid_grant. A 403 is not about scopes
// there.
func explainGrant(err error, refusal string) *fault.Error {
	e, answered := outbound.FailureOf(err)
	if !answered {
		if text := err.Error(); strings.HasPrefix(text, "oauth2:") {
			return broken("it has no tokens") // theirs may quote some
		}
		return explain(err)
	}
	word := ""
	var body fields
	if json.Unmarshal(e.Body, &body) == nil {
		word = body.text("error")
	}
	switch {
	case outbound.WebPage(e.Body):
		return explain(err)
	case word == "invalid_client" || word == "unauthorized_client":
		return refused(codeClientRefused, err)
	case word == "invalid_grant" || word == "invalid_request",
		e.Status == http.StatusBadRequest, e.Status == http.StatusUnauthorized:
		return refused(refusal, err)
	case e.Status == http.StatusForbidden:
		return failed(codeTrouble, err, "cause", e.Problem)
	}
	return explain(err)
}

// unauthorized reports whether an answer says that the token is not valid. A
// web page with that status comes from something on the way.
func unauthorized(err error) bool { return answeredWith(err, http.StatusUnauthorized) }

// forbidden reports whether an answer says that the token lacks a scope.
func forbidden(err error) bool { return answeredWith(err, http.StatusForbidden) }

func answeredWith(err error, status int) bool {
	e, ok := outbound.FailureOf(err)
	return ok && e.Status == status && !outbound.WebPage(e.Body)
}

// signature returns a key of a failure for the log, where the same one is
// written once.
func signature(e *fault.Error) string { return e.Code + " " + strconv.Itoa(outbound.Status(e.Cause)) }
