package app

import (
	"testing"
	"time"

	"streamspark/internal/locale"
)

// TestEveryKeyHasANameOnThePage holds the settings page against the
// configuration: a new key needs its words.
func TestEveryKeyHasANameOnThePage(t *testing.T) {
	a := newApp(t, t.TempDir(), nil)
	for _, v := range a.live.View() {
		for _, l := range locale.All(time.Now) {
			if !l.Has("setting." + v.Key) {
				t.Errorf("%s has no name in %s: add setting.%s", v.Key, l.Name(), v.Key)
			}
			if !l.Has(v.May.Code) {
				t.Errorf("%s lacks what %s may be: %s", l.Name(), v.Key, v.May)
			}
		}
	}
}
