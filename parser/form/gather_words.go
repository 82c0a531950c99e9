package form

import (
	"strings"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// words reads a line whose cells are separated by spaces, or a piece of a stream.
func (g *gather) words(r int32, items []item) {
	if g.isRunningText(r, items) {
		g.prose()
		return
	}
	for i := g.textBelow(r, items); i < len(items); {
		switch items[i].kind {
		case proseItem:
			g.prose()
			i++
		case wordsItem:
			if n := g.textBehind(r, items, i); n > 0 {
				i += n
				continue
			}
			g.word(r, items, i)
			i++
		default:
			j := i
			for j < len(items) && (items[j].kind == valueItem || items[j].kind == blankItem) {
				j++
			}
			g.figures(r, items, i, j)
			i = j
		}
	}
}

// isRunningText reports whether a line is a piece of running text, whatever words and
// figures stand in it: a sentence ends in the middle of words that are no label, or a
// figure is followed by its unit and then by more words. Where cells hold words, they may
// be sentences.
func (g *gather) isRunningText(r int32, items []item) bool {
	if g.scan.doc.Rows[r].Kind != document.Paragraph || g.dict.words {
		return false
	}
	for i := range items {
		it := &items[i]
		if it.kind != wordsItem || it.label != none {
			continue
		}
		end := strings.IndexAny(it.text, "，。；、（(：")
		switch {
		case strings.ContainsAny(it.text, "。；"):
			return true
		case end > 0 && i > 0 && items[i-1].kind == valueItem && g.scan.family.values.isUnit(it.text[:end]):
			return true
		}
	}
	return false
}

// word reads one item of words.
func (g *gather) word(r int32, items []item, i int) {
	it, index := &items[i], g.scan.first[r]+int32(i)
	stream := g.scan.doc.Rows[r].Kind == document.Stream
	if it.label == none {
		g.unknownWord(r, items, i)
		return
	}
	if i > 0 && items[i-1].label == it.label {
		return // a merged cell that was written into each place over which it extends
	}
	next := g.kindAfter(r, items, i)
	followed := next == valueItem || next == blankItem && it.number.style != noNumbering && !g.headsGroup(it, items[i+1:])
	entity, kind := g.resolve(it, followed)
	g.labels = append(g.labels, labelNote{item: index, entity: entity})
	g.settle(it.label)
	onRow := i+1 < len(items) && items[i+1].kind == valueItem
	begun := unknown
	switch {
	case kind == report.RowLabel && (onRow || !g.dict.across[g.dict.entities[entity].table]):
		o := g.begin(entity, index)
		o.visible, o.inText = stream, !stream && g.isSentence(items)
		begun = g.open
		g.dropGroups(it.label)
	case kind == report.GroupLabel:
	default:
		g.addHeader(index)
	}
	if g.dict.labels[it.label].prefix {
		g.addPartial(r, it, index)
		g.partials[len(g.partials)-1].occurrence = begun
	}
}

// unknownWord reads words that are no label: a piece of one, a misspelt one, a
// value that cannot be read, or nothing to the purpose.
func (g *gather) unknownWord(r int32, items []item, i int) {
	it, index := &items[i], g.scan.first[r]+int32(i)
	stream := g.scan.doc.Rows[r].Kind == document.Stream
	followed := g.kindAfter(r, items, i) == valueItem
	if _, ok := g.extend(it, index, followed); ok {
		return
	}
	if label, figure, ok := g.glued(it); ok {
		g.scan.items[index] = label
		items[i] = label
		g.word(r, items, i)
		if o := g.current(); o != nil {
			o.values, o.lines = append(o.values, g.scan.extra(figure)), o.lines+1
		}
		return
	}
	data := stream || i+1 == len(items) || !g.isText(&items[i+1])
	o := g.taker(i, stream)
	switch {
	case o != nil && data && standsForFigure(o, items, i, stream):
		o.values = append(o.values, index)
	case data && it.isFigureLike() && g.acrossHeader() && g.inHeader():
		g.across(g.indices(index, 1), stream)
	case it.number.style == noNumbering && it.compactEnd == it.body:
		// Punctuation alone, such as the bracket that ends a label on its last line.
	case g.mayBegin(it):
		g.addPartial(r, it, index)
	case followed && it.number.style == noNumbering && g.unfinished() && g.nearest(it) < 0:
	case followed && g.table != unknown && !g.dict.across[g.table] && it.compactEnd > it.body:
		o := g.beginMisspelt(it, index)
		o.visible, o.inText = stream, !stream && g.isSentence(items)
	default:
		g.open = unknown
	}
}

// standsForFigure reports whether words stand in the place of a figure of a row.
func standsForFigure(o *occurrence, items []item, i int, stream bool) bool {
	it := &items[i]
	switch {
	case it.number.style != noNumbering:
		return false
	case it.isFigureLike(), i > 0 && items[i-1].kind == valueItem && isShort(it.text):
		return true
	}
	return (len(o.values) > 0 || i > 0 || stream) && looksLikeFigure(it.text)
}

// taker returns the open row if it may take a value that cannot be read, or nil
// where its figures are complete.
func (g *gather) taker(i int, stream bool) *occurrence {
	o := g.current()
	switch {
	case o == nil:
	case !stream && i == 0 && o.besideLabel && g.scan.family.hasWidth(o.entity, g.countFigures(o.values)):
		return nil // all of them stand beside the label
	case o.across && len(o.values) >= g.scan.family.acrossColumns[o.table]:
		g.open = unknown
		return nil
	}
	return o
}

// isOther reports whether words with a number of their own stand in front of
// figures and have not become the label of the open row.
func (g *gather) isOther(it *item) bool {
	return it.kind == wordsItem && it.label == none && it.number.style != noNumbering &&
		(g.current() == nil || it.row != g.scan.items[g.current().label[len(g.current().label)-1]].row)
}

// kindAfter returns the kind of what follows an item, on its row or the next.
func (g *gather) kindAfter(r int32, items []item, i int) itemKind {
	if i+1 < len(items) {
		return items[i+1].kind
	}
	if next := g.scan.first[r+1]; next < g.scan.first[len(g.scan.first)-1] {
		return g.scan.items[next].kind
	}
	return proseItem
}

// glued splits a label from a figure that a PDF has run together with it.
func (g *gather) glued(it *item) (label, figure item, ok bool) {
	n := len(strings.TrimRight(it.text, "0123456789,."))
	if n == 0 || n == len(it.text) || it.span.Len() != len(it.text) {
		return item{}, item{}, false
	}
	head, tail := it.span, it.span
	head.End = head.Start + int32(n)
	tail.Start = head.End
	label = g.scan.classify(it.row, it.cell, it.text[:n], head)
	figure = g.scan.classify(it.row, it.cell, it.text[n:], tail)
	return label, figure, label.label != none && figure.kind == valueItem
}

// isSentence reports whether running text stands on the line.
func (g *gather) isSentence(items []item) bool {
	for i := range items {
		if g.isText(&items[i]) {
			return true
		}
	}
	return false
}

// isText reports whether an item is a word of running text: neither a label, or a
// piece of one, nor anything that may stand in place of a figure.
func (g *gather) isText(it *item) bool {
	switch it.kind {
	case proseItem:
		return true
	case wordsItem:
		return it.label == none && !looksLikeFigure(it.text) && !isShort(it.text) && !g.mayBegin(it)
	case valueItem, blankItem:
	}
	return false
}

// figures reads figures that stand side by side, or alone on their line: the items
// of the row from first to end.
func (g *gather) figures(r int32, items []item, first, end int) {
	values := g.indices(g.scan.first[r]+int32(first), end-first)
	stream := g.scan.doc.Rows[r].Kind == document.Stream
	blank := items[first].kind == blankItem
	if !stream && first == 0 && end < len(items) && !hasDigit(items[:end]) {
		return // a word of the group beside the row that also says that there is no figure
	}
	if p := g.waiting(); p != nil && !blank {
		if !stream && len(values) == g.scan.family.columnsOf(unknown, g.table)+1 && !hasDigit(items[first:first+1]) {
			values = values[1:] // again a word of the group
		}
		o := g.beginPartial(p)
		o.values, o.visible, o.lines = values, stream, 1
		return
	}
	if first > 0 && !stream && g.isOther(&items[first-1]) {
		g.strayFigures() // figures of a row whose label is not known
		return
	}
	if o := g.current(); o != nil && !o.across {
		g.appendFigures(o, values, first, stream)
		return
	}
	text := first > 0 && g.isText(&items[first-1]) || end < len(items) && g.isText(&items[end])
	switch {
	case text && !stream:
		// A number in a sentence.
	case g.acrossHeader(), g.isWhole(values):
		g.across(values, stream)
	case blank:
	default:
		g.strayFigures()
	}
}

// appendFigures gives the open row further figures, which begin at the item first of
// their line, unless it has all that it can have.
func (g *gather) appendFigures(o *occurrence, values []int32, first int, stream bool) {
	have, full := g.countFigures(o.values), g.scan.family.columnsOf(o.entity, o.table)
	switch {
	case stream || first > 0 || have == 0:
	case o.ends, o.besideLabel && g.scan.family.hasWidth(o.entity, have):
		g.strayFigures() // all its figures stand beside its label
		return
	case have+len(values) > full:
		o.overflow = true
		g.strayFigures()
		return
	}
	o.besideLabel = o.besideLabel || first > 0 && have == 0
	o.values, o.lines = append(o.values, values...), o.lines+1
}
