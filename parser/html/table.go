package html

import (
	"strconv"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/gouji/gouji/parser/document"
)

// Bounds of spans, those of the HTML standard (4.9.11).
const (
	maxColumnSpan = 1000
	maxRowSpan    = 65534
)

// A cell with more characters than this is running text in a table that only lays
// out the page.
const longestCell = 300

// table walks a table: row by row as cells, but for the rows that only lay out the
// page, whose cells are walked like the page itself.
func (w *walker) table(n *html.Node) {
	var covered []int // for each column, how many rows a cell from above still covers
	each(n, func(child *html.Node) {
		if child.DataAtom == atom.Caption {
			w.flow(child)
		}
	})
	for _, row := range tableRows(n) {
		if isSkipped(row) {
			continue
		}
		cells := w.rowCells(row)
		if w.laysOut(cells) {
			for i := range covered {
				covered[i] = max(covered[i]-1, 0)
			}
			for _, c := range cells {
				w.flush()
				each(c, w.flow)
				w.flush()
			}
			continue
		}
		covered = w.row(cells, covered)
		if w.overflow {
			return
		}
	}
}

// row writes a row of cells. covered holds how many rows each column is covered
// from above, and is returned for the next row.
func (w *walker) row(cells []*html.Node, covered []int) []int {
	column := 0
	own := false
	cover := func() {
		for column < len(covered) && covered[column] > 0 {
			covered[column]--
			column++
			w.out.Covered()
		}
	}
	for _, c := range cells {
		cover()
		w.content(c)
		w.put(&w.cell)
		own = true
		wide, deep := spanOf(c, "colspan", maxColumnSpan), spanOf(c, "rowspan", maxRowSpan)
		if w.out.Cells()+wide > MaxCells {
			w.overflow = true
			return covered
		}
		for i := range wide {
			if i > 0 {
				w.out.Covered()
			}
			if column == len(covered) {
				covered = append(covered, 0)
			}
			covered[column] = max(covered[column]-1, deep-1)
			column++
		}
	}
	cover()
	for ; column < len(covered); column++ {
		covered[column] = max(covered[column]-1, 0)
	}
	if own {
		w.out.Row(document.Cells)
	}
	return covered
}

// content reads the text of a cell into w.cell.
func (w *walker) content(cell *html.Node) {
	w.cell.reset()
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.TextNode:
			markers(n.Data, func(kind rune, i int) {
				switch {
				case kind == anchorMarker:
					w.cell.anchor = int32(i)
				case kind == textMarker && i < len(w.texts):
					w.cell.add(w.page[w.texts[i].Start:w.texts[i].End], w.texts[i].Start)
				default:
					w.cell.space = true
				}
			})
		case html.ElementNode:
			if isSkipped(n) {
				return
			}
			w.cell.space = w.cell.space || !isInline(n)
			each(n, walk)
			w.cell.space = w.cell.space || !isInline(n)
		case html.CommentNode, html.DoctypeNode, html.ErrorNode, html.RawNode, html.DocumentNode:
		}
	}
	each(cell, walk)
	if w.lines {
		w.cell.dropMarks()
	}
}

// laysOut reports whether a row of a table only lays out the page: it holds tables,
// running text, or a single cell of several lines.
func (w *walker) laysOut(cells []*html.Node) bool {
	filled, several := 0, false
	for _, c := range cells {
		if containsTable(c) {
			return true
		}
		w.content(c)
		if len(w.cell.text) == 0 {
			continue
		}
		filled++
		several = several || linesOf(c) > 1
		if utf8.RuneCount(w.cell.text) > longestCell {
			return true
		}
	}
	return filled == 1 && several
}

// linesOf counts the blocks and lines of a cell that hold text.
func linesOf(cell *html.Node) int {
	lines, open := 0, false
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.TextNode:
			markers(n.Data, func(kind rune, _ int) {
				if kind == textMarker && !open {
					lines, open = lines+1, true
				}
			})
		case html.ElementNode:
			if isSkipped(n) {
				return
			}
			inline := isInline(n)
			open = open && inline
			each(n, walk)
			open = open && inline
		case html.CommentNode, html.DoctypeNode, html.ErrorNode, html.RawNode, html.DocumentNode:
		}
	}
	each(cell, walk)
	return lines
}

// rowCells returns the cells of a row. A table of a single row within a cell that
// holds nothing else stands for its cells.
func (w *walker) rowCells(row *html.Node) []*html.Node {
	var cells []*html.Node
	each(row, func(c *html.Node) {
		if c.DataAtom != atom.Td && c.DataAtom != atom.Th || isSkipped(c) {
			return
		}
		if inner := w.onlyTable(c); inner != nil {
			if rows := tableRows(inner); len(rows) == 1 {
				cells = append(cells, w.rowCells(rows[0])...)
				return
			}
		}
		cells = append(cells, c)
	})
	return cells
}

// onlyTable returns the table that is all that a cell holds, or nil.
func (w *walker) onlyTable(cell *html.Node) *html.Node {
	var table *html.Node
	only := true
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.DataAtom == atom.Table:
			only = only && table == nil
			table = n
		case n.Type == html.TextNode:
			markers(n.Data, func(kind rune, i int) {
				if kind == textMarker && i < len(w.texts) {
					c := content{}
					c.add(w.page[w.texts[i].Start:w.texts[i].End], 0)
					only = only && len(c.text) == 0
				}
			})
		default:
			each(n, walk)
		}
	}
	each(cell, walk)
	if !only {
		return nil
	}
	return table
}

// containsTable reports whether a table with cells stands below a node.
func containsTable(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Td || c.DataAtom == atom.Th || containsTable(c) {
			return true
		}
	}
	return false
}

// tableRows returns the rows of a table, not those of tables within it.
func tableRows(table *html.Node) []*html.Node {
	var rows []*html.Node
	each(table, func(c *html.Node) {
		switch c.DataAtom {
		case atom.Tr:
			rows = append(rows, c)
		case atom.Thead, atom.Tbody, atom.Tfoot:
			each(c, func(r *html.Node) {
				if r.DataAtom == atom.Tr {
					rows = append(rows, r)
				}
			})
		}
	})
	return rows
}

// each calls f for the children of a node.
func each(n *html.Node, f func(*html.Node)) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		f(c)
	}
}

// spanOf returns how many columns or rows a cell extends over.
func spanOf(cell *html.Node, name string, most int) int {
	for _, a := range cell.Attr {
		if a.Key == name {
			if n, err := strconv.Atoi(a.Val); err == nil && n > 0 {
				return min(n, most)
			}
		}
	}
	return 1
}
