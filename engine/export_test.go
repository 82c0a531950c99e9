package engine

import (
	"slices"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/ext"
	"cel.dev/cel-go/parser"

	"github.com/gouji/gouji/report"
)

// Expressions returns all expressions of a rule, those in its messages included.
func (r *Rule) Expressions() []string {
	var texts []string
	add := func(x *expression) {
		if x != nil {
			texts = append(texts, x.text)
		}
	}
	for _, x := range []*expression{r.forEach, r.when, r.check, r.unique, r.at, r.related, r.suggest} {
		add(x)
	}
	if r.balance != nil {
		add(&r.balance.left)
		add(&r.balance.right)
	}
	for i := range r.let {
		add(&r.let[i].expression)
	}
	for _, s := range r.Severities {
		add(s.when)
	}
	for _, t := range slices.Concat(r.messages(report.Chinese), r.messages(report.English)) {
		for _, p := range t.parts {
			add(p.expression)
		}
	}
	return texts
}

// SetClock replaces the clock of an evaluator.
func (e *Evaluator) SetClock(now func() time.Time) { e.now = now }

// ParserOptions returns the options with which expressions are parsed, but for the
// choice of the parser.
func ParserOptions() []parser.Option {
	return []parser.Option{
		parser.Macros(parser.AllMacros...), parser.ExpressionSizeCodePointLimit(maxExpressionRunes),
		parser.MaxRecursionDepth(maxExpressionDepth), parser.MaxExpressionNodeCount(maxExpressionNodes),
	}
}

// Spans returns the text of each part of an expression, the macros of the language
// included.
func Spans(text string) ([]string, error) {
	env, err := cel.NewCustomEnv(cel.StdLib(), ext.Lists(ext.ListsVersion(listsVersion)))
	if err != nil {
		return nil, err
	}
	o, err := newOutline(text, env.Macros())
	if err != nil {
		return nil, err
	}
	var spans []string
	for _, p := range o.parts {
		spans = append(spans, string(o.text[p.start:p.end]))
	}
	return spans, nil
}

// FunctionsWithout describes the functions without the description of one, and with one
// more.
func FunctionsWithout(gone, more string) error {
	table := slices.DeleteFunc(functionTable(), func(f function) bool { return f.name == gone })
	if more != "" {
		table = append(table, function{name: more, written: []report.Text{text("甲", "a")}})
	}
	_, err := described(table)
	return err
}

// Needs reports whether something is known of what a text must hold for a pattern to
// match.
func Needs(s string) bool {
	p, err := newPattern(s)
	return err == nil && !p.need.none()
}

// MayMatch reports whether a text holds what a pattern needs.
func MayMatch(s, text string) bool {
	p, err := newPattern(s)
	return err != nil || p.need.metBy(text)
}
