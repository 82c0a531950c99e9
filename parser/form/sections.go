package form

import (
	"slices"
	"sort"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// sections fills the sections and their bodies.
func (b *builder) sections() {
	r := b.report
	for i := range r.Sections {
		r.Sections[i].Heading = -1
	}
	for _, h := range b.headings {
		if h.Section = b.family.sectionOf[b.form][h.Section]; h.Section < 0 {
			continue
		}
		if h.Used {
			r.Sections[h.Section].Found = true
			r.Sections[h.Section].Heading = len(r.Headings)
		}
		r.Headings = append(r.Headings, h)
	}
	for i := range r.Sections {
		s := &r.Sections[i]
		if !s.Found {
			continue
		}
		h := &r.Headings[s.Heading]
		s.Anchor = h.Span
		end := r.Span.End
		for k := range r.Headings {
			if other := &r.Headings[k]; other.Used && other.Span.Start > h.Span.Start {
				end = min(end, b.endBefore(other.Span.Start))
			}
		}
		s.Body = report.Span{Start: min(h.Span.End, end), End: end}
		s.Empty = b.isEmpty(s.Body)
	}
}

// endBefore returns where the last row ends that stands in front of an offset: the
// marks in front of a heading are no text.
func (b *builder) endBefore(offset int32) int32 {
	rows := b.scan.doc.Rows[b.part.first:b.part.end]
	i, _ := slices.BinarySearchFunc(rows, offset, func(r document.Row, at int32) int { return int(r.Cells[0].Span.Start - at) })
	if i == 0 {
		return offset
	}
	return min(rows[i-1].Span().End, offset)
}

// isEmpty reports whether no row in the span says anything: headings that were
// recognised as such and furniture do not count.
func (b *builder) isEmpty(body report.Span) bool {
	for i := b.part.first; i < b.part.end; i++ {
		row := &b.scan.doc.Rows[i]
		span := row.Span()
		if span.End <= body.Start || span.Start >= body.End {
			continue
		}
		if i := sort.Search(len(b.headings), func(i int) bool { return b.headings[i].Span.Start >= span.Start }); i < len(b.headings) &&
			b.headings[i].Span == span {
			continue
		}
		if only, ok := row.Only(); ok {
			text := only.Text
			if span.Start < body.Start { // the heading is on the same line
				text = b.scan.doc.Source.Slice(report.Span{Start: body.Start, End: span.End})
			}
			if b.family.isFurniture(text) {
				continue
			}
		} else if !slices.ContainsFunc(row.Cells, func(c document.Cell) bool { return c.Text != "" }) {
			continue
		}
		return false
	}
	return true
}
