package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// program is the product code with its types, without tests.
type program struct {
	set      *token.FileSet
	packages []checked
}

// checked is one package of ours.
type checked struct {
	dir   string
	types *types.Package
	info  *types.Info
	files []*ast.File
}

// listed is what `go list` prints of a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
}

// product returns the type-checked program. Ours is read from source, what
// it imports from what the compiler exported.
var product = sync.OnceValues(func() (*program, error) {
	command := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles", "./...")
	command.Dir = root()
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, stderr.String())
	}
	p := &program{set: token.NewFileSet()}
	exports, ours := map[string]string{}, map[string]*types.Package{}
	compiled := importer.ForCompiler(p.set, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	find := importerFunc(func(path string) (*types.Package, error) {
		if known, ok := ours[path]; ok {
			return known, nil
		}
		return compiled.Import(path)
	})
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var l listed
		if err := decoder.Decode(&l); errors.Is(err, io.EOF) {
			return p, nil
		} else if err != nil {
			return nil, err
		}
		exports[l.ImportPath] = l.Export
		dir, inside := strings.CutPrefix(l.ImportPath+"/", module)
		if !inside || len(l.GoFiles) == 0 {
			continue
		}
		c := checked{dir: strings.TrimSuffix("./"+dir, "/"), info: &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Types: map[ast.Expr]types.TypeAndValue{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}}
		c.dir = strings.TrimPrefix(c.dir, "./")
		for _, name := range l.GoFiles {
			file, err := parser.ParseFile(p.set, filepath.Join(l.Dir, name), nil, parser.ParseComments)
			if err != nil {
				return nil, err
			}
			c.files = append(c.files, file)
		}
		if c.types, err = (&types.Config{Importer: find}).Check(l.ImportPath, p.set, c.files, c.info); err != nil {
			return nil, err
		}
		ours[l.ImportPath] = c.types
		p.packages = append(p.packages, c)
	}
})

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

// typed returns the type-checked program.
func typed(t *testing.T) *program {
	t.Helper()
	p, err := product()
	if err != nil {
		t.Fatal(err)
	}
	if len(p.packages) < 20 {
		t.Fatalf("only %d packages were read", len(p.packages))
	}
	return p
}

// forTests reports whether a package supports tests and is in no program.
func forTests(dir string) bool {
	return strings.HasSuffix(dir, "test") || under(dir, "internal/e2e") || strings.Contains(dir, "/testdata")
}

// place returns where something stands, from the root.
func (p *program) place(pos token.Pos) string {
	at := p.set.Position(pos)
	absolute, err := filepath.Abs(root())
	if err != nil {
		return at.String()
	}
	rel, err := filepath.Rel(absolute, at.Filename)
	if err != nil {
		return at.String()
	}
	return fmt.Sprintf("%s:%d", filepath.ToSlash(rel), at.Line)
}

// writes returns the package variables that something may change, each with
// the places: an assignment, an increment, delete, clear, copy or a sort, or
// its address, also by a method with a pointer receiver. What changes a table
// through a second name is not found.
func (p *program) writes() map[*types.Var][]string {
	found := map[*types.Var][]string{}
	for _, c := range p.packages {
		note := func(e ast.Expr, pos token.Pos) {
			if v := packageVariable(c.info, e); v != nil {
				found[v] = append(found[v], p.place(pos))
			}
		}
		for _, file := range c.files {
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.AssignStmt:
					if n.Tok != token.DEFINE {
						for _, left := range n.Lhs {
							note(left, n.Pos())
						}
					}
				case *ast.IncDecStmt:
					note(n.X, n.Pos())
				case *ast.RangeStmt:
					if n.Tok == token.ASSIGN {
						note(n.Key, n.Pos())
						note(n.Value, n.Pos())
					}
				case *ast.UnaryExpr:
					if n.Op == token.AND {
						note(n.X, n.Pos())
					}
				case *ast.CallExpr:
					if len(n.Args) > 0 && changes(c.info, n.Fun) {
						note(n.Args[0], n.Pos())
					}
				case *ast.SelectorExpr:
					if addresses(c.info, n) {
						note(n.X, n.Pos())
					}
				}
				return true
			})
		}
	}
	return found
}

// addresses reports whether a method is called by the address of its value.
func addresses(info *types.Info, n *ast.SelectorExpr) bool {
	s := info.Selections[n]
	if s == nil || s.Kind() != types.MethodVal {
		return false
	}
	_, held := s.Recv().Underlying().(*types.Pointer)
	_, wants := s.Obj().(*types.Func).Signature().Recv().Type().(*types.Pointer)
	return wants && !held
}

// changes reports whether a function changes its first argument.
func changes(info *types.Info, fun ast.Expr) bool {
	var object types.Object
	switch f := ast.Unparen(fun).(type) {
	case *ast.Ident:
		object = info.Uses[f]
	case *ast.SelectorExpr:
		object = info.Uses[f.Sel]
	}
	if object == nil {
		return false
	}
	name := object.Name()
	if _, builtin := object.(*types.Builtin); builtin {
		return name == "delete" || name == "clear" || name == "copy"
	}
	if object.Pkg() == nil {
		return false
	}
	switch object.Pkg().Path() {
	case "slices", "maps", "sort":
		return strings.HasPrefix(name, "Sort") && !strings.HasPrefix(name, "Sorted") || slices.Contains([]string{"Reverse", "Copy", "DeleteFunc", "Delete", "Insert", "Replace", "Compact", "CompactFunc", "Slice", "SliceStable", "Strings", "Ints", "Stable"}, name)
	}
	return false
}

// packageVariable returns the package variable that an expression is, or is
// a part of.
func packageVariable(info *types.Info, e ast.Expr) *types.Var {
	for {
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.SelectorExpr:
			if v, ok := info.Uses[x.Sel].(*types.Var); ok && !v.IsField() {
				return v
			}
			e = x.X
		case *ast.Ident:
			if v, ok := info.Uses[x].(*types.Var); ok && v.Pkg() != nil && v.Parent() == v.Pkg().Scope() {
				return v
			}
			return nil
		default:
			return nil
		}
	}
}

func TestNothingChangesAPackageVariable(t *testing.T) {
	for v, places := range typed(t).writes() {
		if v.Name() == "ErrorMarshalFunc" && len(places) == 1 {
			continue // zerolog has no other place for how a line shows an error
		}
		t.Errorf("%s.%s is changed at %s: a package variable is a table of constants; make this a field", v.Pkg().Path(), v.Name(), strings.Join(places, ", "))
	}
}

// contract is one interface of the product and the types that implement it.
type contract struct {
	name, place string
	methods     int
	kinds       []string
}

// contracts returns the named interfaces with methods, outside of packages
// for tests.
func (p *program) contracts() (found []contract) {
	candidates := p.candidates()
	for _, c := range p.packages {
		if forTests(c.dir) {
			continue
		}
		for _, object := range c.info.Defs {
			name, ok := object.(*types.TypeName)
			if !ok || name.IsAlias() {
				continue
			}
			named, ok := name.Type().(*types.Named)
			if !ok || named.TypeParams().Len() > 0 {
				continue
			}
			face, ok := named.Underlying().(*types.Interface)
			if !ok || face.NumMethods() == 0 || !face.IsMethodSet() {
				continue
			}
			one := contract{name: c.dir + "." + name.Name(), place: p.place(name.Pos()), methods: face.NumMethods()}
			for _, candidate := range candidates {
				if types.Implements(candidate, face) || types.Implements(types.NewPointer(candidate), face) {
					one.kinds = append(one.kinds, strings.TrimPrefix(candidate.String(), module))
				}
			}
			found = append(found, one)
		}
	}
	slices.SortFunc(found, func(a, b contract) int { return strings.Compare(a.name, b.name) })
	return found
}

// candidates returns the types that may implement an interface: ours that
// are declared anywhere but in packages for tests, and the exported ones of
// the packages that ours import.
func (p *program) candidates() (all []*types.Named) {
	add := func(object types.Object) {
		if name, ok := object.(*types.TypeName); ok && !name.IsAlias() {
			if named, ok := name.Type().(*types.Named); ok && !types.IsInterface(named) && named.TypeParams().Len() == 0 {
				all = append(all, named)
			}
		}
	}
	seen := map[*types.Package]bool{}
	for _, c := range p.packages {
		seen[c.types] = true
	}
	for _, c := range p.packages {
		if forTests(c.dir) {
			continue
		}
		for _, object := range c.info.Defs {
			if object != nil {
				add(object)
			}
		}
		for _, imported := range c.types.Imports() {
			if seen[imported] {
				continue
			}
			seen[imported] = true
			for _, name := range imported.Scope().Names() {
				if token.IsExported(name) {
					add(imported.Scope().Lookup(name))
				}
			}
		}
	}
	return all
}

// TestAnInterfaceIsSmallAndHasTwoImplementations lists, with -v, those that
// have one or none. An interface is there because two things implement it, or
// because tests replace what is slow or remote.
func TestAnInterfaceIsSmallAndHasTwoImplementations(t *testing.T) {
	var large, single []finding
	for _, c := range typed(t).contracts() {
		if c.methods > 5 {
			large = append(large, finding{c.name, c.place, fmt.Sprintf("%s has %d methods, at most 5 are allowed", c.name, c.methods)})
		}
		if len(c.kinds) < 2 {
			single = append(single, finding{c.name, c.place, fmt.Sprintf("%s has %d implementations in the product %v: take the concrete type", c.name, len(c.kinds), c.kinds)})
		}
	}
	hold(t, "large_interfaces.txt", large)
	hold(t, "single_interfaces.txt", single)
}
