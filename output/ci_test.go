package output_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/output"
	"github.com/gouji/gouji/report"
)

// hostile are messages that mean something to a format.
func hostile() map[string]string {
	return map[string]string{
		"markup":             `</failure></error>]]><x y="'">&amp;`,
		"control characters": "a\x00\x1b[31m\u202eb",
		"line breaks":        "a\r\nb\u2028c",
		"no UTF-8":           "a\xffb",
		"outside of XML":     "a\ufffeb",
	}
}

// mixed are results of every kind.
func mixed() []*report.Result {
	skipped := failure("x.bin", "no report")
	skipped.Skipped = true
	further := result("a.txt", "甲局", finding(report.Warning, "other", "与上年不同"))
	further.Further = true
	silent := result("b.txt", "乙局")
	silent.Further = true
	return []*report.Result{
		result("a.txt", "甲局", finding(report.Error, "total", "合计不符"), finding(report.Error, "total", "合计又不符"), finding(report.Note, "words", "空话")),
		result("b.txt", "乙局"), failure("c.txt", "broken"), skipped, defective("d.txt"), defective("e.txt"), further, silent,
	}
}

// TestCheckstyle checks what readers of Checkstyle files look at.
func TestCheckstyle(t *testing.T) {
	t.Parallel()
	data := string(write(t, "checkstyle", output.Options{}, mixed()...))
	wellFormed(t, "checkstyle", data)
	var doc struct {
		XMLName xml.Name `xml:"checkstyle"`
		Version string   `xml:"version,attr"`
		Files   []struct {
			Name   string `xml:"name,attr"`
			Errors []struct {
				Line     string `xml:"line,attr"`
				Column   string `xml:"column,attr"`
				Severity string `xml:"severity,attr"`
				Message  string `xml:"message,attr"`
				Source   string `xml:"source,attr"`
			} `xml:"error"`
		} `xml:"file"`
	}
	if err := xml.Unmarshal([]byte(data), &doc); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range doc.Files {
		got = append(got, f.Name)
		for _, e := range f.Errors {
			got = append(got, fmt.Sprintf(" %s:%s %s %s %s", e.Line, e.Column, e.Severity, e.Source, e.Message))
		}
	}
	want := []string{
		"a.txt", " 2:4 error gouji.total 合计不符", " 2:4 error gouji.total 合计又不符", " 2:4 info gouji.words 空话", "b.txt", "c.txt", " : error gouji broken",
		"d.txt", " 2:4 error gouji.broken 规则有误 (rules.yaml:3:5)", "e.txt", "a.txt", " 2:4 warning gouji.other 与上年不同", "b.txt",
	}
	if diff := cmp.Diff(want, got); diff != "" || doc.Version == "" {
		t.Errorf("version %q, -want +got\n%s", doc.Version, diff)
	}
}

// junitSuites is what readers of JUnit files look at.
type junitSuites struct {
	XMLName xml.Name `xml:"testsuites"`
	Suites  []struct {
		Name     string `xml:"name,attr"`
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Errors   int    `xml:"errors,attr"`
		Cases    []struct {
			Name    string `xml:"name,attr"`
			Class   string `xml:"classname,attr"`
			Failure *struct {
				Message string `xml:"message,attr"`
				Type    string `xml:"type,attr"`
				Text    string `xml:",chardata"`
			} `xml:"failure"`
			Error *struct {
				Message string `xml:"message,attr"`
			} `xml:"error"`
			Output string `xml:"system-out"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

// TestJUnit checks what readers of JUnit files look at: names that tell tests apart, and
// counts that are right.
func TestJUnit(t *testing.T) {
	t.Parallel()
	data := string(write(t, "junit", output.Options{}, mixed()...))
	wellFormed(t, "junit", data)
	var doc junitSuites
	if err := xml.Unmarshal([]byte(data), &doc); err != nil {
		t.Fatal(err)
	}
	var got []string
	names := map[string]bool{}
	for _, s := range doc.Suites {
		got = append(got, fmt.Sprintf("%s %d %d %d", s.Name, s.Tests, s.Failures, s.Errors))
		for _, c := range s.Cases {
			if id := c.Class + "\x00" + c.Name; names[id] {
				t.Errorf("there are two tests %s of %s", c.Name, c.Class)
			} else {
				names[id] = true
			}
			state := "passed"
			switch {
			case c.Failure != nil:
				state = "failed: " + c.Failure.Type + ": " + c.Failure.Message
			case c.Error != nil:
				state = "error: " + c.Error.Message
			case c.Output != "":
				state += ": " + c.Output
			}
			got = append(got, " "+c.Name+" "+state)
		}
	}
	want := []string{
		"a.txt 3 2 0", " total: 合计 failed: error: 合计不符", " total: 合计 (2) failed: error: 合计又不符", " words: 合计 passed: a.txt:2:4: 提示: 空话",
		"b.txt 1 0 0", " f passed", "c.txt 1 0 1", " read error: broken", "d.txt 1 0 1", " broken: 标题 error: 规则有误 (rules.yaml:3:5)",
		"e.txt 1 0 0", " f passed", "a.txt 1 1 0", " other: 合计 failed: warning: 与上年不同",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestJUnitReports checks that the reports of one file are suites of their own.
func TestJUnitReports(t *testing.T) {
	t.Parallel()
	r := result("a.txt", "甲局", finding(report.Error, "total", "合计不符"))
	second := result("a.txt", "乙局", finding(report.Error, "total", "合计不符"))
	r.Assessments = append(r.Assessments, second.Assessments...)
	for i := range r.Assessments {
		r.Assessments[i].Report.Index, r.Assessments[i].Report.Count = i+1, 2
	}
	var doc junitSuites
	if err := xml.Unmarshal(write(t, "junit", output.Options{}, r), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Suites) != 2 || doc.Suites[0].Name != "a.txt (1/2)" || doc.Suites[1].Cases[0].Class != "a.txt (2/2)" {
		t.Errorf("%+v", doc)
	}
}

// TestHostileXML checks that nothing in a report breaks a document.
func TestHostileXML(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"checkstyle", "junit"} {
		for name, message := range hostile() {
			t.Run(format+" "+name, func(t *testing.T) {
				t.Parallel()
				f := finding(report.Error, "r", message)
				f.Place.Label, f.Suggestion = message, message
				data := string(write(t, format, output.Options{}, result(message, message, f, finding(report.Note, "n", message)), failure(message, message)))
				wellFormed(t, format, data)
				if strings.ContainsAny(data, "\x00\x1b\ufffe") {
					t.Errorf("control characters in %q", data)
				}
			})
		}
	}
}

// TestEmptyXML checks that a run without inputs is a whole document.
func TestEmptyXML(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"checkstyle", "junit"} {
		data := string(write(t, format, output.Options{}))
		wellFormed(t, format, data)
		if !strings.HasPrefix(data, "<?xml ") || !strings.HasSuffix(data, ">\n") {
			t.Errorf("%s: %q", format, data)
		}
	}
}

// gitlabIssue is what GitLab reads.
type gitlabIssue struct {
	Description, Fingerprint, Severity string

	CheckName string `json:"check_name"`
	Location  struct {
		Path  string
		Lines struct{ Begin int }
	}
}

func readGitLab(t *testing.T, results ...*report.Result) []gitlabIssue {
	t.Helper()
	var issues []gitlabIssue
	if err := json.Unmarshal(write(t, "gitlab", output.Options{}, results...), &issues); err != nil {
		t.Fatal(err)
	}
	for _, i := range issues {
		if i.Description == "" || len(i.Fingerprint) != 32 || i.CheckName == "" || i.Location.Path == "" || i.Location.Lines.Begin < 1 ||
			!slices.Contains([]string{"info", "minor", "major", "critical", "blocker"}, i.Severity) {
			t.Errorf("%+v", i)
		}
	}
	return issues
}

// TestGitLab checks the members that GitLab wants, and that fingerprints differ.
func TestGitLab(t *testing.T) {
	t.Parallel()
	var got []string
	seen := map[string]bool{}
	for _, i := range readGitLab(t, mixed()...) {
		got = append(got, fmt.Sprintf("%s:%d %s %s %s", i.Location.Path, i.Location.Lines.Begin, i.Severity, i.CheckName, i.Description))
		if seen[i.Fingerprint] {
			t.Errorf("%s: the fingerprint is that of another", i.Description)
		}
		seen[i.Fingerprint] = true
	}
	want := []string{
		"a.txt:2 major gouji.total 合计不符", "a.txt:2 major gouji.total 合计又不符", "a.txt:2 info gouji.words 空话", "c.txt:1 blocker gouji broken",
		"d.txt:2 blocker gouji.broken 规则有误 (rules.yaml:3:5)", "a.txt:2 minor gouji.other 与上年不同",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if issues := readGitLab(t); len(issues) != 0 {
		t.Errorf("%v", issues)
	}
}

// TestGitLabFingerprints checks what a fingerprint depends on: neither on the layout of
// the file, nor on the wording, nor on how the file was named.
func TestGitLabFingerprints(t *testing.T) {
	t.Parallel()
	base := finding(report.Error, "total", "合计不符")
	one := readGitLab(t, result("a.txt", "甲局", base))[0]
	moved, worded, milder := base, base, base
	moved.Place.Span = report.Span{Start: 0, End: 3}
	worded.Message, milder.Severity = "合计不对", report.Note
	other, elsewhere := base, base
	other.Rule, elsewhere.Place.Key = "sum", "t.r.d"
	absolute, err := filepath.Abs("a.txt")
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		r    *report.Result
		same bool
	}{
		"other line":       {result("a.txt", "甲局", moved), true},
		"other words":      {result("a.txt", "甲局", worded), true},
		"other severity":   {result("a.txt", "甲局", milder), true},
		"dot in front":     {result("./a.txt", "甲局", base), true},
		"absolute path":    {result(absolute, "甲局", base), true},
		"other rule":       {result("a.txt", "甲局", other), false},
		"other cell":       {result("a.txt", "甲局", elsewhere), false},
		"other organ":      {result("a.txt", "乙局", base), false},
		"other file":       {result("b.txt", "甲局", base), false},
		"file of a folder": {result("x/a.txt", "甲局", base), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := readGitLab(t, tc.r)[0]; (got.Fingerprint == one.Fingerprint) != tc.same {
				t.Errorf("%s and %s", got.Fingerprint, one.Fingerprint)
			}
		})
	}
}
