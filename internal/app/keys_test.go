package app

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
	"streamspark/internal/store"
)

// recorder is a server that keeps all that it is sent.
type recorder struct {
	*httptest.Server
	mu  sync.Mutex
	got strings.Builder
}

func newRecorder(t *testing.T) *recorder {
	t.Helper()
	s := &recorder{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.got.WriteString(r.URL.String() + " " + string(body))
		_ = r.Header.Write(&s.got)
		w.WriteHeader(http.StatusNotFound)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *recorder) received() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got.String()
}

// TestNobodyHasTheSavedKeysSentToAnotherServer: not over HTTP, not by a database
// that somebody wrote, and not by an address that the streamer changes.
func TestNobodyHasTheSavedKeysSentToAnotherServer(t *testing.T) {
	const key, token = "key-0123456789abcdef-5ecret", "token-0123456789abcdef-5ecret"
	dir, other := t.TempDir(), newRecorder(t)
	a := newApp(t, dir, nil)
	for _, name := range []string{"generation.aiml.api_key", "generation.gemini.api_key", "rates.api_key", "donationalerts.client_secret"} {
		if status, said := a.ask(t, http.MethodPut, "/api/settings/"+name, `{"value":"`+key+`"}`); status != http.StatusOK {
			t.Fatalf("%s: %d %s", name, status, said)
		}
	}
	if status, said := a.ask(t, http.MethodPost, "/api/access-token", `{"access_token":"`+token+`"}`); status != http.StatusOK {
		t.Fatalf("the token: %d %s", status, said)
	}
	addresses := []string{
		"generation.aiml.base_url", "generation.gemini.base_url", "donationalerts.base_url", "rates.exchangerate_api_url", "rates.cbr_url", "rates.open_er_api_url",
	}
	for _, name := range addresses {
		if status, said := a.ask(t, http.MethodPut, "/api/settings/"+name, `{"value":"`+other.URL+`"}`); status != http.StatusBadRequest || !strings.Contains(said, "config.yaml") {
			t.Errorf("%s over HTTP: %d %s", name, status, said)
		}
		if _, page := a.ask(t, http.MethodGet, "/settings", ""); strings.Contains(page, `data-path="/api/settings/`+name+`"`) {
			t.Errorf("%s has a form on the page", name)
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	forge(t, dir, addresses, other.URL)
	holdForged(t, dir, key)

	moved := map[string]string{}
	for _, name := range addresses {
		moved[name] = other.URL
	}
	b := newApp(t, dir, moved)
	if b.accounts[0].State().HasToken {
		t.Error("the token of one address is used for another")
	}
	for _, name := range []string{"donationalerts", "aiml", "gemini", "rates"} {
		b.ask(t, http.MethodPost, "/api/test/"+name, "{}")
	}
	if received := other.received(); strings.Contains(received, "5ecret") || received == "" {
		t.Errorf("the recorder received %q", received)
	}
	if _, log := b.ask(t, http.MethodGet, "/api/logs", ""); !strings.Contains(log, "it was saved for another address") || !strings.Contains(log, "another address of the service") {
		t.Errorf("it is not said: %s", log)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if c := newApp(t, dir, nil); c.live.Get().Values("gemini").Text("api_key") != key {
		t.Error("back at its own address a key is gone")
	}
}

// holdForged holds that nothing of a forged database is taken but the keys.
func holdForged(t *testing.T, dir, key string) {
	t.Helper()
	forged := newApp(t, dir, nil)
	if got := forged.live.Get(); strings.Contains(got.Values("aiml").Text("base_url")+got.Values("donationalerts").Text("base_url")+got.Server.Host, "127.0.0.1:") || len(got.Downloads.AllowHosts) > 0 {
		t.Errorf("a database set %+v", got)
	}
	if got := forged.live.Get().Values("aiml").Text("api_key"); got != key || !forged.accounts[0].State().HasToken {
		t.Errorf("the keys are lost with it: %q", got)
	}
	if _, log := forged.ask(t, http.MethodGet, "/api/logs", ""); !strings.Contains(log, "this is set in config.yaml alone") {
		t.Errorf("it is not said: %s", log)
	}
	if err := forged.Close(); err != nil {
		t.Fatal(err)
	}
}

// forge writes into the database what the dashboard would not.
func forge(t *testing.T, dir string, addresses []string, url string) {
	t.Helper()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{"server.host": "0.0.0.0", "downloads.allow_hosts": "127.0.0.1", "server.public_url": url}
	for _, name := range addresses {
		values[name] = url
	}
	content, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), "config/dashboard", content); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestATokenThatWasSavedForAMirrorStaysThere is the same the other way round.
func TestATokenThatWasSavedForAMirrorStaysThere(t *testing.T) {
	stand := standintest.Start(t, standin.Options{})
	dir := t.TempDir()
	mirror := map[string]string{"donationalerts.base_url": stand.DonationAlertsURL(), "donationalerts.realtime_url": ""}
	a := newApp(t, dir, mirror)
	if status, said := a.ask(t, http.MethodPost, "/api/access-token", `{"access_token":"token-of-the-mirror"}`); status != http.StatusOK {
		t.Fatalf("%d %s", status, said)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	b := newApp(t, dir, mirror)
	if !b.accounts[0].State().HasToken {
		t.Error("after a restart it is gone")
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if c := newApp(t, dir, nil); c.accounts[0].State().HasToken {
		t.Error("it is used for DonationAlerts itself")
	}
}
