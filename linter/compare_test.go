package linter_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/output"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
)

// yearReport writes the model report as that of an organ and a year.
func yearReport(t *testing.T, path, organ string, year int) {
	t.Helper()
	data, err := os.ReadFile(modelReport)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer("示范市示范局", organ, "2023年", fmt.Sprintf("%d年", year)).Replace(string(data))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// lintFolder lints a folder with some workers, and returns what a writer makes of it
// and the summary.
func lintFolder(t *testing.T, inputs []linter.Input, jobs int, format string, stdin string) (string, output.Summary) {
	t.Helper()
	configs, err := pack.NewConfigs("")
	if err != nil {
		t.Fatal(err)
	}
	inputs = slices.Clone(inputs)
	l, err := linter.NewConfigured(inputs, configs.For, linter.Options{Jobs: jobs, Stdin: strings.NewReader(stdin)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	var b bytes.Buffer
	w, err := output.New(format, &b, output.Options{Rules: l.Rules()})
	if err != nil {
		t.Fatal(err)
	}
	var s output.Summary
	if err := l.Run(t.Context(), inputs, func(r *report.Result) error {
		s.Add(r)
		return w.Result(r)
	}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(&s); err != nil {
		t.Fatal(err)
	}
	return b.String(), s
}

// TestCompareReports lints the reports of an organ for two years: files and reports are
// counted once, a finding stands at its cell with a place in the other file, and neither
// the number of workers nor the order of the files matters.
func TestCompareReports(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	yearReport(t, filepath.Join(dir, "b.md"), "甲市水利局", 2022)
	yearReport(t, filepath.Join(dir, "a.md"), "甲市水利局", 2023)
	inputs := linter.Expand([]string{dir})
	for _, format := range output.Formats() {
		first, s := lintFolder(t, inputs, 1, format, "")
		if s.Files != 2 || s.Reports != 2 || s.Errors != 2 {
			t.Errorf("%s: %+v", format, s)
		}
		again, _ := lintFolder(t, inputs, 4, format, "")
		if again != first {
			t.Errorf("%s depends on the number of workers:\n%s\n%s", format, first, again)
		}
		if format == "text" && !strings.Contains(first, filepath.Join(dir, "a.md")+":42:52: 错误: “上年结转”总计填报 15，2022 年年报“结转下年度继续办理”为 10") {
			t.Errorf("the finding does not stand at its cell:\n%s", first)
		}
		if other := filepath.Join(dir, "b.md") + ":65"; format == "text" && !strings.Contains(first, other) {
			t.Errorf("%s is not named:\n%s", other, first)
		}
	}
}

// TestCompareOnce lints a report of the standard input, which is kept, with one in a file.
func TestCompareOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	yearReport(t, filepath.Join(dir, "b.md"), "甲市水利局", 2022)
	yearReport(t, filepath.Join(dir, "in", "a.md"), "甲市水利局", 2023)
	text, err := os.ReadFile(filepath.Join(dir, "in", "a.md"))
	if err != nil {
		t.Fatal(err)
	}
	inputs := []linter.Input{{Path: filepath.Join(dir, "b.md")}, {Path: linter.StandardInput, Named: true}}
	got, s := lintFolder(t, inputs, 2, "text", string(text))
	if s.Files != 2 || s.Failed != 0 || !strings.Contains(got, "-:42:52: 错误: “上年结转”总计填报 15") || !strings.Contains(got, "[xyear-text-duplicate]") {
		t.Errorf("%+v\n%s", s, got)
	}
}

// TestCompareConfigured shows aliases, units and folders of a configuration.
func TestCompareConfigured(t *testing.T) {
	t.Parallel()
	// The sum of two reports is not that of one.
	files := func(dir string) {
		yearReport(t, filepath.Join(dir, "甲县", "a.md"), "甲县水利局", 2023)
		yearReport(t, filepath.Join(dir, "甲县", "局", "b.md"), "甲县林业局", 2023)
		yearReport(t, filepath.Join(dir, "甲县", "z.md"), "甲县人民政府", 2023)
		yearReport(t, filepath.Join(dir, "乙县", "z.md"), "乙县人民政府", 2023)
	}
	for name, tc := range map[string]struct {
		config string
		want   []string
		not    []string
	}{
		"nothing":           {"", nil, []string{"[parent-"}},
		"units":             {"organs: [{name: 甲县人民政府, units: [甲县水利局, 甲县林业局]}]", []string{"错误: “表三 › 一、本年新收政府信息公开申请数量 › 自然人”填报 94，2 个单位年报之和为 188"}, nil},
		"a unit less":       {"organs: [{name: 甲县人民政府, units: [甲县水利局, 甲县农业局]}]", []string{"缺少 1 个单位 2023 年度的年报：甲县农业局"}, []string{"[parent-sum"}},
		"folders":           {"groups: folders", []string{"警告: “表三 › 一、本年新收政府信息公开申请数量 › 自然人”填报 94，2 个单位年报之和为 188"}, []string{"乙县/z.md:1:3: 警告"}},
		"not by folders":    {"groups: none", nil, []string{"[parent-"}},
		"copied from above": {"groups: folders", []string{"[peers-copied-from-parent]"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			files(dir)
			if err := os.WriteFile(filepath.Join(dir, pack.ConfigName), []byte(tc.config+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if tc.config == "" {
				if err := os.Remove(filepath.Join(dir, pack.ConfigName)); err != nil {
					t.Fatal(err)
				}
			}
			got, _ := lintFolder(t, linter.Expand([]string{dir}), 2, "text", "")
			for _, want := range tc.want {
				if !strings.Contains(got, want) {
					t.Errorf("%q is missing:\n%s", want, got)
				}
			}
			for _, not := range tc.not {
				if strings.Contains(got, not) {
					t.Errorf("%q is there:\n%s", not, got)
				}
			}
		})
	}
}

// TestCompareMistakes shows what is wrong in rules that compare reports.
func TestCompareMistakes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ rule, want string }{
		"previous in a rule for one report": {
			`{id: a, check: 'previous(cell("applications.new.total")).value == 1', at: title}`, "只有写明 scope: series 或 group 的规则才能查看其他报告",
		},
		"units in a rule for one report": {`{id: a, check: 'units(report).size() == 1', at: title}`, "才能查看其他报告"},
		"a field of other reports":       {`{id: a, check: report.has_previous, at: title}`, "才能查看其他报告"},
		"what is printed":                {`{id: a, scope: series, check: 'cell("applications.new.total").raw == "1"', at: title}`, "不保留“raw”"},
		"the text of a section":          {`{id: a, scope: group, check: 'section("problems").text == "1"', at: title}`, "不保留“text”"},
		"headings":                       {`{id: a, scope: series, forEach: headings, check: it.key == "a"}`, "不保留“headings”"},
		"sentences of facts":             {`{id: a, scope: series, check: 'true', message: '{facts.applications_received[0].sentence}', at: title}`, "不保留“sentence”"},
		"in a message":                   {`{id: a, scope: series, check: 'true', at: title, message: '{title.text}'}`, "不保留“text”"},
		"a section that there is none":   {`{id: a, scope: series, resemblance: {of: problem, above: 0.8}}`, "没有部分“problem”"},
		"a bound beyond 1":               {`{id: a, scope: series, resemblance: {of: problems, above: 85}}`, "above 应大于 0，不大于 1"},
		"a bound that is a word":         {`{id: a, scope: series, resemblance: {of: problems, above: high}}`, "应为不小于 0 的数"},
		"a parameter that there is none": {`{id: a, scope: series, params: {most: 1}, resemblance: {of: problems, above: params.more}}`, "没有参数“more”"},
		"similarity of a check":          {`{id: a, scope: series, check: 'true', at: title, message: '{similarity}'}`, "similarity 只在 resemblance 规则"},
		"forEach":                        {`{id: a, scope: series, forEach: sections, resemblance: {of: problems, above: 0.8}}`, "不能有 forEach"},
		"repeats of all":                 {`{id: a, scope: group, repeats: {of: problems}}`, "repeats 需要 scope: series"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "rules.yaml")
			if err := os.WriteFile(path, []byte("- "+tc.rule+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := pack.Load([]string{path})
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}
