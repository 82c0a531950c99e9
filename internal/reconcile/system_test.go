package reconcile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/gouji/gouji/internal/reconcile"
)

// sums makes a system of rows that are parts and a total each. Figures below 0 are not
// known; a row with one has no identity.
func sums(ratio int64, rows ...[]int64) *reconcile.System {
	s := &reconcile.System{Ratio: ratio}
	for _, values := range rows {
		var row []int
		var terms []reconcile.Term
		known := true
		for i, v := range values {
			cell := len(s.Cells)
			s.Cells = append(s.Cells, reconcile.Cell{Value: v, Known: v >= 0})
			known = known && v >= 0
			row = append(row, cell)
			terms = append(terms, reconcile.Term{Cell: cell, Factor: 1})
			if i == len(values)-1 {
				terms[i].Factor = -1
			}
		}
		if known {
			s.Identities = append(s.Identities, terms)
		}
		s.Rows = append(s.Rows, reconcile.Row{Cells: row})
		s.Lines = append(s.Lines, row)
	}
	return s
}

// beside prints all rows of a system on one line.
func beside(s *reconcile.System) *reconcile.System {
	var line []int
	for _, row := range s.Rows {
		line = append(line, row.Cells...)
	}
	s.Lines = [][]int{line}
	return s
}

// columns adds the identity that the last row is the sum of the others.
func columns(s *reconcile.System) *reconcile.System {
	last := len(s.Rows) - 1
	for c := range s.Rows[0].Cells {
		var terms []reconcile.Term
		known := true
		for r, row := range s.Rows {
			factor := int64(1)
			if r == last {
				factor = -1
			}
			terms = append(terms, reconcile.Term{Cell: row.Cells[c], Factor: factor})
			known = known && s.Cells[row.Cells[c]].Known
		}
		if known {
			s.Identities = append(s.Identities, terms)
		}
	}
	return s
}

func TestSystem(t *testing.T) {
	t.Parallel()
	type slips = []reconcile.Slip
	one := func(cause reconcile.Cause, cell int, value int64, identities ...int) slips {
		return slips{{Cause: cause, Changes: []reconcile.Change{{Cell: cell, Value: value}}, Identities: identities}}
	}
	signed := columns(sums(0, []int64{5, 3, 8}, []int64{2, 1, 3}, []int64{3, 4, 7}))
	signed.Cells[3].Signed, signed.Cells[5].Value = true, -1
	stepped := columns(sums(0, []int64{5, 30, 35}, []int64{20, 10, 30}, []int64{30, 40, 70}))
	for i := range stepped.Cells {
		stepped.Cells[i].Step = 10
	}
	huge := columns(sums(0, []int64{reconcile.Limit, 1, 5}, []int64{2, 1, 3}, []int64{6, 2, 8}))
	for name, tc := range map[string]struct {
		system *reconcile.System
		want   slips
	}{
		"nothing fails":                         {columns(sums(0, []int64{5, 3, 8}, []int64{2, 1, 3}, []int64{7, 4, 11})), nil},
		"no identities":                         {&reconcile.System{}, nil},
		"one identity proves nothing":           {sums(0, []int64{5, 3, 9}), nil},
		"one identity, digits in another order": {sums(0, []int64{10, 8, 81}), nil},
		"a part":                                {columns(sums(0, []int64{6, 3, 8}, []int64{2, 1, 3}, []int64{7, 4, 11})), one(reconcile.WrongFigure, 0, 5, 0, 3)},
		"a total":                               {columns(sums(0, []int64{5, 3, 9}, []int64{2, 1, 3}, []int64{7, 4, 11})), one(reconcile.WrongFigure, 2, 8, 0, 5)},
		"the sum of all":                        {columns(sums(0, []int64{5, 3, 8}, []int64{2, 1, 3}, []int64{7, 4, 12})), one(reconcile.WrongFigure, 8, 11, 2, 5)},
		"digits transposed":                     {columns(sums(0, []int64{81, 3, 21}, []int64{2, 1, 3}, []int64{20, 4, 24})), one(reconcile.Transposed, 0, 18, 0, 3)},
		"a digit missing":                       {columns(sums(0, []int64{13, 3, 126}, []int64{2, 1, 3}, []int64{125, 4, 129})), one(reconcile.DigitMissing, 0, 123, 0, 3)},
		"a digit too many":                      {columns(sums(0, []int64{1223, 3, 126}, []int64{2, 1, 3}, []int64{125, 4, 129})), one(reconcile.DigitExtra, 0, 123, 0, 3)},
		"0 has no digit missing":                {columns(sums(0, []int64{0, 3, 13}, []int64{2, 1, 3}, []int64{12, 4, 16})), one(reconcile.WrongFigure, 0, 10, 0, 3)},
		"a column that is not known leaves its part open": {columns(sums(0, []int64{6, 3, 8}, []int64{-1, 1, 3}, []int64{7, 4, 11})), nil},
		"two right values":                  {columns(sums(0, []int64{6, 3, 8}, []int64{2, 1, 3}, []int64{9, 4, 11})), nil},
		"a value below 0":                   {columns(sums(0, []int64{5, 3, 8}, []int64{2, 1, 0}, []int64{4, 4, 8})), nil},
		"a value below 0 where that may be": {signed, one(reconcile.WrongFigure, 3, -2, 1, 3)},
		"a value between steps":             {stepped, slips{}},
		"too large":                         {huge, one(reconcile.WrongFigure, 0, 4, 0, 3)},
		"unit":                              {sums(10000, []int64{125000, 3, 15}), nil},
		"unit, by one identity":             {sums(10000, []int64{120000, 3, 15}), one(reconcile.WrongUnit, 0, 12, 0)},
		"unit, another ratio":               {sums(1000, []int64{120000, 3, 15}), nil},
		"unit of either of two":             {sums(10000, []int64{120000, 120000, 120012}), nil},
		"two slips": {columns(sums(0, []int64{6, 3, 8}, []int64{2, 4, 3}, []int64{7, 4, 11})), slips{
			{Cause: reconcile.WrongFigure, Changes: []reconcile.Change{{Cell: 0, Value: 5}}, Identities: []int{0, 3}},
			{Cause: reconcile.WrongFigure, Changes: []reconcile.Change{{Cell: 4, Value: 1}}, Identities: []int{1, 4}},
		}},
		"two slips of one size":                  {columns(sums(0, []int64{6, 3, 8}, []int64{2, 2, 3}, []int64{7, 4, 11})), nil},
		"one slip beside what is not understood": {columns(sums(0, []int64{6, 3, 8}, []int64{2, 1, 3}, []int64{8, 5, 11})), nil},
		"in the wrong row": {sums(0, []int64{0, 3, 8}, []int64{5, 1, 1}), slips{
			{Cause: reconcile.Misplaced, Changes: []reconcile.Change{{Cell: 3, Value: 0}, {Cell: 0, Value: 5}}, Identities: []int{0, 1}},
		}},
		"in the wrong column or another": {columns(sums(0, []int64{1, 0, 1}, []int64{1, 0, 1}, []int64{1, 1, 2})), nil},
		"two figures exchanged": {sums(0, []int64{4, 3, 8}, []int64{5, 1, 5}), slips{
			{Cause: reconcile.Exchanged, Changes: []reconcile.Change{{Cell: 0, Value: 5}, {Cell: 3, Value: 4}}, Identities: []int{0, 1}},
		}},
		"rows swapped": {columns(sums(0, []int64{5, 3, 8}, []int64{9, 4, 13}, []int64{4, 1, 5})), slips{
			{Cause: reconcile.SwappedRows, Changes: []reconcile.Change{{Cell: 3, Value: 4}, {Cell: 4, Value: 1}, {Cell: 5, Value: 5}, {Cell: 6, Value: 9}, {Cell: 7, Value: 4}, {Cell: 8, Value: 13}}, Identities: []int{3, 4, 5}},
		}},
		"shifted along the line": {beside(sums(0, []int64{0, 5, 2, 1}, []int64{8, 4, 1, 0}, []int64{5, 0, 0, 0})), slips{{
			Cause: reconcile.Shifted,
			Changes: []reconcile.Change{
				{Cell: 0, Value: 5},
				{Cell: 1, Value: 2},
				{Cell: 2, Value: 1},
				{Cell: 3, Value: 8},
				{Cell: 4, Value: 4},
				{Cell: 5, Value: 1},
				{Cell: 6, Value: 0},
				{Cell: 7, Value: 5},
				{Cell: 8, Value: 0},
			},
			Identities: []int{0, 1, 2},
		}}},
		"not shifted along lines of their own": {sums(0, []int64{0, 5, 2, 1}, []int64{8, 4, 1, 0}, []int64{5, 0, 0, 0}), nil},
		"where the shift ends is open":         {beside(sums(0, []int64{0, 5, 2, 1}, []int64{8, 4, 1, 5}, []int64{2, 0, 0, 2})), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := tc.system.Slips()
			if diff := cmp.Diff(tc.want, got, cmpopts.IgnoreUnexported(reconcile.Slip{}), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
