package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/report"
)

// maxRuleTime bounds the time that one rule may take with one report. A rule of
// the built-in pack takes microseconds.
const maxRuleTime = 2 * time.Second

// Outcome is what the rules say about one report.
type Outcome struct {
	report.Assessment

	// Keys holds what is to be unique among all reports; see [Corpus].
	Keys []UniqueKey
	// Digest is what the rules that compare reports need of the report, or nil.
	Digest *Digest
}

// Evaluator applies the rules of an engine to one report after another. It serves
// one goroutine at a time.
type Evaluator struct {
	// Statistics counts what came of the rules, Coverage notes what every part of
	// their expressions has been, which takes longer, and Timing measures them. Each
	// may be nil, may serve several evaluators, and is set before the first report.
	Statistics *Statistics
	Coverage   *Coverage
	Timing     *Timing
	// Compares says that the reports are to be compared with each other, by a [Batch].
	Compares bool

	engine    *Engine
	bindings  map[*model]*binding
	now       func() time.Time
	deadlines *deadlines
}

// NewEvaluator returns an evaluator.
func (e *Engine) NewEvaluator() *Evaluator {
	return &Evaluator{engine: e, bindings: map[*model]*binding{}, now: time.Now, deadlines: &deadlines{}}
}

// For returns an evaluator for another engine that shares what this one keeps from one
// report to the next. Both serve one goroutine.
func (e *Evaluator) For(other *Engine) *Evaluator {
	out := *e
	out.engine = other
	return &out
}

// Evaluate applies the rules to a report. An error means that the rules could not
// be run at all.
func (e *Evaluator) Evaluate(ctx context.Context, r *report.Report) (*Outcome, error) {
	out, _, err := e.evaluate(ctx, r)
	return out, err
}

// evaluate tells also which findings gave way to a diagnosis.
func (e *Evaluator) evaluate(ctx context.Context, r *report.Report) (*Outcome, []explained, error) {
	rules := e.engine.forSchema(r.Schema, e.Coverage != nil)
	compiler, err := rules.ready()
	if err != nil {
		return nil, nil, err
	}
	out := &Outcome{Assessment: report.Assessment{Report: r}}
	run := run{evaluator: e, compiler: compiler, bound: e.bind(rules.model, r), out: out, recorder: e.recorder(), rules: rules.rules}
	for _, c := range rules.rules {
		if err := c.prepare(compiler); err != nil {
			return nil, nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		if e.Timing != nil {
			e.timed(ctx, &run, c)
			continue
		}
		run.rule(ctx, c)
	}
	out.Findings, run.collections = supersede(out.Findings, run.collections, rules.rules, run.explained)
	for _, c := range run.collections {
		run.collected(ctx, c)
	}
	report.SortFindings(out.Findings)
	if e.Compares {
		if err := rules.prepareAcross(compiler); err != nil {
			return nil, nil, err
		}
		out.Digest = newDigest(rules, r)
	}
	return out, run.explained, nil
}

// bind makes the objects of a model read a report.
func (e *Evaluator) bind(m *model, r *report.Report) *binding {
	b, ok := e.bindings[m]
	if !ok {
		b = newBinding(m)
		e.bindings[m] = b
	}
	b.bind(r)
	return b
}

// run is the application of one rule to one report. It is the activation that its
// expressions read their variables from.
type run struct {
	evaluator *Evaluator
	compiler  *compiler
	bound     *binding
	out       *Outcome
	// recorder is told what becomes of each element, or nil.
	recorder *recorder

	ctx      context.Context //nolint:containedctx // of the rule at hand; the CEL activation has no parameter for it
	current  *compiledRule
	started  time.Time
	it       ref.Val
	let      []ref.Val // values of let clauses; nil until asked for
	left     ref.Val
	right    ref.Val
	delta    ref.Val
	count    int
	failures []failure
	// collections holds the failures of the rules that collect them.
	collections []collection
	// faults holds the errors of the rule with the expressions that they are from.
	faults []fault
	// elements counts those that rules were applied to.
	elements int
	// rules are all that are applied, unbalanced the identifiers of those whose balances
	// did not hold.
	rules      []*compiledRule
	unbalanced []string
	// diagnosis is what explains that, where a rule tells of it, explained which findings
	// give way to it.
	diagnosis *diagnosis
	explained []explained
	// subject is set where reports are compared, and match what is like a text of it.
	subject *subject
	match   *match
}

// failure is an element that broke the rule.
type failure struct {
	it      ref.Val
	place   report.Place
	related []report.Place
}

// ResolveName implements the activation of CEL programs.
func (r *run) ResolveName(name string) (any, bool) {
	if name == itName {
		return r.it, r.it != nil
	}
	if v, ok := r.bound.variable(name); ok {
		return v, true
	}
	if name == lookupName && r.current.rule.lookup != nil {
		return r.current.rule.lookup, true
	}
	for i := range r.current.rule.let {
		if r.current.rule.let[i].name == name {
			if r.let[i] == nil {
				r.let[i] = r.eval(r.current.let[i])
			}
			return r.let[i], true
		}
	}
	if r.diagnosis != nil {
		if v, ok := r.diagnosis.resolve(name); ok {
			return v, true
		}
	}
	switch name {
	case "left":
		return r.left, true
	case "right":
		return r.right, true
	case "delta":
		return r.delta, true
	case "count":
		return types.Int(r.count), true
	case "first":
		if r.match == nil {
			return types.String(firstMark), true
		}
	}
	return r.matched(name)
}

// Parent implements the activation of CEL programs.
func (*run) Parent() cel.Activation { return nil }

// eval returns the value of a program. It may be an unknown or an error.
func (r *run) eval(p *program) ref.Val {
	if p.memo != nil {
		if o, ok := r.it.(*object); ok {
			return r.remembered(p, o)
		}
	}
	return r.evaluate(p)
}

// evaluate evaluates a program.
func (r *run) evaluate(p *program) ref.Val {
	var (
		v   ref.Val
		err error
	)
	if p.loops {
		if v, _, err = p.ContextEval(r.ctx, r); err != nil && r.ctx.Err() != nil {
			v, err = nil, context.Cause(r.ctx)
		}
	} else {
		v, _, err = p.Eval(r)
	}
	if err != nil {
		if v == nil || !types.IsError(v) {
			v = types.WrapErr(err)
		}
		r.fault(v.(*types.Err), p)
	}
	return v
}

// rule applies a rule.
func (r *run) rule(ctx context.Context, c *compiledRule) {
	if c.rule.diagnose != nil {
		r.diagnose(ctx, c)
		return
	}
	defer r.begin(ctx, c)()
	if len(c.specs) > 0 {
		for i := range c.specs {
			r.element(r.bound.sections[c.specs[i].section])
		}
		return
	}
	if c.forEach == nil {
		r.element(nil)
		return
	}
	// Where nobody counts the elements, a condition that is the same for all spares them.
	if c.when != nil && c.when.alone && r.recorder == nil && r.eval(c.when) == types.False {
		return
	}
	r.recorder.begin(r)
	elements := r.eval(c.forEach)
	if r.stops(elements) {
		return
	}
	list, ok := elements.(traits.Lister)
	if !ok {
		r.defect(fmt.Errorf("forEach gave %s", elements.Type().TypeName()))
		return
	}
	n := int(list.Size().(types.Int))
	for i := range n {
		if i%interruptEvery == interruptEvery-1 && r.evaluator.now().Sub(r.started) > maxRuleTime {
			r.defect(context.DeadlineExceeded)
			break
		}
		if !r.element(list.Get(types.Int(i))) {
			break
		}
	}
	if len(r.failures) > 0 {
		r.collections = append(r.collections, collection{c, slices.Clone(r.failures)})
	}
}

// begin makes a rule the current one, with a deadline where it can take long. The
// function that it returns ends that.
func (r *run) begin(ctx context.Context, c *compiledRule) (end func()) {
	r.current, r.it, r.started = c, nil, r.evaluator.now()
	r.left, r.right, r.delta, r.count, r.diagnosis, r.match = nil, nil, nil, 0, nil, nil
	r.failures, r.faults = r.failures[:0], r.faults[:0]
	if len(r.let) < len(c.let) {
		r.let = make([]ref.Val, len(c.let))
	}
	clear(r.let)
	r.ctx = ctx
	r.bound.expired = r.expired
	if !c.hasLoops {
		return func() {}
	}
	r.ctx = r.evaluator.deadlines.begin(ctx)
	return r.evaluator.deadlines.end
}

// expired reports whether the rule at hand took its time.
func (r *run) expired() bool { return r.evaluator.now().Sub(r.started) > maxRuleTime }

// element applies the rule to one element, or to the report where it is nil. It
// reports whether the rule goes on with the next.
func (r *run) element(it ref.Val) bool {
	c := r.current
	r.it = it
	r.elements++
	clear(r.let)
	r.recorder.begin(r)
	if c.when != nil {
		switch when := r.eval(c.when); {
		case types.IsUnknown(when):
			r.notAssessed(when)
			return true
		case types.IsError(when):
			r.defect(when.(*types.Err))
			return false
		case when != types.True:
			r.recorder.verdict(r, NotApplicable)
			return true
		}
	}
	switch {
	case c.unique != nil:
		return r.uniqueKey()
	case c.left != nil:
		return r.balance()
	case len(c.specs) > 0:
		return r.compareTexts()
	}
	switch check := r.eval(c.check); {
	case types.IsUnknown(check):
		r.notAssessed(check)
		return true
	case types.IsError(check):
		r.defect(check.(*types.Err))
		return false
	case check == types.True:
		r.recorder.verdict(r, Holds)
		return true
	}
	return r.fail(nil)
}

// stops deals with a value that cannot be used, and reports whether it was one.
func (r *run) stops(v ref.Val) bool {
	switch {
	case types.IsUnknown(v):
		r.notAssessed(v)
	case types.IsError(v):
		r.defect(v.(*types.Err))
	default:
		return false
	}
	return true
}

// notAssessed records that the rule could not be applied.
func (r *run) notAssessed(v ref.Val) {
	r.out.NotAssessed = append(r.out.NotAssessed, report.NotAssessed{Rule: r.current.rule.ID, Place: r.target(), Missing: missing(v)})
	r.recorder.verdict(r, NotAssessed)
}

// missing lists the keys of what an unknown value needs.
func missing(v ref.Val) []string {
	u, ok := v.(*types.Unknown)
	if !ok {
		return nil
	}
	var keys []string
	for _, id := range u.IDs() {
		trails, _ := u.GetAttributeTrails(id)
		for _, t := range trails {
			keys = append(keys, t.Variable())
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// here returns the place of the element at hand, or of the report.
func (r *run) here() report.Place {
	if o, ok := r.it.(*object); ok && o.class.place != nil {
		return o.place()
	}
	return r.bound.root.place()
}

// target returns the place at which a finding of the element at hand would stand, as far
// as that can be told.
func (r *run) target() report.Place {
	at := r.current.at
	if at == nil {
		at = r.current.right
	}
	if at != nil {
		if places := placesOf(r.eval(at)); len(places) > 0 {
			return places[0]
		}
	}
	return r.here()
}

// placesOf returns the places of an object or of a list of objects.
func placesOf(v ref.Val) []report.Place {
	if o, ok := v.(*object); ok && o.class.place != nil {
		return []report.Place{o.place()}
	}
	var places []report.Place
	if list, ok := v.(traits.Lister); ok {
		for it := list.Iterator(); it.HasNext() == types.True; {
			if o, ok := it.Next().(*object); ok && o.class.place != nil {
				places = append(places, o.place())
			}
		}
	}
	return places
}

// fail records that the element broke the rule. cells are those that take part in
// a balance: they are where the finding stands unless the rule says otherwise. It
// reports whether the rule goes on with the next element.
func (r *run) fail(cells []*object) bool {
	c := r.current
	r.recorder.verdict(r, Fails)
	f := failure{it: r.it}
	switch {
	case c.at != nil:
		places, ok := r.places(c.at)
		if !ok {
			return false
		}
		if len(places) == 0 {
			places = []report.Place{r.here()}
		}
		f.place, f.related = places[0], places[1:]
	case len(cells) > 0:
		f.place = cells[0].place()
	default:
		f.place = r.here()
	}
	if m := r.match; m != nil {
		key := f.place.Key
		if o, ok := r.it.(*object); ok {
			key = o.place().Key
		}
		f.related = append(f.related, report.Place{Elsewhere: m.place, Key: key, Label: f.place.Label})
		if m.span != nil && c.at == nil {
			f.place.Span = *m.span
		}
	}
	if c.related != nil {
		places, ok := r.places(c.related)
		if !ok {
			return false
		}
		f.related = append(f.related, places...)
	} else {
		for _, cell := range cells {
			if p := cell.place(); p.Key != f.place.Key || p.Elsewhere != nil {
				f.related = append(f.related, p)
			}
		}
	}
	if c.rule.collect {
		r.failures = append(r.failures, f)
		return true
	}
	return r.finding(f)
}

// collected makes one finding of all failures of a rule. The message speaks of the
// first.
func (r *run) collected(ctx context.Context, c collection) {
	if len(c.failures) == 0 {
		return
	}
	defer r.begin(ctx, c.rule)()
	f := c.failures[0]
	for _, other := range c.failures[1:] {
		f.related = append(append(f.related, other.place), other.related...)
	}
	r.it, r.count = f.it, len(c.failures)
	r.finding(f)
}

// places evaluates an expression that gives one place or several.
func (r *run) places(p *program) ([]report.Place, bool) {
	v := r.eval(p)
	if types.IsUnknown(v) {
		return nil, true // the finding stands even where its place cannot be told
	}
	if types.IsError(v) {
		r.defect(v.(*types.Err))
		return nil, false
	}
	return placesOf(v), true
}

// finding records a finding.
func (r *run) finding(f failure) bool {
	severity, ok := r.severity()
	if !ok {
		return false
	}
	if severity == report.Off {
		return true
	}
	related := f.related
	if len(related) > report.MaxRelated {
		related = related[:report.MaxRelated]
	}
	r.out.Findings = append(r.out.Findings, report.Finding{
		Rule: r.current.rule.ID, Severity: severity, Message: r.message(),
		Place: f.place, Related: related, Values: r.values(), Suggestion: r.suggestion(),
	})
	r.recorder.found(&r.out.Findings[len(r.out.Findings)-1])
	return true
}

// severity returns the first severity whose condition holds. Where none does but some
// cannot be told, the worst of theirs counts: that it is not known how bad a defect
// is makes it no smaller.
func (r *run) severity() (report.Severity, bool) {
	worst := report.Off
	for i, c := range r.current.rule.Severities {
		p := r.current.severities[i]
		if p == nil {
			return c.Severity, true
		}
		v := r.eval(p)
		if types.IsError(v) {
			r.defect(v.(*types.Err))
			return report.Off, false
		}
		switch {
		case types.IsUnknown(v):
			worst = max(worst, c.Severity)
		case v == types.True:
			return c.Severity, true
		}
	}
	return worst, true
}

// message writes the message. An expression that cannot be told is shown as such
// and never removes the finding.
func (r *run) message() string {
	c := r.current
	parts := r.diagnosisMessage()
	if parts == nil {
		t := c.rule.template(r.evaluator.engine.lang())
		if t == nil {
			return c.rule.defaultMessage(r.evaluator.engine.lang())
		}
		c.messageOnce.Do(func() {
			var diags diag.List
			c.message = c.compileMessage(r.compiler, t, &diags)
		})
		parts = c.message
	}
	var b strings.Builder
	for _, part := range parts {
		if part.program == nil {
			b.WriteString(part.text)
			continue
		}
		v := r.eval(part.program)
		if err, ok := v.(*types.Err); ok {
			r.defect(err)
			b.WriteString(r.evaluator.engine.lang().Pick("〔出错〕", "(failed)"))
			continue
		}
		b.WriteString(formatValue(v, r.evaluator.engine.lang()))
	}
	return oneLine(b.String())
}

// oneLine joins the lines of a text: a finding is one line, whatever an author or a
// report puts into its message.
func oneLine(s string) string {
	if !strings.ContainsAny(s, "\r\n\t\u2028\u2029") {
		return strings.TrimSpace(s)
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029' }), " ")
}

// values names the figures of a balance.
func (r *run) values() []report.Value {
	if r.diagnosis != nil {
		return r.diagnosis.values()
	}
	if r.left == nil {
		return nil
	}
	values := make([]report.Value, 0, 3)
	for _, v := range []struct {
		name  string
		value ref.Val
	}{{"left", r.left}, {"right", r.right}, {"delta", r.delta}} {
		if d, ok := v.value.(*exact); ok {
			values = append(values, report.Value{Name: v.name, Text: d.String()})
		}
	}
	return values
}

func (r *run) suggestion() string {
	if r.current.suggest == nil {
		return ""
	}
	v := r.eval(r.current.suggest)
	if err, ok := v.(*types.Err); ok {
		r.defect(err)
	}
	if types.IsUnknownOrError(v) {
		return ""
	}
	return formatValue(v, r.evaluator.engine.lang())
}
