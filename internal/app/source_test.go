package app

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"streamspark/internal/app/testdata/bell"
)

const (
	bellToken  = "token-of-the-bell-0123456789"
	otherToken = "another-token-of-the-bell-9876543210"
)

// withBell runs the program with the source of package bell and its service.
func withBell(t *testing.T) (a *App, service *httptest.Server) {
	t.Helper()
	service = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/token":
			_, _ = io.WriteString(w, `{"token":"`+bellToken+`"}`)
		case "/donations":
			if token := r.Header.Get("Authorization"); token == "Bearer "+bellToken {
				_, _ = io.WriteString(w, `[{"id":"first","donor":"Anna","rubles":150}]`)
			} else {
				http.Error(w, "not allowed: "+token, http.StatusUnauthorized)
			}
		}
	}))
	t.Cleanup(service.Close)
	dir := t.TempDir()
	config := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(config, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := New(t.Context(), Options{
		ConfigPath: config, Assets: os.DirFS("../.."), Version: "test", Output: io.Discard,
		Providers: append(Providers(), bell.Descriptor()),
		Flags: map[string]string{
			"server.port": "0", "data_dir": dir, "videos_dir": filepath.Join(dir, "videos"), "keyring": "false", "log.level": "debug",
			"bell.base_url": service.URL, "bell.client_id": "7", "bell.client_secret": "secret-of-an-application",
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return a, service
}

// TestASecondAccountIsItsFolderAndOneLine adds a source that the streamer
// connects as a newcomer would: it is listed, signed in to, read and recorded,
// and its tokens are sealed and shown nowhere.
func TestASecondAccountIsItsFolderAndOneLine(t *testing.T) {
	a, service := withBell(t)
	if status, all := a.ask(t, http.MethodGet, "/api/sources", ""); status != http.StatusOK || !inOrder(all, `"id":"donationalerts"`, `"id":"webhook"`, `"id":"bell"`) {
		t.Fatalf("the list is %d %s", status, all)
	}

	state, cookie := beginBell(t, a, service.URL)
	for _, source := range []string{"donationalerts", "bell"} { // its state is good for no other source
		a.get(t, "/api/sources/"+source+"/callback?code=c&state="+state, cookie)
		var got struct {
			Source struct{ Configured, Connected bool }
		}
		_, answer := a.ask(t, http.MethodGet, "/api/sources/bell/state", "")
		if err := json.Unmarshal([]byte(answer), &got); err != nil || got.Source.Connected != (source == "bell") {
			t.Fatalf("after the callback of %s it is %s", source, answer)
		}
	}
	if _, answer := a.ask(t, http.MethodGet, "/api/sources/donationalerts/state", ""); strings.Contains(answer, `"connected":true`) {
		t.Errorf("the other account: %s", answer)
	}
	rung(t, a)
	if status, answer := a.ask(t, http.MethodPost, "/api/test/bell", ""); status != http.StatusOK || !strings.Contains(answer, `"success":true`) {
		t.Errorf("its check: %d %s", status, answer)
	}
	hiddenBell(t, a, bellToken)
	comparesBell(t, a)
	if set := a.pipelineSettings(); set.Accounts["bell"].CatchUp != 5*time.Minute || set.Accounts["bell"].InRubles {
		t.Errorf("without keys of its own it has %+v", set.Accounts["bell"])
	}
	for path, part := range map[string]string{
		"/metrics":    "streamspark_source_connected{source=\"donationalerts\"} 0\nstreamspark_source_connected{source=\"bell\"} 1",
		"/dashboard?": `<option value="bell">`,
		"/dashboard":  `data-path="/api/sources/bell/stop"`, "/settings": `id="card-bell"`, "/readyz": `"name":"bell","state":"ok"`,
	} {
		if _, page := a.ask(t, http.MethodGet, path, ""); !strings.Contains(page, part) {
			t.Errorf("%s does not have %s", path, part)
		}
	}

	if status, answer := a.ask(t, http.MethodPost, "/api/sources/bell/token", `{"token":"`+otherToken+`"}`); status != http.StatusOK {
		t.Errorf("another token: %d %s", status, answer)
	}
	_, refused := a.ask(t, http.MethodPost, "/api/sources/bell/test", "{}")
	hiddenBell(t, a, otherToken, refused)
	if status, answer := a.ask(t, http.MethodPost, "/api/sources/bell/disconnect", "{}"); status != http.StatusOK || a.accounts[1].State().HasToken {
		t.Errorf("it is not disconnected: %d %s", status, answer)
	}
}

// comparesBell holds the list of each account against ours by itself.
func comparesBell(t *testing.T, a *App) {
	t.Helper()
	for body, want := range map[string]string{
		`{"source":"bell"}`: `"taken":0`, `{}`: `"code":"source.no_token"`, `{"source":"webhook"}`: `"code":"source.no_action"`, `{"source":"x"}`: `"code":"source.not_found"`,
	} {
		if _, answer := a.ask(t, http.MethodPost, "/api/reconcile", body); !strings.Contains(answer, want) {
			t.Errorf("compared with %s: %s", body, answer)
		}
	}
	if _, answer := a.ask(t, http.MethodGet, "/api/reconcile?source=bell", ""); !inOrder(answer, `"equal":true`, `"ours":1`) {
		t.Errorf("compared with its list: %s", answer)
	}
}

func inOrder(text string, parts ...string) bool {
	var at []int
	for _, part := range parts {
		at = append(at, strings.Index(text, part))
	}
	return at[0] >= 0 && slices.IsSorted(at)
}

// rung waits until the donation of the bell is recorded.
func rung(t *testing.T, a *App) {
	t.Helper()
	recorded := func() bool {
		c, err := a.store.OfDonation(t.Context(), "bell", "first")
		return err == nil && c.Donation.Donor == "Anna"
	}
	for end := time.Now().Add(20 * time.Second); !recorded(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("its donation is not recorded")
		}
	}
}

// beginBell begins to sign in, and returns what the browser brings back.
func beginBell(t *testing.T, a *App, service string) (state, cookie string) {
	t.Helper()
	answer := a.get(t, "/api/sources/bell/connect", "")
	consent, err := url.Parse(answer.Header.Get("Location"))
	if err != nil || answer.StatusCode != http.StatusFound || !strings.HasPrefix(consent.String(), service+"/consent?") ||
		consent.Query().Get("redirect_uri") != a.URL()+"/api/sources/bell/callback" || len(answer.Cookies()) != 1 {
		t.Fatalf("the sign-in begins with %d %s, %v", answer.StatusCode, consent, err)
	}
	kept := answer.Cookies()[0]
	return consent.Query().Get("state"), kept.Name + "=" + kept.Value
}

// get makes a request of a browser that has a cookie.
func (a *App) get(t *testing.T, path, cookie string) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, a.URL()+path, nil)
	r.Header.Set("Cookie", cookie)
	w := httptest.NewRecorder()
	a.web.Handler().ServeHTTP(w, r)
	return w.Result()
}

// hiddenBell holds that a token is sealed, and in no answer and no log.
func hiddenBell(t *testing.T, a *App, token string, more ...string) {
	t.Helper()
	a.log.Error().Msg("quoted by a stranger: " + token)
	kept, found, err := a.store.Get(t.Context(), "bell.connection")
	if err != nil || !found {
		t.Fatalf("its connection is not kept: %v", err)
	}
	file, err := os.ReadFile(filepath.Join(a.live.Get().DataDir, "streamspark.log"))
	if err != nil {
		t.Fatal(err)
	}
	shown := slices.Concat(more, []string{string(kept), string(file)})
	for _, path := range []string{"/api/sources", "/api/sources/bell/state", "/api/settings", "/settings", "/api/logs", "/dashboard"} {
		_, answer := a.ask(t, http.MethodGet, path, "")
		shown = append(shown, answer)
	}
	for _, text := range shown {
		if i := strings.Index(text, token); i >= 0 {
			t.Errorf("it got out: …%s", text[max(0, i-150):i])
		}
	}
}
