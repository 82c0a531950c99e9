package pdf

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// build makes a document of pages.
func build(path string, pages []page) (*document.Document, error) {
	glyphs, images := 0, 0
	for i := range pages {
		glyphs += len(pages[i].glyphs)
		images += pages[i].images
	}
	if glyphs < minGlyphs*len(pages) && images > 0 || glyphs == 0 {
		return nil, document.Fault(path, report.Text{
			ZH: "PDF 中没有文字（可能是扫描件），请先用文字识别（OCR）软件处理，或改用 Word、网页文件",
			EN: "the PDF holds no text; it may be a scan: run text recognition (OCR) on it, or use the Word file or web page",
		}, nil)
	}
	b := builder{}
	for i := range pages {
		b.page(&pages[i])
	}
	if b.out.Cells() > MaxCells {
		return nil, document.Fault(path, report.Text{
			ZH: fmt.Sprintf("PDF 中的表格超过 %d 格，不予读取", MaxCells), EN: fmt.Sprintf("the tables of the PDF have more than %d cells", MaxCells),
		}, nil)
	}
	return b.out.Document(path, "", &origin{places: b.places}), nil
}

// minGlyphs is how many characters a page has at the least that is no scan: page
// numbers and stamps have fewer.
const minGlyphs = 20

// MaxCells bounds the cells of all tables together.
const MaxCells = 1_000_000

// builder writes pages as rows.
type builder struct {
	out    document.Builder
	places []place
	number int // of the page at hand
}

// block is a line or a table on its way into the document.
type block struct {
	top  float64
	line *line
	grid *grid
	// cells holds the glyphs of each cell of the grid, by its first place. frames are the
	// cells whose text is running text and stands in blocks of its own.
	cells  map[int][]glyph
	frames map[int]bool
	// first and last are the rows of the grid that the block is.
	first, last int
}

func (b *builder) page(p *page) {
	b.number = p.number
	tables := grids(p.horizontal, p.vertical)
	inside := make([]map[int][]glyph, len(tables))
	for i := range inside {
		inside[i] = map[int][]glyph{}
	}
	var rest []glyph
next:
	for _, g := range p.glyphs {
		x, y := (g.box.Left+g.box.Right)/2, middle(g.box)
		// The smallest table around a glyph is the one that it stands in.
		best := -1
		for i := range tables {
			if _, ok := tables[i].place(x, y); ok && (best < 0 || area(tables[i].box()) < area(tables[best].box())) {
				best = i
			}
		}
		if best >= 0 {
			at, _ := tables[best].place(x, y)
			cell := tables[best].cell[at]
			inside[best][cell] = append(inside[best][cell], g)
			continue next
		}
		rest = append(rest, g)
	}
	var blocks []block
	for i := range tables {
		if len(inside[i]) > 0 {
			blocks = append(blocks, tableBlocks(&tables[i], inside[i])...)
		}
	}
	found := lines(rest)
	for i := range found {
		blocks = append(blocks, block{top: middle(found[i].box), line: &found[i]})
	}
	slices.SortStableFunc(blocks, func(x, y block) int { return cmp.Compare(x.top, y.top) })
	for i := range blocks {
		if blocks[i].grid == nil {
			b.text(*blocks[i].line)
		} else {
			b.table(&blocks[i])
		}
	}
}

// tableBlocks returns the blocks of a table: one, or where its lines are a frame around
// running text, one for each line of the text and each row.
func tableBlocks(g *grid, cells map[int][]glyph) []block {
	frames := map[int]bool{}
	var blocks []block
	for _, at := range slices.Sorted(maps.Keys(cells)) {
		glyphs := cells[at]
		whole := at%g.columns() == 0 && g.cell[at+g.columns()-1] == at // from side to side
		if found := lines(glyphs); len(found) > 1 && (whole || len(cells) == 1 || len(glyphs) > longestCell) {
			frames[at] = true
			for i := range found {
				blocks = append(blocks, block{top: middle(found[i].box), line: &found[i]})
			}
		}
	}
	if len(frames) == 0 {
		return []block{{top: g.ys[0], grid: g, cells: cells, last: g.rows() - 1}}
	}
	for r := range g.rows() {
		blocks = append(blocks, block{top: g.ys[r], grid: g, cells: cells, frames: frames, first: r, last: r})
	}
	return blocks
}

// longestCell bounds the glyphs of a cell of a table: a longer one of several lines, one
// from side to side, and the only one that holds something, are frames around running
// text, that of the page perhaps, which the table touches.
const longestCell = 150

func area(b report.Box) float64 { return (b.Right - b.Left) * (b.Bottom - b.Top) }

// text writes a line of text.
func (b *builder) text(l line) {
	var p piece
	p.write(l, false)
	b.put(&p, l.box)
	b.out.Row(document.Paragraph)
}

// table writes rows of a table.
func (b *builder) table(t *block) {
	g := t.grid
	bounds := g.bounds()
	for r := t.first; r <= t.last; r++ {
		own := false
		for c := range g.columns() {
			at := r*g.columns() + c
			own = own || g.cell[at] == at && !t.frames[at]
		}
		if !own {
			continue // all of it belongs to cells from above
		}
		for c := range g.columns() {
			at := r*g.columns() + c
			if g.cell[at] != at || t.frames[at] {
				b.out.Covered()
				continue
			}
			b.cell(bounds[at], t.cells[at])
		}
		b.out.Row(document.Cells)
	}
}

// cell writes a cell of a table.
func (b *builder) cell(bounds report.Box, glyphs []glyph) {
	var p piece
	full := false
	for _, l := range lines(glyphs) {
		p.write(l, full)
		height := l.box.Bottom - l.box.Top
		full = bounds.Right-bounds.Left-(l.box.Right-l.box.Left) < 2*height
	}
	b.put(&p, bounds)
}

// put writes a piece as a cell of the row at hand. bounds is where it stands if it is
// empty.
func (b *builder) put(p *piece, bounds report.Box) {
	span := b.out.Cell(p.text.String())
	if len(p.boxes) == 0 {
		b.places = append(b.places, place{span: span, page: b.number, box: bounds})
		return
	}
	for _, x := range p.boxes {
		b.places = append(b.places, place{
			span: report.Span{Start: span.Start + x.start, End: span.Start + x.end}, page: b.number, box: x.box,
		})
	}
}
