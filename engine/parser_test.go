package engine_test

import (
	"fmt"
	"testing"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/debug"
	"cel.dev/cel-go/parser"
	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/pack"
)

// TestParsers parses every shipped expression with the parser that is used and
// with the one that is CEL's default. The trees must be equal, the places of their
// nodes included.
func TestParsers(t *testing.T) {
	t.Parallel()
	used, err := parser.NewParser(append(engine.ParserOptions(), parser.EnablePrattParser(true))...)
	if err != nil {
		t.Fatal(err)
	}
	reference, err := parser.NewParser(append(engine.ParserOptions(), parser.EnablePrattParser(false))...)
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, paths := range [][]string{nil, {"../testdata/packs/library"}, {"../testdata/packs/stations"}} {
		loaded, err := pack.Builtin()
		if paths != nil {
			loaded, err = pack.Load(paths)
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range loaded.Rules {
			for _, text := range r.Expressions() {
				a, errsA := used.Parse(common.NewTextSource(text))
				b, errsB := reference.Parse(common.NewTextSource(text))
				if len(errsA.GetErrors())+len(errsB.GetErrors()) > 0 {
					t.Fatalf("%s: %s: %v, %v", r.ID, text, errsA.GetErrors(), errsB.GetErrors())
				}
				if diff := cmp.Diff(shown(b), shown(a)); diff != "" {
					t.Errorf("%s: %s: -default +used\n%s", r.ID, text, diff)
				}
				compared++
			}
		}
	}
	if compared < 200 {
		t.Errorf("only %d expressions were compared", compared)
	}
}

// shown writes a tree with the place of each of its nodes.
func shown(tree *ast.AST) []string {
	lines := []string{debug.ToDebugString(tree.Expr())}
	ast.PreOrderVisit(tree.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		at := tree.SourceInfo().GetStartLocation(e.ID())
		lines = append(lines, fmt.Sprintf("%d:%d %s", at.Line(), at.Column(), debug.ToDebugString(e)))
	}))
	return lines
}
