package web

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"slices"
	"sync"
	"time"
)

// A login is good for ten minutes, and so many may be under way: more means
// that somebody plays with the button, and the oldest is forgotten.
const (
	loginLasts = 10 * time.Minute
	maxLogins  = 64
)

// logins are the sign-ins of the last ten minutes that were begun here. Each
// has a state, which travels through the source, and a key, which stays
// in a cookie of the browser that began it. Who brings only one of the two
// did not begin it: so nobody can slip the streamer a foreign account.
type logins struct {
	mu      sync.Mutex
	pending []*login // the oldest first
	now     func() time.Time
}

// login is one sign-in. It comes back once; a browser that brings it back
// twice is told how that went.
type login struct {
	source     string // its id
	state, key string
	ends       time.Time
	back       bool          // it came back
	done       chan struct{} // closed when the exchange of its code has ended
	err        error         // set before done is closed
}

func newLogins(now func() time.Time) *logins { return &logins{now: now} }

// begin makes a state and a key for signing in to a source.
func (l *logins) begin(source string) (state, key string) {
	fresh := &login{source: source, state: secret(), key: secret(), ends: l.now().Add(loginLasts), done: make(chan struct{})}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pending = append(l.pending, fresh)
	if len(l.pending) > maxLogins {
		l.pending = append([]*login(nil), l.pending[1:]...)
	}
	return fresh.state, fresh.key
}

// take ends the login of a state, whether or not the key is right: a state
// is good for one exchange. It returns nil unless this browser began the login
// in time. first is true for the first that brings it, who must call finish;
// others wait for done. One that succeeded is returned to anybody who has its
// state: nothing is done any more.
func (l *logins) take(source, state, key string) (one *login, first bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.pending = slices.DeleteFunc(l.pending, func(p *login) bool { return !now.Before(p.ends) })
	at := slices.IndexFunc(l.pending, func(p *login) bool { return p.source == source && same(p.state, state) })
	if at < 0 {
		return nil, false
	}
	one = l.pending[at]
	switch {
	case one.back && one.succeeded():
		return one, false
	case !same(one.key, key):
		if !one.back {
			l.pending = slices.Delete(l.pending, at, at+1)
		}
		return nil, false
	case one.back:
		return one, false
	}
	one.back = true
	return one, true
}

// drop forgets a login that came to nothing.
func (l *logins) drop(one *login) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pending = slices.DeleteFunc(l.pending, func(p *login) bool { return p == one })
}

// finish records how the exchange ended. One that failed is forgotten, but by
// those who wait for it.
func (l *logins) finish(one *login, err error) {
	one.err = err
	close(one.done)
	if err != nil {
		l.drop(one)
	}
}

func (l *login) succeeded() bool {
	select {
	case <-l.done:
		return l.err == nil
	default:
		return false
	}
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// secret returns 32 random bytes as text that may stand in an address.
func secret() string {
	var bytes [32]byte
	rand.Read(bytes[:]) //nolint:errcheck // it never fails
	return base64.RawURLEncoding.EncodeToString(bytes[:])
}

// cookieOf returns the name of the cookie of one login: each has its own, so
// that two that were begun in one browser do not disturb each other.
func cookieOf(state string) string { return loginCookie + "_" + state[:min(len(state), 12)] }
