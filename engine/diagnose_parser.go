package engine

import (
	"fmt"
	"path"
	"slices"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/reconcile"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

// diagnose reads which balances a rule explains.
func (p *ruleParser) diagnose(n *yamldoc.Node) {
	if n == nil {
		return
	}
	m := n.Mapping()
	d := &diagnoseClause{balances: m.Require("balances").Strings()}
	if balances := n.Get("balances"); balances != nil && len(d.balances) == 0 && balances.IsSequence() {
		balances.Errorf(report.Text{ZH: "没有写明要解释哪些规则", EN: "there is no rule to explain"}, report.Text{})
	}
	if factor := m.Take("factor"); factor != nil {
		const most = 1_000_000_000
		if f := factor.Int(); f > 1 && f <= most {
			d.factor = int64(f)
		} else if factor.Tag() == "!!int" {
			factor.Errorf(report.Text{ZH: "factor 应为大于 1 的整数，如 10000", EN: "factor is an integer above 1, such as 10000"}, report.Text{})
		}
	}
	if messages := m.Take("messages"); messages != nil {
		of := messages.Mapping()
		for cause, name := range reconcile.CauseNames() {
			if message := of.Take(name); message != nil {
				d.messages[cause] = newMessage(message)
			}
		}
		of.Done()
	}
	m.Done()
	p.rule.diagnose = d
}

// consistentDiagnosis reports what a rule that explains others cannot have.
func (p *ruleParser) consistentDiagnosis() {
	r := p.rule
	if !p.has("diagnose") {
		return
	}
	for _, key := range []string{"forEach", "collect", "at"} {
		if n := r.written[key]; n != nil {
			n.Errorf(report.Text{
				ZH: fmt.Sprintf("diagnose 规则不能有 %s：位置由所发现的差错决定", key),
				EN: fmt.Sprintf("a rule with diagnose has no %s: the slip that is found says where it is", key),
			}, report.Text{})
		}
	}
	for _, l := range r.let {
		if slices.Contains(diagnosedNames(), l.name) {
			l.node.Errorf(report.Text{
				ZH: fmt.Sprintf("“%s”是 diagnose 规则的消息所用的名称，请换一个", l.name),
				EN: fmt.Sprintf("%q is a name of the messages of a rule with diagnose: choose another", l.name),
			}, report.Text{})
		}
	}
}

// checkDiagnoses reports balances that are to be explained and are none.
func checkDiagnoses(rules []*Rule) {
	var balances []string
	for _, r := range rules {
		if r.balance != nil {
			balances = append(balances, r.ID)
		}
	}
	for _, r := range rules {
		if r.diagnose == nil {
			continue
		}
		list := r.written["diagnose"].Get("balances")
		for _, n := range list.List() {
			id := n.Value()
			if !n.IsScalar() || slices.Contains(balances, id) {
				continue
			}
			message := report.Text{ZH: fmt.Sprintf("没有规则“%s”", id), EN: fmt.Sprintf("there is no rule %q", id)}
			if i := slices.IndexFunc(rules, func(r *Rule) bool { return r.ID == id }); i >= 0 {
				if path.Dir(rules[i].File) != path.Dir(list.File()) {
					continue // another pack put something else in its place, and then it takes no part
				}
				message = report.Text{ZH: fmt.Sprintf("规则“%s”没有 balance", id), EN: fmt.Sprintf("rule %q has no balance", id)}
			}
			n.Errorf(message, diag.DidYouMean(id, balances))
		}
	}
}
