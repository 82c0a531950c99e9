package form

import (
	"github.com/gouji/gouji/report"
)

// anchors says where what is missing would be expected.
func (b *builder) anchors() {
	r := b.report
	start := report.Span{Start: r.Span.Start, End: r.Span.Start}
	if r.Title.Found {
		start = r.Title.Span
	}
	end := report.Span{Start: r.Span.End, End: r.Span.End}
	for i := range r.Sections {
		if !r.Sections[i].Found {
			r.Sections[i].Anchor = end
			for k := i + 1; k < len(r.Sections); k++ {
				if r.Sections[k].Found {
					r.Sections[i].Anchor = r.Headings[r.Sections[k].Heading].Span
					break
				}
			}
		}
	}
	for t := range r.Tables {
		spec := &b.schema.Tables[t]
		rows := report.Range{
			First: b.schema.Blocks[spec.Blocks.First].Rows.First,
			End:   b.schema.Blocks[spec.Blocks.End-1].Rows.End,
		}
		table := &r.Tables[t]
		table.Anchor = start
		if spec.Section >= 0 {
			table.Anchor = r.Sections[spec.Section].Anchor
		}
		last := table.Anchor
		for row := rows.First; row < rows.End; row++ {
			if r.Rows[row].Found {
				table.Found = true
				last = r.Rows[row].Span
				continue
			}
			// The row before it, or the table, shows where it belongs.
			r.Rows[row].Span = last
			r.Rows[row].Expected = b.schema.Blocks[b.schema.Rows[row].Block].Columns.Len()
			for c := b.schema.Rows[row].Cells.First; c < b.schema.Rows[row].Cells.End; c++ {
				r.Fields[c].Span = last
			}
		}
	}
	for c := range r.Columns {
		if !r.Columns[c].Found {
			r.Columns[c].Span = r.Tables[b.schema.Blocks[b.schema.Columns[c].Block].Table].Anchor
		}
	}
}
