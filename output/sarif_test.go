package output_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/output"
	"github.com/gouji/gouji/report"
)

// log is what the tests of this package look at in a log.
type log struct {
	Runs []struct {
		Tool struct {
			Driver struct {
				Rules []struct {
					ID, HelpURI   string
					Help          struct{ Text, Markdown string }
					Properties    map[string]any
					Relationships []struct {
						Kinds  []string
						Target struct{ ID string }
					}
				}
			}
		}
		AutomationDetails struct{ ID string }
		Taxonomies        []struct{ Taxa []struct{ ID string } }
		Results           []struct {
			RuleID, Level, Kind string
			Message             struct{ Text string }
			PartialFingerprints map[string]string
			Taxa                []struct{ ID string }
		}
		Invocations []struct {
			ExecutionSuccessful                                        bool
			ExitCode                                                   int
			ToolExecutionNotifications, ToolConfigurationNotifications []struct {
				Descriptor, AssociatedRule struct{ ID string }
				Level                      string
				Message                    struct{ Text string }
			}
		}
		Artifacts []struct{ Location struct{ URI string } }
	}
}

// synthetic returns a result with findings of a rule and a severity each.
func synthetic(severities ...report.Severity) *report.Result {
	r := &report.Report{Source: report.NewSource("a.txt", "first\nsecond\n", "UTF-8"), Schema: &report.Schema{}}
	a := report.Assessment{Report: r}
	for i, s := range severities {
		place := report.Place{Span: report.Span{Start: 6, End: 12}, Key: "title", Label: "title"}
		a.Findings = append(a.Findings, report.Finding{Rule: s.String(), Severity: s, Message: fmt.Sprintf("finding %d", i), Place: place})
	}
	return &report.Result{Path: "a.txt", Assessments: []report.Assessment{a}}
}

// written writes results as SARIF and returns the log and the notices.
func written(t *testing.T, o output.Options, summary output.Summary, results ...*report.Result) (data []byte, parsed log, notices []string) {
	t.Helper()
	var b bytes.Buffer
	w, err := output.New("sarif", &b, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if err := w.Result(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(&summary); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b.Bytes(), &parsed); err != nil {
		t.Fatal(err)
	}
	if n, ok := w.(output.Notifier); ok {
		notices = n.Notices()
	}
	return b.Bytes(), parsed, notices
}

// TestSARIFLimits checks that a log for code scanning stays within the limits of GitHub,
// that what is left out is the least, and that this is told.
func TestSARIFLimits(t *testing.T) {
	t.Parallel()
	const perFile, files = 1_000, 27 // of ten findings, one is an error and one a warning
	severities := make([]report.Severity, perFile)
	for i := range severities {
		severities[i] = report.Note
		switch i % 10 {
		case 3:
			severities[i] = report.Error
		case 7:
			severities[i] = report.Warning
		}
	}
	results := slices.Repeat([]*report.Result{synthetic(severities...)}, files)
	count := func(l log) map[string]int {
		levels := map[string]int{}
		for _, r := range l.Runs[0].Results {
			levels[r.Level]++
		}
		return levels
	}
	data, limited, notices := written(t, output.Options{Language: report.English}, output.Summary{}, results...)
	if diff := cmp.Diff(map[string]int{"error": 2_700, "warning": 2_700, "note": 19_600}, count(limited)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if len(notices) != 1 || !strings.Contains(notices[0], "errors: 0, warnings: 0, notes: 2000") {
		t.Errorf("notices %q", notices)
	}
	told := limited.Runs[0].Invocations[0].ToolExecutionNotifications
	if len(told) != 1 || told[0].Level != "warning" || told[0].Descriptor.ID != "results-left-out" || told[0].Message.Text != notices[0] {
		t.Errorf("notifications %+v", told)
	}
	if !limited.Runs[0].Invocations[0].ExecutionSuccessful {
		t.Error("a run with many results is no failure")
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := io.Copy(z, bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil || packed.Len() > 10_000_000 {
		t.Errorf("%d bytes compressed, %v", packed.Len(), err)
	}
	_, all, notices := written(t, output.Options{SARIF: output.SARIFOptions{All: true}}, output.Summary{}, results...)
	if got := len(all.Runs[0].Results); got != perFile*files || notices != nil {
		t.Errorf("%d results of everything, notices %q", got, notices)
	}
	// What is kept is what stands in the log of everything, in the same order.
	i := 0
	for _, r := range all.Runs[0].Results {
		if kept := limited.Runs[0].Results; i < len(kept) && cmp.Equal(kept[i], r) {
			i++
		}
	}
	if i != len(limited.Runs[0].Results) {
		t.Errorf("result %d of the limited log is not in its place", i)
	}
}

// TestSARIFManyFailures checks that the inputs that cannot be read are not all listed.
func TestSARIFManyFailures(t *testing.T) {
	t.Parallel()
	failed := &report.Result{Path: "b.txt", Err: &report.InputError{Path: "b.txt", Line: 3, Message: report.Text{ZH: "坏", EN: "bad"}}}
	skipped := &report.Result{Path: "c.txt", Err: errors.New("no report"), Skipped: true}
	results := append(slices.Repeat([]*report.Result{failed}, 1_003), skipped)
	_, l, notices := written(t, output.Options{Language: report.English}, output.Summary{Status: 2}, results...)
	told := l.Runs[0].Invocations[0].ToolExecutionNotifications
	if len(told) != 1_001 || len(notices) != 1 || notices[0] != "3 more inputs that cannot be read are left out" || told[1_000].Message.Text != notices[0] {
		t.Errorf("%d notifications, notices %q", len(told), notices)
	}
	if l.Runs[0].Invocations[0].ExecutionSuccessful || l.Runs[0].Invocations[0].ExitCode != 2 {
		t.Errorf("invocation %+v", l.Runs[0].Invocations[0])
	}
	_, l, notices = written(t, output.Options{SARIF: output.SARIFOptions{All: true}}, output.Summary{}, results...)
	if told := l.Runs[0].Invocations[0].ToolExecutionNotifications; len(told) != 1_003 || notices != nil {
		t.Errorf("of everything: %d notifications, notices %q", len(told), notices)
	}
}

// TestSARIFNotAssessed checks that places to which a rule could not be applied are results
// of a log of everything, and of no other.
func TestSARIFNotAssessed(t *testing.T) {
	t.Parallel()
	r := synthetic(report.Error)
	a := &r.Assessments[0]
	a.NotAssessed = []report.NotAssessed{{Rule: "error", Place: a.Findings[0].Place, Missing: []string{"a.b.c"}}, {Rule: "error", Place: a.Findings[0].Place}}
	_, l, _ := written(t, output.Options{}, output.Summary{}, r)
	if results := l.Runs[0].Results; len(results) != 1 || results[0].Kind != "fail" {
		t.Errorf("for code scanning: %+v", results)
	}
	_, l, _ = written(t, output.Options{Language: report.English, SARIF: output.SARIFOptions{All: true}}, output.Summary{}, r)
	if len(l.Runs[0].Results) != 3 {
		t.Fatalf("%+v", l.Runs[0].Results)
	}
	for i, want := range []string{"could not be judged for want of a.b.c", "could not be judged: a value is missing"} {
		if got := l.Runs[0].Results[1+i]; got.Kind != "notApplicable" || got.Level != "none" || got.Message.Text != want || got.PartialFingerprints != nil {
			t.Errorf("%+v, want %q", got, want)
		}
	}
}

// TestSARIFDefects checks that the failures of rules are told apart from those of inputs.
func TestSARIFDefects(t *testing.T) {
	t.Parallel()
	r := synthetic()
	a := &r.Assessments[0]
	a.Defects = []report.Defect{{Rule: "r", Message: report.Text{EN: "division by zero"}, At: report.Excerpt{File: "r.yaml", Line: 3}}}
	_, l, _ := written(t, output.Options{Language: report.English, Rules: []report.RuleInfo{{ID: "r", Severity: report.Error}}}, output.Summary{Status: 2}, r, r)
	invocation := l.Runs[0].Invocations[0]
	told := invocation.ToolConfigurationNotifications
	if len(told) != 1 || told[0].AssociatedRule.ID != "r" || told[0].Descriptor.ID != "rule-failed" || told[0].Level != "error" {
		t.Fatalf("%+v", invocation)
	}
	if want := "r: division by zero (r.yaml:3). the same for 1 more report"; told[0].Message.Text != want {
		t.Errorf("message %q, want %q", told[0].Message.Text, want)
	}
	if len(invocation.ToolExecutionNotifications) != 0 || invocation.ExecutionSuccessful {
		t.Errorf("%+v", invocation)
	}
}

// TestSARIFCategory checks the identifier of the run.
func TestSARIFCategory(t *testing.T) {
	t.Parallel()
	for category, want := range map[string]string{"": "", "north": "north/", "north/": "north/", "a/b": "a/b/", "某县": "某县/"} {
		_, l, _ := written(t, output.Options{SARIF: output.SARIFOptions{Category: category}}, output.Summary{})
		if got := l.Runs[0].AutomationDetails.ID; got != want {
			t.Errorf("%q: %q, want %q", category, got, want)
		}
	}
}

// TestSARIFRules checks what is said of rules.
func TestSARIFRules(t *testing.T) {
	t.Parallel()
	name, description := report.Text{EN: "Name"}, report.Text{EN: "Sums | agree."}
	for title, tc := range map[string]struct {
		rule      report.RuleInfo
		precision string
		problem   string
		tags      []any
		taxa      []string
		help      []string // in the text and in Markdown
	}{
		"sums": {
			report.RuleInfo{ID: "r", Name: name, Description: description, Severity: report.Error, Exact: true, File: "p/sums.yaml", Source: "Act 1; 《Code》s. 2"},
			"very-high", "error",
			[]any{"sums", "Act 1", "《Code》"},
			[]string{"Act 1", "《Code》s. 2"},
			[]string{"source", "Act 1"},
		},
		"error":   {report.RuleInfo{ID: "r", Severity: report.Error}, "high", "error", nil, nil, []string{"severity"}},
		"warning": {report.RuleInfo{ID: "r", Severity: report.Warning, Exact: true}, "medium", "warning", nil, nil, nil},
		"note": {
			report.RuleInfo{ID: "r", Severity: report.Note, Scope: "series", File: `p\years.yaml`},
			"low", "recommendation",
			[]any{"years", "series"},
			nil, nil,
		},
		"tag once": {report.RuleInfo{ID: "r", Severity: report.Note, Scope: "x", File: "x.yaml"}, "low", "recommendation", []any{"x"}, nil, nil},
		"many tags": {
			report.RuleInfo{ID: "r", Severity: report.Note, Source: "1;2;3;4;5;6;7;8;9;10;11"},
			"low", "recommendation",
			[]any{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"},
			strings.Split("1 2 3 4 5 6 7 8 9 10 11", " "), nil,
		},
		"statement": {report.RuleInfo{ID: "r", Severity: report.Note, Statement: report.Text{EN: "a = b"}, Formula: "a == b"}, "low", "recommendation", nil, nil, []string{"a = b", "a == b"}},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			_, l, _ := written(t, output.Options{Language: report.English, Rules: []report.RuleInfo{tc.rule}}, output.Summary{})
			r := l.Runs[0].Tool.Driver.Rules[0]
			want := map[string]any{"precision": tc.precision, "problem.severity": tc.problem}
			if tc.tags != nil {
				want["tags"] = tc.tags
			}
			if diff := cmp.Diff(want, r.Properties); diff != "" {
				t.Errorf("properties: -want +got\n%s", diff)
			}
			var taxa []string
			for _, rel := range r.Relationships {
				taxa = append(taxa, rel.Target.ID)
			}
			if diff := cmp.Diff(tc.taxa, taxa); diff != "" {
				t.Errorf("taxa: -want +got\n%s", diff)
			}
			for _, part := range tc.help {
				if !strings.Contains(r.Help.Text, part) || !strings.Contains(r.Help.Markdown, part) {
					t.Errorf("%q is not in %q and %q", part, r.Help.Text, r.Help.Markdown)
				}
			}
			if r.HelpURI != "" || (len(l.Runs[0].Taxonomies) > 0) != (tc.taxa != nil) {
				t.Errorf("help at %q, taxonomies %v", r.HelpURI, l.Runs[0].Taxonomies)
			}
		})
	}
}

// TestSARIFPage checks that the page about a rule is its help.
func TestSARIFPage(t *testing.T) {
	t.Parallel()
	rule := report.RuleInfo{ID: "error", Severity: report.Error, Source: "Act 1", Page: "## Example\n", Address: "https://example.org/r.md"}
	_, l, _ := written(t, output.Options{Rules: []report.RuleInfo{rule}}, output.Summary{}, synthetic(report.Error))
	if r := l.Runs[0].Tool.Driver.Rules[0]; r.Help.Markdown != rule.Page || r.HelpURI != rule.Address || !strings.Contains(r.Help.Text, rule.Address) {
		t.Errorf("%+v", r)
	}
	if taxa := l.Runs[0].Results[0].Taxa; len(taxa) != 1 || taxa[0].ID != "Act 1" {
		t.Errorf("taxa of the result: %+v", taxa)
	}
}
