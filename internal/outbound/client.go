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

	"streamspark/internal/breaker"
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
	JSON   any        // sent as JSON, or
	Body   io.Reader  // sent as it is, of the length and with Header's Content-Type
	Length int64
	Limit  int64 // of the answer's body in bytes; 8 MiB where 0
	// Into, where set, gets the body of a good answer as it comes, and
	// Answer.Body stays empty. An error of Into is returned as it is.
	Into io.Writer
	// Decode, where set, points at what the JSON of a good answer is decoded
	// into. An answer that does not fit is a fault.
	Decode any
	// Order, where set, makes the request a paid order. It is called with the
	// answer or the fault of the call and returns what became of the order: nil
	// where it began a job, fault.Permanent or fault.NotSent where it certainly
	// did not, else any fault. Do returns that. It is not called for a request
	// that the client's breaker does not let pass.
	Order func(*Answer, error) error
	// Timeout is of the whole call; 20 s where 0.
	Timeout time.Duration
	// Silence, where set, is how long nothing may come, in place of Timeout. It
	// is for files, whose way tells little about the provider: no breaker
	// counts them.
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
	http    *http.Client
	redact  func(string) string // may be nil
	breaker *breaker.Breaker    // may be nil
	trial   func(context.Context) error
}

// New returns a client on a transport; nil means a plain one without a
// proxy. See Network for the others.
func New(transport http.RoundTripper) *Client {
	if transport == nil {
		transport = &providerTransport{network: plainNetwork()}
	}
	return &Client{http: &http.Client{
		Transport: transport,
		// An API does not redirect; following would carry keys elsewhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// WithBreaker returns the client of a provider that is left alone while it does
// not answer. trial asks it something free by the new client before a paid
// order that would else be the first call after a rest; it may be nil.
func (c *Client) WithBreaker(b *breaker.Breaker, trial func(context.Context) error) *Client {
	guarded := *c
	guarded.breaker, guarded.trial = b, trial
	return &guarded
}

// Do makes one call, once. Whatever is not a 2xx, or did not come whole,
// is a fault with a *Failure as its cause. While the client's breaker is open
// nothing is called and the fault is of kind Unavailable; it is NotSent too.
func (c *Client) Do(ctx context.Context, r Request) (*Answer, error) {
	var answer *Answer
	call := func() (err error) {
		answer, err = c.send(ctx, r)
		if err == nil && r.Decode != nil {
			err = answer.Decode(r.Decode)
		}
		if r.Order != nil {
			err = r.Order(answer, err)
		}
		return err
	}
	var err error
	switch {
	case c.breaker == nil, r.Silence > 0:
		err = call()
	case r.Order != nil:
		err = c.breaker.Order(ctx, c.trial, call, func(err error) error { return judgeOrder(ctx, err) })
	default:
		err = c.breaker.Question(call, func(err error) error { return judge(ctx, err) })
	}
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// send makes one call, past the breaker.
func (c *Client) send(ctx context.Context, r Request) (answer *Answer, err error) {
	var on watchedConn
	defer func() {
		if f, ok := FailureOf(err); ok {
			f.Took = on.took()
		}
	}()
	method := r.Method
	if method == "" {
		method = http.MethodGet
	}
	hide := c.hider(r)
	where := hide(method + " " + bare(r.URL))
	ctx, received, cancel := r.deadline(ctx)
	defer cancel()

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
	case r.Body != nil:
		body = r.Body
	}
	request, err := http.NewRequestWithContext(ctx, method, r.URL, body)
	if err != nil {
		return nil, trouble("outbound.bad_address")
	}
	if r.Body != nil {
		request.ContentLength = r.Length
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
		return (&Failure{Status: a.Status, Problem: DescribeBody(a.Body), Sent: true}).Fault(a.where)
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
