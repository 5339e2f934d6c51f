package standintest

import (
	"strings"
	"testing"

	"streamspark/internal/fault"
	"streamspark/internal/standin"
)

// EndsAs makes a provider's paid request once at each fault, and checks that it ends
// as the table says, is sent once, and is told in words for people. Where the table
// has no kind, it works all the same.
func EndsAs(t *testing.T, s *standin.Probe, id string, faults map[standin.Kind]fault.Kind, told func(error) string, request func() error) {
	t.Helper()
	for kind, want := range faults {
		s.Set(standin.Order(id), standin.Fault{Kind: kind, Times: 1})
		before := s.Requests(standin.Order(id))
		err := request()
		if fault.KindOf(err) != want || (err == nil) != (want == "") {
			t.Errorf("%s: %v, want %q", kind, err, want)
		}
		if n := s.Requests(standin.Order(id)) - before; n != 1 {
			t.Errorf("%s: %d requests", kind, n)
		}
		if err != nil {
			if said := told(err); strings.Contains(said, "standin-") || strings.Contains(said, "fault.") {
				t.Errorf("%s: %s", kind, said)
			}
		}
		s.ClearFaults()
	}
}
