package web

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"sync"
	"time"
)

// A login is good for ten minutes, and so many may be under way: more means
// that somebody plays with the button, and the oldest is forgotten.
const (
	loginLasts = 10 * time.Minute
	maxLogins  = 64
)

// logins are the sign-ins that were begun here and have not come back. Each
// has a state, which travels through DonationAlerts, and a key, which stays
// in a cookie of the browser that began it. Who brings only one of the two
// did not begin it: so nobody can slip the streamer a foreign account.
type logins struct {
	mu      sync.Mutex
	pending []login // the oldest first
	now     func() time.Time
}

type login struct {
	state, key string
	ends       time.Time
}

func newLogins(now func() time.Time) *logins { return &logins{now: now} }

// begin makes a state and a key.
func (l *logins) begin() (state, key string) {
	fresh := login{secret(), secret(), l.now().Add(loginLasts)}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pending = append(l.pending, fresh)
	if len(l.pending) > maxLogins {
		l.pending = append([]login(nil), l.pending[1:]...)
	}
	return fresh.state, fresh.key
}

// take ends the login of a state, whether or not the key is right: a state
// is good for one try. It tells whether this browser began it, in time.
func (l *logins) take(state, key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	good := false
	kept := l.pending[:0]
	for _, one := range l.pending {
		same := subtle.ConstantTimeCompare([]byte(one.state), []byte(state)) == 1
		if same {
			good = subtle.ConstantTimeCompare([]byte(one.key), []byte(key)) == 1 && now.Before(one.ends)
		}
		if !same && now.Before(one.ends) {
			kept = append(kept, one)
		}
	}
	l.pending = kept
	return good
}

// secret is 32 random bytes as text that may stand in an address.
func secret() string {
	var bytes [32]byte
	rand.Read(bytes[:]) //nolint:errcheck // it never fails
	return base64.RawURLEncoding.EncodeToString(bytes[:])
}
