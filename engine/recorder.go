package engine

import (
	"cel.dev/cel-go/common/types/ref"

	"github.com/gouji/gouji/report"
)

// recorder passes on what becomes of a rule to those who want to know. A nil
// recorder costs nothing.
type recorder struct {
	statistics  *Statistics
	coverage    *Coverage
	explanation *Explanation
	// evaluation is set where a single expression is evaluated.
	evaluation *Evaluation
}

// recorder returns the recorder of an evaluator, or nil where nobody wants to know.
func (e *Evaluator) recorder() *recorder {
	if e.Statistics == nil && e.Coverage == nil {
		return nil
	}
	return &recorder{statistics: e.Statistics, coverage: e.Coverage}
}

// begin notes that the rule turns to the element at hand.
func (c *recorder) begin(r *run) {
	if c != nil && c.explanation != nil {
		c.explanation.begin(r)
	}
}

// verdict notes what came of the element at hand.
func (c *recorder) verdict(r *run, v Verdict) {
	if c == nil {
		return
	}
	if c.statistics != nil {
		c.statistics.count(r.current.rule.ID, v)
	}
	if c.coverage != nil {
		c.coverage.verdict(r.current.rule, v)
	}
	if c.explanation != nil {
		c.explanation.verdict(r, v)
	}
}

// evaluated notes what a tracked program has shown.
func (c *recorder) evaluated(r *run, t *tracked, o *observation, v ref.Val) {
	if c.evaluation != nil {
		c.evaluation.Trace = t.trace("", o, v)
		return
	}
	if c.coverage != nil {
		c.coverage.evaluated(r.current, t, o)
	}
	if c.explanation != nil {
		c.explanation.evaluated(r, t, o, v)
	}
}

// sides notes the two sides of a balance.
func (c *recorder) sides(left, right *side) {
	if c != nil && c.explanation != nil {
		c.explanation.sides(left, right)
	}
}

// found notes a finding.
func (c *recorder) found(f *report.Finding) {
	if c != nil && c.explanation != nil {
		c.explanation.found(f)
	}
}
