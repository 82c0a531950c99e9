package form_test

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"

	"github.com/gouji/gouji/report"
)

// paper is a report as a person would lay it out: tables with merged cells. It is
// written out in the dialects in which such tables reach a reader.
type paper struct {
	schema *report.Schema
	title  string
	// value returns what is printed in a cell.
	value func(cell int) string
	// skipRow leaves out a row.
	skipRow func(row int) bool
}

// gridCell is a cell of a table on paper.
type gridCell struct {
	text             string
	columns, rows    int // how far it is merged
	covered, figures bool
}

// grid lays out one block of a table, every merged cell followed by the cells that
// it covers.
func (p *paper) grid(block int) [][]gridCell {
	s := p.schema
	b := s.Blocks[block]
	table := s.Tables[b.Table]
	depth := 1
	for r := b.Rows.First; r < b.Rows.End; r++ {
		depth = max(depth, len(p.path(r)))
	}
	var rows [][]gridCell
	line := func(cells ...gridCell) { rows = append(rows, cells) }
	cover := func(n int) []gridCell {
		out := make([]gridCell, n)
		for i := range out {
			out[i].covered = true
		}
		return out
	}
	switch table.Key {
	case "disputes":
		return p.across(block)
	case "applications":
		corner := gridCell{text: "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", columns: depth, rows: 3}
		line(append(append([]gridCell{corner}, cover(depth-1)...), append([]gridCell{{text: "申请人情况", columns: 7}}, cover(6)...)...)...)
		labels := func(from, to int) (out []gridCell) {
			for c := from; c < to; c++ {
				out = append(out, gridCell{text: s.Columns[b.Columns.First+c].Label.ZH})
			}
			return out
		}
		line(append(append(cover(depth), labels(0, 1)...), append(append([]gridCell{{text: "法人或其他组织", columns: 5}}, cover(4)...), labels(6, 7)...)...)...)
		line(append(append(cover(depth+1), labels(1, 6)...), cover(1)...)...)
	default:
		width := b.Columns.Len() + depth
		if caption := captions[b.Key]; caption != "" {
			line(append([]gridCell{{text: caption, columns: width}}, cover(width-1)...)...)
		}
		head := []gridCell{{text: "信息内容", columns: depth}}
		head = append(head, cover(depth-1)...)
		for c := b.Columns.First; c < b.Columns.End; c++ {
			head = append(head, gridCell{text: s.Columns[c].Label.ZH})
		}
		line(head...)
	}
	var last []string
	for r := b.Rows.First; r < b.Rows.End; r++ {
		if s.Rows[r].Choice != 0 || p.skipRow != nil && p.skipRow(r) {
			continue
		}
		path := p.path(r)
		cells := make([]gridCell, 0, depth+b.Columns.Len())
		for i, label := range path {
			if i < len(path)-1 && i < len(last) && strings.Join(path[:i+1], "›") == strings.Join(last[:i+1], "›") {
				cells = append(cells, gridCell{covered: true})
			} else {
				cells = append(cells, gridCell{text: label})
			}
		}
		cells = append(cells, cover(depth-len(path))...)
		for c := b.Columns.First; c < b.Columns.End; c++ {
			cells = append(cells, gridCell{text: p.value(s.CellAt(r, c)), figures: true})
		}
		line(cells...)
		last = path[:len(path)-1]
	}
	return rows
}

var captions = map[string]string{
	"documents": "第二十条第（一）项", "licensing": "第二十条第（五）项", "enforcement": "第二十条第（六）项",
	"charges": "第二十条第（八）项", "purchasing": "第二十条第（九）项",
}

func (p *paper) path(row int) []string { return strings.Split(p.schema.Rows[row].Path.ZH, " › ") }

// across lays out a table whose rows stand side by side.
func (p *paper) across(block int) [][]gridCell {
	s := p.schema
	b := s.Blocks[block]
	n := b.Columns.Len()
	var upper, middle, lower, figures []gridCell
	for r := b.Rows.First; r < b.Rows.End; r++ {
		path := p.path(r)
		for k := range n {
			top := gridCell{covered: true}
			if k == 0 && (r == b.Rows.First || p.path(r - 1)[0] != path[0]) {
				top = gridCell{text: path[0]}
			}
			upper = append(upper, top)
			label := gridCell{text: s.Columns[b.Columns.First+k].Label.ZH}
			switch {
			case len(path) == 1:
				middle, lower = append(middle, label), append(lower, gridCell{covered: true})
			case k == 0:
				middle, lower = append(middle, gridCell{text: path[1]}), append(lower, label)
			default:
				middle, lower = append(middle, gridCell{covered: true}), append(lower, label)
			}
			figures = append(figures, gridCell{text: p.value(s.CellAt(r, b.Columns.First+k)), figures: true})
		}
	}
	return [][]gridCell{upper, middle, lower, figures}
}

// dialect writes the rows of a table as text.
type dialect struct {
	name  string
	write func(b *strings.Builder, rows [][]gridCell)
	// blanks says whether the places of empty cells can be told.
	blanks blanks
}

// blanks says where the place of an empty cell can be told.
type blanks int

const (
	nowhere    blanks = iota
	everywhere        // each row has its cells
	ragged            // rows are shifted: only if another row of the shape is complete
	labelled          // cells follow each other without rows: only behind a label
)

// certain reports whether every empty cell of a table must be read as blank.
func (d dialect) certain(table string) bool {
	return d.blanks == everywhere || d.blanks == labelled && table != "disputes"
}

var dialects = []dialect{
	{"tabs, merged cells empty", func(b *strings.Builder, rows [][]gridCell) {
		for _, row := range rows {
			b.WriteString(strings.Join(all(row), "\t") + "\n")
		}
	}, everywhere},
	{"tabs, merged cells lost", func(b *strings.Builder, rows [][]gridCell) {
		for _, row := range rows {
			b.WriteString(strings.Join(own(row), "\t") + "\n")
		}
	}, everywhere},
	{"tabs, broken at a page", func(b *strings.Builder, rows [][]gridCell) {
		for i, row := range rows {
			if i == len(rows)/2 {
				b.WriteString("\n\f\n")
			}
			if i < len(rows)/2 {
				b.WriteString(strings.Join(own(row), "\t") + "\n")
			} else {
				b.WriteString(strings.Join(all(row), "\t") + "\n")
			}
		}
	}, everywhere},
	{"bars, cells lost on the left, padded on the right", func(b *strings.Builder, rows [][]gridCell) {
		for _, row := range rows {
			cells := own(row)
			b.WriteString(strings.Join(cells, " | ") + " |" + strings.Repeat("|", len(row)-len(cells)) + "\n")
		}
	}, ragged},
	{"Markdown", func(b *strings.Builder, rows [][]gridCell) {
		for i, row := range rows {
			b.WriteString("| " + strings.Join(all(row), " | ") + " |\n")
			if i == 0 {
				b.WriteString("|" + strings.Repeat("---|", len(row)) + "\n")
			}
		}
	}, everywhere},
	{"full-width bars", func(b *strings.Builder, rows [][]gridCell) {
		for _, row := range rows {
			b.WriteString("｜" + strings.Join(all(row), "｜") + "｜\n")
		}
	}, everywhere},
	{"a cell a line, bar behind it", func(b *strings.Builder, rows [][]gridCell) {
		for _, row := range rows {
			cells := own(row)
			for _, c := range cells {
				b.WriteString(strings.TrimSpace(c+" |") + "\n")
			}
			if pad := len(row) - len(cells); pad > 0 {
				b.WriteString(strings.Repeat("|", pad) + "\n")
			}
		}
	}, labelled},
	{"a cell a line, bar on its own line", func(b *strings.Builder, rows [][]gridCell) {
		for _, row := range rows {
			cells := own(row)
			for _, c := range cells {
				if c != "" {
					b.WriteString(c + "\n")
				}
				b.WriteString("|\n")
			}
			b.WriteString(strings.Repeat("|", len(row)-len(cells)+1) + "\n")
		}
	}, labelled},
	{"a cell a line, bars around rows", func(b *strings.Builder, rows [][]gridCell) {
		for _, row := range rows {
			cells := own(row)
			b.WriteString("|\n")
			for i, c := range cells {
				if i == len(cells)-1 {
					b.WriteString(c + " |" + strings.Repeat("|", len(row)-len(cells)) + "\n")
				} else {
					b.WriteString(strings.TrimSpace(c+" |") + "\n")
				}
			}
		}
	}, labelled},
	{"spaces", func(b *strings.Builder, rows [][]gridCell) {
		for _, row := range rows {
			b.WriteString(strings.Join(own(row), " ") + "\n\n")
		}
	}, nowhere},
	{"spaces, labels and figures on lines of their own", func(b *strings.Builder, rows [][]gridCell) {
		for _, row := range rows {
			var figures []string
			for _, c := range row {
				switch {
				case c.figures:
					figures = append(figures, c.text)
				case !c.covered:
					for _, piece := range wrap(c.text, 12) {
						b.WriteString(piece + "\n\n")
					}
				}
			}
			if len(figures) > 0 {
				b.WriteString(strings.Join(figures, " ") + "\n")
			}
		}
	}, nowhere},
	{"spaces, figures between the lines of a label", func(b *strings.Builder, rows [][]gridCell) {
		for _, row := range rows {
			labels, figures := apart(row)
			if len(labels) == 0 || len(figures) == 0 {
				b.WriteString(strings.Join(append(labels, figures...), " ") + "\n")
				continue
			}
			pieces := wrap(labels[len(labels)-1], 20)
			b.WriteString(strings.Join(append(labels[:len(labels)-1:len(labels)-1], pieces[0]), "  ") + "\n")
			if len(pieces) == 1 {
				b.WriteString("      ")
			}
			b.WriteString(strings.Join(figures, "   ") + "\n" + strings.Join(pieces[1:], "\n") + "\n")
		}
	}, nowhere},
	{"a cell a line", func(b *strings.Builder, rows [][]gridCell) {
		for _, row := range rows {
			for _, c := range own(row) {
				b.WriteString(c + "\n")
			}
		}
	}, nowhere},
	{"a cell a line, blank lines between", func(b *strings.Builder, rows [][]gridCell) {
		for _, row := range rows {
			for _, c := range own(row) {
				b.WriteString("   " + c + "\n\n")
			}
		}
	}, nowhere},
	{"columns, an ideograph as wide as two letters", aligned(runewidth.StringWidth, false), nowhere},
	{"columns, an ideograph as wide as a letter", aligned(utf8.RuneCountInString, true), nowhere},
	{"tabs in pairs", func(b *strings.Builder, rows [][]gridCell) {
		for _, row := range rows {
			b.WriteString(strings.Join(own(row), "\t\t") + "\n")
		}
	}, everywhere},
	{"a tab between the labels and the figures", func(b *strings.Builder, rows [][]gridCell) {
		for _, row := range rows {
			labels, figures := apart(row)
			b.WriteString(strings.TrimSpace(strings.Join(labels, " ")+"\t"+strings.Join(figures, " ")) + "\n")
		}
	}, nowhere},
	{"spaces, a tab at the end", func(b *strings.Builder, rows [][]gridCell) {
		for _, row := range rows {
			b.WriteString(strings.Join(own(row), " ") + "\t\n")
		}
	}, nowhere},
	{"a cell a line, a tab behind it", func(b *strings.Builder, rows [][]gridCell) {
		for _, row := range rows {
			for _, c := range own(row) {
				b.WriteString(c + "\t\n")
			}
		}
	}, nowhere},
	{"a cell a line, a tab on its own line between", func(b *strings.Builder, rows [][]gridCell) {
		for _, row := range rows {
			cells := own(row)
			for i := range cells {
				if cells[i] == "" {
					cells[i] = "\u00a0"
				}
			}
			b.WriteString(strings.Join(cells, "\n\n\t\n\n") + "\n\n\n")
		}
	}, labelled},
	{"all in one line", func(b *strings.Builder, rows [][]gridCell) {
		for _, row := range rows {
			b.WriteString(strings.Join(own(row), " ") + " ")
		}
		b.WriteString("\n")
	}, nowhere},
}

// aligned writes a table with its columns beneath each other, figures at the left or
// the right of theirs.
func aligned(width func(string) int, right bool) func(b *strings.Builder, rows [][]gridCell) {
	return func(b *strings.Builder, rows [][]gridCell) {
		var widths []int
		for _, row := range rows {
			for i, c := range row {
				if i == len(widths) {
					widths = append(widths, 0)
				}
				widths[i] = max(widths[i], width(c.text))
			}
		}
		for _, row := range rows {
			for i, c := range row {
				pad := strings.Repeat(" ", widths[i]-width(c.text))
				if right && c.figures {
					b.WriteString(pad + c.text + "  ")
				} else {
					b.WriteString(c.text + pad + "  ")
				}
			}
			b.WriteString("\n")
		}
	}
}

// all returns the texts of all cells, covered ones empty.
func all(row []gridCell) []string {
	out := make([]string, len(row))
	for i, c := range row {
		out[i] = c.text
	}
	return out
}

// apart returns the texts of the labels of a row, and those of its figures.
func apart(row []gridCell) (labels, figures []string) {
	for _, c := range row {
		switch {
		case c.figures:
			figures = append(figures, c.text)
		case !c.covered:
			labels = append(labels, c.text)
		}
	}
	return labels, figures
}

// own returns the texts of the cells that are not covered by another.
func own(row []gridCell) []string {
	var out []string
	for _, c := range row {
		if !c.covered {
			out = append(out, c.text)
		}
	}
	return out
}

func wrap(s string, n int) []string {
	runes := []rune(s)
	var out []string
	for len(runes) > n {
		out = append(out, string(runes[:n]))
		runes = runes[n:]
	}
	return append(out, string(runes))
}

// write writes the whole report.
func (p *paper) write(d dialect) string {
	var b strings.Builder
	b.WriteString(p.title + "\n\n")
	numerals := []string{"一", "二", "三", "四", "五", "六", "七"}
	for i, section := range p.schema.Sections {
		fmt.Fprintf(&b, "%s、%s\n\n", numerals[i], section.Heading.ZH)
		tables := 0
		for _, t := range p.schema.Tables {
			if t.Section != i {
				continue
			}
			tables++
			for block := t.Blocks.First; block < t.Blocks.End; block++ {
				d.write(&b, p.grid(block))
			}
		}
		if tables == 0 {
			b.WriteString("本年度各项工作按要求推进，取得了一定成效。\n\n")
		}
	}
	return b.String()
}
