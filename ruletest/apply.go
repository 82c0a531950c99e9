package ruletest

import (
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
// it. Cells and rows that are part of what is dropped are gone.
func editDocument(doc *document.Document, edits []edit) *document.Document {
	old := doc.Source
	out := &document.Document{Source: report.NewSource(old.Path, edited(old.Text, edits), old.Encoding), TrackedChanges: doc.TrackedChanges}
	for _, row := range doc.Rows {
		kept := document.Row{Kind: row.Kind}
		for _, cell := range row.Cells {
			if !within(cell.Span, edits) {
				kept.Cells = append(kept.Cells, editCell(out.Source, cell, edits))
			}
		}
		if len(kept.Cells) > 0 {
			out.Rows = append(out.Rows, kept)
		}
	}
	return out
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
