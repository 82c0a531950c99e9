package form

import (
	"github.com/gouji/gouji/report"
)

// fill gives a row the cells that follow its label on the same row.
func (g *gather) fill(o *occurrence, first int32, items []item) {
	o.values, o.visible, o.ends, o.lines = g.indices(first, len(items)), true, true, 1
}

// cells reads a row whose cells are marked.
func (g *gather) cells(r int32, items []item) {
	base := g.scan.first[r]
	for i := g.secondRow(items); i > 0; i = g.secondRow(items) {
		g.cellRow(r, base, items[:i])
		base, items = base+int32(i), items[i:]
	}
	g.cellRow(r, base, items)
}

// secondRow returns where a second row begins on a line, whose line break was lost:
// at the label of a row behind figures and in front of others, or -1.
func (g *gather) secondRow(items []item) int {
	if i := g.secondText(items); i > 0 {
		return i
	}
	figures := false
	for i := range items {
		switch it := &items[i]; {
		case it.kind == valueItem:
			figures = true
		case figures && it.kind == wordsItem && it.label != none && i+1 < len(items) && items[i+1].kind == valueItem &&
			it.number.style != noNumbering && g.dict.hasKind(it.label, report.RowLabel):
			return i
		}
	}
	return -1
}

// cellRow reads the cells of one row, which begin at base in the scan.
func (g *gather) cellRow(r, base int32, items []item) {
	if g.textCells(base, items) {
		return
	}
	firstValue, lastWords, onlyFigures := unknown, unknown, true
	for i := range items {
		switch items[i].kind {
		case valueItem:
			if firstValue == unknown {
				firstValue = i
			}
		case wordsItem, proseItem:
			onlyFigures = onlyFigures && items[i].isFigureLike()
			if firstValue == unknown {
				lastWords = i
			}
		case blankItem:
		}
	}
	switch {
	case lastWords != unknown && onlyFigures:
		g.unlabelled(base, items)
	case lastWords != unknown:
		g.labelled(r, base, items, firstValue, lastWords)
	case firstValue != unknown:
		g.unlabelled(base, items)
	case g.acrossHeader() && g.blankRow == unknown:
		g.blankRow = r
	}
}

// flushBlankRow takes a row of empty cells for the figures of a table whose rows
// stand side by side, when no figures came after it.
func (g *gather) flushBlankRow() {
	r := g.blankRow
	g.blankRow = unknown
	if r == unknown || !g.acrossHeader() {
		return
	}
	o := g.begin(unknown)
	o.across = true
	g.fill(o, g.scan.first[r], g.scan.rowItems(r))
}

// unlabelled reads a row of figures without words: what follows a label that
// stood alone, or the figures beneath headers.
func (g *gather) unlabelled(base int32, items []item) {
	if p := g.waiting(); p != nil {
		g.fill(g.beginPartial(p), base, items)
		return
	}
	if o := g.current(); o != nil && g.countFigures(o.values) == 0 {
		g.fill(o, base, items)
		return
	}
	if values := g.indices(base, len(items)); g.acrossHeader() || g.isWhole(values) {
		g.across(values, true)
	}
}

// labelled reads a row with words. The last words in front of the figures that
// name a row of the form are its label.
func (g *gather) labelled(r, base int32, items []item, firstValue, lastWords int) {
	end := len(items)
	if firstValue != unknown {
		end = firstValue
	}
	labelAt, entity, headers := unknown, unknown, 0
	for i := range end {
		it := &items[i]
		if it.kind != wordsItem || it.label == none {
			continue
		}
		e, kind := g.resolve(it, g.followedByFigures(items, i, firstValue))
		g.labels = append(g.labels, labelNote{item: base + int32(i), entity: e})
		switch {
		case kind == report.RowLabel && (firstValue != unknown || !g.dict.across[g.dict.entities[e].table]):
			labelAt, entity = i, e
		case kind != report.GroupLabel:
			headers++
		}
		g.settle(it.label)
	}
	if headers > 0 && firstValue == unknown {
		g.headers(base, items)
		return
	}
	completed := g.pieces(r, base, items, labelAt, firstValue)
	switch {
	case completed != unknown:
		if o := &g.occurrences[completed]; len(o.values) == 0 {
			g.fill(o, base+int32(lastWords)+1, items[lastWords+1:])
		}
		g.open = completed
	case labelAt != unknown && !g.hidesLabel(items, labelAt, lastWords):
		g.fill(g.begin(entity, base+int32(labelAt)), base+int32(labelAt)+1, items[labelAt+1:])
	case firstValue != unknown:
		g.unknownRow(r, base, items, lastWords)
	}
}

// followedByFigures reports whether a label in a row of cells has figures of its
// own behind it, or the empty cells of figures that are missing.
func (g *gather) followedByFigures(items []item, i, firstValue int) bool {
	if firstValue != unknown {
		group := g.dict.hasKind(items[i].label, report.GroupLabel)
		for k := i + 1; k < firstValue; k++ {
			if items[k].kind == wordsItem && (items[k].label != none || items[k].number.style != noNumbering || group && !isShort(items[k].text)) {
				return false // the figures belong to the label nearer to them, misspelt perhaps
			}
		}
		return true
	}
	for k := i + 1; k < len(items); k++ {
		if items[k].kind != blankItem {
			return false
		}
	}
	return i+1 < len(items) && items[i].number.style != noNumbering && !g.headsGroup(&items[i], items[i+1:])
}

// headsGroup reports whether a label that may be that of a group has the first row
// of the group behind it, with nothing but empty cells between. rest is what
// follows the label on its row.
func (g *gather) headsGroup(it *item, rest []item) bool {
	if it.label == none || !g.dict.hasKind(it.label, report.GroupLabel) {
		return false
	}
	row := it.row
	for {
		for i := range rest {
			switch {
			case rest[i].kind == blankItem:
			case rest[i].label == none:
				return false
			default:
				return g.dict.isMember(rest[i].label, it.label)
			}
		}
		if row++; int(row) >= len(g.scan.doc.Rows) {
			return false
		}
		rest = g.scan.rowItems(row)
	}
}

// headers records a row of headers.
func (g *gather) headers(base int32, items []item) {
	g.beginHeader()
	for i := range items {
		if items[i].kind == wordsItem {
			g.header = append(g.header, base+int32(i))
		}
	}
}

// pieces tries the words of a row of cells as pieces of labels that are broken
// over rows. It returns the occurrence whose label became complete, or unknown.
func (g *gather) pieces(r, base int32, items []item, labelAt, firstValue int) int {
	completed := unknown
	for i := range items {
		it := &items[i]
		switch {
		case it.kind != wordsItem:
		case it.label != none:
			if g.dict.labels[it.label].prefix && i != labelAt {
				g.addPartial(r, it, base+int32(i))
			}
		default:
			followed := firstValue != unknown && i+1 == firstValue
			if o, ok := g.extend(it, base+int32(i), followed); ok {
				completed = max(completed, o)
			} else if firstValue == unknown && g.mayBegin(it) {
				g.addPartial(r, it, base+int32(i))
			}
		}
	}
	return completed
}

// hidesLabel reports whether words that are no label to the letter stand behind a
// label and are one nevertheless: the misspelt label of a row behind that of its
// group. Other words are values that cannot be read.
func (g *gather) hidesLabel(items []item, labelAt, lastWords int) bool {
	for i := labelAt + 1; i <= lastWords; i++ {
		if it := &items[i]; it.kind == wordsItem && it.label == none {
			return it.number.style != noNumbering && it.compactEnd > it.body || g.nearest(it) >= 0
		}
	}
	return false
}

// unknownRow records a row of figures whose words are no label to the letter.
func (g *gather) unknownRow(r, base int32, items []item, lastWords int) {
	it := &items[lastWords]
	first, rest := base+int32(lastWords)+1, items[lastWords+1:]
	switch {
	case g.acrossHeader() && g.nearest(it) < 0:
		g.across(g.indices(first, len(rest)), true)
	case g.table == unknown:
	case g.mayBegin(it):
		g.addPartial(r, it, base+int32(lastWords))
		g.fill(g.beginPartial(&g.partials[len(g.partials)-1]), first, rest)
	default:
		g.fill(g.beginMisspelt(it, base+int32(lastWords)), first, rest)
	}
}
