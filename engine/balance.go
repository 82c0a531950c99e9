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
	hopeless := right.missing == 0 && !left.mayFall && left.known.Cmp(right.known) > 0 ||
		left.missing == 0 && !right.mayFall && right.known.Cmp(left.known) > 0
	switch {
	case left.missing+right.missing == 0:
		if left.known.Cmp(right.known) == 0 {
			return true
		}
	case left.missing > 0 && right.missing > 0, !hopeless:
		r.notAssessed(types.MergeUnknowns(left.unknown, right.unknown))
		return true
	}
	delta, err := add(left.known, right.known.Neg())
	if err != nil {
		r.defect(err)
		return false
	}
	r.left, r.right, r.delta = newExact(left.known), newExact(right.known), newExact(delta.Abs())
	// The right side is by custom the total: the finding stands there.
	return r.fail(append(append(make([]*object, 0, len(left.cells)+len(right.cells)), right.cells...), left.cells...))
}

// side evaluates one side.
func (r *run) side(p *program) (side, bool) {
	v := r.eval(p)
	if r.stops(v) {
		return side{}, false
	}
	s := side{known: decimal.Zero}
	list, ok := v.(traits.Lister)
	if !ok {
		return side{}, false
	}
	for i := range int(list.Size().(types.Int)) {
		element := list.Get(types.Int(i))
		cell, ok := element.(*object)
		if !ok {
			r.stops(element)
			return side{}, false
		}
		s.cells = append(s.cells, cell)
		f := &r.bound.report.Fields[cell.index]
		if f.State != report.Filled {
			s.missing++
			s.unknown = types.MergeUnknowns(s.unknown, r.bound.unknowns[cell.index].(*types.Unknown))
			s.mayFall = s.mayFall || r.bound.model.schema.Cells[cell.index].Type == report.Change
			continue
		}
		var err error
		if s.known, err = add(s.known, f.Value); err != nil {
			r.defect(err)
			return side{}, false
		}
	}
	return s, true
}
