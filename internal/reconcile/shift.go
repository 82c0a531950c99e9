package reconcile

import "slices"

// shifts looks for figures that stand one place to the left or right of where they
// belong: in some neighbouring places of a line, or of several lines beneath each other.
// The place that was left by mistake holds 0. What fell off at the other end was 0, or
// the identities say what it was.
func (f *finder) shifts() {
	for first, line := range f.Lines {
		for from := range line {
			for to := from + 1; to < len(line); to++ {
				for _, s := range []shift{{from, to, false, false}, {from, to, true, false}, {from, to, false, true}, {from, to, true, true}} {
					f.shiftDown(first, s)
				}
			}
		}
	}
}

// shift is how the figures of a line may have moved.
type shift struct {
	from, to int
	// leftwards says that the figures stand too far to the left.
	leftwards bool
	// lost says that a figure fell off.
	lost bool
}

// run lists the cells of a line that take part, the one that holds 0 first.
func (s shift) run(line []int) []int {
	run := line[s.from : s.to+1]
	if s.leftwards {
		run = slices.Clone(run)
		slices.Reverse(run)
	}
	return run
}

// shiftDown tries a shift in one line, and in one more beneath each time.
func (f *finder) shiftDown(first int, s shift) {
	f.reset()
	defer f.reset()
	var changes []Change
	lines := 0
	for _, line := range f.Lines[first:] {
		if len(line) != len(f.Lines[first]) {
			return
		}
		before := len(changes)
		var ok bool
		if changes, ok = f.moveBack(changes, line, s); !ok {
			return
		}
		if len(changes) == before {
			if lines == 0 {
				return // the same shift begins in a line below
			}
			continue
		}
		lines++
		switch n := f.mended(); {
		case n < 2:
		case s.lost:
			// For each line, one of the identities says what was lost and proves nothing.
			// Several such lines, or a single figure, can be made to fit too easily.
			f.keep(Shifted, changes, lines > 1 || n-lines < 2 || len(changes) == 2)
		case lines > 1 || len(changes) > 2:
			f.keep(Shifted, changes, false)
		}
	}
}

// moveBack moves the figures of a line one place towards the one that holds 0, appends
// the changes and adds their effect.
func (f *finder) moveBack(changes []Change, line []int, s shift) ([]Change, bool) {
	run := s.run(line)
	for _, cell := range run {
		if !f.Cells[cell].Known {
			return changes, false
		}
	}
	if f.Cells[run[0]].Value != 0 {
		return changes, false
	}
	before := len(changes)
	for k, cell := range run[:len(run)-1] {
		value := f.Cells[run[k+1]].Value
		if value == f.Cells[cell].Value {
			continue
		}
		if !f.allows(cell, value) {
			return changes, false
		}
		changes = append(changes, Change{cell, value})
		f.change(cell, value-f.Cells[cell].Value)
	}
	if len(changes) == before {
		return changes, true // nothing but 0
	}
	last := run[len(run)-1]
	value := int64(0)
	if s.lost {
		var ok bool
		if value, ok = f.fitting(last, line); !ok {
			return changes, false
		}
	}
	if value == f.Cells[last].Value {
		return changes, true
	}
	if !f.allows(last, value) {
		return changes, false
	}
	f.change(last, value-f.Cells[last].Value)
	return append(changes, Change{last, value}), true
}

// fitting returns the value that a cell must have beside the changes so far: by an
// identity of its line alone where there is one, which other lines do not alter.
func (f *finder) fitting(cell int, line []int) (int64, bool) {
	var by *use
	for i := range f.uses[cell] {
		u := &f.uses[cell][i]
		own := !slices.ContainsFunc(f.Identities[u.identity], func(t Term) bool { return !slices.Contains(line, t.Cell) })
		if by == nil || own {
			by = u
		}
	}
	if by == nil {
		return 0, false
	}
	off := f.residuals[by.identity] + f.delta[by.identity]
	return f.Cells[cell].Value - off/by.factor, off%by.factor == 0
}
