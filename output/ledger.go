package output

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/gouji/gouji/report"
)

// entry is a line of a ledger: a finding, or what kept a report from being assessed.
type entry struct {
	// unit is the organ as printed, or empty; year is 0 where there is none.
	unit string
	year int
	// place is what a person calls the place, at where it is in the file. Only a finding
	// in a file of lines has a line and a column.
	place string
	at    report.Position
	// message says what is wrong, found is the text of the cell where it is one, expected
	// what it should hold where the rule knows, source what the rule rests on.
	message, found, expected, source string
	kind                             entryKind
	severity                         report.Severity
	rule, file                       string
	// key is the logical key of the place, and report the report; both are empty for an
	// input that could not be read.
	key    string
	report *report.Report
}

// entryKind says what an entry stands for.
type entryKind uint8

const (
	// findingEntry is a finding.
	findingEntry entryKind = iota
	// defectEntry is a failure of a rule.
	defectEntry
	// failureEntry is an input that could not be read.
	failureEntry
)

// level names how bad an entry is.
func (e *entry) level(lang report.Language) string {
	switch e.kind {
	case defectEntry:
		return lang.Pick("规则出错", "rule failed")
	case failureEntry:
		return lang.Pick("无法读取", "not read")
	case findingEntry:
	}
	return severityName(e.severity, lang)
}

func severityName(s report.Severity, lang report.Language) string {
	switch s {
	case report.Error:
		return lang.Pick("错误", "error")
	case report.Warning:
		return lang.Pick("警告", "warning")
	case report.Note, report.Off:
	}
	return lang.Pick("提示", "note")
}

// wording returns the message with the place in a file without lines, which readers
// that know lines only cannot show otherwise.
func (e *entry) wording(lang report.Language) string {
	return e.message + layoutText(e.at, lang)
}

// layoutText words a place in a file without lines, in brackets, and is empty for others.
func layoutText(at report.Position, lang report.Language) string {
	if at.Layout == nil {
		return ""
	}
	return lang.Pick("（", " (") + at.Text(lang) + lang.Pick("）", ")")
}

// ledger makes entries of results.
type ledger struct {
	lang    report.Language
	sources map[string]string // of rules
	defects defectLog
	// utf16 says that columns count UTF-16 code units, not code points.
	utf16 bool
}

func newLedger(o Options) *ledger {
	l := &ledger{lang: o.Language, sources: make(map[string]string, len(o.Rules))}
	for _, r := range o.Rules {
		l.sources[r.ID] = r.Source
	}
	return l
}

// entries yields those of a result, in order: the findings of a report, then the rules
// that failed for it and did not fail so before.
func (l *ledger) entries(r *report.Result) iter.Seq[*entry] {
	return func(yield func(*entry) bool) {
		if r.Err != nil {
			if !r.Skipped {
				yield(l.failure(r))
			}
			return
		}
		for i := range r.Assessments {
			for e := range l.reportEntries(&r.Assessments[i]) {
				if !yield(e) {
					return
				}
			}
		}
	}
}

// reportEntries yields the entries of one report.
func (l *ledger) reportEntries(a *report.Assessment) iter.Seq[*entry] {
	return func(yield func(*entry) bool) {
		for k := range a.Findings {
			if !yield(l.finding(a.Report, &a.Findings[k])) {
				return
			}
		}
		for k := range a.Defects {
			if d := &a.Defects[k]; l.defects.first(d) && !yield(l.defect(a.Report, d)) {
				return
			}
		}
	}
}

func (l *ledger) finding(r *report.Report, f *report.Finding) *entry {
	e := l.entry(r, f.Place)
	e.severity, e.rule, e.message, e.expected, e.source = f.Severity, f.Rule, f.Message, f.Suggestion, l.sources[f.Rule]
	if cell, ok := r.Schema.Cell(f.Place.Key); ok && f.Place.Elsewhere == nil && cell < len(r.Fields) {
		e.found = r.Fields[cell].Text
	}
	return e
}

func (l *ledger) defect(r *report.Report, d *report.Defect) *entry {
	e := l.entry(r, d.Place)
	e.kind, e.rule, e.message, e.source = defectEntry, d.Rule, d.Message.In(l.lang), l.sources[d.Rule]
	if at := excerptPlace(d.At); at != "" {
		e.message += " (" + at + ")"
	}
	return e
}

func (l *ledger) entry(r *report.Report, p report.Place) *entry {
	e := &entry{unit: r.Title.Organ, year: r.Title.Year, place: p.Label, key: p.Key, report: r, file: r.Source.Path}
	switch {
	case p.Elsewhere != nil && l.utf16:
		e.file, e.at = p.Elsewhere.Path, p.Elsewhere.UTF16
	case p.Elsewhere != nil:
		e.file, e.at = p.Elsewhere.Path, p.Elsewhere.Position
	case l.utf16:
		e.at = r.Source.PositionUTF16(p.Span)
	default:
		e.at = r.Source.Position(p.Span)
	}
	return e
}

func (l *ledger) failure(r *report.Result) *entry {
	f := newJSONFailure(r.Path, r.Err, l.lang).Error
	return &entry{
		kind: failureEntry, file: r.Path, message: f.Message,
		at: report.Position{Line: f.Line, Column: f.Column, EndLine: f.Line, EndColumn: f.Column},
	}
}

// columns splits the names of columns.
func columns(names string) []string { return strings.Split(names, "|") }

// number writes a number, and nothing for 0.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// whereabouts words a place with where it is in the file.
func (e *entry) whereabouts(lang report.Language) string {
	where := ""
	switch {
	case e.at.Layout != nil:
		where = e.at.Text(lang)
	case e.at.Line > 0:
		where = fmt.Sprintf(lang.Pick("第%d行", "line %d"), e.at.Line)
	}
	switch {
	case where == "" || e.place == "":
		return e.place + where
	default:
		return e.place + lang.Pick("（", " (") + where + lang.Pick("）", ")")
	}
}
