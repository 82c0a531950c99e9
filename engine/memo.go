package engine

import (
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// memo remembers the results of an expression that depends on nothing but a few
// fields of the element at hand, each with few values: whether a cell is blank,
// whether a label is exact. A report has hundreds of such elements and mostly one
// and the same combination of values, so each combination is evaluated once.
type memo struct {
	fields []*field
	size   int
}

// maxMemo bounds the combinations that are remembered for an expression.
const maxMemo = 1024

// newMemo returns the memo of an expression, or nil where it depends on more.
func (c *compiler) newMemo(checked *ast.AST) *memo {
	m := &memo{size: 1}
	ok := true
	selected := map[int64]bool{} // the names of which a field is selected
	ast.PreOrderVisit(checked.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.IdentKind:
			// The element as such has more than the fields that are looked at.
			ok = ok && e.AsIdent() == itName && selected[e.ID()]
		case ast.SelectKind:
			s := e.AsSelect()
			class := c.classOf(checked.GetType(s.Operand().ID()))
			if class == nil || s.IsTestOnly() || s.Operand().Kind() != ast.IdentKind || class.fields[s.FieldName()].code == nil {
				ok = false
				return
			}
			selected[s.Operand().ID()] = true
			f := class.fields[s.FieldName()]
			if slices.Contains(m.fields, f) {
				return
			}
			m.fields = append(m.fields, f)
			m.size *= f.codes
		case ast.LiteralKind, ast.CallKind, ast.ListKind:
		default:
			ok = false
		}
	}))
	if !ok || len(m.fields) == 0 || m.size > maxMemo {
		return nil
	}
	return m
}

// code returns which combination of values an element has.
func (m *memo) code(o *object) int {
	code := 0
	for _, f := range m.fields {
		code = code*f.codes + f.code(o)
	}
	return code
}

// remembered evaluates a program for the element at hand, or returns what it gave
// for another of the same combination.
func (r *run) remembered(p *program, o *object) ref.Val {
	results, ok := r.bound.memos[p]
	if !ok {
		results = make([]ref.Val, p.memo.size)
		r.bound.memos[p] = results
	}
	code := p.memo.code(o)
	if results[code] == nil {
		v := r.evaluate(p)
		if types.IsUnknownOrError(v) {
			return v
		}
		results[code] = v
	}
	return results[code]
}
