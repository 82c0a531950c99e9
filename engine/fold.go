package engine

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/gouji/gouji/internal/fold"
)

// foldedFields lists the fields whose texts are normalised.
func foldedFields() []string {
	return []string{"text", "header", "organ_normalised", "before", "after", "sentence", "heading"}
}

// isFolded reports whether an expression that was not checked yet gives a normalised
// text.
func isFolded(e ast.Expr, names []string) bool {
	switch e.Kind() {
	case ast.SelectKind:
		name, isParam := paramName(e)
		return !isParam && slices.Contains(foldedFields(), name)
	case ast.IdentKind:
		return slices.Contains(names, e.AsIdent())
	default:
		return false
	}
}

// foldArguments normalises texts that are compared with normalised ones: as they were
// typed, with the punctuation of Chinese, they could never be found.
func (r *rewriter) foldArguments(call ast.CallExpr) {
	var literals []ast.Expr
	switch name := call.FunctionName(); {
	case call.IsMemberFunction() && (name == "matches" || searches(name)):
		if len(call.Args()) == 1 {
			r.pattern(call.Args()[0], searches(name) || isFolded(call.Target(), r.scope.folded))
		}
	case call.IsMemberFunction() && isFolded(call.Target(), r.scope.folded):
		literals = call.Args()
	case name == operators.Equals, name == operators.NotEquals, name == operators.In:
		if slices.ContainsFunc(call.Args(), func(e ast.Expr) bool { return isFolded(e, r.scope.folded) }) {
			literals = call.Args()
		}
	}
	for _, e := range literals {
		if e.Kind() == ast.ListKind {
			for _, element := range e.AsList().Elements() {
				r.foldText(element)
			}
			continue
		}
		r.foldText(e)
	}
}

// foldText normalises a text that is written out, or a parameter.
func (r *rewriter) foldText(e ast.Expr) {
	var value ref.Val
	switch e.Kind() {
	case ast.LiteralKind:
		value = e.AsLiteral()
	case ast.SelectKind:
		if name, ok := paramName(e); ok && r.scope.params[name] != nil {
			value = r.scope.params[name].Value
		}
	default:
	}
	if s, ok := value.(types.String); ok {
		e.SetKindCase(r.factory.NewLiteral(e.ID(), types.String(fold.String(string(s)))))
	}
}

// foldPattern normalises a pattern that is matched with a normalised text. What the
// normal form of a character means in patterns is escaped.
func foldPattern(pattern string) string {
	var b strings.Builder
	escaped := false
	for _, c := range pattern {
		folded := fold.String(string(c))
		switch {
		case folded != string(c):
			for _, plain := range folded {
				if strings.ContainsRune(`\.+*?()|[]{}^$-`, plain) {
					b.WriteByte('\\')
				}
				b.WriteRune(plain)
			}
			escaped = false
			continue
		case escaped:
			escaped = false
		case c == '\\':
			escaped = true
		}
		b.WriteRune(c)
	}
	return b.String()
}
