package e2e

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"streamspark/internal/standin"
)

// moderatorLink makes a link and returns its address.
func (p *program) moderatorLink(name string) string {
	p.t.Helper()
	var made struct{ Links []struct{ URL string } }
	p.asked("POST", "/api/moderators", map[string]any{"name": name}, &made)
	if len(made.Links) == 0 {
		p.t.Fatal("a link has no address")
	}
	return made.Links[0].URL
}

// TestAModeratorApprovesFromAPhone: what is held airs once it was approved on the page, and a
// revoked link is dead at once.
func TestAModeratorApprovesFromAPhone(t *testing.T) {
	t.Parallel()
	p := start(t, true, map[string]string{"server.moderator_listen": "127.0.0.1:0", "server.moderator_tls": "false"})
	frames := p.frames()
	browser := openBrowser(t)
	settings := open(t, browser, p.app.URL()+"/settings?lang=en")
	settings.do(chromedp.SendKeys(chromedp.JSPath(`document.getElementById("moderator-name")`), "Anna"))
	settings.click(`document.querySelector("[data-moderator] button")`)
	settings.until(`document.querySelector("#moderator-link[open] img").naturalWidth > 0`)
	settings.reach(`document.querySelector("#moderator-link [data-copy]")`)
	link := eval[string](settings, `document.querySelector("#moderator-link code").textContent`)
	id := p.viewer(standin.Donation{Donor: new("viewer"), Amount: 1500, Currency: "RUB", Message: new("call 8 (999) 123-45-67")})
	p.until(id, "held")
	phone := open(t, browser, "about:blank")
	phone.do(chromedp.EmulateViewport(360, 740), chromedp.Navigate(link))
	phone.shows("123-45-67")
	phone.until(`location.hash === "" && document.documentElement.scrollWidth <= 360`)
	if strings.Contains(frames(), "123-45-67") {
		t.Error("it is on the stream before anybody approved it")
	}
	phone.until(`document.dispatchEvent(new KeyboardEvent("keydown", { key: "1", bubbles: true })) && document.querySelectorAll("#waiting li").length === 0`)
	p.until(id, "approved", "submitting", "generating", "fetching", "ready", "playing", "played")
	p.eventually(func() bool { return strings.Contains(frames(), `"viewer"`) }, func() string { return "it did not air: " + frames() })
	settings.decidesByKey(p)
	p.must("DELETE", "/api/moderators/1", nil)
	phone.until(`document.body.dataset.state === "ended" && !document.getElementById("gone").hidden && document.getElementById("board").hidden`)
}

// TestAModeratorSeesAClipOnAPhone: it is fetched once it is played, plays on while others
// are decided, airs once it was approved, and is gone with its link.
func TestAModeratorSeesAClipOnAPhone(t *testing.T) {
	t.Parallel()
	p := start(t, true, map[string]string{"server.moderator_listen": "127.0.0.1:0", "server.moderator_tls": "false", "generation.review": "me"})
	p.stand.SetJobTime(0)
	widget := openWidget(t, p)
	phone := open(t, openBrowser(t), "about:blank")
	phone.do(chromedp.EmulateViewport(360, 740), chromedp.Navigate(p.moderatorLink("Anna")))
	clipOf := func(id int64) string {
		return fmt.Sprintf(`document.querySelector('[data-celebration="%d"] video')`, id)
	}
	waits := func(donor string) int64 {
		id := p.donate(map[string]any{"donor_name": donor, "amount": 1500, "paid": true})
		p.until(id, "review", "failed", "played")
		phone.until(clipOf(id))
		return id
	}
	plays := func(id int64) {
		phone.until(fmt.Sprintf(`(window.shown = %s) && (shown.loop = shown.muted = true) && shown.play() && shown.currentTime > 0`, clipOf(id)))
	}
	first, second := waits("viewer42"), waits("viewer43")
	phone.until(`[...document.querySelectorAll(".stills img")].filter((still) => still.scrollIntoView() || still.naturalWidth > 0).length === 6`)
	phone.until(`document.documentElement.scrollWidth <= 360`)
	if got := eval[int](phone, `performance.getEntriesByType("resource").filter(({ name }) => name.includes("/clips/")).length + `+clipOf(first)+`.readyState`); got != 0 {
		t.Error("a clip is fetched before somebody plays it")
	}
	plays(second)
	phone.until(`shown.focus() || document.activeElement === shown`)
	p.must("POST", fmt.Sprintf("/api/celebrations/%d/reject", first), nil)
	phone.until(fmt.Sprintf(`!%s`, clipOf(first)))
	if !eval[bool](phone, `document.activeElement === shown && !shown.paused && shown.error === null`) {
		t.Error("it was touched where another one was decided")
	}
	if eval[float64](widget, `seen.furthest`) > 0 {
		t.Error("a clip was shown before anybody approved it")
	}
	phone.click(fmt.Sprintf(`document.querySelector('[data-celebration="%d"] [data-action="approve"]')`, second))
	phone.until(`document.querySelectorAll("#waiting video").length === 0 && shown.paused && !shown.hasAttribute("src")`)
	if c := p.until(second, "played", "failed"); c.Status != "played" || eval[float64](widget, `seen.ended`) != 1 {
		t.Errorf("it is %s because %q, after %s", c.Status, c.Reason, c.path())
	}
	plays(waits("viewer44"))
	p.must("DELETE", "/api/moderators/1", nil)
	phone.until(`document.body.dataset.state === "ended" && !document.querySelector("video") && shown.paused`)
}

// decidesByKey has the streamer reject, on whatever page is open and has a dialog, what
// waits there on top. No key decides in a dialog, in a field, or of what has just come.
func (p *page) decidesByKey(of *program) {
	p.t.Helper()
	id := of.viewer(standin.Donation{Donor: new("other"), Amount: 1500, Currency: "RUB", Message: new("call 8 (999) 123-45-68")})
	of.until(id, "held")
	const busy, press = `(document.querySelector("#waits [data-hotkey='3']")?.hasAttribute("aria-busy") ?? true)`, `.dispatchEvent(new KeyboardEvent("keydown", { key: "3", bubbles: true }))`
	p.until(`!` + busy)
	for name, at := range map[string]string{"in a dialog": `document.querySelector("dialog[open]")`, "in a field": `document.querySelector("main input")`} {
		if eval[bool](p, at+press+`, `+busy) {
			p.t.Error("a key decided ", name)
		}
	}
	eval[int](p, `document.querySelector("dialog[open]").close(); document.getElementById("waits").hidden = true; 0`)
	eval[int](p, `document.getElementById("waits").hidden = false; setTimeout(() => { document.body`+press+`; window.decided = `+busy+` }); 0`)
	p.until(`window.decided !== undefined`)
	if eval[bool](p, `window.decided`) {
		p.t.Error("a key decided of what has just come")
	}
	p.until(`document.body` + press + ` && ` + busy)
	of.until(id, "rejected")
	p.until(`document.getElementById("waits").hidden`)
}

// TestTheModeratorsCertificateStaysOverARestart asks the listener over TLS, twice.
func TestTheModeratorsCertificateStaysOverARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var first []byte
	for range 2 {
		p := startIn(t, dir, true, map[string]string{"server.moderator_listen": "127.0.0.1:0"})
		link, _, _ := strings.Cut(p.moderatorLink("Anna"), "#")
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // it made the certificate itself
		for path, want := range map[string]int{"": http.StatusOK, "/state": http.StatusUnauthorized, "/../dashboard": http.StatusNotFound, "/../api/queue": http.StatusNotFound} {
			request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, strings.Replace(link+path, "/moderator/..", "", 1), nil)
			response, err := client.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(response.Body)
			_ = response.Body.Close()
			if response.StatusCode != want || want != http.StatusOK && !json.Valid(body) {
				t.Errorf("%s is %d %s", request.URL, response.StatusCode, body)
			}
			if now := response.TLS.PeerCertificates[0].Raw; first == nil {
				first = now
			} else if string(now) != string(first) {
				t.Error("the certificate is another one")
			}
		}
		p.mustStop()
	}
}
