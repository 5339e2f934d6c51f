// Package outbound calls other people's servers, with a time limit, a limit on
// what it reads, and errors that a streamer can read and that hold no secret.
package outbound

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"streamspark/internal/fault"
)

const (
	userAgent      = "StreamSpark/1.0"
	defaultTimeout = 20 * time.Second
	defaultLimit   = 8 << 20
	hidden         = "•••" // stands where a secret was
	shortestSecret = 4
)

// Request is one call. Its URL goes into errors, without its query.
type Request struct {
	Method string // GET where empty
	URL    string
	Secret string // a part of URL that no error may show
	Query  url.Values
	Bearer string
	Header http.Header
	Form   url.Values // sent as a form, or
	JSON   any        // sent as JSON
	Limit  int64      // of the answer's body in bytes; 8 MiB where 0
	// Into, where set, gets the body of a good answer as it comes, and
	// Answer.Body stays empty. An error of Into is returned as it is.
	Into io.Writer
	// Timeout is of the whole call; 20 s where 0.
	Timeout time.Duration
	// Silence, where set, is how long nothing may come, in place of Timeout.
	Silence time.Duration
}

// Answer is a good answer (2xx), read whole.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	where  string
}

// Client makes calls.
type Client struct {
	http   *http.Client
	redact func(string) string // may be nil
}

// New returns a client on a transport; nil means a plain one without a
// proxy. See Network for the others.
func New(transport http.RoundTripper) *Client {
	if transport == nil {
		transport = &road{network: plainNetwork()}
	}
	return &Client{http: &http.Client{
		Transport: transport,
		// An API does not redirect; following would carry keys elsewhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Do makes one call, once. Whatever is not a 2xx, or did not come whole,
// is a fault with a *Failure as its cause.
func (c *Client) Do(ctx context.Context, r Request) (*Answer, error) {
	method := r.Method
	if method == "" {
		method = http.MethodGet
	}
	hide := c.hider(r)
	where := hide(method + " " + bare(r.URL))
	ctx, received, cancel := r.deadline(ctx)
	defer cancel()

	var on line
	request, err := r.build(on.watch(ctx), method)
	if err != nil {
		return nil, (&Failure{Problem: plain(err)}).Fault(where)
	}
	response, err := c.http.Do(request)
	if err = silenced(ctx, err); err != nil {
		why, filtered := on.brokenOff(err)
		return nil, (&Failure{Problem: why, Cause: bareCause(err), Sent: on.connected(), OnTheWay: filtered}).Fault(where)
	}
	defer response.Body.Close()

	if response.StatusCode < 200 || response.StatusCode > 299 {
		return nil, refused(where, response, hide)
	}
	limit := cmp.Or(r.Limit, defaultLimit)
	var body bytes.Buffer
	target := &sink{w: &body, received: received}
	if r.Into != nil {
		target.w = r.Into
	}
	n, err := io.Copy(target, io.LimitReader(response.Body, limit+1))
	err = silenced(ctx, err)
	switch {
	case target.err != nil:
		return nil, target.err
	case err != nil:
		why, filtered := on.brokenOff(err)
		return nil, (&Failure{
			Problem: fault.Say("outbound.broke_off", "problem", why), Cause: bareCause(err), Sent: true, Header: response.Header, OnTheWay: filtered,
		}).Fault(where)
	case n > limit:
		return nil, (&Failure{Problem: fault.Say("outbound.too_large", "limit", fault.Bytes(limit)), Sent: true, Header: response.Header}).Fault(where)
	}
	return &Answer{Status: response.StatusCode, Header: response.Header, Body: body.Bytes(), where: where}, nil
}

// deadline returns when a call must have ended. received is called with each
// piece that comes of its answer.
func (r Request) deadline(ctx context.Context) (limited context.Context, received func(int), cancel func()) {
	if r.Silence == 0 {
		limited, cancel := context.WithTimeout(ctx, cmp.Or(r.Timeout, defaultTimeout))
		return limited, func(int) {}, cancel
	}
	limited, end := context.WithCancelCause(ctx)
	timer := time.AfterFunc(r.Silence, func() { end(errSilence) })
	return limited, func(int) { timer.Reset(r.Silence) }, func() { timer.Stop(); end(nil) }
}

// silenced returns the error of a call, or that it was ended because nothing
// came.
func silenced(ctx context.Context, err error) error {
	if err != nil && errors.Is(context.Cause(ctx), errSilence) {
		return errSilence
	}
	return err
}

// secrets returns the parts of the request that no error may show: some
// servers quote a wrong key back.
func (r Request) secrets() []string {
	found := []string{r.Bearer, r.Form.Get("client_secret"), r.Form.Get("refresh_token"), r.Form.Get("code")}
	// What is as short as a word of a sentence is left where it is.
	found = slices.DeleteFunc(found, func(s string) bool { return len(s) < shortestSecret })
	return append(found, r.Secret)
}

// hider takes out of a text the secrets of a request and all others that are
// known.
func (c *Client) hider(r Request) func(string) string {
	own := hider(r.secrets())
	if c.redact == nil {
		return own
	}
	return func(text string) string { return c.redact(own(text)) }
}

// hider takes secrets out of a text, also where they are escaped.
func hider(secrets []string) func(string) string {
	var pairs []string
	for _, secret := range secrets {
		if secret != "" {
			pairs = append(pairs, secret, hidden, url.PathEscape(secret), hidden, url.QueryEscape(secret), hidden)
		}
	}
	return strings.NewReplacer(pairs...).Replace
}

func (r Request) build(ctx context.Context, method string) (*http.Request, error) {
	var body io.Reader
	var contentType string
	switch {
	case r.Form != nil:
		body, contentType = strings.NewReader(r.Form.Encode()), "application/x-www-form-urlencoded"
	case r.JSON != nil:
		encoded, err := json.Marshal(r.JSON)
		if err != nil {
			return nil, trouble("outbound.not_encoded", "words", err.Error())
		}
		body, contentType = bytes.NewReader(encoded), "application/json"
	}
	request, err := http.NewRequestWithContext(ctx, method, r.URL, body)
	if err != nil {
		return nil, trouble("outbound.bad_address")
	}
	if r.Query != nil {
		request.URL.RawQuery = r.Query.Encode()
	}
	for name, values := range r.Header {
		request.Header[name] = values
	}
	request.Header.Set("User-Agent", userAgent)
	if request.Header.Get("Accept") == "" {
		request.Header.Set("Accept", "application/json")
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	if r.Bearer != "" {
		request.Header.Set("Authorization", "Bearer "+r.Bearer)
	}
	return request, nil
}

// Decode reads the answer as JSON into target.
func (a *Answer) Decode(target any) error {
	if err := json.Unmarshal(a.Body, target); err != nil {
		return (&Failure{Status: a.Status, Problem: Misfit(a.Body), Sent: true}).Fault(a.where)
	}
	return nil
}

// bare returns an address without its query, its fragment and its password.
func bare(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "an unreadable address"
	}
	return u.Scheme + "://" + u.Host + u.Path
}
