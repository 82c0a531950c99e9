package engine

import (
	"fmt"
	"slices"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

// CheckReferences reports duplicate identifiers, and names of rules and forms that
// do not exist.
//
// rules are all rules of a pack, forms the identifiers of its forms.
func CheckReferences(rules []*Rule, forms []string) {
	known := RuleIDs(rules)
	first := map[string]*Rule{}
	for _, r := range rules {
		if old := first[r.ID]; old != nil {
			where := report.Text{ZH: "本文件", EN: "this file"}
			if old.File != r.File {
				where = report.Text{ZH: " " + old.File + " ", EN: old.File}
			}
			r.written["id"].Errorf(report.Text{
				ZH: fmt.Sprintf("规则“%s”重复，已在%s第 %d 行定义", r.ID, where.ZH, old.Line),
				EN: fmt.Sprintf("rule %q is defined already, in %s on line %d", r.ID, where.EN, old.Line),
			}, report.Text{})
			continue
		}
		first[r.ID] = r
	}
	for _, r := range rules {
		others := slices.DeleteFunc(slices.Clone(known), func(id string) bool { return id == r.ID })
		checkNames(r.written["supersedes"], others, "其他规则", "other rule")
		checkNames(r.written["forms"], forms, "格式", "form")
	}
	checkCircles(rules)
	checkDiagnoses(rules)
}

// checkCircles reports rules that supersede each other in a circle: each would drop
// the other's findings.
func checkCircles(rules []*Rule) {
	byID := map[string]*Rule{}
	for _, r := range rules {
		byID[r.ID] = r
	}
	var reaches func(from, to string, seen map[string]bool) bool
	reaches = func(from, to string, seen map[string]bool) bool {
		if seen[from] || byID[from] == nil {
			return false
		}
		seen[from] = true
		return slices.ContainsFunc(byID[from].Supersedes, func(id string) bool { return id == to || reaches(id, to, seen) })
	}
	for _, r := range rules {
		for _, n := range r.written["supersedes"].Items() {
			if id := n.Value(); n.IsScalar() && id != r.ID && reaches(id, r.ID, map[string]bool{}) {
				n.Errorf(report.Text{
					ZH: fmt.Sprintf("“%s”与“%s”互相取代，两条都不会报告", r.ID, id),
					EN: fmt.Sprintf("%q and %q supersede each other, so that neither is ever reported", r.ID, id),
				}, report.Text{})
			}
		}
	}
}

func checkNames(list *yamldoc.Node, known []string, zh, en string) {
	for _, n := range list.Items() {
		if name := n.String(); name != "" && n.IsScalar() && !slices.Contains(known, name) {
			n.Errorf(report.Text{
				ZH: fmt.Sprintf("没有%s“%s”", zh, name), EN: fmt.Sprintf("there is no %s %q", en, name),
			}, diag.DidYouMean(name, known))
		}
	}
}
