package app

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"streamspark/internal/app/testdata/toy"
	"streamspark/internal/breaker"
	"streamspark/internal/celebration"
	"streamspark/internal/fault"
	"streamspark/internal/provider"
)

const toyKey = "toy-key-of-a-newcomer-0123456789"

// withToy is the program with one provider more, added as a newcomer would:
// its folder and one line. The toy's service answers with a status; 200 where
// that is nil.
func withToy(t *testing.T, status func(*http.Request) int) (a *App, said *bytes.Buffer) {
	t.Helper()
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if status != nil {
			w.WriteHeader(status(r))
		}
		// It repeats a key, as some services do, and one that is not its own.
		_, _ = io.WriteString(w, `{"status":"done","message":"wrong: `+r.Header.Get("X-Toy-Key")+` and the other: other-key-0123456789"}`)
	}))
	t.Cleanup(service.Close)
	dir := t.TempDir()
	config := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(config, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	all := Providers()
	said = &bytes.Buffer{}
	a, err := New(t.Context(), Options{
		ConfigPath: config, Assets: os.DirFS("../.."), Version: "test", Output: said,
		Providers: slices.Insert(all, len(all)-1, toy.Descriptor()),
		Flags: map[string]string{
			"server.port": "0", "data_dir": dir, "videos_dir": filepath.Join(dir, "videos"), "keyring": "false", "log.level": "debug",
			"generation.failover": "true", "generation.aiml.api_key": "other-key-0123456789", "generation.toy.base_url": service.URL,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	if status, answer := a.ask(t, "PUT", "/api/settings/generation.toy.api_key", `{"value":"`+toyKey+`"}`); status != http.StatusOK {
		t.Fatalf("its key is not taken: %d %s", status, answer)
	}
	return a, said
}

func TestANewProviderIsItsFolderAndOneLine(t *testing.T) {
	a, _ := withToy(t, nil)
	if others := a.live.Get().Generation.Others(); !slices.Contains(others, "toy") {
		t.Errorf("in failover are %v", others)
	}
	if maker, ok := a.maker("toy"); !ok || !maker.Paid || maker.Model != "toy-1" {
		t.Errorf("it makes no clips: %+v", maker)
	}
	if _, ok := a.breakers()["toy"]; !ok {
		t.Error("it has no breaker")
	}
	if status, answer := a.ask(t, "POST", "/api/test/toy", ""); status != http.StatusOK || !strings.Contains(answer, `"success":true`) {
		t.Errorf("its check: %d %s", status, answer)
	}
	status, page := a.ask(t, "GET", "/settings", "")
	for _, want := range []string{`id="card-toy"`, `/api/test/toy`, `/api/settings/generation.toy.api_key`, `set-generation-toy-model`} {
		if status != http.StatusOK || !strings.Contains(page, want) {
			t.Errorf("the page of the settings lacks %s: %d", want, status)
		}
	}
	if err := a.live.Save(t.Context(), "generation.toy.base_url", "https://stranger.example"); err == nil {
		t.Error("the dashboard may say where its key is sent")
	}
}

// TestANewProviderIsLeftAlone: nobody wraps it, and it takes five orders whose
// answers are lost, no more. What was ordered is asked about all the same.
func TestANewProviderIsLeftAlone(t *testing.T) {
	orders := 0
	a, _ := withToy(t, func(r *http.Request) int {
		if r.Method != http.MethodPost {
			return http.StatusOK
		}
		orders++
		return http.StatusBadGateway
	})
	maker, _ := a.maker("toy")
	for i := range 10 {
		_, err := maker.Start(t.Context(), celebration.Order{Model: "toy-1"})
		if kept := fault.Has(err, fault.Unavailable); kept != (i >= 5) || kept == fault.Has(err, fault.Lost) {
			t.Errorf("order %d: %v", i+1, err)
		}
	}
	if orders != 5 || a.state("toy") != breaker.Open || !fault.Is(maker.Ready(), celebration.CodeSilent) {
		t.Errorf("%d orders, and it is %s", orders, a.state("toy"))
	}
	if _, err := maker.Poll(t.Context(), "job"); err != nil {
		t.Errorf("a made order is not asked about: %v", err)
	}
}

// TestNothingShowsANewSecret: neither the key of a new provider nor the token
// that a new source keeps is in a log line, an error or an answer, and nobody
// had to remember it.
func TestNothingShowsANewSecret(t *testing.T) {
	a, screen := withToy(t, func(*http.Request) int { return http.StatusBadRequest })
	const token = "token-of-a-new-source-9876543210"
	source := provider.Descriptor{ID: "chimes", Kind: provider.KindSource, Group: "chimes"}
	if err := a.secretsOf(source).Put(t.Context(), "chimes.connection", []byte(`{"access":"`+token+`"}`)); err != nil {
		t.Fatal(err)
	}
	var shown []string
	show := func(text string) { shown = append(shown, text) }

	maker, _ := a.maker("toy")
	_, err := maker.Start(t.Context(), celebration.Order{Model: "toy-1"})
	if err == nil {
		t.Fatal("the service refuses, and the order is taken")
	}
	show(err.Error())
	a.log.Error().Err(err).Str("header", "X-Toy-Key: "+toyKey).Msg("quoted by a stranger: " + token)
	for _, ask := range [][2]string{
		{"POST", "/api/test/toy"},
		{"GET", "/api/settings"},
		{"GET", "/settings"},
		{"GET", "/api/logs"},
		{"GET", "/logs"},
		{"GET", "/api/" + token},
		{"PUT", "/api/settings/" + toyKey},
	} {
		_, answer := a.ask(t, ask[0], ask[1], `{"value":"`+toyKey+`"}`)
		show(answer)
	}
	show(screen.String())
	file, err := os.ReadFile(filepath.Join(a.live.Get().DataDir, "streamspark.log"))
	if err != nil {
		t.Fatal(err)
	}
	show(string(file))
	for _, text := range shown {
		for _, secret := range []string{toyKey, token, "other-key-0123456789"} {
			if i := strings.Index(text, secret); i >= 0 {
				t.Errorf("%s got out: …%s", secret, text[max(0, i-150):min(len(text), i+60)])
			}
		}
	}
	for _, name := range []string{"config/secrets", "chimes.connection"} {
		kept, found, err := a.store.Get(t.Context(), name)
		if err != nil || !found || bytes.Contains(kept, []byte(toyKey)) || bytes.Contains(kept, []byte(token)) {
			t.Errorf("%s is not sealed: %v, %v", name, found, err)
		}
	}
}
