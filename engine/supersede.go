package engine

import (
	"slices"

	"github.com/gouji/gouji/report"
)

// collection is the failures of a rule that makes one finding of all of them.
type collection struct {
	rule     *compiledRule
	failures []failure
}

// supersede drops what gives way to another rule at the same place, or to one that
// explains it: findings, and single failures of collections.
func supersede(
	findings []report.Finding, collections []collection, rules []*compiledRule, explanations []explained,
) ([]report.Finding, []collection) {
	yields := map[string][]string{} // rule -> rules that supersede it
	for _, c := range rules {
		for _, id := range c.rule.Supersedes {
			yields[id] = append(yields[id], c.rule.ID)
		}
	}
	if len(yields) == 0 && len(explanations) == 0 {
		return findings, collections
	}
	takes := placesByRule(findings, collections, rules)
	for _, e := range explanations {
		if keys := takes[e.by]; keys != nil {
			for _, cell := range e.cells {
				keys[cell] = true
			}
		}
	}
	covered := func(rule string, p report.Place) bool {
		return slices.ContainsFunc(yields[rule], func(by string) bool { return takes[by][p.Key] }) ||
			slices.ContainsFunc(explanations, func(e explained) bool { return slices.Contains(e.failures, failureKey{rule, p.Key}) })
	}
	findings = slices.DeleteFunc(findings, func(f report.Finding) bool { return covered(f.Rule, f.Place) })
	for i := range collections {
		c := &collections[i]
		c.failures = slices.DeleteFunc(c.failures, func(f failure) bool { return covered(c.rule.rule.ID, f.place) })
	}
	return findings, collections
}

// placesByRule collects the keys of the places that take part in the findings of
// the rules that supersede others.
func placesByRule(findings []report.Finding, collections []collection, rules []*compiledRule) map[string]map[string]bool {
	takes := map[string]map[string]bool{}
	for _, c := range rules {
		if len(c.rule.Supersedes) > 0 {
			takes[c.rule.ID] = map[string]bool{}
		}
	}
	add := func(rule string, place report.Place, related []report.Place) {
		if keys := takes[rule]; keys != nil {
			keys[place.Key] = true
			for _, p := range related {
				if p.Elsewhere == nil {
					keys[p.Key] = true
				}
			}
		}
	}
	diagnoses := map[string]bool{}
	for _, c := range rules {
		diagnoses[c.rule.ID] = c.rule.diagnose != nil
	}
	for i := range findings {
		if diagnoses[findings[i].Rule] {
			continue // it speaks of some cells, and not of all that take part
		}
		add(findings[i].Rule, findings[i].Place, findings[i].Related)
	}
	for _, c := range collections {
		for _, f := range c.failures {
			add(c.rule.rule.ID, f.place, f.related)
		}
	}
	return takes
}
