package output_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/output"
	"github.com/gouji/gouji/report"
)

// readCSV returns the lines of a CSV file without the one that names the columns.
func readCSV(t *testing.T, data []byte) [][]string {
	t.Helper()
	rest, ok := bytes.CutPrefix(data, []byte("\xef\xbb\xbf"))
	if !ok {
		t.Errorf("no byte order mark in front of %q", data)
	}
	lines, err := csv.NewReader(bytes.NewReader(rest)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	const columns = 12
	if len(lines) == 0 || len(lines[0]) != columns {
		t.Fatalf("columns %v", lines)
	}
	return lines[1:]
}

// TestCSVFormulas checks that no cell begins like a formula, and that other cells stay
// as they are.
func TestCSVFormulas(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ message, want string }{
		"equals sign":            {"=1+1", "'=1+1"},
		"command":                {"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
		"plus":                   {"+1", "'+1"},
		"minus":                  {"-3", "'-3"},
		"at":                     {"@SUM(A1)", "'@SUM(A1)"},
		"double width":           {"＝1+1", "'＝1+1"},
		"double width at":        {"＠x", "'＠x"},
		"behind a space":         {" =1", "' =1"},
		"behind a tab":           {"\t=1", "'  =1"},
		"behind a line break":    {"\r\n=1", "'  =1"},
		"behind a wide space":    {"\u3000=1", "'\u3000=1"},
		"behind a mark":          {"\ufeff=1", "'\ufeff=1"},
		"words":                  {"合计不符", "合计不符"},
		"sign further on":        {"7=5+2", "7=5+2"},
		"quotation mark, commas": {`说"a",b`, `说"a",b`},
		"line break":             {"甲\n乙", "甲 乙"},
		"control characters":     {"甲\x1b[31m乙", "甲 [31m乙"},
		"apostrophe":             {"'甲", "'甲"},
		"spaces alone":           {"  ", "  "},
		"nothing":                {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines := readCSV(t, write(t, "csv", output.Options{}, result("a.txt", "甲局", finding(report.Error, "r", tc.message))))
			if len(lines) != 1 || lines[0][3] != tc.want {
				t.Errorf("%q, want %q", lines, tc.want)
			}
		})
	}
}

// TestCSVLines checks what stands in a line, for findings and for what was not assessed.
func TestCSVLines(t *testing.T) {
	t.Parallel()
	f := finding(report.Warning, "total", "合计不符")
	f.Suggestion = "8"
	o := output.Options{Rules: []report.RuleInfo{{ID: "total", Source: "文件一"}}}
	named := result("=a.txt", "+局", f)
	skipped := failure("c.txt", "no report")
	skipped.Skipped = true
	further := result("a.txt", "甲局", finding(report.Note, "other", "与上年不同"))
	further.Further = true
	got := readCSV(t, write(t, "csv", o, named, failure("b.txt", "broken"), skipped, defective("d.txt"), defective("e.txt"), result("f.txt", "乙局"), further))
	want := [][]string{
		{"'+局", "2023", "合计", "合计不符", "", "8", "文件一", "警告", "total", "'=a.txt", "2", "4"},
		{"", "", "", "broken", "", "", "", "无法读取", "", "b.txt", "", ""},
		{"甲局", "2023", "标题", "规则有误 (rules.yaml:3:5)", "", "", "", "规则出错", "broken", "d.txt", "2", "4"},
		{"甲局", "2023", "合计", "与上年不同", "", "", "", "提示", "other", "a.txt", "2", "4"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestCSVEmpty checks that a run without findings has the names of the columns alone.
func TestCSVEmpty(t *testing.T) {
	t.Parallel()
	if got := string(write(t, "csv", output.Options{Language: report.English})); !strings.HasPrefix(got, "\ufeffunit,year,") || strings.Count(got, "\r\n") != 1 {
		t.Errorf("%q", got)
	}
}
