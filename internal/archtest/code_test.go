package archtest

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestNothingHappensBeforeMainAndOnlyMainExits(t *testing.T) {
	exits := 0
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Name.Name == "init" && n.Recv == nil {
					t.Errorf("%s has an init function: whoever needs it should call it", s.path)
				}
			case *ast.SelectorExpr:
				pkg, ok := n.X.(*ast.Ident)
				if !ok {
					break
				}
				if pkg.Name == "os" && n.Sel.Name == "Exit" {
					exits++
					if s.path != "main.go" {
						t.Errorf("%s calls os.Exit: return an error", s.path)
					}
				}
				if pkg.Name == "log" && strings.HasPrefix(n.Sel.Name, "Fatal") {
					t.Errorf("%s calls log.%s: return an error", s.path, n.Sel.Name)
				}
			}
			return true
		})
	}
	if exits != 1 {
		t.Errorf("os.Exit stands in %d places, want one", exits)
	}
}

func TestEveryExportedNameIsDocumented(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, decl := range s.file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Name.IsExported() && f.Doc.Text() == "" && exportedReceiver(f) {
				t.Errorf("%s: %s has no comment", s.path, f.Name.Name)
			}
			g, ok := decl.(*ast.GenDecl)
			if !ok || g.Tok == token.IMPORT {
				continue
			}
			for _, spec := range g.Specs {
				if typ, ok := spec.(*ast.TypeSpec); ok && typ.Name.IsExported() && g.Doc.Text() == "" && typ.Doc.Text() == "" {
					t.Errorf("%s: %s has no comment", s.path, typ.Name.Name)
				}
			}
		}
	}
}

// exportedReceiver leaves out methods of types that nobody outside sees,
// and those that an interface of the standard library names.
func exportedReceiver(f *ast.FuncDecl) bool {
	known := map[string]bool{"Error": true, "Unwrap": true, "String": true, "RetryAfter": true, "ServeHTTP": true, "Write": true, "Read": true, "Is": true}
	if f.Recv == nil {
		return true
	}
	typ := f.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	name, ok := typ.(*ast.Ident)
	return ok && name.IsExported() && !known[f.Name.Name]
}

// TestEveryPathInADocumentExists reads the paths that stand in backquotes
// or as targets of links in the Markdown files.
func TestEveryPathInADocumentExists(t *testing.T) {
	quoted := regexp.MustCompile("`([^`\n ]+)`|\\]\\(([^)\\s]+)\\)")
	looksLikePath := regexp.MustCompile(`^[A-Za-z0-9_.][A-Za-z0-9_./-]*(/|\.(go|md|yaml|html|js|css|sql|png|mod))$`)
	checked := 0
	for _, document := range files(t, ".md") {
		content, err := os.ReadFile(filepath.Join(root(), document))
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range quoted.FindAllStringSubmatch(string(content), -1) {
			path := match[1] + match[2]
			if !looksLikePath.MatchString(path) || madeByTheProgram(path) {
				continue
			}
			checked++
			_, fromRoot := os.Stat(filepath.Join(root(), path))
			_, fromHere := os.Stat(filepath.Join(root(), filepath.Dir(document), path))
			if fromRoot != nil && fromHere != nil {
				t.Errorf("%s names %s, which does not exist", document, path)
			}
		}
	}
	if checked < 10 {
		t.Errorf("only %d paths were found in the documents", checked)
	}
}

// madeByTheProgram are paths that exist only once it has run.
func madeByTheProgram(path string) bool {
	return path == "config.yaml" || path == "data/" || strings.HasPrefix(path, "data/")
}

func TestNothingIsLoadedFromAnotherHost(t *testing.T) {
	foreign := regexp.MustCompile(`(?i)(src|href|action)\s*=\s*["']?\s*(https?:)?//|@import|url\(\s*["']?(https?:)?//|from\s+["'](https?:)?//|import\((?:[^"']|["'][^.]|["']\.[^./])`)
	allowed := regexp.MustCompile(`(?i)<a\s[^>]*href\s*=\s*["']https://`)
	for _, path := range files(t, ".html", ".js", ".css") {
		content, err := os.ReadFile(filepath.Join(root(), path))
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(content), "\n") {
			if foreign.MatchString(line) && !allowed.MatchString(line) {
				t.Errorf("%s:%d loads from another host: %s", path, i+1, strings.TrimSpace(line))
			}
		}
	}
}

// TestDaysBeginWhereTheCalendarSays holds that a day, a month or the day after
// is asked for in one place: where summer time begins at midnight, the
// arithmetic of package time is an hour or a day off.
func TestDaysBeginWhereTheCalendarSays(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || s.path == "internal/celebration/day.go" || strings.HasPrefix(s.path, "internal/standin/") || strings.HasPrefix(s.path, "internal/web/webtest/") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, _ := f.X.(*ast.Ident)
			if f.Sel.Name == "AddDate" || f.Sel.Name == "Date" && pkg != nil && pkg.Name == "time" {
				t.Errorf("%s uses %s: ask celebration.StartOfDay, StartOfMonth or DayStart", s.path, f.Sel.Name)
			}
			return true
		})
	}
}
