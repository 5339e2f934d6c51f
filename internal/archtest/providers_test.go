package archtest

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestAGeneratorIsNamedInItsFolderAndTheListAlone: what the program must know
// of it follows from its descriptor.
func TestAGeneratorIsNamedInItsFolderAndTheListAlone(t *testing.T) {
	names := []string{"aiml", "gemini"}
	named := func(text string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return strings.Contains(strings.ToLower(text), name) })
	}
	for _, s := range sources(t) {
		home := slices.ContainsFunc([]string{
			"internal/video/aiml", "internal/video/gemini", "internal/standin", "internal/locale", "internal/e2e", "internal/archtest",
			"internal/web/webtest", // for tests
		}, func(folder string) bool { return under(s.dir, folder) })
		if s.test || home || s.path == "internal/app/providers.go" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			// The path of the original's API stays.
			if ok && literal.Kind == token.STRING && named(literal.Value) && literal.Value != `"/api/aiml-status"` {
				t.Errorf("%s names a generator: %s", s.path, literal.Value)
			}
			return true
		})
	}
	for _, path := range files(t, ".html", ".js") {
		content, err := os.ReadFile(filepath.Join(root(), path))
		if err != nil {
			t.Fatal(err)
		}
		if named(string(content)) {
			t.Errorf("%s names a generator", path)
		}
	}
}
