package money

import (
	"strings"
	"testing"
)

func TestAKeyIsNotRepeated(t *testing.T) {
	for _, key := range []string{
		"sk-0123456789abcdef", "AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY", "ya29.a0AfB_byD", "deadbeefdeadbeefdeadbeef",
		"Bearer 8f14e45fceea167a5a36", "https://user:pass@example.com/", " 3b5d5c3712955042212316173ccf37be\n", "wordswordswordswordswords",
	} {
		if said := Excerpt(key); said != "…" {
			t.Errorf("%q is repeated as %s", key, said)
		}
		if _, err := ParseDecimal(key[:min(len(key), maxDigits)]); err == nil || strings.Contains(err.Error(), key[:8]) {
			t.Errorf("as an amount it is repeated: %v", err)
		}
		if _, err := ParseCurrency(key); err == nil || strings.Contains(err.Error(), key[:8]) {
			t.Errorf("as a currency it is repeated: %v", err)
		}
	}
	for _, text := range []string{"70000", "lots", "16:10", "-5", "ftp://x", "gold, silver", "sora-2", ""} {
		if said := Excerpt(text); said != text {
			t.Errorf("%q is not repeated: %s", text, said)
		}
	}
}

func TestAKeyIsMaskedInWhatOthersSay(t *testing.T) {
	for text, want := range map[string]string{
		"yaml: unknown anchor 'sk-0123456789abcdef' referenced":    "yaml: unknown anchor '…' referenced",
		"cannot decode !!str `AIzaSyD-9tSrke72Pou` as a !!int":     "cannot decode !!str `…` as a !!int",
		"sk-0123456789abcdef: and sk-0123456789abcdef":             "… and …",
		"line 2: mapping key \"a\" already defined at line 1":      "line 2: mapping key \"a\" already defined at line 1",
		"mapping values are not allowed in this context":           "mapping values are not allowed in this context",
		"it says server.port where the host is 127.0.0.1 and 5002": "it says server.port where the host is 127.0.0.1 and 5002",
	} {
		if got := Mask(text); got != want {
			t.Errorf("%q is masked as %q", text, got)
		}
	}
}
