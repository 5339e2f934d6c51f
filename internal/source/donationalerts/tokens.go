package donationalerts

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/oauth2"

	"streamspark/internal/fault"
	"streamspark/internal/outbound"
	"streamspark/internal/provider"
	"streamspark/internal/source"
)

// keyConnection is the name of the document that has the connection.
const keyConnection = "donationalerts.connection"

// A token is renewed when a tenth of its life is left, and at most a day
// before its end; and never within a minute of the last renewal.
const (
	maxMargin = 24 * time.Hour
	minRest   = time.Minute
	maxLife   = 10 * 365 * 24 * time.Hour
)

// connection is what is known of a connection. It is one document, so that a
// crash never leaves half of it.
type connection struct {
	Access   string    `json:"access,omitempty"`
	Refresh  string    `json:"refresh,omitempty"` // empty: a direct token, which cannot be renewed
	RenewAt  time.Time `json:"renew_at,omitzero"` // zero: its end is not known
	Scopes   string    `json:"scopes,omitempty"`
	Account  *account  `json:"account,omitempty"`   // nil until it was asked for
	Since    time.Time `json:"since,omitzero"`      // when it was made
	ByTheirs bool      `json:"by_theirs,omitempty"` // Since is by the server's clock

	// FromConfig: Access is the configuration's and not saved here.
	// Configured is the fingerprint of the configuration's token when this
	// was saved: another token there is a new connection.
	FromConfig bool   `json:"from_config,omitempty"`
	Configured string `json:"configured,omitempty"`
	Cleared    bool   `json:"cleared,omitempty"` // the streamer disconnected

	Stopped bool `json:"stopped,omitempty"` // polling is switched off
}

// account is whom the token belongs to.
type account struct {
	ID   string `json:"id"` // "default" where the token may not ask
	Name string `json:"name,omitempty"`
}

// tokens owns the connection: its document, its tokens and their renewal.
type tokens struct {
	o      *options
	client *client
	ended  func(epoch int, e *fault.Error) // the access token is not accepted; called without a lock

	application atomic.Pointer[source.Application]
	source      *source.TokenSource

	writing sync.Mutex // held from the decision to save a connection until it is in use

	mu    sync.Mutex // guards what follows, never held while anything waits
	conn  connection
	epoch int  // counts the tokens that the streamer gave; renewed ones are the same
	dead  bool // the access token is not accepted and cannot be renewed
}

// open reads the connection that was saved.
func (t *tokens) open(ctx context.Context) error {
	raw, ok, err := t.o.Secrets.Get(ctx, keyConnection)
	var saved *connection
	if err == nil && ok {
		if json.Unmarshal(raw, &saved) != nil {
			return failed("donationalerts.connection_unreadable", nil) // the decoder's error may quote a token
		}
	}
	if err != nil {
		return failed("donationalerts.connection_unreadable", err)
	}
	t.conn = restore(saved, t.o.AccessToken)
	if t.conn.Since.IsZero() {
		t.conn.Since = t.o.Now()
	}
	t.source = source.NewTokenSource(source.TokenOptions{
		Current: func() *oauth2.Token {
			c, _ := t.present()
			return &oauth2.Token{AccessToken: c.Access, RefreshToken: c.Refresh, Expiry: c.RenewAt}
		},
		Refresh: t.refresh, Save: t.saveRenewed, Timeout: tokenTimeout + readTimeout, Now: t.o.Now,
	})
	return nil
}

// restore decides between what was saved and the configuration's token.
func restore(saved *connection, configured string) connection {
	var c connection
	if saved != nil {
		c = *saved
	}
	if c.Access != "" {
		return c
	}
	same := saved != nil && c.Configured == fingerprint(configured)
	switch {
	case configured == "":
		return connection{Stopped: c.Stopped, Cleared: c.Cleared}
	case same && c.Cleared:
		return c
	case !same:
		c = connection{}
	}
	c.Access, c.FromConfig = configured, true
	c.Scopes, _ = claims(configured)
	return c
}

// fingerprint returns a digest by which tokens are compared.
func fingerprint(token string) string {
	if token == "" {
		return ""
	}
	sum := sha256.Sum256([]byte("donationalerts token " + token))
	return hex.EncodeToString(sum[:12])
}

// present returns the connection and its epoch.
func (t *tokens) present() (connection, int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.conn, t.epoch
}

// at returns the connection, if it is still that of the epoch.
func (t *tokens) at(epoch int) (connection, error) {
	conn, now := t.present()
	switch {
	case now != epoch:
		return conn, errChanged
	case conn.Access == "":
		return conn, refused(codeNoToken, nil)
	}
	return conn, nil
}

// usable returns the connection and its epoch, and whether donations are to
// be read with it.
func (t *tokens) usable() (connection, int, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.conn, t.epoch, !t.dead && t.conn.Access != "" && !t.conn.Stopped
}

// update changes the connection: saved first, then used. A change of the
// streamer is a reason to try again what was refused.
func (t *tokens) update(ctx context.Context, byStreamer bool, change func(c *connection, epoch int) error) (newTokens bool, err error) {
	t.writing.Lock()
	defer t.writing.Unlock()
	before, epoch := t.present()
	next := before
	if err := change(&next, epoch); err != nil {
		return false, err
	}
	saved := next
	saved.Configured = fingerprint(t.o.AccessToken)
	if saved.FromConfig {
		saved.Access = ""
	}
	raw, err := json.Marshal(saved)
	if err != nil {
		return false, fmt.Errorf("encode the connection: %w", err)
	}
	if err := t.o.Secrets.Put(ctx, keyConnection, raw); err != nil {
		return false, failed(codeNotSaved, err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.conn = next
	if byStreamer {
		newTokens = next.Access != before.Access || next.Refresh != before.Refresh
		if newTokens {
			t.epoch++
		}
		t.dead = false
		t.source.Retry()
	}
	return newTokens, nil
}

// setAccount saves whom the tokens of the epoch belong to.
func (t *tokens) setAccount(ctx context.Context, epoch int, who account) error {
	_, err := t.update(ctx, false, func(c *connection, now int) error {
		if now != epoch {
			return errChanged
		}
		c.Account = &who
		return nil
	})
	return err
}

// ask makes a request with the access token. That is renewed ahead of its
// end, and after a 401; a second 401 ends it. A request that changes
// something must be one that may be made twice.
func (t *tokens) ask(ctx context.Context, epoch int, r outbound.Request) (*outbound.Answer, error) {
	if _, err := t.at(epoch); err != nil {
		return nil, err
	}
	access, err := t.source.Token(ctx)
	if err != nil {
		return nil, err
	}
	answer, err := t.send(ctx, epoch, access, r)
	if !unauthorized(err) {
		return answer, err
	}
	access, err = t.renew(ctx, epoch, access)
	if err != nil {
		return nil, err
	}
	answer, err = t.send(ctx, epoch, access, r)
	if unauthorized(err) {
		return nil, t.end(epoch, access, refused(codeTokenRefused, err))
	}
	return answer, err
}

func (t *tokens) send(ctx context.Context, epoch int, access string, r outbound.Request) (*outbound.Answer, error) {
	if _, err := t.at(epoch); err != nil {
		return nil, err // access may be that of other tokens
	}
	r.Bearer = access
	return t.client.send(ctx, r)
}

// renew returns an access token in place of one that was refused.
func (t *tokens) renew(ctx context.Context, epoch int, used string) (string, error) {
	conn, err := t.at(epoch)
	if err != nil {
		return "", err
	}
	if conn.Refresh == "" && conn.Access == used {
		return "", t.end(epoch, used, refused(codeTokenRefused, nil))
	}
	fresh, err := t.source.Renew(ctx, used)
	if e, ok := fault.As(err); ok && needsReconnect(e) {
		return "", t.end(epoch, used, e)
	}
	return fresh, err
}

// end marks the access token as not accepted, unless there is another by now.
func (t *tokens) end(epoch int, access string, e *fault.Error) error {
	t.mu.Lock()
	if t.epoch != epoch || t.conn.Access != access {
		t.mu.Unlock()
		return errChanged
	}
	t.dead = true
	t.mu.Unlock()
	t.ended(epoch, e)
	return e
}

// revive records that the access token was accepted, and reports whether the
// epoch is still the present one.
func (t *tokens) revive(epoch int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.dead = t.dead && t.epoch != epoch
	return t.epoch == epoch
}

// account returns whom the token belongs to: asked for once and saved. The
// place in the list depends on it, so nothing is read before it is known.
func (t *tokens) account(ctx context.Context, epoch int) (account, error) {
	conn, err := t.at(epoch)
	if err != nil {
		return account{}, err
	}
	if conn.Account != nil {
		return *conn.Account, nil
	}
	who, err := readAccount(t.ask(ctx, epoch, t.client.get(userPath, nil)))
	if err != nil {
		return account{}, err
	}
	return who, t.setAccount(ctx, epoch, who)
}

// refresh gets new tokens for a refresh token. Only a clear refusal ends it.
func (t *tokens) refresh(ctx context.Context, refreshToken string) (*oauth2.Token, error) {
	app := t.application.Load()
	var e *fault.Error
	if app.ID == "" || app.Secret == "" {
		e = refused(codeNotConfigured, nil, "missing", missing(*app))
	} else {
		config := oauthConfig(app, t.client.base)
		fresh, err := config.TokenSource(source.WithSender(ctx, t.client.grant), &oauth2.Token{RefreshToken: refreshToken}).Token()
		if err == nil {
			_, err = readToken(fresh, t.o.Now())
		}
		if err == nil {
			return fresh, nil
		}
		e = explainGrant(err, codeRenewRefused)
	}
	if needsReconnect(e) {
		t.o.Log.Warn().Err(e).AnErr("cause", e.Cause).Msg("the tokens are not renewed")
	}
	return nil, e
}

// saveRenewed saves renewed tokens, unless the streamer gave others meanwhile.
func (t *tokens) saveRenewed(ctx context.Context, used string, fresh *oauth2.Token) error {
	_, err := t.update(ctx, false, func(c *connection, _ int) error {
		if c.Access != used {
			return errChanged
		}
		got, err := readToken(fresh, t.o.Now())
		if got.Scopes == "" {
			got.Scopes = c.Scopes
		}
		c.Access, c.Refresh, c.RenewAt, c.Scopes, c.FromConfig = got.Access, got.Refresh, got.RenewAt, got.Scopes, false
		return err
	})
	if err == nil {
		t.o.Log.Info().Msg("the tokens were renewed")
	}
	return err
}

// readToken reads the answer to a token request.
func readToken(t *oauth2.Token, now time.Time) (connection, error) {
	if t.AccessToken == "" || !provider.IsToken(t.AccessToken) || !provider.IsToken(t.RefreshToken) {
		return connection{}, broken("it has no usable token")
	}
	scopes, ends := claims(t.AccessToken)
	if said, ok := t.Extra("scope").(string); ok && said != "" {
		scopes = clean(said)
	}
	life := min(time.Duration(max(t.ExpiresIn, 0))*time.Second, maxLife)
	if life == 0 && !ends.IsZero() {
		life = min(ends.Sub(now), maxLife)
	}
	c := connection{Access: t.AccessToken, Refresh: t.RefreshToken, Scopes: scopes}
	if life > 0 && c.Refresh != "" {
		c.RenewAt = now.Add(max(life-min(life/10, maxMargin), minRest))
	}
	return c, nil
}

// claims reads what the access token of DonationAlerts, a JWT, says of
// itself. Nothing is decided by it but when to renew and what to show.
func claims(token string) (scopes string, ends time.Time) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", time.Time{}
	}
	body, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return "", time.Time{}
	}
	var claim fields
	if json.Unmarshal(body, &claim) != nil {
		return "", time.Time{}
	}
	var list []string
	if json.Unmarshal(claim["scopes"], &list) == nil {
		scopes = clean(strings.Join(list, " "))
	}
	return scopes, claim.unix("exp")
}
