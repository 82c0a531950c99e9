package ruletest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestInline gives fields in place of a report.
func TestInline(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		rules, fields string
		// expect is what the case says of it; want is how that differs from what comes.
		expect string
		want   []string
	}{
		"cells": {"applications-row-total", "applications.new.natural_person: 2, applications.new.business: 3, applications.new.total: 5", "none", nil},
		"all cells of a row": {
			"applications-row-total",
			"applications.new.natural_person: 2, applications.new.business: 3, applications.new.research: 0, applications.new.public_welfare: 0, " +
				"applications.new.legal_service: 0, applications.new.other: 0, applications.new.total: 6",
			"[{at: applications.new.total, message: 相差 1}]", nil,
		},
		"blank cell":              {"applications-cell-blank", "applications.new.total: , applications.new.other: 1", "[{at: applications.new.total}]", nil},
		"blank in quotes":         {"applications-cell-blank", "applications.new.total: ''", "[{at: applications.new.total}]", nil},
		"cell with words":         {"applications-cell-integer", "applications.new.total: 约5件", "[{at: applications.new.total}]", nil},
		"nothing else is there":   {"applications-cell-blank", "applications.new.total: 5", "none", nil},
		"rows that are not given": {"disputes-row-missing", "disputes.reconsideration.total: 5", "[{at: disputes.litigation_direct}]", []string{"+ disputes-row-missing disputes.litigation_after_reconsideration 缺少“复议后起诉”"}},
		"the single row of the other wording": {
			"applications-results-total", "applications.other_processing.total: 5, applications.outcome_total.total: 4", "[{at: applications.outcome_total.total}]", nil,
		},
		"not assessed": {"disputes-review-total", "disputes.reconsideration.total: 5", "none\n    notAssessed: none", []string{"+? disputes-review-total disputes.reconsideration.total"}},
		"the three rows of one wording": {
			"applications-results-total", "applications.other_misc.total: 5, applications.outcome_total.total: 4", "[{at: applications.outcome_total.total}]", nil,
		},
		"title":                   {"[title-missing, title-wording, title-year]", "title: 甲局政府信息公开报告", "[{rule: title-wording, at: title}]", []string{"+ title-year title 标题应写明一个年度，现有：无"}},
		"title without a year":    {"title-missing", "title.organ: 甲局", "none", nil},
		"year of the title":       {"title-year", "title.year: 2023", "none", nil},
		"no title":                {"title-missing", "applications.new.total: 5", "none", []string{"+ title-missing document 没有找到年报标题，应为“<机关名称><年度>年政府信息公开工作年度报告”"}},
		"section":                 {"section-empty", "sections.other: 无", "none", nil},
		"section without content": {"section-empty", "sections.other: , sections.overview: 正文", "[{at: sections.other, severity: warning}]", nil},
		"amount and its decimals": {"disclosure-fee-decimals", "disclosure.fees.amount: '1.20'", "none", nil},
		"amount, asked for":       {"disclosure-fee-decimals", "disclosure.fees.amount: '1.20'", "none\n    changes: {disclosure-fee-decimals: {params: {always: true}}}", []string{"+ disclosure-fee-decimals disclosure.fees.amount 收费金额“1.20”应保留 4 位小数"}},
		"parameter":               {"few-granted", "applications.granted.total: 3, applications.new.total: 3", "none\n    changes: {few-granted: {params: {limit: 2}}}", []string{"+ few-granted applications.granted.total 公开 3 件"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := play(t, "tests:\n  - name: 甲\n    form: gov-disclosure-2021\n    rules: "+tc.rules+"\n    fields: {"+tc.fields+"}\n    expect: "+tc.expect+"\n")
			if diff := cmp.Diff(tc.want, p.outcomes(t)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// onFormats are tests of a report of health-2023, in whatever format it is: each part of
// it can be changed.
const onFormats = `report: REPORT
tests:
  - name: 不改
    rules: [few-granted, few-carried, applications-row-total, section-missing, title-missing]
    changes: {few-granted: {params: {limit: 1033}}}
    expect: none
  - name: 填一格
    rules: applications-row-total
    set: {applications.granted.total: 1034}
    expect: [{at: applications.granted.total, message: 之和为 1033，总计填报 1034}]
  - name: 填两格
    rules: applications-row-total
    set: {applications.granted.total: 1034, applications.new.natural_person: 1}
    expect: [{at: applications.new.total}, {at: applications.granted.total}]
  - name: 空一行
    rules: applications-cell-blank
    blank: applications.carried_out
    expect: [{at: applications.carried_out.natural_person, message: 表三有 7 格未填}]
  - name: 空一个部分
    rules: [section-empty, section-missing]
    blank: sections.other
    expect: [{rule: section-empty, at: sections.other}]
  - name: 删去一个部分
    rules: section-missing
    drop: sections.problems
    expect: [{at: sections.problems}]
  - name: 删去标题
    rules: title-missing
    drop: title
    expect: [{at: document}]
  - name: 删去一行
    rules: applications-row-missing
    drop: applications.rejected_petition
    expect: [{at: applications.rejected_petition}]
  - name: 删去一张表
    rules: [disputes-table-missing, applications-table-missing, section-missing]
    drop: disputes
    expect: [{rule: disputes-table-missing, at: disputes}]
  - name: 换词
    rules: section-heading
    replace: {总体情况: 概述}
    expect: [{at: sections.overview, message: 概述”不规范}]
  - name: 改标题
    rules: [title-year, title-wording]
    set: {title: 兰亭市卫生健康委员会2023年信息公开年报}
    expect: [{rule: title-wording, at: title}]
  - name: 改一个部分
    rules: [section-empty, section-order]
    set: {sections.other: "无。\n\n五、存在的主要问题及改进情况\n\n见上。"}
    expect: [{rule: section-order, at: sections.problems, message: 重复出现}]
  - name: 多一段
    rules: [heading-repeated, section-missing, section-empty]
    replace: {六、其他需要报告的事项: "六、其他需要报告的事项\n六、其他需要报告的事项"}
    expect: [{rule: heading-repeated, at: sections.other}]
  - name: 多几段，另填一格
    rules: [section-order, applications-row-total]
    replace: {五、存在的主要问题及改进情况: "五、存在的主要问题及改进情况\n无。\n一、总体情况"}
    set: {applications.granted.total: 1034, disputes.reconsideration.total: 1}
    expect: [{rule: applications-row-total, at: applications.granted.total}, {rule: section-order, at: sections.overview}]
  - name: 修订
    rules: document-tracked-changes
    set: {document.tracked_changes: 3}
    expect: [{at: document, message: 3 处修订}]
  - name: 重复
    rules: document-duplicate
    earlier: [builtin/gov-disclosure-2021, REPORT]
    expect: [{at: title, message: 已出现在}]
  - name: 不重复
    rules: document-duplicate
    earlier: [builtin/gov-disclosure-2021]
    expect: none
`

// onTables are those that want cells which are seen even where they are blank.
const onTables = `  - name: 改成更长的文字
    rules: applications-cell-integer
    set: {applications.carried_in.other: 大约十几件}
    expect: [{at: applications.carried_in.other, message: 填报“大约十几件”}]
  - name: 空一格
    rules: applications-cell-blank
    blank: applications.granted.business
    expect: [{at: applications.granted.business, message: 表三有 1 格未填}]
`

// TestBaseFormats changes reports of other formats.
func TestBaseFormats(t *testing.T) {
	t.Parallel()
	for name, suite := range map[string]string{
		"page.html": onFormats + onTables, "word.docx": onFormats + onTables, "layout.txt": onFormats,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := playOn(t, name, suite)
			if got := p.outcomes(t); len(got) > 0 || len(p.results) != strings.Count(suite, "- name") {
				t.Errorf("%d results\n%s", len(p.results), strings.Join(got, "\n"))
			}
		})
	}
}

// playOn runs tests of a report of health-2023 that stands beside the folder of the rules.
func playOn(t *testing.T, name, suite string) *played {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../testdata/formats/lanting-health-2023", name))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), data, 0o600); err != nil {
		t.Fatal(err)
	}
	rules := filepath.Join(dir, "rules")
	if err := os.Mkdir(rules, 0o700); err != nil {
		t.Fatal(err)
	}
	return playRules(t, rules, ownRules, strings.ReplaceAll(suite, "REPORT", "../"+name))
}

// TestFormatMistakes asks for changes that a format does not allow.
func TestFormatMistakes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ report, change, want string }{
		"blank among spaces":   {"layout.txt", "blank: applications.granted.business", "4:12: the change had another effect: applications.granted.business, applications.granted.natural_person, applications.granted.research and others (7 in all) are no longer read"},
		"words among spaces":   {"layout.txt", "set: {applications.carried_in.other: 大约十几件}", "4:11: the change had another effect: applications.carried_in.other, applications.carried_in.natural_person, applications.carried_in.business and others (7 in all) are no longer read"},
		"two paragraphs":       {"word.docx", "replace: {\"情况\\n2023年\": 情况}", "4:15: \"情况\\n2023年\" runs over several paragraphs or cells"},
		"words of another":     {"page.html", "replace: {示范局: 模范局}", `4:15: the base report does not hold "示范局"`},
		"markup":               {"page.html", "replace: {<td>: <th>}", `4:15: the base report does not hold "<td>"`},
		"cell that is not":     {"word.docx", "set: {applications.other_processing.total: 1}", `4:11: the base report has no "applications.other_processing.total" that could be changed`},
		"row and cell":         {"page.html", "drop: applications.granted\n    set: {applications.granted.total: 1}", "5:11: overlaps with the change on line 4"},
		"section and its text": {"word.docx", "blank: sections.overview\n    replace: {疾病防控: 防控}", "5:15: overlaps with the change on line 4"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := playOn(t, tc.report, "report: REPORT\ntests:\n  - name: 甲\n    "+tc.change+"\n    expect: none\n")
			var got []string
			for _, d := range p.diags.Sorted() {
				got = append(got, fmt.Sprintf("%d:%d: %s", d.Line, d.Column, d.Message.EN))
			}
			if diff := cmp.Diff([]string{tc.want}, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
