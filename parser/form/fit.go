package form

import (
	"iter"

	"github.com/gouji/gouji/parser/document"
)

// In a row of cells that has more or fewer of them than the rows around it, it cannot be
// told which cell is missing or too many: behind an empty cell of its labels, the figures
// would be read one column aside.

// fit says whether the cells of a row are as many as the rows around it let expect.
type fit uint8

const (
	// unmeasured rows have no cells, or no rows around them to compare with.
	unmeasured fit = iota
	// inGrid rows have as many cells as those around them.
	inGrid
	// behindLabel rows stand among rows of different width whose figures follow the
	// label at once: cells over which others extend were left out.
	behindLabel
	// odd rows fit in no way.
	odd
)

// measure is what is compared of rows of cells.
type measure struct {
	cells int
	// behind says that as many cells as the row has columns stand behind its label.
	behind bool
	// stream says that the ends of rows are not marked.
	stream bool
}

// around is how many rows on either side of one are looked at: further away the table
// may be printed otherwise, as on another page.
const around = 6

// farthest is how many rows away those around one may be, those of other tables and other
// kinds included.
const farthest = 4 * around

// minAlike is how many rows on one side of another must agree to speak for it: fewer may
// be damaged in the same way.
const minAlike = 3

// learnFits finds out which rows of cells do not fit those around them. Rows with as many
// figures as columns need none of it.
func (b *builder) learnFits() {
	for i := range b.gather.occurrences {
		o := &b.gather.occurrences[i]
		o.fit = unmeasured
		figures := b.windows.figures(b.scan, o.values)
		excess := len(figures) - b.columnsHere(o)
		if len(figures) == 0 || excess == 0 && adjacent(figures) {
			continue
		}
		m, ok := b.measure(i)
		switch {
		case !ok:
		case excess > 0:
			if o.across || !m.stream && !b.exceedAlike(i, excess) {
				o.fit = odd
			}
		case o.across:
			o.fit = b.fitUnder(o, m)
		default:
			o.fit = b.fitOf(i, m)
		}
	}
}

// exceedAlike reports whether rows around one have as many figures too many.
func (b *builder) exceedAlike(index, excess int) bool {
	alike := 1
	for i := range b.rowsAround(index) {
		other := &b.gather.occurrences[i]
		if len(b.windows.figures(b.scan, other.values))-b.columnsHere(other) == excess {
			alike++
		}
	}
	return alike >= minAlike
}

// rowsAround yields the nearest rows of cells of the table of an occurrence, those on one
// side first, with their side.
func (b *builder) rowsAround(index int) iter.Seq2[int, int] {
	return func(yield func(i, step int) bool) {
		table := b.gather.occurrences[index].table
		for _, step := range [...]int{-1, 1} {
			near := 0
			for i := index + step; i >= 0 && i < len(b.gather.occurrences) && near < around && max(i-index, index-i) <= farthest; i += step {
				other := &b.gather.occurrences[i]
				if other.table != table || other.across {
					continue
				}
				if _, ok := b.measure(i); !ok {
					continue
				}
				near++
				if !yield(i, step) {
					return
				}
			}
		}
	}
}

// columnsHere returns how many columns an occurrence has in the form at hand.
func (b *builder) columnsHere(o *occurrence) int {
	switch r := b.rowOf(o); {
	case o.across && o.table >= 0:
		return b.family.acrossColumns[o.table]
	case r >= 0:
		return b.schema.Blocks[b.schema.Rows[r].Block].Columns.Len()
	}
	return b.family.columnsOf(o.entity, o.table)
}

// measure measures an occurrence, if it is a row of cells with something behind its label.
// Where the ends of rows are not marked, it ends where the next one of the table begins.
func (b *builder) measure(index int) (m measure, ok bool) {
	o := &b.gather.occurrences[index]
	if len(o.values) == 0 {
		return m, false
	}
	first, last := o.values[0], o.values[len(o.values)-1]
	r := b.scan.items[first].row
	m.behind = len(o.values) == b.columnsHere(o)
	switch row := &b.scan.doc.Rows[r]; {
	case row.Kind == document.Stream && !o.across && len(o.label) > 0:
		next, ok := b.nextInTable(index)
		if !ok {
			return m, false
		}
		m.stream = true
		m.cells = int(b.wordsBefore(next) - b.wordsBefore(o))
	case row.Kind == document.Cells && (o.ends || o.across) && b.scan.items[last].row == r:
		m.cells = len(row.Cells)
	default:
		return m, false
	}
	return m, true
}

// nextInTable returns the row behind an occurrence, if no header stands between.
func (b *builder) nextInTable(index int) (*occurrence, bool) {
	if index+1 == len(b.gather.occurrences) {
		return nil, false
	}
	o, next := &b.gather.occurrences[index], &b.gather.occurrences[index+1]
	return next, next.table == o.table && next.header == o.header && !next.across && len(next.label) > 0
}

// wordsBefore returns the first of the words that end with the label of a row: those in
// front name its groups.
func (b *builder) wordsBefore(o *occurrence) int32 {
	i := o.label[0]
	for i > 0 && b.scan.items[i-1].kind == wordsItem {
		i--
	}
	return i
}

// tally counts how rows of cells are made.
type tally struct {
	widths [2 * around]int
	// rows is how many rows there are, and behind how many of them have their figures
	// behind their labels.
	rows, behind int
}

func (t *tally) add(m measure) {
	t.widths[t.rows] = m.cells
	t.rows++
	if m.behind {
		t.behind++
	}
}

// mode returns the width that most of the rows have, and how many have it.
func (t *tally) mode() (width, rows int) {
	for _, w := range t.widths[:t.rows] {
		n := 0
		for _, other := range t.widths[:t.rows] {
			if other == w {
				n++
			}
		}
		if n > rows {
			width, rows = w, n
		}
	}
	return width, rows
}

// judge says whether a row is made like most of the counted ones. It is unmeasured
// where they leave that open.
func (t *tally) judge(m measure) fit {
	width, rows := t.mode()
	switch {
	case rows == 0:
	case m.cells == width && rows >= t.behind:
		return inGrid
	case m.behind && t.behind > rows:
		return behindLabel
	case m.behind && t.behind == rows:
	default:
		return odd
	}
	return unmeasured
}

// fitOf compares a row with those before and behind it: it must be like those on one
// side.
func (b *builder) fitOf(index int, m measure) fit {
	var all, before, behind tally
	for i, step := range b.rowsAround(index) {
		other, _ := b.measure(i)
		all.add(other)
		if step < 0 {
			before.add(other)
		} else {
			behind.add(other)
		}
	}
	judged := unmeasured
	for _, side := range [...]*tally{&before, &behind} {
		if _, rows := side.mode(); max(rows, side.behind) < minAlike {
			continue
		}
		switch f := side.judge(m); f {
		case inGrid, behindLabel:
			return f
		case odd:
			judged = odd
		case unmeasured:
		}
	}
	if m.stream {
		return judged
	}
	if judged == unmeasured {
		judged = all.judge(m)
	}
	if judged == unmeasured {
		judged = b.fitUnder(&b.gather.occurrences[index], m)
	}
	return judged
}

// fitUnder compares a row with the headers above it.
func (b *builder) fitUnder(o *occurrence, m measure) fit {
	width := 0
	for _, i := range b.gather.header[o.header[0]:o.header[1]] {
		if row := &b.scan.doc.Rows[b.scan.items[i].row]; row.Kind == document.Cells {
			width = max(width, len(row.Cells))
		}
	}
	switch {
	case width > m.cells, o.across && width < m.cells && len(o.values) > b.columnsHere(o):
		return odd
	case width == m.cells:
		return inGrid
	}
	return unmeasured
}
