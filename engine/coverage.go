package engine

import (
	"fmt"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/ext"
	"cel.dev/cel-go/parser"

	"github.com/gouji/gouji/report"
)

// Coverage notes, over any number of reports, which parts of the expressions of
// rules were evaluated, and what those that are true or false have been. The zero
// value is ready to use, by several evaluators at a time.
type Coverage struct {
	statistics Statistics

	mu sync.Mutex
	// seen holds the outcomes of the parts of an expression, by the rule and the name
	// of the expression in it.
	seen map[coverageKey][]outcomes
}

type coverageKey struct{ rule, part string }

// GapKind says what is missing for a part of an expression.
type GapKind uint8

// The kinds of gaps.
const (
	// NeverEvaluated: no report led there.
	NeverEvaluated GapKind = iota
	// NeverKnown: it was evaluated, but always needed what was missing.
	NeverKnown
	// NeverTrue: it was false whenever it was known.
	NeverTrue
	// NeverFalse: it was true whenever it was known.
	NeverFalse
	// Failed: it was an error at least once.
	Failed
)

// Gap is a part of an expression that was not tried out in full.
type Gap struct {
	Kind GapKind
	// Part names the expression: when, check, let.NAME, severity[0], left, right.
	Part string
	// Start and End bound the part in the expression, in code points, and Text is
	// what stands there.
	Start, End int
	Text       string
	// File, Line and Column are its place in the rule file, columns from 1 in code
	// points.
	File         string
	Line, Column int
}

// RuleCoverage says how much of a rule was tried out.
type RuleCoverage struct {
	Rule   *Rule
	Counts Counts
	// Total is the number of sub-expressions, Evaluated that of those that had a
	// value. Of the latter, Truths are true or false and Both have been both.
	Total, Evaluated, Truths, Both int
	Gaps                           []Gap
	// Failures are the parts that failed. The rule need not have: an operator hides
	// the failure of an operand where the other decides, or cannot be told.
	Failures []Gap
}

func (c *Coverage) verdict(r *Rule, v Verdict) { c.statistics.count(r.ID, v) }

// Counts returns how often a rule came to each verdict.
func (c *Coverage) Counts(rule string) Counts { return c.statistics.Counts(rule) }

func (c *Coverage) evaluated(compiled *compiledRule, t *tracked, o *observation) {
	name := compiled.rule.partName(t.expression.node)
	if name == "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[coverageKey][]outcomes{}
	}
	key := coverageKey{compiled.rule.ID, name}
	all := c.seen[key]
	if all == nil {
		all = make([]outcomes, len(o.seen))
		c.seen[key] = all
	}
	for i, s := range o.seen {
		all[i] |= s
	}
}

// Rules reports on rules, in their order. Rules that are switched off are left out.
func (c *Coverage) Rules(rules []*Rule) ([]RuleCoverage, error) {
	// The outlines of expressions that no report led to are not known yet. They need
	// the macros of the language and nothing of a form.
	env, err := cel.NewCustomEnv(cel.StdLib(), ext.Strings(ext.StringsVersion(stringsVersion)), ext.Lists(ext.ListsVersion(listsVersion)))
	if err != nil {
		return nil, fmt.Errorf("environment: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []RuleCoverage
	for _, r := range rules {
		if r.Severity() == report.Off {
			continue
		}
		covered := RuleCoverage{Rule: r, Counts: c.statistics.Counts(r.ID)}
		for _, p := range r.parts() {
			switch p.name {
			case "at", "related", "suggest", "forEach":
				continue // they decide nothing
			}
			if err := c.cover(&covered, p, env.Macros()); err != nil {
				return nil, err
			}
		}
		all = append(all, covered)
	}
	return all, nil
}

// cover adds what is known of one expression.
func (c *Coverage) cover(r *RuleCoverage, x rulePart, macros []parser.Macro) error {
	o, err := newOutline(x.text, macros)
	if err != nil {
		return err
	}
	seen := c.seen[coverageKey{r.Rule.ID, x.name}]
	if seen == nil {
		seen = make([]outcomes, len(o.parts))
	}
	for i := range o.parts {
		p := &o.parts[i]
		if p.constant || p.prefix || p.variable {
			continue
		}
		s := seen[i]
		r.Total++
		if s&isKnown != 0 {
			r.Evaluated++
		}
		truth := s&(isTrue|isFalse) != 0
		if truth {
			r.Truths++
		}
		gap := Gap{Part: x.name, Start: p.start, End: p.end, Text: string(o.text[p.start:p.end]), File: x.node.File()}
		gap.Line, gap.Column = x.node.Locate(x.offset + p.start)
		if s&isError != 0 && !o.operandFailed(i, seen) {
			gap.Kind = Failed
			r.Failures = append(r.Failures, gap)
		}
		switch {
		case s&evaluated == 0:
			gap.Kind = NeverEvaluated
			if p.parent >= 0 && seen[p.parent]&evaluated == 0 {
				continue // the whole is a gap
			}
		case s&isKnown == 0:
			gap.Kind = NeverKnown
		case truth && s&isTrue == 0:
			gap.Kind = NeverTrue
		case truth && s&isFalse == 0:
			gap.Kind = NeverFalse
		default:
			if truth {
				r.Both++
			}
			continue
		}
		r.Gaps = append(r.Gaps, gap)
	}
	return nil
}

// operandFailed reports whether the failure of a part is that of one within it.
func (o *outline) operandFailed(i int, seen []outcomes) bool {
	for k := range i {
		if o.parts[k].parent == i && seen[k]&isError != 0 {
			return true
		}
	}
	return false
}
