package engine

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/report"
)

// foldedFields lists the fields whose texts are normalised.
func foldedFields() []string { return []string{"text", "header", "organ_normalised"} }

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
// typed, with the punctuation of Chinese, they could never be found. A pattern is left
// to its author, since what is normalised may have a meaning of its own there.
func (r *rewriter) foldArguments(call ast.CallExpr) {
	var literals []ast.Expr
	switch name := call.FunctionName(); {
	case call.IsMemberFunction() && isFolded(call.Target(), r.scope.folded):
		if name == "matches" {
			r.foldedPattern(call.Args())
			return
		}
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

// foldedPattern reports what a pattern looks for in a normalised text and can never find.
func (r *rewriter) foldedPattern(args []ast.Expr) {
	if len(args) != 1 || args[0].Kind() != ast.LiteralKind {
		return
	}
	pattern, ok := args[0].AsLiteral().(types.String)
	if !ok {
		return
	}
	for _, c := range string(pattern) {
		if folded := fold.String(string(c)); folded != string(c) {
			r.ok = false
			r.t.reportAt(args[0].ID(), utf8.RuneCountInString(string(pattern))+2, report.Text{
				ZH: fmt.Sprintf("规范化的文字中没有“%c”，只有“%s”，这样写永远找不到", c, folded),
				EN: fmt.Sprintf("a normalised text never holds %q, but %q", c, folded),
			}, report.Text{ZH: "请改写，或者用 .raw 匹配原文", EN: "Write that, or match .raw, which is the text as printed"})
			return
		}
	}
}
