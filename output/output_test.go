package output_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/gouji/gouji/output"
	"github.com/gouji/gouji/report"
)

// source is a file of lines, with a finding on its second.
func source(path string) *report.Source {
	return report.NewSource(path, "甲局2023年年报\n合计 7\n", "UTF-8")
}

// span is where the 7 stands in [source].
func span() report.Span { return report.Span{Start: 27, End: 28} }

// result returns that of a file with one report and these findings.
func result(path, organ string, findings ...report.Finding) *report.Result {
	r := &report.Report{
		Source: source(path), Schema: &report.Schema{Form: "f"}, Index: 1, Count: 1,
		Title: report.Title{Organ: organ, OrganNormalised: organ, Year: 2023},
	}
	return &report.Result{Path: path, Assessments: []report.Assessment{{Report: r, Findings: findings}}}
}

// finding returns one at the second line.
func finding(severity report.Severity, rule, message string) report.Finding {
	return report.Finding{Rule: rule, Severity: severity, Message: message, Place: report.Place{Span: span(), Key: "t.r.c", Label: "合计"}}
}

// failure returns the result of a file that cannot be read.
func failure(path, message string) *report.Result {
	return &report.Result{Path: path, Err: errors.New(message)}
}

// defective returns a result with a rule that failed.
func defective(path string) *report.Result {
	r := result(path, "甲局")
	r.Assessments[0].Defects = []report.Defect{{
		Rule: "broken", Place: report.Place{Span: span(), Key: "title", Label: "标题"}, Message: report.Text{ZH: "规则有误", EN: "bad rule"},
		At: report.Excerpt{File: "rules.yaml", Line: 3, Column: 5},
	}}
	return r
}

// write writes results in a format.
func write(t *testing.T, format string, o output.Options, results ...*report.Result) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := output.New(format, &b, o)
	if err != nil {
		t.Fatal(err)
	}
	defer output.Release(w)
	s := &output.Summary{}
	for _, r := range results {
		s.Add(r)
		if err := w.Result(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
