package engine

import (
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/traits"
	"github.com/govalues/decimal"

	"github.com/gouji/gouji/report"
)

// side is one side of a balance.
type side struct {
	cells []*object
	// known is the sum of the cells that have a value, missing says how many have none.
	known   decimal.Decimal
	missing int
	unknown *types.Unknown
	// mayFall says that a missing cell could be negative.
	mayFall bool
}

// balance checks that two lists of cells have the same sum. Where cells have no
// value it cannot be assessed, unless no value could mend it: what is filled on
// one side alone exceeds the whole other side, and no cell can be negative.
func (r *run) balance() bool {
	left, ok := r.side(r.current.left)
	if !ok {
		return false
	}
	right, ok := r.side(r.current.right)
	if !ok {
		return false
	}
	r.recorder.sides(&left, &right)
	hopeless := right.missing == 0 && !left.mayFall && left.known.Cmp(right.known) > 0 ||
		left.missing == 0 && !right.mayFall && right.known.Cmp(left.known) > 0
	switch {
	case left.missing+right.missing == 0:
		if left.known.Cmp(right.known) == 0 {
			r.recorder.verdict(r, Holds)
			return true
		}
	case left.missing > 0 && right.missing > 0, !hopeless:
		r.notAssessed(types.MergeUnknowns(left.unknown, right.unknown))
		return true
	}
	delta, err := add(left.known, right.known.Neg())
	if err != nil {
		r.overflow(err, r.current.right)
		return false
	}
	r.unbalanced = append(r.unbalanced, r.current.rule.ID)
	r.left, r.right, r.delta = newExact(left.known), newExact(right.known), newExact(delta.Abs())
	// The right side is by custom the total: the finding stands there.
	return r.fail(append(append(make([]*object, 0, len(left.cells)+len(right.cells)), right.cells...), left.cells...))
}

// side evaluates one side.
func (r *run) side(p *program) (side, bool) {
	s := side{known: decimal.Zero}
	var ok bool
	if s.cells, ok = r.sideCells(p); !ok {
		return s, false
	}
	for _, cell := range s.cells {
		f := &cell.bound.report.Fields[cell.index]
		if !cell.bound.report.HasValue(cell.index) {
			s.missing++
			s.unknown = types.MergeUnknowns(s.unknown, cell.bound.missing(cell.index).(*types.Unknown))
			s.mayFall = s.mayFall || r.bound.model.schema.Cells[cell.index].Type == report.Change
			continue
		}
		var err error
		if s.known, err = add(s.known, f.Value); err != nil {
			r.overflow(err, p)
			return s, false
		}
	}
	return s, true
}

// sideKey identifies the cells of a side of a balance for one element.
type sideKey struct {
	program *program
	element int // index of it, or -1
}

// sideCells returns the cells of a side. Which they are mostly depends on the form
// alone; then they are looked up only once.
func (r *run) sideCells(p *program) ([]*object, bool) {
	key := sideKey{p, -1}
	if o, ok := r.it.(*object); ok {
		key.element = o.index
	}
	if p.static {
		if cells, ok := r.bound.sides[key]; ok {
			return cells, true
		}
	}
	v := r.eval(p)
	if r.stops(v) {
		return nil, false
	}
	list, ok := v.(traits.Lister)
	if !ok {
		return nil, false
	}
	cells := make([]*object, list.Size().(types.Int))
	for i := range cells {
		element := list.Get(types.Int(i))
		if cells[i], ok = element.(*object); !ok {
			r.stops(element)
			return nil, false
		}
	}
	if p.static {
		r.bound.sides[key] = cells
	}
	return cells, true
}
