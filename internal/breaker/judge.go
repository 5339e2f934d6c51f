package breaker

import (
	"context"
	"errors"
	"net/http"

	"streamspark/internal/fault"
	"streamspark/internal/outbound"
)

// judge says what the error of a question tells about the provider. Who
// refuses, has no such job, or asks us to be slower, answers.
func judge(ctx context.Context, err error) error {
	answer, answered := outbound.FailureOf(err)
	switch {
	case err == nil, fault.Has(err, fault.Permanent):
		return nil
	case isSilent(err), errors.Is(ctx.Err(), context.Canceled): // it was not asked, or we left
		return errNeither
	case answered:
		if lacks(answer.Status) {
			return err
		}
		return nil
	case errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return nil // an answer that was read, if not liked
}

// lacks reports whether an answer with this status is none: nobody answered,
// the server broke, or something else answered in its place.
func lacks(status int) bool {
	return status < http.StatusBadRequest || status == http.StatusRequestTimeout || status >= http.StatusInternalServerError
}

// judgeStart judges more strictly: an order whose fate is not known is the very
// trouble that a breaker is there for.
func judgeStart(ctx context.Context, err error) error {
	n, unsent := fault.OfKind(err, fault.NotSent)
	switch {
	case err == nil, fault.Has(err, fault.Permanent):
		return nil
	case isSilent(err), errors.Is(ctx.Err(), context.Canceled):
		return errNeither
	case unsent && outbound.Status(err) == http.StatusTooManyRequests:
		return nil
	case unsent:
		return n.Cause
	}
	return err
}
