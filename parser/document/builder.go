package document

import (
	"strings"

	"github.com/gouji/gouji/report"
)

// Builder writes the text of a document that is extracted from a file, with a line
// for each row and a tab between cells.
type Builder struct {
	text  strings.Builder
	rows  []Row
	cells []Cell
	first int // the first cell of the row at hand
}

// Cell adds a cell to the row at hand and returns its place in the text. The text
// holds no tab or line break.
func (b *Builder) Cell(text string) report.Span {
	return b.add(Cell{Text: text})
}

// Covered adds a place over which another cell of the table extends.
func (b *Builder) Covered() {
	b.add(Cell{Covered: true})
}

func (b *Builder) add(c Cell) report.Span {
	if len(b.cells) > b.first {
		b.text.WriteByte('\t')
	}
	c.Span.Start = int32(b.text.Len())
	b.text.WriteString(c.Text)
	c.Span.End = int32(b.text.Len())
	b.cells = append(b.cells, c)
	return c.Span
}

// Row ends the row at hand. A row without cells is none.
func (b *Builder) Row(kind Kind) {
	if len(b.cells) == b.first {
		return
	}
	b.rows = append(b.rows, Row{Kind: kind, Cells: b.cells[b.first:len(b.cells):len(b.cells)]})
	b.first = len(b.cells)
	b.text.WriteByte('\n')
}

// Cells returns how many cells there are.
func (b *Builder) Cells() int { return len(b.cells) }

// Document returns what was written.
func (b *Builder) Document(path, encoding string, origin report.Origin) *Document {
	return &Document{Source: report.NewExtract(path, b.text.String(), encoding, origin), Rows: b.rows}
}
