package archtest

import (
	"go/ast"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestFigures prints with -v how large the program is. It judges nothing.
// STREAMSPARK_ARCHTEST_ROOT names a copy of another version to compare with.
func TestFigures(t *testing.T) {
	type figures struct{ files, lines, functions int }
	by, sizes := map[string]*figures{}, []int{}
	total := figures{}
	for _, s := range sources(t) {
		if s.test || under(s.dir, "internal/archtest") || forTests(s.dir) {
			continue
		}
		f := by[s.dir]
		if f == nil {
			f = &figures{}
			by[s.dir] = f
		}
		lines, functions := s.set.File(s.file.FileStart).LineCount(), 0
		for _, decl := range s.file.Decls {
			if _, ok := decl.(*ast.FuncDecl); ok {
				functions++
			}
		}
		f.files, f.lines, f.functions = f.files+1, f.lines+lines, f.functions+functions
		total.files, total.lines, total.functions = total.files+1, total.lines+lines, total.functions+functions
		sizes = append(sizes, lines)
	}
	slices.Sort(sizes)
	p := typed(t)
	single := 0
	for _, c := range p.contracts() {
		if len(c.kinds) < 2 {
			single++
		}
	}
	linked := linkedLines(t, p)
	t.Logf("%6s %6s %6s", "lines", "funcs", "files")
	for _, dir := range slices.SortedFunc(maps.Keys(by), func(a, b string) int { return by[b].lines - by[a].lines }) {
		t.Logf("%6d %6d %6d  %s", by[dir].lines, by[dir].functions, by[dir].files, dir)
	}
	t.Logf("%6d %6d %6d  product in all, tests and packages for tests aside", total.lines, total.functions, total.files)
	t.Logf("%6d lines in the packages that the program links", linked)
	t.Logf("%6d lines in the median file, %d in the largest", sizes[len(sizes)/2], sizes[len(sizes)-1])
	t.Logf("%6d package variables that something changes", len(p.writes()))
	t.Logf("%6d interfaces, of which %d have one implementation or none", len(p.contracts()), single)
}

// linkedLines returns the lines of what main imports, itself included.
func linkedLines(t *testing.T, p *program) (lines int) {
	t.Helper()
	known := map[string]checked{}
	for _, c := range p.packages {
		known[c.types.Path()] = c
	}
	seen := map[string]bool{}
	var walk func(path string)
	walk = func(path string) {
		c, ours := known[path]
		if !ours || seen[path] {
			return
		}
		seen[path] = true
		for _, file := range c.files {
			lines += p.set.File(file.FileStart).LineCount()
		}
		for _, imported := range c.types.Imports() {
			walk(imported.Path())
		}
	}
	walk(strings.TrimSuffix(module, "/"))
	return lines
}

// TestFaultsHaveCodesInsteadOfSentences finds errors of text in packages that
// return faults. A wrapping fmt.Errorf with %w is fine: it says what was tried.
func TestFaultsHaveCodesInsteadOfSentences(t *testing.T) {
	uses := map[string]bool{}
	for _, s := range sources(t) {
		if !s.test && slices.Contains(imports(s), module+"internal/fault") {
			uses[s.dir] = true
		}
	}
	for _, s := range sources(t) {
		if s.test || !uses[s.dir] || forTests(s.dir) || under(s.dir, "internal/standin") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if text := errorText(n); strings.Contains(strings.TrimSpace(text), " ") && !strings.Contains(text, "%w") {
				t.Errorf("%s:%d: %q: give it a code and return a fault", s.path, s.set.Position(n.Pos()).Line, text)
			}
			return true
		})
	}
}

// errorText returns the literal texts of a call of errors.New or fmt.Errorf.
func errorText(n ast.Node) string {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return ""
	}
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	pkg, _ := f.X.(*ast.Ident)
	if pkg == nil || pkg.Name+"."+f.Sel.Name != "errors.New" && pkg.Name+"."+f.Sel.Name != "fmt.Errorf" {
		return ""
	}
	return literals(call.Args[0])
}

// literals returns the texts of an expression, put together.
func literals(expr ast.Expr) (all string) {
	ast.Inspect(expr, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			text, _ := strconv.Unquote(literal.Value) // the parser read it
			all += text
		}
		return true
	})
	return all
}

// TestListsCanBeRead holds that each line of a list is a count and a name, or
// a comment.
func TestListsCanBeRead(t *testing.T) {
	for _, name := range []string{"large_interfaces.txt", "single_interfaces.txt"} {
		content, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Count(string(content), "\n") - strings.Count("\n"+string(content), "\n#")
		if known := len(allowances(t, name)); known != lines {
			t.Errorf("testdata/%s has %d lines, of which %d are a count and a name", name, lines, known)
		}
	}
}
