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
			if free := v.Effect != "fixed" && len(v.Choices) == 0 && v.Key != "tiers"; free && l.Code() == "ru" && l.Heard(v.May) == v.May {
				t.Errorf("Russian lacks what %s may be: %q", v.Key, v.May)
			}
		}
	}
}
