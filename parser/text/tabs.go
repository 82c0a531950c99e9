package text

import (
	"strings"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// surveyTabs finds out how the file uses tabs: between cells, one or two at a time;
// at the ends of lines that hold one cell each, where they say nothing; or on lines
// of their own between cells of several lines, as browsers copy tables.
func (r *reader) surveyTabs() {
	const enough = 6 // fewer lines are no table
	inner, ending, alone := 0, 0, 0
	step := 0
	for n := 1; n <= r.source.Lines(); n++ {
		whole := r.source.Slice(r.source.LineSpan(n))
		if !strings.Contains(whole, "\t") {
			continue
		}
		text := strings.TrimFunc(whole, isSpace)
		switch {
		case text == "" && strings.Count(whole, "\t") == 1:
			alone++
		case text == "":
		case strings.Contains(text, "\t"):
			inner++
			step = smallestRun(text, step)
		case strings.Count(whole, "\t") == 1:
			ending++
		}
	}
	r.tabStep = max(step, 1)
	r.tabbed = alone >= enough && alone > inner
	r.idleTabs = ending >= enough && ending > 2*inner
}

// smallestRun returns the smallest number of tabs side by side in a line, or the one
// given where that is smaller. 0 stands for none.
func smallestRun(line string, smallest int) int {
	run := 0
	for i := range len(line) + 1 {
		if i < len(line) && line[i] == '\t' {
			run++
			continue
		}
		if run > 0 && (smallest == 0 || run < smallest) {
			smallest = run
		}
		run = 0
	}
	return smallest
}

// tabText reads a line of a cell in a table whose cells are separated by tabs on
// lines of their own.
func (r *reader) tabText(n int, span report.Span) {
	if r.afterTab || r.nextIsTab(n) {
		r.openText, r.afterTab = true, false
		r.row(document.Stream, r.cell(span))
		return
	}
	r.openText = false
	r.row(document.Paragraph, r.cell(markdownHeading(r.source.Text, span)))
}

// tabStream reads a line of nothing but white space: a tab ends the cell in front of
// it, and else stands for an empty one. A line without a tab is an empty paragraph
// in a cell that holds nothing else, unless it is empty altogether.
func (r *reader) tabStream(whole report.Span) {
	if line := r.source.Slice(whole); line != "" && !r.openText && !strings.Contains(line, "\t") {
		r.row(document.Stream, r.cell(report.Span{Start: whole.Start, End: whole.Start}))
		r.openText, r.afterTab = true, false
		return
	}
	for i, c := range r.source.Slice(whole) {
		if c != '\t' {
			continue
		}
		if !r.openText {
			at := whole.Start + int32(i)
			r.row(document.Stream, r.cell(report.Span{Start: at, End: at}))
		}
		r.openText, r.afterTab = false, true
	}
}

// nextIsTab reports whether a tab comes before the next text.
func (r *reader) nextIsTab(n int) bool {
	for n++; n <= r.source.Lines(); n++ {
		whole := r.source.LineSpan(n)
		if strings.Contains(r.source.Slice(whole), "\t") {
			return true
		}
		if trim(r.source.Text, whole).Len() > 0 {
			return false
		}
	}
	return false
}
