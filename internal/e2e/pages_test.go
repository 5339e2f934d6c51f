package e2e

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// everyPage are the pages of the dashboard. A page that the menu leads to
// and that is not here fails a test below.
func everyPage() []string {
	return []string{"/dashboard", "/dock", "/donations", "/clips", "/money", "/look", "/settings", "/log", "/celebrations/1", "/docs", "/docs/celebrations", "/docs/guide/donations", "/docs/guide/trouble", "/landing", "/status", "/licenses", "/demo", "/nowhere"}
}

// hostile are messages that a viewer may write, and what must be on the page.
func hostile() map[string]string {
	return map[string]string{
		"<b>markup</b> <img src=x onerror=alert(1)> {{.}} ${1} \"'`": "<b>markup</b> <img src=x onerror=alert(1)> {{.}} ${1} \"'`",
		"\u202eright to left\u202c שלום עולם":                        "שלום עולם",
		strings.Repeat("Ж", 499) + "ы":                               strings.Repeat("Ж", 299),
	}
}

// fill makes a program with donations of all kinds in it.
func fill(t *testing.T) *program {
	t.Helper()
	p := start(t, true, map[string]string{"generation.provider": "builtin", "donationalerts.catch_up": "1h"})
	for message := range hostile() {
		p.until(p.donate(map[string]any{"donor_name": message[:min(len(message), 90)], "message": message, "amount": 1500}), "ready", "playing", "played")
	}
	p.donate(map[string]any{"donor_name": "Мария", "message": "Мало, но от души", "amount": 300})
	return p
}

// TestNoPageHasABarrier lets axe look at every page, light and dark, wide
// and narrow.
func TestNoPageHasABarrier(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile("axe/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatalf("what looks for barriers is missing: run the tests by `make test`, which brings it: %v", err)
	}
	p := fill(t)
	browser := openBrowser(t)
	for _, path := range everyPage() {
		tab := open(t, browser, "about:blank")
		for _, dark := range []bool{false, true} {
			for _, width := range []int64{1280, 360} {
				tab.do(chromedp.EmulateViewport(width, 900), scheme(dark), chromedp.Navigate(p.app.URL()+path))
				tab.until(`document.readyState === 'complete' && document.body.innerText.length > 50`)
				for _, barrier := range tab.barriers(string(axe)) {
					t.Errorf("%s, dark %t, %d wide: %s", path, dark, width, barrier)
				}
			}
		}
	}
}

// barriers are what axe finds on the page, in a line each.
func (p *page) barriers(axe string) []string {
	p.t.Helper()
	eval[any](p, axe+`; window.found = undefined; axe.run(document, {resultTypes: ['violations']}).then(
		(r) => { window.found = r.violations.flatMap((v) => v.nodes.map((n) => v.id + ': ' + v.help + ': ' + n.html.slice(0, 200) + ' ' + (n.any[0]?.message ?? ''))); },
		(e) => { window.found = ['axe failed: ' + e]; }); 0`)
	p.until(`window.found !== undefined`)
	var found []string
	if err := json.Unmarshal([]byte(eval[string](p, `JSON.stringify(window.found)`)), &found); err != nil {
		p.t.Fatal(err)
	}
	return found
}

// TestTheMenuLeadsToPagesThatAreTested keeps the list above whole.
func TestTheMenuLeadsToPagesThatAreTested(t *testing.T) {
	p := start(t, false, nil)
	tab := open(t, openBrowser(t), p.app.URL()+"/dashboard")
	known := map[string]bool{}
	for _, path := range everyPage() {
		known[path] = true
	}
	for _, path := range eval[[]string](tab, `[...document.querySelectorAll('.menu a')].map((a) => a.pathname)`) {
		if !known[path] {
			t.Errorf("the menu leads to %s, which no test looks at", path)
		}
	}
}

// TestWhatAViewerWroteStaysText opens every page with donations made of
// markup, of right-to-left text and of 500 characters.
func TestWhatAViewerWroteStaysText(t *testing.T) {
	t.Parallel()
	p := fill(t)
	browser := openBrowser(t)
	for _, path := range append(everyPage(), "/celebrations/2", "/celebrations/3") {
		tab := open(t, browser, "about:blank")
		for _, width := range []int64{1280, 360} {
			tab.do(chromedp.EmulateViewport(width, 900), chromedp.Navigate(p.app.URL()+path))
			tab.until(`document.readyState === 'complete' && document.body.innerText.length > 50`)
			if eval[bool](tab, `document.documentElement.scrollWidth > window.innerWidth`) {
				t.Errorf("%s sticks out of %d", path, width)
			}
			if eval[bool](tab, `document.querySelector('main b, main img[src="x"]') !== null || document.body.innerText.includes('\u202e')`) {
				t.Errorf("%s takes what a viewer wrote for markup", path)
			}
			if path != "/dashboard" {
				continue
			}
			for _, wants := range hostile() {
				if !strings.Contains(tab.text(), wants) {
					t.Errorf("%s does not show %q", path, wants)
				}
			}
		}
	}
}
