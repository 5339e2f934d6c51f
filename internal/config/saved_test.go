package config

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// open is a program that starts with a file and what was saved before.
func open(t *testing.T, yaml string, kept documents) (*Live, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	layers, err := read(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	live, err := New(layers)
	if err != nil {
		return nil, err
	}
	return live, live.OpenSaved(t.Context(), kept, kept.sealed)
}

func put(t *testing.T, kept documents, document string, values map[string]string) {
	t.Helper()
	content, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	if document == SecretDoc {
		err = kept.sealed.Put(t.Context(), document, content)
	} else {
		err = kept.Put(t.Context(), document, content)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnAddressThatKeysAreSentToCannotBeSavedByTheDashboard(t *testing.T) {
	clean(t)
	live, err := open(t, "", newDocuments(t))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	all := newSchema(everybody())
	for _, k := range all.keys {
		if strings.HasSuffix(k.name, "_url") || slices.Contains([]string{"server.host", "downloads.allow_hosts"}, k.name) {
			seen++
			if err := live.Save(t.Context(), k.name, "https://stranger.example"); err == nil || !strings.Contains(said(err), "config.yaml") {
				t.Errorf("%s was saved: %v", k.name, err)
			}
		}
		destination, ok := all.byName[k.sentTo]
		aProxy := strings.HasSuffix(k.name, ".proxy") // it names its own destination, and sees nothing of what https holds
		if k.secret() && !aProxy && (!ok || destination.effect != Fixed) {
			t.Errorf("%s is sent to %q, which the dashboard may set", k.name, destination.name)
		}
	}
	if seen < 10 {
		t.Errorf("only %d addresses were seen", seen)
	}
}

func TestAKeyGoesOnlyToTheAddressThatItWasSavedFor(t *testing.T) {
	clean(t)
	const key = "a-key-of-somebody-0123456789"
	elsewhere := map[string]string{
		"generation.aiml.api_key":      "generation: {aiml: {base_url: https://stranger.example}}",
		"generation.gemini.api_key":    "generation: {gemini: {base_url: 'http://127.0.0.1:1'}}",
		"rates.api_key":                "rates: {exchangerate_api_url: https://stranger.example}",
		"donationalerts.client_secret": "donationalerts: {base_url: https://stranger.example}",
		"donationalerts.access_token":  "donationalerts: {base_url: https://stranger.example/}",
	}
	for name, yaml := range elsewhere {
		kept := newDocuments(t)
		live, err := open(t, "", kept)
		if err != nil {
			t.Fatal(err)
		}
		if err := live.Save(t.Context(), name, key); err != nil {
			t.Fatal(err)
		}
		value := func(l *Live) string {
			found, _ := l.layers.find(l.layers.schema.byName[name])
			return found
		}
		moved, err := open(t, yaml, kept)
		if err != nil || value(moved) != "" || !slices.Contains(moved.Ignored(), Ignored{name, NotHere}) {
			t.Errorf("%s at another address is %q, %v, %v", name, value(moved), moved.Ignored(), err)
		}
		if back, err := open(t, "", kept); err != nil || value(back) != key || len(back.Ignored()) != 0 {
			t.Errorf("%s back at its own is %q, %v, %v", name, value(back), back.Ignored(), err)
		}
		if err := moved.Save(t.Context(), name, key); err != nil || value(moved) != key { // entered again, for that address
			t.Errorf("%s entered there is %q, %v", name, value(moved), err)
		}
		if again, err := open(t, yaml, kept); err != nil || value(again) != key {
			t.Errorf("%s after a restart there is %q, %v", name, value(again), err)
		}
		if back, err := open(t, "", kept); err != nil || value(back) != "" {
			t.Errorf("%s of the other address is used here: %q, %v", name, value(back), err)
		}
		if err := moved.Reset(t.Context(), name); err != nil || strings.Contains(kept.text(t, SecretDoc), "stranger") {
			t.Errorf("given back, it leaves %s, %v", kept.text(t, SecretDoc), err)
		}
	}
}

func TestOfAnUntrustedDatabaseNothingIsTakenThatThePageMayNotSet(t *testing.T) {
	clean(t)
	kept := newDocuments(t)
	put(t, kept, document, map[string]string{
		"server.host": "0.0.0.0", "server.public_url": "https://stranger.example", "downloads.allow_hosts": "10.0.0.1",
		"generation.aiml.base_url": "https://stranger.example", "donationalerts.base_url": "https://stranger.example", "data_dir": "/etc",
		"no.such.key": "1", "overlay.volume": "11", "generation.aiml.api_key": "open-and-not-sealed", "overlay.theme": "neon",
		"generation.provider": "gemini",
	})
	put(t, kept, SecretDoc, map[string]string{"overlay.alert_text": "hidden", "generation.aiml.api_key": "mine"})
	live, err := open(t, "", kept)
	if err != nil {
		t.Fatal(err)
	}
	c, plain := live.Get(), live.Get()
	if fresh, err := open(t, "", newDocuments(t)); err == nil {
		plain = fresh.Get()
	}
	if c.Server != plain.Server || filepath.Base(c.DataDir) != filepath.Base(plain.DataDir) || len(c.Downloads.AllowHosts) > 0 || c.Values("donationalerts").Text("base_url") != plain.Values("donationalerts").Text("base_url") ||
		c.Values("aiml").Text("base_url") != plain.Values("aiml").Text("base_url") || c.Overlay.Volume != plain.Overlay.Volume || c.Overlay.AlertText != "" {
		t.Errorf("it was taken: %+v", c)
	}
	if c.Overlay.Theme != "neon" || c.Values("aiml").Text("api_key") != "mine" {
		t.Errorf("what the page may set was not taken: %+v", c)
	}
	if c.Generation.Generator() != "aiml" {
		t.Errorf("a generator without its key was chosen: %s", c.Generation.Generator())
	}
	if got := len(live.Ignored()); got != 11 {
		t.Errorf("%d are told: %v", got, live.Ignored())
	}
	if err := live.Save(t.Context(), "overlay.volume", "0.5"); err != nil || strings.Contains(kept.text(t, document), "stranger") {
		t.Errorf("after the next change it is still there: %s, %v", kept.text(t, document), err)
	}
}

func TestNoSavedValueKeepsTheProgramFromStarting(t *testing.T) {
	clean(t)
	for name, saved := range map[string]map[string]string{
		"a lost key":           {"generation.provider": "aiml", "overlay.theme": "neon"},
		"tiers upside down":    {tiersKey: `[{"min_rub":"5000"},{"min_rub":"10"}]`, "overlay.theme": "neon"},
		"two that do not work": {tiersKey: `[{"min_rub":"5000"},{"min_rub":"10"}]`, "generation.provider": "aiml"},
	} {
		kept := newDocuments(t)
		put(t, kept, document, saved)
		live, err := open(t, "", kept)
		if err != nil || len(live.Ignored()) == 0 {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if theme := live.Get().Overlay.Theme; saved["overlay.theme"] != "" && theme != "neon" {
			t.Errorf("%s: the theme is lost: %s", name, theme)
		}
	}
}

// TestAKeyOfThePageServesTheGeneratorOfTheFile: the file may name a generator
// whose key the page has.
func TestAKeyOfThePageServesTheGeneratorOfTheFile(t *testing.T) {
	clean(t)
	kept := newDocuments(t)
	put(t, kept, SecretDoc, map[string]string{"generation.aiml.api_key": "mine"})
	if _, err := open(t, "generation: {provider: aiml}", kept); err != nil {
		t.Error(err)
	}
	if _, err := open(t, "generation: {provider: aiml}", newDocuments(t)); err == nil || !strings.Contains(said(err), "generation.aiml.api_key is missing") {
		t.Errorf("without one: %v", err)
	}
}

func TestAFileWithKeysThatOthersMayReadIsTold(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows says in another way who may read a file")
	}
	clean(t)
	write := func(name, content string, mode os.FileMode) {
		if err := errors.Join(os.WriteFile(name, []byte(content), 0o600), os.Chmod(name, mode)); err != nil {
			t.Fatal(err)
		}
	}
	told := func() string {
		layers, err := read("", nil)
		if err != nil {
			t.Fatal(err)
		}
		live, err := New(layers)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range live.Exposed() {
			if !filepath.IsAbs(path) {
				t.Errorf("%s is not where it is", path)
			}
		}
		names := live.Exposed()
		for i := range names {
			names[i] = filepath.Base(names[i])
		}
		slices.Sort(names)
		return strings.Join(names, " ")
	}
	for _, tt := range []struct {
		yaml, dotenv string
		modes        [2]os.FileMode
		want         string
	}{
		{"generation: {aiml: {api_key: k}}", "AIMLAPI_KEY=k", [2]os.FileMode{0o600, 0o600}, ""},
		{"generation: {aiml: {api_key: k}}", "AIMLAPI_KEY=k", [2]os.FileMode{0o644, 0o640}, ".env config.yaml"},
		{"generation: {aiml: {api_key: ''}}", "PORT=1", [2]os.FileMode{0o644, 0o644}, ""},
		{"server: {port: 1}", "STREAMSPARK_RATES_API_KEY=k", [2]os.FileMode{0o644, 0o604}, ".env"},
	} {
		write("config.yaml", tt.yaml, tt.modes[0])
		write(".env", tt.dotenv, tt.modes[1])
		if got := told(); got != tt.want {
			t.Errorf("of %q and %q with %o are told: %q", tt.yaml, tt.dotenv, tt.modes, got)
		}
	}
}
