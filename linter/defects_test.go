package linter_test

import (
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/report"
)

// consistent lists reports of testdata without an arithmetic defect, each with
// whether its layout shows where an empty cell is.
func consistent() map[string]bool {
	return map[string]bool{
		"linhe-urban-2024.txt":          true,  // tabs
		"xinfeng-education-2022.txt":    false, // a cell a line
		"nanping-resettlement-2021.txt": false, // labels and figures on lines of their own
		"fuyuan-transport-2022.txt":     true,  // tabs in UTF-16
		"baishi-urban-2020.txt":         false, // bars, with cells lost on the left; traditional characters
	}
}

// specimen is a report to be damaged.
type specimen struct {
	linter *linter.Linter
	report *report.Report
	path   string
	// before holds the findings of the undamaged report.
	before map[string]bool
}

func newSpecimen(t *testing.T, file string) *specimen {
	t.Helper()
	l := newLinter(t, builtin(t), linter.Options{Jobs: 1})
	reports, err := l.Read(linter.Input{Path: filepath.Join("../testdata/reports", file)})
	if err != nil {
		t.Fatal(err)
	}
	s := &specimen{linter: l, report: reports[0], path: filepath.Join(t.TempDir(), file), before: map[string]bool{}}
	for _, f := range s.lint(t, s.report.Source.Text).Findings {
		s.before[f.Rule+" "+f.Place.Key] = true
	}
	return s
}

// balanced yields the cells of the tables whose figures reconcile: those of
// applications and disputes.
func (s *specimen) balanced() iter.Seq2[int, report.CellSpec] {
	return func(yield func(int, report.CellSpec) bool) {
		for i, spec := range s.report.Schema.Cells {
			if strings.HasPrefix(spec.Key, "disclosure.") || !s.report.Active(spec.Row) {
				continue
			}
			if !yield(i, spec) {
				return
			}
		}
	}
}

// with returns the text with a span replaced.
func (s *specimen) with(span report.Span, text string) string {
	source := s.report.Source.Text
	return source[:span.Start] + text + source[span.End:]
}

// lint assesses a text that holds one report.
func (s *specimen) lint(t *testing.T, text string) *report.Assessment {
	t.Helper()
	writeFile(t, s.path, text)
	r := run(t, s.linter, []linter.Input{{Path: s.path}})[0]
	if r.Err != nil || len(r.Assessments) != 1 {
		t.Fatalf("%d reports, error %v", len(r.Assessments), r.Err)
	}
	if d := r.Assessments[0].Defects; len(d) > 0 {
		t.Fatalf("defect %v", d)
	}
	return &r.Assessments[0]
}

// added lists the findings of an assessment that the undamaged report does not
// have, as rules with the keys of their places.
func (s *specimen) added(a *report.Assessment) []string {
	var added []string
	for _, f := range a.Findings {
		if id := f.Rule + " " + f.Place.Key; !s.before[id] {
			added = append(added, id)
		}
	}
	slices.Sort(added)
	return added
}

// TestDamagedCells writes what is no proper figure into every cell of the tables
// of applications and disputes, one at a time. It is reported at that very cell,
// and no sum is wrong for it.
func TestDamagedCells(t *testing.T) {
	t.Parallel()
	for file, marked := range consistent() {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			s := newSpecimen(t, file)
			for cell, spec := range s.balanced() {
				table, _, _ := strings.Cut(spec.Key, ".")
				for text, want := range map[string]struct {
					rule  string
					state report.State
				}{
					"/":   {table + "-cell-blank", report.Malformed},
					"无":   {table + "-cell-blank", report.Malformed},
					"——":  {table + "-cell-blank", report.Malformed},
					"-3":  {table + "-cell-integer", report.Malformed},
					"1.5": {table + "-cell-integer", report.Malformed},
					"l0":  {table + "-cell-integer", report.Malformed},
					"1 2": {table + "-cell-integer", report.Malformed}, // where cells are marked
				} {
					if text == "1 2" && !marked {
						continue
					}
					a := s.lint(t, s.with(s.report.Fields[cell].Span, text))
					f := a.Report.Fields[cell]
					if f.State != want.state || f.Text != text {
						t.Fatalf("%s as %q: read as %v %q", spec.Key, text, f.State, f.Text)
					}
					wanted := []string{want.rule + " " + spec.Key}
					if want.rule == table+"-cell-blank" && spec.Key == totalOf(spec.Key) && s.rowHasFigures(cell) && table == "applications" {
						wanted = append(wanted, "applications-total-col-zero "+spec.Key)
					}
					if diff := cmp.Diff(wanted, s.added(a)); diff != "" {
						t.Fatalf("%s as %q: -want +got\n%s", spec.Key, text, diff)
					}
					if len(a.NotAssessed) == 0 {
						t.Fatalf("%s as %q: nothing counts as not assessed", spec.Key, text)
					}
				}
			}
		})
	}
}

// totalOf returns the key of the total of the row of a cell.
func totalOf(key string) string { return key[:strings.LastIndexByte(key, '.')] + ".total" }

// rowHasFigures reports whether the row of a total has a figure other than zero
// beside it.
func (s *specimen) rowHasFigures(cell int) bool {
	row := s.report.Schema.Rows[s.report.Schema.Cells[cell].Row]
	for c := row.Cells.First; c < row.Cells.End; c++ {
		if f := s.report.Fields[c]; c != cell && f.State == report.Filled && !f.Value.IsZero() {
			return true
		}
	}
	return false
}

// TestEmptiedCells empties every cell of the tables of applications and disputes,
// one at a time. Where the layout shows it, the very cell is reported; where not,
// the row has too few figures. No sum is wrong for it.
func TestEmptiedCells(t *testing.T) {
	t.Parallel()
	for file, visible := range consistent() {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			s := newSpecimen(t, file)
			for cell, spec := range s.balanced() {
				table, _, _ := strings.Cut(spec.Key, ".")
				a := s.lint(t, s.with(s.report.Fields[cell].Span, ""))
				if state := a.Report.Fields[cell].State; state == report.Filled {
					t.Fatalf("%s: read as %q", spec.Key, a.Report.Fields[cell].Text)
				}
				row := s.report.Schema.RowKey(spec.Row)
				for _, id := range s.added(a) {
					rule, place, _ := strings.Cut(id, " ")
					switch rule {
					case table + "-cell-blank":
						if place != spec.Key {
							t.Errorf("%s: %s is blank", spec.Key, place)
						}
					case table + "-row-width":
						if visible && table != "disputes" || place != row && table != "disputes" {
							t.Errorf("%s: width of %s", spec.Key, place)
						}
					case "applications-total-col-zero":
						if place != spec.Key || !s.rowHasFigures(cell) {
							t.Errorf("%s: total of %s", spec.Key, place)
						}
					default:
						t.Errorf("%s: %s", spec.Key, id)
					}
				}
				if len(a.Findings) == 0 || len(a.NotAssessed) == 0 {
					t.Errorf("%s: %d findings, %d not assessed", spec.Key, len(a.Findings), len(a.NotAssessed))
				}
			}
		})
	}
}

// TestReadableFigures writes figures in other ways that mean the same.
func TestReadableFigures(t *testing.T) {
	t.Parallel()
	for file := range consistent() {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			s := newSpecimen(t, file)
			for cell, spec := range s.report.Schema.Cells {
				f := s.report.Fields[cell]
				if f.State != report.Filled || spec.Type != report.Count || !s.report.Active(spec.Row) {
					continue
				}
				wide := strings.Map(func(r rune) rune { return r + '０' - '0' }, f.Text)
				for text, value := range map[string]string{wide: f.Value.String(), "1,234": "1234", "１，２３４": "1234", f.Text + "件": f.Value.String()} {
					a := s.lint(t, s.with(f.Span, text))
					if got := a.Report.Fields[cell]; got.State != report.Filled || got.Value.String() != value || got.Text != text {
						t.Fatalf("%s as %q: read as %v %q %v", spec.Key, text, got.State, got.Text, got.Value)
					}
					if added := s.added(a); value == f.Value.String() && len(added) > 0 {
						t.Fatalf("%s as %q: %v", spec.Key, text, added)
					}
				}
			}
		})
	}
}

// TestDeletedParts deletes headings, rows and tables.
func TestDeletedParts(t *testing.T) {
	t.Parallel()
	for file := range consistent() {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			s := newSpecimen(t, file)
			r := s.report
			for i, section := range r.Sections {
				heading := r.Headings[section.Heading]
				text := r.Source.Text
				for _, h := range r.Headings {
					if h.Section == i { // a heading may stand there twice
						text = strings.ReplaceAll(text, r.Source.Slice(h.Span), strings.Repeat(" ", h.Span.Len()))
					}
				}
				added := s.added(s.lint(t, text))
				if want := "section-missing sections." + r.Schema.Sections[i].Key; !slices.Contains(added, want) || len(added) > 1 {
					t.Errorf("without %q: %v", heading.Text, added)
				}
			}
			for i, spec := range r.Schema.Tables {
				first, last := -1, -1
				for row := range r.Rows {
					if r.Schema.Table(row) == i && r.Rows[row].Found {
						if first < 0 {
							first = row
						}
						last = row
					}
				}
				from := r.Rows[first].Span
				to := r.Fields[r.Schema.Rows[last].Cells.End-1].Span
				for c := r.Schema.Rows[first].Cells.First; c < r.Schema.Rows[last].Cells.End; c++ {
					if f := r.Fields[c]; f.State == report.Filled {
						from, to = from.Join(f.Span), to.Join(f.Span)
					}
				}
				added := s.added(s.lint(t, s.with(from.Join(to), "见附件。\n")))
				if diff := cmp.Diff([]string{spec.Key + "-table-missing " + spec.Key}, added); diff != "" {
					t.Errorf("without table %s: -want +got\n%s", spec.Key, diff)
				}
			}
		})
	}
}

// TestDeletedRows deletes the rows of the table of applications, one at a time.
func TestDeletedRows(t *testing.T) {
	t.Parallel()
	for file := range consistent() {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			s := newSpecimen(t, file)
			r := s.report
			for row := range r.Rows {
				if r.Schema.Tables[r.Schema.Table(row)].Key != "applications" || !r.Active(row) {
					continue
				}
				cells := r.Schema.Rows[row].Cells
				span := r.Rows[row].Span
				for c := cells.First; c < cells.End; c++ {
					span = span.Join(r.Fields[c].Span)
				}
				a := s.lint(t, s.with(span, ""))
				want := []string{"applications-row-missing " + r.Schema.RowKey(row)}
				if diff := cmp.Diff(want, s.added(a)); diff != "" {
					t.Errorf("-want +got\n%s", diff)
				}
				if fmt.Sprint(want) != "[]" && len(a.NotAssessed) == 0 {
					t.Errorf("without %s: nothing counts as not assessed", r.Schema.RowKey(row))
				}
			}
		})
	}
}
