package celebration

import (
	"errors"
	"time"
)

// Silent is the error of a question that was not asked, or of the latest
// one that was: its provider has not answered for some time and is left
// alone. It says nothing about the work, so no try is counted and nothing
// is given up because of it.
type Silent struct {
	Provider string        // as people know it
	Since    time.Time     // of the first trouble in a row
	Wait     time.Duration // until it is asked again
	Cause    error         // the latest trouble
	// Open says that it is left alone, or on trial. Else too many questions
	// of the moment have no answer yet.
	Open bool
}

func (s *Silent) Error() string {
	if s.Cause == nil {
		return s.Provider + " does not answer"
	}
	return s.Provider + " does not answer: " + s.Cause.Error()
}

func (s *Silent) Unwrap() error { return s.Cause }

// RetryAfter returns how long the provider is left alone.
func (s *Silent) RetryAfter() time.Duration { return s.Wait }

// AsSilent finds it in an error.
func AsSilent(err error) (*Silent, bool) {
	var s *Silent
	ok := errors.As(err, &s)
	return s, ok
}
