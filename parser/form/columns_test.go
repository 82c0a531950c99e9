package form_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/report"
)

// TestColumnsBeneath checks that in a text that keeps its columns beneath each other
// the figures of a row with empty cells are read by their places, and that empty
// cells are known to be so.
func TestColumnsBeneath(t *testing.T) {
	t.Parallel()
	set := loadForms(t, disclosureForms...)
	for _, f := range set.Forms() {
		s := f.Schema
		blank := func(cell int) bool {
			key := s.Cells[cell].Key
			return strings.HasPrefix(key, "applications.") && cell%3 == 1 && s.Cells[cell].Row%3 > 0
		}
		p := paper{schema: s, title: "青川县文化和旅游局2020年政府信息公开工作年度报告", value: func(cell int) string {
			if blank(cell) {
				return ""
			}
			return figure(s, cell)
		}}
		for _, d := range dialects {
			if !strings.HasPrefix(d.name, "columns") {
				continue
			}
			t.Run(f.ID+"/"+d.name, func(t *testing.T) {
				t.Parallel()
				r := readOne(t, set, p.write(d))
				filled, empty := 0, 0
				for i, c := range s.Cells {
					if !r.Active(c.Row) || !strings.HasPrefix(c.Key, "applications.") {
						continue
					}
					switch got := r.Fields[i]; {
					case blank(i) && got.State == report.Blank:
						empty++
					case !blank(i) && got.State == report.Filled && got.Text == figure(s, i):
						filled++
					default:
						t.Errorf("%s: %v %q, want %q", c.Key, got.State, got.Text, p.value(i))
					}
				}
				if filled < 100 || empty < 30 {
					t.Errorf("%d figures and %d empty cells", filled, empty)
				}
			})
		}
	}
}
