package source

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"

	"streamspark/internal/fault"
	"streamspark/internal/outbound"
)

// service issues tokens, and keeps those that a TokenSource saved.
type service struct {
	mu              sync.Mutex
	saved           oauth2.Token
	refreshes       int
	refuses, cannot error // of a refresh, of saving
}

func (s *service) tokens() *TokenSource {
	s.saved = oauth2.Token{AccessToken: "a0", RefreshToken: "r0"}
	return NewTokenSource(TokenOptions{
		Current: func() *oauth2.Token { s.mu.Lock(); defer s.mu.Unlock(); t := s.saved; return &t },
		Refresh: func(ctx context.Context, _ string) (*oauth2.Token, error) {
			select {
			case <-time.After(time.Second):
			case <-ctx.Done():
				return nil, ctx.Err()
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			s.refreshes++
			return &oauth2.Token{AccessToken: fmt.Sprint("a", s.refreshes), RefreshToken: fmt.Sprint("r", s.refreshes)}, s.refuses
		},
		Save: func(_ context.Context, used string, fresh *oauth2.Token) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			if s.cannot == nil && s.saved.AccessToken == used {
				s.saved = *fresh
			}
			return s.cannot
		},
		Timeout: time.Minute, Now: time.Now,
	})
}

func TestTokensAreRenewedOnceAndSavedBeforeTheyAreUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{}
		tokens := s.tokens()
		var group sync.WaitGroup
		for range 5 {
			group.Go(func() {
				fresh, err := tokens.Renew(t.Context(), "a0")
				if err != nil || fresh != "a1" || s.saved.AccessToken != "a1" || s.saved.RefreshToken != "r1" {
					t.Errorf("%q, %v, saved %q", fresh, err, s.saved.AccessToken)
				}
			})
		}
		group.Wait()
		if fresh, err := tokens.Renew(t.Context(), "a0"); err != nil || fresh != "a1" || s.refreshes != 1 {
			t.Errorf("a late one got %q, %v, after %d refreshes", fresh, err, s.refreshes)
		}
	})
}

func TestTokensThatCannotBeSavedAreNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{cannot: errors.New("disk full")}
		tokens := s.tokens()
		for range 2 {
			if fresh, err := tokens.Renew(t.Context(), "a0"); err == nil || fresh != "" {
				t.Errorf("they are used: %q", fresh)
			}
		}
		s.cannot = nil
		if used, err := tokens.Token(t.Context()); err != nil || used != "a1" || s.refreshes != 1 {
			t.Errorf("%q, %v, %d refreshes", used, err, s.refreshes)
		}
	})
}

func TestARefusedRefreshTokenIsNotTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{refuses: fault.New(fault.Retry, "x.busy")}
		tokens := s.tokens()
		s.saved.Expiry = time.Now()
		for range 2 { // due, and not tried at each request
			if used, err := tokens.Token(t.Context()); used != "a0" || err != nil || s.refreshes != 1 {
				t.Errorf("%q, %v, %d refreshes", used, err, s.refreshes)
			}
		}
		s.refuses = fault.New(fault.Permanent, "x.refused")
		for range 2 {
			if _, err := tokens.Renew(t.Context(), "a0"); !fault.Is(err, "x.refused") || !fault.Is(tokens.Refused(), "x.refused") {
				t.Errorf("%v", err)
			}
		}
		if s.refreshes != 2 {
			t.Errorf("%d refreshes", s.refreshes)
		}
		tokens.Retry()
		s.refuses = nil
		if fresh, err := tokens.Renew(t.Context(), "a0"); err != nil || fresh != "a3" || tokens.Refused() != nil {
			t.Errorf("%q, %v", fresh, err)
		}
	})
}

func TestALeavingCallerDoesNotCancelARenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{}
		tokens := s.tokens()
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := tokens.Renew(ctx, "a0"); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		if err := tokens.Close(t.Context()); err != nil || s.saved.AccessToken != "a1" {
			t.Errorf("%v, saved %q", err, s.saved.AccessToken)
		}
		if _, err := tokens.Renew(t.Context(), "a1"); !fault.Is(err, "source.closed") {
			t.Error(err)
		}
	})
}

func TestAnOddLifeCostsNoToken(t *testing.T) {
	config := oauth2.Config{Endpoint: oauth2.Endpoint{TokenURL: "http://x.test/token", AuthStyle: oauth2.AuthStyleInParams}}
	for life, want := range map[string]int64{`60`: 60, `"60"`: 60, `null`: 0, `"soon"`: 0, `[1]`: 0, `1.5`: 0} {
		ctx := WithSender(t.Context(), func(_ context.Context, r outbound.Request) (*outbound.Answer, error) {
			if r.Form.Get("code") != "c" {
				t.Errorf("sent: %v", r.Form)
			}
			return &outbound.Answer{Status: 200, Body: []byte(`{"access_token":"a","refresh_token":"r","expires_in":` + life + `}`)}, nil
		})
		if token, err := config.Exchange(ctx, "c"); err != nil || token.AccessToken != "a" || token.RefreshToken != "r" || token.ExpiresIn != want {
			t.Errorf("%s: %v, %v", life, token, err)
		}
	}
}
