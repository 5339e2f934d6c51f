package donationalerts

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"streamspark/internal/outbound"
)

// scopes are what is asked for: the account's name, the list, and the
// realtime channel, so that nobody must connect again when it comes.
const scopes = "oauth-user-show oauth-donation-index oauth-donation-subscribe"

// Application is the OAuth application that the streamer registered.
type Application struct{ ID, Secret, RedirectURI string }

// SetApplication takes another application for the next sign-in and the
// next renewal. The connection that there is goes on.
func (s *Source) SetApplication(a Application) {
	s.application.Store(&a)
	s.mu.Lock()
	s.barred = nil // what was refused to the old one may be given to this one
	s.mu.Unlock()
	s.tell()
}

// missing returns the keys of the configuration that signing in lacks.
func (a Application) missing() []string {
	var keys []string
	for _, key := range []struct{ name, value string }{
		{"donationalerts.client_id", a.ID},
		{"donationalerts.client_secret", a.Secret},
		{"donationalerts.redirect_uri", a.RedirectURI},
	} {
		if strings.TrimSpace(key.value) == "" {
			keys = append(keys, key.name)
		}
	}
	return keys
}

// AuthorizeURL returns where the streamer's browser goes to consent. The state
// comes back with the code and must be random and bound to the browser.
func (s *Source) AuthorizeURL(state string) (string, error) {
	app := s.application.Load()
	if missing := app.missing(); len(missing) > 0 {
		return "", &NotConfigured{Missing: missing}
	}
	if state == "" {
		return "", errors.New("donationalerts: a sign-in needs a state")
	}
	return s.o.BaseURL + "/oauth/authorize?" + url.Values{
		"client_id": {app.ID}, "redirect_uri": {app.RedirectURI},
		"response_type": {"code"}, "scope": {scopes}, "state": {state},
	}.Encode(), nil
}

// Exchange makes a connection of the code that came back from the consent
// page, and polling starts. Every error is a *Problem, and then nothing was
// changed. Close waits for it: the code is good once.
func (s *Source) Exchange(ctx context.Context, code string) error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return unchanged(problem(CodeTrouble, errChanged))
	}
	s.running.Add(1)
	s.mu.Unlock()
	defer s.running.Done()
	app := s.application.Load()
	if missing := app.missing(); len(missing) > 0 {
		return problem(CodeNotConfigured, &NotConfigured{Missing: missing})
	}
	if strings.TrimSpace(code) == "" {
		return problem(CodeNoCode, nil)
	}
	s.resume()
	got, err := s.post(ctx, url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {app.RedirectURI},
		"client_id": {app.ID}, "client_secret": {app.Secret},
	})
	if err != nil {
		if p := refusal(err, CodeCodeRefused); p != nil {
			return unchanged(p)
		}
		return unchanged(trouble(err))
	}
	if got.Scopes == "" {
		got.Scopes = scopes // unsaid means: what was asked for
	}
	got.Since, got.ByTheirs = s.connectedAt()
	var before connection
	if err := s.change(ctx, func(now connection) (connection, error) {
		before = now
		return got, nil
	}); err != nil {
		return unchanged(explain(err))
	}
	return s.welcome(ctx, got.Access, before)
}

// welcome asks whose the new tokens are. Tokens that are refused at once are
// none: what was there before is put back. Trouble that passes is left to the
// first round, which asks again.
func (s *Source) welcome(ctx context.Context, access string, before connection) error {
	defer s.tell()
	conn, epoch := s.present()
	if conn.Access != access {
		return nil // the streamer was faster
	}
	answer, err := s.get(ctx, access, userPath, nil)
	if denied(err) {
		if back := s.change(context.WithoutCancel(ctx), func(now connection) (connection, error) {
			if now.Access != access {
				return now, nil
			}
			return before, nil
		}); back != nil {
			return explain(back)
		}
		return unchanged(problem(CodeTokenRefused, err))
	}
	if who, err := whose(answer, err); err == nil {
		s.mu.Lock()
		s.health.good = s.health.good || s.epoch == epoch
		s.mu.Unlock()
		err = s.commit(ctx, epoch, func(c *connection) { c.Account = &who })
		if err != nil {
			s.o.Log.Warn().Err(err).Msg("The name of the DonationAlerts account could not be kept: it is asked for again.")
		}
	}
	s.o.Log.Info().Msg("DonationAlerts is connected.")
	return nil
}

// unchanged adds to a problem of signing in what to do about it.
func unchanged(p *Problem) error {
	said := *p
	said.Title = "Not connected"
	said.Reconnect = false // it says nothing of the connection that is there
	if said.Hint == byItself || said.Code == CodeNotKept {
		said.Hint = "Try to connect again in a minute."
	}
	if said.Code == CodeTokenRefused {
		said.Sentence = "DonationAlerts gave a token and then did not accept it."
	}
	said.Hint = "Nothing was changed. " + said.Hint
	return &said
}

// post makes a token request.
func (s *Source) post(ctx context.Context, form url.Values) (connection, error) {
	answer, err := s.send(ctx, outbound.Request{
		Method: http.MethodPost, URL: s.o.BaseURL + "/oauth/token", Form: form, Limit: 1 << 20, Timeout: s.token,
	})
	if err != nil {
		return connection{}, err
	}
	return readTokens(answer, s.o.Now())
}

// trouble explains the failure of a token request that says nothing about the
// token. A 403 there is not about scopes.
func trouble(err error) *Problem {
	p := explain(err)
	if p.Code == CodeScope {
		return problem(CodeTrouble, err)
	}
	return p
}
