package report

import (
	"fmt"
	"strconv"
)

// Position is a place in a file as people and tools count. In a file of lines,
// lines and columns count from 1, columns in code points, the end exclusive; else
// they are 0 and Layout says where the place is.
type Position struct {
	Line, Column       int
	EndLine, EndColumn int
	// Layout is nil for a file of lines.
	Layout *Layout
}

// Text words the place: LINE:COLUMN, or that of the layout.
func (p Position) Text(lang Language) string {
	if p.Layout != nil {
		return p.Layout.text().In(lang)
	}
	return strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
}

// LineText words the line alone, or the place in the layout.
func (p Position) LineText(lang Language) string {
	if p.Layout != nil {
		return p.Text(lang)
	}
	return strconv.Itoa(p.Line)
}

// Layout is a place in a file that has no lines. Members that do not apply are zero.
type Layout struct {
	// Page counts from 1, and Box bounds the text on it.
	Page int
	Box  Box
	// Sheet and Cell name the cell of a spreadsheet, such as Sheet1 and B4.
	Sheet, Cell string
	// Paragraph counts the paragraphs of the body outside of tables, from 1.
	Paragraph int
	// Table counts the tables of the body, Row and Column the places of its grid,
	// from 1.
	Table, Row, Column int
}

// Box is a rectangle, in points (1/72 inch) from the upper left corner of a page.
type Box struct {
	Left, Top, Right, Bottom float64
}

func (l *Layout) text() Text {
	switch {
	case l.Cell != "":
		return Text{ZH: l.Sheet + "!" + l.Cell, EN: l.Sheet + "!" + l.Cell}
	case l.Page != 0:
		return Text{ZH: fmt.Sprintf("第%d页", l.Page), EN: fmt.Sprintf("page %d", l.Page)}
	case l.Table != 0:
		return Text{
			ZH: fmt.Sprintf("第%d个表格第%d行第%d列", l.Table, l.Row, l.Column),
			EN: fmt.Sprintf("table %d, row %d, column %d", l.Table, l.Row, l.Column),
		}
	}
	return Text{ZH: fmt.Sprintf("第%d段", l.Paragraph), EN: fmt.Sprintf("paragraph %d", l.Paragraph)}
}
