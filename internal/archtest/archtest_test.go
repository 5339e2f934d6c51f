// Package archtest holds the rules of the project that a machine can check:
// who may import whom, how large a file may grow, and that the documents
// tell the truth. internal/README.md says why each rule is there.
package archtest

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const module = "streamspark/"

// root returns the folder of the project that is judged: this one, or a copy
// of another version, for the figures of a comparison.
func root() string { return cmp.Or(os.Getenv("STREAMSPARK_ARCHTEST_ROOT"), "../..") }

// source is one Go file of the project.
type source struct {
	path string // from the root, with slashes
	dir  string // its package: "internal/web", "." for main
	test bool
	file *ast.File
	set  *token.FileSet
}

// sources returns every Go file of the project, parsed. No test changes them.
func sources(t *testing.T) []source {
	t.Helper()
	found, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// parsed parses every Go file of the project once.
var parsed = sync.OnceValues(func() ([]source, error) {
	paths, err := list(".go")
	if err != nil {
		return nil, err
	}
	var found []source
	set := token.NewFileSet()
	for _, path := range paths {
		file, err := parser.ParseFile(set, filepath.Join(root(), path), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		found = append(found, source{path, filepath.ToSlash(filepath.Dir(path)), strings.HasSuffix(path, "_test.go"), file, set})
	}
	if len(found) < 50 {
		return nil, fmt.Errorf("only %d Go files were found: this test looks in the wrong place", len(found))
	}
	return found, nil
})

// files lists what was written by hand, with one of the endings.
func files(t *testing.T, endings ...string) []string {
	t.Helper()
	found, err := list(endings...)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func list(endings ...string) (found []string, err error) {
	err = filepath.WalkDir(root(), func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && path != root() && (strings.HasPrefix(name, ".") || slices.Contains([]string{"testdata", "data", "generated_videos", "bin", "node_modules"}, name)) {
			return filepath.SkipDir
		}
		if !entry.IsDir() && slices.Contains(endings, filepath.Ext(name)) {
			rel, err := filepath.Rel(root(), path)
			found = append(found, filepath.ToSlash(rel))
			return err
		}
		return nil
	})
	return found, err
}

func imports(s source) []string {
	var paths []string
	for _, spec := range s.file.Imports {
		paths = append(paths, strings.Trim(spec.Path.Value, `"`))
	}
	return paths
}

// under reports whether a package lies in a folder or is it.
func under(dir, folder string) bool { return dir == folder || strings.HasPrefix(dir, folder+"/") }

func TestEachPackageImportsOnlyWhatItMay(t *testing.T) {
	words := []string{"internal/backoff", "internal/fault", "internal/money", "internal/celebration"}
	adapter := append([]string{"internal/outbound", "internal/provider"}, words...)
	rules := []struct {
		folder string
		may    []string
	}{
		{"internal/backoff", nil},
		{"internal/fault", nil},
		{"internal/money", []string{"internal/fault"}},
		{"internal/celebration", []string{"internal/fault", "internal/money"}},
		{"internal/moderation", words},
		{"internal/moderator", append([]string{"internal/secrets"}, words...)},
		{"internal/breaker", []string{"internal/fault", "internal/celebration"}},
		{"internal/outbound", []string{"internal/fault", "internal/breaker"}},
		{"internal/provider", append([]string{"internal/outbound", "internal/source", "internal/speech", "internal/text"}, words...)},
		{"internal/logbuf", nil},
		{"internal/socket", nil},
		{"internal/secrets", []string{"internal/fault", "internal/store"}},
		{"internal/crash", nil},
		{"internal/dirtest", nil},
		{"internal/config", append([]string{"internal/moderation", "internal/provider", "internal/secrets"}, words...)},
		{"internal/store", words},
		{"internal/sound", words},
		{"internal/clip", append([]string{"internal/crash"}, words...)},
		{"internal/rates", adapter},
		{"internal/source", adapter},
		{"internal/speech", adapter},
		{"internal/text", adapter},
		{"internal/video", append([]string{"internal/speech", "internal/text"}, adapter...)}, // a service may do all of it
		{"internal/standin", words},
		{"internal/licenses", nil},
		{"internal/fonts", nil},
		{"internal/widget", append([]string{"internal/store"}, words...)},
		{"internal/pipeline", append([]string{"internal/store", "internal/clip", "internal/crash"}, words...)},
		{"internal/recap", append([]string{"internal/store", "internal/clip"}, words...)},
		{"internal/asker", append([]string{"internal/store", "internal/text", "internal/provider", "internal/crash"}, words...)},
		{"internal/judge", append([]string{"internal/asker", "internal/text", "internal/writer", "internal/provider"}, words...)},
		{"internal/writer", append([]string{"internal/asker", "internal/text", "internal/provider"}, words...)},
		{"internal/narrator", append([]string{"internal/store", "internal/speech"}, words...)},
		{"internal/telegram", append([]string{"internal/locale", "internal/pipeline", "internal/store"}, adapter...)},
		{"internal/overlay", append([]string{"internal/socket", "internal/store", "internal/crash"}, words...)},
		{"internal/locale", words},
		{"internal/check", append([]string{"internal/config", "internal/locale", "internal/rates", "internal/source"}, adapter...)},
		{"internal/web/auth", nil},
		{"internal/web/origin", []string{"internal/fault"}},
		{"internal/web/moderate", append([]string{"internal/moderator", "internal/locale", "internal/overlay", "internal/pipeline", "internal/socket", "internal/store", "internal/web/api", "internal/web/auth", "internal/web/origin"}, words...)},
		{"internal/web/api", append([]string{
			"internal/telegram",
			"internal/breaker", "internal/check", "internal/moderation", "internal/moderator", "internal/narrator", "internal/provider", "internal/speech", "internal/standin", "internal/web/auth", "internal/config", "internal/logbuf", "internal/source", "internal/overlay", "internal/rates", "internal/pipeline", "internal/locale", "internal/store", "internal/clip", "internal/recap", "internal/widget", "internal/sound",
		}, words...)},
		{"internal/web/ui", append([]string{
			"internal/telegram",
			"internal/fonts", "internal/moderation", "internal/moderator",
			"internal/breaker", "internal/provider", "internal/standin",
			"internal/source", "internal/config", "internal/logbuf", "internal/overlay", "internal/rates", "internal/pipeline", "internal/web/api", "internal/locale", "internal/store", "internal/socket", "internal/sound", "internal/widget",
		}, words...)},
		{"internal/web/webtest", append([]string{"internal/telegram", "internal/recap", "internal/moderation", "internal/moderator", "internal/narrator", "internal/speech", "internal/outbound", "internal/sound", "internal/widget", "internal/standin", "internal/breaker", "internal/check", "internal/web/api", "internal/secrets", "internal/store/storetest", "internal/provider", "internal/rates", "internal/source/donationalerts", "internal/source/webhook", "internal/video/aiml", "internal/video/gemini", "internal/video/scene", "internal/source", "internal/config", "internal/logbuf", "internal/overlay", "internal/rates", "internal/pipeline", "internal/web/auth", "internal/socket", "internal/locale", "internal/store", "internal/clip"}, words...)},
		{"internal/web", append([]string{"internal/fonts", "internal/provider", "internal/source", "internal/store", "internal/clip", "internal/locale", "internal/standin"}, words...)},
	}
	free := []string{".", "internal/app", "internal/archtest", "internal/e2e"}
	seen := map[string]bool{}
	for _, s := range sources(t) {
		if s.test || slices.Contains(free, s.dir) {
			continue
		}
		i := slices.IndexFunc(rules, func(r struct {
			folder string
			may    []string
		},
		) bool {
			return under(s.dir, r.folder)
		})
		if i < 0 {
			t.Errorf("%s: no rule says what this package may import: add one here, and a sentence to internal/README.md", s.path)
			continue
		}
		seen[rules[i].folder] = true
		for _, path := range imports(s) {
			inside, ours := strings.CutPrefix(path, module)
			if forTests(inside) && !forTests(s.dir) {
				t.Errorf("%s imports %s, which is for tests", s.path, inside)
			}
			if !ours || under(inside, rules[i].folder) && ownFolder(s.dir, inside) {
				continue
			}
			if !slices.Contains(rules[i].may, inside) {
				t.Errorf("%s imports %s, and %s may not", s.path, inside, rules[i].folder)
			}
		}
	}
	for _, rule := range rules {
		if !seen[rule.folder] {
			t.Errorf("the rule for %s is about nothing", rule.folder)
		}
	}
}

// ownFolder keeps neighbours apart where a rule is for several adapters:
// internal/video/aiml may not import internal/video/gemini.
func ownFolder(dir, imported string) bool {
	for _, group := range []string{"internal/video/", "internal/source/", "internal/speech/", "internal/text/"} {
		if rest, ok := strings.CutPrefix(dir, group); ok {
			adapter, _, _ := strings.Cut(rest, "/")
			return under(imported, group+adapter) || imported == strings.TrimSuffix(group, "/")
		}
	}
	return true
}

func TestEachLibraryHasOneHome(t *testing.T) {
	homes := map[string][]string{
		"github.com/labstack/echo/v5":      {"internal/web"},
		"github.com/gorilla/websocket":     {"internal/socket", "internal/source/donationalerts", "internal/standin", "internal/web/webtest"},
		"github.com/robfig/cron/v3":        {"internal/app"},
		"golang.org/x/oauth2":              {"internal/source"},
		"github.com/spf13/viper":           {"internal/config"},
		"github.com/patrickmn/go-cache":    {"internal/rates"},
		"github.com/yuin/goldmark":         {"internal/web/ui"},
		"github.com/sony/gobreaker/v2":     {"internal/breaker"},
		"github.com/zalando/go-keyring":    {"internal/secrets"},
		"modernc.org/sqlite":               {"internal/store"},
		"github.com/pressly/goose/v3":      {"internal/store"},
		"code.dny.dev/ssrf":                {"internal/outbound"},
		"gopkg.in/natefinch/lumberjack.v2": {"internal/logbuf"},
		"github.com/chromedp/chromedp":     {"internal/e2e"},
		"rsc.io/qr":                        {"internal/web/api"},
		"github.com/go-fonts/liberation":   {"internal/fonts"},
		"github.com/hajimehoshi/ebiten/v2": {"internal/fonts"},
		"github.com/rs/zerolog/log":        {"nowhere: the logger is passed as a value"},
	}
	used := map[string]bool{}
	for _, s := range sources(t) {
		for _, path := range imports(s) {
			for library, home := range homes {
				if !under(path, library) {
					continue
				}
				used[library] = true
				if !s.test && !slices.ContainsFunc(home, func(h string) bool { return under(s.dir, h) }) {
					t.Errorf("%s imports %s, whose home is %s", s.path, path, home)
				}
			}
		}
	}
	for library := range homes {
		if !used[library] && !strings.HasSuffix(library, "/log") {
			t.Errorf("%s is used nowhere", library)
		}
	}
}

func TestNoFileGrowsTooLarge(t *testing.T) {
	const limit = 600
	for _, path := range files(t, ".go", ".js", ".css", ".html", ".sql") {
		content, err := os.ReadFile(filepath.Join(root(), path))
		if err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(string(content), "\n"); lines > limit {
			t.Errorf("%s has %d lines, more than %d: it does more than one thing", path, lines, limit)
		}
	}
}

func TestEveryPackageHasOneComment(t *testing.T) {
	comments := map[string][]string{}
	for _, s := range sources(t) {
		if s.test && s.dir != "internal/archtest" && s.dir != "internal/e2e" {
			continue
		}
		doc := s.file.Doc.Text()
		if comments[s.dir] = append(comments[s.dir], doc); doc == "" || s.file.Name.Name == "main" {
			continue
		}
		if rest, ok := strings.CutPrefix(doc, "Package "); !ok {
			t.Errorf("%s: the package comment does not begin with Package", s.path)
		} else if problem := docProblem(s.file.Name.Name, rest); problem != "" {
			t.Errorf("%s: %s", s.path, problem)
		}
	}
	for dir, all := range comments {
		all = slices.DeleteFunc(all, func(doc string) bool { return doc == "" })
		if len(all) != 1 {
			t.Errorf("%s has %d package comments, want 1", dir, len(all))
		}
	}
}

func TestNamesSayWhatThingsAre(t *testing.T) {
	avoid := []string{"manager", "service", "helper", "helpers", "util", "utils", "common", "base", "info", "data", "core", "misc"}
	for _, s := range sources(t) {
		if slices.Contains(avoid, s.file.Name.Name) {
			t.Errorf("%s: the package name %s says nothing", s.path, s.file.Name.Name)
		}
	}
}
