// Package problem is what goes wrong with a request: the status and the one
// sentence that answer it, for the API and the pages alike.
package problem

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"

	"github.com/labstack/echo/v5"

	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/store"
)

// ClientGone is the status in the log of a request whose sender left.
const ClientGone = 499

// Problem is an error that is answered as it stands: with its status and
// its sentence.
type Problem struct {
	Status   int
	Sentence string // what happened, and what to do
	Hint     string
	Code     string // of a fault, which programs can tell apart
	Field    string // of the body, if it is about one
	Cause    error  // for the log alone
	Bare     bool   // never as a page of ours
}

// Error returns the sentence, and what is behind it.
func (p *Problem) Error() string {
	if p.Cause != nil {
		return p.Sentence + " (" + p.Cause.Error() + ")"
	}
	return p.Sentence
}

func (p *Problem) Unwrap() error { return p.Cause }

// New returns a problem that is the sender's own, or the circumstances'.
func New(status int, sentence string, args ...any) error {
	if len(args) > 0 {
		sentence = fmt.Sprintf(sentence, args...)
	}
	return &Problem{Status: status, Sentence: sentence}
}

// Bad returns the refusal of a request that cannot be understood.
func Bad(sentence string, args ...any) error {
	return New(http.StatusBadRequest, sentence, args...)
}

// Missing gives an error that says "not there" a sentence of its own.
func Missing(err error, sentence string) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return &Problem{Status: http.StatusNotFound, Sentence: sentence, Cause: err}
}

// TooLarge refuses a body that is over the limit of every address.
func TooLarge() *Problem {
	return &Problem{
		Status:   http.StatusRequestEntityTooLarge,
		Sentence: "The body is larger than 1 MB, which nothing here needs.",
	}
}

// Unread returns the error of a body that could not be read: too large, too
// slow, or broken off.
func Unread(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) || errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	return Bad("The body could not be read to its end.")
}

// Failure is the JSON of every answer that is not a success.
type Failure struct {
	Success bool   `json:"success"`
	Error   string `json:"error"`
	Hint    string `json:"hint,omitempty"`
	Code    string `json:"code,omitempty"`
	Field   string `json:"field,omitempty" doc:"the field of the body that it is about"`
}

// DatabaseGone says what store.ErrGone means and what to do.
const DatabaseGone = "The database was deleted or moved while StreamSpark runs: nothing is saved or ordered. Stop StreamSpark, put the file back or restore a backup, and start it again."

// statusOf has the kinds of faults that are the sender's.
var statusOf = map[fault.Kind]int{
	fault.Invalid:      http.StatusBadRequest,
	fault.Unauthorized: http.StatusUnauthorized,
	fault.TooLarge:     http.StatusRequestEntityTooLarge,
}

// Of turns any error into a problem. An error that nobody foresaw is
// shown as no more than that: what it says is for the log.
func Of(err error) *Problem {
	var known *Problem
	var large *http.MaxBytesError
	coded, hasCode := fault.As(err)
	refused, isRefusal := celebration.AsRefusal(err)
	status := echo.StatusCode(err)
	switch {
	case errors.As(err, &known):
		return known
	case hasCode && statusOf[coded.Kind] != 0:
		return &Problem{Status: statusOf[coded.Kind], Sentence: locale.English().Error(coded), Code: coded.Code, Field: coded.Field, Cause: err}
	case errors.As(err, &large):
		return TooLarge()
	case isRefusal:
		return &Problem{Status: http.StatusConflict, Sentence: refused.Sentence, Cause: err}
	case errors.Is(err, store.ErrGone):
		return &Problem{Status: http.StatusServiceUnavailable, Cause: err, Sentence: DatabaseGone}
	case errors.Is(err, store.ErrDisk):
		return &Problem{
			Status: http.StatusInsufficientStorage, Cause: err,
			Sentence: "The disk is full or cannot be written, so nothing was changed: make room and try again.",
		}
	case errors.Is(err, store.ErrStale):
		return &Problem{Status: http.StatusConflict, Sentence: "It was changed meanwhile: look at it again.", Cause: err}
	case errors.Is(err, fs.ErrNotExist):
		return &Problem{Status: http.StatusNotFound, Sentence: "There is no such thing here.", Cause: err}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &Problem{Status: http.StatusRequestTimeout, Sentence: "The request did not come in whole in time: send it again.", Cause: err}
	case errors.Is(err, context.Canceled):
		return &Problem{Status: ClientGone, Sentence: "The request was cancelled.", Cause: err}
	case errors.Is(err, context.DeadlineExceeded):
		return &Problem{Status: http.StatusGatewayTimeout, Sentence: "It took too long: try again.", Cause: err}
	case status == http.StatusNotFound:
		return &Problem{Status: status, Sentence: "There is nothing at this address."}
	case status == http.StatusMethodNotAllowed:
		return &Problem{Status: status, Sentence: "This address does not take that method: the Allow header names those it takes."}
	case status >= 400 && status < 500:
		return &Problem{Status: status, Sentence: http.StatusText(status) + ".", Cause: err}
	}
	return &Problem{
		Status: http.StatusInternalServerError, Cause: err,
		Sentence: "Something went wrong inside StreamSpark: the log says what.",
	}
}
