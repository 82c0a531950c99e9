package form

import (
	"iter"
	"slices"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// header is what stands above the rows of a block.
type header struct {
	// items holds the header item of each column, or unread.
	items []int32
	// units holds the unit that each header prescribes, or "".
	units []string
	// order holds the columns, as offsets, in the order in which they are printed.
	order []int
	// grid holds the cell in which each header stands, when the headers are cells
	// side by side; else it is nil.
	grid []int32
	// matched counts the columns that have a header.
	matched int
}

// headerKey identifies a header: the items of which it is made, and the block for
// which it is read.
type headerKey struct {
	from, to    int32
	form, block int
}

// headerOver returns the header of a block above an occurrence. It is worked out
// once for all rows below it.
func (b *builder) headerOver(o *occurrence, form, block int) *header {
	key := headerKey{o.header[0], o.header[1], form, block}
	h, ok := b.headers[key]
	if !ok {
		h = b.newHeader(o, form, b.family.forms[form].Schema.Blocks[block].Columns)
		b.headers[key] = h
	}
	return h
}

func (b *builder) newHeader(o *occurrence, form int, columns report.Range) *header {
	n := columns.Len()
	h := &header{items: make([]int32, n), units: make([]string, n), order: identity(n)}
	oneRow := true
	for k := range n {
		h.items[k] = b.findHeader(o, form, columns.First+k)
		if h.items[k] == unread {
			continue
		}
		it := &b.scan.items[h.items[k]]
		h.units[k] = b.family.values.headerUnit(it.text)
		h.matched++
		oneRow = oneRow && h.items[0] != unread && it.row == b.scan.items[h.items[0]].row
	}
	if h.matched < n {
		return h
	}
	h.grid = b.headerGrid(h.items)
	// Headers on several lines, or with one that spans others, are not read in the
	// order of the columns.
	switch {
	case oneRow && !b.hasSpanner(o, h.items[0]):
		// By their places: headers that are put together from pieces stand last among the
		// items.
		slices.SortFunc(h.order, func(x, y int) int {
			return int(b.scan.items[h.items[x]].span.Start - b.scan.items[h.items[y]].span.Start)
		})
	case h.grid != nil:
		slices.SortFunc(h.order, func(x, y int) int { return int(h.grid[x] - h.grid[y]) })
	}
	return h
}

// findHeader returns the item above a row that is the header of a column, or
// unread.
func (b *builder) findHeader(o *occurrence, form, column int) int32 {
	for i, s := range b.headed(o) {
		e := &b.family.dictionary.entities[s.entity]
		if e.kind == report.ColumnLabel && s.known&(1<<form) != 0 && e.forms[form].index == column {
			return i
		}
	}
	return unread
}

// headed yields the items above an occurrence that are labels, with each of their
// senses.
func (b *builder) headed(o *occurrence) iter.Seq2[int32, *sense] {
	return func(yield func(int32, *sense) bool) {
		for _, i := range b.gather.header[o.header[0]:o.header[1]] {
			id := b.scan.items[i].label
			if id == none {
				continue
			}
			senses := b.family.dictionary.labels[id].senses
			for k := range senses {
				if !yield(i, &senses[k]) {
					return
				}
			}
		}
	}
}

// hasSpanner reports whether a header above several columns stands on the line of
// a column header, in a text whose cells are not marked.
func (b *builder) hasSpanner(o *occurrence, item int32) bool {
	row := b.scan.items[item].row
	if b.scan.doc.Rows[row].Kind == document.Cells {
		return false
	}
	return slices.ContainsFunc(b.gather.header[o.header[0]:o.header[1]], func(i int32) bool {
		it := &b.scan.items[i]
		return it.row == row && it.label != none && b.family.dictionary.hasKind(it.label, report.SpannerLabel)
	})
}

// headerGrid returns the cell in which the header of each column stands, when the
// headers are cells of a grid side by side, else nil. Lines of different width make
// no grid: the spans of a header that stands above several are wrong then.
func (b *builder) headerGrid(items []int32) []int32 {
	cells := make([]int32, len(items))
	rows := b.scan.doc.Rows
	width := len(rows[b.scan.items[items[0]].row].Cells)
	for k, i := range items {
		it := &b.scan.items[i]
		if row := &rows[it.row]; row.Kind != document.Cells || len(row.Cells) != width || slices.Contains(cells[:k], it.cell) {
			return nil
		}
		cells[k] = it.cell
	}
	if int(slices.Max(cells)-slices.Min(cells)) != len(items)-1 {
		return nil
	}
	return cells
}

// over returns the first cell of a header that stands in one grid with a row: on
// rows of as many cells, behind the label.
func (h *header) over(s *scan, o *occurrence) (first int32, ok bool) {
	if h == nil || h.grid == nil || !o.ends || len(o.values) == 0 {
		return 0, false
	}
	rows := s.doc.Rows
	width := len(rows[s.items[o.values[0]].row].Cells)
	for _, i := range h.items {
		if len(rows[s.items[i].row].Cells) != width {
			return 0, false
		}
	}
	first = slices.Min(h.grid)
	return first, first >= s.items[o.values[0]].cell
}

// byHeader tries to read a row with the wrong number of figures by its header:
// where fewer columns have headers than the form has and the row has as many
// figures, or where the header shows which cell is an extra one.
func (b *builder) byHeader(o *occurrence, a *alignment, h *header) {
	figures := b.windows.figures(b.scan, o.values)
	if h.matched < 2 || h.matched == len(h.items) && len(figures) <= len(h.items) || !adjacent(figures) {
		return
	}
	row, first := int32(unknown), unread
	for _, i := range h.items {
		switch {
		case i == unread:
		case first == unread:
			row, first = b.scan.items[i].row, i
		case b.scan.items[i].row != row:
			return
		default:
			first = min(first, i)
		}
	}
	var onRow []int32 // everything on the line of the header, but for that of the labels
	for _, i := range b.gather.header[o.header[0]:o.header[1]] {
		if b.scan.items[i].row == row && (i >= first || b.besideLabel(o, i)) {
			onRow = append(onRow, i)
		}
	}
	if len(onRow) != len(figures) {
		return
	}
	for k, item := range h.items {
		a.columns[k] = unread
		if i := slices.Index(onRow, item); item != unread && i >= 0 {
			a.columns[k] = int32(figures[i])
		}
	}
	// The columns are named one by one now, whatever their order on paper.
	a.named = true
	if b.repeats(h, onRow, func(i int) string { return b.scan.items[o.values[figures[i]]].text }) {
		a.exact, a.width = true, len(a.columns)
	}
}

// repeats reports whether there are more headers on a line than columns only because
// cells were written into each place over which they extend, those of figures included.
func (b *builder) repeats(h *header, onRow []int32, figure func(int) string) bool {
	if h.matched < len(h.items) {
		return false
	}
	for i, item := range onRow {
		again := i > 0 && b.scan.items[item].label == b.scan.items[onRow[i-1]].label && figure(i) == figure(i-1)
		if !again && !slices.Contains(h.items, item) {
			return false
		}
	}
	return true
}

// besideLabel reports whether a header stands above a cell of a row that is not
// its label. Only rows of cells can tell.
func (b *builder) besideLabel(o *occurrence, item int32) bool {
	sh, ok := shapeOf(b.scan, o, 0)
	it := &b.scan.items[item]
	return ok && sh.labelEnd >= 0 && b.scan.doc.Rows[it.row].Kind == document.Cells && it.cell > sh.labelEnd
}

func identity(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
