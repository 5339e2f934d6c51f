package ui

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"streamspark/internal/celebration"
	"streamspark/internal/money"
	"streamspark/internal/web/webtest"
)

// TestAButtonThatOrdersHasItsPriceOnIt, on every page that has one, and that
// of a free test or of the built-in generator has none.
func TestAButtonThatOrdersHasItsPriceOnIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	held := w.Donate(webtest.Viewer("held"), celebration.Held)
	w.Donate(celebration.Donation{Source: celebration.SourceTest, ID: "free", Donor: "tester", Amount: money.Rubles(1500)}, celebration.Held)
	paths := []string{"/dashboard", "/donations", "/dock", fmt.Sprintf("/celebrations/%d", held)}
	count := func(path, cost string) int {
		return strings.Count(w.Ask("GET", path, "", "Accept", "text/html").Text, "Make a clip · "+cost+"</span>")
	}
	for _, path := range paths {
		if n := count(path, ""); n != 0 || strings.Contains(w.Ask("GET", path, "").Text, "price not known") {
			t.Errorf("%s: what is free has a price", path)
		}
	}
	w.Settings.Set("generation.aiml.api_key", webtest.SecretKey, "generation.provider", "aiml")
	for _, path := range paths {
		if count(path, "price not known") == 0 {
			t.Errorf("%s does not say that no price is known", path)
		}
	}
	priced := regexp.MustCompile(`Make a clip · about [^<]*1\.04[^<]*</span>`)
	w.run()
	v := w.open("page=dashboard")
	v.until("the price", func(update) bool { return priced.MatchString(v.shown["celebration-1"]) })
	for _, path := range paths {
		if !priced.MatchString(w.Ask("GET", path, "", "Accept", "text/html").Text) {
			t.Errorf("%s does not say the price", path)
		}
	}
	_, free, _ := strings.Cut(w.Ask("GET", fmt.Sprintf("/celebrations/%d", held+1), "", "Accept", "text/html").Text, "<main")
	if strings.Contains(free, "1.04") || !strings.Contains(free, "Make a clip") {
		t.Error("a free test has a price")
	}
}
