package form

import (
	"slices"
	"unicode/utf8"

	"github.com/gouji/gouji/report"
)

// partial is the first piece of a label that is broken over cells or lines.
type partial struct {
	text   string // compact
	number numbering
	items  []int32
	row    int32
	// occurrence is the row whose figures were met before the label was complete,
	// or unknown.
	occurrence int
}

// partialRows is how many rows may lie between the pieces of a label.
const partialRows = 10

// mayBegin reports whether words are the first piece of a longer label. A single
// character is one only with a number in front.
func (g *gather) mayBegin(it *item) bool {
	text := g.scan.body(it)
	least := minPrefixRunes
	if it.number.style != noNumbering {
		least = 1
	}
	return utf8.RuneCountInString(text) >= least && g.dict.isPrefix(text)
}

// unfinished reports whether the open row has no figures yet and a label that goes
// on: what stands between it and its figures belongs to something beside it.
func (g *gather) unfinished() bool {
	o := g.current()
	if o == nil || len(o.values) > 0 {
		return false
	}
	return slices.ContainsFunc(g.partials, func(p partial) bool {
		return p.occurrence == g.open && g.dict.lookup([]byte(p.text)) < 0
	})
}

// addPartial remembers what may be the first piece of a label.
func (g *gather) addPartial(r int32, it *item, index int32) {
	g.partials = append(g.partials, partial{text: g.scan.body(it), number: it.number, items: []int32{index}, row: r, occurrence: unknown})
}

// beginPartial records the row of an incomplete label, whose figures were met.
func (g *gather) beginPartial(p *partial) *occurrence {
	o := g.begin(unknown, p.items...)
	p.occurrence = g.open
	return o
}

// extend tries words as the continuation of one of the labels that are
// incomplete, the latest first, and reports whether they are one. Where they
// complete the label of a row, it returns the occurrence, else unknown. followed
// says that figures come next.
func (g *gather) extend(it *item, index int32, followed bool) (occurrence int, ok bool) {
	piece := g.scan.whole(it)
	if piece == "" {
		return unknown, false // punctuation continues everything
	}
	for i := len(g.partials) - 1; i >= 0; i-- {
		p := &g.partials[i]
		joined := p.text + piece
		id := g.dict.lookup([]byte(joined))
		longer := g.dict.isPrefix(joined)
		if id < 0 && !longer {
			continue
		}
		p.text, p.items, p.row = joined, append(p.items, index), it.row
		if id < 0 {
			return unknown, true
		}
		done := *p
		if !longer {
			g.partials = slices.Delete(g.partials, i, i+1)
		}
		return g.complete(done, id, followed), true
	}
	return unknown, false
}

// complete records a label whose pieces were found. It returns the occurrence of
// the row that it names, or unknown.
func (g *gather) complete(p partial, id int32, followed bool) int {
	whole := g.scan.items[p.items[0]]
	whole.label = id
	for _, i := range p.items {
		whole.span = whole.span.Join(g.scan.items[i].span)
	}
	whole.text = g.scan.pieces(p.items)
	whole.compact, whole.compactEnd = g.scan.store(p.text)
	whole.body = whole.compact
	g.forget(p.items)
	index := g.scan.extra(whole)
	g.pieceItems[index] = slices.Clone(p.items)
	g.settle(id)
	entity, kind := g.resolve(&whole, followed || p.occurrence != unknown)
	g.labels = append(g.labels, labelNote{item: index, entity: entity})
	switch {
	case kind == report.RowLabel && p.occurrence != unknown:
		g.open = p.occurrence
		o := &g.occurrences[p.occurrence]
		o.entity, o.table, o.label = entity, g.dict.entities[entity].table, []int32{index}
		return p.occurrence
	case kind == report.RowLabel && !g.dict.across[g.dict.entities[entity].table]:
		g.begin(entity, index)
		return g.open
	case kind == report.GroupLabel:
	default:
		g.addHeader(index)
	}
	return unknown
}

// forget takes back what was made of the pieces of a label.
func (g *gather) forget(pieces []int32) {
	isPiece := func(i int32) bool { return slices.Contains(pieces, i) }
	g.labels = slices.DeleteFunc(g.labels, func(n labelNote) bool { return isPiece(n.item) })
	current := slices.DeleteFunc(g.header[g.headerFrom:], isPiece)
	g.header = g.header[:int(g.headerFrom)+len(current)]
}

// waiting returns the latest incomplete label that can only be that of a row and
// has no figures yet, or nil.
func (g *gather) waiting() *partial {
	for i := len(g.partials) - 1; i >= 0; i-- {
		if p := &g.partials[i]; p.occurrence == unknown && g.dict.beginsRowsOnly(p.text, p.number) {
			return p
		}
	}
	return nil
}

// dropGroups forgets the names of groups that might have been the first pieces of
// labels, once one of their rows is met.
func (g *gather) dropGroups(row int32) {
	g.partials = slices.DeleteFunc(g.partials, func(p partial) bool {
		label := g.scan.items[p.items[0]].label
		return len(p.items) == 1 && p.occurrence == unknown && label != none && label != row &&
			g.dict.hasKind(label, report.GroupLabel) && g.dict.isMember(row, label)
	})
}
