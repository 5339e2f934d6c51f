package outbound

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"

	"streamspark/internal/fault"
)

// Text returns a JSON string or number as text; empty for anything else.
func Text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return strings.TrimSpace(s)
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}

// DescribeBody describes a body that is not the expected JSON.
func DescribeBody(body []byte) fault.Message {
	switch {
	case len(bytes.TrimSpace(body)) == 0:
		return fault.Say("outbound.empty")
	case WebPage(body):
		return fault.Say("outbound.web_page")
	case !json.Valid(body):
		return fault.Say("outbound.not_json")
	}
	return fault.Say("outbound.other_shape")
}

// WebPage reports whether a body is one: it comes from something on the way.
func WebPage(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))), []byte("<"))
}

// Callable reads an untrusted address, if it is one of a file
// that can be asked for.
func Callable(address string) (*url.URL, bool) {
	u, err := url.Parse(address)
	return u, err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

// OneWord reports whether a text can stand in a header as it is: of the signs
// of ASCII that are seen, and without a space.
func OneWord(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' })
}
