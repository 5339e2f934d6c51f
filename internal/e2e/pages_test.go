package e2e

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// everyPage are the pages of the dashboard. A page that the menu leads to
// and that is not here fails a test below.
func everyPage() []string {
	return []string{"/dashboard", "/dock", "/donations", "/clips", "/summary", "/money", "/look", "/widgets", "/settings", "/log", "/celebrations/1", "/docs", "/docs/celebrations", "/docs/guide/donations", "/docs/guide/trouble", "/landing", "/status", "/licenses", "/demo", "/nowhere"}
}

// hostile are messages that a viewer may write, and what must be on the page.
func hostile() map[string]string {
	return map[string]string{
		"<b>markup</b> <img src=x onerror=alert(1)> {{.}} ${1} \"'`": "<b>markup</b> <img src=x onerror=alert(1)> {{.}} ${1} \"'`",
		"\u202eright to left\u202c שלום עולם":                        "שלום עולם",
		strings.Repeat("Ж", 499) + "ы":                               strings.Repeat("Ж", 299),
	}
}

// fill makes a program with donations of all kinds in it, each with a clip and
// with a scene.
func fill(t *testing.T) *program {
	t.Helper()
	p := start(t, true, map[string]string{"donationalerts.catch_up": "1h"})
	p.stand.SetJobTime(0)
	for message := range hostile() {
		for _, paid := range []bool{true, false} {
			id := p.donate(map[string]any{"donor_name": message[:min(len(message), 90)], "message": message, "amount": 1500, "paid": paid})
			p.until(id, "ready", "playing", "played")
		}
	}
	p.donate(map[string]any{"donor_name": "Мария", "message": "Мало, но от души", "amount": 300})
	return p
}

// TestEveryPage opens all pages of one program that has donations made of
// markup, of right-to-left text and of 500 characters. Untouched, no page may
// send a request; then each is held, light and dark, wide and narrow.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile("axe/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatalf("what looks for barriers is missing: run the tests by `make test`, which brings it: %v", err)
	}
	p := fill(t)
	p.untilPosters(3)
	browser := openBrowser(t)
	tabs := map[string]*page{}
	for _, path := range append(everyPage(), "/celebrations/2", "/celebrations/3") {
		tabs[path] = open(t, browser, p.app.URL()+path)
		tabs[path].do(chromedp.EmulateViewport(1280, 900), scheme(false))
	}
	for _, tab := range tabs {
		tab.until(loaded)
		tab.until(`document.getElementById('wire') === null || ` + isLive)
	}
	t.Run("does not poll", func(t *testing.T) { noPagePolls(t, browser, p, tabs) })
	for path, tab := range tabs {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			tab.t = t
			defer tab.do(chromedp.Navigate("about:blank")) // it costs nothing from here on
			for _, width := range []int64{1280, 360} {
				if width != 1280 {
					tab.do(chromedp.EmulateViewport(width, 900), chromedp.Navigate(p.app.URL()+path))
					tab.until(loaded)
				}
				if eval[bool](tab, `document.documentElement.scrollWidth > window.innerWidth`) {
					t.Errorf("it sticks out of %d", width)
				}
				if eval[bool](tab, `document.querySelector('main b, main img[src="x"]') !== null || document.body.innerText.includes('\u202e')`) {
					t.Error("it takes what a viewer wrote for markup")
				}
				for _, wants := range hostile() {
					if path == "/dashboard" && !strings.Contains(tab.text(), wants) {
						t.Errorf("it does not show %q", wants)
					}
				}
				for _, dark := range []bool{false, true} {
					tab.do(scheme(dark))
					tab.until(`document.getAnimations().every((a) => !(a instanceof CSSTransition))`) // the colours have changed
					for _, barrier := range tab.barriers(string(axe), dark) {
						t.Errorf("dark %t, %d wide: %s", dark, width, barrier)
					}
				}
			}
		})
	}
}

// loaded is true on a page that is there.
const loaded = `document.readyState === 'complete' && document.body.innerText.length > 50`

// noPagePolls watches the network of all tabs for ten seconds in which
// nothing happens.
func noPagePolls(t *testing.T, browser context.Context, p *program, tabs map[string]*page) {
	t.Helper()
	for _, tab := range tabs {
		rest(tab) // what belongs to opening the last of them is loaded
		break
	}
	seen := map[string]*requests{}
	for path, tab := range tabs {
		seen[path] = listen(tab)
	}
	<-time.After(10 * time.Second)
	for path, sent := range seen {
		if list := sent.list(); len(list) > 0 {
			t.Errorf("%s asks with nobody touching it: %s", path, list)
		}
	}
	// So that silence says something: one that does ask is noticed.
	tab := open(t, browser, p.app.URL()+"/landing")
	sent := listen(tab)
	eval[bool](tab, `(fetch('/status'), true)`)
	p.eventually(func() bool {
		return slices.ContainsFunc(sent.list(), func(address string) bool { return strings.HasSuffix(address, "/status") })
	}, func() string { return "a request was not noticed" })
}

// barriers are what axe finds on the page, in a line each: on one that was looked at
// in other colours before, of the colours alone.
func (p *page) barriers(axe string, recoloured bool) []string {
	p.t.Helper()
	if eval[bool](p, `window.axe === undefined`) {
		eval[any](p, axe+`; 0`)
	}
	rules := ""
	if recoloured {
		rules = "runOnly: ['color-contrast', 'link-in-text-block'], "
	}
	eval[any](p, `window.found = undefined; axe.run(document, {`+rules+`resultTypes: ['violations']}).then(
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
	t.Parallel()
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

// requests are those that a tab sends from now on.
type requests struct {
	mu        sync.Mutex
	addresses []string
}

func (r *requests) list() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.addresses)
}

// listen begins to note the requests of a tab.
func listen(tab *page) *requests {
	tab.t.Helper()
	r := &requests{}
	err := chromedp.Listen(tab.ctx, func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.addresses = append(r.addresses, e.Request.URL)
		}
	})
	if err == nil {
		_, err = chromedp.Call(tab.ctx, network.Enable, network.EnableParams{})
	}
	if err != nil {
		tab.t.Fatalf("listen to the network: %v", err)
	}
	return r
}
