// Package document defines what a file format says about a document, before any
// form is known: rows of text cells in reading order, each with its place.
package document

import "github.com/gouji/gouji/report"

// Kind says how much the layout of a row can be trusted.
type Kind uint8

// The kinds of rows.
const (
	// Paragraph: running text in one cell. In the text of a PDF it may hold a
	// row of a table whose cells are separated by spaces, so that empty cells
	// cannot be seen.
	Paragraph Kind = iota
	// Cells: a row of a table, cell by cell, empty ones included.
	Cells
	// Stream: cells of a table whose rows are not marked. Empty cells are seen,
	// the ends of rows are not.
	Stream
)

// Document is a file as its format gives it.
type Document struct {
	Source *report.Source
	Rows   []Row
	// TrackedChanges counts the changes in the file that are neither accepted nor
	// rejected; the text is that with all of them accepted.
	TrackedChanges int
	// Published is the date on which the document says that it was published, such as
	// 2024-01-17, or empty.
	Published string
}

// Row is a paragraph or a row of a table. It has at least one cell.
type Row struct {
	Kind  Kind
	Cells []Cell
}

// Cell is a piece of text.
type Cell struct {
	// Text is the content without surrounding space and without markup.
	Text string
	// Span is where the content stands; for an empty cell, the empty place.
	Span report.Span
	// Covered marks a place of the grid over which another cell of the table
	// extends. It is empty and no cell of its own.
	Covered bool
}

// Span returns the span from the first to the last cell of the row.
func (r Row) Span() report.Span {
	return r.Cells[0].Span.Join(r.Cells[len(r.Cells)-1].Span)
}

// Only returns the single cell of the row that is not empty.
func (r Row) Only() (Cell, bool) {
	found := -1
	for i := range r.Cells {
		if r.Cells[i].Text != "" {
			if found >= 0 {
				return Cell{}, false
			}
			found = i
		}
	}
	if found < 0 {
		return Cell{}, false
	}
	return r.Cells[found], true
}
