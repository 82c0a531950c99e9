package engine

import (
	"context"
	"slices"
	"sync"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/govalues/decimal"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/reconcile"
	"github.com/gouji/gouji/report"
)

// diagnoseClause says which balances a rule explains the failure of.
type diagnoseClause struct {
	balances []string
	// factor is what a figure in the wrong unit is multiplied by, or 0.
	factor int64
	// messages holds the messages for single causes, by language.
	messages [causes][2]*template
}

// causes is the number of causes that are told apart.
const causes = int(reconcile.Shifted) + 1

// template returns the message for a cause in a language, or in the other, or nil where
// the cause has none of its own.
func (d *diagnoseClause) template(cause reconcile.Cause, lang report.Language) *template {
	if t := d.messages[cause][lang]; t != nil {
		return t
	}
	return d.messages[cause][1-lang]
}

// diagnosedNames lists the names that the message of such a rule has, beside it.
func diagnosedNames() []string { return []string{"cause", "cells", "expected", "corrected", "count"} }

// Diagnoses lists the rules whose failures the rule explains; it is empty for a rule of
// another kind.
func (r *Rule) Diagnoses() []string {
	if r.diagnose == nil {
		return nil
	}
	return slices.Clone(r.diagnose.balances)
}

// CauseMessage is the message of a rule with diagnose for one cause, as it was written.
type CauseMessage struct{ Cause, Text string }

// CauseMessages lists the messages for single causes in a language, or in the other.
func (r *Rule) CauseMessages(lang report.Language) []CauseMessage {
	if r.diagnose == nil {
		return nil
	}
	var all []CauseMessage
	for cause, name := range reconcile.CauseNames() {
		if t := r.diagnose.template(reconcile.Cause(cause), lang); t != nil {
			all = append(all, CauseMessage{name, t.source})
		}
	}
	return all
}

// causeMessage is the compiled message for a cause.
type causeMessage struct {
	once  sync.Once
	parts []messagePart
}

// explained says that findings give way to one that tells what went wrong.
type explained struct {
	by string
	// cells are the keys of the cells of the sums that it mends.
	cells []string
	// failures are the findings that it explains.
	failures []failureKey
}

// failureKey identifies what a rule says of a place.
type failureKey struct{ rule, place string }

// diagnosis is what explains the failures at hand, as messages see it.
type diagnosis struct {
	cause     reconcile.Cause
	cells     []*object
	corrected []decimal.Decimal
	count     int
}

// resolve returns the value of a name that the message has.
func (d *diagnosis) resolve(name string) (ref.Val, bool) {
	switch name {
	case "cause":
		return types.String(d.cause.String()), true
	case "cells":
		return objectList(d.cells), true
	case "expected":
		return newExact(d.corrected[0]), true
	case "corrected":
		values := make([]ref.Val, len(d.corrected))
		for i, v := range d.corrected {
			values[i] = newExact(v)
		}
		return newList(values), true
	case "count":
		return types.Int(d.count), true
	}
	return nil, false
}

// values names the figures of the first cell.
func (d *diagnosis) values() []report.Value {
	cell := d.cells[0]
	return []report.Value{
		{Name: "found", Text: cell.bound.report.Fields[cell.index].Value.String()},
		{Name: "expected", Text: d.corrected[0].String()},
	}
}

// messages lists the messages of the rule in a language.
func (r *Rule) messages(lang report.Language) []*template {
	all := []*template{r.message[lang]}
	if r.diagnose != nil {
		for _, m := range r.diagnose.messages {
			all = append(all, m[lang])
		}
	}
	return slices.DeleteFunc(all, func(t *template) bool { return t == nil })
}

// withDiagnosis adds the names that are known once a slip was found.
func (*compiledRule) withDiagnosis(s scope, m *model) scope {
	return s.with(itName, m.cell.cel).with("cause", types.StringType).with("cells", listOf(m.cell)).
		with("expected", decimalType).with("corrected", types.NewListType(decimalType)).with("count", types.IntType)
}

// identity is a balance for one element, where all cells have a value.
type identity struct {
	terms []reconcile.Term
	cells []*object
	// origins are the failures that it stands for: several rules may say the same.
	origins []failureKey
}

// diagnose looks for the slips that explain why balances fail. It must come after the
// rules that state them.
func (r *run) diagnose(ctx context.Context, c *compiledRule) {
	defer r.begin(ctx, c)()
	r.elements++
	if !slices.ContainsFunc(r.unbalanced, func(id string) bool { return slices.Contains(c.rule.diagnose.balances, id) }) {
		r.recorder.begin(r)
		r.recorder.verdict(r, Holds)
		return
	}
	if c.when != nil {
		if when := r.eval(c.when); when != types.True {
			r.recorder.begin(r)
			if !r.stops(when) {
				r.recorder.verdict(r, NotApplicable)
			}
			return
		}
	}
	identities, open := r.identities(ctx, c)
	defer r.begin(ctx, c)()
	var slips []reconcile.Slip
	system, scale := r.system(c.rule.diagnose, identities)
	if system != nil {
		slips = system.Slips()
	}
	if len(slips) == 0 {
		r.recorder.begin(r)
		r.recorder.verdict(r, NotApplicable)
		return
	}
	for _, s := range slips {
		for _, i := range s.Identities {
			for _, key := range identities[i].origins {
				open[key]--
			}
		}
	}
	for _, s := range slips {
		r.slipped(s, identities, open, scale)
	}
}

// slipped reports one slip.
func (r *run) slipped(s reconcile.Slip, identities []identity, open map[failureKey]int, scale int) {
	clear(r.let)
	r.diagnosis = &diagnosis{cause: s.Cause, count: len(s.Identities)}
	for _, change := range s.Changes {
		cell := r.bound.cells[change.Cell]
		r.diagnosis.cells = append(r.diagnosis.cells, cell)
		r.diagnosis.corrected = append(r.diagnosis.corrected, r.printedLike(cell, change.Value, scale))
	}
	r.it = r.diagnosis.cells[0]
	r.recorder.begin(r)
	r.recorder.verdict(r, Fails)
	f := failure{it: r.it, place: r.here()}
	by := explained{by: r.current.rule.ID}
	seen := map[string]bool{f.place.Key: true}
	add := func(p report.Place) {
		if !seen[p.Key] {
			seen[p.Key] = true
			f.related = append(f.related, p)
		}
	}
	for _, cell := range r.diagnosis.cells {
		add(cell.class.place(cell))
	}
	if r.current.related != nil {
		places, ok := r.places(r.current.related)
		if !ok {
			return
		}
		for _, p := range places {
			add(p)
		}
	}
	for _, i := range s.Identities {
		for _, cell := range identities[i].cells {
			p := cell.class.place(cell)
			by.cells = append(by.cells, p.Key)
			if r.current.related == nil {
				add(p)
			}
		}
		for _, key := range identities[i].origins {
			if open[key] == 0 {
				by.failures = append(by.failures, key)
			}
		}
	}
	before := len(r.out.Findings)
	if r.finding(f); len(r.out.Findings) > before {
		r.explained = append(r.explained, by)
	}
}

// balances applies the rules that are to be explained, and returns which of them fail.
// It is for one who looks at the rule that explains them alone.
func (r *run) balances(ctx context.Context, c *compiledRule) []string {
	aside := run{evaluator: r.evaluator, compiler: r.compiler, bound: r.bound, out: &Outcome{Assessment: r.out.Assessment}, rules: r.rules}
	for _, balance := range r.rules {
		if slices.Contains(c.rule.Diagnoses(), balance.rule.ID) && balance.prepare(r.compiler) == nil {
			aside.rule(ctx, balance)
		}
	}
	return aside.unbalanced
}

// identities collects the balances of the rules that are to be explained, but for those
// with a cell without a value, which prove nothing. open counts the failures by what
// they are reported as.
func (r *run) identities(ctx context.Context, c *compiledRule) (all []identity, open map[failureKey]int) {
	open = map[failureKey]int{}
	// What comes of the rules was noted when it was their turn.
	recorder, unassessed, defects := r.recorder, len(r.out.NotAssessed), len(r.out.Defects)
	r.recorder = nil
	defer func() {
		r.recorder, r.out.NotAssessed, r.out.Defects = recorder, r.out.NotAssessed[:unassessed], r.out.Defects[:defects]
	}()
	for _, balance := range r.rules {
		if balance.rule.balance != nil && slices.Contains(c.rule.diagnose.balances, balance.rule.ID) && balance.prepare(r.compiler) == nil {
			all = r.identitiesOf(ctx, balance, all, open)
		}
	}
	return all, open
}

// identitiesOf adds the balances of one rule.
func (r *run) identitiesOf(ctx context.Context, c *compiledRule, all []identity, open map[failureKey]int) []identity {
	defer r.begin(ctx, c)()
	elements := []ref.Val{nil}
	if c.forEach != nil {
		list, ok := r.eval(c.forEach).(traits.Lister)
		if !ok {
			return all
		}
		elements = elements[:0]
		for it := list.Iterator(); it.HasNext() == types.True; {
			elements = append(elements, it.Next())
		}
	}
	for _, it := range elements {
		r.it = it
		clear(r.let)
		if c.when != nil && r.eval(c.when) != types.True {
			continue
		}
		left, ok := r.sideCells(c.left)
		if !ok {
			continue
		}
		right, ok := r.sideCells(c.right)
		if !ok {
			continue
		}
		key := failureKey{c.rule.ID, r.target().Key}
		complete := identity{cells: slices.Concat(right, left), origins: []failureKey{key}}
		complete.terms = terms(left, right)
		if slices.ContainsFunc(complete.cells, func(cell *object) bool { return !r.bound.report.HasValue(cell.index) }) {
			open[key]++ // whether it failed or not, it is not explained
			continue
		}
		if !r.balanced(&complete) {
			open[key]++
		}
		i := slices.IndexFunc(all, func(other identity) bool { return slices.Equal(other.terms, complete.terms) })
		switch {
		case i >= 0: // the same once more proves nothing
			all[i].origins = append(all[i].origins, key)
		case len(complete.terms) > 0:
			all = append(all, complete)
		}
	}
	return all
}

// balanced reports whether an identity holds. One whose figures cannot be added does not.
func (r *run) balanced(i *identity) bool {
	sum := decimal.Zero
	for _, t := range i.terms {
		factor, err := decimal.New(t.Factor, 0)
		if err != nil {
			return false
		}
		if sum, err = sum.AddMul(r.bound.report.Fields[t.Cell].Value, factor); err != nil {
			return false
		}
	}
	return sum.IsZero()
}

// terms writes two sides as one sum, in the order of the cells, the first with a factor
// above 0.
func terms(left, right []*object) []reconcile.Term {
	var all []reconcile.Term
	add := func(cells []*object, factor int64) {
		for _, cell := range cells {
			i := slices.IndexFunc(all, func(t reconcile.Term) bool { return t.Cell == cell.index })
			if i < 0 {
				all = append(all, reconcile.Term{Cell: cell.index, Factor: factor})
				continue
			}
			all[i].Factor += factor
		}
	}
	add(left, 1)
	add(right, -1)
	all = slices.DeleteFunc(all, func(t reconcile.Term) bool { return t.Factor == 0 })
	slices.SortFunc(all, func(a, b reconcile.Term) int { return a.Cell - b.Cell })
	if len(all) > 0 && all[0].Factor < 0 {
		for i := range all {
			all[i].Factor = -all[i].Factor
		}
	}
	return all
}

// system writes identities and the tables of their cells in whole numbers of the smallest
// unit that any of the figures has, which is 10 to the power of -scale. Where figures are
// too large for that, it is nil.
func (r *run) system(d *diagnoseClause, identities []identity) (s *reconcile.System, scale int) {
	fields, schema := r.bound.report.Fields, r.bound.model.schema
	blocks := map[int]bool{}
	for i := range identities {
		for _, t := range identities[i].terms {
			scale = max(scale, fields[t.Cell].Value.Scale())
			blocks[schema.Rows[schema.Cells[t.Cell].Row].Block] = true
		}
	}
	whole, ok := inUnits(decimal.One, scale)
	if !ok {
		return nil, scale
	}
	s = &reconcile.System{Cells: make([]reconcile.Cell, len(fields)), Ratio: d.factor}
	for i := range fields {
		if !r.bound.report.HasValue(i) {
			continue
		}
		cell := &s.Cells[i]
		cell.Value, cell.Known = inUnits(fields[i].Value, scale)
		cell.Signed = schema.Cells[i].Type == report.Change
		if schema.Cells[i].Type != report.Amount {
			cell.Step = whole
		}
	}
	for i := range identities {
		if slices.ContainsFunc(identities[i].terms, func(t reconcile.Term) bool { return !s.Cells[t.Cell].Known }) {
			return nil, scale
		}
		s.Identities = append(s.Identities, identities[i].terms)
	}
	r.arrange(s, blocks)
	return s, scale
}

// arrange adds the rows of some blocks to a system, and which cells stand side by side.
// Where a table is printed across the page, its rows follow each other on one line.
func (r *run) arrange(s *reconcile.System, blocks map[int]bool) {
	of, schema := r.bound.report, r.bound.model.schema
	line := func(cell int) (int, bool) {
		if of.Fields[cell].State == report.Absent {
			return 0, false
		}
		return of.Source.Position(of.Fields[cell].Span).Line, true
	}
	for i := range schema.Rows {
		row := &schema.Rows[i]
		if !blocks[row.Block] || !of.Active(i) || row.Cells.Len() == 0 {
			continue
		}
		cells := make([]int, row.Cells.Len())
		for k := range cells {
			cells[k] = row.Cells.First + k
		}
		if n := len(s.Rows); n > 0 && s.Rows[n-1].Group == row.Block {
			last := s.Lines[len(s.Lines)-1]
			before, known := line(last[len(last)-1])
			if here, ok := line(cells[0]); ok && known && here == before && here > 0 {
				s.Lines[len(s.Lines)-1] = slices.Concat(last, cells)
				s.Rows = append(s.Rows, reconcile.Row{Group: row.Block, Cells: cells})
				continue
			}
		}
		s.Rows = append(s.Rows, reconcile.Row{Group: row.Block, Cells: cells})
		s.Lines = append(s.Lines, cells)
	}
}

// inUnits returns a figure in units of 10 to the power of -scale.
func inUnits(d decimal.Decimal, scale int) (int64, bool) {
	coefficient := d.Coef()
	for range scale - d.Scale() {
		if coefficient > reconcile.Limit {
			return 0, false
		}
		coefficient *= 10
	}
	if coefficient > reconcile.Limit {
		return 0, false
	}
	if d.IsNeg() {
		return -int64(coefficient), true
	}
	return int64(coefficient), true
}

// printedLike returns a figure with as many decimals as the cell has, or more where it
// needs them.
func (r *run) printedLike(cell *object, units int64, scale int) decimal.Decimal {
	return decimal.MustNew(units, scale).Trim(int(r.bound.report.Fields[cell.index].Decimals))
}

// diagnosisMessage returns the template for the cause at hand with its compiled parts,
// or nil where the message of the rule counts.
func (r *run) diagnosisMessage() []messagePart {
	c := r.current
	if r.diagnosis == nil || c.rule.diagnose == nil {
		return nil
	}
	t := c.rule.diagnose.template(r.diagnosis.cause, r.evaluator.engine.lang())
	if t == nil {
		return nil
	}
	m := &c.causes[r.diagnosis.cause]
	m.once.Do(func() {
		var diags diag.List
		m.parts = c.compileMessage(r.compiler, t, &diags)
	})
	return m.parts
}
