package form

import "github.com/gouji/gouji/report"

// labelsFirst is how many labels without figures, one after another, mean that a
// text gives all labels of a table first and the figures behind them.
const labelsFirst = 3

// doubtColumns marks the rows whose figures are most likely not theirs, in a text
// that gives a figure a line: those behind a run of labels that have none, those
// behind labels out of order, and those of what is the header of a column.
func (g *gather) doubtColumns() {
	empty, table, backward := 0, unknown, false
	before := unknown // the last row
	for i := range g.occurrences {
		o := &g.occurrences[i]
		if o.across || o.entity == unknown {
			continue
		}
		if o.table != table {
			empty, table, backward, before = 0, o.table, false, unknown
		}
		if before != unknown && g.dict.precedes(o.entity, before) {
			backward = true
		}
		before = o.entity
		switch {
		case o.ends || o.visible:
			empty, backward = 0, false
		case len(o.values) == 0:
			empty++
		default:
			if o.lines > 1 && (empty >= labelsFirst || empty > 0 && backward || g.headsColumn(o)) {
				o.overflow = true
			}
			empty, backward = 0, false
		}
	}
}

// headsColumn reports whether the label of a row is rather the header of a column:
// it has no number, and the row stands elsewhere with one.
func (g *gather) headsColumn(o *occurrence) bool {
	it := &g.scan.items[o.label[0]]
	if it.number.style != noNumbering || it.label == none || !g.dict.hasKind(it.label, report.ColumnLabel) {
		return false
	}
	for i := range g.occurrences {
		other := &g.occurrences[i]
		if other.entity == o.entity && len(other.label) > 0 && g.scan.items[other.label[0]].number.style != noNumbering {
			return true
		}
	}
	return false
}

// precedes reports whether a row stands before another in a form that has both.
func (d *dictionary) precedes(row, other int) bool {
	for f := range d.entities[row].forms {
		a, b := d.entities[row].forms[f].index, d.entities[other].forms[f].index
		if a >= 0 && b >= 0 {
			return a < b
		}
	}
	return false
}
