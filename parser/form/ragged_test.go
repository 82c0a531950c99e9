package form_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/parser"
	"github.com/gouji/gouji/parser/form"
	"github.com/gouji/gouji/report"
)

// modelReports are the model reports of the built-in forms.
var modelReports = []string{
	"../../rules/gov-disclosure/models/gov-disclosure-2019.md",
	"../../rules/gov-disclosure/models/gov-disclosure-2021.md",
}

// sheet is a report whose tables can be changed cell by cell.
type sheet struct {
	lines []string
	// rows holds the cells of the lines that are rows of a table.
	rows map[int][]sheetCell
}

// sheetCell is a cell with the number of rows and columns over which it extends.
type sheetCell struct {
	text       string
	rows, cols int
}

// loadSheet reads a model report. Every figure becomes one of its own, so that none
// can stand in for another.
func loadSheet(t *testing.T, file string) *sheet {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := &sheet{lines: strings.Split(string(data), "\n"), rows: map[int][]sheetCell{}}
	figures := 0
	for i, line := range s.lines {
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|---") {
			continue
		}
		for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
			text := strings.TrimSpace(cell)
			if strings.Trim(text, "0123456789.+-") == "" && text != "" {
				figures++
				text = fmt.Sprint(1000 + figures)
			}
			s.rows[i] = append(s.rows[i], sheetCell{text, 1, 1})
		}
	}
	return s
}

// without returns the sheet without a cell of a row.
func (s *sheet) without(line, cell int) *sheet {
	out := &sheet{lines: s.lines, rows: maps.Clone(s.rows)}
	row := s.rows[line]
	out.rows[line] = append(append([]sheetCell{}, row[:cell]...), row[cell+1:]...)
	return out
}

// with returns the sheet with a further cell in front of one of a row.
func (s *sheet) with(line, cell int, text string) *sheet {
	out := s.without(line, 0)
	row := s.rows[line]
	out.rows[line] = append(append(append([]sheetCell{}, row[:cell]...), sheetCell{text, 1, 1}), row[cell:]...)
	return out
}

// merged returns the sheet with the empty cells behind labels merged into them.
func (s *sheet) merged() *sheet {
	out := &sheet{lines: s.lines, rows: map[int][]sheetCell{}}
	for i, row := range s.rows {
		var cells []sheetCell
		for _, c := range row {
			if n := len(cells); c.text == "" && n > 0 && i > 0 {
				cells[n-1].cols++
				continue
			}
			cells = append(cells, c)
		}
		out.rows[i] = cells
	}
	return out
}

// grouped returns the sheet with the empty cells behind labels merged into them, and
// those beneath the names of groups too.
func (s *sheet) grouped() *sheet {
	out := s.merged()
	above := map[int]*sheetCell{} // the cells in the columns of labels
	for i := range s.lines {
		row := out.rows[i]
		if row == nil {
			continue
		}
		var cells []sheetCell
		column := 0
		for _, c := range row {
			if c.text != "" {
				cells = append(cells, c)
			} else if owner := above[column]; owner == nil || !isRowOfFigures(row) {
				cells = append(cells, c)
			} else {
				for k := range c.cols {
					if owner := above[column+k]; owner != nil {
						owner.rows++
					}
				}
			}
			column += c.cols
		}
		out.rows[i] = cells
		column = 0
		for k, c := range row {
			if c.text != "" && isRowOfFigures(row) {
				for n := range c.cols {
					above[column+n] = nil
				}
				above[column] = &cells[len(cells)-len(row)+k]
			}
			column += c.cols
		}
	}
	return out
}

func isFigure(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// isRowOfFigures reports whether figures stand in a row.
func isRowOfFigures(row []sheetCell) bool {
	return slices.ContainsFunc(row, func(c sheetCell) bool { return isFigure(c.text) })
}

func (s *sheet) markdown() string {
	var b strings.Builder
	for i, line := range s.lines {
		if s.rows[i] == nil {
			b.WriteString(line + "\n")
			continue
		}
		for _, c := range s.rows[i] {
			b.WriteString("| " + c.text + " ")
		}
		b.WriteString("|\n")
	}
	return b.String()
}

func (s *sheet) tabs() string {
	var b strings.Builder
	for i, line := range s.lines {
		switch {
		case s.rows[i] != nil:
			texts := make([]string, len(s.rows[i]))
			for k, c := range s.rows[i] {
				texts[k] = c.text
			}
			b.WriteString(strings.Join(texts, "\t") + "\n")
		case !strings.HasPrefix(line, "|---"):
			b.WriteString(strings.TrimLeft(line, "# ") + "\n")
		}
	}
	return b.String()
}

func (s *sheet) html() string {
	var b strings.Builder
	b.WriteString("<html><body>\n")
	open := false
	for i, line := range s.lines {
		row := s.rows[i]
		switch {
		case row != nil:
			if !open {
				b.WriteString("<table>\n")
				open = true
			}
			b.WriteString("<tr>")
			for _, c := range row {
				spans := ""
				if c.rows > 1 {
					spans += fmt.Sprintf(" rowspan=%q", fmt.Sprint(c.rows))
				}
				if c.cols > 1 {
					spans += fmt.Sprintf(" colspan=%q", fmt.Sprint(c.cols))
				}
				b.WriteString("<td" + spans + ">" + c.text + "</td>")
			}
			b.WriteString("</tr>\n")
		case strings.HasPrefix(line, "|---"):
		default:
			if open {
				b.WriteString("</table>\n")
				open = false
			}
			if text := strings.TrimLeft(line, "# "); text != "" {
				b.WriteString("<p>" + text + "</p>\n")
			}
		}
	}
	return b.String() + "</body></html>\n"
}

// stream writes a cell a line, with a bar behind it, and behind the row a bar for each
// cell that is merged into another.
func (s *sheet) stream() string {
	var b strings.Builder
	for i, line := range s.lines {
		merged := 0
		for _, c := range s.rows[i] {
			if c.text == "" {
				merged++
			} else {
				b.WriteString(c.text + " |\n")
			}
		}
		if merged > 0 {
			b.WriteString(strings.Repeat("|", merged) + "\n")
		}
		if s.rows[i] == nil && !strings.HasPrefix(line, "|---") {
			b.WriteString(strings.TrimLeft(line, "# ") + "\n")
		}
	}
	return b.String()
}

// writing is a way in which a sheet becomes a file.
type writing struct {
	name, file string
	write      func(*sheet) string
	shape      func(*sheet) *sheet
	// unmarked says that the ends of rows are not marked: the last row of a block cannot
	// be compared with others then.
	unmarked bool
}

func asItIs(s *sheet) *sheet { return s }

var writings = []writing{
	{"pipe table", "a.md", (*sheet).markdown, asItIs, false},
	{"tabs", "a.txt", (*sheet).tabs, asItIs, false},
	{"HTML", "a.html", (*sheet).html, asItIs, false},
	{"HTML with colspan", "a.html", (*sheet).html, (*sheet).merged, false},
	{"HTML with rowspan", "a.html", (*sheet).html, (*sheet).grouped, false},
	{"pipe table without merged cells", "a.md", (*sheet).markdown, (*sheet).merged, false},
	{"a cell a line", "a.txt", (*sheet).stream, asItIs, true},
}

// TestOneCellLess takes every cell out of every row of the tables, one at a time: no
// figure is read into the place of another, and no other row changes.
func TestOneCellLess(t *testing.T) {
	t.Parallel()
	set := loadForms(t, disclosureForms...)
	for _, model := range modelReports {
		for _, w := range writings {
			t.Run(model[len(model)-7:]+"/"+w.name, func(t *testing.T) {
				t.Parallel()
				whole := w.shape(loadSheet(t, model))
				want := readFile(t, set, w.file, w.write(whole))
				checkWhole(t, whole, want)
				for line, row := range whole.rows {
					for cell := range row {
						if w.unmarked && (!isFigure(row[cell].text) || !isRowOfFigures(whole.rows[line+1])) {
							continue
						}
						got := readFile(t, set, w.file, w.write(whole.without(line, cell)))
						compareDamaged(t, fmt.Sprintf("line %d without cell %d %q", line+1, cell+1, row[cell].text), row, want, got)
					}
				}
			})
		}
	}
}

// TestOneCellMore does the same with a cell too many.
func TestOneCellMore(t *testing.T) {
	t.Parallel()
	set := loadForms(t, disclosureForms...)
	for _, model := range modelReports {
		for _, w := range writings {
			if w.unmarked {
				continue
			}
			for _, text := range []string{"", "7"} {
				t.Run(model[len(model)-7:]+"/"+w.name+"/"+text, func(t *testing.T) {
					t.Parallel()
					whole := w.shape(loadSheet(t, model))
					want := readFile(t, set, w.file, w.write(whole))
					for line, row := range whole.rows {
						for cell := range len(row) + 1 {
							got := readFile(t, set, w.file, w.write(whole.with(line, cell, text)))
							compareDamaged(t, fmt.Sprintf("line %d with %q before cell %d", line+1, text, cell+1), row, want, got)
						}
					}
				})
			}
		}
	}
}

// checkWhole checks that every figure of a report is read.
func checkWhole(t *testing.T, s *sheet, r *report.Report) {
	t.Helper()
	figures, filled := 0, 0
	for _, row := range s.rows {
		for _, c := range row {
			if isFigure(c.text) {
				figures++
			}
		}
	}
	for _, f := range r.Fields {
		if f.State == report.Filled {
			filled++
		}
	}
	if filled < figures || figures < 100 {
		t.Fatalf("%d of %d figures are read", filled, figures)
	}
}

// compareDamaged checks that what was read of a damaged report is what the whole one
// says: of the row that holds the cells, figures may be missing.
func compareDamaged(t *testing.T, name string, row []sheetCell, want, got *report.Report) {
	t.Helper()
	if got.Schema.Form != want.Schema.Form {
		t.Errorf("%s: form %s", name, got.Schema.Form)
		return
	}
	own, figures := map[string]bool{}, isRowOfFigures(row)
	for _, c := range row {
		own[c.text] = true
	}
	for i, w := range want.Fields {
		g := got.Fields[i]
		switch key := want.Schema.Cells[i].Key; {
		case w.State == report.Absent && own[g.Text]:
			// Without its label, the first row of a group is the group's own.
		case g.State == report.Filled && g.Text != w.Text:
			t.Errorf("%s: %s is read as %q, not %q", name, key, g.Text, w.Text)
		case own[w.Text] && w.State == report.Filled:
		case !figures && g.State == report.Absent:
			// A header that cannot be read casts doubt on what stands beneath.
		case g.State != w.State || g.Text != w.Text:
			t.Errorf("%s: %s of another row is %v %q, not %q", name, key, g.State, g.Text, w.Text)
		}
	}
}

func readFile(t *testing.T, set *form.Set, name, text string) *report.Report {
	t.Helper()
	doc, err := (&parser.Parser{}).Parse(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	reports := readDocument(t, set, doc)
	if len(reports) != 1 {
		t.Fatalf("%d reports", len(reports))
	}
	return reports[0]
}
