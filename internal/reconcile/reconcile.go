// Package reconcile finds the slip that explains why linear identities over the
// figures of a table do not hold: a wrong figure, a figure in the wrong place, rows
// that changed places, figures that moved along their row.
//
// It knows figures as whole numbers of some smallest unit and identities as sums of
// cells that should be 0. It speaks of an explanation only where the arithmetic leaves
// no other among those that it knows; see [System.Slips].
package reconcile

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// Limit bounds the figures of a system, so that no sum of them overflows.
const Limit = 1_000_000_000_000_000

// Cell is a figure of a table.
type Cell struct {
	// Value is the figure in units of the system; it has no meaning unless Known.
	Value int64
	Known bool
	// Signed says that the figure may be negative.
	Signed bool
	// Step is the number that all values of the cell are multiples of; 0 stands for 1.
	Step int64
}

// Term is a cell of an identity with its factor, which is not 0.
type Term struct {
	Cell   int
	Factor int64
}

// System is a table, and the identities that should hold between its figures.
// Identities with a cell whose value is not known must be left out: they prove nothing.
type System struct {
	Cells      []Cell
	Identities [][]Term
	// Rows lists the cells row by row, in the order of the table. All rows of a group
	// have the same columns.
	Rows []Row
	// Lines lists the cells that are printed side by side, from left to right.
	Lines [][]int
	// Ratio is what a figure in the wrong unit is multiplied by, or 0.
	Ratio int64
}

// Row is a row of a table. Rows of different groups have other columns.
type Row struct {
	Group int
	Cells []int
}

// Cause says what kind of slip explains the failures.
type Cause uint8

// The causes. Those up to WrongUnit concern one cell.
const (
	// WrongFigure: one cell holds another figure than it should.
	WrongFigure Cause = iota
	// Transposed: the digits of the figure stand in another order.
	Transposed
	// DigitMissing and DigitExtra: the figure has one digit too few or too many.
	DigitMissing
	DigitExtra
	// WrongUnit: the figure is what it should be times the ratio of the system.
	WrongUnit
	// Misplaced: a figure and a 0 of the same row or column changed places.
	Misplaced
	// Exchanged: two figures of the same row or column changed places.
	Exchanged
	// SwappedRows: two neighbouring rows changed places.
	SwappedRows
	// Shifted: figures of a row, or of several, stand one place to the left or right.
	Shifted
)

// CauseNames lists the names of the causes.
func CauseNames() []string {
	return []string{
		WrongFigure: "wrong", Transposed: "transposed", DigitMissing: "digit_missing", DigitExtra: "digit_extra",
		WrongUnit: "unit", Misplaced: "misplaced", Exchanged: "exchanged", SwappedRows: "swapped_rows", Shifted: "shifted",
	}
}

func (c Cause) String() string { return CauseNames()[c] }

// Change is a cell and the value that it should have.
type Change struct {
	Cell  int
	Value int64
}

// Slip is what explains the failure of some identities.
type Slip struct {
	Cause Cause
	// Changes are in the order of cells, but for a misplaced figure, whose first change
	// is the cell in which it stands.
	Changes []Change
	// Identities lists the identities that fail and are mended, in their order.
	Identities []int

	// weak says that too few identities are mended for a proof: the slip only stands
	// against others.
	weak bool
}

// mostHypotheses bounds how many explanations are compared. Where there are more, none
// is the only one.
const mostHypotheses = 500

// Slips returns the slips that are proved.
//
// A hypothesis counts when it mends each failing identity that it touches, breaks none
// that holds, mends two of them at least (a wrong unit one, a shift that lost a figure
// three) and gives no cell a value that it cannot have. A hypothesis is proved when
// every other that shares a failing identity with it mends fewer of the same, so that it
// would need further slips beside it, and when every failing identity that has a cell in
// common with those that it mends is explained too: what is not understood may be part of
// the same mistake.
func (s *System) Slips() []Slip {
	f := newFinder(s)
	if len(f.failing) == 0 {
		return nil
	}
	f.singles()
	f.exchanges()
	f.swaps()
	f.shifts()
	if len(f.found) > mostHypotheses {
		return nil
	}
	var proved []Slip
	for i := range f.found {
		if !f.found[i].weak && f.proves(i) {
			proved = append(proved, f.found[i])
		}
	}
	proved = f.understood(proved)
	slices.SortFunc(proved, func(a, b Slip) int { return cmp.Compare(a.Identities[0], b.Identities[0]) })
	return proved
}

// finder looks for hypotheses.
type finder struct {
	*System

	// residuals holds what each identity is off by.
	residuals []int64
	failing   []int
	// uses lists, for each cell, the identities that it takes part in.
	uses  [][]use
	found []Slip
	// seen holds the changes of the hypotheses that were found.
	seen map[string]bool
	// delta and touched are the effect of the hypothesis at hand on the identities.
	delta   []int64
	touched []int
}

type use struct {
	identity int
	factor   int64
}

func newFinder(s *System) *finder {
	f := &finder{System: s, residuals: make([]int64, len(s.Identities)), seen: map[string]bool{}}
	for i, terms := range s.Identities {
		for _, t := range terms {
			f.residuals[i] += t.Factor * s.Cells[t.Cell].Value
		}
		if f.residuals[i] != 0 {
			f.failing = append(f.failing, i)
		}
	}
	if len(f.failing) == 0 {
		return f
	}
	f.uses = make([][]use, len(s.Cells))
	for i, terms := range s.Identities {
		for _, t := range terms {
			f.uses[t.Cell] = append(f.uses[t.Cell], use{i, t.Factor})
		}
	}
	f.delta = make([]int64, len(s.Identities))
	return f
}

// allows reports whether a cell can have a value.
func (f *finder) allows(cell int, value int64) bool {
	c := &f.Cells[cell]
	return c.Known && (value >= 0 || c.Signed) && value <= Limit && value >= -Limit && value%max(c.Step, 1) == 0
}

// change adds the effect of a cell on the identities.
func (f *finder) change(cell int, by int64) {
	for _, u := range f.uses[cell] {
		if f.delta[u.identity] == 0 {
			f.touched = append(f.touched, u.identity)
		}
		f.delta[u.identity] += u.factor * by
	}
}

// mended returns how many failing identities the changes so far mend, or -1 where they
// leave one that they touch in another state.
func (f *finder) mended() int {
	n := 0
	for k, i := range f.touched {
		if f.delta[i] == 0 || slices.Contains(f.touched[:k], i) {
			continue
		}
		if f.residuals[i] == 0 || f.residuals[i]+f.delta[i] != 0 {
			return -1
		}
		n++
	}
	return n
}

// reset forgets the effect of a hypothesis.
func (f *finder) reset() {
	for _, i := range f.touched {
		f.delta[i] = 0
	}
	f.touched = f.touched[:0]
}

// try keeps a hypothesis if it mends as many identities as it must.
func (f *finder) try(cause Cause, changes []Change, least int) {
	f.reset()
	for _, c := range changes {
		f.change(c.Cell, c.Value-f.Cells[c.Cell].Value)
	}
	if f.mended() >= least {
		f.keep(cause, changes, false)
	}
	f.reset()
}

// keep keeps a hypothesis whose effect is at hand, unless it is known already. Simpler
// hypotheses come first.
func (f *finder) keep(cause Cause, changes []Change, weak bool) {
	if len(f.found) > mostHypotheses {
		return
	}
	sorted := slices.Clone(changes)
	slices.SortFunc(sorted, func(a, b Change) int { return cmp.Compare(a.Cell, b.Cell) })
	var key []byte
	for _, c := range sorted {
		key = binary.AppendVarint(binary.AppendVarint(key, int64(c.Cell)), c.Value)
	}
	if f.seen[string(key)] {
		return
	}
	f.seen[string(key)] = true
	var identities []int
	for k, i := range f.touched {
		if f.delta[i] != 0 && !slices.Contains(f.touched[:k], i) {
			identities = append(identities, i)
		}
	}
	slices.Sort(identities)
	f.found = append(f.found, Slip{Cause: cause, Changes: slices.Clone(changes), Identities: identities, weak: weak})
}

// proves reports whether every hypothesis that competes with one mends less.
func (f *finder) proves(i int) bool {
	for k := range f.found {
		if k == i {
			continue
		}
		a, b := f.found[i].Identities, f.found[k].Identities
		shared := 0
		for _, identity := range b {
			if slices.Contains(a, identity) {
				shared++
			}
		}
		if shared > 0 && (shared < len(b) || shared == len(a)) {
			return false
		}
	}
	return true
}

// understood drops the slips that mend an identity which has a cell in common with one
// that no slip explains.
func (f *finder) understood(proved []Slip) []Slip {
	for {
		open := map[int]bool{} // cells of what is not explained
		for _, i := range f.failing {
			if slices.ContainsFunc(proved, func(s Slip) bool { return slices.Contains(s.Identities, i) }) {
				continue
			}
			for _, t := range f.Identities[i] {
				open[t.Cell] = true
			}
		}
		before := len(proved)
		proved = slices.DeleteFunc(proved, func(s Slip) bool {
			return slices.ContainsFunc(s.Identities, func(i int) bool {
				return slices.ContainsFunc(f.Identities[i], func(t Term) bool { return open[t.Cell] })
			})
		})
		if len(proved) == before {
			return proved
		}
	}
}

// singles looks for one wrong figure.
func (f *finder) singles() {
	for cell := range f.Cells {
		for _, u := range f.uses[cell] {
			residual := f.residuals[u.identity]
			if residual == 0 || residual%u.factor != 0 {
				continue
			}
			printed := f.Cells[cell].Value
			value := printed - residual/u.factor
			if f.allows(cell, value) {
				cause, least := f.single(printed, value, max(f.Cells[cell].Step, 1))
				f.try(cause, []Change{{cell, value}}, least)
			}
			break // it must mend the first, as all others
		}
	}
}

// single says what happened to one figure, and how many identities it takes to prove it.
func (f *finder) single(printed, value, step int64) (cause Cause, least int) {
	const two = 2
	if f.Ratio > 1 && value != 0 && printed/f.Ratio == value && printed%f.Ratio == 0 {
		return WrongUnit, 1
	}
	return digits(printed/step, value/step), two
}

// exchanges looks for two figures of a row or of a column in each other's place.
func (f *finder) exchanges() {
	for i, row := range f.Rows {
		for c, a := range row.Cells {
			for _, b := range row.Cells[c+1:] {
				f.exchange(a, b)
			}
			for _, other := range f.Rows[i+1:] {
				if other.Group == row.Group {
					f.exchange(a, other.Cells[c])
				}
			}
		}
	}
	for _, line := range f.Lines {
		for k := 1; k < len(line); k++ {
			f.exchange(line[k-1], line[k])
		}
	}
}

func (f *finder) exchange(a, b int) {
	av, bv := f.Cells[a].Value, f.Cells[b].Value
	if av == bv || !f.allows(a, bv) || !f.allows(b, av) {
		return
	}
	cause := Exchanged
	if av == 0 {
		a, b, av, bv = b, a, bv, av
	}
	if bv == 0 {
		cause = Misplaced
	}
	f.try(cause, []Change{{a, bv}, {b, av}}, 2)
}

// swaps looks for neighbouring rows in each other's place.
func (f *finder) swaps() {
	var changes []Change
	for i := 1; i < len(f.Rows); i++ {
		upper, lower := f.Rows[i-1], f.Rows[i]
		if upper.Group != lower.Group {
			continue
		}
		changes = changes[:0]
		possible := true
		for c, a := range upper.Cells {
			b := lower.Cells[c]
			av, bv := f.Cells[a].Value, f.Cells[b].Value
			possible = possible && f.Cells[a].Known == f.Cells[b].Known
			if av != bv && f.Cells[a].Known {
				possible = possible && f.allows(a, bv) && f.allows(b, av)
				changes = append(changes, Change{a, bv}, Change{b, av})
			}
		}
		if possible && len(changes) > 0 {
			slices.SortFunc(changes, func(a, b Change) int { return cmp.Compare(a.Cell, b.Cell) })
			f.try(SwappedRows, changes, 2)
		}
	}
}
