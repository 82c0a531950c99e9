package ruletest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/internal/diag"
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
`, "    expect: none\n      # 记不清了\n", 1},
		"one of three cases": {`report: builtin/gov-disclosure-2021
tests:
  - {name: 甲, set: {applications.granted.total: 64}, expect: none}

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
»    changes: {few-granted: {params: {limit: 64}}}
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
`, "    expect:\n      # - {rule: few-granted, at: title}" + found, 1},
		"comments on lines with values": {`report: builtin/gov-disclosure-2021
tests:
  - name: 甲
    set: {applications.granted.total: 66}
«    expect: # 待定
      - rule: few-carried # 规则
        # 位置
        at: title
        message: "# 不是注释" # 消息
»`, `    expect: # 待定
      # 规则
      # 位置
      # 消息
` + strings.TrimPrefix(found, "\n"), 1},
		"a comment on the line of none": {`report: builtin/gov-disclosure-2021
tests:
  - name: 甲
    set: {applications.granted.total: 66}
«    expect:   none   # 没有
»`, "    expect: # 没有" + found, 1},
		"both, what is not assessed first": {`report: builtin/gov-disclosure-2021
tests:
  - name: 甲
    blank: applications.carried_out.total
«    notAssessed: none
    expect:
      - rule: few-granted
        at: title
»  - name: 乙
    blank: applications.carried_out.total
    notAssessed: [{rule: few-carried, at: applications.carried_out.total}]
    expect: none
`, `    notAssessed:
      - rule: few-carried
        at: applications.carried_out.total
    expect: none
`, 1},
		"a bracket in front of the key": {`report: builtin/gov-disclosure-2021
tests:
  - name: 甲
    set: {applications.granted.total: 66}
«    expect: [
      {rule: few-carried, at: title}
  ]
»  - name: 乙
    expect: none
`, "    expect:" + found, 1},
		"a text that goes on in front of the key": {`report: builtin/gov-disclosure-2021
tests:
  - name: 甲
    set: {applications.granted.total: 66}
«    expect:
      - rule: few-carried
        at: title
        message: "甲
   乙"
»    form: gov-disclosure-2021
`, "    expect:" + found, 1},
		"a key in quotes": {`report: builtin/gov-disclosure-2021
tests:
  - name: 甲
    set: {applications.granted.total: 66}
«    "expect": none
»`, "    expect:" + found, 1},
		"the value of an anchor": {`report: builtin/gov-disclosure-2021
tests:
  - name: 甲
    expect: &n none
  - name: 乙
    set: {applications.granted.total: 66}
«    expect: *n
»`, "    expect:" + found, 1},
		"line ends of old": {
			"report: builtin/gov-disclosure-2021\rtests:\r  - name: 甲\r    set: {applications.granted.total: 66}\r«    expect: none\r»    # 末尾\r",
			strings.ReplaceAll("    expect:"+found, "\n", "\r"), 1,
		},
		"line ends of all kinds": {
			"# 甲\u2028# 乙\u0085# 丙\r# 丁\u2029report: builtin/gov-disclosure-2021\ntests:\n  - name: 甲\n    set: {applications.granted.total: 66}\n«    expect: none\n»",
			"    expect:" + found, 1,
		},
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
			got, changed := p.suite.Update(p.results, &p.diags)
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

// TestUpdateRefused leaves cases as they are that cannot be rewritten, and says so.
func TestUpdateRefused(t *testing.T) {
	t.Parallel()
	const write = "the way in which this case is written cannot be rewritten: write "
	const few = write + "expect: [{rule: few-granted, at: applications.granted.total, message: '公开 66 件'}]"
	for name, tc := range map[string]struct{ tests, want string }{
		"case on one line":        {"  - {name: 甲, set: {applications.granted.total: 66}, expect: none}\n", "3:54: " + few},
		"expectations behind set": {"  - {name: 甲,\n     set: {applications.granted.total: 66}, expect: none}\n", "4:45: " + few},
		"list on one line":        {"  [{name: 甲, set: {applications.granted.total: 66}, expect: none}]\n", "3:53: " + few},
		"line of its own":         {"  - {name: 甲, set: {applications.granted.total: 66},\n     expect: none}\n", "4:6: " + few},
		"brace with an anchor":    {"  - &c {name: 甲, set: {applications.granted.total: 66},\n     expect: none}\n", "4:6: " + few},
		"first line of a brace":   {"  - {\n    expect: none,\n    set: {applications.granted.total: 66}, name: 甲}\n", "4:5: " + few},
		"question mark":           {"  - name: 甲\n    set: {applications.granted.total: 66}\n    ? expect\n    : none\n", "5:7: " + few},
		"anchor used later": {
			"  - name: 甲\n    set: {applications.granted.total: 66}\n    expect: &n none\n  - name: 乙\n    expect: *n\n", "5:5: " + few,
		},
		"anchor within, used later": {
			"  - name: 甲\n    expect: [&e {rule: few-granted, at: applications.granted.total}]\n" +
				"  - name: 乙\n    set: {applications.granted.total: 66}\n    expect: [*e]\n", "4:5: " + write + "expect: none",
		},
		"number sign that is no comment": {
			"  - name: 甲\n    expect:\n      - {rule: few-granted, at: title, message: \"\\x23 甲\"}\n", "4:5: " + write + "expect: none",
		},
		"both languages": {
			"  - {name: 甲, set: {applications.granted.total: 66}, expect: [{rule: few-granted, at: title, message: {en: A}}]}\n",
			"3:54: " + write + "expect: [{rule: few-granted, at: applications.granted.total, message: {zh: '公开 66 件', en: '66 granted'}}]",
		},
		"what is not assessed": {
			"  - {name: 甲, blank: applications.carried_out.total, notAssessed: none, expect: none}\n",
			"3:54: " + write + "notAssessed: [{rule: few-carried, at: applications.carried_out.total}]",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := "report: builtin/gov-disclosure-2021\ntests:\n" + tc.tests
			p := play(t, text)
			var refused diag.List
			got, changed := p.suite.Update(p.results, &refused)
			if got != text || changed != 0 {
				t.Errorf("%d changed:\n%s", changed, got)
			}
			var mistakes []string
			for _, d := range refused.Sorted() {
				mistakes = append(mistakes, fmt.Sprintf("%d:%d: %s", d.Line, d.Column, d.Message.EN))
			}
			if diff := cmp.Diff([]string{tc.want}, mistakes); diff != "" || p.diags.Len() > 0 {
				t.Errorf("-want +got\n%s\n%v", diff, p.diags.Err())
			}
		})
	}
}

// TestUpdateSome rewrites the cases that can be, where others cannot.
func TestUpdateSome(t *testing.T) {
	t.Parallel()
	text := `report: builtin/gov-disclosure-2021
rules: few-granted
tests:
  - name: 甲
    set: &s {applications.granted.total: 66}
    expect: &n none
  - {name: 乙, set: *s, expect: *n}
  - name: 丙
    set: {applications.granted.total: 67}
    expect: *n
`
	p := play(t, text)
	var refused diag.List
	got, changed := p.suite.Update(p.results, &refused)
	want := strings.TrimSuffix(text, "    expect: *n\n") + "    expect:\n      - at: applications.granted.total\n        message: '公开 67 件'\n"
	if diff := cmp.Diff(want, got); diff != "" || changed != 1 || refused.Len() != 2 {
		t.Errorf("%d changed, %d refused, -want +got\n%s", changed, refused.Len(), diff)
	}
}
