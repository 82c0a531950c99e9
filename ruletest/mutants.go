package ruletest

import (
	"context"
	"slices"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/report"
)

// Survey is what became of the mutants of a rule.
type Survey struct {
	Rule string
	// Mutants is their number, Alive lists those that no case tells from the rule.
	Mutants int
	Alive   []engine.Mutant
}

// trial is a case that counts a rule, with all that trying a mutant of it takes.
type trial struct {
	narrow   Case
	material material
	// rules are those of the pack, with the parameters of the case.
	rules []*engine.Rule
}

// Mutants runs cases with mutants of the rules of the pack itself: a mutant that gives
// no case another result is alive, and shows what the cases leave open. Cases that do
// not pass with the rule itself count for nothing. Unless the cases are all that there
// are, rules that none of them is about are left out.
func (r *Runner) Mutants(ctx context.Context, cases []*Case, all bool) ([]Survey, error) {
	trials := make([]trial, len(cases))
	for i, c := range cases {
		trials[i] = trial{narrow: *c, material: r.material(c), rules: r.rules(c)} //nolint:contextcheck // a conversion has a deadline of its own
	}
	schemas := make([]*report.Schema, len(r.pack.Forms))
	for i, f := range r.pack.Forms {
		schemas[i] = f.Schema
	}
	source := engine.New(r.pack.Rules, report.Chinese)
	var surveys []Survey
	for _, rule := range r.ownRules() {
		mutants, err := source.Mutants(rule, schemas)
		if err != nil {
			return nil, err
		}
		s := Survey{Rule: rule.ID, Mutants: len(mutants)}
		own, err := r.trialsOf(ctx, rule, trials)
		if err != nil {
			return nil, err
		}
		if len(own) == 0 && !all {
			continue
		}
		for _, m := range mutants {
			caught, err := r.catches(ctx, m, own)
			if err != nil {
				return nil, err
			}
			if !caught {
				s.Alive = append(s.Alive, m)
			}
		}
		surveys = append(surveys, s)
	}
	return surveys, nil
}

// trialsOf narrows cases to a rule and those that have to do with it, and leaves out
// the cases that say nothing of it.
func (r *Runner) trialsOf(ctx context.Context, rule *engine.Rule, trials []trial) ([]trial, error) {
	var own []trial
	for _, t := range trials {
		if !r.counts(&t.narrow, rule.ID) {
			continue
		}
		rules := concerned(t.rules, ruleOf(t.rules, rule.ID))
		t.narrow.onlyAbout(rules, r)
		result, err := r.try(ctx, &t.narrow, t.material, enginesOf(rules), nil)
		if err != nil {
			return nil, err
		}
		if result.Passed() {
			own = append(own, t)
		}
	}
	return own, nil
}

func ruleOf(rules []*engine.Rule, id string) *engine.Rule {
	return rules[slices.IndexFunc(rules, func(r *engine.Rule) bool { return r.ID == id })]
}

// catches reports whether a case fails with a mutant.
func (r *Runner) catches(ctx context.Context, m engine.Mutant, trials []trial) (bool, error) {
	engines := enginesOf(concerned(r.pack.Rules, m.Rule))
	for _, t := range trials {
		with := engines
		if t.narrow.overrides != nil {
			with = enginesOf(concerned(t.rules, m.On(ruleOf(t.rules, m.Rule.ID))))
		}
		result, err := r.try(ctx, &t.narrow, t.material, with, nil)
		if err != nil || !result.Passed() {
			return true, err
		}
	}
	return false, nil
}

// concerned lists a mutant and the rules whose findings it can take part in: those that
// it supersedes or explains and those that do so with it. Who explains a failure needs
// all the rules whose failures it explains.
func concerned(all []*engine.Rule, mutant *engine.Rule) []*engine.Rule {
	takes := func(by, rule *engine.Rule) bool {
		return slices.Contains(by.Supersedes, rule.ID) || slices.Contains(by.Diagnoses(), rule.ID)
	}
	var needed []string
	for _, rule := range all {
		if rule.ID == mutant.ID || takes(rule, mutant) || takes(mutant, rule) {
			needed = append(append(needed, rule.ID), rule.Diagnoses()...)
		}
	}
	var rules []*engine.Rule
	for _, rule := range all {
		switch {
		case rule.ID == mutant.ID:
			rules = append(rules, mutant)
		case slices.Contains(needed, rule.ID):
			rules = append(rules, rule)
		}
	}
	return rules
}

// onlyAbout narrows a case to some rules.
func (c *Case) onlyAbout(rules []*engine.Rule, r *Runner) {
	about := func(id string) bool {
		return slices.ContainsFunc(rules, func(rule *engine.Rule) bool { return rule.ID == id }) && r.counts(c, id)
	}
	keep := func(list []Expectation) []Expectation {
		var kept []Expectation
		for _, e := range list {
			if about(e.Rule) {
				kept = append(kept, e)
			}
		}
		return kept
	}
	c.Expected, c.Unassessed = keep(c.Expected), keep(c.Unassessed)
	var focus []string
	for _, rule := range rules {
		if about(rule.ID) {
			focus = append(focus, rule.ID)
		}
	}
	c.Focus = focus
}
