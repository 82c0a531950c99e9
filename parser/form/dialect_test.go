package form_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/gouji/gouji/report"
)

// TestDialects writes a report with a different figure in every cell in every
// dialect and reads it back.
func TestDialects(t *testing.T) {
	t.Parallel()
	set := loadForms(t, disclosureForms...)
	for _, f := range set.Forms() {
		year := max(f.Years.From, f.Years.To)
		for _, d := range dialects {
			t.Run(f.ID+"/"+d.name, func(t *testing.T) {
				t.Parallel()
				p := paper{
					schema: f.Schema, title: fmt.Sprintf("青川县文化和旅游局%d年政府信息公开工作年度报告", year),
					value: func(cell int) string { return figure(f.Schema, cell) },
				}
				text := p.write(d)
				r := readOne(t, set, text)
				if r.Schema.Form != f.ID || r.Title.Organ != "青川县文化和旅游局" || r.Title.Year != year {
					t.Errorf("form %s, organ %q, year %d", r.Schema.Form, r.Title.Organ, r.Title.Year)
				}
				wrong := 0
				for i, c := range f.Schema.Cells {
					if !r.Active(c.Row) {
						continue
					}
					got := r.Fields[i]
					if want := figure(f.Schema, i); got.State != report.Filled || got.Text != want {
						if wrong++; wrong < 5 {
							t.Errorf("%s: got %v %q, want %q", c.Key, got.State, got.Text, want)
						}
					}
					if text := r.Source.Slice(got.Span); got.State == report.Filled && text != got.Text {
						t.Errorf("%s: the span covers %q, want %q", c.Key, text, got.Text)
					}
				}
				for i, row := range r.Rows {
					if r.Active(i) && row.Width != row.Expected {
						t.Errorf("%s: width %d, expected %d", f.Schema.RowKey(i), row.Width, row.Expected)
					}
				}
				for i, s := range r.Sections {
					if !s.Found || s.Empty {
						t.Errorf("section %s: found %v, empty %v", f.Schema.Sections[i].Key, s.Found, s.Empty)
					}
				}
				if len(r.Strays) > 0 || len(r.Foreign) > 0 {
					t.Errorf("strays %v, foreign %v", r.Strays, r.Foreign)
				}
				for _, l := range r.Labels {
					if !l.Exact || !l.Own {
						t.Errorf("label %+v", l)
					}
				}
				if t.Failed() && testing.Verbose() {
					t.Log(text)
				}
			})
		}
	}
}

// figure is a different figure for every cell, up to eight digits.
func figure(s *report.Schema, cell int) string {
	n := (cell + 1) * 7919 * (1 + cell%3*700)
	switch s.Cells[cell].Type {
	case report.Amount:
		return fmt.Sprintf("%d.%04d", n, cell)
	case report.Change:
		return fmt.Sprintf("-%d", n)
	default:
		return strconv.Itoa(n % 100_000_000)
	}
}

// TestBlankCells empties cells. Where empty cells can be seen, exactly those are
// blank; where not, no figure is put into the wrong place.
func TestBlankCells(t *testing.T) {
	t.Parallel()
	set := loadForms(t, disclosureForms...)
	for _, f := range set.Forms() {
		s := f.Schema
		column := func(keys ...string) func(cell int) bool {
			return func(cell int) bool {
				c := s.Cells[cell]
				for _, k := range keys {
					if s.Tables[s.Table(c.Row)].Key == "applications" && s.Columns[c.Column].Key == k {
						return true
					}
				}
				return false
			}
		}
		patterns := map[string]func(cell int) bool{
			"legal persons":     column("business", "research", "public_welfare", "legal_service", "other"),
			"all but the total": column("natural_person", "business", "research", "public_welfare", "legal_service", "other"),
			"total":             column("total"),
			"everything":        func(int) bool { return true },
			"one table":         func(c int) bool { return s.Tables[s.Table(s.Cells[c].Row)].Key == "disputes" },
			"every seventh":     func(c int) bool { return c%7 == 3 },
			"every fifth":       func(c int) bool { return c%5 == 0 },
			"rows":              func(c int) bool { return s.Cells[c].Row%3 == 0 },
		}
		for i := 0; i < len(s.Cells); i += 3 {
			patterns[s.Cells[i].Key] = func(c int) bool { return c == i }
		}
		for _, d := range dialects {
			t.Run(f.ID+"/"+d.name, func(t *testing.T) {
				t.Parallel()
				for name, blank := range patterns {
					p := paper{
						schema: s, title: "青川县文化和旅游局2020年政府信息公开工作年度报告",
						value: func(cell int) string {
							if blank(cell) {
								return ""
							}
							return figure(s, cell)
						},
					}
					r := readOne(t, set, p.write(d))
					if r.Schema.Form != f.ID {
						t.Fatalf("%s: form %s", name, r.Schema.Form)
					}
					wrong := 0
					for i, c := range s.Cells {
						if !r.Active(c.Row) {
							continue
						}
						got := r.Fields[i]
						want := p.value(i)
						ok := got.State == report.Filled && got.Text == want
						if want == "" {
							ok = got.State == report.Blank
						}
						if !ok && !d.certain(s.Tables[s.Table(c.Row)].Key) {
							ok = got.State == report.Absent
						}
						if !ok {
							if wrong++; wrong < 4 {
								t.Errorf("%s: %s: got %v %q, want %q", name, c.Key, got.State, got.Text, want)
							}
						}
					}
					if wrong > 0 && testing.Verbose() {
						t.Log(p.write(d))
					}
				}
			})
		}
	}
}

// TestMissingRows leaves out rows one by one: the others are not disturbed.
func TestMissingRows(t *testing.T) {
	t.Parallel()
	set := loadForms(t, disclosureForms...)
	for _, f := range set.Forms() {
		s := f.Schema
		for _, d := range dialects {
			t.Run(f.ID+"/"+d.name, func(t *testing.T) {
				t.Parallel()
				for skip := range s.Rows {
					if s.Rows[skip].Choice != 0 || s.Tables[s.Table(skip)].Key == "disputes" {
						continue
					}
					p := paper{
						schema: s, title: "青川县文化和旅游局2020年政府信息公开工作年度报告",
						value:   func(cell int) string { return figure(s, cell) },
						skipRow: func(row int) bool { return row == skip },
					}
					r := readOne(t, set, p.write(d))
					if r.Rows[skip].Found {
						t.Errorf("%s is found though it is not there", s.RowKey(skip))
					}
					wrong := 0
					for i, c := range s.Cells {
						if !r.Active(c.Row) || c.Row == skip {
							continue
						}
						if got := r.Fields[i]; got.State != report.Filled || got.Text != figure(s, i) {
							if wrong++; wrong < 4 {
								t.Errorf("without %s: %s: got %v %q, want %q", s.RowKey(skip), c.Key, got.State, got.Text, figure(s, i))
							}
						}
					}
				}
			})
		}
	}
}
