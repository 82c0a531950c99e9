package report

import (
	"slices"
	"strings"
)

// Diagnosis says, for the author of a form, how the form and a document fit: what was
// matched, in what way, and what was not.
type Diagnosis struct {
	// Report is the document as the form reads it, whatever its score.
	Report *Report
	// Threshold is the score below which the form is not taken for the document.
	Threshold float64
	// Scores holds those of all forms, the best first, and Shares what that of the form
	// is made of.
	Scores []FormScore
	Shares []Share

	// TitlePattern is the pattern that the title matched, as the author wrote it, or
	// empty; Titles holds the lines that look like a title, where none matched.
	TitlePattern string
	Titles       []NearTitle
	// Titled says that the form tells what a title looks like.
	Titled bool

	Sections []Match // parallel to Schema.Sections
	Rows     []Match // parallel to Schema.Rows
	Columns  []Match // parallel to Schema.Columns
	Choices  []Choice
	// Absences says, for the cells that are absent, why: parallel to Schema.Cells.
	Absences []Absence
	// Unread holds tables, or runs of their rows, with figures of which nothing was read:
	// what a form with tables does not have.
	Unread []UnreadRows
}

// UnreadRows are rows of a table one after another of which nothing was read.
type UnreadRows struct {
	// Text is the label of the first, and Span where it stands.
	Text string
	Span Span
	Rows int
}

// Recognised reports whether the document is taken for a report of the form.
func (d *Diagnosis) Recognised() bool { return d.Report.Score > 0 && d.Report.Score >= d.Threshold }

// FormScore is the score of a document under a form, from 0 to 1.
type FormScore struct {
	Form  string
	Score float64
}

// ShareKind says what speaks for a form.
type ShareKind uint8

// The kinds of shares.
const (
	TitleShare ShareKind = iota
	HeadingShare
	RowShare
	ColumnShare
	// YearShare tells editions apart that fit equally well.
	YearShare
)

func (k ShareKind) String() string {
	return [...]string{TitleShare: "title", HeadingShare: "sections", RowShare: "rows", ColumnShare: "columns", YearShare: "year"}[k]
}

// Share is a part of a score: so many of so many were found, and what they weigh. The
// weights of the kinds that a form has add up to 1, but for the year.
type Share struct {
	Kind         ShareKind
	Found, Total int
	Weight       float64
}

// Wording says in which wording something was found.
type Wording uint8

// The wordings.
const (
	Missing  Wording = iota
	Official         // that of the form, or one as good
	Variant          // one of the variants
	Extended         // a known wording with more in front of it or behind it
	Pattern          // by a pattern
	Misspelt         // in spite of a slip
	// Unprinted: the document need not print it, or prints none.
	Unprinted
)

func (w Wording) String() string {
	return [...]string{
		Missing: "missing", Official: "official", Variant: "variant", Extended: "extended",
		Pattern: "pattern", Misspelt: "misspelt", Unprinted: "unprinted",
	}[w]
}

// Match says whether a section, a row or a column of the form was found.
type Match struct {
	Wording Wording
	// Text and Span are what the document prints, where it was found.
	Text string
	Span Span
	// Nearest is the text of the document that is nearest, where it was not, or nil.
	Nearest *NearText
}

// NearText is a text that may be meant for something that was not found.
type NearText struct {
	Text string
	Span Span
	// Similarity says how near it is, from 0 to 1.
	Similarity float64
}

// TitleFault says why a line that looks like a title is none.
type TitleFault uint8

// The faults of titles.
const (
	// OtherWords: no pattern matches.
	OtherWords TitleFault = iota
	// NoHint: a pattern matches, but the line holds none of the hints.
	NoHint
	// WrongYear and WrongOrgan: a pattern matches but for the year or the organ.
	WrongYear
	WrongOrgan
)

func (f TitleFault) String() string {
	return [...]string{OtherWords: "pattern", NoHint: "hint", WrongYear: "year", WrongOrgan: "organ"}[f]
}

// NearTitle is a line that looks like a title and is none.
type NearTitle struct {
	Text  string
	Span  Span
	Fault TitleFault
	// Pattern is the pattern that comes nearest, as the author wrote it.
	Pattern string
	// Part is what stands in place of the year or the organ.
	Part       string
	Similarity float64
}

// Choice is the way in which a document prints what may be printed in several ways.
type Choice struct {
	Name string
	// Used is the way that was found, Own that of the form.
	Used, Own string
}

// Absence says why a cell could not be read.
type Absence uint8

// The reasons for the absence of a cell.
const (
	// NotAbsent: the cell is there, empty perhaps.
	NotAbsent Absence = iota
	// NoRow: its row is not there.
	NoRow
	// WrongWidth: its row has more or fewer figures than columns.
	WrongWidth
	// Repeated: its row stands there more than once, with other figures.
	Repeated
	// Unclear: the row is there; which of the figures belongs to the cell cannot be told.
	Unclear
	// Unused: its row belongs to a way of printing that the document does not use.
	Unused
)

func (a Absence) String() string {
	return [...]string{
		NotAbsent: "", NoRow: "row", WrongWidth: "width", Repeated: "repeated", Unclear: "unclear", Unused: "unused",
	}[a]
}

// MismatchKind says what does not match.
type MismatchKind uint8

// The kinds of mismatches.
const (
	NotRecognised MismatchKind = iota
	NoTitle
	NoSection
	NoTable
	NoRowLabel
	NoColumnLabel
	MalformedCell
	WrongRowWidth
	RepeatedRow
	UnclearCell
	StrayRow
	ForeignLabel
	// UnreadTable is a table, or a run of its rows, that the form does not have.
	UnreadTable
)

func (k MismatchKind) String() string {
	return [...]string{
		NotRecognised: "not_recognised", NoTitle: "title", NoSection: "section", NoTable: "table", NoRowLabel: "row", NoColumnLabel: "column",
		MalformedCell: "malformed", WrongRowWidth: "width", RepeatedRow: "repeated", UnclearCell: "unclear", StrayRow: "stray", ForeignLabel: "foreign",
		UnreadTable: "unread",
	}[k]
}

// Mismatch is something of the form that the document has not, or the other way
// round.
type Mismatch struct {
	Kind MismatchKind
	// Index is that of the section, table, row, column, cell, stray, label or run of rows,
	// by kind.
	Index int
	// Table is the index of the table concerned, or -1.
	Table int
}

// Mismatches lists what does not match, in the order of the form. A table that is not
// there is one mismatch; its rows are listed only where a text comes near, and its
// columns are not. Neither are the cells of a row that is not there.
func (d *Diagnosis) Mismatches() []Mismatch {
	r := d.Report
	var all []Mismatch
	add := func(kind MismatchKind, index, table int) { all = append(all, Mismatch{kind, index, table}) }
	if !d.Recognised() {
		add(NotRecognised, 0, -1)
	}
	if d.Titled && !r.Title.Found {
		add(NoTitle, 0, -1)
	}
	for i := range d.Sections {
		if d.Sections[i].Wording == Missing {
			add(NoSection, i, -1)
		}
	}
	for t := range r.Tables {
		if !r.Tables[t].Found {
			add(NoTable, t, t)
			for row := range d.Rows {
				if d.Rows[row].Nearest != nil && r.Schema.Table(row) == t {
					add(NoRowLabel, row, t)
				}
			}
			continue
		}
		d.rowMismatches(t, add)
		for c := range d.Columns {
			if d.Columns[c].Wording == Missing && r.Schema.Blocks[r.Schema.Columns[c].Block].Table == t {
				add(NoColumnLabel, c, t)
			}
		}
	}
	for i := range r.Strays {
		add(StrayRow, i, r.Strays[i].Table)
	}
	for i := range d.Unread {
		add(UnreadTable, i, -1)
	}
	for i := range r.Labels {
		if l := &r.Labels[i]; !l.Own && !r.Schema.isAlternative(l.Key) {
			key, _, _ := strings.Cut(l.Key, ".")
			add(ForeignLabel, i, slices.IndexFunc(r.Schema.Tables, func(t TableSpec) bool { return t.Key == key }))
		}
	}
	return all
}

// rowMismatches adds those of the rows of a table and of their cells.
func (d *Diagnosis) rowMismatches(table int, add func(MismatchKind, int, int)) {
	r := d.Report
	for row := range r.Rows {
		if r.Schema.Table(row) != table || !r.Active(row) {
			continue
		}
		if d.Rows[row].Wording == Missing {
			add(NoRowLabel, row, table)
			continue
		}
		unclear := -1
		for c := r.Schema.Rows[row].Cells.First; c < r.Schema.Rows[row].Cells.End; c++ {
			if f := &r.Fields[c]; f.State == Malformed && !f.Placeholder {
				add(MalformedCell, c, table)
			}
			if d.Absences[c] == Unclear && unclear < 0 {
				unclear = c
			}
		}
		switch {
		case r.Rows[row].Repeated:
			add(RepeatedRow, row, table)
		case r.Rows[row].Width != r.Rows[row].Expected:
			add(WrongRowWidth, row, table)
		case unclear >= 0:
			add(UnclearCell, unclear, table)
		}
	}
}

// isAlternative reports whether a key is that of a row which belongs to one of several
// ways of printing.
func (s *Schema) isAlternative(key string) bool {
	for i := range s.Rows {
		if s.Rows[i].Alternative >= 0 && s.RowKey(i) == key {
			return true
		}
	}
	return false
}
