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
)

// Error is a call that did not bring what was asked for.
type Error struct {
	Where   string      // method and address, without query
	Status  int         // 0: there was no answer
	Problem string      // in plain words
	Message string      // what the other side said, cut; empty if it said nothing readable
	Body    []byte      // the start of a refusing answer's body, for the adapter to read
	Sent    bool        // the request may have reached the other side
	Header  http.Header // of a good answer that did not come whole
	Refusal http.Header // of a refusing answer
	Retry   time.Duration
	Cause   error
	// OnTheWay: a proxy, a VPN or a filter between here and there is the trouble.
	OnTheWay bool
}

func (e *Error) Error() string {
	text := e.Where + ": " + e.Problem
	if e.Message != "" {
		text += ": " + e.Message
	}
	return text
}

func (e *Error) Unwrap() error { return e.Cause }

// RetryAfter returns how long the other side asked to be left alone.
func (e *Error) RetryAfter() time.Duration { return e.Retry }

// Status returns the HTTP status of the error, or 0 where there was no answer.
func Status(err error) int {
	var e *Error
	if errors.As(err, &e) {
		return e.Status
	}
	return 0
}

// Sent reports whether the failed request may have reached the other side.
// It is true of every error that is not known to be earlier.
func Sent(err error) bool {
	var e *Error
	return !errors.As(err, &e) || e.Sent
}

const (
	keepBody   = 64 << 10
	maxMessage = 300
	maxNested  = 4
)

// LongestPause is the most that a Retry-After can make us wait: it may be a
// mistake, and nobody sees it end. After it comes one trial.
const LongestPause = 5 * time.Minute

// Refusal returns the error of an answer that was not hoped for, to a request
// that was made in another way.
func Refusal(where string, response *http.Response) *Error {
	return refused(where, response, func(said string) string { return said })
}

// refused makes the error of an answer that is not 2xx. A body that ends
// early, or never, does not change what the status said.
func refused(where string, response *http.Response, hide func(string) string) *Error {
	body, _ := io.ReadAll(io.LimitReader(response.Body, keepBody))
	body = []byte(hide(string(body)))
	problem := strings.TrimSpace(fmt.Sprintf("answered %d %s", response.StatusCode, http.StatusText(response.StatusCode)))
	away := turnedAway(response, body)
	if away {
		problem += " with a page of its guard, which lets some networks not in: " + otherNetwork
	}
	return &Error{
		Where: where, Status: response.StatusCode, Problem: problem, OnTheWay: away,
		Message: message(body, maxNested), Body: body, Sent: true,
		Refusal: response.Header, Retry: retryAfter(response.Header),
	}
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
	for _, name := range []string{"message", "error_description", "error", "error-type", "detail"} {
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

// plain says in a few words what went wrong on the way.
func plain(err error) string {
	var dns *net.DNSError
	var proxy *proxyError
	var address *refusedAddress
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, context.Canceled):
		return "stopped"
	case errors.As(err, &proxy):
		return proxy.Error()
	case errors.As(err, &address):
		return address.Error()
	case errors.Is(err, errAddress):
		return errAddress.Error()
	case errors.As(err, &dns):
		return "the host was not found: is there an internet connection?"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the connection was refused"
	case errors.Is(err, syscall.ECONNRESET):
		return "the connection was cut"
	}
	cause := bareCause(err)
	switch {
	case cause == nil:
		return "the connection failed"
	case strings.HasSuffix(cause.Error(), "EOF"):
		return "the connection was cut"
	}
	return short(cause.Error())
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
