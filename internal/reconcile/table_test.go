package reconcile_test

import (
	"math/rand/v2"

	"github.com/gouji/gouji/internal/reconcile"
)

// table is a table whose columns are parts and their total, and whose rows are two that
// come in, some outcomes, the total of these and what is left.
type table struct {
	outcomes, parts int
	values          []int64
	blank           map[int]bool
}

func (t *table) rows() int                { return t.outcomes + 4 }
func (t *table) columns() int             { return t.parts + 1 }
func (t *table) cell(row, column int) int { return row*t.columns() + column }

// newTable makes a consistent table with figures below a bound.
func newTable(outcomes, parts int, bound int64, random *rand.Rand) *table {
	t := &table{outcomes: outcomes, parts: parts, blank: map[int]bool{}}
	t.values = make([]int64, t.rows()*t.columns())
	figure := func() int64 { return random.Int64N(bound) }
	for c := range parts {
		total := int64(0)
		for r := range outcomes {
			t.values[t.cell(2+r, c)] = figure()
			total += t.values[t.cell(2+r, c)]
		}
		t.values[t.cell(2+outcomes, c)] = total
		left := figure()
		t.values[t.cell(3+outcomes, c)] = left
		before := min(figure(), total+left)
		t.values[t.cell(1, c)] = before
		t.values[t.cell(0, c)] = total + left - before
	}
	t.addTotals()
	return t
}

func (t *table) addTotals() {
	for r := range t.rows() {
		total := int64(0)
		for c := range t.parts {
			total += t.values[t.cell(r, c)]
		}
		t.values[t.cell(r, t.parts)] = total
	}
}

// system returns the table with its identities, but for those with a blank cell.
func (t *table) system() *reconcile.System {
	s := &reconcile.System{}
	for i, v := range t.values {
		s.Cells = append(s.Cells, reconcile.Cell{Value: v, Known: !t.blank[i]})
	}
	add := func(terms []reconcile.Term) {
		for _, term := range terms {
			if t.blank[term.Cell] {
				return
			}
		}
		s.Identities = append(s.Identities, terms)
	}
	for r := range t.rows() {
		var row []int
		var terms []reconcile.Term
		for c := range t.columns() {
			row = append(row, t.cell(r, c))
			terms = append(terms, reconcile.Term{Cell: t.cell(r, c), Factor: 1})
		}
		terms[t.parts].Factor = -1
		add(terms)
		s.Rows = append(s.Rows, reconcile.Row{Cells: row})
		s.Lines = append(s.Lines, row)
	}
	for c := range t.columns() {
		results := []reconcile.Term{{Cell: t.cell(2+t.outcomes, c), Factor: -1}}
		for r := range t.outcomes {
			results = append(results, reconcile.Term{Cell: t.cell(2+r, c), Factor: 1})
		}
		add(results)
		add([]reconcile.Term{
			{Cell: t.cell(0, c), Factor: 1},
			{Cell: t.cell(1, c), Factor: 1},
			{Cell: t.cell(2+t.outcomes, c), Factor: -1},
			{Cell: t.cell(3+t.outcomes, c), Factor: -1},
		})
	}
	return s
}

// copied returns a table that can be changed.
func (t *table) copied() *table {
	out := *t
	out.values = append([]int64(nil), t.values...)
	return &out
}
