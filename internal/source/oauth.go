package source

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"

	"streamspark/internal/backoff"
	"streamspark/internal/fault"
	"streamspark/internal/outbound"
)

// errClosed is the error of what was asked for after Close.
var errClosed = fault.New(fault.Canceled, "source.closed")

const maxBody = 1 << 20

// Sender makes the requests of a source.
type Sender func(ctx context.Context, r outbound.Request) (*outbound.Answer, error)

// WithSender returns a context in which x/oauth2 makes its requests through
// send. The error of send is in the chain of theirs.
func WithSender(ctx context.Context, send Sender) context.Context {
	return context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Transport: send})
}

// RoundTrip makes a token request.
func (send Sender) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.ParseForm(); err != nil {
		return nil, fmt.Errorf("read the token request: %w", err)
	}
	answer, err := send(r.Context(), outbound.Request{Method: r.Method, URL: r.URL.String(), Form: r.PostForm, Limit: maxBody})
	if err != nil {
		return nil, err
	}
	body := io.NopCloser(bytes.NewReader(withoutBadLife(answer.Body)))
	return &http.Response{StatusCode: answer.Status, Header: http.Header{"Content-Type": {"application/json"}}, Body: body, Request: r}, nil
}

// withoutBadLife removes an expires_in that is no whole number, for which
// x/oauth2 would drop tokens that exist once.
func withoutBadLife(body []byte) []byte {
	var object map[string]json.RawMessage
	if json.Unmarshal(body, &object) != nil || object["expires_in"] == nil {
		return body
	}
	var number json.Number
	if json.Unmarshal(object["expires_in"], &number) == nil {
		if _, err := number.Int64(); err == nil || number == "" {
			return body
		}
	}
	delete(object, "expires_in")
	cleaned, err := json.Marshal(object)
	if err != nil {
		return body
	}
	return cleaned
}

// TokenOptions are what a TokenSource needs.
type TokenOptions struct {
	// Current returns the tokens in use. Their Expiry is when they are to be
	// renewed; zero means unknown.
	Current func() *oauth2.Token

	// Refresh gets new tokens from the service. An error of the kind
	// fault.Permanent means that the refresh token is not accepted.
	Refresh func(ctx context.Context, refreshToken string) (*oauth2.Token, error)

	// Save saves new tokens in place of those with the used access token.
	// Current returns them from then on.
	Save func(ctx context.Context, used string, fresh *oauth2.Token) error

	Timeout time.Duration // of a renewal, saving included
	Now     func() time.Time
}

// TokenSource hands out an OAuth 2.0 access token and renews it. The protocol
// is that of golang.org/x/oauth2, whose own token source gives out new tokens
// before anybody can save them. The service gives a
// new refresh token with each renewal and the old one is invalid from then
// on, so there is one renewal at a time, which its callers cannot cancel, and
// new tokens are saved before they are used. Those that could not be saved
// are kept in memory, and saving them is tried again before anything else.
type TokenSource struct {
	o       TokenOptions
	flights singleflight.Group
	running sync.WaitGroup

	mu      sync.Mutex // guards what follows, never held while anything waits
	unsaved map[string]*oauth2.Token
	refused map[string]error // by refresh token
	early   time.Time        // a renewal ahead of the end is not tried before
	closed  bool
}

// NewTokenSource returns a token source.
func NewTokenSource(o TokenOptions) *TokenSource {
	return &TokenSource{o: o, unsaved: map[string]*oauth2.Token{}, refused: map[string]error{}}
}

// Token returns the access token to use now. One that is due is renewed
// first; if that fails, the old one is used as long as the service takes it.
func (s *TokenSource) Token(ctx context.Context) (string, error) {
	t, now := s.o.Current(), s.o.Now()
	s.mu.Lock()
	due := !t.Expiry.IsZero() && !now.Before(t.Expiry) || s.unsaved[t.AccessToken] != nil
	due = due && t.RefreshToken != "" && s.refused[t.RefreshToken] == nil && !now.Before(s.early)
	s.mu.Unlock()
	if !due {
		return t.AccessToken, nil
	}
	fresh, err := s.Renew(ctx, t.AccessToken)
	if err == nil || ctx.Err() != nil {
		return fresh, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.early = now.Add(backoff.Step().Wait(5, fault.After(err)))
	return t.AccessToken, nil
}

// Renew returns an access token in place of a used one that was refused.
// However many ask, one request is made.
func (s *TokenSource) Renew(ctx context.Context, used string) (string, error) {
	if err := s.begin(); err != nil {
		return "", err
	}
	done := s.flights.DoChan(used, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.o.Timeout)
		defer cancel()
		return s.renewed(ctx, used)
	})
	select {
	case result := <-done:
		s.running.Done()
		fresh, _ := result.Val.(string)
		return fresh, result.Err
	case <-ctx.Done():
		go func() {
			<-done
			s.running.Done()
		}()
		return "", ctx.Err()
	}
}

func (s *TokenSource) renewed(ctx context.Context, used string) (string, error) {
	t := s.o.Current()
	if t.AccessToken != used {
		return t.AccessToken, nil // renewed by another caller
	}
	s.mu.Lock()
	fresh, err := s.unsaved[used], s.refused[t.RefreshToken]
	s.mu.Unlock()
	switch {
	case fresh != nil:
		err = nil // only saving them was left
	case err == nil:
		if fresh, err = s.o.Refresh(ctx, t.RefreshToken); err != nil {
			fresh = nil
		}
	}
	if err == nil {
		err = s.o.Save(ctx, used, fresh)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.unsaved)
	switch {
	case err == nil:
		return fresh.AccessToken, nil
	case fresh != nil:
		s.unsaved[used] = fresh
	case fault.KindOf(err) == fault.Permanent:
		clear(s.refused)
		s.refused[t.RefreshToken] = err
	}
	return "", err
}

// Refused returns why the present refresh token is not accepted, or nil.
func (s *TokenSource) Refused() error {
	t := s.o.Current()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refused[t.RefreshToken]
}

// Retry forgets refusals: the streamer changed what may have caused them.
func (s *TokenSource) Retry() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.refused)
	s.early = time.Time{}
}

// Detached runs f, for which Close waits: an answer that must not be lost.
func (s *TokenSource) Detached(f func() error) error {
	if err := s.begin(); err != nil {
		return err
	}
	defer s.running.Done()
	return f()
}

// begin counts what Close waits for; after Close it is an error.
func (s *TokenSource) begin() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	s.running.Add(1)
	return nil
}

// Close prevents new renewals and waits for the one under way, as long as ctx
// allows.
func (s *TokenSource) Close(ctx context.Context) error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	done := make(chan struct{})
	go func() {
		s.running.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for the renewal of the tokens: %w", ctx.Err())
	}
}
