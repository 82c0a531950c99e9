package ruletest

import "github.com/gouji/gouji/engine"

// note remembers for which rules a case is one that passes or one that fails. A case in
// which a rule could not be assessed, or did not run, is neither.
func (r *Runner) note(result *Result, m material, s *engine.Statistics) {
	if !result.Passed() {
		return
	}
	for _, f := range result.Findings {
		r.failing[f.Rule] = true
	}
	for _, rule := range r.pack.Rules {
		counts := s.Counts(rule.ID)
		runs := false
		for _, rep := range m.reports {
			runs = runs || rule.Runs(rep.Schema)
		}
		if runs && r.counts(result.Case, rule.ID) && counts.Failed == 0 && counts.Defects == 0 &&
			(counts.NotAssessed == 0 && !rule.Compares() || counts.Held > 0) {
			r.passing[rule.ID] = true
		}
	}
}

// Coverage says how much of a rule of the pack itself the cases that were run try out.
type Coverage struct {
	engine.RuleCoverage

	// Passing and Failing say that there is a case in which the rule finds nothing, and
	// one in which it finds something.
	Passing, Failing bool
}

// Complete reports whether the rule has cases of both kinds.
func (c *Coverage) Complete() bool { return c.Passing && c.Failing }

// Coverage returns how much the cases that were run try out of the rules of the pack
// itself that are not switched off.
func (r *Runner) Coverage() ([]Coverage, error) {
	rules, err := r.coverage.Rules(r.ownRules())
	if err != nil {
		return nil, err
	}
	out := make([]Coverage, len(rules))
	for i, c := range rules {
		out[i] = Coverage{c, r.passing[c.Rule.ID], r.failing[c.Rule.ID]}
	}
	return out, nil
}
