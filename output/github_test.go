package output_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/output"
	"github.com/gouji/gouji/report"
)

// commands returns the workflow commands for results.
func commands(t *testing.T, o output.Options, results ...*report.Result) []string {
	t.Helper()
	text := string(write(t, "github", o, results...))
	if text == "" {
		return nil
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for _, l := range lines {
		if !strings.HasPrefix(l, "::error ") && !strings.HasPrefix(l, "::warning ") && !strings.HasPrefix(l, "::notice ") {
			t.Errorf("no command: %q", l)
		}
	}
	return lines
}

// TestGitHub checks the commands, the worst first.
func TestGitHub(t *testing.T) {
	t.Parallel()
	f := finding(report.Error, "total", "合计不符")
	f.Suggestion = "8"
	o := output.Options{Rules: []report.RuleInfo{{ID: "total", Name: report.Text{ZH: "合计"}}}}
	want := []string{
		"::error file=c.txt,title=无法读取::broken",
		"::error file=d.txt,line=2,col=4,title=broken::规则有误 (rules.yaml:3:5)",
		"::error file=a.txt,line=2,col=4,title=合计 (total)::合计不符",
		"::error file=a.txt,line=2,col=4,title=合计 (total)::合计又不符",
		"::error file=y.txt,line=2,col=4,title=合计 (total)::合计不符%0A应为：8",
		"::warning file=a.txt,line=2,col=4,title=other::与上年不同",
		"::notice file=a.txt,line=2,col=4,title=words::空话",
	}
	if diff := cmp.Diff(want, commands(t, o, append(mixed(), result("y.txt", "甲局", f))...)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := commands(t, o, result("a.txt", "甲局")); got != nil {
		t.Errorf("%q", got)
	}
}

// TestGitHubEscapes checks that nothing in a report or the name of a file makes a command
// of its own, or a property.
func TestGitHubEscapes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ message, data, property string }{
		"per cent":        {"50%", "50%25", "50%25"},
		"escape":          {"%0A", "%250A", "%250A"},
		"line break":      {"a\n::error::b", "a%0A::error::b", "a%0A%3A%3Aerror%3A%3Ab"},
		"carriage return": {"a\r\n::x::b", "a%0D%0A::x::b", "a%0D%0A%3A%3Ax%3A%3Ab"},
		"properties":      {"a,line=3:4", "a,line=3:4", "a%2Cline=3%3A4"},
		"control":         {"a\x1b[31m\u2028b", "a [31m b", "a [31m b"},
		"words alone":     {"合计不符", "合计不符", "合计不符"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := output.Options{Rules: []report.RuleInfo{{ID: "r", Name: report.Text{ZH: tc.message}}}}
			want := []string{"::error file=" + tc.property + ",line=2,col=4,title=" + tc.property + " (r)::" + tc.data}
			if diff := cmp.Diff(want, commands(t, o, result(tc.message, "甲局", finding(report.Error, "r", tc.message)))); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestGitHubMost checks that no more than ten commands of a kind are written, and that
// the others are counted.
func TestGitHubMost(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		failures, errors, warnings, notes int
		// want counts commands, and rest is the message about the others.
		want [3]int
		rest string
	}{
		"few":                  {0, 1, 2, 3, [3]int{1, 2, 3}, ""},
		"as many as there may": {0, 10, 10, 10, [3]int{10, 10, 10}, ""},
		"one error too many":   {0, 11, 0, 0, [3]int{10, 0, 1}, "errors: 1"},
		"failures go first":    {4, 10, 0, 0, [3]int{10, 0, 1}, "errors: 4"},
		"many failures":        {12, 3, 0, 0, [3]int{10, 0, 1}, "errors: 5"},
		"warnings, few notes":  {0, 0, 25, 9, [3]int{0, 10, 10}, "warnings: 15"},
		"warnings, ten notes":  {0, 0, 25, 10, [3]int{0, 10, 10}, "warnings: 15, notes: 1"},
		"notes":                {0, 0, 0, 11, [3]int{0, 0, 10}, "notes: 2"},
		"all":                  {1, 100, 100, 100, [3]int{10, 10, 10}, "errors: 91, warnings: 90, notes: 91"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var results []*report.Result
			add := func(n int, s report.Severity) {
				for i := range n {
					results = append(results, result("a.txt", "甲局", finding(s, "r", fmt.Sprint(s, i))))
				}
			}
			add(tc.notes, report.Note)
			add(tc.errors, report.Error)
			add(tc.warnings, report.Warning)
			for i := range tc.failures {
				results = append(results, failure(fmt.Sprint(i), "broken"))
			}
			got := commands(t, output.Options{Language: report.English}, results...)
			var counts [3]int
			for _, l := range got {
				for k, prefix := range []string{"::error ", "::warning ", "::notice "} {
					if strings.HasPrefix(l, prefix) {
						counts[k]++
					}
				}
			}
			if counts != tc.want {
				t.Errorf("%v commands, want %v", counts, tc.want)
			}
			i := slices.IndexFunc(got, func(l string) bool { return strings.HasPrefix(l, "::notice title=gouji::") })
			switch {
			case tc.rest == "" && i >= 0, tc.rest != "" && (i < 0 || got[i] != "::notice title=gouji::not shown here: "+tc.rest):
				t.Errorf("%q, want the rest %q", got, tc.rest)
			case i >= 0 && i != counts[0]+counts[1]:
				t.Error("the rest is not told in front of the notices")
			}
		})
	}
}

// TestGitHubColumns checks that columns count UTF-16 code units, as GitHub does.
func TestGitHubColumns(t *testing.T) {
	t.Parallel()
	r := result("a.txt", "甲局", finding(report.Error, "r", "x"))
	const text = "𠮷𠮷 7\n"
	r.Assessments[0].Report.Source = report.NewSource("a.txt", text, "UTF-8")
	at := int32(strings.IndexByte(text, '7'))
	r.Assessments[0].Findings[0].Place.Span = report.Span{Start: at, End: at + 1}
	if got := commands(t, output.Options{}, r); len(got) != 1 || !strings.Contains(got[0], ",line=1,col=6,") {
		t.Errorf("%q", got)
	}
}
