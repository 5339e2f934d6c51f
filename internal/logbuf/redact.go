package logbuf

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
)

const blot = "••••"

// redactor takes out of a line what may open something, whoever wrote it: a
// provider may quote a key back, or name a file by a signed address.
type redactor struct {
	secrets  map[string]struct{}
	patterns []pattern
}

type pattern struct {
	find *regexp.Regexp
	with []byte
}

func newRedactor() *redactor {
	r := &redactor{secrets: map[string]struct{}{}}
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

// hide blots out a secret from now on, also where it was escaped for an
// address or for JSON.
func (r *redactor) hide(secret string) {
	if len(secret) < fewestChars {
		return
	}
	forms := []string{secret, url.QueryEscape(secret), url.PathEscape(secret)}
	if quoted, err := json.Marshal(secret); err == nil {
		forms = append(forms, string(quoted[1:len(quoted)-1]))
	}
	for _, form := range forms {
		r.secrets[form] = struct{}{}
	}
}

func (r *redactor) clean(line []byte) []byte {
	for secret := range r.secrets {
		line = bytes.ReplaceAll(line, []byte(secret), []byte(blot))
	}
	for _, p := range r.patterns {
		line = p.find.ReplaceAll(line, p.with)
	}
	return line
}
