package logbuf

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"sync"
)

const blot = "••••"

// keepGenerations is how many of a document's former secrets stay hidden: an
// answer that was late may still quote one.
const keepGenerations = 4

// Redactor replaces what may open something in whatever is shown: the secrets
// that it was given, and what of an address or of a viewer's words may be
// one. It is safe for concurrent use.
type Redactor struct {
	patterns []pattern

	mu      sync.RWMutex
	always  map[string]bool       // secrets
	of      map[string][][]string // secrets by document, the latest last
	escaped map[string]bool       // all of them, in each way they may be written
}

type pattern struct {
	find *regexp.Regexp
	with []byte
}

// NewRedactor returns a Redactor that knows no secret yet.
func NewRedactor() *Redactor {
	r := &Redactor{always: map[string]bool{}, of: map[string][][]string{}, escaped: map[string]bool{}}
	for find, with := range map[string]string{
		// The query and the fragment of an address, and its password. A line is
		// JSON: what ends a text there ends an address.
		`(://[^\s"\\?#]*[?#])[^\s"\\]+`: `${1}` + blot,
		`(://)[^\s"\\/@]+@`:             `${1}` + blot + `@`,
		// The same, told without its address.
		`(?i)\b((?:signature|sig|access_token|refresh_token|client_secret|password|api_?key|x-(?:amz|goog|api)-[a-z-]+)(?:=|%3D))[^\s"\\&,;]+`: `${1}` + blot,
		`(?i)\b(bearer )[A-Za-z0-9._~+/=-]{6,}`: `${1}` + blot,
	} {
		r.patterns = append(r.patterns, pattern{regexp.MustCompile(find), []byte(with)})
	}
	return r
}

// Hide replaces secrets from now on.
func (r *Redactor) Hide(secrets ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, secret := range secrets {
		if len(secret) >= minSecret && !r.always[secret] {
			r.always[secret] = true
			r.escape(secret)
		}
	}
}

// HideOf replaces the present secrets of a document from now on, and for a
// while also its former ones.
func (r *Redactor) HideOf(document string, secrets ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := r.of[document]
	if len(all) > 0 && slices.Equal(all[len(all)-1], secrets) {
		return
	}
	all = append(all, secrets)
	r.of[document] = all[max(0, len(all)-keepGenerations):]
	r.escaped = map[string]bool{}
	for secret := range r.always {
		r.escape(secret)
	}
	for _, generations := range r.of {
		for _, secret := range slices.Concat(generations...) {
			if len(secret) >= minSecret {
				r.escape(secret)
			}
		}
	}
}

// escape remembers a secret also as it is written in an address or in JSON.
// mu is held.
func (r *Redactor) escape(secret string) {
	forms := []string{secret, url.QueryEscape(secret), url.PathEscape(secret)}
	if quoted, err := json.Marshal(secret); err == nil {
		forms = append(forms, string(quoted[1:len(quoted)-1]))
	}
	for _, form := range forms {
		r.escaped[form] = true
	}
}

// Text returns a text without the secrets.
func (r *Redactor) Text(text string) string { return string(r.secrets([]byte(text))) }

func (r *Redactor) secrets(line []byte) []byte {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for secret := range r.escaped {
		line = bytes.ReplaceAll(line, []byte(secret), []byte(blot))
	}
	return line
}

// line returns a line of the log without the secrets and without what may be one.
func (r *Redactor) line(line []byte) []byte {
	line = r.secrets(line)
	for _, p := range r.patterns {
		line = p.find.ReplaceAll(line, p.with)
	}
	return line
}
