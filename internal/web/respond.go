package web

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v5"
	"github.com/rs/zerolog"

	"streamspark/internal/celebration"
	"streamspark/internal/store"
)

// clientGone is the status in the log of a request whose sender left.
const clientGone = 499

// problem is an error that is answered as it stands: with its status and
// its sentence.
type problem struct {
	status   int
	sentence string // what happened, and what to do
	hint     string
	cause    error // for the log alone
	bare     bool  // never as a page of ours
}

func (p *problem) Error() string {
	if p.cause != nil {
		return p.sentence + " (" + p.cause.Error() + ")"
	}
	return p.sentence
}

func (p *problem) Unwrap() error { return p.cause }

// refusal is a problem that is the sender's own, or the circumstances'.
func refusal(status int, sentence string, args ...any) error {
	if len(args) > 0 {
		sentence = fmt.Sprintf(sentence, args...)
	}
	return &problem{status: status, sentence: sentence}
}

// bad is the refusal of a request that cannot be understood.
func bad(sentence string, args ...any) error {
	return refusal(http.StatusBadRequest, sentence, args...)
}

// failure is the JSON of every answer that is not a success.
type failure struct {
	Success bool   `json:"success"`
	Error   string `json:"error"`
	Hint    string `json:"hint,omitempty"`
}

// done is the JSON of a success that has nothing else to say.
type done struct {
	Success bool   `json:"success"`
	Message string `json:"message"`
}

func (s *Server) done(c *echo.Context, message string) error {
	return c.JSON(http.StatusOK, done{true, message})
}

// explain turns any error into a problem. An error that nobody foresaw is
// shown as no more than that: what it says is for the log.
func explain(err error) *problem {
	var known *problem
	var large *http.MaxBytesError
	refused, isRefusal := celebration.AsRefusal(err)
	status := echo.StatusCode(err)
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &large):
		return tooLarge()
	case isRefusal:
		return &problem{status: http.StatusConflict, sentence: refused.Sentence, cause: err}
	case errors.Is(err, store.ErrDisk):
		return &problem{
			status: http.StatusInsufficientStorage, cause: err,
			sentence: "The disk is full or cannot be written, so nothing was changed: make room and try again.",
		}
	case errors.Is(err, store.ErrStale):
		return &problem{status: http.StatusConflict, sentence: "It was changed meanwhile: look at it again.", cause: err}
	case errors.Is(err, fs.ErrNotExist):
		return &problem{status: http.StatusNotFound, sentence: "There is no such thing here.", cause: err}
	case errors.Is(err, context.Canceled):
		return &problem{status: clientGone, sentence: "The request was cancelled.", cause: err}
	case errors.Is(err, context.DeadlineExceeded):
		return &problem{status: http.StatusGatewayTimeout, sentence: "It took too long: try again.", cause: err}
	case status == http.StatusNotFound:
		return &problem{status: status, sentence: "There is nothing at this address."}
	case status == http.StatusMethodNotAllowed:
		return &problem{status: status, sentence: "This address does not take that method: the Allow header names those it takes."}
	case status >= 400 && status < 500:
		return &problem{status: status, sentence: http.StatusText(status) + ".", cause: err}
	}
	return &problem{
		status: http.StatusInternalServerError, cause: err,
		sentence: "Something went wrong inside StreamSpark: the log says what.",
	}
}

// refuse answers an error: a page where a person looks, else JSON.
func (s *Server) refuse(c *echo.Context, err error) {
	if response, _ := echo.UnwrapResponse(c.Response()); response != nil && response.Committed {
		return
	}
	p := explain(err)
	if allow := c.Response().Header().Get(echo.HeaderAllow); strings.Contains(allow, http.MethodGet) {
		c.Response().Header().Set(echo.HeaderAllow, allow+", "+http.MethodHead)
	}
	status := p.status
	if status == clientGone {
		status = http.StatusServiceUnavailable
	}
	var failed error
	switch page := wantsPage(c.Request()); {
	case page && p.bare:
		failed = c.String(status, p.sentence+"\n")
	case page:
		failed = s.pages.message(c, status, message{
			Title: http.StatusText(status), Text: p.sentence, Hint: p.hint,
		})
	default:
		failed = c.JSON(status, failure{Error: p.sentence, Hint: p.hint})
	}
	if failed != nil && c.Request().Context().Err() == nil {
		s.o.Log.Warn().Err(failed).Msg("an answer could not be sent")
	}
}

// wantsPage tells whether a person looks at the answer: a browser that was
// sent to an address which is not one for programs.
func wantsPage(r *http.Request) bool {
	for _, prefix := range []string{"/api/", "/ws/", "/videos/", "/posters/", "/static/"} {
		if strings.HasPrefix(r.URL.Path, prefix) {
			return false
		}
	}
	return !changes(r.Method) && acceptsPage(r)
}

func acceptsPage(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}

// record answers the errors and the panics of all that is behind it, and
// writes each request to the log: without its query, which may hold a code.
func (s *Server) record(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		began := s.o.Now()
		err := s.caught(c, next)
		if err != nil {
			s.refuse(c, err)
		}
		s.note(c, err, s.o.Now().Sub(began))
		return nil
	}
}

func (s *Server) caught(c *echo.Context, next echo.HandlerFunc) (err error) {
	defer func() {
		what := recover()
		if what == nil {
			return
		}
		if stop, ok := what.(error); ok && errors.Is(stop, http.ErrAbortHandler) {
			panic(what)
		}
		s.o.Log.Error().Str("panic", fmt.Sprint(what)).Str("stack", string(debug.Stack())).
			Str("path", shortPath(c.Request())).Msg("a request ended in a panic")
		if response, _ := echo.UnwrapResponse(c.Response()); response != nil && response.Committed {
			panic(http.ErrAbortHandler) // half an answer is out: cut it, so that it is not taken for a whole one
		}
		err = errors.New("panic")
	}()
	return next(c)
}

// note writes what /api/logs shows as a line of type http.
func (s *Server) note(c *echo.Context, err error, took time.Duration) {
	r := c.Request()
	_, status := echo.ResolveResponseStatus(c.Response(), nil)
	if c.IsWebSocket() && err == nil {
		status = http.StatusSwitchingProtocols
	}
	level := zerolog.DebugLevel
	switch {
	case err != nil && explain(err).status == clientGone:
		status = clientGone
	case status >= 500 && err != nil:
		level = zerolog.ErrorLevel
	case status == http.StatusForbidden:
		level = zerolog.WarnLevel
	case status >= 400 || changes(r.Method):
		level = zerolog.InfoLevel
	}
	line := s.o.Log.WithLevel(level)
	if err != nil {
		line = line.AnErr("problem", err)
	}
	path := shortPath(r)
	line.Str("method", r.Method).Str("path", path).Int("status", status).Str("ip", c.RealIP()).
		Int64("latency_ms", took.Milliseconds()).Msg(r.Method + " " + path)
}

// shortPath is the path of a request, fit for a line of the log.
func shortPath(r *http.Request) string { return celebration.OneLine(r.URL.Path, 200) }

// missing gives an error that says "not there" a sentence of its own.
func missing(err error, sentence string) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return &problem{status: http.StatusNotFound, sentence: sentence, cause: err}
}
