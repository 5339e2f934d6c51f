package donationalerts

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/outbound"
)

// ask reads something of the API with the token of the epoch. The token is
// renewed ahead of its end, and after a 401; a second 401 ends it.
func (s *Source) ask(ctx context.Context, epoch int, path string, query url.Values) (*outbound.Answer, error) {
	return s.askWith(ctx, epoch, s.toRead(path, query))
}

// askWith does what ask does for any request. One that changes something must
// be one that may be made twice.
func (s *Source) askWith(ctx context.Context, epoch int, r outbound.Request) (*outbound.Answer, error) {
	access, err := s.access(ctx, epoch)
	if err != nil {
		return nil, err
	}
	r.Bearer = access
	answer, err := s.send(ctx, r)
	if !denied(err) {
		return answer, err
	}
	fresh, err := s.renew(ctx, epoch, access)
	if err != nil {
		var p *Problem
		if errors.As(err, &p) && p.Reconnect {
			return nil, s.bury(epoch, access, p)
		}
		return nil, err
	}
	r.Bearer = fresh
	answer, err = s.send(ctx, r)
	if denied(err) {
		return nil, s.bury(epoch, fresh, problem(CodeTokenRefused, err))
	}
	return answer, err
}

func (s *Source) get(ctx context.Context, access, path string, query url.Values) (*outbound.Answer, error) {
	r := s.toRead(path, query)
	r.Bearer = access
	return s.send(ctx, r)
}

func (s *Source) toRead(path string, query url.Values) outbound.Request {
	return outbound.Request{URL: s.o.BaseURL + "/api/v1" + path, Query: query, Timeout: s.read}
}

// send makes one request within the rate limit that all requests share, and
// makes none while DonationAlerts asked to be left alone.
func (s *Source) send(ctx context.Context, r outbound.Request) (*outbound.Answer, error) {
	if err := s.limit.Wait(ctx); err != nil {
		return nil, fmt.Errorf("wait for a place within the rate limit: %w", err)
	}
	s.mu.Lock()
	left := s.paused.Sub(s.o.Now())
	s.mu.Unlock()
	if left > 0 {
		return nil, problem(CodeBusy, &pause{left})
	}
	began := s.o.Now()
	answer, err := s.o.Client.Do(ctx, r)
	var e *outbound.Error
	refused := errors.As(err, &e)
	s.mu.Lock()
	switch {
	case answer != nil:
		s.clock.note(answer.Header, began, s.o.Now())
	case refused && e.Refusal != nil:
		s.clock.note(e.Refusal, began, s.o.Now())
	}
	s.mu.Unlock()
	if refused && e.Retry > 0 && (e.Status == http.StatusTooManyRequests || e.Status >= 500) {
		s.mu.Lock()
		s.paused = s.o.Now().Add(min(celebration.RetryAfter(err), outbound.LongestPause))
		s.mu.Unlock()
	}
	return answer, err
}

// resume ends a pause that DonationAlerts asked for: the streamer wants to know
// now, and one request does no harm.
func (s *Source) resume() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paused = time.Time{}
}

// pause is the cause of a request that was not made.
type pause struct{ left time.Duration }

func (p *pause) Error() string {
	return "DonationAlerts asked for a pause of which " + p.left.Round(time.Second).String() + " are left"
}

// RetryAfter returns how long the pause goes on.
func (p *pause) RetryAfter() time.Duration { return p.left }

// denied reports whether an answer says that the token is no good. A web page
// with that status comes from something else on the way.
func denied(err error) bool {
	var e *outbound.Error
	return errors.As(err, &e) && e.Status == http.StatusUnauthorized && !outbound.WebPage(e.Body)
}

// forbidden reports whether an answer says that the token lacks a scope.
func forbidden(err error) bool {
	var e *outbound.Error
	return errors.As(err, &e) && e.Status == http.StatusForbidden && !outbound.WebPage(e.Body)
}

// bury marks the access token as dead, unless there is another by now.
func (s *Source) bury(epoch int, access string, p *Problem) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.epoch != epoch || s.conn.Access != access {
		return errChanged
	}
	s.dead = true
	if s.live.end != nil {
		s.live.end()
	}
	s.health.problem, s.health.good = p, false
	return p
}
