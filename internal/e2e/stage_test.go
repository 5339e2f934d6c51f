package e2e

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// obsScript is what OBS gives the page of a browser source, and a list of
// the donors who were thanked, by a card or a scene, which outlives a reload.
const obsScript = `if (location.pathname === '/widget') {
	window.obsstudio = { pluginVersion: '2.26.8' };
	new MutationObserver(() => {
		const donor = document.querySelector('.alert.on .donor')?.textContent
			?? document.querySelector('.scene.on')?.ariaLabel.split(' · ')[0];
		const seen = JSON.parse(localStorage.getItem('seen') ?? '[]');
		if (donor && seen.at(-1) !== donor) localStorage.setItem('seen', JSON.stringify([...seen, donor]));
	}).observe(document, { subtree: true, childList: true, attributes: true });
}`

// source opens the widget as OBS does. What OBS says of it is said by obs.
func source(t *testing.T, browser context.Context, p *program) *page {
	t.Helper()
	s := open(t, browser, "about:blank")
	s.before(obsScript)
	s.do(chromedp.Navigate(p.app.URL() + "/widget"))
	return s
}

// obs is what OBS says to a source: obsSourceActiveChanged, true.
func (p *page) obs(event, key string, value bool) {
	p.t.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`window.dispatchEvent(new CustomEvent(%q, { detail: { %s: %t } }))`, event, key, value)))
}

func (p *page) active(active bool) { p.t.Helper(); p.obs("obsSourceActiveChanged", "active", active) }

// player waits until the page that plays is this one, or there is none.
func (p *program) player(there bool) {
	p.t.Helper()
	p.eventually(func() bool {
		status, body := p.call("GET", "/api/state?field=player", nil)
		return status == http.StatusOK && string(body) == fmt.Sprint(there)
	}, func() string { return fmt.Sprintf("that there is a player is not %t", there) })
}

func (p *program) widgets(n int) {
	p.t.Helper()
	p.eventually(func() bool {
		_, body := p.call("GET", "/api/state?field=widgets", nil)
		return string(body) == fmt.Sprint(n)
	}, func() string { return fmt.Sprintf("there are not %d widgets", n) })
}

// toggle pauses the queue or lets it go on. While it is paused a thank-you has
// its card: no scene takes it over.
func (p *program) toggle() {
	p.t.Helper()
	if status, body := p.call("POST", "/api/queue/toggle", nil); status != http.StatusOK {
		p.t.Fatalf("pause or go on: %d %s", status, body)
	}
}

// TestOnlyWhatOBSSaysIsOnTheStream has a source in the studio's preview,
// which OBS never says to be active, a forgotten tab, and the real one.
func TestOnlyWhatOBSSaysIsOnTheStream(t *testing.T) {
	t.Parallel()
	p := start(t, false, nil)
	browser := openBrowser(t)
	preview := source(t, browser, p)
	preview.obs("obsSourceVisibleChanged", "visible", true)
	tab := open(t, browser, p.app.URL()+"/widget")
	p.widgets(2)
	id := p.donate(map[string]any{"donor_name": "viewer42", "amount": 1500})
	p.until(id, "ready")
	dashboard := open(t, browser, p.app.URL()+"/dashboard?lang=en")
	dashboard.shows("OBS has not said yet")
	p.player(false)

	live := source(t, browser, p)
	p.widgets(3)
	p.player(false)
	live.active(true)
	p.player(true)
	live.until(`localStorage.getItem('seen')?.includes('viewer42')`)
	live.until(showing)
	p.until(id, "played")
	for name, other := range map[string]*page{"the preview": preview, "the tab": tab} {
		if eval[bool](other, `document.querySelector('video, #stage canvas, .alert') !== null`) {
			t.Errorf("%s shows something", name)
		}
	}

	// Another scene: neither of them takes over.
	live.active(false)
	p.player(false)
	id = p.donate(map[string]any{"donor_name": "viewer43", "amount": 1500})
	p.until(id, "ready")
	p.player(false)
	live.active(true)
	p.until(id, "played")
	live.until(`JSON.parse(localStorage.getItem('seen')).join() === 'viewer42,viewer43'`)
}

// TestARaidOutlivesAReload reloads the source while thank-yous wait in it.
// OBS does not repeat what it said before.
func TestARaidOutlivesAReload(t *testing.T) {
	t.Parallel()
	p := start(t, false, map[string]string{"overlay.alert_seconds": "2s"})
	p.toggle()
	live := source(t, openBrowser(t), p)
	live.active(true)
	p.player(true)
	var ids []int64
	for i := range 8 {
		ids = append(ids, p.donate(map[string]any{"donor_name": fmt.Sprint("raider ", i), "amount": 1500}))
	}
	seen := func(n int) string {
		return fmt.Sprintf(`JSON.parse(localStorage.getItem('seen') ?? '[]').length >= %d`, n)
	}
	live.until(seen(2))
	live.do(chromedp.Reload())
	p.player(true)
	live.until(`new Set(JSON.parse(localStorage.getItem('seen'))).size === 8`)
	p.until(ids[7], "ready")

	// By hand again, whatever it is.
	if status, body := p.call("POST", fmt.Sprintf("/api/celebrations/%d/thank", ids[0]), nil); status != http.StatusOK {
		t.Fatalf("thank: %d %s", status, body)
	}
	live.until(`JSON.parse(localStorage.getItem('seen')).at(-1) === 'raider 0'`)
	if c := p.celebration(ids[0]); c.Status != "ready" {
		t.Errorf("thanked again it is %s", c.Status)
	}
}

// TestAShowThatTwoChangesOfSceneCutWaitsForMe cuts in the page itself, as soon
// as the show is seen: a slow machine must not let it play to its end.
func TestAShowThatTwoChangesOfSceneCutWaitsForMe(t *testing.T) {
	t.Parallel()
	p := start(t, false, nil)
	live := source(t, openBrowser(t), p)
	live.do(chromedp.Evaluate[chromedp.Void](`window.cuts = 0; new MutationObserver(() => {
		if (window.cuts === 2 || !document.querySelector('.scene.on')) return;
		window.cuts++;
		window.dispatchEvent(new CustomEvent('obsSourceActiveChanged', { detail: { active: false } }));
	}).observe(document, { subtree: true, childList: true, attributes: true }); undefined`))
	live.active(true)
	id := p.donate(map[string]any{"donor_name": "viewer42", "amount": 1500})
	for cut := range 2 {
		live.until(fmt.Sprintf(`window.cuts === %d && document.querySelector('#stage canvas') === null`, cut+1))
		live.active(true)
	}
	c := p.until(id, "failed", "played")
	if c.Status != "failed" || c.path() != "received approved ready playing ready playing failed" {
		t.Errorf("it is %s because %q, after %s", c.Status, c.Reason, c.path())
	}
	if status, body := p.call("POST", fmt.Sprintf("/api/celebrations/%d/retry", id), nil); status != http.StatusOK {
		t.Fatalf("retry: %d %s", status, body)
	}
	live.until(showing)
}

// TestAClipWithoutAPictureHasFailed has files that play as sound alone over a
// black rectangle, and end.
func TestAClipWithoutAPictureHasFailed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"hevc-with-sound.mp4", "mpeg4-part2-with-sound.mp4", "audio-only.mp4"} {
		t.Run(name, func(t *testing.T) {
			content, err := os.ReadFile(filepath.Join("testdata", name))
			if err != nil {
				t.Fatal(err)
			}
			p := start(t, true, nil)
			c := p.clip(map[string]any{"amount": 1500})
			if err := os.WriteFile(filepath.Join(p.dir, "videos", c.Clip.Filename), content, 0o600); err != nil {
				t.Fatal(err)
			}
			live := source(t, openBrowser(t), p)
			live.active(true)
			c = p.until(c.ID, "failed", "played")
			if c.Code != "player_failed" || !strings.Contains(c.Reason, "picture") {
				t.Errorf("it is %s because %q", c.Status, c.Reason)
			}
			if eval[bool](live, `document.querySelector('.clip.on') !== null`) {
				t.Error("something of it was shown")
			}
		})
	}
}
