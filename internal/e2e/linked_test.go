package e2e

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheProgramLinksNoStandInOfTests builds the program and reads its symbols:
// no function of internal/standin/probe*.go is among them, and none of standintest.
func TestTheProgramLinksNoStandInOfTests(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "streamspark")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	symbols, err := exec.CommandContext(t.Context(), "go", "tool", "nm", program).Output()
	if err != nil {
		t.Fatal(err)
	}
	linked := map[string]bool{}
	for line := range strings.Lines(string(symbols)) {
		fields := strings.Fields(line)
		if name, ok := strings.CutPrefix(fields[len(fields)-1], "streamspark/internal/standin"); ok {
			if strings.HasPrefix(name, "/standintest.") {
				t.Errorf("the program has %s", name)
			}
			linked[strings.TrimSuffix(strings.TrimPrefix(name, "."), "-fm")] = true
		}
	}
	if !linked["(*Server).Break"] {
		t.Fatal("the demo's own functions are not found: this test looks in the wrong place")
	}
	paths, err := filepath.Glob("../standin/probe*.go")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && linked[symbol(f)] {
				t.Errorf("the program has %s of %s, which is for tests", symbol(f), path)
			}
		}
	}
}

// symbol returns a function's name as the linker writes it.
func symbol(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	switch receiver := f.Recv.List[0].Type.(type) {
	case *ast.StarExpr:
		return "(*" + receiver.X.(*ast.Ident).Name + ")." + f.Name.Name
	case *ast.Ident:
		return receiver.Name + "." + f.Name.Name
	}
	return f.Name.Name
}
