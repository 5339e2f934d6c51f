package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"streamspark/internal/config"
	"streamspark/internal/provider"
	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
)

// newApp is a program that is open and does not run yet.
func newApp(t *testing.T, dir string, flags map[string]string) *App {
	t.Helper()
	config := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(config, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{"server.port": "0", "data_dir": dir, "videos_dir": filepath.Join(dir, "videos"), "keyring": "false"}
	for key, value := range flags {
		all[key] = value
	}
	a, err := New(t.Context(), Options{ConfigPath: config, Flags: all, Assets: os.DirFS("../.."), Version: "test", Output: &bytes.Buffer{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

func (a *App) ask(t *testing.T, method, path, body string) (int, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, a.URL()+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	a.web.Handler().ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func TestAKeyFromTheDashboardWorksAtOnceAndIsNotReadable(t *testing.T) {
	stand := standintest.Start(t, standin.Options{})
	dir := t.TempDir()
	flags := map[string]string{"generation.aiml.base_url": stand.AIMLURL(), "generation.gemini.base_url": stand.GeminiURL(), "downloads.allow_hosts": stand.Host()}
	a := newApp(t, dir, flags)
	if name := a.live.Get().Generation.Generator(); name != "builtin" {
		t.Fatalf("without a key %s makes clips", name)
	}
	said := useKeys(t, a)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "streamspark.*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("there are %v, %v", files, err)
	}
	for _, file := range files { // the database and the log
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		said += string(content)
	}
	for _, secret := range []string{standin.AIMLKey, standin.GeminiKey} {
		if i := strings.Index(said, secret); i >= 0 {
			t.Errorf("a key got out: …%s", said[max(0, i-150):i])
		}
	}

	holdKept(t, dir, flags)
}

// useKeys enters two keys, uses them, and gives all that was answered.
func useKeys(t *testing.T, a *App) string {
	t.Helper()
	said := ""
	for key, value := range map[string]string{"generation.aiml.api_key": standin.AIMLKey, "generation.gemini.api_key": standin.GeminiKey} {
		status, body := a.ask(t, http.MethodPut, "/api/settings/"+key, fmt.Sprintf(`{"value":%q}`, value))
		if status != http.StatusOK || !strings.Contains(body, `"effect":"now"`) {
			t.Fatalf("%s: %d %s", key, status, body)
		}
		said += body
	}
	for _, name := range []string{"aiml", "gemini"} {
		if maker, ok := a.maker(name); !ok || !maker.Paid {
			t.Errorf("%s is not there at once", name)
		}
		_, body := a.ask(t, http.MethodPost, "/api/test/"+name, "{}")
		if said += body; !strings.Contains(body, `"success":true`) {
			t.Errorf("%s: %s", name, body)
		}
	}
	a.log.Warn().Str("key", standin.AIMLKey).Msg("a careless line with " + standin.GeminiKey)
	for _, path := range []string{"/settings", "/dashboard", "/log", "/api/settings", "/api/logs", "/api/logs?format=text", "/api/aiml-status"} {
		status, body := a.ask(t, http.MethodGet, path, "")
		if said += body; status != http.StatusOK {
			t.Errorf("%s answers %d", path, status)
		}
	}
	return said
}

// holdKept starts again with the keys that were kept, gives one back, and
// starts without the key that seals them.
func holdKept(t *testing.T, dir string, flags map[string]string) {
	t.Helper()
	again := newApp(t, dir, flags)
	if key := again.live.Get().Values("aiml").Text("api_key"); key != standin.AIMLKey {
		t.Errorf("after a restart the key is %q", key)
	}
	if status, body := again.ask(t, http.MethodDelete, "/api/settings/generation.aiml.api_key", ""); status != http.StatusOK {
		t.Errorf("give it back: %d %s", status, body)
	}
	if _, ok := again.maker("aiml"); ok {
		t.Error("a generator without a key is still there")
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "seal.key")); err != nil {
		t.Fatal(err)
	}
	lost := newApp(t, dir, flags)
	if key := lost.live.Get().Values("gemini").Text("api_key"); key != "" {
		t.Error("a key is opened without the key that sealed it")
	}
	if _, body := lost.ask(t, http.MethodGet, "/api/logs", ""); !strings.Contains(body, "enter the keys of your generators again") {
		t.Errorf("that the keys are lost is not said: %s", body)
	}
}

func TestWhatATestFindsIsSaidWithAdvice(t *testing.T) {
	stand := standintest.Start(t, standin.Options{})
	flags := map[string]string{
		"generation.aiml.base_url": stand.AIMLURL(), "generation.aiml.api_key": "wrong-key-of-somebody",
		"generation.gemini.base_url": stand.GeminiURL(), "generation.gemini.api_key": standin.GeminiKey, "generation.gemini.model": "gone",
		"rates.cbr_url": stand.CBRURL(), "rates.providers": "cbr",
	}
	a := newApp(t, t.TempDir(), flags)
	stand.Set(standin.PartCBR, standin.Fault{Kind: standin.Status500})
	for name, says := range map[string]string{
		"donationalerts": "not connected", "aiml": "AIML does not accept the key. Copy the key again",
		"gemini": "does not offer the model gone. Choose another model", "rates": "No service of exchange rates answers. Donations in rubles work",
	} {
		_, body := a.ask(t, http.MethodPost, "/api/test/"+name, "{}")
		flat := strings.ReplaceAll(body, `","advice":"`, " ")
		if !strings.Contains(body, `"success":false`) || !strings.Contains(flat, says) {
			t.Errorf("%s says %s", name, body)
		}
	}
	stand.Set(standin.PartBilling, standin.Fault{Kind: standin.Lost})
	if found := a.checked(t, "aiml"); found.Good || found.Said.Code != "check.silent" {
		t.Errorf("without an answer it finds %+v", found)
	}
	if len(stand.Jobs()) != 0 {
		t.Error("a test ordered a clip")
	}
}

// TestWhateverTheDashboardSavesTheProgramStarts: no value that Settings takes
// may stop the next start, after which nobody could change it any more.
func TestWhateverTheDashboardSavesTheProgramStarts(t *testing.T) {
	values := []string{"", "ab cd", "ключ", "a\u0000b", "0", "-1", "1", "99999999999999999999", "5m", "true", "/", "https://localhost", "socks5://localhost:1", strings.Repeat("a", 20_000)}
	dir := t.TempDir()
	a := newApp(t, dir, nil)
	taken := map[string]int{}
	for _, value := range values {
		for _, setting := range a.live.View() {
			if setting.Effect == config.Fixed {
				continue
			}
			body, err := json.Marshal(map[string]string{"value": value})
			if err != nil {
				t.Fatal(err)
			}
			switch status, answer := a.ask(t, http.MethodPut, "/api/settings/"+setting.Key, string(body)); {
			case status == http.StatusOK:
				taken[value]++
			case status != http.StatusBadRequest || !strings.Contains(answer, `"field":`):
				t.Errorf("%s to %.20q is answered with %d %s", setting.Key, value, status, answer)
			}
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		a = newApp(t, dir, nil) // fails the test where it does not start
	}
	if taken["1"] == 0 || taken["5m"] == 0 {
		t.Errorf("%d settings took a number and %d a duration", taken["1"], taken["5m"])
	}
}

// TestAKeyThatIsNoneIsRefusedAtItsField: also one that an earlier version
// saved does not stop the start.
func TestAKeyThatIsNoneIsRefusedAtItsField(t *testing.T) {
	a := newApp(t, t.TempDir(), nil)
	tokens := 0
	for _, d := range a.providers {
		for _, key := range d.Keys {
			if key.Type != provider.Token && key.Type != provider.BotToken {
				continue
			}
			tokens++
			name := d.Name(key.Name)
			status, body := a.ask(t, http.MethodPut, "/api/settings/"+name, `{"value":"ab cd"}`)
			if status != http.StatusBadRequest || !strings.Contains(body, `"field":`) || strings.Contains(body, "ab cd") {
				t.Errorf("%s answers %d %s", name, status, body)
			}
		}
	}
	if tokens < 4 {
		t.Errorf("only %d keys were tried", tokens)
	}
}
