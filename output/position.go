package output

import (
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/gouji/gouji/report"
)

// jsonStart is where something begins: a line and a column, or in a file without
// lines a place.
type jsonStart struct {
	Line   int         `json:"line,omitempty"`
	Column int         `json:"column,omitempty"`
	Place  *jsonLayout `json:"place,omitempty"`
}

func newJSONStart(p report.Position) jsonStart {
	return jsonStart{Line: p.Line, Column: p.Column, Place: newJSONLayout(p.Layout)}
}

// jsonPosition is where something stands.
type jsonPosition struct {
	jsonStart

	EndLine   int `json:"end_line,omitempty"`
	EndColumn int `json:"end_column,omitempty"`
}

func newJSONPosition(p report.Position) jsonPosition {
	return jsonPosition{jsonStart: newJSONStart(p), EndLine: p.EndLine, EndColumn: p.EndColumn}
}

// jsonLayout is a [report.Layout]. The box holds left, top, right and bottom.
type jsonLayout struct {
	Page      int         `json:"page,omitempty"`
	Box       *[4]float64 `json:"box,omitempty"`
	Sheet     string      `json:"sheet,omitempty"`
	Cell      string      `json:"cell,omitempty"`
	Paragraph int         `json:"paragraph,omitempty"`
	Table     int         `json:"table,omitempty"`
	Row       int         `json:"row,omitempty"`
	Column    int         `json:"column,omitempty"`
}

func newJSONLayout(l *report.Layout) *jsonLayout {
	if l == nil {
		return nil
	}
	j := &jsonLayout{
		Page: l.Page, Sheet: l.Sheet, Cell: l.Cell, Paragraph: l.Paragraph, Table: l.Table, Row: l.Row, Column: l.Column,
	}
	if l.Page > 0 {
		j.Box = &[4]float64{l.Box.Left, l.Box.Top, l.Box.Right, l.Box.Bottom}
	}
	return j
}

// layoutProperties describes a place in a file without lines as properties of a
// location.
func layoutProperties(l *report.Layout) *sarif.PropertyBag {
	p := sarif.NewPropertyBag()
	add := func(name string, n int) {
		if n > 0 {
			p.Add(name, n)
		}
	}
	add("page", l.Page)
	if l.Page > 0 {
		p.Add("box", []float64{l.Box.Left, l.Box.Top, l.Box.Right, l.Box.Bottom})
	}
	if l.Cell != "" {
		p.Add("sheet", l.Sheet)
		p.Add("cell", l.Cell)
	}
	add("paragraph", l.Paragraph)
	add("table", l.Table)
	add("row", l.Row)
	add("column", l.Column)
	return p
}
