package form

import (
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"
)

// Where cells are separated by spaces, empty ones cannot be seen; but where programs
// keep the columns of a table beneath each other, the place of a figure on its line
// tells which column it is in.

// extent is the stretch of a line that something takes, in columns of text.
type extent struct{ start, end int }

func (e extent) overlaps(other extent) bool { return e.start < other.end && other.start < e.end }

func (e extent) middle() int { return e.start + e.end } // doubled

// metric says how many columns a text takes: programs count an ideograph as one, or as
// the two that it takes on a screen.
type metric func(string) int

func metrics() [2]metric {
	return [2]metric{func(s string) int { return strings.Count(s, "") - 1 }, runewidth.StringWidth}
}

// extentOf returns the stretch that an item takes on its line.
func (b *builder) extentOf(item int32, width metric) extent {
	span, text := b.scan.items[item].span, b.scan.doc.Source.Text
	line := strings.LastIndexByte(text[:span.Start], '\n') + 1
	start := width(text[line:span.Start])
	return extent{start, start + width(text[span.Start:span.End])}
}

// alignedRows is how many rows that are complete are looked at on either side of one
// that is not: further away the columns may stand elsewhere, as on another page.
const alignedRows = 6

// byPlace assigns the figures of a row with empty cells to columns by their places on
// the line, if the table shows that it keeps its columns beneath each other: one of its
// rows at least has a hole. It reports whether it did.
func (b *builder) byPlace(index int, o *occurrence, a *alignment) bool {
	columns := len(a.columns)
	found := b.places(index, o, columns)
	if found == nil || !b.hasHole(o.table, columns) {
		return false
	}
	for i := range a.columns {
		a.columns[i] = unread
	}
	for i, f := range b.windows.figures(b.scan, o.values) {
		a.columns[found[i]] = int32(f)
	}
	a.exact, a.width = true, columns
	return true
}

// places returns the column that each figure of a row with empty cells stands beneath,
// or nil where that cannot be told.
func (b *builder) places(index int, o *occurrence, columns int) []int {
	figures := slices.Clone(b.windows.figures(b.scan, o.values))
	if len(figures) == 0 || len(figures) >= columns || o.visible || o.overflow || o.across || !b.onOneLine(o) {
		return nil
	}
	var found []int
	for _, width := range metrics() {
		extents, ok := b.placesOf(index, o, columns, width)
		if !ok {
			continue
		}
		at := make([]int, 0, len(figures))
		for _, f := range figures {
			at = append(at, beneath(b.extentOf(o.values[f], width), extents))
		}
		switch {
		case slices.Contains(at, -1) || !slices.IsSorted(at) || len(slices.Compact(slices.Clone(at))) < len(at),
			found != nil && !slices.Equal(found, at):
			return nil
		}
		found = at
	}
	return found
}

// hasHole reports whether a row of a table has a figure behind an empty cell, by the
// places of its figures. A text that does not keep its columns beneath each other has
// none: there the figures of a row always come first.
func (b *builder) hasHole(table, columns int) bool {
	if known, ok := b.holes[table]; ok {
		return known
	}
	found := false
	for i := range b.gather.occurrences {
		o := &b.gather.occurrences[i]
		if o.table != table || o.entity == unknown || b.family.columnsOf(o.entity, unknown) != columns {
			continue
		}
		at := b.places(i, o, columns)
		if len(at) > 0 && at[len(at)-1] >= len(at) {
			found = true
			break
		}
	}
	if b.holes == nil {
		b.holes = map[int]bool{}
	}
	b.holes[table] = found
	return found
}

// onOneLine reports whether the figures of a row stand on one line.
func (b *builder) onOneLine(o *occurrence) bool {
	for _, v := range o.values[1:] {
		if b.scan.items[v].row != b.scan.items[o.values[0]].row {
			return false
		}
	}
	return true
}

// beneath returns the only column that a figure stands beneath, or -1.
func beneath(figure extent, columns []extent) int {
	at := -1
	for k, c := range columns {
		if !figure.overlaps(c) {
			continue
		}
		if at >= 0 {
			return -1
		}
		at = k
	}
	return at
}

// minComplete is how many complete rows tell where columns stand: in a wrong metric
// those of two do not agree, unless their labels are of one length.
const minComplete = 2

// maxOffCentre is how far, in half columns of text, figures in the middle of their
// columns may be off.
const maxOffCentre = 2

// placesOf returns where the columns stand, from the complete rows around one that is
// not, or else from the header, if the rows stand beneath each other. Columns that are
// not clear of each other say nothing.
func (b *builder) placesOf(index int, o *occurrence, n int, width metric) ([]extent, bool) {
	columns := make([]extent, n)
	first := make([]extent, n)
	even := [3]bool{true, true, true} // whether figures begin, end or lie in the middle of one place
	rows := 0
	for _, step := range [...]int{-1, 1} {
		near := 0
		for i := index + step; i >= 0 && i < len(b.gather.occurrences) && near < alignedRows; i += step {
			other := &b.gather.occurrences[i]
			if other.table != o.table || other.across || other.visible || len(other.values) != n || !b.onOneLine(other) {
				continue
			}
			near++
			for k, v := range other.values {
				e := b.extentOf(v, width)
				if rows == 0 {
					columns[k], first[k] = e, e
				}
				even[0] = even[0] && e.start == first[k].start
				even[1] = even[1] && e.end == first[k].end
				even[2] = even[2] && max(e.middle()-first[k].middle(), first[k].middle()-e.middle()) <= maxOffCentre
				columns[k] = extent{min(columns[k].start, e.start), max(columns[k].end, e.end)}
			}
			rows++
		}
	}
	if rows >= minComplete && even == [3]bool{} {
		return nil, false
	}
	if rows < minComplete && (!b.isAligned(o.table, width) || !b.placesOfHeader(o, columns, width)) {
		return nil, false
	}
	for k := 1; k < n; k++ {
		if columns[k].start < columns[k-1].end {
			return nil, false
		}
	}
	return columns, true
}

// placesOfHeader fills in where the headers above a row stand.
func (b *builder) placesOfHeader(o *occurrence, columns []extent, width metric) bool {
	_, h := b.blockOf(o)
	if h == nil || len(h.items) != len(columns) || h.matched < len(columns) {
		return false
	}
	for k, item := range h.items {
		pieces := b.gather.pieceItems[item]
		if len(pieces) == 0 {
			pieces = []int32{item}
		}
		for i, p := range pieces {
			e := b.extentOf(p, width)
			if i == 0 {
				columns[k] = e
			}
			columns[k] = extent{min(columns[k].start, e.start), max(columns[k].end, e.end)}
		}
	}
	return true
}

// maxShift is how far, in half columns of text, the middles of the last figures of the
// rows may lie apart for a text to be aligned: those of figures of several digits,
// aligned to one side.
const maxShift = 12

// isAligned reports whether the last figures of the rows of a table stand beneath each
// other.
func (b *builder) isAligned(table int, width metric) bool {
	low, high, rows := 0, 0, 0
	for i := range b.gather.occurrences {
		o := &b.gather.occurrences[i]
		if o.table != table || o.across || o.visible || len(o.values) == 0 || !b.onOneLine(o) {
			continue
		}
		at := b.extentOf(o.values[len(o.values)-1], width).middle()
		if rows++; rows == 1 {
			low, high = at, at
		}
		low, high = min(low, at), max(high, at)
	}
	const enough = 3
	return rows >= enough && high-low <= maxShift
}
