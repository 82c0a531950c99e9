package form

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// prose finds the running text of the sections: what is no heading, no table and no
// furniture of pages.
func (b *builder) prose() {
	tabular := b.tabularRows()
	var lines []proseLine
	for r := b.part.first; r < b.part.end; r++ {
		row := &b.scan.doc.Rows[r]
		section, from, ok := b.sectionAt(row)
		if !ok {
			continue
		}
		only, alone := row.Only()
		for c := range row.Cells {
			cell := &row.Cells[c]
			if cell.Text == "" || cell.Span.End <= from {
				continue
			}
			span := b.trimmed(report.Span{Start: max(cell.Span.Start, from), End: cell.Span.End}, cell.Span.Start < from)
			text := b.scan.doc.Source.Slice(span)
			running := row.Kind == document.Paragraph || alone && only.Span == cell.Span
			if text == "" || b.family.isFurniture(text) ||
				(!running || tabular[r-b.part.first]) && !isSentence(text) {
				continue
			}
			lines = append(lines, proseLine{span: span, section: section, text: text, wraps: row.Kind == document.Paragraph})
		}
	}
	b.report.Paragraphs = paragraphs(b.scan.doc.Source, lines)
}

// proseLine is a line of running text.
type proseLine struct {
	span    report.Span
	section int
	text    string
	// wraps says that the line may go on in the next.
	wraps bool
}

// sectionAt returns the section that a row stands in and where in the row its text
// begins: behind the heading, where both share a row. A row in front of the title or
// without any text of its own is in none.
func (b *builder) sectionAt(row *document.Row) (section int, from int32, ok bool) {
	span := row.Span()
	for i := range b.headings {
		if h := &b.headings[i]; h.Span.Start >= span.Start && h.Span.End >= span.End && h.Span.Start < span.End {
			return 0, 0, false // nothing but a heading
		}
	}
	for i := range b.report.Sections {
		if s := &b.report.Sections[i]; s.Found && span.End > s.Body.Start && span.Start < s.Body.End {
			return i, s.Body.Start, true
		}
	}
	for i := range b.report.Sections {
		if s := &b.report.Sections[i]; s.Found && s.Anchor.Start <= span.Start {
			return 0, 0, false // of a heading that is not read from here
		}
	}
	title := &b.report.Title
	return -1, title.Span.End, title.Found && span.End > title.Span.End
}

// trimmed returns a span without the white space around its text, and without the mark
// that ends the heading in front of it.
func (b *builder) trimmed(span report.Span, behindHeading bool) report.Span {
	text := b.scan.doc.Source.Slice(span)
	span.Start += int32(len(text) - len(strings.TrimLeftFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || behindHeading && strings.ContainsRune("：:。.，,；;、", r)
	})))
	span.End -= int32(len(text) - len(strings.TrimRightFunc(text, unicode.IsSpace)))
	span.End = max(span.Start, span.End)
	return span
}

// tabularRows says, for each row of the part, whether it belongs to a table: to its
// rows, to their header or to what stands between them.
func (b *builder) tabularRows() []bool {
	rows := make([]bool, b.part.end-b.part.first)
	mark := func(item int32) { rows[b.scan.items[item].row-b.part.first] = true }
	for _, l := range b.gather.labels {
		mark(l.item)
	}
	for _, item := range b.gather.header {
		mark(item)
	}
	type extent struct{ first, last int32 }
	extents := map[int]extent{}
	for i := range b.gather.occurrences {
		o := &b.gather.occurrences[i]
		if o.inText || len(o.values) == 0 || o.table == unknown {
			continue
		}
		for _, item := range slices.Concat(o.label, o.values, b.gather.header[o.header[0]:o.header[1]]) {
			mark(item)
			row := b.scan.items[item].row
			e, ok := extents[o.table]
			if !ok {
				e = extent{row, row}
			}
			extents[o.table] = extent{min(e.first, row), max(e.last, row)}
		}
	}
	for _, e := range extents {
		for r := e.first; r <= e.last; r++ {
			rows[r-b.part.first] = true
		}
	}
	return rows
}

// isSentence reports whether a text is running text wherever it stands.
func isSentence(text string) bool {
	const shortest = 12
	return utf8.RuneCountInString(text) >= shortest && strings.ContainsAny(text, "。；！")
}

// paragraphs joins the lines of wrapped paragraphs.
func paragraphs(source *report.Source, lines []proseLine) []report.Paragraph {
	all := make([]report.Paragraph, 0, len(lines))
	measure := measureOf(lines)
	for i := 0; i < len(lines); {
		end := i + 1
		for end < len(lines) && goesOn(&lines[end-1], &lines[end], measure) {
			end++
		}
		spans := make([]report.Span, 0, end-i)
		for _, l := range lines[i:end] {
			spans = append(spans, l.span)
		}
		if end == i+1 && lines[i].span.Len() > longestParagraph {
			spans = sentences(source, lines[i].span)
			for _, span := range spans {
				all = append(all, report.NewParagraph(source, lines[i].section, span))
			}
		} else {
			all = append(all, report.NewParagraph(source, lines[i].section, spans...))
		}
		i = end
	}
	return all
}

// longestParagraph bounds the bytes of a paragraph on one line: what is longer, a whole
// section perhaps, is taken sentence by sentence.
const longestParagraph = 10_000

// sentences splits a line behind its sentences, into pieces within the bound where
// sentences are.
func sentences(source *report.Source, line report.Span) []report.Span {
	var pieces []report.Span
	text := source.Slice(line)
	start, last := 0, 0
	for i, r := range text {
		if !strings.ContainsRune("。！？", r) {
			continue
		}
		end := i + utf8.RuneLen(r)
		if end-start > longestParagraph && last > start {
			pieces = append(pieces, report.Span{Start: line.Start + int32(start), End: line.Start + int32(last)})
			start = last
		}
		last = end
	}
	if len(text)-start > longestParagraph && last > start {
		pieces = append(pieces, report.Span{Start: line.Start + int32(start), End: line.Start + int32(last)})
		start = last
	}
	if start < len(text) {
		pieces = append(pieces, report.Span{Start: line.Start + int32(start), End: line.End})
	}
	return pieces
}

// measureOf returns the width of the lines of a text whose paragraphs were broken into
// lines, or 0 where there is none: several lines are about as wide as the widest, but
// for a few that hold something unbreakable.
func measureOf(lines []proseLine) int {
	const enough, narrowest, few = 3, 30, 20
	widths := make([]int, 0, len(lines))
	for i := range lines {
		if lines[i].wraps {
			widths = append(widths, width(lines[i].text))
		}
	}
	slices.Sort(widths)
	for i := len(widths) - 1; i >= max(enough-1, len(widths)-1-len(widths)/few) && widths[i] >= narrowest; i-- {
		if isFull(widths[i-enough+1], widths[i]) {
			return widths[i]
		}
	}
	return 0
}

// isFull reports whether a line of a width reaches the end of the measure.
func isFull(width, measure int) bool {
	const most, part = 20, 17 // the first line of a paragraph is indented
	return width*most >= measure*part
}

// firstWide is the first of the characters that take two columns, but for a few.
const firstWide = 0x1100

// width returns the width of a text in columns of a Latin letter.
func width(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r >= firstWide {
			n++
		}
	}
	return n
}

// goesOn reports whether a paragraph goes on in the next line: the line is full and
// does not end a sentence, and the next one has no number of its own.
func goesOn(line, next *proseLine, measure int) bool {
	if measure == 0 || !line.wraps || !next.wraps || line.section != next.section || !isFull(width(line.text), measure) {
		return false
	}
	if last, _ := utf8.DecodeLastRuneInString(line.text); strings.ContainsRune("。！？：:!?", last) {
		return false
	}
	_, n := parseNumbering(fold.Append(nil, next.text))
	return n == 0
}
