package engine

import (
	"slices"

	"github.com/gouji/gouji/report"
)

// supersede drops findings that give way to those of another rule at the same
// place. Of a finding that collects several places only those are dropped that
// the other covers.
func supersede(findings []report.Finding, rules []*compiledRule) []report.Finding {
	yields := map[string][]string{} // rule -> rules that supersede it
	for _, c := range rules {
		for _, id := range c.rule.Supersedes {
			yields[id] = append(yields[id], c.rule.ID)
		}
	}
	if len(yields) == 0 {
		return findings
	}
	covered := func(f *report.Finding, p report.Place) bool {
		for _, by := range yields[f.Rule] {
			for i := range findings {
				if findings[i].Rule == by && takesPart(&findings[i], p) {
					return true
				}
			}
		}
		return false
	}
	collects := map[string]bool{}
	for _, c := range rules {
		collects[c.rule.ID] = c.rule.collect
	}
	kept := make([]report.Finding, 0, len(findings))
	for i := range findings {
		f := findings[i]
		if len(yields[f.Rule]) > 0 {
			if collects[f.Rule] {
				f.Related = slices.DeleteFunc(slices.Clone(f.Related), func(p report.Place) bool { return covered(&f, p) })
			}
			if covered(&f, f.Place) {
				if !collects[f.Rule] || len(f.Related) == 0 {
					continue
				}
				f.Place, f.Related = f.Related[0], f.Related[1:]
			}
		}
		kept = append(kept, f)
	}
	return kept
}

// takesPart reports whether a place is one of those of a finding.
func takesPart(f *report.Finding, p report.Place) bool {
	same := func(q report.Place) bool { return q.Key == p.Key && q.Elsewhere == nil && p.Elsewhere == nil }
	return same(f.Place) || slices.ContainsFunc(f.Related, same)
}
