package main

import (
	"fmt"
	"strings"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/ruletest"
)

// cover writes which rules have no case of a kind and which parts of their expressions
// failed out of sight, and with --coverage also which parts were not tried out.
func (t *tester) cover(runner *ruletest.Runner) error {
	rules, err := runner.Coverage()
	if err != nil {
		return err
	}
	pick := t.lang.Pick
	var b strings.Builder
	total, evaluated, truths, both := 0, 0, 0, 0
	for i := range rules {
		c := &rules[i]
		total, evaluated, truths, both = total+c.Total, evaluated+c.Evaluated, truths+c.Truths, both+c.Both
		if !c.Complete() {
			fmt.Fprintf(&b, "%s %s:%d: %s  %s\n", pick("缺用例", "no case"), c.Rule.File, c.Rule.Line, c.Rule.ID, pick(missingCases(c)))
		}
		for _, g := range c.Failures {
			t.hidden++
			t.gap(&b, c.Rule, g)
		}
		if t.coverage {
			for _, g := range c.Gaps {
				t.gap(&b, c.Rule, g)
			}
		}
	}
	if t.coverage && total > 0 {
		fmt.Fprintf(&b, pick("覆盖：表达式的 %d 个部分中算到 %d 个，%d 个真假值中真、假都出现过的 %d 个\n",
			"coverage: of %d parts of expressions %d were evaluated, of %d that are true or false %d were both\n"), total, evaluated, truths, both)
	}
	_, err = fmt.Fprint(t.stdout, b.String())
	return err
}

// missingCases words which kinds of cases a rule does not have.
func missingCases(c *ruletest.Coverage) (zh, en string) {
	switch {
	case c.Passing:
		return "没有报告问题的用例", "none in which it finds something"
	case c.Failing:
		return "没有不报告问题的用例", "none in which it finds nothing"
	}
	return "没有用例", "none at all"
}

// gap writes a part of an expression that was not tried out, or failed.
func (t *tester) gap(b *strings.Builder, r *engine.Rule, g engine.Gap) {
	kind, what := t.lang.Pick("未覆盖", "untried"), ""
	switch g.Kind {
	case engine.NeverEvaluated:
		what = t.lang.Pick("从未求值", "never evaluated")
	case engine.NeverKnown:
		what = t.lang.Pick("从未有值", "never known")
	case engine.NeverTrue:
		what = t.lang.Pick("从未为真", "never true")
	case engine.NeverFalse:
		what = t.lang.Pick("从未为假", "never false")
	case engine.Failed:
		kind, what = t.lang.Pick("出错  ", "failed "), t.lang.Pick("出错但被掩盖", "failed out of sight")
	}
	fmt.Fprintf(b, "%s %s:%d:%d: %s  %s: %s\n", kind, g.File, g.Line, g.Column, r.ID, what, strings.Join(strings.Fields(g.Text), " "))
}
