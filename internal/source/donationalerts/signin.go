package donationalerts

import (
	"context"
	"strings"

	"golang.org/x/oauth2"

	"streamspark/internal/fault"
	"streamspark/internal/source"
)

// The scopes that are asked for: the account's name, the list, and the
// realtime channel.
const (
	scopeUser     = "oauth-user-show"
	scopeList     = "oauth-donation-index"
	scopeRealtime = "oauth-donation-subscribe"
)

// registerURL is where a streamer registers an application.
const registerURL = "https://www.donationalerts.com/application/clients"

// missing returns the keys of the configuration that signing in lacks.
func missing(a source.Application) []string {
	var keys []string
	for _, key := range []struct{ name, value string }{
		{"client_id", a.ID},
		{"client_secret", a.Secret},
		{"redirect_uri", a.RedirectURI},
	} {
		if strings.TrimSpace(key.value) == "" {
			keys = append(keys, Name+"."+key.name)
		}
	}
	return keys
}

func oauthConfig(a *source.Application, base string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: a.ID, ClientSecret: a.Secret, RedirectURL: a.RedirectURI, Scopes: []string{scopeUser, scopeList, scopeRealtime},
		Endpoint: oauth2.Endpoint{AuthURL: base + "/oauth/authorize", TokenURL: base + "/oauth/token", AuthStyle: oauth2.AuthStyleInParams},
	}
}

// Configure takes another application for the next sign-in and the next
// renewal. The present connection goes on.
func (s *Source) Configure(a source.Application) {
	s.tokens.application.Store(&a)
	s.tokens.source.Retry() // what was refused to the old one may be given to this one
	s.notify()
}

// AuthorizeURL returns where the streamer's browser goes to consent. The state
// comes back with the code and must be random and bound to the browser.
func (s *Source) AuthorizeURL(state string) (string, error) {
	app := s.tokens.application.Load()
	if keys := missing(*app); len(keys) > 0 {
		return "", refused(codeNotConfigured, nil, "missing", keys)
	}
	if state == "" {
		return "", fault.New(fault.Invalid, "donationalerts.no_state")
	}
	return oauthConfig(app, s.client.base).AuthCodeURL(state), nil
}

// Exchange makes a connection of the code that came back from the consent
// page, and polling starts. After an error nothing was changed. Close waits
// for it: the code is good once.
func (s *Source) Exchange(ctx context.Context, code string) error {
	app := s.tokens.application.Load()
	if keys := missing(*app); len(keys) > 0 {
		return refused(codeNotConfigured, nil, "missing", keys)
	}
	if strings.TrimSpace(code) == "" {
		return refused(codeNoCode, nil)
	}
	err := s.tokens.source.Detached(func() error { return s.exchange(ctx, app, code) })
	if err == nil {
		return nil
	}
	e := explain(err)
	if e.Kind != fault.Permanent {
		e = failed(codeNotChanged, e)
	}
	return e
}

// Connect makes a connection of the code and a first round: what is in the
// list now was there before, and the next donation is the first to be
// celebrated.
func (s *Source) Connect(ctx context.Context, code string) error {
	if err := s.Exchange(ctx, code); err != nil {
		return err
	}
	_ = s.Poll(ctx) // its error is in State, and the next round tries again
	return nil
}

func (s *Source) exchange(ctx context.Context, app *source.Application, code string) error {
	s.client.resume()
	token, err := oauthConfig(app, s.client.base).Exchange(source.WithSender(ctx, s.client.grant), code)
	if err != nil {
		return explainGrant(err, codeCodeRefused)
	}
	got, err := readToken(token, s.o.Now())
	if err != nil {
		return err
	}
	if got.Scopes == "" {
		got.Scopes = scopeUser + " " + scopeList + " " + scopeRealtime // not said means: what was asked for
	}
	got.Since, got.ByTheirs = s.connectedAt()
	// Tokens that are refused at once are none. An error that may pass is left
	// to the first round, which asks again.
	r := s.client.get(userPath, nil)
	r.Bearer = got.Access
	who, err := readAccount(s.client.send(ctx, r))
	if unauthorized(err) {
		return refused(codeNewRefused, err)
	}
	if err == nil {
		got.Account = &who
	}
	if err := s.change(ctx, func(c *connection, _ int) error {
		*c = got
		return nil
	}); err != nil {
		return err
	}
	if err == nil {
		s.list.confirmed(got.Access)
		s.notify()
	}
	s.o.Log.Info().Msg("connected")
	return nil
}
