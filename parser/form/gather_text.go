package form

import (
	"strings"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// Rows may hold words instead of figures. Words are told from labels by what they stand
// behind: whatever follows the label of such a row is its text.

// wordsRow returns the row of words that a label names, or unknown.
func (g *gather) wordsRow(it *item) int {
	if !g.dict.words || it.kind != wordsItem || it.label == none || !g.dict.hasKind(it.label, report.RowLabel) {
		return unknown
	}
	entity, kind := g.resolve(it, true)
	if kind != report.RowLabel || !g.dict.entities[entity].words {
		return unknown
	}
	return entity
}

// textBehind reads the label of a row of words on a line of spaced words, with all that
// stands behind it in front of the label of another row. It returns how many items
// these are, or 0.
func (g *gather) textBehind(r int32, items []item, i int) int {
	if g.scan.doc.Rows[r].Kind == document.Stream {
		return 0
	}
	entity := g.wordsRow(&items[i])
	end := i + 1
	for end < len(items) && (items[end].label == none || !g.dict.hasKind(items[end].label, report.RowLabel)) {
		end++
	}
	if entity == unknown || end == i+1 {
		return 0
	}
	base := g.scan.first[r]
	value := base + int32(i) + 1
	if end > i+2 {
		value = g.joinText(items[i+1 : end])
	}
	g.named(&items[i], base+int32(i), entity)
	o := g.begin(entity, base+int32(i))
	o.values, o.lines, o.besideLabel = []int32{value}, 1, true
	g.open = unknown
	return end - i
}

// joinText makes one item of words that stand side by side.
func (g *gather) joinText(items []item) int32 {
	whole := items[0]
	whole.label, whole.kind = none, wordsItem
	if last := items[len(items)-1].span; last != whole.span {
		whole.span = whole.span.Join(last)
		whole.text = g.scan.doc.Source.Slice(whole.span)
		return g.scan.extra(whole)
	}
	// Words of a cell that differs from its source have its place.
	texts := make([]string, len(items))
	for i := range items {
		texts[i] = items[i].text
	}
	whole.text = strings.Join(texts, " ")
	return g.scan.extra(whole)
}

// named notes the label of a row of words and moves to its table.
func (g *gather) named(it *item, index int32, entity int) {
	g.labels = append(g.labels, labelNote{item: index, entity: entity})
	g.settle(it.label)
}

// textCells reads a row of cells that begins with the label of a row of words, behind
// those of its groups perhaps, and reports whether it is one.
func (g *gather) textCells(base int32, items []item) bool {
	if !g.dict.words {
		return false
	}
	for i := range items {
		it := &items[i]
		if it.kind == blankItem {
			continue
		}
		if it.label == none {
			return false
		}
		if entity := g.wordsRow(it); entity != unknown {
			g.named(it, base+int32(i), entity)
			g.fill(g.begin(entity, base+int32(i)), base+int32(i)+1, items[i+1:])
			return true
		}
		if !g.dict.hasKind(it.label, report.GroupLabel) {
			return false
		}
		entity, _ := g.resolve(it, false)
		g.labels = append(g.labels, labelNote{item: base + int32(i), entity: entity})
		g.settle(it.label)
	}
	return false
}

// secondText returns where, on a line that begins with a row of words, the label of
// another row stands behind its text, or -1.
func (g *gather) secondText(items []item) int {
	if !g.dict.words {
		return -1
	}
	first := -1
	for i := range items {
		it := &items[i]
		switch {
		case it.kind != wordsItem || it.label == none || !g.dict.hasKind(it.label, report.RowLabel):
		case first >= 0 && i > first+1:
			return i
		case first < 0 && g.wordsRow(it) != unknown:
			first = i
		}
	}
	return -1
}

// textBelow gives the open row of words, whose label stood alone on the line in front,
// the words of the line up to the label of another row. It returns how many items these
// are.
func (g *gather) textBelow(r int32, items []item) int {
	o := g.current()
	if o == nil || o.entity == unknown || !g.dict.entities[o.entity].words || len(o.values) > 0 || len(o.label) == 0 ||
		g.scan.items[o.label[len(o.label)-1]].row+1 != r {
		return 0
	}
	end := 0
	for end < len(items) && items[end].label == none {
		end++
	}
	if end == 0 {
		return 0
	}
	value := g.scan.first[r]
	if end > 1 {
		value = g.joinText(items[:end])
	}
	o.values, o.lines = append(o.values, value), 1
	g.open = unknown
	return end
}
