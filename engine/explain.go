package engine

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"cel.dev/cel-go/common/types/ref"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

// Explanation tells how a rule came to its results for a report.
type Explanation struct {
	// ForEach shows how the elements were found, or is nil.
	ForEach *Trace
	// Steps holds one entry for each place that the rule looked at.
	Steps []Step
	// Defects is what went wrong with the rule itself.
	Defects []report.Defect

	rule    *Rule
	current *Step
}

// Step is what the rule made of one element, or of the report as a whole.
type Step struct {
	Place   report.Place
	Verdict Verdict
	// Missing lists the keys of what is needed and not known.
	Missing []string
	// Traces are those of let, when and check, and of unique and the conditions of
	// severities, in the order in which they were evaluated.
	Traces []*Trace
	// Left and Right are the sides of a balance, or nil.
	Left, Right *Side
	// SupersededBy is the rule that is reported in the place of this one, or empty.
	SupersededBy string
	// Finding is what is reported, or nil. A rule that collects its failures has one
	// finding, with the first of them.
	Finding *report.Finding
}

// Side is one side of a balance.
type Side struct {
	Text  string
	Cells []Value
	// Sum is that of the cells that have a value, Missing says how many have none.
	Sum     string
	Missing int
}

// Explain applies a rule to a report and tells how it came to its results, and which of
// them give way to other rules. A rule that is not for the form of the report looks at
// nothing.
func (e *Engine) Explain(ctx context.Context, rule string, r *report.Report) (*Explanation, error) {
	i := slices.IndexFunc(e.rules, func(r *Rule) bool { return r.ID == rule })
	if i < 0 {
		return nil, fmt.Errorf("there is no rule %q", rule)
	}
	explanation := &Explanation{rule: e.rules[i]}
	if !e.rules[i].Runs(r.Schema) || e.rules[i].Compares() {
		return explanation, nil
	}
	rules := e.forSchema(r.Schema, true)
	compiler, err := rules.ready()
	if err != nil {
		return nil, err
	}
	c := &compiledRule{rule: e.rules[i]}
	var diags diag.List
	if c.compile(compiler, &diags); diags.Len() > 0 {
		return nil, diags.Err()
	}
	evaluator := e.NewEvaluator()
	out := &Outcome{Assessment: report.Assessment{Report: r}}
	run := run{
		evaluator: evaluator, compiler: compiler, bound: evaluator.bind(rules.model, r), out: out,
		recorder: &recorder{explanation: explanation}, rules: rules.rules,
	}
	run.unbalanced = run.balances(ctx, c)
	run.rule(ctx, c)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, collected := range run.collections {
		explanation.current = explanation.firstFailure()
		run.collected(ctx, collected)
	}
	explanation.Defects = out.Defects
	return explanation, e.superseding(ctx, explanation, r)
}

// superseding notes which failures give way to those of other rules.
func (e *Engine) superseding(ctx context.Context, x *Explanation, r *report.Report) error {
	id := x.rule.ID
	if x.firstFailure() == nil {
		return nil
	}
	takes := func(rule *Rule) bool {
		return slices.Contains(rule.Supersedes, id) || slices.Contains(rule.Diagnoses(), id)
	}
	var needed []string
	for _, rule := range e.rules {
		if takes(rule) {
			needed = append(append(needed, rule.ID), rule.Diagnoses()...)
		}
	}
	if len(needed) == 0 {
		return nil
	}
	var rules []*Rule
	for _, rule := range e.rules {
		if slices.Contains(needed, rule.ID) {
			rules = append(rules, rule)
		}
	}
	out, diagnoses, err := e.With(rules).NewEvaluator().evaluate(ctx, r)
	if err != nil {
		return err
	}
	giveWay := func(by string, at func(report.Place) bool) {
		for i := range x.Steps {
			if s := &x.Steps[i]; s.Verdict == Fails && s.SupersededBy == "" && at(s.Place) {
				s.SupersededBy = by
			}
		}
	}
	for _, d := range diagnoses {
		giveWay(d.by, func(p report.Place) bool { return slices.Contains(d.failures, failureKey{id, p.Key}) })
	}
	for _, f := range out.Findings {
		by := e.rules[slices.IndexFunc(e.rules, func(rule *Rule) bool { return rule.ID == f.Rule })]
		if f.Rule == id || !slices.Contains(by.Supersedes, id) || by.diagnose != nil {
			continue
		}
		giveWay(f.Rule, func(p report.Place) bool {
			at := func(other report.Place) bool { return other.Elsewhere == nil && other.Key == p.Key }
			return at(f.Place) || slices.ContainsFunc(f.Related, at)
		})
	}
	for _, d := range diagnoses {
		by := e.rules[slices.IndexFunc(e.rules, func(rule *Rule) bool { return rule.ID == d.by })]
		if slices.Contains(by.Supersedes, id) {
			giveWay(d.by, func(p report.Place) bool { return slices.Contains(d.cells, p.Key) })
		}
	}
	return nil
}

// firstFailure returns the first step that failed, or nil.
func (x *Explanation) firstFailure() *Step {
	i := slices.IndexFunc(x.Steps, func(s Step) bool { return s.Verdict == Fails })
	if i < 0 {
		return nil
	}
	return &x.Steps[i]
}

func (x *Explanation) begin(r *run) {
	x.current = nil
	if r.it != nil || x.rule.forEach == nil {
		x.step(r)
	}
}

// step adds a step for what the rule is at.
func (x *Explanation) step(r *run) *Step {
	x.Steps = append(x.Steps, Step{Place: r.here()})
	x.current = &x.Steps[len(x.Steps)-1]
	return x.current
}

func (x *Explanation) verdict(r *run, v Verdict) {
	s := x.current
	if s == nil {
		s = x.step(r) // the elements could not be told
	}
	s.Verdict = v
	if s.Place = r.target(); v == NotAssessed {
		s.Missing = r.out.NotAssessed[len(r.out.NotAssessed)-1].Missing
	}
}

func (x *Explanation) evaluated(_ *run, t *tracked, o *observation, v ref.Val) {
	name := x.rule.partName(t.expression.node)
	switch name {
	case "", "left", "right", "at", "related", "suggest":
		return
	case "forEach":
		x.ForEach = t.trace(name, o, v)
		return
	}
	if x.current != nil {
		x.current.Traces = append(x.current.Traces, t.trace(name, o, v))
	}
}

func (x *Explanation) sides(left, right *side) {
	if x.current == nil || x.rule.balance == nil {
		return
	}
	describe := func(s *side, text string) *Side {
		d := &Side{Text: text, Sum: s.known.String(), Missing: s.missing}
		for _, cell := range s.cells {
			d.Cells = append(d.Cells, newValue(cell))
		}
		return d
	}
	x.current.Left, x.current.Right = describe(left, x.rule.Text("left")), describe(right, x.rule.Text("right"))
}

func (x *Explanation) found(f *report.Finding) {
	if x.current != nil {
		finding := *f
		x.current.Finding = &finding
	}
}

// rulePart is an expression of a rule under its name.
type rulePart struct {
	name string
	*expression
}

// parts lists the expressions of the rule but for those of its message.
func (r *Rule) parts() []rulePart {
	var parts []rulePart
	add := func(name string, x *expression) {
		if x != nil {
			parts = append(parts, rulePart{name, x})
		}
	}
	add("forEach", r.forEach)
	for i := range r.let {
		add("let."+r.let[i].name, &r.let[i].expression)
	}
	add("when", r.when)
	add("check", r.check)
	if r.balance != nil {
		add("left", &r.balance.left)
		add("right", &r.balance.right)
	}
	add("unique", r.unique)
	for i, s := range r.Severities {
		add("severity["+strconv.Itoa(i)+"]", s.when)
	}
	add("at", r.at)
	add("related", r.related)
	add("suggest", r.suggest)
	return parts
}

// partName returns the name of the expression that a node holds. Expressions of the
// message have none.
func (r *Rule) partName(n *yamldoc.Node) string {
	for _, p := range r.parts() {
		if p.node == n {
			return p.name
		}
	}
	return ""
}
