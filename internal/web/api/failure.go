package api

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"os"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
)

// ClientGone is the status in the log of a request whose sender left.
const ClientGone = 499

// Failure is the JSON of every answer that is not a success.
type Failure struct {
	Success bool       `json:"success"`
	Error   string     `json:"error" doc:"what happened, in English"`
	Code    string     `json:"code" doc:"the same for programs; it does not change" example:"money.not_number"`
	Args    fault.Args `json:"args,omitempty" doc:"what the sentence was made with, by name"`
	Field   string     `json:"field,omitempty" doc:"the field of the request or the setting that it is about"`
	Hint    string     `json:"hint,omitempty" doc:"what to do about it, in English"`
	Message string     `json:"message,omitempty" doc:"error and hint in the language of Accept-Language, where that is another one that StreamSpark speaks"`
}

// FailureOf describes an error, also in the reader's language where that is
// not English.
func FailureOf(err *fault.Error, reader *locale.Language) Failure {
	english := locale.English()
	args := err.Message().Args
	delete(args, "field")
	f := Failure{Error: english.Error(err), Code: err.Code, Args: args, Field: err.Field, Hint: english.Hint(err)}
	if reader.Code() != english.Code() {
		f.Message = reader.Advise(err)
	}
	return f
}

// statuses has the status of each kind of fault. Kinds of other people's
// servers are a bad gateway.
var statuses = map[fault.Kind]int{
	fault.Unforeseen:   http.StatusInternalServerError,
	fault.Invalid:      http.StatusBadRequest,
	fault.Unauthorized: http.StatusUnauthorized,
	fault.Forbidden:    http.StatusForbidden,
	fault.NotFound:     http.StatusNotFound,
	fault.Conflict:     http.StatusConflict,
	fault.Stale:        http.StatusConflict,
	fault.Down:         http.StatusServiceUnavailable,
	fault.TooLarge:     http.StatusRequestEntityTooLarge,
	fault.Unsupported:  http.StatusUnsupportedMediaType,
	fault.TooMany:      http.StatusTooManyRequests,
	fault.DiskFull:     http.StatusInsufficientStorage,
	fault.OverBudget:   http.StatusConflict,
	fault.Unavailable:  http.StatusServiceUnavailable,
	fault.Late:         http.StatusRequestTimeout,
	fault.Timeout:      http.StatusGatewayTimeout,
	fault.Canceled:     ClientGone,
}

// FaultOf returns what is answered to an error, and with which status. Of one
// that nobody foresaw no more is said than that: what it says is for the log.
func FaultOf(err error) (*fault.Error, int) {
	known, ok := fault.As(err)
	if !ok {
		known = foreseen(err)
	}
	if known == nil {
		return unknown(err)
	}
	if status := statuses[known.Kind]; status != 0 {
		return known, status
	}
	return known, http.StatusBadGateway
}

// foreseen returns the fault of an error of a library; nil where there is none.
func foreseen(err error) *fault.Error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return fault.Wrap(err, fault.TooLarge, "request.too_large")
	case errors.Is(err, fs.ErrNotExist):
		return fault.Wrap(err, fault.NotFound, "request.not_found")
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fault.Wrap(err, fault.Late, "request.late")
	case errors.Is(err, context.Canceled):
		return fault.Wrap(err, fault.Canceled, "request.canceled")
	case errors.Is(err, context.DeadlineExceeded):
		return fault.Wrap(err, fault.Timeout, "request.timeout")
	}
	return nil
}

// unknown returns what is answered to an error of the router, or to one that
// nobody foresaw.
func unknown(err error) (*fault.Error, int) {
	switch status := echo.StatusCode(err); {
	case status == http.StatusNotFound:
		return fault.Wrap(err, fault.NotFound, "request.no_such_address"), status
	case status == http.StatusMethodNotAllowed:
		return fault.Wrap(err, fault.Invalid, "request.method"), status
	case status == http.StatusUpgradeRequired:
		return fault.Wrap(err, fault.Invalid, "request.websocket_only"), status
	case status >= 400 && status < 500:
		return fault.Wrap(err, fault.Invalid, "request.refused", "status", http.StatusText(status)), status
	}
	return fault.Wrap(err, fault.Unforeseen, "unforeseen"), http.StatusInternalServerError
}

// notFound returns the error of what is not there, with a code of its own; any
// other stays as it is.
func notFound(err error, code string) error {
	if _, known := fault.As(err); known || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return fault.Wrap(err, fault.NotFound, code)
}

// unread returns the error of a body that could not be read: too large, too
// slow, or broken off.
func unread(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) || errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	return fault.Wrap(err, fault.Invalid, "request.broken_off")
}
