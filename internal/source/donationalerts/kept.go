package donationalerts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// The keys under which the Keeper has things of ours.
const (
	keyConnection = "donationalerts.connection"
	keyCursor     = "donationalerts.cursor." // and the account's id
)

// connection is what is known of a connection. It is kept in one piece, so
// that a crash never leaves half of it.
type connection struct {
	Access   string    `json:"access,omitempty"`
	Refresh  string    `json:"refresh,omitempty"` // empty: a direct token, which cannot be renewed
	RenewAt  time.Time `json:"renew_at,omitzero"` // zero: its end is not known
	Scopes   string    `json:"scopes,omitempty"`
	Account  *account  `json:"account,omitempty"`   // nil until it was asked for
	Since    time.Time `json:"since,omitzero"`      // when it was made
	ByTheirs bool      `json:"by_theirs,omitempty"` // Since is by the server's clock

	// FromConfig: Access is the configuration's, and not kept here.
	// Configured is the fingerprint of the configuration's token when this
	// was kept: another token there is a new connection.
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

// cursor is how far the list of an account was taken.
type cursor struct {
	First uint64 `json:"first"` // the newest id at the very first reading
	Last  uint64 `json:"last"`  // everything up to this id was taken
}

// restore decides between what was kept and the configuration's token.
func restore(kept *connection, configured string) connection {
	var c connection
	if kept != nil {
		c = *kept
	}
	if c.Access != "" {
		return c
	}
	same := kept != nil && c.Configured == fingerprint(configured)
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

// fingerprint tells tokens apart without being one.
func fingerprint(token string) string {
	if token == "" {
		return ""
	}
	sum := sha256.Sum256([]byte("donationalerts token " + token))
	return hex.EncodeToString(sum[:12])
}

// kept reads the connection; nil where there is none.
func (s *Source) kept(ctx context.Context) (*connection, error) {
	raw, ok, err := s.o.Secrets.Get(ctx, keyConnection)
	if err != nil || !ok {
		return nil, err
	}
	var c connection
	if err := json.Unmarshal(raw, &c); err != nil {
		return nil, errors.New("it is not readable") // the decoder's words may quote a token
	}
	return &c, nil
}

// keep writes the connection.
func (s *Source) keep(ctx context.Context, c connection) error {
	c.Configured = fingerprint(s.o.AccessToken)
	if c.FromConfig {
		c.Access = ""
	}
	raw, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encode the connection: %w", err)
	}
	if err := s.o.Secrets.Put(ctx, keyConnection, raw); err != nil {
		return problem(CodeNotKept, err)
	}
	return nil
}

// cursorOf reads how far an account was taken; false at its very first
// reading. One that cannot be read is taken as that: what is on page 1 is
// then written down and not celebrated.
func (s *Source) cursorOf(ctx context.Context, id string) (cursor, bool, error) {
	raw, ok, err := s.o.Keep.Get(ctx, keyCursor+id)
	if err != nil {
		return cursor{}, false, problem(CodeNotKept, fmt.Errorf("read the place in the list: %w", err))
	}
	if !ok {
		return cursor{}, false, nil
	}
	var c cursor
	readable := json.Unmarshal(raw, &c) == nil
	if !readable {
		s.o.Log.Warn().Str("account", id).Msg("The kept place in the list of donations is not readable: the list is taken as new.")
		return cursor{}, false, nil
	}
	return c, true, nil
}

func (s *Source) keepCursor(ctx context.Context, id string, c cursor) error {
	raw, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encode the place in the list: %w", err)
	}
	if err := s.o.Keep.Put(ctx, keyCursor+id, raw); err != nil {
		return problem(CodeNotKept, fmt.Errorf("keep the place in the list: %w", err))
	}
	return nil
}
