package engine

import (
	"slices"
	"strings"
	"unicode"

	"cel.dev/cel-go/common/decls"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/gouji/gouji/report"
)

// symbol returns what an author types for a function of the environment.
func symbol(name string) string {
	switch name {
	case operators.In:
		return "in"
	case operators.Index:
		return "[ ]"
	case operators.Conditional:
		return "? :"
	}
	if unicode.IsLetter([]rune(name)[0]) {
		return name
	}
	return strings.Trim(name, "_")
}

// signatures writes the overloads of a function. An integer can be used wherever a
// number can, so that only those are written that give something else.
func signatures(f *decls.FunctionDecl) []report.Text {
	overloads := slices.DeleteFunc(slices.Clone(f.OverloadDecls()), func(o *decls.OverloadDecl) bool {
		return slices.ContainsFunc(append(slices.Clone(o.ArgTypes()), o.ResultType()), foreign) || narrower(o, f.OverloadDecls())
	})
	var out []report.Text
	for _, o := range overloads {
		s := report.Text{ZH: signature(f.Name(), o, report.Chinese), EN: signature(f.Name(), o, report.English)}
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b report.Text) int { return strings.Compare(a.EN, b.EN) })
	return out
}

// foreign reports whether a type is one of CEL that no value of the rule language has.
func foreign(t *types.Type) bool {
	switch t.Kind() {
	case types.BytesKind, types.DoubleKind, types.UintKind, types.DurationKind, types.TimestampKind, types.MapKind:
		return true
	case types.ListKind:
		return foreign(t.Parameters()[0])
	}
	return false
}

// narrower reports whether an overload for integers gives the same as one for numbers.
func narrower(o *decls.OverloadDecl, all []*decls.OverloadDecl) bool {
	covers := func(wide, narrow *types.Type) bool {
		return wide.IsExactType(narrow) || wide.IsExactType(decimalType) && narrow.IsExactType(types.IntType) ||
			wide.IsExactType(types.NewListType(decimalType)) && narrow.IsExactType(types.NewListType(types.IntType))
	}
	return slices.ContainsFunc(all, func(wide *decls.OverloadDecl) bool {
		return wide != o && wide.IsMemberFunction() == o.IsMemberFunction() && wide.ResultType().IsExactType(o.ResultType()) &&
			slices.EqualFunc(wide.ArgTypes(), o.ArgTypes(), covers)
	})
}

// signature writes an overload as an author would use it.
func signature(name string, o *decls.OverloadDecl, lang report.Language) string {
	operator := !unicode.IsLetter([]rune(name)[0])
	args := make([]string, len(o.ArgTypes()))
	for i, t := range o.ArgTypes() {
		args[i] = term(t, operator, lang)
	}
	var call string
	switch {
	case name == operators.Index:
		call = args[0] + "[" + args[1] + "]"
	case name == operators.Conditional:
		call = args[0] + " ? " + args[1] + " : " + args[2]
	case operator && len(args) == 1:
		call = symbol(name) + args[0]
	case operator:
		call = args[0] + " " + symbol(name) + " " + args[1]
	case o.IsMemberFunction():
		call = args[0] + "." + name + "(" + strings.Join(args[1:], ", ") + ")"
	default:
		call = name + "(" + strings.Join(args, ", ") + ")"
	}
	return call + " → " + term(o.ResultType(), operator, lang)
}

// term names a type in a signature. Operators treat all parts of a report but cells
// alike.
func term(t *types.Type, operator bool, lang report.Language) string {
	switch t.Kind() {
	case types.BoolKind:
		return lang.Pick("真假值", "truth value")
	case types.IntKind:
		return lang.Pick("整数", "integer")
	case types.StringKind:
		return lang.Pick("文字", "text")
	case types.TypeParamKind:
		return lang.Pick("任意", "anything")
	case types.ListKind:
		element := t.Parameters()[0]
		if element.Kind() == types.TypeParamKind {
			return lang.Pick("列表", "list")
		}
		return lang.Pick(term(element, operator, lang)+"列表", term(element, operator, lang)+"s")
	}
	switch {
	case t.IsExactType(decimalType):
		return lang.Pick("数值", "number")
	case operator:
		return lang.Pick("元素", "element")
	case lang == report.Chinese:
		return kindName(t, lang)
	}
	return strings.TrimPrefix(kindName(t, lang), "a ")
}
