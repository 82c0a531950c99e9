package ruletest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCompare expects of reports what they do not give: in one case after the other,
// granted.total is 66 with applicants of 65, and carried_out.total is blank.
func TestCompare(t *testing.T) {
	t.Parallel()
	const (
		head = `report: builtin/gov-disclosure-2021
tests:
  - name: 甲
    set: {applications.granted.total: 66}
    blank: applications.carried_out.total
`
		granted = "      - {rule: few-granted, at: applications.granted.total"
		got     = "~ few-granted applications.granted.total note 公开 66 件"
	)
	for name, tc := range map[string]struct {
		expect string
		want   []string
	}{
		"as it is":               {"    expect:\n" + granted + "}", nil},
		"as it is, in full":      {"    expect:\n" + granted + ", message: {zh: 公开 66 件, en: 66 granted}, severity: note, related: [applications.new.total], suggest: '65'}", nil},
		"part of the message":    {"    expect:\n" + granted + ", message: 66}", nil},
		"not assessed, as it is": {"    expect:\n" + granted + "}\n    notAssessed: [{rule: few-carried, at: applications.carried_out.total}]", nil},

		"nothing expected":  {"    expect: none", []string{"+ few-granted applications.granted.total 公开 66 件"}},
		"empty list":        {"    expect: []", []string{"+ few-granted applications.granted.total 公开 66 件"}},
		"another rule":      {"    expect: [{rule: few-carried, at: applications.granted.total}]", []string{"- few-carried applications.granted.total ", "+ few-granted applications.granted.total 公开 66 件"}},
		"another place":     {"    expect: [{rule: few-granted, at: applications.granted}]", []string{"- few-granted applications.granted ", "+ few-granted applications.granted.total 公开 66 件"}},
		"the same twice":    {"    expect:\n" + granted + "}\n" + granted + "}", []string{"- few-granted applications.granted.total "}},
		"one too many":      {"    expect:\n" + granted + "}\n      - {rule: few-carried, at: applications.carried_out.total, message: 结转}", []string{"- few-carried applications.carried_out.total 结转"}},
		"another message":   {"    expect:\n" + granted + ", message: 67}", []string{got}},
		"other English":     {"    expect:\n" + granted + ", message: {zh: 公开, en: refused}}", []string{got}},
		"no English at all": {"    expect:\n" + granted + ", message: {zh: 公开, en: 公开}}", []string{got}},
		"another severity":  {"    expect:\n" + granted + ", severity: warning}", []string{got}},
		"other related":     {"    expect:\n" + granted + ", related: [applications.granted.other]}", []string{got}},
		"nothing related":   {"    expect:\n" + granted + ", related: []}", []string{got}},
		"one related more":  {"    expect:\n" + granted + ", related: [applications.new.total, title]}", []string{got}},
		"other suggestion":  {"    expect:\n" + granted + ", suggest: '66'}", []string{got}},
		"empty suggestion":  {"    expect:\n" + granted + ", suggest: ''}", []string{got}},
		"all is assessed":   {"    expect:\n" + granted + "}\n    notAssessed: none", []string{"+? few-carried applications.carried_out.total"}},
		"not assessed at another place": {
			"    expect:\n" + granted + "}\n    notAssessed: [{rule: few-carried, at: document}]", []string{"-? few-carried document", "+? few-carried applications.carried_out.total"},
		},
		"another rule not assessed": {
			"    expect:\n" + granted + "}\n    notAssessed: [{rule: few-granted, at: title}]", []string{"-? few-granted title", "+? few-carried applications.carried_out.total"},
		},
		"not assessed twice": {
			"    expect:\n" + granted + "}\n    notAssessed: [{rule: few-carried, at: applications.carried_out.total}, {rule: few-carried, at: applications.carried_out.total}]", []string{"-? few-carried applications.carried_out.total"},
		},
		"only of one rule": {"    rules: few-carried\n    expect: [{at: applications.granted.total}]", []string{"- few-carried applications.granted.total "}},
		"of an inherited rule": {
			"    rules: applications-row-total\n    expect: [{at: applications.granted.total, message: 相差 2}]", []string{
				"~ applications-row-total applications.granted.total error “（一）予以公开”各类申请人之和为 65，总计填报 66，相差 1",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, play(t, head+tc.expect+"\n").outcomes(t)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestRuleThatFails runs a rule that divides by what may be 0: the case fails, whatever
// it expects.
func TestRuleThatFails(t *testing.T) {
	t.Parallel()
	p := playRules(t, t.TempDir(), `
- id: share
  check: cell("applications.granted.total").value / cell("applications.new.total").value <= 1
`, `report: builtin/gov-disclosure-2021
tests:
  - name: 零
    set: {applications.new.total: 0}
    expect: none
  - name: 其他规则
    rules: title-missing
    set: {applications.new.total: 0}
    expect: none
`)
	want := []string{"零: ! share title division by zero"}
	if diff := cmp.Diff(want, p.outcomes(t)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
