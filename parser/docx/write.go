package docx

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// write makes a document of what was read.
func (r *reader) write(path string) *document.Document {
	w := writer{layouts: document.Layouts{Start: report.Layout{Paragraph: 1}}}
	w.blocks(r.body, report.Layout{})
	return w.out.Document(path, "", &w.layouts)
}

// writer writes blocks as rows.
type writer struct {
	out     document.Builder
	layouts document.Layouts
}

// blocks writes paragraphs and tables. at is the place of the cell that holds them,
// or empty for those of the body.
func (w *writer) blocks(blocks []block, at report.Layout) {
	for _, b := range blocks {
		here := at
		switch {
		case b.table != nil:
			if b.number > 0 {
				here.Table = b.number
			}
			w.table(b.table, here)
		case b.text != "":
			if b.number > 0 {
				here.Paragraph = b.number
			}
			w.put(b.text, here)
			w.out.Row(document.Paragraph)
		}
	}
}

// A cell with more characters than this is running text in a table that only lays
// out the page.
const longestCell = 300

// table writes a table: row by row as cells, but for the rows that only lay out the
// page, whose cells are written one after another.
func (w *writer) table(t *table, at report.Layout) {
	inner := at.Row > 0 // a table within a cell is at that cell
	for i, row := range t.rows {
		row = spliced(row)
		if laysOut(row) {
			for c := range row {
				w.blocks(row[c].blocks, within(at, inner, i, c))
			}
			continue
		}
		for c := range row {
			if row[c].covered {
				w.out.Covered()
			} else {
				w.put(flatten(row[c].blocks), within(at, inner, i, c))
			}
		}
		w.out.Row(document.Cells)
	}
}

func within(at report.Layout, inner bool, row, column int) report.Layout {
	if !inner {
		at.Row, at.Column = row+1, column+1
	}
	return at
}

// spliced returns a row with the cells of tables of a single row in place of the
// cells that hold nothing else.
func spliced(row []cell) []cell {
	var out []cell
	for i, c := range row {
		if len(c.blocks) == 1 && c.blocks[0].table != nil && len(c.blocks[0].table.rows) == 1 {
			if out == nil {
				out = append(out, row[:i]...)
			}
			out = append(out, c.blocks[0].table.rows[0]...)
		} else if out != nil {
			out = append(out, c)
		}
	}
	if out == nil {
		return row
	}
	return out
}

// laysOut reports whether a row only lays out the page: it holds tables, running
// text, or a single cell of several lines.
func laysOut(row []cell) bool {
	filled, several := 0, false
	for _, c := range row {
		for _, b := range c.blocks {
			if b.table != nil || utf8.RuneCountInString(b.text) > longestCell {
				return true
			}
		}
		if len(c.blocks) > 0 && !c.covered {
			filled++
			several = several || len(c.blocks) > 1
		}
	}
	return filled == 1 && several
}

// flatten joins the paragraphs of a cell.
func flatten(blocks []block) string {
	texts := make([]string, 0, len(blocks))
	for _, b := range blocks {
		texts = append(texts, b.text)
	}
	return strings.Join(texts, " ")
}

func (w *writer) put(text string, at report.Layout) {
	w.layouts.Add(w.out.Cell(text), at)
}
