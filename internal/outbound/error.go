package outbound

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode"

	"streamspark/internal/fault"
)

// Failure is what the wire tells of a request that did not bring what was
// asked for. It is the cause of the fault that Client and Downloader return,
// whose code is "outbound.call" and whose kind is fault.Retry: what it means
// for the work is for the adapter to say.
type Failure struct {
	Status  int           // 0: there was no answer
	Said    string        // what the other side said, cut; empty if it said nothing readable
	Body    []byte        // the start of a refusing answer's body, for the adapter to read
	Sent    bool          // the request may have reached the other side
	Header  http.Header   // of a good answer that did not come whole
	Refusal http.Header   // of a refusing answer
	Took    time.Duration // from a ready connection to the first byte of the answer; 0: there was none
	// OnTheWay: a proxy, a VPN or a filter between here and there is the trouble.
	OnTheWay bool
	Problem  fault.Message
	Cause    error
}

// Error returns what the library said that made the call; empty where an
// answer came. The fault around it says the rest.
func (f *Failure) Error() string {
	if f.Cause == nil {
		return ""
	}
	return f.Cause.Error()
}

func (f *Failure) Unwrap() error { return f.Cause }

// Fault returns the fault of a call: its method and address, without query, or a
// message.
func (f *Failure) Fault(call any) *fault.Error {
	var said any = ""
	if f.Said != "" {
		said = fault.Say("outbound.said", "words", f.Said)
	}
	e := fault.Wrap(f, fault.Retry, "outbound.call", "call", call, "problem", f.Problem, "said", said)
	e.After = retryAfter(f.Refusal)
	return e
}

// FailureOf returns what the wire tells of the request that an error is about.
func FailureOf(err error) (*Failure, bool) {
	var f *Failure
	ok := errors.As(err, &f)
	return f, ok
}

// Status returns the HTTP status of the error, or 0 where there was no answer.
func Status(err error) int {
	if f, ok := FailureOf(err); ok {
		return f.Status
	}
	return 0
}

// Sent reports whether the failed request may have reached the other side.
// It is true of every error that is not known to be earlier.
func Sent(err error) bool {
	f, ok := FailureOf(err)
	return !fault.Has(err, fault.NotSent) && (!ok || f.Sent)
}

// problem is what is wrong on the way to an answer.
type problem struct {
	fault.Message
	onTheWay bool // a proxy, or where a name leads
}

func (p *problem) Error() string { return p.String() }

func trouble(code string, args ...any) *problem { return &problem{Message: fault.Say(code, args...)} }

const (
	keepBody   = 64 << 10
	maxMessage = 300
	maxNested  = 4
)

// LongestPause is the most that a Retry-After can make us wait: it may be a
// mistake, and nobody sees it end. After it comes one trial.
const LongestPause = 5 * time.Minute

// Refusal returns the fault of an answer that was not hoped for, to a request
// that was made in another way.
func Refusal(call any, response *http.Response) *fault.Error {
	return refused(call, response, func(said string) string { return said })
}

// refused makes the fault of an answer that is not 2xx. A body that ends
// early, or never, does not change what the status said.
func refused(call any, response *http.Response, hide func(string) string) *fault.Error {
	body, _ := io.ReadAll(io.LimitReader(response.Body, keepBody))
	body = []byte(hide(string(body)))
	code, away := "outbound.answered", isBlocked(response, body)
	if away {
		code = "outbound.turned_away"
	}
	status := strings.TrimSpace(fmt.Sprintf("%d %s", response.StatusCode, http.StatusText(response.StatusCode)))
	return (&Failure{
		Status: response.StatusCode, Problem: fault.Say(code, "status", status), OnTheWay: away,
		Said: message(body, maxNested), Body: body, Sent: true, Refusal: response.Header,
	}).Fault(call)
}

// message finds the sentence in an error body: in JSON under the usual
// names, alone or as the first of several; nothing of a web page.
func message(body []byte, depth int) string {
	var text string
	if json.Unmarshal(body, &text) == nil {
		return short(text)
	}
	if depth == 0 {
		return ""
	}
	var list []json.RawMessage
	if json.Unmarshal(body, &list) == nil && len(list) > 0 {
		return message(list[0], depth-1)
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) != nil {
		return ""
	}
	for _, name := range []string{"message", "error_description", "error_message", "error", "error-type", "detail"} {
		if found := message(fields[name], depth-1); found != "" {
			return found
		}
	}
	return ""
}

// short returns other people's text on one line of bounded length, without
// signs that are not seen or that steer a terminal, and without signatures.
func short(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	runes := []rune(Redact(text, ""))
	if len(runes) > maxMessage {
		return string(runes[:maxMessage]) + "…"
	}
	return string(runes)
}

// retryAfter reads the header in both of its forms: seconds, or a date, which
// is by the clock of the server.
func retryAfter(h http.Header) time.Duration {
	asked := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.Atoi(asked); err == nil {
		return time.Duration(min(max(seconds, 0), int(LongestPause/time.Second))) * time.Second
	}
	at, err := http.ParseTime(asked)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return min(max(at.Sub(now), 0), LongestPause)
}

// bareCause strips the address from net/http's own error, and drops an
// error that quotes one: it may hold a signed query.
func bareCause(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	if quotesAddress(err.Error()) {
		return nil
	}
	return err
}

func quotesAddress(text string) bool {
	return strings.Contains(text, "://") || strings.Contains(text, "Location header")
}

// plain returns what went wrong on the way.
func plain(err error) fault.Message {
	var dns *net.DNSError
	var known *problem
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, context.Canceled):
		return fault.Say("outbound.stopped")
	case errors.As(err, &known):
		return known.Message
	case errors.As(err, &dns):
		return fault.Say("outbound.host_not_found")
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return fault.Say("outbound.no_answer")
	case errors.Is(err, syscall.ECONNREFUSED):
		return fault.Say("outbound.connection_refused")
	case errors.Is(err, syscall.ECONNRESET):
		return fault.Say("outbound.connection_cut")
	}
	cause := bareCause(err)
	switch {
	case cause == nil:
		return fault.Say("outbound.connection_failed")
	case strings.HasSuffix(cause.Error(), "EOF"):
		return fault.Say("outbound.connection_cut")
	}
	return fault.Say("outbound.other", "words", short(cause.Error()))
}

// Problem returns what is wrong with a connection that this package did not
// make itself.
func Problem(err error) fault.Message {
	if f, ok := FailureOf(err); ok {
		return f.Problem
	}
	return plain(err)
}

// Redact makes what the other side said fit to be shown: without the key
// that it may repeat, and without the query of any address, which may be a
// signature.
func Redact(said, key string) string {
	if key != "" {
		said = strings.NewReplacer(key, "•••", url.QueryEscape(key), "•••").Replace(said)
	}
	words := strings.Fields(said)
	for i, word := range words {
		if strings.Contains(word, "://") {
			words[i], _, _ = strings.Cut(word, "?")
		}
	}
	return strings.Join(words, " ")
}
