package engine

import (
	"strings"

	"github.com/gouji/gouji/report"
)

// locate returns where the part of a report stands that has a key.
func locate(r *report.Report, key string) (report.Span, bool) {
	s := r.Schema
	if key == "title" {
		return r.Title.Span, true
	}
	if key == "document" {
		return report.Span{Start: r.Span.Start, End: r.Span.Start}, true
	}
	if i, ok := s.Cell(key); ok {
		return r.Fields[i].Span, true
	}
	if section, ok := strings.CutPrefix(key, report.SectionPrefix); ok {
		if i := s.Section(section); i >= 0 {
			return r.Sections[i].Anchor, true
		}
	}
	for i := range s.Rows {
		if s.RowKey(i) == key {
			return r.Rows[i].Span, true
		}
	}
	for i := range s.Columns {
		if s.ColumnKey(i) == key {
			return r.Columns[i].Span, true
		}
	}
	for i := range s.Tables {
		if s.Tables[i].Key == key {
			return r.Tables[i].Anchor, true
		}
	}
	return report.Span{}, false
}

// elsewhere returns a place in a report for those who look from another.
func elsewhere(r *report.Report, span report.Span) *report.Elsewhere {
	return &report.Elsewhere{Path: r.Source.Path, Position: r.Source.Position(span), UTF16: r.Source.PositionUTF16(span)}
}
