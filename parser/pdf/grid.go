package pdf

import (
	"slices"
	"sort"

	"github.com/gouji/gouji/report"
)

// grid is a table of ruled cells: the borders of its columns and rows, and which
// of its places belong together.
type grid struct {
	xs, ys []float64
	// cell holds, for each place row by row, the index of the first place of its cell.
	cell []int
}

func (g *grid) columns() int { return len(g.xs) - 1 }
func (g *grid) rows() int    { return len(g.ys) - 1 }

func (g *grid) box() report.Box {
	return report.Box{Left: g.xs[0], Top: g.ys[0], Right: g.xs[len(g.xs)-1], Bottom: g.ys[len(g.ys)-1]}
}

// place returns the place of the grid in which a point lies.
func (g *grid) place(x, y float64) (int, bool) {
	c := sort.SearchFloat64s(g.xs, x) - 1
	r := sort.SearchFloat64s(g.ys, y) - 1
	if c < 0 || c >= g.columns() || r < 0 || r >= g.rows() {
		return 0, false
	}
	return r*g.columns() + c, true
}

// bounds returns the box of each cell, by its first place.
func (g *grid) bounds() map[int]report.Box {
	boxes := map[int]report.Box{}
	for i, cell := range g.cell {
		c, r := i%g.columns(), i/g.columns()
		b := report.Box{Left: g.xs[c], Top: g.ys[r], Right: g.xs[c+1], Bottom: g.ys[r+1]}
		if known, ok := boxes[cell]; ok {
			b = join(known, b)
		}
		boxes[cell] = b
	}
	return boxes
}

// maxPlaces bounds the places of one grid, so that a page of a million crossing
// lines costs no more than one of a thousand.
const maxPlaces = 100_000

// grids finds the tables of a page: sets of lines that cross or touch each other.
func grids(horizontal, vertical []ruling) []grid {
	h, v := merge(horizontal), merge(vertical)
	sets := newSets(len(h) + len(v))
	for i, a := range h {
		for k, b := range v {
			if b.at >= a.from-sameGap && b.at <= a.to+sameGap && a.at >= b.from-sameGap && a.at <= b.to+sameGap {
				sets.join(i, len(h)+k)
			}
		}
	}
	members := map[int][2][]ruling{}
	for i, l := range h {
		m := members[sets.find(i)]
		m[0] = append(m[0], l)
		members[sets.find(i)] = m
	}
	for k, l := range v {
		m := members[sets.find(len(h)+k)]
		m[1] = append(m[1], l)
		members[sets.find(len(h)+k)] = m
	}
	var found []grid
	for _, m := range members {
		if g, ok := newGrid(m[0], m[1]); ok {
			found = append(found, g)
		}
	}
	slices.SortFunc(found, func(a, b grid) int {
		switch {
		case a.ys[0] < b.ys[0]:
			return -1
		case a.ys[0] > b.ys[0]:
			return 1
		}
		return int(a.xs[0] - b.xs[0])
	})
	return found
}

// newGrid makes a grid of lines that hang together. A frame around text is none.
func newGrid(h, v []ruling) (grid, bool) {
	g := grid{xs: borders(v, h), ys: borders(h, v)}
	if len(g.xs) < 2 || len(g.ys) < 2 || g.columns()*g.rows() < 2 || g.columns()*g.rows() > maxPlaces {
		return grid{}, false
	}
	sets := newSets(g.columns() * g.rows())
	for r := range g.rows() {
		for c := range g.columns() {
			at := r*g.columns() + c
			if c+1 < g.columns() && !covers(v, g.xs[c+1], g.ys[r], g.ys[r+1]) {
				sets.join(at, at+1)
			}
			if r+1 < g.rows() && !covers(h, g.ys[r+1], g.xs[c], g.xs[c+1]) {
				sets.join(at, at+g.columns())
			}
		}
	}
	g.cell = make([]int, g.columns()*g.rows())
	first := map[int]int{}
	for i := range g.cell {
		root := sets.find(i)
		if _, ok := first[root]; !ok {
			first[root] = i
		}
		g.cell[i] = first[root]
	}
	return g, len(first) > 1
}

// borders returns where the columns or rows end: at the lines across, and where the
// lines along end without one, as in a table without a frame.
func borders(lines, across []ruling) []float64 {
	var at []float64
	for _, l := range lines {
		at = append(at, l.at)
	}
	if len(across) > 0 {
		low, high := across[0].from, across[0].to
		for _, l := range across[1:] {
			low, high = min(low, l.from), max(high, l.to)
		}
		at = append(at, low, high)
	}
	slices.Sort(at)
	kept := at[:0]
	for _, x := range at {
		if len(kept) == 0 || x-kept[len(kept)-1] > sameGap {
			kept = append(kept, x)
		}
	}
	return kept
}

// covers reports whether a line at a border runs along most of the way from one
// point to another.
func covers(lines []ruling, at, from, to float64) bool {
	length := 0.0
	for _, l := range lines {
		if l.at < at-sameGap || l.at > at+sameGap {
			continue
		}
		length += max(min(l.to, to)-max(l.from, from), 0)
	}
	return 2*length > to-from
}

// sets are disjoint sets of numbers.
type sets []int

func newSets(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func (s sets) find(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

// join makes one set of two; the smaller number stands for it.
func (s sets) join(i, k int) {
	i, k = s.find(i), s.find(k)
	s[max(i, k)] = min(i, k)
}
