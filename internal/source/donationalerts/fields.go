package donationalerts

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"streamspark/internal/money"
)

// fields is a JSON object whose values are read one by one, so that a value
// of another kind than expected spoils nothing but itself.
type fields map[string]json.RawMessage

// text returns a string, or the text of a number where a string was expected.
// Any other kind is taken as absent.
func (f fields) text(name string) string {
	raw := f[name]
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return clean(s)
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}

// isNull tells an explicit null from a value and from nothing.
func (f fields) isNull(name string) bool {
	return bytes.Equal(f[name], []byte("null"))
}

// integer returns a whole number above zero, or its text; 0 where there is
// none.
func (f fields) integer(name string) uint64 {
	n, err := strconv.ParseUint(strings.TrimSpace(f.text(name)), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// unix returns a moment in seconds since 1970; zero where there is none that
// can be true.
func (f fields) unix(name string) time.Time {
	whole, _, _ := strings.Cut(strings.TrimSpace(f.text(name)), ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || seconds < 946_684_800 || seconds > 253_402_300_799 { // the years 2000 to 9999
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

// decimal returns an amount without a currency, as exact text; empty where
// there is none.
func (f fields) decimal(name string) string {
	n, err := money.ParseDecimal(f.text(name))
	if err != nil {
		return ""
	}
	return n.String()
}

// clean makes a viewer's text safe to keep: valid UTF-8 without zero bytes.
// What else it holds is the viewer's own; who shows it takes care.
func clean(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "")
}
