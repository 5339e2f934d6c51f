package app

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"streamspark/internal/app/testdata/toy"
	"streamspark/internal/provider"
)

// TestTheFirstStepsAskForEveryRequiredKey of a provider that needs two.
func TestTheFirstStepsAskForEveryRequiredKey(t *testing.T) {
	dir := t.TempDir()
	config := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(config, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d := toy.Descriptor()
	d.Required, d.Keys = append(d.Required, "account"), append(d.Keys, provider.Key{Name: "account", Type: provider.Text})
	said := &bytes.Buffer{}
	a, err := New(t.Context(), Options{
		ConfigPath: config, Assets: os.DirFS("../.."), Version: "test", Output: said, Providers: append(Providers(), d),
		Flags: map[string]string{"server.port": "0", "data_dir": dir, "videos_dir": filepath.Join(dir, "videos"), "keyring": "false"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	if a.printSummary(); !strings.Contains(said.String(), "set generation.aiml.api_key or generation.gemini.api_key or generation.toy.api_key and generation.toy.account.") {
		t.Errorf("the start prints %s", said)
	}
	keys := []string{"generation.toy.api_key", "generation.toy.account"}
	for _, address := range []string{"/dashboard", "/settings"} {
		_, page := a.ask(t, http.MethodGet, address, "")
		for _, key := range keys {
			if !strings.Contains(page, `data-path="/api/settings/`+key+`" data-method="PUT"`) || strings.Count(page, `id="key-`+strings.ReplaceAll(key, ".", "-")+`"`) != 1 {
				t.Errorf("%s has no field for %s, or two", address, key)
			}
		}
	}
	for i, key := range keys {
		if status, answer := a.ask(t, http.MethodPut, "/api/settings/"+key, `{"value":"toy-0123456789"}`); status != http.StatusOK {
			t.Fatal(status, answer)
		}
		if _, ok := a.maker("toy"); ok != (i == len(keys)-1) {
			t.Errorf("with %d keys it makes clips: %v", i+1, ok)
		}
	}
	if _, page := a.ask(t, http.MethodGet, "/settings", ""); strings.Count(page, `data-path="/api/settings/generation.toy.`) < 4 {
		t.Error("not both keys can be forgotten")
	}
}
