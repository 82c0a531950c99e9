package engine

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/govalues/decimal"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/report"
)

// Mutant is a rule with one deliberate mistake: a comparison turned round, a term left
// out, another number. Tests that cannot tell it from the rule do not show what the
// rule asks for.
type Mutant struct {
	Rule *Rule
	// Change says what was changed, and the rest where it stands.
	Change       report.Text
	File         string
	Line, Column int

	part     askedPart
	mutation mutation
	// alter makes the mistake where it is in no expression.
	alter func(*Rule)
}

// On returns another rule with the mistake of the mutant: the same rule, with other
// parameters.
func (m Mutant) On(rule *Rule) *Rule {
	out := *rule
	if m.alter != nil {
		m.alter(&out)
		return &out
	}
	x := *m.part.get(rule)
	x.mutation = &m.mutation
	m.part.put(&out, &x)
	return &out
}

// mutation changes one node of a tree that was parsed.
type mutation struct {
	id     int64
	offset int // of the node in the expression, in code points
	change report.Text
	apply  func(f ast.ExprFactory, next func() int64, e ast.Expr)
}

// applyTo makes the change. Trees of one text have the same identifiers.
func (m *mutation) applyTo(tree *ast.AST) {
	last := ast.MaxID(tree)
	next := func() int64 {
		last++
		if at, ok := tree.SourceInfo().GetOffsetRange(m.id); ok {
			tree.SourceInfo().SetOffsetRange(last, at)
		}
		return last
	}
	done := false
	ast.PreOrderVisit(tree.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.ID() == m.id && !done {
			done = true
			m.apply(ast.NewExprFactory(), next, e)
		}
	}))
}

// Mutants returns the mutants of a rule that compile for every schema that the rule is
// for. What a rule says of places and messages has none.
func (e *Engine) Mutants(rule *Rule, schemas []*report.Schema) ([]Mutant, error) {
	var c *compiler
	for _, s := range schemas {
		if rule.Runs(s) {
			var err error
			if c, err = e.forSchema(s, false).ready(); err != nil {
				return nil, err
			}
		}
	}
	if c == nil {
		return nil, nil
	}
	mutants := rule.diagnosisMutants()
	for _, part := range rule.asked() {
		x := part.get(rule)
		parsed, errs := c.parser.Parse(common.NewTextSource(x.text))
		if len(errs.GetErrors()) > 0 {
			continue // the rule was checked
		}
		for _, m := range mutationsOf(parsed, x, rule.Params, part.cells) {
			line, column := x.node.Locate(x.offset + m.offset)
			mutant := Mutant{Change: m.change, File: x.node.File(), Line: line, Column: column, part: part, mutation: m}
			mutant.Rule = mutant.On(rule)
			var diags diag.List
			if e.checkRule(mutant.Rule, schemas, &diags); diags.Len() == 0 {
				mutants = append(mutants, mutant)
			}
		}
	}
	return mutants, nil
}

// diagnosisMutants leave out one of the balances that a rule explains, each in turn.
func (r *Rule) diagnosisMutants() []Mutant {
	mutants := make([]Mutant, 0, len(r.Diagnoses()))
	for i, id := range r.Diagnoses() {
		m := Mutant{Change: report.Text{ZH: "去掉 " + id, EN: id + " left out"}}
		n := r.written["diagnose"].Get("balances")
		if items := n.List(); i < len(items) {
			n = items[i]
		}
		m.File, m.Line, m.Column = n.File(), n.Line(), n.Column()
		m.alter = func(out *Rule) {
			d := *out.diagnose
			d.balances = slices.DeleteFunc(slices.Clone(d.balances), func(other string) bool { return other == id })
			out.diagnose = &d
		}
		m.Rule = m.On(r)
		mutants = append(mutants, m)
	}
	return mutants
}

// askedPart is an expression that says what a rule asks for.
type askedPart struct {
	get func(*Rule) *expression
	put func(*Rule, *expression)
	// cells says that the expression gives the cells of a side of a balance.
	cells bool
}

// asked lists the expressions that say what the rule asks for, and of what.
func (r *Rule) asked() []askedPart {
	var parts []askedPart
	if r.when != nil {
		parts = append(parts, askedPart{get: func(r *Rule) *expression { return r.when }, put: func(r *Rule, x *expression) { r.when = x }})
	}
	if r.check != nil {
		parts = append(parts, askedPart{get: func(r *Rule) *expression { return r.check }, put: func(r *Rule, x *expression) { r.check = x }})
	}
	if r.unique != nil {
		parts = append(parts, askedPart{get: func(r *Rule) *expression { return r.unique }, put: func(r *Rule, x *expression) { r.unique = x }})
	}
	if r.balance != nil {
		parts = append(parts, askedPart{
			get:   func(r *Rule) *expression { return &r.balance.left },
			put:   func(r *Rule, x *expression) { r.balance = &balanceClause{*x, r.balance.right} },
			cells: true,
		}, askedPart{
			get:   func(r *Rule) *expression { return &r.balance.right },
			put:   func(r *Rule, x *expression) { r.balance = &balanceClause{r.balance.left, *x} },
			cells: true,
		})
	}
	for i := range r.let {
		parts = append(parts, askedPart{
			get: func(r *Rule) *expression { return &r.let[i].expression },
			put: func(r *Rule, x *expression) {
				r.let = slices.Clone(r.let)
				r.let[i].expression = *x
			},
		})
	}
	for i := range r.Severities {
		if r.Severities[i].when == nil {
			continue
		}
		parts = append(parts, askedPart{
			get: func(r *Rule) *expression { return r.Severities[i].when },
			put: func(r *Rule, x *expression) {
				r.Severities = slices.Clone(r.Severities)
				r.Severities[i].when = x
			},
		})
	}
	return parts
}

// mutator collects the mutations of an expression.
type mutator struct {
	runes  []rune
	info   *ast.SourceInfo
	params map[string]*Param
	all    []mutation
}

func mutationsOf(tree *ast.AST, x *expression, params map[string]*Param, cells bool) []mutation {
	m := mutator{runes: []rune(x.text), info: tree.SourceInfo(), params: params}
	ast.PreOrderVisit(tree.Expr(), ast.NewExprVisitor(m.visit))
	switch root := tree.Expr(); {
	case cells && root.Kind() != ast.ListKind:
		m.ends(root)
	case root.Kind() == ast.SelectKind, root.Kind() == ast.ComprehensionKind, root.Kind() == ast.CallKind && root.AsCall().IsMemberFunction():
		// Only what is true or false compiles; else it is no mutant.
		m.add(root, "取反", "the opposite", func(f ast.ExprFactory, next func() int64, e ast.Expr) {
			inner := f.NewLiteral(next(), types.NullValue)
			inner.SetKindCase(f.CopyExpr(e))
			e.SetKindCase(f.NewCall(e.ID(), operators.LogicalNot, inner))
		})
	}
	return m.all
}

func (m *mutator) add(e ast.Expr, zh, en string, apply func(f ast.ExprFactory, next func() int64, e ast.Expr)) {
	offset := 0
	if at, ok := m.info.GetOffsetRange(e.ID()); ok {
		offset = int(at.Start)
	}
	m.all = append(m.all, mutation{e.ID(), offset, report.Text{ZH: zh, EN: en}, apply})
}

// written reports whether a node stands in the text as such, and was not made of a
// macro.
func (m *mutator) written(e ast.Expr, symbol string) bool {
	at, ok := m.info.GetOffsetRange(e.ID())
	return ok && int(at.Start) < len(m.runes) && strings.HasPrefix(string(m.runes[at.Start:]), symbol)
}

// otherComparisons lists what comparisons are replaced by.
func otherComparisons() map[string][]string {
	return map[string][]string{
		operators.Equals: {operators.NotEquals}, operators.NotEquals: {operators.Equals},
		operators.Less: {operators.LessEquals, operators.GreaterEquals}, operators.LessEquals: {operators.Less, operators.Greater},
		operators.Greater: {operators.GreaterEquals, operators.LessEquals}, operators.GreaterEquals: {operators.Greater, operators.Less},
		operators.LogicalAnd: {operators.LogicalOr}, operators.LogicalOr: {operators.LogicalAnd},
		operators.Add: {operators.Subtract}, operators.Subtract: {operators.Add},
	}
}

func (m *mutator) visit(e ast.Expr) {
	switch e.Kind() {
	case ast.CallKind:
		m.call(e)
	case ast.LiteralKind:
		// What a macro adds has the place of the macro, where no constant stands.
		if v := e.AsLiteral(); m.written(e, shown(v)) {
			m.literal(e, v)
		}
	case ast.SelectKind:
		sel := e.AsSelect()
		if op := sel.Operand(); op.Kind() == ast.IdentKind && op.AsIdent() == paramsName {
			if p := m.params[sel.FieldName()]; p != nil {
				m.literal(e, p.Value)
			}
		}
	case ast.ListKind:
		elements := e.AsList().Elements()
		for i := range elements {
			if len(elements) > 1 {
				m.add(e, fmt.Sprintf("去掉第 %d 项", i+1), fmt.Sprintf("item %d left out", i+1), func(f ast.ExprFactory, _ func() int64, e ast.Expr) {
					e.SetKindCase(f.NewList(e.ID(), slices.Delete(slices.Clone(e.AsList().Elements()), i, i+1), nil))
				})
			}
		}
	default:
	}
}

func (m *mutator) call(e ast.Expr) {
	call := e.AsCall()
	name := call.FunctionName()
	symbol := strings.Trim(name, "_@")
	switch {
	case name == operators.LogicalNot && m.written(e, "!"):
		m.add(e, "去掉“!”", "! left out", func(f ast.ExprFactory, _ func() int64, e ast.Expr) {
			e.SetKindCase(f.CopyExpr(e.AsCall().Args()[0]))
		})
	case name == operators.Conditional && m.written(e, "?"):
		m.branch(e, 1, "只取真分支", "always the first branch")
		m.branch(e, 2, "只取假分支", "always the second branch")
	case len(call.Args()) == 2 && !call.IsMemberFunction() && m.written(e, symbol):
		for _, other := range otherComparisons()[name] {
			what := strings.Trim(other, "_")
			m.add(e, fmt.Sprintf("“%s”改为“%s”", symbol, what), fmt.Sprintf("%s in place of %s", what, symbol), func(f ast.ExprFactory, _ func() int64, e ast.Expr) {
				e.SetKindCase(f.NewCall(e.ID(), other, e.AsCall().Args()...))
			})
		}
		switch name {
		case operators.LogicalAnd, operators.LogicalOr, operators.Add, operators.Subtract:
			m.branch(e, 0, fmt.Sprintf("去掉“%s”右边", symbol), "what is right of "+symbol+" left out")
			m.branch(e, 1, fmt.Sprintf("去掉“%s”左边", symbol), "what is left of "+symbol+" left out")
		}
	}
}

// branch replaces a call by one of its arguments.
func (m *mutator) branch(e ast.Expr, arg int, zh, en string) {
	m.add(e, zh, en, func(f ast.ExprFactory, _ func() int64, e ast.Expr) { e.SetKindCase(f.CopyExpr(e.AsCall().Args()[arg])) })
}

// literal changes a constant. A text has no other that would be just as likely.
func (m *mutator) literal(e ast.Expr, value ref.Val) {
	replace := func(with ref.Val) {
		m.add(e, fmt.Sprintf("%s 改为 %s", shown(value), shown(with)), fmt.Sprintf("%s in place of %s", shown(with), shown(value)),
			func(f ast.ExprFactory, _ func() int64, e ast.Expr) { e.SetKindCase(f.NewLiteral(e.ID(), with)) })
	}
	switch v := value.(type) {
	case types.Int:
		replace(v + 1)
	case types.Double:
		// Of a literal the digits that were typed would count: the number is named instead.
		with, err := decimal.NewFromFloat64(float64(v + 1))
		if err != nil {
			return
		}
		m.add(e, fmt.Sprintf("%s 改为 %s", shown(value), with), fmt.Sprintf("%s in place of %s", with, shown(value)),
			func(f ast.ExprFactory, next func() int64, e ast.Expr) {
				e.SetKindCase(f.NewCall(e.ID(), toDecimal, f.NewLiteral(next(), types.String(with.String()))))
			})
	case types.Bool:
		replace(!v)
	}
}

func shown(v ref.Val) string { return formatValue(v, report.English) }

// ends leaves out the first and the last of a list of cells that is not written out.
func (m *mutator) ends(e ast.Expr) {
	slice := func(zh, en string, bounds func(f ast.ExprFactory, next func() int64, list ast.Expr) []ast.Expr) {
		m.add(e, zh, en, func(f ast.ExprFactory, next func() int64, e ast.Expr) {
			list := f.CopyExpr(e)
			inner := f.NewLiteral(next(), types.NullValue)
			inner.SetKindCase(list)
			e.SetKindCase(f.NewMemberCall(e.ID(), "slice", inner, bounds(f, next, list)...))
		})
	}
	size := func(f ast.ExprFactory, next func() int64, list ast.Expr) ast.Expr {
		again := f.NewLiteral(next(), types.NullValue)
		again.SetKindCase(f.CopyExpr(list))
		return f.NewMemberCall(next(), "size", again)
	}
	slice("去掉第一个单元格", "the first cell left out", func(f ast.ExprFactory, next func() int64, list ast.Expr) []ast.Expr {
		return []ast.Expr{f.NewLiteral(next(), types.Int(1)), size(f, next, list)}
	})
	slice("去掉最后一个单元格", "the last cell left out", func(f ast.ExprFactory, next func() int64, list ast.Expr) []ast.Expr {
		return []ast.Expr{f.NewLiteral(next(), types.Int(0)), f.NewCall(next(), operators.Subtract, size(f, next, list), f.NewLiteral(next(), types.Int(1)))}
	})
}
