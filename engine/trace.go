package engine

import (
	"cel.dev/cel-go/common/types/ref"
)

// Trace shows how an expression came to its value.
type Trace struct {
	// Part names the expression: "when", "check", "let.NAME" and so on. It is empty
	// for an expression that belongs to no rule.
	Part string
	// Text is the expression as it was written.
	Text  string
	Value Value
	// Parts are the sub-expressions in the order in which they are evaluated, the
	// whole last. Constants are left out, and names that lead to a field.
	Parts []TracePart
}

// TracePart is a sub-expression and its value. Within a loop that is its value in the
// round that decided: the last, or the first that could not be told where the
// result could not be told either.
type TracePart struct {
	// Start and End bound the part in the text, in code points.
	Start, End int
	// Evaluated is false for what other operands made superfluous.
	Evaluated bool
	Value     Value
	// Variable says that the part is the name of the element in a loop.
	Variable bool
}

// trace describes what was observed of an expression.
func (t *tracked) trace(name string, o *observation, v ref.Val) *Trace {
	trace := &Trace{Part: name, Text: t.expression.text, Value: newValue(v)}
	for i := range o.outline.parts {
		p := &o.outline.parts[i]
		v := o.values[i]
		switch {
		case v == nil && (p.constant || p.variable || p.prefix || p.parent >= 0 && o.values[p.parent] == nil):
			continue
		case v != nil && (p.prefix || p.constant && !p.parameter):
			continue
		}
		shown := TracePart{Start: p.start, End: p.end, Evaluated: v != nil, Variable: p.variable}
		if v != nil {
			shown.Value = newValue(v)
		}
		trace.Parts = append(trace.Parts, shown)
	}
	return trace
}
