package ruletest

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// edited returns a text with edits made to it, which are sorted and apart.
func edited(text string, edits []edit) string {
	var b strings.Builder
	at := int32(0)
	for _, e := range edits {
		b.WriteString(text[at:e.span.Start])
		b.WriteString(e.text)
		at = e.span.End
	}
	b.WriteString(text[at:])
	return b.String()
}

// shifted returns where an offset of a text lies after the edits in front of it.
func shifted(offset int32, edits []edit) int32 {
	delta := int32(0)
	for _, e := range edits {
		if e.span.End > offset || e.span.Start == offset && e.span.Len() == 0 {
			break
		}
		delta += int32(len(e.text)) - int32(e.span.Len())
	}
	return offset + delta
}

// editDocument returns a document with edits made to the text that was extracted from
// it. Cells and rows that are part of what is dropped are gone; what is put in their
// place is paragraphs, one for each line.
func editDocument(doc *document.Document, edits []edit) *document.Document {
	old := doc.Source
	out := &document.Document{Source: report.NewSource(old.Path, edited(old.Text, edits), old.Encoding), TrackedChanges: doc.TrackedChanges}
	next := 0 // edit that may come in front of the row at hand
	insert := func(upTo int32) {
		for ; next < len(edits) && edits[next].span.Start < upTo; next++ {
			if e := edits[next]; !inCell(doc, e.span) {
				start := shifted(e.span.Start, edits[:next])
				out.Rows = appendLines(out.Rows, out.Source, report.Span{Start: start, End: start + int32(len(e.text))})
			}
		}
	}
	for _, row := range doc.Rows {
		insert(row.Span().End)
		kept := document.Row{Kind: row.Kind}
		for _, cell := range row.Cells {
			if !within(cell.Span, edits) {
				kept.Cells = append(kept.Cells, editCell(out.Source, cell, edits))
			}
		}
		switch {
		case len(kept.Cells) == 0:
		case row.Kind == document.Paragraph && len(kept.Cells) == 1 && kept.Cells[0].Text != row.Cells[0].Text:
			out.Rows = appendLines(out.Rows, out.Source, kept.Cells[0].Span)
		default:
			out.Rows = append(out.Rows, kept)
		}
	}
	insert(int32(len(old.Text)) + 1)
	return out
}

// inCell reports whether a span lies in one cell.
func inCell(doc *document.Document, span report.Span) bool {
	for _, row := range doc.Rows {
		for _, cell := range row.Cells {
			if cell.Span.Start <= span.Start && span.End <= cell.Span.End {
				return true
			}
		}
	}
	return false
}

// cuts reports whether a span takes a part of a cell and something outside of it.
func cuts(doc *document.Document, span report.Span) bool {
	if inCell(doc, span) {
		return false
	}
	for _, row := range doc.Rows {
		for _, cell := range row.Cells {
			apart := span.End <= cell.Span.Start || cell.Span.End <= span.Start
			whole := span.Start <= cell.Span.Start && cell.Span.End <= span.End
			if !apart && !whole {
				return true
			}
		}
	}
	return false
}

// appendLines appends a paragraph for each line of a text that says something.
func appendLines(rows []document.Row, source *report.Source, span report.Span) []document.Row {
	at := span.Start
	for line := range strings.Lines(source.Slice(span)) {
		if text := strings.TrimSpace(line); text != "" {
			start := at + int32(strings.Index(line, text))
			rows = append(rows, document.Row{Cells: []document.Cell{{Text: text, Span: report.Span{Start: start, End: start + int32(len(text))}}}})
		}
		at += int32(len(line))
	}
	return rows
}

// within reports whether a span is part of a larger one that an edit takes away.
func within(span report.Span, edits []edit) bool {
	for _, e := range edits {
		if e.span.Start <= span.Start && span.End <= e.span.End && e.span.Len() > span.Len() {
			return true
		}
	}
	return false
}

// editCell returns a cell with the edits that lie in it.
func editCell(source *report.Source, cell document.Cell, edits []edit) document.Cell {
	start := shifted(cell.Span.Start, edits)
	end := start + int32(cell.Span.Len())
	inside := false
	for _, e := range edits {
		if e.span.Start >= cell.Span.Start && e.span.End <= cell.Span.End {
			inside = true
			end += int32(len(e.text)) - int32(e.span.Len())
		}
	}
	out := document.Cell{Text: cell.Text, Span: report.Span{Start: start, End: end}, Covered: cell.Covered}
	if inside {
		out.Text = strings.TrimSpace(source.Slice(out.Span))
	}
	return out
}

// sameRows reports whether two documents say the same.
func sameRows(a, b *document.Document) bool {
	return slices.EqualFunc(a.Rows, b.Rows, func(a, b document.Row) bool {
		return a.Kind == b.Kind && slices.EqualFunc(a.Cells, b.Cells, func(a, b document.Cell) bool { return a.Text == b.Text })
	})
}
