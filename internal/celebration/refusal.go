package celebration

import (
	"errors"
	"time"
)

// Refusal is an error that trying again cannot cure, with a sentence for
// the streamer. Every other error of an adapter is tried again.
type Refusal struct {
	Sentence string  // what happened and what to do, in plain words
	Charged  Charged // whether money was taken; empty means no
	Cause    error   // for the log
}

// Refuse makes a refusal of a sentence.
func Refuse(sentence string, cause error) error {
	return &Refusal{Sentence: sentence, Charged: ChargedNo, Cause: cause}
}

func (r *Refusal) Error() string {
	if r.Cause != nil {
		return r.Sentence + " (" + r.Cause.Error() + ")"
	}
	return r.Sentence
}

func (r *Refusal) Unwrap() error { return r.Cause }

// AsRefusal finds the refusal in an error.
func AsRefusal(err error) (*Refusal, bool) {
	var r *Refusal
	ok := errors.As(err, &r)
	return r, ok
}

// NotAccepted is the error of a start that certainly began nothing: the
// request never left, or the generator answered that it did not take it.
// Only such a start may be made again; any other failure of a start leaves
// its fate unknown.
type NotAccepted struct{ Cause error }

func (n *NotAccepted) Error() string { return "not accepted: " + n.Cause.Error() }

func (n *NotAccepted) Unwrap() error { return n.Cause }

// AsNotAccepted finds it in an error.
func AsNotAccepted(err error) (*NotAccepted, bool) {
	var n *NotAccepted
	ok := errors.As(err, &n)
	return n, ok
}

// RetryAfter returns how long the other side asked to be left alone: the answer
// of the first error in the chain that has one, else 0.
func RetryAfter(err error) time.Duration {
	var waits interface{ RetryAfter() time.Duration }
	if errors.As(err, &waits) {
		return waits.RetryAfter()
	}
	return 0
}
