package output

import (
	"encoding/xml"
	"io"

	"github.com/gouji/gouji/report"
)

// checkstyleWriter writes findings as Checkstyle does, file by file.
type checkstyleWriter struct {
	xml    *xmlStream
	lang   report.Language
	ledger *ledger
}

// checkstyleVersion is that of the format. Readers want one and do not look at it.
const checkstyleVersion = "4.3"

// checkstyleFile is a file with its findings.
type checkstyleFile struct {
	XMLName xml.Name `xml:"file"`
	Name    string   `xml:"name,attr"`
	Errors  []checkstyleError
}

// checkstyleError is a finding. One in a file without lines has no line.
type checkstyleError struct {
	XMLName  xml.Name `xml:"error"`
	Line     int      `xml:"line,attr,omitempty"`
	Column   int      `xml:"column,attr,omitempty"`
	Severity string   `xml:"severity,attr"`
	Message  string   `xml:"message,attr"`
	Source   string   `xml:"source,attr"`
}

func newCheckstyle(w io.Writer, o Options) Writer {
	return &checkstyleWriter{xml: newXMLStream(w, "checkstyle", attribute("version", checkstyleVersion)), lang: o.Language, ledger: newLedger(o)}
}

// Result implements [Writer].
func (c *checkstyleWriter) Result(r *report.Result) error {
	if r.Skipped {
		return nil
	}
	file := checkstyleFile{Name: r.Path}
	for e := range c.ledger.entries(r) {
		file.Errors = append(file.Errors, checkstyleError{
			Line: e.at.Line, Column: e.at.Column, Severity: checkstyleSeverity(e), Message: e.wording(c.lang), Source: sourceName(e),
		})
	}
	return c.xml.element(file)
}

func checkstyleSeverity(e *entry) string {
	switch {
	case e.kind != findingEntry || e.severity == report.Error:
		return "error"
	case e.severity == report.Warning:
		return "warning"
	}
	return "info"
}

// sourceName names what found something: the program, and the rule where it is one.
func sourceName(e *entry) string {
	if e.rule == "" {
		return toolName
	}
	return toolName + "." + e.rule
}

// Close implements [Writer].
func (c *checkstyleWriter) Close(*Summary) error { return c.xml.close() }
