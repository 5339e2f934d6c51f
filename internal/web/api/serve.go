package api

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/labstack/echo/v5"
	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
)

// ShortPath returns the path of a request, fit for a line of the log.
func ShortPath(r *http.Request) string { return celebration.OneLine(r.URL.Path, 200) }

// HasBegun reports whether a part of the answer is out.
func HasBegun(c *echo.Context) bool {
	response, _ := echo.UnwrapResponse(c.Response())
	return response != nil && response.Committed
}

// Serve calls a handler. Its panic is logged and returned as an error, or, where half an
// answer is out, cuts the connection.
func Serve(c *echo.Context, next echo.HandlerFunc, log zerolog.Logger) (err error) {
	defer func() {
		what := recover()
		if what == nil {
			return
		}
		if stop, ok := what.(error); ok && errors.Is(stop, http.ErrAbortHandler) {
			panic(what)
		}
		log.Error().Str("panic", fmt.Sprint(what)).Str("stack", string(debug.Stack())).
			Str("path", ShortPath(c.Request())).Msg("a request ended in a panic")
		if HasBegun(c) {
			panic(http.ErrAbortHandler) // so that it is not taken for a whole one
		}
		err = errors.New("panic")
	}()
	return next(c)
}
