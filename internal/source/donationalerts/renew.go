package donationalerts

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"streamspark/internal/backoff"
	"streamspark/internal/celebration"
	"streamspark/internal/outbound"
)

// access returns the token to use now. One that nears its end is renewed
// first; if that fails it is used as long as DonationAlerts takes it.
func (s *Source) access(ctx context.Context, epoch int) (string, error) {
	conn, err := s.of(epoch)
	if err != nil {
		return "", err
	}
	now := s.o.Now()
	s.mu.Lock()
	due := !conn.RenewAt.IsZero() && !now.Before(conn.RenewAt) || s.spare != nil
	due = due && conn.Refresh != "" && s.barred == nil && !now.Before(s.early)
	s.mu.Unlock()
	if !due {
		return conn.Access, nil
	}
	fresh, err := s.renew(ctx, epoch, conn.Access)
	switch {
	case err == nil:
		return fresh, nil
	case ctx.Err() != nil:
		return "", err
	}
	s.mu.Lock()
	s.early = now.Add(backoff.Step().Wait(5, celebration.RetryAfter(err)))
	s.mu.Unlock()
	conn, err = s.of(epoch)
	return conn.Access, err
}

// flight is one renewal that is under way.
type flight struct {
	epoch int
	used  string
	done  chan struct{}
	token string // set before done is closed, as err is
	err   error
}

// renew gets another access token in place of the used one. However many ask
// at once, one request is made, and it goes on when they leave: an answer
// that nobody waits for would be a lost token.
func (s *Source) renew(ctx context.Context, epoch int, used string) (string, error) {
	s.mu.Lock()
	f := s.flight
	if f == nil || f.epoch != epoch || f.used != used {
		if s.closed {
			s.mu.Unlock()
			return "", errChanged
		}
		f = &flight{epoch: epoch, used: used, done: make(chan struct{})}
		s.flight = f
		s.running.Add(1)
		go s.fly(context.WithoutCancel(ctx), f)
	}
	s.mu.Unlock()
	select {
	case <-f.done:
		return f.token, f.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (s *Source) fly(ctx context.Context, f *flight) {
	defer s.running.Done()
	ctx, cancel := context.WithTimeout(ctx, s.token+s.read)
	defer cancel()
	f.token, f.err = s.renewed(ctx, f.epoch, f.used)
	s.mu.Lock()
	if s.flight == f {
		s.flight = nil
	}
	s.mu.Unlock()
	close(f.done)
	s.tell()
}

// renewed returns what renew does once. Only a refusal in so many words ends
// the refresh token; whatever else goes wrong is tried again later.
func (s *Source) renewed(ctx context.Context, epoch int, used string) (string, error) {
	conn, err := s.of(epoch)
	if err != nil {
		return "", err
	}
	if conn.Access != used {
		return conn.Access, nil // somebody was faster
	}
	s.mu.Lock()
	spare, barred := s.spare, s.barred
	s.mu.Unlock()
	app := s.application.Load()
	switch {
	case spare != nil: // paid for with the old refresh token: only keeping it was left
		return s.adopt(ctx, epoch, *spare)
	case conn.Refresh == "":
		return "", problem(CodeTokenRefused, nil)
	case barred != nil:
		return "", barred
	case app.ID == "" || app.Secret == "":
		return "", s.bar(epoch, problem(CodeNotConfigured, &NotConfigured{Missing: app.missing()}))
	}
	got, err := s.post(ctx, url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {conn.Refresh},
		"client_id": {app.ID}, "client_secret": {app.Secret},
	})
	if err != nil {
		if p := refusal(err, CodeRenewRefused); p != nil {
			return "", s.bar(epoch, p)
		}
		return "", trouble(err)
	}
	if got.Refresh == "" {
		got.Refresh = conn.Refresh
	}
	if got.Scopes == "" {
		got.Scopes = conn.Scopes
	}
	return s.adopt(ctx, epoch, got)
}

// adopt keeps a renewed pair and then lets it be used, in this order: after a
// crash the refresh token that still works is the kept one.
func (s *Source) adopt(ctx context.Context, epoch int, got connection) (string, error) {
	err := s.commit(ctx, epoch, func(c *connection) {
		c.Access, c.Refresh, c.RenewAt, c.Scopes, c.FromConfig = got.Access, got.Refresh, got.RenewAt, got.Scopes, false
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err == nil:
		s.spare = nil
		s.o.Log.Info().Msg("The DonationAlerts tokens were renewed.")
		return got.Access, nil
	case s.epoch == epoch:
		s.spare = &got
	}
	return "", err
}

// bar notes that the refresh token is no good. The access token is used on
// until it is refused too.
func (s *Source) bar(epoch int, p *Problem) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.epoch != epoch {
		return errChanged
	}
	s.barred = p
	s.health.logged = p.sign()
	s.o.Log.Warn().Str("code", p.Code).AnErr("cause", p.Cause).Msg(p.Sentence + " " + p.Hint)
	return p
}

// refusal finds a refusal of a grant in the error of a token request; nil
// where it is trouble that passes. The old server of DonationAlerts says 400
// or 401 and invalid_request; the new words are invalid_grant.
func refusal(err error, code string) *Problem {
	var e *outbound.Error
	if !errors.As(err, &e) || outbound.WebPage(e.Body) {
		return nil
	}
	word := errorWord(e.Body)
	switch {
	case word == "invalid_client" || word == "unauthorized_client":
		return problem(CodeClientRefused, err)
	case word == "invalid_grant" || word == "invalid_request",
		e.Status == http.StatusBadRequest, e.Status == http.StatusUnauthorized:
		return problem(code, err)
	}
	return nil
}
