package reconcile_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// injection is a slip that was made on purpose: the table as it is then printed.
type injection struct {
	kind    string
	printed *table
}

// injections makes every slip of every kind at every place of a table.
func injections(t *table) []injection {
	var all []injection
	add := func(kind string, change func(*table)) {
		printed := t.copied()
		change(printed)
		all = append(all, injection{kind, printed})
	}
	for i, v := range t.values {
		for _, delta := range []int64{1, 2, 9, 10, -1, -3, -9, -v} {
			if v+delta >= 0 && delta != 0 {
				add("figure", func(p *table) { p.values[i] += delta })
			}
		}
		if digits := fmt.Sprint(v); len(digits) > 1 {
			for k := 1; k < len(digits); k++ {
				b := []byte(digits)
				b[k-1], b[k] = b[k], b[k-1]
				var other int64
				if _, err := fmt.Sscan(string(b), &other); err == nil && other != v {
					add("transposed", func(p *table) { p.values[i] = other })
				}
			}
		}
	}
	for r := range t.rows() {
		for c := range t.columns() {
			a := t.cell(r, c)
			for k := c + 1; k < t.columns(); k++ {
				add("column", exchange(a, t.cell(r, k)))
			}
			for k := r + 1; k < t.rows(); k++ {
				add("row", exchange(a, t.cell(k, c)))
			}
		}
		if r > 0 {
			add("rows", func(p *table) {
				for c := range t.columns() {
					exchange(t.cell(r, c), t.cell(r-1, c))(p)
				}
			})
		}
	}
	for _, lines := range []int{1, 2, 3} {
		for r := range t.rows() - lines + 1 {
			for from := range t.columns() {
				for to := from + 1; to < t.columns(); to++ {
					add(shiftKind(t, r, lines, to), func(p *table) { shift(p, r, lines, from, to, 1) })
					add(shiftKind(t, r, lines, from), func(p *table) { shift(p, r, lines, to, from, -1) })
				}
			}
		}
	}
	return all
}

// shiftKind says whether figures are lost by a shift whose last place is in a column.
func shiftKind(t *table, row, lines, last int) string {
	for r := row; r < row+lines; r++ {
		if t.values[t.cell(r, last)] != 0 {
			return "shift, figures lost"
		}
	}
	return "shift"
}

func exchange(a, b int) func(*table) {
	return func(t *table) { t.values[a], t.values[b] = t.values[b], t.values[a] }
}

// shift moves figures of rows one place on. The first place holds 0 then, and the last
// figure is lost.
func shift(t *table, row, lines, from, to, step int) {
	for r := row; r < row+lines; r++ {
		for c := to; c != from; c -= step {
			t.values[t.cell(r, c)] = t.values[t.cell(r, c-step)]
		}
		t.values[t.cell(r, from)] = 0
	}
}

// verdict compares what is said of a printed table with the right one: "" where nothing
// is said, else whether it is right.
func verdict(right, printed *table) string {
	slips := printed.system().Slips()
	if len(slips) == 0 {
		return "silent"
	}
	mended := printed.copied()
	for _, s := range slips {
		for _, c := range s.Changes {
			mended.values[c.Cell] = c.Value
			if right.values[c.Cell] != c.Value {
				return "wrong"
			}
		}
	}
	for i := range mended.values {
		if mended.values[i] != right.values[i] {
			return "wrong"
		}
	}
	return "right"
}

// shares are how many of the slips of a kind were recognised, left alone and mistaken.
type shares struct{ right, silent, wrong int }

func (s *shares) count(v string) {
	switch v {
	case "right":
		s.right++
	case "silent":
		s.silent++
	default:
		s.wrong++
	}
}

// TestSlips makes every slip at every place of tables with small and with large figures.
// None may be taken for another; least is how many in a hundred must be recognised, most
// how many in a thousand may be taken for another all the same: those by which figures
// are lost in several rows, which leave no trace of what they were.
func TestSlips(t *testing.T) {
	t.Parallel()
	type bounds struct{ least, most int }
	for _, tc := range []struct {
		name  string
		bound int64
		want  map[string]bounds
	}{
		{"small", 3, map[string]bounds{
			"figure": {98, 0}, "transposed": {100, 0}, "column": {45, 0}, "row": {55, 0}, "rows": {100, 0}, "shift": {45, 0}, "shift, figures lost": {20, 15},
		}},
		{"medium", 12, map[string]bounds{
			"figure": {99, 0}, "transposed": {100, 0}, "column": {55, 0}, "row": {80, 0}, "rows": {100, 0}, "shift": {60, 0}, "shift, figures lost": {20, 3},
		}},
		{"large", 900, map[string]bounds{
			"figure": {100, 0}, "transposed": {100, 0}, "column": {98, 0}, "row": {99, 0}, "rows": {100, 0}, "shift, figures lost": {20, 0},
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			counts := map[string]*shares{}
			right := newTable(21, 6, tc.bound, rand.New(rand.NewPCG(0, 1)))
			for _, in := range injections(right) {
				if holds(in.printed) {
					continue
				}
				if counts[in.kind] == nil {
					counts[in.kind] = &shares{}
				}
				v := verdict(right, in.printed)
				if counts[in.kind].count(v); v == "wrong" && tc.want[in.kind].most == 0 {
					t.Errorf("%s: taken for %v", in.kind, in.printed.system().Slips())
				}
			}
			for kind, want := range tc.want {
				c := counts[kind]
				if c == nil {
					t.Errorf("%s: never", kind)
					continue
				}
				n := c.right + c.silent + c.wrong
				t.Logf("%s: %d of %d recognised, %d taken for another", kind, c.right, n, c.wrong)
				if c.right*100 < want.least*n || c.wrong*1000 > want.most*n {
					t.Errorf("%s: %d of %d recognised, %d taken for another; want %d in 100 and %d in 1000", kind, c.right, n, c.wrong, want.least, want.most)
				}
			}
		})
	}
}

// TestTwoSlips makes two slips at a time. What is said must be both of them; one
// explanation for both would be false, unless both together are a slip of another kind.
func TestTwoSlips(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name        string
		bound       int64
		least, most int // in a hundred and in a thousand
	}{{"small", 3, 75, 8}, {"medium", 12, 80, 2}, {"large", 900, 80, 0}} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(7, 1))
			right := newTable(21, 6, tc.bound, random)
			var c shares
			for range 3000 {
				printed := right.copied()
				for range 2 {
					i := random.IntN(len(printed.values))
					printed.values[i] = max(0, printed.values[i]+random.Int64N(2*tc.bound+1)-tc.bound)
				}
				if holds(printed) {
					continue
				}
				v := verdict(right, printed)
				c.count(v)
			}
			n := c.right + c.silent + c.wrong
			t.Logf("%d of %d recognised, %d taken for another", c.right, n, c.wrong)
			if c.right*100 < tc.least*n || c.wrong*1000 > tc.most*n {
				t.Errorf("%d of %d recognised, %d taken for another", c.right, n, c.wrong)
			}
		})
	}
}

// holds reports whether no identity of a table fails.
func holds(t *table) bool {
	s := t.system()
	for _, identity := range s.Identities {
		sum := int64(0)
		for _, term := range identity {
			sum += term.Factor * s.Cells[term.Cell].Value
		}
		if sum != 0 {
			return false
		}
	}
	return true
}

// BenchmarkSlips takes a table of 175 cells of which every identity fails.
func BenchmarkSlips(b *testing.B) {
	right := newTable(21, 6, 50, rand.New(rand.NewPCG(1, 1)))
	one := right.copied()
	one.values[40]++
	many := right.copied()
	random := rand.New(rand.NewPCG(2, 2))
	for i := range many.values {
		many.values[i] += random.Int64N(3)
	}
	for _, bm := range []struct {
		name string
		of   *table
	}{{"none", right}, {"one", one}, {"many", many}} {
		s := bm.of.system()
		b.Run(bm.name, func(b *testing.B) {
			for b.Loop() {
				s.Slips()
			}
		})
	}
}
