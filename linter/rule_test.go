package linter_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
)

// shownFindings writes what rules say: severity, rule, place and message, with the
// related places in brackets, then what could not be assessed and what failed.
func shownFindings(results []*report.Result) []string {
	var shown []string
	for _, r := range results {
		if r.Err != nil {
			shown = append(shown, "error "+r.Err.Error())
		}
		for _, a := range r.Assessments {
			for _, f := range a.Findings {
				s := fmt.Sprintf("%v %s %s: %s", f.Severity, f.Rule, place(a.Report, f.Place), f.Message)
				var related []string
				for _, p := range f.Related {
					related = append(related, place(a.Report, p))
				}
				if len(related) > 0 {
					s += " [" + strings.Join(related, ", ") + "]"
				}
				if f.Suggestion != "" {
					s += " => " + f.Suggestion
				}
				shown = append(shown, s)
			}
			for _, n := range a.NotAssessed {
				shown = append(shown, fmt.Sprintf("? %s %s for want of %s", n.Rule, place(a.Report, n.Place), strings.Join(n.Missing, ", ")))
			}
			for _, d := range a.Defects {
				shown = append(shown, fmt.Sprintf("! %s %s: %v", d.Rule, place(a.Report, d.Place), d.Err))
			}
		}
	}
	return shown
}

func place(r *report.Report, p report.Place) string {
	if p.Elsewhere != nil {
		return fmt.Sprintf("elsewhere %d:%d %s", p.Elsewhere.Position.Line, p.Elsewhere.Position.Column, p.Key)
	}
	at := r.Source.Position(p.Span)
	return fmt.Sprintf("%d:%d %s", at.Line, at.Column, p.Key)
}

// TestRuleParts shows what each part of a rule does, with the report at the top of
// language_test.go.
func TestRuleParts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		rules string
		want  []string
	}{
		"check of the report": {
			`{id: r, check: report.year == 2021, message: '{report.organ}是 {report.year} 年'}`,
			[]string{"warning r 1:1 title: 上游流域管理处是 2022 年"},
		},
		"place": {
			`{id: r, check: 'false', at: 'cell("cost.north.wages")', message: m}`,
			[]string{"warning r 5:6 cost.north.wages: m"},
		},
		"several places": {
			`{id: r, check: 'false', at: tables.cost.north.items, related: 'tables.cost.south', message: m}`,
			[]string{"warning r 5:6 cost.north.wages: m [5:10 cost.north.upkeep, 6:1 cost.south]"},
		},
		"no place": {
			`{id: r, forEach: tables.cost.columns, when: it.key == "sum", check: 'false', at: 'it.cells.filter(c, false)', message: m}`,
			[]string{"warning r 3:15 cost.*.sum: m"},
		},
		"each element": {
			`{id: r, forEach: tables.cost.rows, check: it.wages.value > 20, message: '{it.label}：{it.wages}'}`,
			[]string{"warning r 5:1 cost.north: 北站：0.1", "? r 7:1 cost.river for want of cost.river.wages"},
		},
		"condition": {
			`{id: r, forEach: tables.cost.rows, when: it.staff.filled, check: it.wages.value > 70, message: '{it.label}'}`,
			[]string{"warning r 4:1 cost.all: 全部站点", "warning r 5:1 cost.north: 北站"},
		},
		"unknown condition": {
			`{id: r, when: 'cell("cost.south.staff").value > 0', check: 'false', message: m}`,
			[]string{"? r 1:1 title for want of cost.south.staff"},
		},
		"balance": {
			`{id: r, forEach: tables.cost.rows, balance: {left: it.items, right: '[it.sum]'}, message: '{left} 与 {right} 差 {delta}'}`,
			[]string{"warning r 7:13 cost.river.sum: 5.1 与 0 差 5.1 [7:6 cost.river.wages, 7:9 cost.river.upkeep]"},
		},
		"balance, not assessed": {
			`{id: r, forEach: tables.cost.columns, balance: {left: it.single, right: '[it.all]'}, message: '{it.label} {left} {right}'}`,
			[]string{
				"warning r 4:13 cost.all.upkeep: 维护费 12.55 20.35 [5:10 cost.north.upkeep, 6:8 cost.south.upkeep, 7:9 cost.river.upkeep]",
				"warning r 4:19 cost.all.sum: 费用合计（单位：万元） 32.5500 81.55 [5:14 cost.north.sum, 6:13 cost.south.sum, 7:13 cost.river.sum]",
				"? r 4:6 cost.all.staff for want of cost.river.staff, cost.south.staff",
				"? r 4:8 cost.all.wages for want of cost.river.wages",
			},
		},
		"balance that no figure can mend": {
			`{id: r, balance: {left: 'tables.cost.all.items', right: '[cell("cost.north.sum"), cell("cost.river.wages")]'}, message: m}
  - {id: s, balance: {left: '[cell("cost.north.staff")]', right: '[cell("cost.south.staff"), cell("cost.all.staff")]'}, message: '{left} {right}'}`,
			[]string{
				"warning s 6:4 cost.south.staff: 4 9 [4:6 cost.all.staff, 5:4 cost.north.staff]",
				"? r 5:14 cost.north.sum for want of cost.river.wages",
			},
		},
		"names": {
			`{id: r, forEach: tables.cost.rows, let: {paid: it.wages.value, twice: paid * 2}, check: twice < 50, message: '{twice}'}`,
			[]string{"warning r 4:1 cost.all: 122.4", "warning r 6:1 cost.south: 50", "? r 7:1 cost.river for want of cost.river.wages"},
		},
		"collected": {
			`{id: r, forEach: tables.cost.cells, check: it.filled, collect: true, message: '{count} 处：{it.label}'}`,
			[]string{"warning r 6:4 cost.south.staff: 3 处：费用表 › 南站 › 人员 [7:4 cost.river.staff, 7:6 cost.river.wages]"},
		},
		"severities": {
			`{id: r, severity: [{when: it.key == "all", is: note}, {when: it.key == "north", is: off}, {when: it.wages.value > 0, is: error}], forEach: tables.cost.rows, check: 'false', message: m}`,
			[]string{"note r 4:1 cost.all: m", "error r 6:1 cost.south: m", "error r 7:1 cost.river: m"},
		},
		"switched off": {`{id: r, severity: off, check: 'false'}`, nil},
		"parameters": {
			`{id: r, params: {limit: 0.15, names: [北站]}, forEach: tables.cost.rows, when: it.label in params.names, check: it.wages.value >= params.limit, message: '{it.wages} 小于 {params.limit}'}`,
			[]string{"warning r 5:1 cost.north: 0.1 小于 0.15"},
		},
		"parameter called text": {`{id: r, params: {text: "（"}, check: '"（" == params.text', message: m}`, nil},
		"forms":                 {`{id: r, forms: [station-cost], check: 'false', message: m}`, []string{"warning r 1:1 title: m"}},
		"name, no words":        {`{id: r, name: 名称, check: 'false'}`, []string{"warning r 1:1 title: 名称"}},
		"what is blank": {
			`{id: r, check: 'false', at: document, message: '{cell("cost.south.staff")}，{cell("cost.river.wages").raw}，{cell("cost.south.staff").value + 1}'}`,
			[]string{"warning r 1:1 document: 〔未填〕，约6，〔未填〕"},
		},
		"braces": {`{id: r, check: 'false', message: '{{{1 + 1}}} {"}"}'}`, []string{"warning r 1:1 title: {2} }"}},
		"lists":  {`{id: r, check: 'false', message: '{tables.cost.north.items}；{[1, 2]}；{true}'}`, []string{"warning r 1:1 title: 0.1、0.2；1、2；是"}},
		"suggestion": {
			`{id: r, check: 'false', at: 'cell("cost.north.sum")', suggest: sum(tables.cost.north.items), message: m}`,
			[]string{"warning r 5:14 cost.north.sum: m => 0.3"},
		},
		"suggestion of a balance": {
			`{id: r, forEach: tables.cost.rows, when: it.key == "river", balance: {left: '[it.upkeep]', right: '[it.sum]'}, suggest: left, message: m}`,
			[]string{"warning r 7:13 cost.river.sum: m [7:9 cost.river.upkeep] => 5.1"},
		},
		"suggestion that cannot be told": {
			`{id: r, check: 'false', at: document, suggest: sum(tables.cost.river.items), message: m}`,
			[]string{"warning r 1:1 document: m"},
		},
		"superseded": {
			`{id: small, forEach: tables.cost.cells, check: it.filled, message: s}
  - {id: exact, forEach: tables.cost.cells, check: '!it.malformed', supersedes: [small], message: e}`,
			[]string{"warning small 6:4 cost.south.staff: s", "warning exact 7:4 cost.river.staff: e", "warning exact 7:6 cost.river.wages: e"},
		},
		"superseded in part": {
			`{id: all, forEach: tables.cost.cells, check: it.filled, collect: true, message: '{count}'}
  - {id: exact, forEach: tables.cost.cells, check: '!it.blank', supersedes: [all], message: e}`,
			[]string{"warning exact 6:4 cost.south.staff: e", "warning all 7:4 cost.river.staff: 2 [7:6 cost.river.wages]"},
		},
		"a failing rule": {
			`{id: r, forEach: tables.cost.rows, check: 1 / (tables.cost.rows.size() - 4) == 1, message: m}
  - {id: s, check: 'false', message: the others go on}`,
			[]string{"warning s 1:1 title: the others go on", "! r 4:1 cost.all: division by zero"},
		},
		"an element in a list": {
			`{id: r, forEach: tables.cost.cells, check: '!it.filled || sum([it]) >= 0.2', message: '{it}'}`,
			[]string{"warning r 5:6 cost.north.wages: 0.1", "warning r 7:13 cost.river.sum: 0"},
		},
		"a failure behind others": {
			`{id: r, forEach: tables.cost.rows, collect: true, when: it.staff.filled, check: '1 / (4 - it.staff.value) > 5', message: '{count}'}`,
			[]string{"warning r 4:1 cost.all: 1", "! r 5:1 cost.north: division by zero"},
		},
		"without a message": {
			`{id: r, check: "1 == 2"}`, []string{"warning r 1:1 title: 不符合要求：1 == 2"},
		},
		"a name for a message": {
			`{id: r, name: 名称, check: "1 == 2"}`, []string{"warning r 1:1 title: 名称"},
		},
		"a message of several lines": {
			`{id: r, check: "1 == 2", message: "甲\n\t乙\n"}`, []string{"warning r 1:1 title: 甲 乙"},
		},
		"a failing suggestion": {
			`{id: r, check: "1 == 2", message: m, suggest: "title.years[9]"}`, []string{"warning r 1:1 title: m", "! r 1:1 title: index out of bounds: 9"},
		},
		"places of several kinds": {
			`{id: r, check: "1 == 2", message: m, at: "[cell(\"cost.north.staff\"), title]"}`, []string{"warning r 5:4 cost.north.staff: m [1:1 title]"},
		},
		"a failing message": {
			`{id: r, check: 'false', message: '{1 / 0}。'}`,
			[]string{"warning r 1:1 title: 〔出错〕。", "! r 1:1 title: division by zero"},
		},
		"division of a cell by zero": {
			`{id: r, check: 'cell("cost.north.staff").value / cell("cost.river.sum").value > 0', message: m}`,
			[]string{"! r 1:1 title: division by zero"},
		},
		"too large a product": {
			`{id: r, check: 'decimal("9999999999") * decimal("9999999999") > 0', message: m}`,
			[]string{"! r 1:1 title: the result has more than 19 digits"},
		},
		"too large a sum": {
			`{id: r, check: 'decimal("9999999999999999999") + 1 > 0', message: m}`,
			[]string{"! r 1:1 title: the result has more than 19 digits"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := shownFindings(lintText(t, "rules:\n  - "+tc.rules+"\n", stations))
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestUnique checks a rule about all reports of a run.
func TestUnique(t *testing.T) {
	t.Parallel()
	rules := `rules:
  - id: twice
    scope: corpus
    unique: report.organ + string(report.year)
    severity: [{when: report.year == 2022, is: error}, {is: note}]
    at: title
    message: '{report.organ}已在 {first}'
`
	other := strings.Replace(stations, "2022", "2023", 1)
	third := "\n\n" + stations
	got := shownFindings(lintText(t, rules, stations, other, third, other, strings.Replace(stations, "上游", "下游", 1)))
	for i := range got {
		before, after, _ := strings.Cut(got[i], "已在 ")
		got[i] = before + after[strings.LastIndexByte(after, '/')+1:]
	}
	want := []string{
		"error twice 3:1 title: 上游流域管理处0.txt:1 [elsewhere 1:1 title]",
		"note twice 1:1 title: 上游流域管理处1.txt:1 [elsewhere 1:1 title]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestOverlay checks that a pack that extends the built-in one replaces, switches
// off and adds rules.
func TestOverlay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, dir+"/pack.yaml", "pack: ours\nextends: [builtin/gov-disclosure]\n")
	writeFile(t, dir+"/rules.yaml", `rules:
  - {id: label-wording, severity: off, check: 'true'}
  - {id: section-heading, severity: error, forEach: headings, check: it.official, message: '标题应为“{it.section.label}”'}
  - {id: our-own, severity: note, check: report.year > 2020, at: title, message: '年度 {report.year}'}
`)
	loaded, err := pack.Load([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	l := newLinter(t, loaded, linter.Options{})
	got := shownFindings(run(t, l, []linter.Input{{Path: "../testdata/reports/baishi-urban-2020.txt"}}))
	// What the other rules say of the report is theirs.
	got = slices.DeleteFunc(got, func(s string) bool {
		return !strings.Contains(s, "our-own") && !strings.Contains(s, "section-heading") && !strings.Contains(s, "label-wording")
	})
	want := []string{
		"note our-own 1:1 title: 年度 2020",
		"error section-heading 64:1 sections.problems: 标题应为“存在的主要问题及改进情况”",
		"error section-heading 67:1 sections.other: 标题应为“其他需要报告的事项”",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if len(loaded.Rules) != len(builtin(t).Rules)+1 {
		t.Errorf("%d rules", len(loaded.Rules))
	}
}
