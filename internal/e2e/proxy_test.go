package e2e

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"streamspark/internal/app"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
)

// faraway puts the stand-ins behind https at names that only the proxy
// knows. What they say of their own address is said of that name.
func faraway(t *testing.T, stand *standin.Probe) (names map[string]string, trust *tls.Config) {
	t.Helper()
	target, err := url.Parse(stand.URL())
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewTLSServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ModifyResponse: func(r *http.Response) error {
			if !strings.Contains(r.Header.Get("Content-Type"), "json") {
				return nil
			}
			body, err := io.ReadAll(r.Body)
			body = bytes.ReplaceAll(body, []byte(stand.URL()+"/aiml/files"), []byte("https://files.example.com/aiml/files"))
			body = bytes.ReplaceAll(body, []byte(stand.URL()), []byte("https://gemini.example.com"))
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			r.Header.Del("Content-Length")
			return err
		},
	})
	t.Cleanup(front.Close)
	names = map[string]string{}
	for _, name := range []string{"da", "socket", "cbr", "aiml", "files", "gemini", "telegram"} {
		names[name+".example.com:443"] = front.Listener.Addr().String()
	}
	roots := x509.NewCertPool()
	roots.AddCert(front.Certificate())
	return names, &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}

// TestEveryRoadLeadsThroughTheProxy: OAuth, the list of donations, the
// realtime connection, the rates, AIML, Gemini and the downloads of both, and the
// bot in Telegram, by names that cannot be resolved without the proxy.
func TestEveryRoadLeadsThroughTheProxy(t *testing.T) {
	const password = "pa@ss:word/1#"
	for name, test := range map[string]struct {
		socks bool
		set   func(t *testing.T, proxy string) map[string]string
	}{
		"an HTTP proxy for all": {false, func(_ *testing.T, proxy string) map[string]string {
			return map[string]string{"network.proxy": proxy}
		}},
		"a SOCKS5 proxy for each": {true, func(_ *testing.T, proxy string) map[string]string {
			return map[string]string{
				"network.proxy": "http://127.0.0.1:9", "donationalerts.proxy": proxy, "rates.proxy": proxy, "telegram.proxy": proxy,
				"generation.aiml.proxy": proxy, "generation.gemini.proxy": strings.Replace(proxy, "socks5:", "socks5h:", 1),
			}
		}},
		"the environment's": {true, func(t *testing.T, proxy string) map[string]string {
			t.Setenv("ALL_PROXY", proxy)
			return nil
		}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, variable := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"} {
				t.Setenv(variable, "")
				t.Setenv(strings.ToLower(variable), "")
			}
			stand := standintest.Start(t, standin.Options{})
			names, trust := faraway(t, stand)
			proxy := standintest.StartProxy(t, standintest.ProxyOptions{SOCKS: test.socks, User: "streamer", Password: password, Names: names})
			address := strings.Replace(proxy.URL(), password, url.QueryEscape(password), 1)
			flags := map[string]string{
				"donationalerts.base_url": "https://da.example.com/da", "donationalerts.realtime_url": "wss://socket.example.com/da/connection/websocket",
				"donationalerts.client_id": standin.ClientID, "donationalerts.client_secret": standin.ClientSecret,
				"rates.providers": "cbr", "rates.cbr_url": "https://cbr.example.com/cbr", "generation.provider": "aiml", "log.level": "debug",
				"generation.aiml.base_url": "https://aiml.example.com/aiml", "generation.aiml.api_key": standin.AIMLKey,
				"generation.gemini.base_url": "https://gemini.example.com/gemini", "generation.gemini.api_key": standin.GeminiKey,
				"generation.poll_interval": "1s",
				"telegram.base_url":        "https://telegram.example.com/telegram", "telegram.token": standin.TelegramToken,
			}
			maps.Copy(flags, test.set(t, address))
			dir := t.TempDir()
			p := startAs(t, dir, app.Options{Draft: true, Trust: trust, Flags: flags})
			p.stand = stand
			signIn(t, p)
			p.eventually(func() bool { return stand.Listeners() == 1 }, func() string { return "the realtime connection is not there" })
			p.until(p.viewer(standin.Donation{Amount: 50, Currency: "USD"}), "ready")
			for _, check := range []string{"donationalerts", "rates", "aiml", "gemini", "telegram"} {
				if status, body := p.call("POST", "/api/test/"+check, nil); status != http.StatusOK || !strings.Contains(string(body), `"success":true`) {
					t.Errorf("the check of %s: %d %s", check, status, body)
				}
			}
			p.joinBot(standin.TelegramUser{ID: 501, Name: "Ann"})
			want := slices.Sorted(maps.Keys(names))
			if got := proxy.Asked(); !slices.Equal(got, want) {
				t.Errorf("the proxy was asked for %v, want %v", got, want)
			}
			said, err := os.ReadFile(filepath.Join(dir, "streamspark.log"))
			if err != nil {
				t.Fatal(err)
			}
			_, settings := p.call("GET", "/api/settings", nil)
			for _, secret := range []string{password, url.QueryEscape(password), url.PathEscape(password)} {
				if strings.Contains(string(said)+p.out.String()+string(settings), secret) {
					t.Errorf("the password %s got out", secret)
				}
			}
			if !strings.Contains(p.out.String(), proxy.Host()) {
				t.Error("the start does not say through which proxy calls go")
			}
		})
	}
}

// signIn connects DonationAlerts as a browser would that reaches its pages
// by a way of its own.
func signIn(t *testing.T, p *program) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	visit := func(address string) *http.Response {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Sec-Fetch-Mode", "navigate")
		request.Header.Set("Sec-Fetch-Dest", "document")
		response, err := browser.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		return response
	}
	back, err := p.stand.Consent(visit(p.app.URL()+"/api/da/oauth/login").Header.Get("Location"), true)
	if err != nil {
		t.Fatal(err)
	}
	if visit(back); !p.connected() {
		t.Fatalf("it is not connected after %s", back)
	}
}
