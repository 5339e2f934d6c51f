package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"streamspark/internal/secrets"
	"streamspark/internal/standin"
	"streamspark/internal/store"
)

// connected asks the API whether there is a token.
func (p *program) connected() bool {
	_, body := p.call("GET", "/api/access-token", nil)
	return strings.Contains(string(body), `"has_token":true`)
}

func TestConnectingByClickingThroughTheConsentPage(t *testing.T) {
	t.Parallel()
	p := start(t, true, nil)
	if status, body := p.call("POST", "/api/da/disconnect", nil); status != http.StatusOK || p.connected() {
		t.Fatalf("disconnect: %d %s", status, body)
	}
	tab := open(t, openBrowser(t), p.app.URL()+"/dashboard")
	login := `a[href="/api/sources/donationalerts/connect"]`
	tab.click(`document.querySelector('` + login + `')`)
	tab.until(`/deny/i.test(document.body.innerText)`)
	press(tab, "Deny")
	tab.until(`location.pathname === '/api/da/oauth/callback'`)
	if p.connected() {
		t.Error("denied, and connected all the same")
	}
	tab.do(chromedp.Navigate(p.app.URL() + "/dashboard"))
	tab.click(`document.querySelector('` + login + `')`)
	tab.until(`/allow/i.test(document.body.innerText)`)
	press(tab, "Allow")
	tab.until(`location.pathname === '/dashboard'`)
	if !p.connected() {
		t.Error("allowed, and not connected")
	}
	c := p.until(p.viewer(standin.Donation{Amount: 100, Currency: "RUB"}), "skipped")
	if c.Code != "below_threshold" {
		t.Errorf("a donation after that is skipped because %q", c.Reason)
	}
}

// press clicks the button with a text, once it is there.
func press(tab *page, text string) {
	tab.t.Helper()
	tab.until(`(() => { const b = [...document.querySelectorAll('button')].find(b => b.innerText.trim().startsWith('` + text + `')); b?.click(); return b; })()`)
}

// TestNoSecretLeaves uses the program, makes things go wrong, and then
// looks for every secret in all that it answered, logged and printed.
func TestNoSecretLeaves(t *testing.T) {
	t.Parallel()
	p := start(t, true, map[string]string{"log.level": "debug", "generation.poll_interval": "1s"})
	stand := p.stand
	stand.SetJobTime(0)
	p.until(p.viewer(standin.Donation{Amount: 2000, Currency: "RUB"}), "ready")
	stand.RevokeAccess()
	stand.Set(standin.PartFile, standin.Fault{Kind: standin.Cut, Times: 2})
	stand.Set(standin.PartToken, standin.Fault{Kind: standin.Status500, Times: 1})
	p.until(p.viewer(standin.Donation{Amount: 2000, Currency: "RUB"}), "ready")
	p.call("GET", "/api/da/oauth/callback?code=the-secret-code&state=forged", nil)
	p.call("POST", "/api/access-token", map[string]any{"access_token": "a-direct-token-of-a-streamer"})

	var said strings.Builder
	for _, path := range []string{
		"/dashboard", "/landing", "/widget", "/status", "/readyz", "/healthz", "/metrics", "/docs", "/openapi.json", "/api/logs", "/api/stats", "/api/settings",
		"/settings", "/log", "/api/logs?format=text", "/api/backups", "/api/first-start", "/api/connection-status", "/api/threshold", "/api/access-token", "/api/aiml-status", "/api/generation-status", "/api/system-prompt",
		"/api/donations", "/api/da/oauth/debug", "/api/latest-video", "/api/recent-videos", "/api/all-videos", "/api/celebrations",
		"/api/celebrations/1", "/api/celebrations/2", "/celebrations/1", "/api/queue", "/api/rates", "/api/tiers", "/api/test-donation-alerts",
		"/api/da/oauth/callback?code=another-secret-code&state=x",
	} {
		status, body := p.call("GET", path, nil)
		if status == http.StatusNotFound {
			t.Errorf("%s is not there", path)
		}
		said.Write(body)
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	logged, err := os.ReadFile(filepath.Join(p.dir, "streamspark.log"))
	if err != nil {
		t.Fatal(err)
	}
	said.Write(logged)
	said.WriteString(p.out.String())

	secrets := append(keptTokens(t, p.dir, p.stand.DonationAlertsURL()+" "+p.stand.RealtimeURL()), standin.ClientSecret, standin.AIMLKey, "the-secret-code", "another-secret-code",
		"a-direct-token-of-a-streamer", "Signature=", "?code=")
	for _, secret := range secrets {
		if i := strings.Index(said.String(), secret); i >= 0 {
			text := said.String()
			t.Errorf("%.12s… got out: …%s", secret, text[max(0, i-120):min(len(text), i+40)])
		}
	}
}

// keptTokens are the tokens in the store after a run. They are sealed for
// the addresses of the source that issued them.
func keptTokens(t *testing.T, dir, addresses string) []string {
	t.Helper()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	key, err := secrets.Open(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	const name = "donationalerts.connection"
	sealed, found, err := s.Get(t.Context(), name)
	if err != nil || strings.Contains(string(sealed), "access") {
		t.Fatalf("the tokens are not sealed: %v", err)
	}
	kept, err := key.Unseal(name+"\n"+addresses, sealed)
	var tokens struct{ Access, Refresh string }
	if err != nil || !found || json.Unmarshal(kept, &tokens) != nil || tokens.Access == "" {
		t.Fatalf("no token is kept: %s, %v", kept, err)
	}
	if tokens.Refresh == "" {
		return []string{tokens.Access}
	}
	return []string{tokens.Access, tokens.Refresh}
}
