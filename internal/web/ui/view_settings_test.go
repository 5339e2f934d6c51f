package ui

import (
	"slices"
	"testing"

	"streamspark/internal/web/webtest"
)

// TestOnlyWhatIsInUseIsUnfolded: each value is on the page once, and those of a
// provider that shares its group in a part of that.
func TestOnlyWhatIsInUseIsUnfolded(t *testing.T) {
	w := newWorld(t)
	w.Settings.Set("generation.aiml.api_key", webtest.SecretKey, "generation.gemini.api_key", webtest.SecretKey)
	for _, chosen := range []string{"aiml", "gemini", "off"} {
		w.Settings.Set("generation.provider", chosen)
		groups, rows := w.pages.groups()
		open := "off"
		var parts []string
		for _, g := range groups {
			rows = append(rows, g.all()...)
			for _, part := range g.Parts {
				if parts = append(parts, part.ID); part.Open {
					open = part.ID
				}
			}
		}
		if want := []string{"aiml", "gemini"}; !slices.Equal(parts, want) || open != chosen {
			t.Errorf("with %s: %s is unfolded of %q", chosen, open, parts)
		}
		if all := w.Settings.View(); len(rows) != len(all) {
			t.Errorf("%d of %d values are on the page", len(rows), len(all))
		}
	}
}
