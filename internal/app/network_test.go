package app

import (
	"net/http"
	"strings"
	"testing"

	"streamspark/internal/standin"
	"streamspark/internal/standin/standintest"
)

// TestTheCheckOfAGeneratorSaysWhatIsOnTheWay: a proxy that is not there, and
// clips that could not be fetched, before anything is paid for.
func TestTheCheckOfAGeneratorSaysWhatIsOnTheWay(t *testing.T) {
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"} {
		t.Setenv(name, "")
		t.Setenv(strings.ToLower(name), "")
	}
	stand := standintest.Start(t, standin.Options{})
	keys := map[string]string{"generation.aiml.api_key": standin.AIMLKey, "generation.gemini.api_key": standin.GeminiKey}
	with := func(more map[string]string) map[string]string {
		for key, value := range keys {
			more[key] = value
		}
		return more
	}
	here := with(map[string]string{"generation.aiml.base_url": stand.AIMLURL(), "generation.gemini.base_url": stand.GeminiURL()})
	far := with(map[string]string{"generation.aiml.base_url": "https://api.example.com", "generation.gemini.base_url": "https://api.example.com"})
	for name, test := range map[string]struct {
		flags map[string]string
		proxy string
		says  string
	}{
		"clips from a private address": {here, "", "but its clips could not be fetched: the address is not a public one"},
		"a proxy that is not there":    {far, "socks5://me:the-password@127.0.0.1:9", "cannot be reached: the proxy 127.0.0.1:9 does not answer (the connection was refused)"},
	} {
		a := newApp(t, t.TempDir(), test.flags)
		if test.proxy != "" {
			if status, said := a.ask(t, http.MethodPut, "/api/settings/network.proxy", `{"value":"`+test.proxy+`"}`); status != http.StatusOK {
				t.Fatalf("%s: %d %s", name, status, said)
			}
		}
		for _, generator := range []string{"aiml", "gemini"} {
			_, said := a.ask(t, http.MethodPost, "/api/test/"+generator, "{}")
			if !strings.Contains(said, `"success":false`) || !strings.Contains(said, test.says) || !strings.Contains(said, "under Network on this page") {
				t.Errorf("%s: %s", name, said)
			}
		}
		if _, said := a.ask(t, http.MethodPost, "/api/test/rates", "{}"); test.proxy != "" && !strings.Contains(said, test.says) {
			t.Errorf("%s, the rates: %s", name, said)
		}
		if _, page := a.ask(t, http.MethodGet, "/settings", ""); !strings.Contains(page, "/api/settings/network.vpn_addresses") || strings.Contains(page, "the-password") {
			t.Errorf("%s: the page lacks the setting, or has the password", name)
		}
	}
}
