package engine

import (
	"fmt"
	"slices"
	"unicode"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/parser"
)

// outline is an expression as its author wrote it: the sub-expressions with their
// places in the text, without what macros and the rewriting for exact numbers add.
// It depends on the text alone and serves all forms.
type outline struct {
	text  []rune
	parts []part
	// byID finds a part by the identifier of its node, which is the same in the
	// tree that is evaluated.
	byID  map[int64]int
	loops []loop
}

// part is a sub-expression. Parts are in the order in which they are evaluated:
// operands first.
type part struct {
	id int64
	// start and end bound the text of the part, in code points.
	start, end int
	parent     int // or -1
	// branches are the condition and the two results of a conditional.
	branches []int
	// constant says that the value is the same for all reports, parameter that it
	// does not show in the text.
	constant, parameter bool
	// prefix says that what the part is can be seen elsewhere: at a field of it, in
	// the list that holds it, or at the beginning of the loop.
	prefix bool
	// variable says that the part names the element at hand, at the beginning of a
	// loop.
	variable bool
}

// loop is a macro that goes through a list.
type loop struct {
	// condition is the node that is evaluated at the beginning of each round.
	condition int64
	name      string // of the variable
	variable  int    // its part
	root      int    // the part that is the whole macro
	// first and last bound the parts that are evaluated in each round.
	first, last int
}

// newOutline parses an expression. Expressions that do not parse have no outline.
func newOutline(text string, macros []parser.Macro) (*outline, error) {
	p, err := newParser(macros, parser.PopulateMacroCalls(true))
	if err != nil {
		return nil, err
	}
	tree, errs := p.Parse(common.NewTextSource(text))
	if all := errs.GetErrors(); len(all) > 0 {
		return nil, fmt.Errorf("outline: %s", all[0].Message)
	}
	o := &outline{text: []rune(text), byID: map[int64]int{}}
	w := outliner{outline: o, info: tree.SourceInfo(), pairs: brackets(o.text), expanded: map[int64]ast.Expr{}}
	ast.PreOrderVisit(tree.Expr(), ast.NewExprVisitor(func(e ast.Expr) { w.expanded[e.ID()] = e }))
	root := w.walk(tree.Expr())
	for i := range o.parts {
		if o.parts[i].parent == unclaimed && i != root {
			o.parts[i].parent = root
		}
	}
	return o, nil
}

// trimmed returns where the expression begins and ends, without the blanks around it.
func (o *outline) trimmed() (start, end int) {
	root := &o.parts[len(o.parts)-1]
	return root.start, root.end
}

// newParser makes the parser of the rule language: cel-go's new one, which is not
// yet its default, takes a tenth of the time and gives equal trees (a test compares
// them for every shipped expression).
func newParser(macros []parser.Macro, more ...parser.Option) (*parser.Parser, error) {
	p, err := parser.NewParser(append([]parser.Option{
		parser.EnablePrattParser(true), parser.Macros(macros...),
		parser.ExpressionSizeCodePointLimit(maxExpressionRunes),
		parser.MaxRecursionDepth(maxExpressionDepth), parser.MaxExpressionNodeCount(maxExpressionNodes),
	}, more...)...)
	if err != nil {
		return nil, fmt.Errorf("parser: %w", err)
	}
	return p, nil
}

// unclaimed is the parent of a part whose parent is yet to come.
const unclaimed = -1

// outliner walks a tree with its macros as they were written.
type outliner struct {
	*outline

	info  *ast.SourceInfo
	pairs map[int]int
	// expanded finds what a macro became: within the text of another macro, a macro is
	// no more than an identifier.
	expanded map[int64]ast.Expr
	// variables are those of the loops around.
	variables []string
}

// walk adds the parts of a node and returns the last of them, which is the node
// itself.
func (w *outliner) walk(e ast.Expr) int {
	if call, ok := w.info.GetMacroCall(e.ID()); ok {
		return w.macro(e, call.AsCall())
	}
	p := part{id: e.ID(), parent: unclaimed}
	at, _ := w.info.GetOffsetRange(e.ID())
	p.start, p.end = int(at.Start), int(at.Stop)
	var children []int
	switch e.Kind() {
	case ast.LiteralKind:
		p.constant = true
		if w.text[p.start] == '-' {
			p.end = w.number(p.start)
		}
	case ast.IdentKind:
		p.prefix = slices.Contains(w.variables, e.AsIdent())
	case ast.SelectKind:
		operand := e.AsSelect().Operand()
		if operand.Kind() == ast.IdentKind && operand.AsIdent() == paramsName {
			// The name stands for a constant, and is no part of its own.
			p.constant, p.parameter = true, true
			p.start = w.begin(operand)
		} else {
			children = append(children, w.walk(operand))
			w.lead(children[0], operand)
		}
		p.end = w.nameAfter(int(at.Start) + 1)
	case ast.CallKind:
		children = w.call(&p, e)
	case ast.ListKind:
		for _, element := range e.AsList().Elements() {
			child := w.walk(element)
			w.lead(child, element)
			children = append(children, child)
		}
		p.end = w.closing(p.start)
	case ast.MapKind:
		for _, entry := range e.AsMap().Entries() {
			children = append(children, w.walk(entry.AsMapEntry().Key()), w.walk(entry.AsMapEntry().Value()))
		}
		p.end = w.closing(p.start)
	default:
	}
	return w.add(p, children)
}

// add appends a part that spans its children, and whatever brackets they open or
// close.
func (w *outliner) add(p part, children []int) int {
	i := len(w.parts)
	for _, c := range children {
		p.start, p.end = min(p.start, w.parts[c].start), max(p.end, w.parts[c].end)
		w.parts[c].parent = i
	}
	p.start, p.end = w.balanced(p.start, p.end)
	w.parts = append(w.parts, p)
	w.byID[p.id] = i
	return i
}

// call adds the operands of a call or an operator.
func (w *outliner) call(p *part, e ast.Expr) []int {
	call := e.AsCall()
	var children []int
	if call.IsMemberFunction() {
		children = append(children, w.walk(call.Target()))
	}
	if name := call.FunctionName(); name == "cell" || name == "section" {
		// The key is part of the name.
		p.start, p.end = w.nameBefore(p.start), w.closing(p.start)
		return children
	}
	for _, arg := range call.Args() {
		children = append(children, w.walk(arg))
	}
	name := call.FunctionName()
	switch {
	case name == operators.Conditional:
		p.branches = children
	case name == operators.Index:
		w.lead(children[0], call.Args()[0])
		p.end = w.closing(p.start)
	case call.IsMemberFunction():
		p.end = w.closing(p.start)
	case unicode.IsLetter([]rune(name)[0]):
		p.start, p.end = w.nameBefore(p.start), w.closing(p.start)
	}
	return children
}

// macro adds the parts of a macro. What it expands to holds the same operands,
// among nodes that nobody wrote.
func (w *outliner) macro(e ast.Expr, call ast.CallExpr) int {
	at, _ := w.info.GetOffsetRange(e.ID())
	open := int(at.Start)
	p := part{id: e.ID(), parent: unclaimed, start: open, end: w.closing(open)}
	args := call.Args()
	if !call.IsMemberFunction() {
		p.start = w.nameBefore(open)
		var children []int
		if call.FunctionName() == operators.Has && len(args) == 1 && args[0].Kind() == ast.SelectKind {
			// Only the operand is evaluated.
			operand := args[0].AsSelect().Operand()
			children = append(children, w.walk(operand))
			w.lead(children[0], operand)
		}
		return w.add(p, children)
	}
	children := []int{w.walk(call.Target())}
	l := loop{}
	if len(args) > 1 && args[0].Kind() == ast.IdentKind {
		l.name = args[0].AsIdent()
		l.condition = condition(w.expanded[e.ID()], l.name)
	}
	if l.condition != 0 {
		name := args[0]
		nameAt, _ := w.info.GetOffsetRange(name.ID())
		l.variable = w.add(part{
			id: name.ID(), parent: unclaimed, start: int(nameAt.Start), end: int(nameAt.Start) + len([]rune(l.name)), variable: true,
		}, nil)
		children = append(children, l.variable)
		args = args[1:]
		w.variables = append(w.variables, l.name)
		defer func() { w.variables = w.variables[:len(w.variables)-1] }()
	}
	l.first = len(w.parts)
	for _, arg := range args {
		children = append(children, w.walk(arg))
	}
	l.last = len(w.parts) - 1
	l.root = w.add(p, children)
	if l.condition != 0 {
		w.loops = append(w.loops, l)
	}
	return l.root
}

// condition returns the node with which each round of the loop over a variable
// begins, or 0.
func condition(e ast.Expr, variable string) int64 {
	var found int64
	if e == nil {
		return 0
	}
	ast.PreOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) {
		if found == 0 && e.Kind() == ast.ComprehensionKind && e.AsComprehension().IterVar() == variable {
			found = e.AsComprehension().LoopCondition().ID()
		}
	}))
	return found
}

// lead marks the operand of a selection, or the element of a list, where that says
// all that there is to say of it.
func (w *outliner) lead(i int, operand ast.Expr) {
	switch operand.Kind() {
	case ast.IdentKind, ast.SelectKind:
		w.parts[i].prefix = true
	case ast.CallKind:
		name := operand.AsCall().FunctionName()
		w.parts[i].prefix = name == "cell" || name == "section" || name == operators.Index
	default:
	}
}

// begin returns where the text of a name begins.
func (w *outliner) begin(e ast.Expr) int {
	at, _ := w.info.GetOffsetRange(e.ID())
	return int(at.Start)
}

// number returns the end of a negative number, of which the parser knows the place of
// the minus only.
func (w *outliner) number(start int) int {
	i := start + 1
	for i < len(w.text) && unicode.IsSpace(w.text[i]) {
		i++
	}
	for i < len(w.text) && (isNameRune(w.text[i]) || w.text[i] == '.') {
		i++
	}
	return i
}

// closing returns the offset behind the bracket that closes the one at an offset.
func (w *outliner) closing(open int) int {
	if end, ok := w.pairs[open]; ok {
		return end + 1
	}
	return open + 1
}

// nameBefore returns where the name in front of a bracket begins.
func (w *outliner) nameBefore(open int) int {
	i := open
	for i > 0 && unicode.IsSpace(w.text[i-1]) {
		i--
	}
	for i > 0 && isNameRune(w.text[i-1]) {
		i--
	}
	return i
}

// nameAfter returns the end of the name that begins at an offset or behind blanks.
func (w *outliner) nameAfter(i int) int {
	for i < len(w.text) && unicode.IsSpace(w.text[i]) {
		i++
	}
	for i < len(w.text) && isNameRune(w.text[i]) {
		i++
	}
	return i
}

func isNameRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// balanced widens a span until no bracket in it has its partner outside.
func (w *outliner) balanced(start, end int) (from, to int) {
	for i := start; i < end; i++ {
		partner, ok := w.pairs[i]
		if !ok || partner >= start && partner < end {
			continue
		}
		start, end = min(start, partner), max(end, partner+1)
		i = start - 1
	}
	return start, end
}

// brackets pairs the brackets of an expression that stand outside of quotes and
// comments, in both directions.
func brackets(text []rune) map[int]int {
	pairs := map[int]int{}
	var open []int
	classes := LexicalClasses(text)
	for i, r := range text {
		if classes[i] != Code {
			continue
		}
		switch r {
		case '(', '[', '{':
			open = append(open, i)
		case ')', ']', '}':
			if len(open) > 0 {
				from := open[len(open)-1]
				open = open[:len(open)-1]
				pairs[from], pairs[i] = i, from
			}
		}
	}
	return pairs
}
