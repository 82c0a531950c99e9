package form

import (
	"slices"

	"github.com/gouji/gouji/parser/document"
)

// unread marks a column whose figure cannot be told.
const unread int32 = -1

// window tells where, in rows of a shape, the figures stand.
type window struct {
	start int32 // the cell of the first figure
	// ambiguous says that rows of the shape disagree.
	ambiguous bool
}

// shape is what rows of a table must have in common to be read alike: where the
// label ends and how many cells there are.
type shape struct {
	columns  int
	labelEnd int32
	cells    int32
}

// windows collects, from the rows that are complete, where the figures of rows of
// each shape stand.
type windows struct {
	shapes map[shape]window
	// loose says, for each table, that figures were met which follow no label.
	loose []bool
	*scratch
}

// scratch is memory that is used again from row to row.
type scratch struct {
	positions []int
	columns   []int32
}

// anyLabel stands for the end of the label in a shape that disregards it.
const anyLabel = -2

// learn notes the place of the figures of a row of cells that is complete, or at
// least has as many cells as there are columns.
func (w windows) learn(s *scan, o *occurrence, columns int) {
	sh, ok := shapeOf(s, o, columns)
	if !ok {
		return
	}
	figures := w.figures(s, o.values)
	switch {
	case len(figures) == columns && adjacent(figures):
		w.note(sh, s.items[o.values[figures[0]]].cell)
	case len(o.values) != columns || len(figures) == 0:
		return
	}
	if len(o.values) == columns {
		sh.labelEnd = anyLabel
		w.note(sh, s.items[o.values[0]].cell)
	}
}

func (w windows) note(sh shape, start int32) {
	if old, ok := w.shapes[sh]; ok && old.start != start {
		w.shapes[sh] = window{ambiguous: true}
		return
	}
	w.shapes[sh] = window{start: start}
}

// shapeOf returns the shape of a row of cells; other rows have none.
func shapeOf(s *scan, o *occurrence, columns int) (shape, bool) {
	if !o.ends || len(o.values) == 0 {
		return shape{}, false
	}
	row := s.items[o.values[0]].row
	labelEnd := int32(-1)
	if n := len(o.label); n > 0 && s.items[o.label[n-1]].row == row {
		labelEnd = s.items[o.label[n-1]].cell
	}
	return shape{columns: columns, labelEnd: labelEnd, cells: int32(len(s.doc.Rows[row].Cells))}, true
}

// alignment assigns the values of a row to its columns. It is valid until the next
// row is aligned.
type alignment struct {
	// columns holds an index into the values for each column, or unread.
	columns []int32
	// width is the number of cells found.
	width int
	// exact says that the number of cells is right.
	exact bool
	// named says that the columns are those of the form, and not the places of the
	// row, which may be printed in another order.
	named bool
}

// align assigns the values of a row to its columns in order. It reads what is
// certain: with too many figures the first and the last, and those between that
// are the same whichever is left out; with too few the only one, when it is known to
// stand at the end. Of a row that does not fit those around it, only figures that are
// the same whichever is left out are certain.
//
// h is the header above the row, or nil.
func (w windows) align(s *scan, o *occurrence, columns int, h *header) alignment {
	w.columns = slices.Grow(w.columns[:0], columns)
	a := alignment{columns: w.columns[:columns], exact: true}
	figures := w.figures(s, o.values)
	a.width = len(figures)
	for i := range a.columns {
		a.columns[i] = unread
	}
	n := len(o.values)
	switch {
	case o.overflow && o.lines > 1:
		// Figures line by line, and more than the row can have: a column, perhaps.
		a.exact = false
	case len(figures) == 0 && w.loose[max(o.table, 0)]:
		// The figures of the row may be among those that follow no label.
		a.exact = false
	case len(figures) == columns && adjacent(figures):
		a.fill(figures[0])
	case o.fit == odd && len(figures) > 0:
		a.exact = false
		switch {
		case len(figures) > columns:
			a.anchor(s, o, figures)
		case len(figures) == columns:
			a.width++
		default:
			w.alone(s, o, figures, &a)
		}
	case len(figures) == columns:
		// An empty cell among the figures: which column it belongs to, and which
		// figure is one too many, cannot be told.
		a.exact = false
		a.width++
		if o.fit == inGrid {
			// A figure among the labels is seen by the rows that have none there.
			sh, _ := shapeOf(s, o, columns)
			win, ok := w.shapes[sh]
			if start := int(win.start - s.items[o.values[0]].cell); ok && !win.ambiguous && start >= 0 && start+columns <= n {
				a.fill(start)
			}
			break
		}
		a.columns[0], a.columns[columns-1] = int32(figures[0]), int32(figures[columns-1])
	case len(figures) > columns:
		a.exact = false
		a.anchor(s, o, figures)
	case len(figures) == 0 && (n > 0 || !o.visible):
		// All empty, whatever the shape of the row. Where empty cells cannot be
		// seen there is nothing to point at but the label.
		a.width = columns
		for i := range min(n, columns) {
			a.columns[i] = int32(i)
		}
	case !o.visible:
		a.exact = false
	case n == columns:
		a.fill(0)
		a.width = n
	case n > columns:
		start, ok := w.place(s, o, figures, columns, h)
		if !ok {
			a.exact = false
			return a
		}
		a.fill(start)
		a.width = columns
	default:
		a.exact = false
		w.alone(s, o, figures, &a)
	}
	return a
}

// fill assigns consecutive values from start on.
func (a *alignment) fill(start int) {
	for i := range a.columns {
		a.columns[i] = int32(start + i)
	}
}

// anchor reads a row with too many figures.
func (a *alignment) anchor(s *scan, o *occurrence, figures []int) {
	columns, extra := len(a.columns), len(figures)-len(a.columns)
	text := func(i int) string { return s.items[o.values[figures[i]]].text }
	switch {
	case columns == 1 && o.ends && allEqual(len(figures), text):
		// One cell that was written into each of those over which it extends.
		a.columns[0], a.exact, a.width = int32(figures[0]), true, 1
		return
	case columns == 1, extra >= columns:
		return // which of several figures is meant cannot be told; two rows, perhaps
	}
	from, end := 0, columns
	if o.fit != odd {
		// The rows around it have the extra figure too.
		a.columns[0], a.columns[columns-1] = int32(figures[0]), int32(figures[len(figures)-1])
		from, end = 1, columns-1
	}
	for i := from; i < end; i++ {
		same := true
		for k := i + 1; k <= i+extra && same; k++ {
			same = text(k) == text(i)
		}
		if same {
			a.columns[i] = int32(figures[i])
		}
	}
}

// allEqual reports whether n texts are the same.
func allEqual(n int, text func(int) string) bool {
	for i := 1; i < n; i++ {
		if text(i) != text(0) {
			return false
		}
	}
	return true
}

// place finds where the columns begin among more cells than there are columns.
func (w windows) place(s *scan, o *occurrence, figures []int, columns int, h *header) (start int, ok bool) {
	low := max(figures[len(figures)-1]-columns+1, 0)
	high := min(figures[0], len(o.values)-columns)
	if low > high {
		return 0, false
	}
	if low == high {
		return low, true
	}
	if sh, ok := shapeOf(s, o, columns); ok {
		if win, ok := w.shapes[sh]; ok {
			start := int(win.start - s.items[o.values[0]].cell)
			return start, !win.ambiguous && start >= low && start <= high
		}
		if first, ok := h.over(s, o); ok {
			start := int(first - s.items[o.values[0]].cell)
			return start, start >= low && start <= high
		}
		sh.labelEnd = anyLabel
		win, ok := w.shapes[sh]
		start := int(win.start - s.items[o.values[0]].cell)
		return start, ok && !win.ambiguous && start >= low && start <= high
	}
	// Cells one after another, without rows: they follow the label at once.
	first := s.items[o.values[0]]
	return 0, low == 0 && s.doc.Rows[first.row].Kind == document.Stream
}

// alone reads the only figure of a row with too few cells, which stands at the end behind
// empty ones. Behind other figures it may be one of theirs.
func (w windows) alone(s *scan, o *occurrence, figures []int, a *alignment) {
	columns, n := len(a.columns), len(o.values)
	if n < columns && len(figures) == 1 && figures[0] == n-1 && w.endsInLastColumn(s, o, columns) {
		a.columns[columns-1] = int32(n - 1)
	}
}

// endsInLastColumn reports whether rows with as many cells have their last figure
// in the last cell.
func (w windows) endsInLastColumn(s *scan, o *occurrence, columns int) bool {
	sh, ok := shapeOf(s, o, columns)
	if !ok {
		return false
	}
	last := s.items[o.values[len(o.values)-1]].cell
	found := false
	for other, win := range w.shapes {
		if other.columns != columns || other.cells != sh.cells {
			continue
		}
		if win.ambiguous || win.start+int32(columns)-1 != last {
			return false
		}
		found = true
	}
	return found
}

// figures returns the positions of the values that are not empty. The slice is
// valid until the next call.
func (w windows) figures(s *scan, values []int32) []int {
	w.positions = w.positions[:0]
	for i, v := range values {
		if s.items[v].kind != blankItem {
			w.positions = append(w.positions, i)
		}
	}
	return w.positions
}

// adjacent reports whether positions follow each other without a gap.
func adjacent(positions []int) bool {
	return len(positions) == 0 || positions[len(positions)-1]-positions[0] == len(positions)-1
}
