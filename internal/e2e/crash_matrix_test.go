package e2e

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// points reads the points of the line out of the code, so that a new one is
// tested without being named here.
func points(t *testing.T) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "At" && isCrash(f.X) {
				name, ok := call.Args[0].(*ast.BasicLit)
				if !ok {
					t.Fatalf("%s: the name of a point must be written out", path)
				}
				point, err := strconv.Unquote(name.Value)
				if err != nil {
					t.Fatal(err)
				}
				found = append(found, point)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 20 {
		t.Fatalf("only %d points were found", len(found))
	}
	return found
}

func isCrash(x ast.Expr) bool {
	name, ok := x.(*ast.Ident)
	return ok && name.Name == "crash"
}

// TestThePlugIsPulledAtEveryPoint kills the real program once at each point
// between two writes, starts it again, and holds the promises.
func TestThePlugIsPulledAtEveryPoint(t *testing.T) {
	binary := buildVictim(t)
	seen := map[string]bool{}
	for _, point := range points(t) {
		if seen[point] {
			t.Errorf("two points are named %q", point)
		}
		seen[point] = true
		t.Run(strings.ReplaceAll(point, ": ", "-"), func(t *testing.T) {
			t.Parallel()
			v := newVictim(t, binary)
			stop := make(chan struct{})
			defer close(stop)
			go v.watch(stop)
			v.kill()
			once := filepath.Join(v.dir, "crashed")
			v.live("STREAMSPARK_CRASH_AT="+point, "STREAMSPARK_CRASH_ONCE="+once)
			v.donate(0, 3)
			select {
			case <-v.died:
			case <-time.After(patience):
				t.Fatalf("the point %q was never reached", point)
			}
			v.live()
			v.judge(3, 1)
		})
	}
}
