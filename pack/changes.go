package pack

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

// Changes is a mapping that changes rules of other packs: the severity of each, or its
// severity and parameters. A key is a rule, or a pattern in which * stands for any
// characters.
type Changes []change

// change is an entry of such a mapping.
type change struct {
	pattern string
	name    *yamldoc.Node
	// node is the change in the form that the engine reads.
	node *yamldoc.Node
}

// NewChanges reads the changes of a mapping and reports what is wrong with their form.
func NewChanges(n *yamldoc.Node) Changes {
	entries := n.Entries()
	changes := make(Changes, 0, len(entries))
	for _, e := range entries {
		c := change{pattern: e.Key, name: e.Name}
		switch {
		case e.Value.IsScalar() && e.Value.Value() == "":
			e.Name.Errorf(report.Text{
				ZH: fmt.Sprintf("“%s”没有值", e.Key), EN: fmt.Sprintf("%q has no value", e.Key),
			}, report.Text{ZH: "请填写，或者删去这个键", EN: "Write one, or remove the key"})
			continue
		case e.Value.IsScalar():
			c.node = e.Value.Under("severity")
		default:
			if !wellFormed(e) {
				continue
			}
			c.node = e.Value
		}
		changes = append(changes, c)
	}
	return changes
}

// wellFormed reports what a change cannot have.
func wellFormed(e yamldoc.Entry) bool {
	if !e.Value.IsMapping() {
		e.Value.Errorf(report.Text{
			ZH: fmt.Sprintf("“%s”须是级别（%s），或 {severity: …, params: …}", e.Key, strings.Join(report.SeverityNames(), "、")),
			EN: fmt.Sprintf("%q must be a severity (%s), or {severity: …, params: …}", e.Key, strings.Join(report.SeverityNames(), ", ")),
		}, report.Text{})
		return false
	}
	m := e.Value.Mapping()
	severity, params := m.Take("severity"), m.Take("params")
	m.Done()
	if severity == nil && (params == nil || params.IsMapping() && len(params.Entries()) == 0) {
		e.Name.Errorf(report.Text{
			ZH: fmt.Sprintf("“%s”什么也没有改", e.Key), EN: fmt.Sprintf("%q changes nothing", e.Key),
		}, report.Text{ZH: "请写明 severity 或 params", EN: "Give a severity or params"})
		return false
	}
	if severity.IsScalar() && severity.Value() == report.Off.String() && params != nil {
		params.Errorf(report.Text{
			ZH: fmt.Sprintf("规则“%s”已关闭，参数不起作用", e.Key), EN: fmt.Sprintf("rule %q is switched off: its parameters have no effect", e.Key),
		}, report.Text{})
		return false
	}
	return true
}

// with returns the content with changes. What is meant for no rule is reported. A change
// to a rule that is named counts more than that of a pattern; else the later one does.
func (c content) with(changes Changes) content {
	out := c
	out.rules = slices.Clone(c.rules)
	ids := ruleIDs(out.rules)
	var sorted Changes
	for _, patterns := range []bool{true, false} {
		for _, ch := range changes {
			if strings.Contains(ch.pattern, "*") == patterns {
				sorted = append(sorted, ch)
			}
		}
	}
	for _, ch := range sorted {
		used := false
		for i, id := range ids {
			if ok, err := path.Match(ch.pattern, id); err == nil && ok {
				used = true
				out.rules[i].Changes = append(slices.Clip(out.rules[i].Changes), ch.node)
			}
		}
		if !used {
			unused(ch, ids)
		}
	}
	return out
}

// unused reports a change for which there is no rule.
func unused(ch change, ids []string) {
	message := report.Text{ZH: fmt.Sprintf("没有规则“%s”", ch.pattern), EN: fmt.Sprintf("there is no rule %q", ch.pattern)}
	if strings.Contains(ch.pattern, "*") {
		message = report.Text{ZH: fmt.Sprintf("没有规则符合“%s”", ch.pattern), EN: fmt.Sprintf("no rule matches %q", ch.pattern)}
	}
	ch.name.Errorf(message, diag.DidYouMean(ch.pattern, ids))
}
