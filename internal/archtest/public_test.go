package archtest

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
	"testing"
)

// TestOnlyPublicWordsLeaveTheProgram: what is shown, spoken, drawn or ordered is
// what celebration.Public returns, never the words as the viewer wrote them.
func TestOnlyPublicWordsLeaveTheProgram(t *testing.T) {
	outward := []string{"internal/overlay", "internal/widget", "internal/narrator", "internal/speech", "internal/video", "internal/text", "internal/asker", "internal/writer", "internal/judge", "internal/recap"}
	inward := []string{"internal/pipeline/moderate.go", "internal/pipeline/budget.go"} // they judge, and count by donor
	donation := func(v types.Type) bool {
		if pointer, ok := v.(*types.Pointer); ok {
			v = pointer.Elem()
		}
		named, ok := v.(*types.Named)
		return ok && named.Obj().Name() == "Donation" && named.Obj().Pkg().Path() == module+"internal/celebration"
	}
	read := 0
	p := typed(t)
	for _, c := range p.packages {
		if !slices.ContainsFunc(outward, func(dir string) bool { return under(c.dir, dir) }) && c.dir != "internal/pipeline" {
			continue
		}
		for _, file := range c.files {
			ast.Inspect(file, func(n ast.Node) bool {
				selector, ok := n.(*ast.SelectorExpr)
				if !ok || c.info.Selections[selector] == nil {
					return true
				}
				read++
				file, _, _ := strings.Cut(p.place(n.Pos()), ":")
				if words := selector.Sel.Name; (words == "Donor" || words == "Message") && donation(c.info.Selections[selector].Recv()) && !slices.Contains(inward, file) {
					t.Errorf("%s reads the words of a donation as they were written: use celebration.Public", p.place(n.Pos()))
				}
				return true
			})
		}
	}
	if read < 1000 {
		t.Errorf("only %d selections were read", read)
	}
}
