package report

import (
	"strings"

	"github.com/gouji/gouji/internal/fold"
)

// Paragraph is a piece of running text outside of the tables: the lines of one
// paragraph, joined.
type Paragraph struct {
	// Section is the index of the section that holds it, or -1 for what stands between
	// the title and the first section.
	Section int
	// Lines holds the lines as printed; most paragraphs have one.
	Lines []Span
	// Text is the normalised text, without the spaces that say nothing in Chinese.
	Text string
}

// NewParagraph returns the paragraph of some lines of a source.
func NewParagraph(source *Source, section int, lines ...Span) Paragraph {
	return Paragraph{Section: section, Lines: lines, Text: fold.Words(printedLines(source, lines))}
}

// printedLines joins the lines of a paragraph.
func printedLines(source *Source, lines []Span) string {
	if len(lines) == 1 {
		return source.Slice(lines[0])
	}
	parts := make([]string, len(lines))
	for i, line := range lines {
		parts[i] = source.Slice(line)
	}
	return strings.Join(parts, "\n")
}

// Span returns where the bytes from start to end of the normalised text stand in the
// source. A range that runs over several lines includes what lies between them.
func (p *Paragraph) Span(source *Source, start, end int) Span {
	from, to := fold.WordsSpan(printedLines(source, p.Lines), p.Text, start, end)
	return Span{Start: p.place(from, false), End: p.place(to, true)}
}

// Whole returns the span from the first to the last line.
func (p *Paragraph) Whole() Span { return p.Lines[0].Join(p.Lines[len(p.Lines)-1]) }

// place returns where an offset in the joined lines stands in the source. Between two
// lines it is the end of the first for the end of a range, and else the start of the
// second.
func (p *Paragraph) place(offset int, isEnd bool) int32 {
	for i, line := range p.Lines {
		if offset < line.Len() || offset == line.Len() && (isEnd || i == len(p.Lines)-1) {
			return line.Start + int32(offset)
		}
		offset -= line.Len() + 1
	}
	return p.Lines[len(p.Lines)-1].End
}
