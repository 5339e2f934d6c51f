// Package auth holds the access token of a StreamSpark that other computers
// can reach. Sessions of browsers and the key of the widgets are derived from
// the token, so a new token ends all of them.
package auth

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Document is where the token is kept. It is a secret. Databases of all versions
// have it under this name.
const Document = "doors"

// SessionAge is how long a browser stays signed in.
const SessionAge = 90 * 24 * time.Hour

// Keeper is where the token is kept, sealed.
type Keeper interface {
	Get(ctx context.Context, key string) ([]byte, bool, error)
	Put(ctx context.Context, key string, value []byte) error
}

// Credentials are the access token and what is derived from it. They are nil
// for a program that only its own computer can reach: nothing is asked for.
type Credentials struct {
	keep Keeper

	mu    sync.RWMutex
	token string
	until context.Context // ends with the token
	end   context.CancelCauseFunc
	cause error
}

type kept struct {
	Token string `json:"token"`
}

// Open takes up the token, or makes the first one. Whoever is connected when
// a token is replaced is told the cause.
func Open(ctx context.Context, keep Keeper, cause error) (*Credentials, error) {
	d := &Credentials{keep: keep, cause: cause}
	content, found, err := keep.Get(ctx, Document)
	if err != nil {
		return nil, fmt.Errorf("read the access token: %w", err)
	}
	var was kept
	if found && json.Unmarshal(content, &was) == nil && was.Token != "" {
		d.use(was.Token)
		return d, nil
	}
	_, err = d.Rotate(ctx)
	return d, err
}

// Required reports whether a credential is asked for.
func (d *Credentials) Required() bool { return d != nil }

// Rotate replaces the token. Sessions, keys and open connections of the old
// one end at once. It returns the function that ends the connections, so that
// whoever asked can be answered first.
func (d *Credentials) Rotate(ctx context.Context) (end func(), err error) {
	fresh := rand.Text()
	content, err := json.Marshal(kept{fresh})
	if err != nil {
		return nil, fmt.Errorf("write the access token: %w", err)
	}
	if err := d.keep.Put(ctx, Document, content); err != nil {
		return nil, fmt.Errorf("write the access token: %w", err)
	}
	return d.use(fresh), nil
}

func (d *Credentials) use(token string) (end func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	before := d.end
	d.token = token
	d.until, d.end = context.WithCancelCause(context.Background())
	return func() {
		if before != nil {
			before(d.cause)
		}
	}
}

// Context returns a context that also ends when the token is replaced.
func (d *Credentials) Context(ctx context.Context) (context.Context, context.CancelFunc) {
	d.mu.RLock()
	until := d.until
	d.mu.RUnlock()
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(until, func() { cancel(context.Cause(until)) })
	return ctx, func() { stop(); cancel(nil) }
}

// Token returns the present one.
func (d *Credentials) Token() string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.token
}

// IsToken reports whether somebody has the token.
func (d *Credentials) IsToken(given string) bool { return same(strings.TrimSpace(given), d.Token()) }

// WidgetKey opens what a widget needs, and nothing else: it stands in the
// address of a source in OBS.
func (d *Credentials) WidgetKey() string { return hex.EncodeToString(mac(d.Token(), "widget")[:16]) }

// IsWidgetKey reports whether somebody has the key of the widgets.
func (d *Credentials) IsWidgetKey(given string) bool { return same(given, d.WidgetKey()) }

// Session returns what a browser that signed in is known by from now on.
func (d *Credentials) Session(now time.Time) string {
	ends := strconv.FormatInt(now.Add(SessionAge).Unix(), 36) + "." + rand.Text()
	return ends + "." + hex.EncodeToString(mac(d.Token(), "session "+ends))
}

// IsSession reports whether a session was made with the present token and
// is not over.
func (d *Credentials) IsSession(given string, now time.Time) bool {
	i := strings.LastIndexByte(given, '.')
	if i < 0 || !same(given[i+1:], hex.EncodeToString(mac(d.Token(), "session "+given[:i]))) {
		return false
	}
	ends, _, _ := strings.Cut(given, ".")
	seconds, err := strconv.ParseInt(ends, 36, 64)
	return err == nil && now.Unix() < seconds
}

// same takes as long for a wrong secret as for the right one.
func same(given, secret string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(secret))
	return hmac.Equal(a[:], b[:])
}

func mac(token, what string) []byte {
	h := hmac.New(sha256.New, []byte(token))
	h.Write([]byte(what))
	return h.Sum(nil)
}
