package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"streamspark/internal/provider"
)

func TestProxiesOfTheEnvironment(t *testing.T) {
	type want struct{ http, https, no, from string }
	for name, test := range map[string]struct {
		set, file map[string]string
		want      want
	}{
		"none":             {nil, nil, want{}},
		"both":             {map[string]string{"HTTP_PROXY": "http://a:1", "HTTPS_PROXY": "http://b:2", "NO_PROXY": "x.example"}, nil, want{"http://a:1", "http://b:2", "x.example", "HTTPS_PROXY"}},
		"small letters":    {map[string]string{"https_proxy": "socks5://b:2", "no_proxy": "y"}, nil, want{"", "socks5://b:2", "y", "https_proxy"}},
		"capitals win":     {map[string]string{"https_proxy": "http://small:1", "HTTPS_PROXY": "http://large:1"}, nil, want{"", "http://large:1", "", "HTTPS_PROXY"}},
		"for all":          {map[string]string{"ALL_PROXY": "socks5h://c:3"}, nil, want{"socks5h://c:3", "socks5h://c:3", "", "ALL_PROXY"}},
		"its own wins":     {map[string]string{"all_proxy": "socks5://c:3", "HTTPS_PROXY": "http://b:2"}, nil, want{"socks5://c:3", "http://b:2", "", "HTTPS_PROXY"}},
		"without a scheme": {map[string]string{"HTTPS_PROXY": "10.0.0.1:3128"}, nil, want{"", "http://10.0.0.1:3128", "", "HTTPS_PROXY"}},
		"a file":           {nil, map[string]string{"https_proxy": "http://f:1", "NO_PROXY": "z"}, want{"", "http://f:1", "z", "https_proxy"}},
		"above the file":   {map[string]string{"HTTPS_PROXY": "http://b:2"}, map[string]string{"HTTPS_PROXY": "http://f:1"}, want{"", "http://b:2", "", "HTTPS_PROXY"}},
	} {
		t.Run(name, func(t *testing.T) {
			clean(t)
			for key, value := range test.set {
				t.Setenv(key, value)
			}
			var lines []string
			for key, value := range test.file {
				lines = append(lines, key+"="+value)
			}
			dir := t.TempDir()
			for file, content := range map[string]string{".env": strings.Join(lines, "\n") + "\n", "config.yaml": ""} {
				if err := os.WriteFile(filepath.Join(dir, file), []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			layers, err := read(filepath.Join(dir, "config.yaml"), nil)
			if err != nil {
				t.Fatal(err)
			}
			c, _, err := layers.resolve()
			e := c.Network.Environment
			if got := (want{e.HTTP.Reveal(), e.HTTPS.Reveal(), e.No, e.HTTPSFrom}); err != nil || !strings.EqualFold(got.from, test.want.from) || got.http != test.want.http || got.https != test.want.https || got.no != test.want.no {
				t.Errorf("%+v, want %+v, %v", got, test.want, err)
			}
		})
	}
}

func TestAProxyThatCannotBeUsed(t *testing.T) {
	clean(t)
	for _, value := range []string{"proxy:3128", "socks4://a:1", "http://", "http://a:1/path", "http://a:1?x=1", "http://u:p#x@a:1", "yes"} {
		_, _, err := resolve(t, "network:\n  proxy: "+value+"\n", nil)
		if err == nil || !strings.Contains(said(err), "network.proxy (config.yaml) is not usable") || len(value) > 8 && strings.Contains(said(err), value) {
			t.Errorf("%s: %v", value, err)
		}
	}
	for _, value := range []string{"direct", "http://a", "https://u:p@a:1/", "socks5://[::1]:1080", "socks5h://u:p%40%2F%23@a:1"} {
		if c, _, err := resolve(t, "network:\n  proxy: "+value+"\n", nil); err != nil || c.Network.Proxy.Reveal() != value {
			t.Errorf("%s: %v", value, err)
		}
	}
	t.Setenv("ALL_PROXY", "socks4://user:secret@a:1")
	if _, _, err := resolve(t, "", nil); err == nil || !strings.Contains(said(err), "ALL_PROXY") || strings.Contains(said(err), "secret") {
		t.Errorf("of the environment: %v", err)
	}
	if _, _, err := resolve(t, "network: {proxy: direct}", nil); err != nil {
		t.Errorf("of the environment, and not used: %v", err)
	}
}

// TestAProxyIsSealedAndShownWithoutItsPassword: but for its host.
func TestAProxyIsSealedAndShownWithoutItsPassword(t *testing.T) {
	clean(t)
	keep := newDocuments(t)
	live, err := open(t, "", keep)
	if err != nil {
		t.Fatal(err)
	}
	if err := live.SaveAll(t.Context(), map[string]string{"network.proxy": "socks5://me:the-password@host:1080", "rates.proxy": "direct"}); err != nil {
		t.Fatal(err)
	}
	if plain := keep.text(t, document); strings.Contains(plain, "the-password") || !strings.Contains(keep.text(t, SecretDoc), "the-password") {
		t.Errorf("it is kept as %s", plain)
	}
	shown := map[string]string{}
	for _, v := range live.View() {
		shown[v.Key] = v.Value
	}
	if shown["network.proxy"] != "socks5://••••@host:1080" || shown["rates.proxy"] != "direct" || shown["generation.aiml.proxy"] != "" {
		t.Errorf("shown as %q and %q", shown["network.proxy"], shown["rates.proxy"])
	}
	hidden := strings.Join(provider.Proxy.Hidden("socks5://me:p%40ss@host:1080"), " ")
	if !strings.Contains(hidden, "p@ss") || !strings.Contains(hidden, "p%40ss") || len(provider.Proxy.Hidden("direct")) != 0 {
		t.Errorf("the log hides %s", hidden)
	}
}
