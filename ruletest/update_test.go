package ruletest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/report"
)

// TestUpdate puts what came into tests: of each text, only what stands between «» may
// change, and becomes what want has between them.
func TestUpdate(t *testing.T) {
	t.Parallel()
	const found = `
      - rule: few-granted
        at: applications.granted.total
        message: '公开 66 件'
`
	for name, tc := range map[string]struct {
		text, want string
		changed    int
	}{
		"a finding in place of none": {`# 开头的注释

report: builtin/gov-disclosure-2021   # 底稿
tests:
  - name: 甲 # 说明
    set: {applications.granted.total: 66}
«    expect: none
»`, "    expect:" + found, 1},
		"none in place of a finding": {`report: builtin/gov-disclosure-2021
tests:
  - name: 甲
«    expect:
      - rule: few-granted   # 记不清了
        at: applications.granted.total
»
    # 末尾的注释
`, "    expect: none\n", 1},
		"one of three cases": {`report: builtin/gov-disclosure-2021
tests:
  - {name: 甲, set: {applications.granted.total: 65}, expect: none}

  # 第二个
  - name: 乙
    set: {applications.granted.total: 66}
«    expect: []
»    rules: [few-granted, few-carried]

  - name: 丙
    expect:   none    # 照旧
`, "    expect:" + found, 1},
		"a list as deep as its key": {`report: builtin/gov-disclosure-2021
tests:
- name: 甲
«  expect:
  - rule: few-carried
    at: title
»  set: {applications.granted.total: 66}
- name: 乙
  expect: none
`, `  expect:
    - rule: few-granted
      at: applications.granted.total
      message: '公开 66 件'
`, 1},
		"only one rule counts": {`report: builtin/gov-disclosure-2021
rules: few-granted
tests:
  - name: 甲
    set: {applications.granted.total: 66}
«    expect: none
»`, `    expect:
      - at: applications.granted.total
        message: '公开 66 件'
`, 1},
		"with what the case compares": {`report: builtin/gov-disclosure-2021
tests:
  - name: 甲
    set: {applications.granted.total: 66}
«    expect:
      - {rule: few-granted, at: applications.granted.total, message: x, severity: error, related: [], suggest: ''}
»`, "    expect:" + found + `        severity: note
        related: [applications.new.total]
        suggest: '65'
`, 1},
		"in both languages": {`report: builtin/gov-disclosure-2021
tests:
  - name: 甲
    set: {applications.granted.total: 66}
«    expect: [{rule: few-granted, at: title, message: {zh: 甲, en: A}}]
»    params: {few-granted: {limit: 64}}
`, `    expect:
      - rule: few-granted
        at: applications.granted.total
        message:
          zh: '公开 66 件'
          en: '66 granted'
`, 1},
		"not assessed": {`report: builtin/gov-disclosure-2021
tests:
  - name: 甲
    blank: applications.carried_out.total
«    notAssessed: none
»    expect: none
`, `    notAssessed:
      - rule: few-carried
        at: applications.carried_out.total
`, 1},
		"a comment within a list": {`report: builtin/gov-disclosure-2021
tests:
  - name: 甲
    set: {applications.granted.total: 66}
«    expect:
# - {rule: few-granted, at: title}

      - rule: few-carried
        at: title
»      # 以下为乙
  - name: 乙
    expect: none
`, "    expect:" + found, 1},
		"brackets over several lines": {`report: builtin/gov-disclosure-2021
tests:
  - name: 甲
    set: {applications.granted.total: 66}
«    expect: [
      {rule: few-carried, at: title},
    ]
»    form: gov-disclosure-2021
`, "    expect:" + found, 1},
		"line ends of Windows": {
			"report: builtin/gov-disclosure-2021\r\ntests:\r\n  - name: 甲\r\n    set: {applications.granted.total: 66}\r\n«    expect: none\r\n»  # 末尾\r\n",
			strings.ReplaceAll("    expect:"+found, "\n", "\r\n"), 1,
		},
		"no line end": {
			"report: builtin/gov-disclosure-2021\ntests:\n  - name: 甲\n    set: {applications.granted.total: 66}\n«    expect: none»",
			strings.TrimSuffix("    expect:"+found, "\n"), 1,
		},
		"all is as expected": {"report: builtin/gov-disclosure-2021\ntests:\n  - name: 甲\n    expect:  none\n«»", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, rest, _ := strings.Cut(tc.text, "«")
			old, after, _ := strings.Cut(rest, "»")
			p := play(t, before+old+after)
			if err := p.diags.Err(); err != nil {
				t.Fatal(err)
			}
			got, changed := p.suite.Update(p.results)
			if diff := cmp.Diff(before+tc.want+after, got); diff != "" || changed != tc.changed {
				t.Errorf("%d changed, -want +got\n%s", changed, diff)
			}
			if p.diags.Len() > 0 {
				t.Error(p.diags.Err())
			}
			if again := play(t, got).outcomes(t); len(again) > 0 {
				t.Errorf("what was written does not hold: %v", again)
			}
		})
	}
}

// TestUpdateRefused leaves cases on one line as they are and says so.
func TestUpdateRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ tests, want string }{
		"case on one line":        {"  - {name: 甲, set: {applications.granted.total: 66}, expect: none}\n", "3:54: the case stands in braces and cannot be updated"},
		"expectations behind set": {"  - {name: 甲,\n     set: {applications.granted.total: 66}, expect: none}\n", "4:45: the case stands in braces and cannot be updated"},
		"list on one line":        {"  [{name: 甲, set: {applications.granted.total: 66}, expect: none}]\n", "3:53: the case stands in braces and cannot be updated"},
		"line of its own":         {"  - {name: 甲, set: {applications.granted.total: 66},\n     expect: none}\n", "4:6: the case stands in braces and cannot be updated"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := "report: builtin/gov-disclosure-2021\ntests:\n" + tc.tests
			p := play(t, text)
			got, changed := p.suite.Update(p.results)
			if got != text || changed != 0 {
				t.Errorf("%d changed:\n%s", changed, got)
			}
			var mistakes []string
			for _, d := range p.diags.Sorted() {
				mistakes = append(mistakes, strings.TrimPrefix(d.Format(report.English), d.File+":"))
			}
			if len(mistakes) != 1 || !strings.HasPrefix(mistakes[0], tc.want) {
				t.Errorf("want %s\ngot %s", tc.want, strings.Join(mistakes, "\n"))
			}
		})
	}
}
