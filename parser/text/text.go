// Package text reads plain text, Markdown and the text that other programs
// extract from web pages and PDFs into a [document.Document].
//
// Four ways of writing a table in text are met in practice, and a file may mix
// them:
//
//   - cells separated by tabs;
//   - cells separated by vertical bars, with or without bars at the ends;
//   - one cell a line, each ended by a vertical bar on its own or the next line,
//     so that the ends of rows are lost;
//   - cells separated by spaces, or one cell a line without any mark: such lines
//     are paragraphs here, and only a form can tell what is a table.
package text

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/internal/inline"
	"github.com/gouji/gouji/parser/charset"
	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// MaxSize bounds the size of a text file in bytes. The longest real report known
// has some 200 KB; a book of a thousand of them still fits.
const MaxSize = 64 << 20

// MaxCells bounds the cells of a file, those of running text included: a thousand
// reports have some 400,000. Each takes some 200 bytes in all.
const MaxCells = 2_000_000

// Parse reads a text file. An error is a [report.InputError].
func Parse(path string, data []byte) (*document.Document, error) {
	if len(data) > MaxSize {
		return nil, &report.InputError{Path: path, Message: report.Text{
			ZH: fmt.Sprintf("文件超过 %d MiB，不予读取", MaxSize>>20),
			EN: fmt.Sprintf("the file is larger than %d MiB", MaxSize>>20),
		}}
	}
	decoded, encoding, err := charset.Decode(path, data)
	if err != nil {
		return nil, err
	}
	source := report.NewSource(path, decoded, encoding)
	source.Marked = charset.Marked(data)
	separators := strings.Count(decoded, "\t") + strings.Count(decoded, "|")
	if separators > 2*MaxCells { // known before a line of nothing else is split
		return nil, tooManyCells(path)
	}
	r := reader{
		source: source,
		rows:   make([]document.Row, 0, source.Lines()),
		cells:  make([]document.Cell, 0, min(source.Lines()+separators+1, MaxCells)),
	}
	for _, bar := range wideBars {
		r.wideBars = r.wideBars || strings.ContainsRune(decoded, bar)
	}
	if r.hasBar(decoded) {
		r.surveyBars()
	}
	if strings.Contains(decoded, "\t") {
		r.surveyTabs()
	}
	for n := 1; n <= source.Lines(); n++ {
		r.line(n)
		if len(r.cells) > MaxCells {
			return nil, tooManyCells(path)
		}
	}
	return &document.Document{Source: source, Rows: r.rows}, nil
}

func tooManyCells(path string) error {
	return &report.InputError{Path: path, Message: report.Text{
		ZH: fmt.Sprintf("文件超过 %d 格，不予读取", MaxCells), EN: fmt.Sprintf("the file has more than %d cells", MaxCells),
	}}
}

// reader turns lines into rows. All cells live in one slice.
type reader struct {
	source *report.Source
	rows   []document.Row
	cells  []document.Cell
	// wideBars says that the file has bars beside the ASCII one.
	wideBars bool
	// streamed says that bars end cells and line breaks mean nothing.
	streamed bool
	// leftBorder and rightBorder say that a bar at that end of a line closes the
	// row and ends no cell.
	leftBorder, rightBorder bool
	// openText says that the last streamed item is a text without its bar.
	openText bool
	// afterTab says that a tab was the last thing met.
	afterTab bool
	// tabStep is how many tabs stand between two cells.
	tabStep int
	// tabbed says that a line with a tab alone ends a cell, and idleTabs that a tab
	// at the end of a line says nothing.
	tabbed, idleTabs bool
}

// isBar reports whether a character is drawn between cells.
func isBar(r rune) bool {
	switch r {
	case '|', '｜', '│', '┃', '¦':
		return true
	}
	return false
}

// wideBars are the bars beside the ASCII one, which few files have.
const wideBars = "｜│┃¦"

// hasBar reports whether a line has a bar.
func (r *reader) hasBar(line string) bool {
	return strings.IndexByte(line, '|') >= 0 || r.wideBars && strings.ContainsAny(line, wideBars)
}

// line reads the 1-based line n.
func (r *reader) line(n int) {
	whole := r.source.LineSpan(n)
	span := trim(r.source.Text, whole)
	line := r.source.Slice(span)
	switch {
	case line == "" && r.tabbed:
		r.tabStream(whole)
		return
	case line == "":
		if strings.Count(r.source.Slice(whole), "\t") > 1 {
			r.tabLine(whole) // a row of empty cells
		}
		return
	}
	if r.tabbed && !strings.Contains(line, "\t") {
		r.tabText(n, span)
		return
	}
	bar := r.hasBar(line)
	switch {
	case (bar || isDrawn(line)) && isRule(line) && !r.isDashes(n, line):
	case bar && r.streamed:
		r.streamLine(span)
	case r.streamed && r.nextIsBar(n):
		r.openText = true
		r.row(document.Stream, r.cell(span))
	case bar:
		r.openText = false
		r.barLine(span)
	case strings.Contains(line, "\t") || !r.idleTabs && strings.Contains(r.source.Text[span.Start:whole.End], "\t"):
		r.openText = false
		r.tabLine(whole)
	default:
		r.openText = false
		r.row(document.Paragraph, r.cell(markdownHeading(r.source.Text, span)))
	}
}

// row appends a row of the cells from first on.
func (r *reader) row(kind document.Kind, first int) {
	r.rows = append(r.rows, document.Row{Kind: kind, Cells: r.cells[first:len(r.cells):len(r.cells)]})
}

// cell appends a cell and returns its index.
func (r *reader) cell(span report.Span) int {
	span = trim(r.source.Text, span)
	content, span := unmark(r.source.Text, span)
	r.cells = append(r.cells, document.Cell{Text: content, Span: span})
	return len(r.cells) - 1
}

// tabLine reads cells separated by tabs.
func (r *reader) tabLine(span report.Span) {
	first := len(r.cells)
	for start := span.Start; ; {
		i := strings.IndexByte(r.source.Text[start:span.End], '\t')
		if i < 0 {
			r.cell(report.Span{Start: start, End: span.End})
			break
		}
		r.cell(report.Span{Start: start, End: start + int32(i)})
		start += int32(i) + 1
		for k := 1; k < r.tabStep && strings.HasPrefix(r.source.Text[start:span.End], "\t"); k++ {
			start++
		}
	}
	r.row(document.Cells, first)
}

// barLine reads cells separated by bars.
func (r *reader) barLine(span report.Span) {
	first := len(r.cells)
	start := span.Start
	for i, c := range r.source.Slice(span) {
		if !isBar(c) || i > 0 && r.source.Text[int(span.Start)+i-1] == '\\' {
			continue
		}
		at := span.Start + int32(i)
		if i > 0 || !r.leftBorder {
			r.cell(report.Span{Start: start, End: at})
		}
		start = at + int32(utf8.RuneLen(c))
	}
	if start < span.End || !r.rightBorder || len(r.cells) == first {
		r.cell(report.Span{Start: start, End: span.End})
	}
	r.row(document.Cells, first)
}

// streamLine reads a line of a table whose rows are lost: a bar ends the text in
// front of it, on this line or the one before, and else stands for an empty cell.
func (r *reader) streamLine(span report.Span) {
	first := len(r.cells)
	start := span.Start
	flush := func(end int32) {
		if text := trim(r.source.Text, report.Span{Start: start, End: end}); text.Len() > 0 {
			r.cell(text)
			r.openText = true
		}
	}
	for i, c := range r.source.Slice(span) {
		if !isBar(c) {
			continue
		}
		at := span.Start + int32(i)
		flush(at)
		if !r.openText {
			r.cell(report.Span{Start: at, End: at})
		}
		r.openText = false
		start = at + int32(utf8.RuneLen(c))
	}
	flush(span.End)
	if len(r.cells) > first {
		r.row(document.Stream, first)
	}
}

// nextIsBar reports whether the next line that is not empty begins with a bar.
func (r *reader) nextIsBar(n int) bool {
	for n++; n <= r.source.Lines(); n++ {
		if span := trim(r.source.Text, r.source.LineSpan(n)); span.Len() > 0 {
			c, _ := utf8.DecodeRuneInString(r.source.Text[span.Start:])
			return isBar(c)
		}
	}
	return false
}

// surveyBars finds out how the file uses bars. A table written row by row has
// mostly several cells on a line, one written cell by cell mostly one; and where
// most rows begin or end with a bar, it is a border.
func (r *reader) surveyBars() {
	single, several, left, right := 0, 0, 0, 0
	for n := 1; n <= r.source.Lines(); n++ {
		line := r.source.Slice(trim(r.source.Text, r.source.LineSpan(n)))
		if !r.hasBar(line) || isRule(line) {
			continue
		}
		filled, drawn := 0, 0
		inCell := false
		for _, c := range line {
			switch {
			case isBar(c):
				drawn++
				inCell = false
			case !inCell && !isSpace(c):
				filled++
				inCell = true
			}
		}
		switch {
		case filled < 2 && drawn == 1:
			single++
		case filled > 1:
			several++
			if c, _ := utf8.DecodeRuneInString(line); isBar(c) {
				left++
			}
			if c, _ := utf8.DecodeLastRuneInString(line); isBar(c) {
				right++
			}
		}
	}
	const enough = 6 // fewer lines are captions or padding of an ordinary table
	r.streamed = single >= enough && single > 2*several
	r.leftBorder, r.rightBorder = 2*left > several, 2*right > several
}

// isDashes reports whether a line that could draw the border of a Markdown table is
// rather a row of it that says “nothing” in each cell with a single dash: borders
// have longer ones, or stand directly beneath the first row.
func (r *reader) isDashes(n int, line string) bool {
	cells := 0
	for cell := range strings.FieldsFuncSeq(line, isBar) {
		cell = strings.TrimFunc(cell, isSpace)
		if utf8.RuneCountInString(cell) > 1 || cell != "-" && cell != "—" && cell != "" {
			return false
		}
		if cell != "" {
			cells++
		}
	}
	bar := func(k int) bool { return k > 0 && r.hasBar(r.source.Slice(r.source.LineSpan(k))) }
	return cells > 1 && (bar(n-2) || !bar(n-1))
}

// isDrawn reports whether a line begins with a box-drawing character.
func isDrawn(line string) bool {
	c, _ := utf8.DecodeRuneInString(line)
	return c >= '\u2500' && c <= '\u257f'
}

// isRule reports whether a line only draws a border, such as |---|:-:|.
func isRule(line string) bool {
	dashes := 0
	for _, c := range line {
		switch {
		case c == '-' || c == '—' || c == '─' || c == '=':
			dashes++
		case !isBar(c) && !strings.ContainsRune(": \t+┼├┤┬┴┌┐└┘", c):
			return false
		}
	}
	return dashes >= 3
}

// isSpace reports whether c is white space or a mark without width.
func isSpace(c rune) bool {
	return unicode.IsSpace(c) || c == '\u200b' || c == '\u2060' || c == '\ufeff'
}

// trim drops white space at both ends of a span. Of a span that is all white
// space the end remains, where a value would be typed.
func trim(text string, span report.Span) report.Span {
	s := text[span.Start:span.End]
	if s != "" && s[0] > ' ' && s[0] < utf8.RuneSelf && s[len(s)-1] > ' ' && s[len(s)-1] < utf8.RuneSelf {
		return span // most cells: a figure
	}
	left := len(s) - len(strings.TrimLeftFunc(s, isSpace))
	right := len(strings.TrimRightFunc(s, isSpace))
	if right == 0 {
		return report.Span{Start: span.Start, End: span.Start}
	}
	return report.Span{Start: span.Start + int32(left), End: span.Start + int32(right)}
}

// markdownHeading drops the marks of a Markdown heading, and those of the item of a
// list in front of Chinese text.
func markdownHeading(text string, span report.Span) report.Span {
	s := text[span.Start:span.End]
	if len(s) > 2 && strings.IndexByte("*-+", s[0]) >= 0 && s[1] == ' ' {
		rest := strings.TrimLeft(s[1:], " ")
		if c, _ := utf8.DecodeRuneInString(rest); unicode.Is(unicode.Han, c) || c == '（' {
			return report.Span{Start: span.End - int32(len(rest)), End: span.End}
		}
	}
	rest := strings.TrimLeft(s, "#")
	if marks := len(s) - len(rest); marks > 0 && marks <= 6 && (rest == "" || isSpace(rune(rest[0]))) {
		rest = strings.TrimRightFunc(rest, func(c rune) bool { return c == '#' || isSpace(c) })
		return report.Span{Start: span.Start + int32(marks), End: span.Start + int32(marks+len(rest))}
	}
	return span
}

// unmark drops the marks around a text and replaces the markup that Markdown
// allows inside a cell by spaces.
func unmark(text string, span report.Span) (string, report.Span) {
	s := text[span.Start:span.End]
	if s == "" || s[0] >= utf8.RuneSelf && strings.IndexByte(s, '<') < 0 && strings.IndexByte(s, '&') < 0 && strings.IndexByte(s, '\\') < 0 {
		return s, span
	}
	from, to, mathematics := inline.Trim(s)
	s, span = s[from:to], report.Span{Start: span.Start + int32(from), End: span.Start + int32(to)}
	if mathematics {
		return strings.ReplaceAll(s, " ", ""), span
	}
	if strings.ContainsAny(s, "<&\\") {
		return strings.TrimFunc(markup.Replace(s), isSpace), span
	}
	return s, span
}

//nolint:gochecknoglobals // a constant
var markup = strings.NewReplacer(
	"<br>", " ", "<br/>", " ", "<br />", " ", "<BR>", " ", "&nbsp;", " ", "&emsp;", " ", "&ensp;", " ",
	`\|`, "|", `\.`, ".", `\*`, "*", `\_`, "_", `\-`, "-", `\(`, "(", `\)`, ")", `\+`, "+", `\#`, "#",
)
