package outbound

import (
	"context"
	"errors"
	"net/http"

	"streamspark/internal/breaker"
	"streamspark/internal/fault"
)

// judge returns what the error of a question tells about the provider, for its
// breaker. One that refuses, has no such job, or asks us to be slower, answers.
func judge(ctx context.Context, err error) error {
	f, failed := FailureOf(err)
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.Canceled): // we left
		return breaker.ErrNeither
	case failed && isNoAnswer(f.Status):
		return err
	}
	return nil
}

// isNoAnswer reports whether an answer with this status is none: nobody
// answered, the server broke, or something else answered in its place.
func isNoAnswer(status int) bool {
	switch status {
	case http.StatusNotModified:
		return false
	case http.StatusRequestTimeout:
		return true
	}
	return status < http.StatusBadRequest || status >= http.StatusInternalServerError
}

// judgeOrder returns what the error of an order tells about the provider. It is
// stricter: an order whose fate is not known is the very failure that a breaker
// is there for.
func judgeOrder(ctx context.Context, err error) error {
	unsent, isUnsent := fault.OfKind(err, fault.NotSent)
	switch {
	case err == nil, fault.Has(err, fault.Permanent):
		return nil
	case errors.Is(ctx.Err(), context.Canceled):
		return breaker.ErrNeither
	case isUnsent && Status(err) == http.StatusTooManyRequests:
		return nil
	case isUnsent && unsent.Cause != nil:
		return unsent.Cause
	}
	return err
}
