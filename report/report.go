// Package report defines what gouji knows of a document: the field map that the
// parsers fill and the rules read, and the findings that the rules give.
//
// It is plain data. It knows nothing of file formats, of rules or of any
// particular kind of report; all other packages import it.
package report

import "github.com/govalues/decimal"

// State says whether a cell could be read.
type State uint8

// The states of a field.
const (
	// Absent: the row or the cell is not there, or it cannot be told which of
	// the figures of the row it is.
	Absent State = iota
	// Blank: the cell is there and empty.
	Blank
	// Malformed: the cell holds something that is no value of its type.
	Malformed
	// Filled: a value of the type of the cell was read.
	Filled
)

func (s State) String() string {
	return [...]string{Absent: "absent", Blank: "blank", Malformed: "malformed", Filled: "filled"}[s]
}

// Field is a cell as it was read.
type Field struct {
	// Value is the exact value; it has a meaning only when State is Filled and the cell
	// does not hold words.
	Value decimal.Decimal
	// Text is what the source prints, without surrounding space.
	Text string
	// Unit is the unit printed in the cell, else that of the header or, where the form
	// prints none, of the label of the row, else empty; the value is never converted.
	Unit string
	// Span covers the text of a cell. For a blank cell it is the empty place, for
	// an absent one the label of its row or else the place where it would stand.
	Span Span
	// State says which of the other members have a meaning.
	State State
	// Decimals is the number of decimals printed.
	Decimals uint8
	// Placeholder marks a malformed cell that only says that there is no value.
	Placeholder bool
}

// Report is one report read from a document: its field map. It is not changed
// after the parser hands it over.
type Report struct {
	Source *Source
	Schema *Schema
	// Score says how well the form fits, from 0 to 1.
	Score float64
	// Span is the part of the source that holds the report.
	Span Span
	// Index and Count number the reports of one file, from 1.
	Index, Count int
	// TrackedChanges counts the changes in the file that are neither accepted nor
	// rejected.
	TrackedChanges int
	// Published is the date on which the file says that it was published, such as
	// 2024-01-17, or empty.
	Published string

	Title    Title
	Sections []Section // parallel to Schema.Sections
	Headings []Heading // all headings of prescribed sections, in document order
	Tables   []Table   // parallel to Schema.Tables
	Rows     []Row     // parallel to Schema.Rows
	Columns  []Column  // parallel to Schema.Columns
	Fields   []Field   // parallel to Schema.Cells
	// Choices holds the alternative in use, parallel to Schema.Alternatives.
	Choices []int
	// Paragraphs holds the running text behind the title, in document order.
	Paragraphs []Paragraph
	// Facts holds the figures stated in running text whose meaning is known, and Figures
	// all that stand in the places where they are looked for, in document order.
	Facts   []Fact
	Figures []Figure
	// Items holds the numbered items of the running text, in document order.
	Items []Item
	// Aspects holds what the sections have to speak of, section by section, in the order
	// of the form.
	Aspects []Aspect
	// Foreign holds the cells that the form does not have and the document prints.
	Foreign []ForeignField
	// Labels holds every label of the tables, in document order.
	Labels []Label
	// Strays holds the rows of figures that belong to no row of the form.
	Strays []Stray
}

// Title is the title of the report.
type Title struct {
	Found bool
	Span  Span
	// Text is the title as printed, lines joined; Folded is its normalised text.
	Text, Folded string
	// Organ is the issuing organ as printed, or empty.
	Organ string
	// OrganNormalised is the organ in one spelling: folded, without spaces.
	OrganNormalised string
	// Year is the report year, or 0.
	Year int
	// Years holds every year in the title.
	Years []int
}

// Section is a prescribed section as found.
type Section struct {
	Found bool
	// Heading is the index in Report.Headings, or -1.
	Heading int
	// Anchor is the heading, or the place where the section would be expected.
	Anchor Span
	// Body is the text from the heading to the next section.
	Body Span
	// Empty says that nothing stands in the body.
	Empty bool
}

// Heading is a line that is the heading of a prescribed section.
type Heading struct {
	Section int // index in Schema.Sections
	Span    Span
	Text    string
	// Number is the printed number, or 0.
	Number int
	// Official says that the wording is that of the form.
	Official bool
	// Used says that the section is read from here.
	Used bool
	// InOrder says that no later section of the form stands before it.
	InOrder bool
	// Repeats says that it follows a heading of the same section at once.
	Repeats bool
}

// Table is a table of the form as found.
type Table struct {
	Found bool
	// Anchor is where the table begins, or would be expected.
	Anchor Span
}

// Row is a row of the form as found.
type Row struct {
	Found bool
	// Text and Span are the label as printed, or the place where the row would be.
	Text string
	Span Span
	// Width is the number of cells found, Expected the number that the columns ask for.
	Width, Expected int
	// Repeated says that the document has the row more than once, with other figures.
	Repeated bool
}

// Column is the header of a column as found.
type Column struct {
	Found bool
	// Text is the header as printed; it is empty where there is none.
	Text string
	Span Span
	// Unit is the unit that the header prescribes, or empty.
	Unit string
}

// ForeignField is a cell that the document prints and the form does not have: a
// row or column of a sibling form.
type ForeignField struct {
	Key    string
	Label  Text
	Header string
	Field  Field
}

// LabelKind says what a label names.
type LabelKind uint8

// The kinds of labels.
const (
	RowLabel LabelKind = iota
	ColumnLabel
	CaptionLabel
	GroupLabel
	SpannerLabel
	StubLabel
)

func (k LabelKind) String() string {
	return [...]string{
		RowLabel: "row", ColumnLabel: "column", CaptionLabel: "caption",
		GroupLabel: "group", SpannerLabel: "spanner", StubLabel: "stub",
	}[k]
}

// Label is a label of a table as printed.
type Label struct {
	Kind LabelKind
	// Key is the key of what it names: TABLE.ROW, TABLE.*.COLUMN or TABLE.
	Key  string
	Text string
	Span Span
	// Official is the wording of the form, or of the sibling form it belongs to.
	Official string
	// Exact says that the wording is one of the form's, Misspelt that it was
	// recognised in spite of a slip.
	Exact, Misspelt bool
	// Own says that the form in use has the label.
	Own bool
	// Years holds the ranges of report years whose forms have the label.
	Years []Years
}

// Stray is a row of figures whose label is not known.
type Stray struct {
	// Table is the index of the table in which it stands, or -1.
	Table int
	Text  string
	Span  Span
}

// Header returns the printed header above a cell, or the empty string.
func (r *Report) Header(cell int) string {
	return r.Columns[r.Schema.Cells[cell].Column].Text
}

// HasValue reports whether a cell holds a number that was read.
func (r *Report) HasValue(cell int) bool {
	return r.Fields[cell].State == Filled && r.Schema.Cells[cell].Type != Words
}

// Active reports whether a row takes part: it belongs to no group of
// alternatives or to the one in use.
func (r *Report) Active(row int) bool {
	spec := &r.Schema.Rows[row]
	return spec.Alternative < 0 || r.Choices[spec.Alternative] == spec.Choice
}
