// Package fault defines the program's one error: the kind of failure, a code
// for what happened, and the arguments of that code. It has no prose.
// The catalogs of package locale turn a code into a sentence of the reader's
// language, and the API sends code and arguments beside the sentence.
package fault

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Kind is what can be done about a failure. An error without a kind is one
// that nobody foresaw.
type Kind string

// Kinds of failures of other people's servers and of orders, of which package
// pipeline decides what happens next.
const (
	Unforeseen  Kind = ""            // nothing is promised
	Retry       Kind = "retry"       // the same may succeed later
	Permanent   Kind = "permanent"   // the same fails again
	NotSent     Kind = "not_sent"    // a paid request certainly started nothing, so it may be sent again
	Lost        Kind = "lost"        // a paid request may have been carried out
	Unavailable Kind = "unavailable" // the provider does not answer and is left alone for a while
	OverBudget  Kind = "over_budget" // a limit that the streamer set does not allow the price
)

// Kinds of failures of a request to this program, each with an HTTP status
// of its own.
const (
	Invalid      Kind = "invalid"      // a value cannot be what was given
	Unauthorized Kind = "unauthorized" // no token, or a wrong one
	Forbidden    Kind = "forbidden"    // the token is not the question
	NotFound     Kind = "not_found"
	Conflict     Kind = "conflict" // the state does not allow it, or changed meanwhile
	Stale        Kind = "stale"    // it was changed meanwhile: read it again
	Down         Kind = "down"     // the program itself cannot work
	TooLarge     Kind = "too_large"
	Unsupported  Kind = "unsupported" // a body of another type than is read
	TooMany      Kind = "too_many"    // too many requests
	DiskFull     Kind = "disk_full"
	Late         Kind = "late"     // the request did not come in whole in time
	Timeout      Kind = "timeout"  // the answer took too long
	Canceled     Kind = "canceled" // the caller left
)

// Charged is what is known about money that a paid request may have taken.
type Charged string

// What is known about a charge. The empty value is of requests that cost
// nothing.
const (
	ChargedNo      Charged = "no"
	ChargedYes     Charged = "yes"
	ChargedUnknown Charged = "unknown"
)

// Error is a failure. Its fields do not change once it was returned.
type Error struct {
	Kind    Kind
	Code    string // dotted, stable: "aiml.key_refused"
	Args    Args
	Field   string // the field of the request or key of the configuration that it is about
	Charged Charged
	After   time.Duration // how long the other side asked to be left alone
	Cause   error
}

// New returns an error with arguments given as names and values.
func New(kind Kind, code string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Args: With(args...)}
}

// Wrap returns an error that another one caused. The argument "cause" of its
// message is the message of that one, if it has any.
func Wrap(cause error, kind Kind, code string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Args: With(args...), Cause: cause}
}

// Refuse returns the error of what the other side will never do and did not
// charge for.
func Refuse(cause error, code string, args ...any) *Error {
	return &Error{Kind: Permanent, Code: code, Args: With(args...), Charged: ChargedNo, Cause: cause}
}

// InvalidField returns the error of a value that cannot be what was given.
func InvalidField(field, code string, args ...any) *Error {
	return &Error{Kind: Invalid, Code: code, Args: With(args...), Field: field}
}

// AtField returns an error that is about a field: the outermost Error in the
// chain with the field set. Any other error stays as it is.
func AtField(err error, field string) error {
	e, ok := As(err)
	if !ok {
		return err
	}
	at := *e
	at.Field = field
	return &at
}

// Error returns the code and its arguments for a developer. People are shown
// the sentence that package locale makes of them.
func (e *Error) Error() string {
	text := e.Code
	for _, name := range slices.Sorted(maps.Keys(e.Args)) {
		text += fmt.Sprintf(" %s=%q", name, fmt.Sprint(e.Args[name]))
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Is reports whether an error has the same code, so that errors.Is finds one
// that is made anew with arguments.
func (e *Error) Is(other error) bool {
	known, ok := other.(*Error)
	return ok && known.Code == e.Code
}

func (e *Error) Unwrap() error { return e.Cause }

// Message returns what people are told: the code with its arguments, the field
// and the cause among them.
func (e *Error) Message() Message {
	m := Message{Code: e.Code, Args: maps.Clone(e.Args)}
	add := func(name string, value any) {
		if m.Args == nil {
			m.Args = Args{}
		}
		if _, taken := m.Args[name]; !taken {
			m.Args[name] = value
		}
	}
	if e.Field != "" {
		add("field", e.Field)
	}
	var cause *Error
	if errors.As(e.Cause, &cause) {
		add("cause", cause.Message())
	}
	return m
}

// Map returns the error with f applied to every text in its arguments and in
// those of its causes.
func (e *Error) Map(f func(text string) string) *Error {
	mapped := *e
	mapped.Args = e.Args.Map(f)
	var cause *Error
	if errors.As(e.Cause, &cause) {
		mapped.Cause = cause.Map(f)
	}
	return &mapped
}

// As returns the outermost Error in a chain.
func As(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// KindOf returns the kind of the outermost Error in a chain.
func KindOf(err error) Kind {
	if e, ok := As(err); ok {
		return e.Kind
	}
	return Unforeseen
}

// OfKind returns the outermost Error of the kind in a chain.
func OfKind(err error, kind Kind) (*Error, bool) {
	for e, ok := As(err); ok; e, ok = As(e.Cause) {
		if e.Kind == kind {
			return e, true
		}
	}
	return nil, false
}

// Has reports whether any Error in a chain has the kind.
func Has(err error, kind Kind) bool {
	_, ok := OfKind(err, kind)
	return ok
}

// Is reports whether the outermost Error in a chain has the code.
func Is(err error, code string) bool {
	e, ok := As(err)
	return ok && e.Code == code
}

// After returns how long the other side asked to be left alone: the answer
// of the first Error in the chain that has one, else 0.
func After(err error) time.Duration {
	for e, ok := As(err); ok; e, ok = As(e.Cause) {
		if e.After > 0 {
			return e.After
		}
	}
	return 0
}

// MessageOf returns what people are told of any error. One that nobody
// foresaw has the code "unforeseen": what it says is for the log.
func MessageOf(err error) Message {
	if err == nil {
		return Message{}
	}
	if e, ok := As(err); ok {
		return e.Message()
	}
	return Message{Code: "unforeseen"}
}

// Message is a code with its arguments: what a sentence is made from.
type Message struct {
	Code string `json:"code"`
	Args Args   `json:"args,omitempty"`
}

// Say returns a message with arguments given as names and values.
func Say(code string, args ...any) Message { return Message{Code: code, Args: With(args...)} }

// Map returns the message with f applied to every text in its arguments.
func (m Message) Map(f func(text string) string) Message {
	return Message{Code: m.Code, Args: m.Args.Map(f)}
}

// IsZero reports whether there is nothing to say.
func (m Message) IsZero() bool { return m.Code == "" }

// String returns the code and its arguments for a developer.
func (m Message) String() string {
	return strings.TrimSpace((&Error{Code: m.Code, Args: m.Args}).Error())
}
