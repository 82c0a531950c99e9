package engine

import (
	"time"

	"cel.dev/cel-go/parser"
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
	for _, t := range r.message {
		if t == nil {
			continue
		}
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
