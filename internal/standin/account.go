package standin

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// The application that is registered with the stand-in for DonationAlerts.
const (
	ClientID     = "9001"
	ClientSecret = "standinSecret0123456789abcdefghijklmnopq"
)

// The streamer whose account it is.
const (
	userID   = 4242
	userCode = "demo_streamer"
	userName = "Demo Streamer"
)

const (
	yearLong   = 365 * 24 * time.Hour
	keepTokens = 10_000
	codeLife   = 10 * time.Minute
)

// grant is what one token or code stands for.
type grant struct {
	scopes   string
	redirect string // of a code: the address it must be redeemed with
	access   string // of a refresh token: the access token issued with it
	expires  time.Time
}

// account holds the codes and tokens that are good.
type account struct {
	mu      sync.Mutex
	life    time.Duration
	codes   map[string]grant
	access  map[string]grant
	refresh map[string]grant
}

func (a *account) start(life time.Duration) {
	if life <= 0 {
		life = yearLong
	}
	a.life = life
	a.codes, a.access, a.refresh = map[string]grant{}, map[string]grant{}, map[string]grant{}
}

// issueCode makes a code for a consent.
func (a *account) issueCode(scopes, redirect string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	code := "def50200" + randomHex(100)
	evict(a.codes)
	a.codes[code] = grant{scopes: scopes, redirect: redirect, expires: time.Now().Add(codeLife)}
	return code
}

// redeemCode turns a code into tokens, once.
func (a *account) redeemCode(code, redirect string) (access, refresh string, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	g, known := a.codes[code]
	if !known || g.redirect != redirect || time.Now().After(g.expires) {
		return "", "", false
	}
	delete(a.codes, code)
	access, refresh = a.issue(g.scopes)
	return access, refresh, true
}

// rotate turns a refresh token into new tokens; it and the access token
// that came with it are dead from then on.
func (a *account) rotate(old string) (access, refresh string, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	g, known := a.refresh[old]
	if !known {
		return "", "", false
	}
	delete(a.refresh, old)
	delete(a.access, g.access)
	access, refresh = a.issue(g.scopes)
	return access, refresh, true
}

// issue makes a pair of tokens. The lock is held.
func (a *account) issue(scopes string) (access, refresh string) {
	access, refresh = passportToken(a.life), "def50200"+randomHex(100)
	evict(a.access)
	evict(a.refresh)
	a.access[access] = grant{scopes: scopes, expires: time.Now().Add(a.life)}
	a.refresh[refresh] = grant{scopes: scopes, access: access}
	return access, refresh
}

// scopes returns those of an access token that is alive.
func (a *account) scopes(access string) (string, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	g, known := a.access[access]
	return g.scopes, known && time.Now().Before(g.expires)
}

// evict drops some entry of a full map: only a test that runs away fills one.
func evict(m map[string]grant) {
	for key := range m {
		if len(m) < keepTokens {
			return
		}
		delete(m, key)
	}
}

// passportToken returns a token like the access tokens of the real service.
func passportToken(life time.Duration) string {
	now := time.Now()
	return jwt("RS256", map[string]any{
		"aud": ClientID, "jti": randomHex(40), "iat": now.Unix(), "nbf": now.Unix(),
		"exp": now.Add(life).Unix(), "sub": fmt.Sprint(userID), "scopes": []string{},
	})
}

// jwt returns a signed JSON web token. Nothing here checks its signature.
func jwt(algorithm string, claims map[string]any) string {
	header, _ := json.Marshal(map[string]string{"typ": "JWT", "alg": algorithm})
	body, _ := json.Marshal(claims)
	encode := base64.RawURLEncoding.EncodeToString
	signature, _ := hex.DecodeString(randomHex(64))
	return encode(header) + "." + encode(body) + "." + encode(signature)
}

func randomHex(digits int) string {
	raw := make([]byte, digits/2)
	_, _ = rand.Read(raw) // never fails: the program would crash instead
	return hex.EncodeToString(raw)
}
