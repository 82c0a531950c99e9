package ruletest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
	"github.com/gouji/gouji/ruletest"
)

// ownRules are the rules of the pack that the tests of this package are about, over the
// built-in ones.
const ownRules = `
- id: few-granted
  severity: note
  params: {limit: 65}
  let: {total: cell("applications.granted.total")}
  check: total.value <= params.limit
  at: total
  related: cell("applications.new.total")
  message: {zh: '公开 {total} 件', en: '{total} granted'}
  suggest: params.limit
- id: few-carried
  severity: warning
  check: cell("applications.carried_out.total").value <= 10
  at: cell("applications.carried_out.total")
  message: 结转 {cell("applications.carried_out.total")} 件
`

// played is what became of the tests in a text.
type played struct {
	suite   *ruletest.Suite
	results []*ruletest.Result
	surveys []ruletest.Survey
	diags   diag.List
}

// play runs tests that stand in a folder with the rules of ownRules.
func play(t *testing.T, text string) *played {
	t.Helper()
	return playRules(t, t.TempDir(), ownRules, text)
}

// playRules does so with other rules, in a folder that may hold reports.
func playRules(t *testing.T, dir, rules, text string) *played {
	t.Helper()
	for name, content := range map[string]string{
		"pack.yaml": "pack: own\nextends: [builtin/gov-disclosure]\n", "rules.yaml": rules, "a_test.yaml": text,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, err := pack.Load([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	out := &played{}
	runner, err := ruletest.NewRunner(p, &out.diags)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = runner.Close() }()
	if out.suite, err = ruletest.Parse(p.Tests[0], &out.diags); err != nil {
		t.Fatal(err)
	}
	if out.suite == nil || out.diags.Len() > 0 {
		return out
	}
	var cases []*ruletest.Case
	for _, c := range out.suite.Cases {
		r, err := runner.Run(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if r != nil {
			out.results = append(out.results, r)
			cases = append(cases, c)
		}
	}
	if out.surveys, err = runner.Mutants(t.Context(), cases, true); err != nil {
		t.Fatal(err)
	}
	return out
}

// outcomes lists how the results differ from what was expected, with the names of the
// cases where there are several.
func (p *played) outcomes(t *testing.T) []string {
	t.Helper()
	if err := p.diags.Err(); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range p.results {
		for _, line := range outcome(r) {
			if len(p.results) > 1 {
				line = r.Case.Name.In(report.Chinese) + ": " + line
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// soundSuite holds tests without a mistake, to which the tests add one.
const soundSuite = `report: builtin/gov-disclosure-2021
rules: applications-row-total
tests:
  - name: 多一件
    set: {applications.granted.natural_person: 26}
    expect:
      - at: applications.granted.total
        message: 相差 1
        severity: error
  - name: 空一格
    blank: applications.granted.natural_person
    expect: none
    notAssessed: [{at: applications.granted.total}]
  - name: 少两件
    form: gov-disclosure-2021
    fields: {applications.new.natural_person: 1, applications.new.total: 3}
    expect: none
`

func TestSoundSuite(t *testing.T) {
	t.Parallel()
	p := play(t, soundSuite)
	if got := p.outcomes(t); len(got) > 0 || len(p.results) != 3 {
		t.Errorf("%d results: %v", len(p.results), got)
	}
	var cases []string
	for _, c := range p.suite.Cases {
		cases = append(cases, c.Name.In(report.Chinese)+" "+strings.Join(c.Focus, ","))
	}
	want := []string{"多一件 applications-row-total", "空一格 applications-row-total", "少两件 applications-row-total"}
	if diff := cmp.Diff(want, cases); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestSuiteMistakes replaces a piece of sound tests by a wrong one. The mistake is found
// where «» stands.
func TestSuiteMistakes(t *testing.T) {
	t.Parallel()
	const (
		set   = "set: {applications.granted.natural_person: 26}"
		blank = "blank: applications.granted.natural_person"
		at    = "- at: applications.granted.total"
	)
	for name, tc := range map[string]struct{ old, with, want string }{
		"unknown key of a file":         {"tests:\n", "«base»: x\ntests:\n", `unknown key "base"`},
		"unknown key of a case":         {"set: {", "«sett»: {", `unknown key "sett". Did you mean "set"?`},
		"unknown key of an expectation": {"severity: error", "«severty»: error", `unknown key "severty". Did you mean "severity"?`},
		"no tests":                      {"tests:\n", "«test»:\n", `unknown key "test". Did you mean "tests"?`},
		"case without a name":           {"- name: 空一格\n    blank", "- «blank", `"name" is missing`},
		"case without expectations":     {"    expect: none\n    notAssessed", "    notAssessed", `"expect" is missing`},
		"cases without names":           {"tests:\n", "tests:\n  - {expect: none}\n  - «»{expect: none}\n", `"name" is missing`},
		"cases that are texts":          {"tests:\n", "tests:\n  - x\n  - «x»\n", `"tests" must be a mapping`},
		"cases that are empty":          {"tests:\n", "tests:\n  -\n  -«»\n", `"tests" must be a mapping`},
		"empty name":                    {"name: 空一格", "name: «''»", "the name is empty"},
		"case that is a text":           {"  - name: 多一件\n", "  - «x»\n  - name: 多一件\n", `"tests" must be a mapping`},
		"name used twice":               {"name: 空一格", "name: «多一件»", "the case on line 4 has this name already"},
		"expectation in a word":         {"expect: none", "expect: «nothing»", "must be a list, or none"},
		"expectation without a place":   {at + "\n        message", "- «message", `"at" is missing`},
		"unknown severity":              {"severity: error", "severity: «eror»", `unknown severity "eror". Did you mean "error"?`},
		"severity off":                  {"severity: error", "severity: «off»", `unknown severity "off"`},
		"message of a list":             {"message: 相差 1", "message: «»[相差]", `"message" must be`},
		"message where not assessed":    {"[{at: applications.granted.total}]", "[{at: applications.granted.total, «message»: x}]", `unknown key "message"`},

		"unknown rule that counts": {"rules: applications-row-total\n", "rules: [«applications-row-totl»]\n", `there is no rule "applications-row-totl". Did you mean "applications-row-total"?`},
		"unknown rule expected":    {at, "- rule: «few-grantd»\n        at: applications.granted.total", `there is no rule "few-grantd". Did you mean "few-granted"?`},
		"rule that does not count": {at, "- rule: «few-granted»\n        at: applications.granted.total", `rule "few-granted" does not count in this case. List it under rules`},
		"one of several rules":     {"rules: applications-row-total\n", "rules: [few-granted, applications-row-total]\n", "rule is missing. It may be left out only where one rule counts (rules: RULE)"},
		"unknown place":            {at, "- at: «applications.granted.totl»", `form gov-disclosure-2021 has no "applications.granted.totl". Did you mean "applications.granted.total"?`},
		"unknown place, unassessed": {
			"[{at: applications.granted.total}]", "[{at: «applications.grnted.total»}]", `form gov-disclosure-2021 has no "applications.grnted.total". Did you mean "applications.granted.total"?`,
		},
		"parameter of an unknown rule": {set, set + "\n    changes: {«few-grante»: {params: {limit: 1}}}", `there is no rule "few-grante". Did you mean "few-granted"?`},
		"unknown parameter":            {set, set + "\n    changes: {few-granted: {params: {«limt»: 1}}}", `rule "few-granted" has no parameter "limt". Did you mean "limit"?`},
		"parameter of another kind":    {set, set + "\n    changes: {few-granted: {params: {limit: «many»}}}", `parameter "limit" must be a number`},

		"base report in quotes": {"report: builtin/gov-disclosure-2021\n", "report: «''»\n", "name the file of a report"},
		"earlier in quotes":     {set, set + "\n    earlier: [«''»]", "name the file of a report"},
		"no base report":        {"report: builtin/gov-disclosure-2021\n", "", "there is no base report. Write report: FILE in the case or at the head of the file"},
		"unknown model report":  {"report: builtin/gov-disclosure-2021\n", "report: «builtin/gov-disclosure-2020»\n", `there is no built-in report "builtin/gov-disclosure-2020". Did you mean "builtin/gov-disclosure-2021"?`},
		"base report not there": {"report: builtin/gov-disclosure-2021\n", "report: «nowhere.md»\n", "no such file or folder"},
		"base report no report": {"report: builtin/gov-disclosure-2021\n", "report: «rules.yaml»\n", ""},
		"earlier not there":     {set, set + "\n    earlier: [«nowhere.md»]", "no such file or folder"},
		"unknown form":          {blank, blank + "\n    form: «gov-disclosure-2012»", `there is no form "gov-disclosure-2012". Did you mean "gov-disclosure-2019"?`},

		"unknown cell set":             {set, "set: {«applications.granted.natural»: 26}", `form gov-disclosure-2021 has no "applications.granted.natural"`},
		"row set":                      {set, "set: {«applications.granted»: 26}", `form gov-disclosure-2021 has no "applications.granted"`},
		"cell of another form":         {set, "set: {«disclosure.procurement.items»: 26}", `form gov-disclosure-2021 has no "disclosure.procurement.items"`},
		"cell of the other wording":    {set, "set: {«applications.other_processing.total»: 26}", `the base report has no "applications.other_processing.total" that could be changed`},
		"cell set to nothing":          {set, "set: {«applications.granted.natural_person»: }", `say what "applications.granted.natural_person" shall hold. To leave it blank use blank`},
		"cell set to a list":           {set, "set: {«applications.granted.natural_person»: [26]}", `say what "applications.granted.natural_person" shall hold`},
		"set without keys":             {set, "set: «26»", `"set" must be a mapping`},
		"cell set to two":              {set, "set: {«applications.granted.natural_person»: 26 | 27}", "the change had another effect: applications.granted.natural_person, applications.granted.business, applications.granted.research and others (6 in all) are no longer read. Use a base report with tables, or make the change in another way"},
		"changes of changed below 0":   {set, "set: {document.tracked_changes: «-1»}", "must be an integer of at least 0"},
		"changes of changed in words":  {set, "set: {document.tracked_changes: «two»}", "must be an integer of at least 0"},
		"unknown cell blanked":         {blank, "blank: [«applications.grante»]", `form gov-disclosure-2021 has no "applications.grante". Did you mean "applications.granted"?`},
		"unknown column blanked":       {blank, "blank: «applications.*.totl»", `form gov-disclosure-2021 has no "applications.*.totl". Did you mean "applications.*.total"?`},
		"title blanked":                {blank, "blank: «title»", "a title cannot be left blank. To take it away use drop"},
		"title of nothing":             {set, "set: {«title»: ''}", `say what "title" shall hold. To take the title away use drop`},
		"title as it was":              {set, "set: {«title»: 示范市示范局2023年政府信息公开工作年度报告}", `"title" is so in the base report: nothing changes`},
		"cell of nothing":              {set, "set: {«applications.granted.natural_person»: ' '}", `say what "applications.granted.natural_person" shall hold. To leave it blank use blank`},
		"section of nothing":           {set, "set: {«sections.other»: ''}", `say what "sections.other" shall hold. To leave it blank use blank`},
		"nothing set":                  {set, "set: «»{}", "this is empty. Write something, or remove the key"},
		"nothing blanked":              {blank, "blank: «»[]", "this is empty"},
		"nothing dropped":              {blank, "drop: «»[]", "this is empty"},
		"nothing replaced":             {blank, "replace: «»{}", "this is empty"},
		"nothing earlier":              {set, set + "\n    earlier: «»[]", "this is empty"},
		"place blanked that is a list": {blank, "blank: [«»[applications.new]]", `"blank" must be text, this is a list`},
		"place dropped that is a list": {blank, "drop: [«»[applications.new]]", `"drop" must be text, this is a list`},
		"text replaced by spaces":      {blank, "replace: «»{\"\\n\\n## 一\": \"\\n\\n\\n## 一\"}", "the change had no effect: what is read stays as it was"},
		"cell blanked that is not":     {blank, "blank: «applications.other_processing»", `the base report has no "applications.other_processing" that could be changed`},
		"unknown row dropped":          {blank, "drop: «applications.grante»", `form gov-disclosure-2021 has no "applications.grante". Did you mean "applications.granted"?`},
		"cell dropped":                 {blank, "drop: «applications.granted.total»", `form gov-disclosure-2021 has no "applications.granted.total"`},
		"row dropped that is not":      {blank, "drop: [title, «applications.other_processing»]", `the base report has no "applications.other_processing" that could be changed`},
		"text not there":               {blank, "replace: {«没有的词»: 有的词}", `the base report does not hold "没有的词"`},
		"text replaced by a list":      {blank, "replace: {总计: «»[合计]}", `"总计" must be text, this is a list`},
		"overlapping changes":          {set, "set: {«applications.granted.natural_person»: 26}\n    drop: applications.granted", "overlaps with the change on line 6"},
		"the same cell twice":          {blank, "blank: «applications.granted.natural_person»\n    set: {applications.granted.natural_person: 1}", "overlaps with the change on line 12"},
		"text in a dropped section":    {set, "drop: sections.other\n    replace: {«信息处理费»: 费用}", "overlaps with the change on line 5"},
		"fields beside set":            {"fields: {app", "blank: applications.new\n    fields: «»{app", "fields gives the figures itself and excludes set, blank, drop and replace"},
		"unknown field":                {"applications.new.total: 3", "«applications.new.totel»: 3", `form gov-disclosure-2021 has no "applications.new.totel". Did you mean "applications.new.total"?`},
		"field that is a list":         {"applications.new.total: 3", "applications.new.total: «»[3]", `"applications.new.total" must be text, this is a list`},
		"fields of no form":            {"    form: gov-disclosure-2021\n    fields: {app", "    fields: «»{app", "form is missing: there are several"},
		"fields of an unknown form":    {"form: gov-disclosure-2021\n", "form: «gov-disclosure-2022»\n", `there is no form "gov-disclosure-2022". Did you mean "gov-disclosure-2021"?`},
		"tracked changes among fields": {"applications.new.total: 3", "«document.tracked_changes»: 3", `form gov-disclosure-2021 has no "document.tracked_changes"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			marked := strings.Replace(soundSuite, tc.old, tc.with, 1)
			if marked == soundSuite {
				t.Fatal("the piece does not occur")
			}
			before, _, found := strings.Cut(marked, "«")
			line := 1 + strings.Count(before, "\n")
			column := 1 + len([]rune(before[strings.LastIndexByte(before, '\n')+1:]))
			p := play(t, strings.NewReplacer("«", "", "»", "").Replace(marked))
			var all []string
			for _, d := range p.diags.Sorted() {
				message := d.Message.In(report.English)
				if hint := d.Hint.In(report.English); hint != "" {
					message += ". " + hint
				}
				if (!found || d.Line == line && d.Column == column) && strings.HasPrefix(message, tc.want) {
					return
				}
				all = append(all, d.Format(report.English))
			}
			t.Errorf("want %d:%d: %s\ngot %s", line, column, tc.want, strings.Join(all, "\n"))
		})
	}
}
