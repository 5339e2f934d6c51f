package archtest

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestAProviderIsNamedInItsFolderAndTheListAlone holds for each: what the
// program must know of it follows from its descriptor.
func TestAProviderIsNamedInItsFolderAndTheListAlone(t *testing.T) {
	shared := []string{"internal/standin", "internal/locale", "internal/e2e", "internal/archtest", "internal/web/webtest"} // the last for tests
	tests := []struct {
		names, homes []string
		except       map[string]string // texts that may stay, and why
	}{
		{
			names: []string{"aiml", "gemini"}, homes: []string{"internal/video/aiml", "internal/video/gemini"},
			except: map[string]string{`"/api/aiml-status"`: "a path of the original's API"},
		},
		{
			names: []string{"donationalerts", "donation-alerts", "donation_alerts", "/api/da/"}, homes: []string{"internal/source/donationalerts"},
			except: map[string]string{
				`"/api/donation-alerts-token"`:                       "a path of the original's API",
				`"/api/test-donation-alerts"`:                        "a path of the original's API",
				"`json:\"donation_alerts_token\"`":                   "a field of the original's API",
				"`json:\"donationalerts\"`":                          "a field of our API since its first version",
				"`json:\"donationalerts\" doc:\"there is a token\"`": "the same",
			},
		},
	}
	for _, tt := range tests {
		names := func(text string) bool {
			return slices.ContainsFunc(tt.names, func(name string) bool { return strings.Contains(strings.ToLower(text), name) })
		}
		for _, s := range sources(t) {
			home := slices.ContainsFunc(slices.Concat(shared, tt.homes), func(folder string) bool { return under(s.dir, folder) })
			if s.test || home || s.path == "internal/app/providers.go" {
				continue
			}
			ast.Inspect(s.file, func(n ast.Node) bool {
				literal, ok := n.(*ast.BasicLit)
				if ok && literal.Kind == token.STRING && names(literal.Value) && tt.except[literal.Value] == "" {
					t.Errorf("%s names %s: %s", s.path, tt.names[0], literal.Value)
				}
				return true
			})
		}
		for _, path := range files(t, ".html", ".js") {
			content, err := os.ReadFile(filepath.Join(root(), path))
			if err != nil {
				t.Fatal(err)
			}
			if names(string(content)) && !under(path, "internal/standin") {
				t.Errorf("%s names %s", path, tt.names[0])
			}
		}
	}
}

// TestASourceIsNamedByItsOwnWordsAlone: a sentence of the catalogs that any
// source may need has the source's name as an argument.
func TestASourceIsNamedByItsOwnWordsAlone(t *testing.T) {
	for _, path := range files(t, ".json") {
		if filepath.Dir(path) != filepath.FromSlash("internal/locale") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(root(), path))
		if err != nil {
			t.Fatal(err)
		}
		var words map[string]any
		if err := json.Unmarshal(content, &words); err != nil || len(words) == 0 {
			t.Fatalf("%s has %d keys, %v", path, len(words), err)
		}
		for key, text := range words {
			if strings.Contains(fmt.Sprint(text), "DonationAlerts") && !strings.Contains(key, "donationalerts") {
				t.Errorf("%s: %s names a source: %v", path, key, text)
			}
		}
	}
}
