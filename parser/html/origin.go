package html

import (
	"sort"

	"github.com/gouji/gouji/report"
)

// segment ties a piece of the extracted text to where it stands in the page.
type segment struct {
	text, file report.Span
}

// origin maps the extracted text to the page. Segments are in the order of the
// text and do not overlap.
type origin struct {
	page     *report.Source
	segments []segment
}

// Position implements [report.Origin].
func (o *origin) Position(span report.Span, width func(string) int) report.Position {
	return o.page.PositionIn(o.place(span), width)
}

// File implements [report.Lined].
func (o *origin) File() *report.Source { return o.page }

// place returns where a span of the text stands in the page.
func (o *origin) place(span report.Span) report.Span {
	n := len(o.segments)
	// The segments that end before the span say nothing of it; of two at one
	// point the empty one, which is an empty cell, is meant by an empty span.
	first := sort.Search(n, func(i int) bool {
		s := o.segments[i].text
		return s.End > span.Start || s.End == span.Start && s.Len() == 0
	})
	switch {
	case n == 0:
		return report.Span{}
	case first == n:
		end := o.segments[n-1].file.End
		return report.Span{Start: end, End: end}
	}
	start := o.segments[first].at(span.Start)
	if span.Len() == 0 {
		return report.Span{Start: start, End: start}
	}
	last := sort.Search(n, func(i int) bool { return o.segments[i].text.Start >= span.End }) - 1
	if last < first {
		return report.Span{Start: start, End: start}
	}
	s := o.segments[last]
	end := s.file.End
	if span.End < s.text.End {
		end = s.at(span.End)
	}
	return report.Span{Start: start, End: max(start, end)}
}

// at returns the place in the page of an offset in the text. A segment whose text
// differs from the page, such as an entity, is one place.
func (s segment) at(offset int32) int32 {
	if offset <= s.text.Start || s.text.Len() != s.file.Len() {
		return s.file.Start
	}
	return min(s.file.Start+offset-s.text.Start, s.file.End)
}
