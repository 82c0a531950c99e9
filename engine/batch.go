package engine

import (
	"context"
	"slices"

	"github.com/govalues/decimal"

	"github.com/gouji/gouji/report"
)

// Batch compares the reports of a run with each other. Of each report it keeps the
// figures and a few numbers for the texts, a kilobyte or less. It serves one goroutine.
type Batch struct {
	// Organs says which names mean one organ, and which organs are units of others; it may
	// be nil.
	Organs *Organs
	// Folders says, by the number of an input, whether the organs whose reports are in one
	// folder are units of the one that governs; it may be nil.
	Folders func(input int) bool

	digests []*Digest
}

// Add adds what is kept of a report. The evaluator that made the outcome must have been
// told that reports are compared.
func (b *Batch) Add(input int, out *Outcome) {
	if out.Digest != nil {
		out.Digest.input = input
		b.digests = append(b.digests, out.Digest)
	}
}

// Conclude applies the rules that compare reports, and calls emit for each input with
// reports of which they say anything, in the order of the inputs, with an assessment for
// each of those reports. read reads the reports of an input once more: those with findings
// are, for the places. Where it fails, a finding stands at the title.
func (b *Batch) Conclude(
	ctx context.Context, e *Evaluator, read func(input int) ([]*report.Report, error), emit func(input int, assessments []report.Assessment) error,
) error {
	if len(b.digests) == 0 {
		return nil
	}
	organs := b.Organs
	if organs == nil {
		organs = &Organs{}
	}
	c := &conclusion{
		ctx: ctx, evaluator: e, read: read, digests: b.digests, hierarchy: newHierarchy(b.digests, organs, b.Folders),
		projections: map[[2]*report.Schema]projection{}, bindings: map[*model]*bindings{}, clusters: map[string]map[*Digest][]found{},
	}
	for i := 0; i < len(b.digests); {
		input := b.digests[i].input
		var assessments []report.Assessment
		for ; i < len(b.digests) && b.digests[i].input == input; i++ {
			a, err := c.assess(b.digests[i])
			if err != nil {
				return err
			}
			if len(a.Findings)+len(a.NotAssessed)+len(a.Defects) > 0 {
				assessments = append(assessments, *a)
			}
		}
		if len(assessments) > 0 {
			if err := emit(input, assessments); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// conclusion is the application of the rules that compare reports.
type conclusion struct {
	ctx         context.Context //nolint:containedctx // of one call
	evaluator   *Evaluator
	read        func(input int) ([]*report.Report, error)
	digests     []*Digest
	hierarchy   *hierarchy
	projections map[[2]*report.Schema]projection
	bindings    map[*model]*bindings
	// recent holds the inputs that were read last.
	recent []recentInput
	// clusters holds the texts that are like others, by rule, once it was asked for.
	clusters map[string]map[*Digest][]found
}

// recentInput is what was read of an input.
type recentInput struct {
	input   int
	reports []*report.Report
}

// mostRecent bounds the inputs that are kept once they were read again.
const mostRecent = 16

// bindings holds the objects of a model that are used over and over.
type bindings struct {
	own   *binding
	mine  sparse
	other []*binding
	spare []*sparse
	used  int
}

// subject is the report that is being compared with others.
type subject struct {
	*conclusion

	digest *Digest
	lent   map[*report.Elsewhere]*Digest
}

// assess applies the rules to one report.
func (c *conclusion) assess(d *Digest) (*report.Assessment, error) {
	if err := c.ctx.Err(); err != nil {
		return nil, err
	}
	out := &Outcome{}
	if d.rules == nil || len(d.rules.across) == 0 {
		return &out.Assessment, nil
	}
	compiler, err := d.rules.ready()
	if err != nil {
		return nil, err
	}
	s := &subject{conclusion: c, digest: d}
	var r *run
	for _, rule := range d.rules.across {
		if !s.concerns(rule.rule) {
			continue
		}
		if r == nil {
			s.lent = map[*report.Elsewhere]*Digest{}
			evaluator := c.evaluator.For(d.rules.engine)
			r = &run{evaluator: evaluator, compiler: compiler, bound: s.bind(), out: out, recorder: evaluator.recorder(), subject: s}
		}
		if r.evaluator.Timing != nil {
			r.evaluator.timed(c.ctx, r, rule)
			continue
		}
		r.rule(c.ctx, rule)
	}
	if r == nil {
		return &out.Assessment, nil
	}
	out.Findings, r.collections = supersede(out.Findings, r.collections, d.rules.across, nil)
	for _, collected := range r.collections {
		r.collected(c.ctx, collected)
	}
	if len(out.Findings)+len(out.NotAssessed)+len(out.Defects) > 0 {
		out.Report = new(sparse).load(d, d.rules.schema, projection{}) // the bound one is used again
		s.settle(&out.Assessment)
	}
	return &out.Assessment, nil
}

// concerns reports whether there is anything that a rule could compare the report with.
func (s *subject) concerns(r *Rule) bool {
	d, h := s.digest, s.hierarchy
	if r.scope == corpusScope {
		watched := s.evaluator.Statistics != nil || s.evaluator.Coverage != nil // they count what holds, too
		return len(s.cluster(r)[d]) > 0 || watched
	}
	if !h.first(d) {
		return false
	}
	if r.scope == seriesScope {
		return h.previous(d) != nil || r.resemblance == nil && r.repeats == nil && h.namesake(d) != nil
	}
	return h.parents[d] != nil || len(h.units[d]) > 0 || len(h.missing[d]) > 0 || h.parentBefore(d) != nil
}

// bind makes the objects of the form read the report and those that it belongs to.
func (s *subject) bind() *binding {
	d, h := s.digest, s.hierarchy
	m := d.rules.model
	b := s.bindings[m]
	if b == nil {
		b = &bindings{own: newBinding(m)}
		s.bindings[m] = b
	}
	b.used = 0
	b.own.bind(b.mine.load(d, m.schema, projection{}))
	related := func(other *Digest) *binding {
		if other == nil {
			return nil
		}
		if b.used == len(b.other) {
			b.other, b.spare = append(b.other, newBinding(m)), append(b.spare, &sparse{})
		}
		x, spare := b.other[b.used], b.spare[b.used]
		b.used++
		x.bind(spare.load(other, m.schema, s.projection(m.schema, other.rules.schema)))
		x.form = other.rules.schema.Form
		x.abroad = &abroad{other, s.lent}
		return x
	}
	r := &relations{}
	if h.first(d) {
		r.previous, r.parent, r.missing = related(h.previous(d)), related(h.parents[d]), h.missing[d]
		r.listed = len(h.organs.Units(h.key(d).organ)) > 0
		for _, unit := range h.units[d] {
			r.units = append(r.units, related(unit))
		}
		if other := h.namesake(d); other != nil {
			r.namesake = other.organ.Value()
		}
	}
	b.own.relations = r
	return b.own
}

func (c *conclusion) projection(to, from *report.Schema) projection {
	key := [2]*report.Schema{to, from}
	p, ok := c.projections[key]
	if !ok {
		p = newProjection(to, from)
		c.projections[key] = p
	}
	return p
}

// reportOf reads a report once more, or returns nil where that is not possible.
func (c *conclusion) reportOf(d *Digest) *report.Report {
	i := slices.IndexFunc(c.recent, func(r recentInput) bool { return r.input == d.input })
	if i < 0 {
		reports, err := c.read(d.input)
		if err != nil {
			reports = nil
		}
		if len(c.recent) == mostRecent {
			c.recent = slices.Delete(c.recent, 0, 1)
		}
		c.recent = append(c.recent, recentInput{d.input, reports})
		i = len(c.recent) - 1
	}
	reports := c.recent[i].reports
	if d.index >= len(reports) || reports[d.index].Schema != d.rules.schema || reports[d.index].Title.Year != d.year ||
		reports[d.index].Title.OrganNormalised != d.name.Value() {
		return nil // it has changed meanwhile
	}
	return reports[d.index]
}

// settle finds the exact places of findings and defects.
func (s *subject) settle(a *report.Assessment) {
	for i := range a.Findings {
		for k := range a.Findings[i].Related {
			s.settleAbroad(&a.Findings[i].Related[k])
		}
	}
	if len(a.Findings)+len(a.Defects) > 0 {
		if r := s.reportOf(s.digest); r != nil {
			a.Report = r
			settleHere(a)
		}
	}
	for i := range a.Findings {
		f := &a.Findings[i]
		if f.Place.Elsewhere != nil { // a finding stands in its own report
			s.settleAbroad(&f.Place)
			f.Related = append([]report.Place{f.Place}, f.Related...)
			f.Place = report.Place{Span: a.Report.Title.Span, Key: f.Place.Key, Label: f.Place.Label}
		}
	}
	report.SortFindings(a.Findings)
}

// settleAbroad finds the exact place in another report.
func (s *subject) settleAbroad(p *report.Place) {
	d := s.lent[p.Elsewhere]
	if p.Elsewhere == nil || d == nil {
		return // it is here, or exact already
	}
	if r := s.reportOf(d); r != nil {
		if span, ok := locate(r, p.Key); ok {
			p.Elsewhere = elsewhere(r, span)
		}
	}
}

// settleHere finds the exact places in the report of an assessment.
func settleHere(a *report.Assessment) {
	settle := func(p *report.Place) {
		if span, ok := locate(a.Report, p.Key); ok && p.Elsewhere == nil && p.Span == (report.Span{}) {
			p.Span = span
		}
	}
	for i := range a.Findings {
		settle(&a.Findings[i].Place)
		for k := range a.Findings[i].Related {
			settle(&a.Findings[i].Related[k])
		}
	}
	for i := range a.Defects {
		settle(&a.Defects[i].Place)
	}
	for i := range a.NotAssessed {
		settle(&a.NotAssessed[i].Place)
	}
}

// thousandths returns a number of thousandths.
func thousandths(n int) decimal.Decimal {
	d, err := decimal.New(int64(n), 3)
	if err != nil {
		return decimal.Zero
	}
	return d.Trim(0)
}
