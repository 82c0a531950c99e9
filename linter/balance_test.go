package linter_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
)

// show lints files one after another with one worker and shows what the rules say.
func show(t *testing.T, loaded *pack.Pack, files ...string) []string {
	t.Helper()
	l := newLinter(t, loaded, linter.Options{Jobs: 1})
	inputs := make([]linter.Input, len(files))
	for i, f := range files {
		inputs[i] = linter.Input{Path: f, Named: true}
	}
	var results []*report.Result
	if err := l.Run(context.Background(), inputs, func(r *report.Result) error {
		results = append(results, r)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return shownFindings(results)
}

// stock is a form with a column whose figures may be negative.
const stock = `form: stock
title: {patterns: ['{organ}{year}年库存表']}
cells: {placeholders: [无]}
tables:
  stock:
    columns:
      - {key: before, label: 年初}
      - {key: change, label: 增减, type: change}
      - {key: after, label: 年末}
      - {key: spare, label: 备用}
    rows:
      - {key: books, label: 图书}
    roles: {columns: {parts: [before, change], ends: [after, spare]}}
`

// TestBalance checks what a balance says of each combination of filled and blank
// cells: a finding where the sums differ and where no figure could mend them,
// nothing where they agree, and else that it cannot tell.
func TestBalance(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "form.yaml"), stock)
	writeFile(t, filepath.Join(dir, "rules.yaml"), `rules:
  - {id: r, forEach: tables.stock.rows, balance: {left: it.parts, right: it.ends}, message: '{left} {right} {delta}'}
`)
	loaded, err := pack.Load([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	const want, wrong = "? r 3:", "warning r 3:"
	for name, tc := range map[string]struct {
		row  string
		want string
	}{
		"equal":                                {"5\t+1\t4\t2", ""},
		"negative":                             {"5\t-1\t4\t0", ""},
		"different":                            {"5\t1\t4\t3", wrong + "8 stock.books.after: 6 7 1 [3:10 stock.books.spare, 3:4 stock.books.before, 3:6 stock.books.change]"},
		"right side incomplete, may grow":      {"5\t1\t4\t", want + "8 stock.books.after for want of stock.books.spare"},
		"right side incomplete, too large":     {"5\t1\t7\t", wrong + "8 stock.books.after: 6 7 1 [3:10 stock.books.spare, 3:4 stock.books.before, 3:6 stock.books.change]"},
		"right side incomplete, just enough":   {"5\t1\t6\t", want + "8 stock.books.after for want of stock.books.spare"},
		"left side incomplete, may grow":       {"\t1\t4\t0", want + "7 stock.books.after for want of stock.books.before"},
		"left side incomplete, too large":      {"\t9\t4\t0", wrong + "7 stock.books.after: 9 4 5 [3:9 stock.books.spare, 3:4 stock.books.before, 3:5 stock.books.change]"},
		"left side incomplete, may fall":       {"9\t\t4\t0", want + "7 stock.books.after for want of stock.books.change"},
		"both sides incomplete":                {"9\t\t\t0", want + "7 stock.books.after for want of stock.books.after, stock.books.change"},
		"both sides incomplete, one too large": {"\t9\t4\t", want + "7 stock.books.after for want of stock.books.before, stock.books.spare"},
		"malformed":                            {"5\t1\t约6\t0", want + "8 stock.books.after for want of stock.books.after"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "a.txt")
			writeFile(t, path, "甲馆2022年库存表\n\t年初\t增减\t年末\t备用\n图书\t"+tc.row+"\n")
			shown := show(t, loaded, path)
			var wants []string
			if tc.want != "" {
				wants = []string{tc.want}
			}
			if diff := cmp.Diff(wants, shown); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestReportsApart checks that what a worker knows of one report has no part in what
// it says of the next, however different they are.
func TestReportsApart(t *testing.T) {
	t.Parallel()
	loaded := builtin(t)
	files := sampleReports(t)
	alone := map[string][]string{}
	for _, f := range files {
		alone[f] = show(t, loaded, f)
	}
	for i := range files {
		order := slices.Concat(files[i:], files[:i])
		var want []string
		for _, f := range order {
			want = append(want, alone[f]...)
		}
		if diff := cmp.Diff(want, show(t, loaded, order...)); diff != "" {
			t.Fatalf("from %s on: -alone +together\n%s", files[i], diff)
		}
	}
}
