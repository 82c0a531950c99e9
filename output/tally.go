package output

import (
	"cmp"
	"slices"

	"github.com/gouji/gouji/report"
)

// tally counts findings by unit and by rule. It keeps no hold of reports.
type tally struct {
	units     []*unitCount
	unitIndex map[string]int
	rules     []*ruleCount
	ruleIndex map[string]int
	// number tells reports apart.
	number int
}

// counts are numbers of findings.
type counts struct{ errors, warnings, notes int }

func (c *counts) add(s report.Severity) {
	switch s {
	case report.Error:
		c.errors++
	case report.Warning:
		c.warnings++
	case report.Note:
		c.notes++
	case report.Off:
	}
}

func (c *counts) total() int { return c.errors + c.warnings + c.notes }

// worst compares counts, the worse first.
func worst(a, b *counts) int {
	return cmp.Or(cmp.Compare(b.errors, a.errors), cmp.Compare(b.warnings, a.warnings), cmp.Compare(b.notes, a.notes))
}

// unitCount counts the findings in the reports of a unit.
type unitCount struct {
	counts

	name    string
	reports int
}

// ruleCount counts the findings of a rule, and the reports that have any.
type ruleCount struct {
	counts

	info    report.RuleInfo
	reports int
	last    int // the number of the last of them
}

func newTally(rules []report.RuleInfo) *tally {
	t := &tally{unitIndex: map[string]int{}, ruleIndex: map[string]int{}}
	for _, r := range rules {
		t.rule(r)
	}
	return t
}

func (t *tally) rule(info report.RuleInfo) *ruleCount {
	i, ok := t.ruleIndex[info.ID]
	if !ok {
		i = len(t.rules)
		t.ruleIndex[info.ID] = i
		t.rules = append(t.rules, &ruleCount{info: info})
	}
	return t.rules[i]
}

// unit returns the counts of the unit of a report: of that with its organ in one spelling.
func (t *tally) unit(title *report.Title) *unitCount {
	i, ok := t.unitIndex[title.OrganNormalised]
	if !ok {
		i = len(t.units)
		t.unitIndex[title.OrganNormalised] = i
		t.units = append(t.units, &unitCount{name: title.Organ})
	}
	return t.units[i]
}

// result counts a result.
func (t *tally) result(r *report.Result) {
	for i := range r.Assessments {
		a := &r.Assessments[i]
		t.number++
		unit := t.unit(&a.Report.Title)
		if !r.Further { // else it was counted
			unit.reports++
		}
		for k := range a.Findings {
			f := &a.Findings[k]
			unit.add(f.Severity)
			rule := t.rule(report.RuleInfo{ID: f.Rule})
			rule.add(f.Severity)
			if rule.last != t.number {
				rule.last = t.number
				rule.reports++
			}
		}
	}
}

// sortedUnits returns the units, the worst first, and else in the order of their reports.
func (t *tally) sortedUnits() []*unitCount {
	list := slices.Clone(t.units)
	slices.SortStableFunc(list, func(a, b *unitCount) int { return worst(&a.counts, &b.counts) })
	return list
}

// sortedRules returns the rules with findings, the worst first, and else in their order.
func (t *tally) sortedRules() []*ruleCount {
	list := slices.DeleteFunc(slices.Clone(t.rules), func(r *ruleCount) bool { return r.total() == 0 })
	slices.SortStableFunc(list, func(a, b *ruleCount) int { return worst(&a.counts, &b.counts) })
	return list
}
