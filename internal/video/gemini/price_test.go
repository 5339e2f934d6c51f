package gemini

import (
	"strings"
	"testing"
	"time"

	"streamspark/internal/celebration"
	"streamspark/internal/locale"
)

func TestAnOrderHasItsPrice(t *testing.T) {
	const omni = "gemini-omni-1.1-flash"
	for _, test := range []struct {
		model, resolution string
		length            time.Duration
		want              string // dollars; empty: it is not known
	}{
		{omni, "720p", 8 * time.Second, "0.8"},
		{omni, "", 8 * time.Second, "0.8"},
		{omni, "1080P", 15 * time.Second, "1.5"}, // ten are ordered
		{omni, "360p", time.Second, "0.09"},      // three are ordered
		{omni, "4k", 0, "3"},                     // at the most
		{omni, "8k", 8 * time.Second, ""},
		{"gemini-omni-9", "720p", 8 * time.Second, ""},
		{"", "720p", 8 * time.Second, ""},
	} {
		price, err := New(Options{}).Price(t.Context(), celebration.Order{Model: test.model, Resolution: test.resolution, Duration: test.length})
		if (err == nil) != (test.want != "") || err == nil && price.String() != test.want || err != nil && !strings.Contains(locale.English().Detail(err), listedOn) {
			t.Errorf("%s %s %v: %s, %v; want %q", test.model, test.resolution, test.length, price, err, test.want)
		}
	}
}
