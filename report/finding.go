package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity ranks findings. A higher value is worse.
type Severity uint8

// The severities. Off switches a rule off.
const (
	Off Severity = iota
	Note
	Warning
	Error
)

// SeverityNames lists the names of the severities.
func SeverityNames() []string {
	return []string{Off: "off", Note: "note", Warning: "warning", Error: "error"}
}

func (s Severity) String() string {
	return [...]string{Off: "off", Note: "note", Warning: "warning", Error: "error"}[s]
}

// SeverityHint tells what the severities are called.
func SeverityHint() Text {
	return Text{ZH: "可用的有：error（错误）、warning（警告）、note（提示）、off（关闭）", EN: "Known: error, warning, note, off"}
}

// ParseSeverity reads the name of a severity.
func ParseSeverity(name string) (Severity, error) {
	for s, n := range SeverityNames() {
		if n == name {
			return Severity(s), nil
		}
	}
	return Off, fmt.Errorf("unknown severity %q: want one of %s", name, strings.Join(SeverityNames(), ", "))
}

// Finding is a defect that a rule found.
type Finding struct {
	// Rule is the identifier of the rule.
	Rule     string
	Severity Severity
	Message  string
	// Place is where the finding stands.
	Place Place
	// Related holds the other places that take part, at most [MaxRelated].
	Related []Place
	// Values holds named figures of the message, in a fixed order.
	Values []Value
	// Suggestion is what the cell should hold, or empty.
	Suggestion string
}

// MaxRelated bounds the related places of a finding: GitHub shows no more than
// 100 locations of a result.
const MaxRelated = 100

// Place is a location in the source of the report, or in another one, with the
// logical key of what stands there.
type Place struct {
	Span Span
	// Elsewhere is set for a place in another report; Span has no meaning then.
	Elsewhere *Elsewhere
	// Key is the logical key, such as applications.new.total.
	Key string
	// Label is what a person calls it.
	Label string
}

// Elsewhere is a place in another file. It keeps no hold of the file's text.
type Elsewhere struct {
	Path string
	// Position and UTF16 are the same place, with columns in code points and in
	// UTF-16 code units.
	Position, UTF16 Position
}

// Value is a named figure of a finding.
type Value struct {
	Name, Text string
}

// SortFindings puts findings into the order in which they are shown: by place,
// then by severity (worst first), then by rule. Findings of one rule at one place
// keep their order, which is that of the form.
func SortFindings(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Place.Span.Start, b.Place.Span.Start),
			cmp.Compare(b.Severity, a.Severity),
			cmp.Compare(a.Rule, b.Rule),
		)
	})
}
