package output

import (
	"encoding/xml"
	"fmt"
	"io"

	"github.com/gouji/gouji/report"
)

// junitWriter writes a test suite for each report, with a test case for each finding. An
// error or a warning fails; a note passes, and what it says is output of the test.
type junitWriter struct {
	xml    *xmlStream
	lang   report.Language
	ledger *ledger
}

// junitSuite holds the test cases of a report.
type junitSuite struct {
	XMLName  xml.Name `xml:"testsuite"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Skipped  int      `xml:"skipped,attr"`
	Cases    []junitCase
}

// junitCase is a test case. It passes unless it has a failure or an error.
type junitCase struct {
	XMLName   xml.Name     `xml:"testcase"`
	Name      string       `xml:"name,attr"`
	Class     string       `xml:"classname,attr"`
	File      string       `xml:"file,attr"`
	Failure   *junitDetail `xml:"failure"`
	Error     *junitDetail `xml:"error"`
	SystemOut string       `xml:"system-out,omitempty"`
}

// junitDetail says what is wrong.
type junitDetail struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

func newJUnit(w io.Writer, o Options) Writer {
	return &junitWriter{xml: newXMLStream(w, "testsuites", attribute("name", toolName)), lang: o.Language, ledger: newLedger(o)}
}

// Result implements [Writer].
func (j *junitWriter) Result(r *report.Result) error {
	switch {
	case r.Skipped:
		return nil
	case r.Err != nil:
		s := junitSuite{Name: r.Path}
		s.add(j.testCase(j.ledger.failure(r), s.Name, "read"))
		return j.xml.element(s)
	}
	for i := range r.Assessments {
		if err := j.suite(&r.Assessments[i], r.Further); err != nil {
			return err
		}
	}
	return nil
}

// suite writes that of a report. One without findings has a test case that passes.
func (j *junitWriter) suite(a *report.Assessment, further bool) error {
	s := junitSuite{Name: a.Report.Source.Path}
	if a.Report.Count > 1 {
		s.Name += fmt.Sprintf(" (%d/%d)", a.Report.Index, a.Report.Count)
	}
	names := map[string]int{}
	for e := range j.ledger.reportEntries(a) {
		name := e.rule + ": " + e.place
		if names[name]++; names[name] > 1 {
			name += fmt.Sprintf(" (%d)", names[name])
		}
		s.add(j.testCase(e, s.Name, name))
	}
	switch {
	case s.Tests == 0 && further:
		return nil // the report has its test cases
	case s.Tests == 0:
		s.add(junitCase{Name: a.Report.Schema.Form, Class: s.Name, File: a.Report.Source.Path})
	}
	return j.xml.element(s)
}

// add adds a test case and counts it.
func (s *junitSuite) add(c junitCase) {
	s.Cases = append(s.Cases, c)
	s.Tests++
	if c.Failure != nil {
		s.Failures++
	}
	if c.Error != nil {
		s.Errors++
	}
}

func (j *junitWriter) testCase(e *entry, class, name string) junitCase {
	c := junitCase{Name: name, Class: class, File: e.file}
	text := e.file
	if e.at.Layout != nil || e.at.Line > 0 {
		text += ":" + e.at.Text(j.lang)
	}
	text += ": " + e.level(j.lang) + ": " + e.message
	if e.expected != "" {
		text += "\n" + j.lang.Pick("应为：", "should be: ") + e.expected
	}
	detail := &junitDetail{Message: e.wording(j.lang), Text: text}
	switch {
	case e.kind == failureEntry:
		detail.Type = "input"
		c.Error = detail
	case e.kind == defectEntry:
		detail.Type = "rule"
		c.Error = detail
	case e.severity >= report.Warning:
		detail.Type = e.severity.String()
		c.Failure = detail
	default:
		c.SystemOut = text
	}
	return c
}

// Close implements [Writer].
func (j *junitWriter) Close(*Summary) error { return j.xml.close() }
