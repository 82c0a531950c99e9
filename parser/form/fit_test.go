package form_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/report"
)

// TestRaggedRows checks rows that have more or fewer cells than those around them: only
// what is certain is read, and the width of the row shows the rest.
func TestRaggedRows(t *testing.T) {
	t.Parallel()
	set := loadForms(t, disclosureForms...)
	pipe := func(cells string) string { return "| " + strings.ReplaceAll(cells, ",", " | ") + " |" }
	html := func(cells string) string {
		row := "<tr><td>" + strings.ReplaceAll(cells, ",", "</td><td>") + "</td></tr>"
		return strings.Replace(row, "<td>*", `<td colspan="3">`, 1)
	}
	tabs := func(cells string) string { return strings.ReplaceAll(cells, ",", "\t") }
	const (
		newly   = "一、本年新收政府信息公开申请数量"
		carried = "二、上年结转政府信息公开申请数量"
		absent  = "absent absent absent absent absent absent absent"
		blank   = "blank blank blank blank blank blank blank"
		full    = "94 108 26 23 22 21 295"
	)
	around := []string{
		",,,自然人,商业企业,科研机构,社会公益组织,法律服务机构,其他,总计", newly + ",,,5,0,0,0,0,0,5", "%", "三、本年度办理结果,（一）予以公开,,3,0,0,0,0,0,3",
		",（二）部分公开,,1,0,0,0,0,0,1", ",（三）不予公开,1.属于国家秘密,1,0,0,0,0,0,1", ",,2.其他法律行政法规禁止公开,0,0,0,0,0,0,0",
	}
	for name, tc := range map[string]struct {
		row   string
		want  string
		width bool // the width is right
	}{
		"as it is":                           {carried + ",,,94,108,26,23,22,21,295", full, true},
		"an empty cell":                      {carried + ",,,94,108,,23,22,21,295", "94 108 blank 23 22 21 295", true},
		"the first empty":                    {carried + ",,,,108,26,23,22,21,295", "blank 108 26 23 22 21 295", true},
		"the last empty":                     {carried + ",,,94,108,26,23,22,21,", "94 108 26 23 22 21 blank", true},
		"all empty":                          {carried + ",,,,,,,,,", blank, true},
		"a figure missing":                   {carried + ",,,94,108,26,23,22,295", absent, false},
		"a figure missing, one empty":        {carried + ",,,94,,26,23,22,295", absent, false},
		"two figures missing":                {carried + ",,,94,108,26,22,295", absent, false},
		"a figure at the end missing":        {carried + ",,,94,108,26,23,22,21", absent, false},
		"most at the end missing":            {carried + ",,,94,108", absent, false},
		"all at the end missing":             {carried + ",,", blank, true},
		"zeros, one missing":                 {carried + ",,,0,0,0,0,0,0", absent, false},
		"an empty cell of the label missing": {carried + ",,94,108,26,23,22,21,295", full, true},
		"no empty cells of the label":        {carried + ",94,108,26,23,22,21,295", full, true},
		"one of each missing":                {carried + ",,94,108,26,22,21,295", absent, false},
		"an empty cell too many in front":    {carried + ",,,,94,108,26,23,22,21,295", full, true},
		"an empty cell too many behind":      {carried + ",,,94,108,26,23,22,21,295,", full, true},
		"an empty cell too many within":      {carried + ",,,94,108,,26,23,22,21,295", absent, false},
		"a figure too many":                  {carried + ",,,94,108,26,7,23,22,21,295", absent, false},
		"a figure too many, alike":           {carried + ",,,94,108,0,0,0,0,0,295", "absent absent 0 0 0 0 absent", false},
		"a figure too many in front":         {carried + ",,,7,94,108,26,23,22,21,295", absent, false},
		"a figure among the labels, one lost": {
			carried + ",,7,94,108,,23,22,21,295", "94 108 blank 23 22 21 295", false,
		},
	} {
		for format, write := range map[string]func(string) string{"pipe table": pipe, "tabs": tabs, "HTML": html, "HTML with colspan": func(cells string) string {
			return html(strings.Replace(cells, carried+",,,", "*"+carried+",", 1))
		}} {
			if format == "HTML with colspan" && !strings.HasPrefix(tc.row, carried+",,,") {
				continue
			}
			t.Run(name+"/"+format, func(t *testing.T) {
				t.Parallel()
				lines := make([]string, len(around))
				for i, l := range around {
					lines[i] = write(strings.Replace(l, "%", tc.row, 1))
				}
				if strings.HasPrefix(format, "HTML") {
					lines = append(append([]string{"<table>"}, lines...), "</table>")
				}
				text, file := applications(lines...), "a.md"
				if strings.HasPrefix(format, "HTML") {
					text, file = "<html><body><p>"+strings.ReplaceAll(text, "\n", "</p>\n<p>")+"</p></body></html>", "a.html"
					text = strings.NewReplacer("<p><t", "<t", "<p></t", "</t", "</table></p>", "</table>", "</tr></p>", "</tr>", "<table></p>", "<table>").Replace(text)
				}
				r := readFile(t, set, file, text)
				if got := cells(r, "applications.carried_in"); got != tc.want {
					t.Errorf("got %s, want %s", got, tc.want)
				}
				for i, row := range r.Rows {
					if key := r.Schema.RowKey(i); key == "applications.carried_in" && (row.Width == row.Expected) != tc.width {
						t.Errorf("width %d of %d", row.Width, row.Expected)
					}
				}
				for row, want := range map[string]string{
					"new": "5 0 0 0 0 0 5", "granted": "3 0 0 0 0 0 3", "partly_granted": "1 0 0 0 0 0 1", "refused_state_secret": "1 0 0 0 0 0 1",
					"refused_law_prohibited": "0 0 0 0 0 0 0",
				} {
					if got := cells(r, "applications."+row); got != want {
						t.Errorf("%s: got %s, want %s", row, got, want)
					}
				}
			})
		}
	}
}

// TestDamagedUpperHeaders checks that the figures of a table whose rows stand side by
// side are read where they stand, whatever becomes of its headers.
func TestDamagedUpperHeaders(t *testing.T) {
	t.Parallel()
	set := loadForms(t, disclosureForms...)
	whole := loadSheet(t, modelReports[1]).markdown()
	want := readFile(t, set, "a.md", whole)
	for name, tc := range map[string]struct{ old, with string }{
		"a column misspelt":        {"| 结果维持 |", "| 结果唯持 |"},
		"a column left out":        {"| 结果维持 |", "|"},
		"a column left empty":      {"| 结果纠正 |", "| |"},
		"two columns swapped once": {"| 结果维持 | 结果纠正 |", "| 结果纠正 | 结果维持 |"},
		"an upper header misspelt": {"| 未经复议直接起诉 |", "| 未经复议直接启诉 |"},
		"an upper header left out": {"| 行政复议 |", "|"},
		"no upper header is known": {"| 行政复议 |", "| 甲 |"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(whole, tc.old) {
				t.Fatal("the words do not occur")
			}
			got := readFile(t, set, "a.md", strings.Replace(whole, tc.old, tc.with, 1))
			for i, w := range want.Fields {
				if g := got.Fields[i]; w.State == report.Filled && g.Text != w.Text {
					t.Errorf("%s is read as %q, not %q", want.Schema.Cells[i].Key, g.Text, w.Text)
				}
			}
		})
	}
}
