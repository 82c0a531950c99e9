package ruletest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSideEffects changes reports in ways that do something else than they say.
func TestSideEffects(t *testing.T) {
	t.Parallel()
	const (
		tables = "Use a base report with tables, or make the change in another way"
		model  = "builtin/gov-disclosure-2021"
		tabs   = "linhe-urban-2024.txt"
		pipes  = "../formats/jinsha-civil-2020/pipes.md"
		two    = "songling-two-reports-2022.txt"
		lines  = "xinfeng-education-2022.txt"
	)
	for name, tc := range map[string]struct{ report, change, want string }{
		"row beside others": {
			model, "drop: disputes.litigation_direct",
			"4:11: the change had another effect: disputes.reconsideration.upheld, disputes.reconsideration.corrected, disputes.reconsideration.other and others (10 in all) are no longer read. " + tables,
		},
		"column of a table of tabs": {
			tabs, "blank: applications.*.natural_person",
			`4:12: the change had no effect: applications.new.natural_person is read as "0", applications.carried_in.natural_person is read as "0", ` +
				`applications.granted.natural_person is read as "0" and others (7 in all); the change had another effect: ` +
				`applications.new.other ("5"), applications.new.total (""), applications.carried_in.other ("1") and others (12 in all) changed. ` + tables,
		},
		"words where a line is a cell": {
			lines, "set: {applications.new.natural_person: 约3件}",
			`4:11: the change had no effect: applications.new.natural_person is read as ""; the change had another effect: ` +
				`applications.new.business (""), applications.new.research (""), applications.new.public_welfare ("") and others (6 in all) changed. ` + tables,
		},
		"section that tells the form": {
			pipes, "drop: sections.disclosure", `4:11: the change had another effect: form ("gov-disclosure-2021") changed. Name the form with form`,
		},
		"cell that breaks its row": {
			model, "set: {applications.new.total: 3 | 4}",
			"4:11: the change had another effect: applications.new.total, applications.new.natural_person, " +
				"applications.new.business and others (6 in all) are no longer read. " + tables,
		},
		"line break in a cell": {
			model, "set: {applications.new.natural_person: \"3\\n4\"}",
			"4:11: the change had another effect: applications.new.natural_person, applications.new.business, applications.new.research and others (7 in all) are no longer read. " + tables,
		},
		"title that is none":          {model, "set: {title: 关于开会的通知}", "4:11: the change had another effect: title is no longer read"},
		"title that is a section":     {model, "set: {title: 一、总体情况}", "4:11: the change had another effect: title is no longer read"},
		"section with another's head": {model, "set: {sections.other: \"无。\\n\\n## 五、存在的主要问题及改进情况\\n\\n无。\"}", "none"},
		"first of two reports":        {two, "set: {applications.new.total: 77}", "none"},
		"section of the first of two": {two, "blank: sections.problems", "none"},
		"section put back":            {model, "drop: sections.problems\n    replace: {示范局: 模范局}", "none"},
		"cell and word":               {model, "set: {applications.new.total: 3}\n    replace: {总计: 合计}", "none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			p := playReport(t, tc.report, "    "+tc.change+"\n")
			for _, d := range p.diags.Sorted() {
				line := fmt.Sprintf("%d:%d: %s", d.Line, d.Column, d.Message.EN)
				if d.Hint.EN != "" {
					line += ". " + d.Hint.EN
				}
				got = append(got, line)
			}
			if got == nil {
				got = []string{"none"}
			}
			if diff := cmp.Diff([]string{tc.want}, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// playReport runs a case with changes to a report of testdata/reports, or to a model.
func playReport(t *testing.T, name, change string) *played {
	t.Helper()
	dir := t.TempDir()
	if !strings.HasPrefix(name, "builtin/") {
		data, err := os.ReadFile(filepath.Join("../testdata/reports", name))
		if err != nil {
			t.Fatal(err)
		}
		name = "../" + filepath.Base(name)
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	rules := filepath.Join(dir, "rules")
	if err := os.Mkdir(rules, 0o700); err != nil {
		t.Fatal(err)
	}
	return playRules(t, rules, ownRules, "report: "+name+"\ntests:\n  - name: 甲\n"+change+"    rules: few-carried\n    expect: none\n")
}

// TestChangesOfEverything changes every part of reports of all formats, each alone: it
// comes out as it was said and nothing else is different.
func TestChangesOfEverything(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("report: REPORT\nrules: heading-repeated\ntests:\n")
	for i, change := range []string{
		"set: {title: 某某局2022年政府信息公开工作年度报告}", "drop: title",
		`set: {sections.overview: "第一段。\n第二段。"}`, `set: {sections.disputes: "没有。\n\n没有。"}`, "blank: sections.disclosure", "drop: sections.applications",
		"drop: sections.problems", "blank: sections.other", "drop: applications", "drop: disputes", "drop: applications.new", "drop: disclosure.licences",
		"set: {applications.granted.total: 1034, disputes.reconsideration.total: 8}", "blank: applications.granted", "blank: applications.*.total",
		"set: {applications.new.other: 约3件}", `replace: {一、总体情况: "一、总体情况\n新的一段。"}`, "blank: [disclosure, disputes.reconsideration]",
	} {
		fmt.Fprintf(&b, "  - name: 第 %d 个\n    %s\n    expect: none\n", i, change)
	}
	for _, name := range []string{
		"xinfeng-education-2022/office.pdf", "xinfeng-education-2022/sheet.xlsx", "xinfeng-education-2022/editor.html",
		"linhe-urban-2024/portal.html", "shishan-market-2023/word.docx", "qinghe-culture-2021/pipes.md",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := playOn(t, "../"+name, strings.ReplaceAll(b.String(), "REPORT", "../"+filepath.Base(name)))
			if got := p.outcomes(t); len(got) > 0 {
				t.Error(strings.Join(got, "\n"))
			}
		})
	}
}
