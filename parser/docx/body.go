package docx

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// block is a paragraph or a table.
type block struct {
	text string
	// number counts the paragraphs or tables of the body, from 1.
	number int
	table  *table
}

// table is a table as a grid.
type table struct {
	rows [][]cell
}

// cell is a place of a grid.
type cell struct {
	blocks []block
	// covered marks a place over which another cell extends.
	covered bool
}

// readBody reads the text of the document.
func (r *reader) readBody(root *element) error {
	body := root.child("body")
	if body == nil {
		return fmt.Errorf("there is no body in %s", root.name)
	}
	var err error
	r.body, err = r.blocks(body, true)
	return err
}

// blocks reads the paragraphs and tables of an element. outer says that it is not
// within a table.
func (r *reader) blocks(e *element, outer bool) ([]block, error) {
	var out []block
	for _, c := range e.children {
		switch c.name {
		case "p":
			out = append(out, r.paragraph(c, outer)...)
		case "tbl":
			number := 0
			if outer {
				r.tables++
				number = r.tables
			}
			t, err := r.table(c)
			if err != nil {
				return nil, err
			}
			out = append(out, block{number: number, table: t})
		case "del", "moveFrom":
			r.changes++
		case "ins", "moveTo", "sdt", "sdtContent", "customXml", "smartTag", "AlternateContent", "Choice":
			if c.name == "ins" || c.name == "moveTo" {
				r.changes++
			}
			inner, err := r.blocks(c, outer)
			if err != nil {
				return nil, err
			}
			out = append(out, inner...)
		}
	}
	return out, nil
}

// paragraph reads a paragraph, and those of the text boxes that are anchored in it.
func (r *reader) paragraph(p *element, outer bool) []block {
	t := textReader{reader: r}
	t.runs(p)
	lines := strings.Split(t.text.String(), "\n")
	label := ""
	if properties := p.child("pPr"); properties != nil {
		if properties.child("rPr", "ins") != nil || properties.child("rPr", "del") != nil {
			r.changes++
		}
		label = r.numbering.next(r.numberOf(properties))
	}
	var out []block
	for _, line := range lines {
		text := strings.TrimFunc(line, isSpace)
		if text == "" {
			continue // an empty paragraph has no number either
		}
		number := 0
		if outer {
			r.paragraphs++
			number = r.paragraphs
		}
		out = append(out, block{text: label + text, number: number})
		label = ""
	}
	if len(out) == 0 && outer {
		r.paragraphs++
	}
	return append(out, t.boxes...)
}

func isSpace(c rune) bool { return unicode.IsSpace(c) || c == '\u200b' || c == '\ufeff' }

// textReader reads the runs of a paragraph.
type textReader struct {
	*reader

	text  strings.Builder
	boxes []block
}

// runs reads what an element shows.
func (t *textReader) runs(e *element) {
	for _, c := range e.children {
		switch c.name {
		case "r":
			if !c.isOn("rPr", "vanish") && !c.isOn("rPr", "webHidden") {
				t.runs(c)
			}
		case "t":
			t.text.WriteString(strings.Map(flat, c.text))
		case "tab", "ptab":
			t.text.WriteByte(' ')
		case "br", "cr":
			if kind := c.attr("type"); kind != "page" && kind != "column" {
				t.text.WriteByte('\n')
			}
		case "noBreakHyphen":
			t.text.WriteByte('-')
		case "sym":
			if code, err := strconv.ParseUint(c.attr("char"), 16, 32); err == nil && code >= ' ' && code < 0xe000 {
				t.text.WriteRune(rune(code))
			}
		case "del", "moveFrom":
			t.changes++
		case "ins", "moveTo":
			t.changes++
			t.runs(c)
		case "txbxContent":
			if inner, err := t.blocks(c, false); err == nil {
				t.boxes = append(t.boxes, inner...)
			}
		case "pPr", "rPr", "instrText", "delText", "fldData", "Fallback", "footnoteReference", "endnoteReference", "rt":
			// No text of the paragraph; of a picture with a fallback, the first counts.
		default:
			t.runs(c)
		}
	}
}

// flat makes every white space within a text a plain one.
func flat(c rune) rune {
	if c == '\t' || c == '\n' || c == '\r' {
		return ' '
	}
	return c
}

// maxSpan bounds how many columns a cell may extend over: Word allows 63.
const maxSpan = 200

// table reads a table.
func (r *reader) table(e *element) (*table, error) {
	t := &table{}
	if err := r.rows(e, t); err != nil {
		return nil, err
	}
	return t, nil
}

func (r *reader) rows(e *element, t *table) error {
	for _, c := range e.children {
		switch c.name {
		case "tr":
			if c.child("trPr", "del") != nil {
				r.changes++
				continue
			}
			if c.child("trPr", "ins") != nil {
				r.changes++
			}
			before := span(c.val("trPr", "gridBefore"), 0)
			row := make([]cell, before, before+len(c.children))
			for i := range row {
				row[i].covered = true
			}
			row, err := r.cellsOf(c, row)
			if err != nil {
				return err
			}
			r.cells += len(row)
			t.rows = append(t.rows, row)
		case "sdt", "sdtContent", "customXml", "ins":
			if err := r.rows(c, t); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *reader) cellsOf(e *element, row []cell) ([]cell, error) {
	for _, c := range e.children {
		switch c.name {
		case "tc":
			blocks, err := r.blocks(c, false)
			if err != nil {
				return nil, err
			}
			merged := c.child("tcPr", "vMerge")
			continues := merged != nil && merged.attr("val") != "restart"
			if beside := c.child("tcPr", "hMerge"); beside != nil && beside.attr("val") != "restart" {
				continues = true
			}
			row = append(row, cell{blocks: blocks, covered: continues})
			for range span(c.val("tcPr", "gridSpan"), 1) - 1 {
				row = append(row, cell{covered: true})
			}
			if r.cells+len(row) > MaxCells {
				return nil, document.LimitError{Text: report.Text{
					ZH: fmt.Sprintf("表格超过 %d 格，不予读取", MaxCells), EN: fmt.Sprintf("the tables have more than %d cells", MaxCells),
				}}
			}
		case "sdt", "sdtContent", "customXml", "ins":
			var err error
			if row, err = r.cellsOf(c, row); err != nil {
				return nil, err
			}
		}
	}
	return row, nil
}

// span reads how many columns something extends over.
func span(s string, otherwise int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return otherwise
	}
	return min(n, maxSpan)
}
