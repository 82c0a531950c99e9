package form

import (
	"strings"

	"github.com/gouji/gouji/report"
)

// Labels above the figures are known by their wording alone: a misspelt one has no figures
// of its own to show that it is one. It is looked for where other labels of the table
// stand, and told of; the figures are read without it.

// misspeltHeaders notes the words beside and between known labels that are most likely
// misspelt headers, captions and names of groups.
func (b *builder) misspeltHeaders() {
	tables := b.tablesOfRows()
	var taken map[int32]bool // few reports need it
	for r := b.part.first; r < b.part.end; r++ {
		items := b.scan.rowItems(r)
		table := tables[r-b.part.first]
		if table == unknown {
			if table = tableBetween(tables, int(r-b.part.first)); table == unknown || !onlyWords(items) {
				continue
			}
		}
		for i := range items {
			it, index := &items[i], b.scan.first[r]+int32(i)
			if it.kind == valueItem {
				break
			}
			if it.kind != wordsItem || it.label != none || b.rescues >= maxNearest {
				continue
			}
			b.rescues++
			e := b.family.dictionary.nearestHeader(b.scan.body(it), table, b.form)
			if e == unknown {
				continue
			}
			if taken == nil {
				taken = b.takenItems()
			}
			if !taken[index] {
				b.gather.labels = append(b.gather.labels, labelNote{index, e, true})
			}
		}
	}
}

// tablesOfRows returns, for each row of the part of the document, the table of the labels
// on it, or unknown.
func (b *builder) tablesOfRows() []int {
	tables := make([]int, b.part.end-b.part.first)
	for i := range tables {
		tables[i] = unknown
	}
	for _, n := range b.gather.labels {
		tables[b.scan.items[n.item].row-b.part.first] = b.family.dictionary.entities[n.entity].table
	}
	return tables
}

// tableBetween returns the table of a row without known labels: that of the rows on either
// side, if they have one.
func tableBetween(tables []int, row int) int {
	before, behind := unknown, unknown
	if row > 0 {
		before = tables[row-1]
	}
	if row+1 < len(tables) {
		behind = tables[row+1]
	}
	switch {
	case before == unknown:
		return behind
	case behind == unknown, before == behind:
		return before
	}
	return unknown
}

// onlyWords reports whether a row has one item that is not empty, and that is words.
func onlyWords(items []item) bool {
	words := 0
	for i := range items {
		switch items[i].kind {
		case blankItem:
		case wordsItem:
			words++
		default:
			return false
		}
	}
	return words == 1
}

// takenItems returns the items that are known to be something else: labels of rows, their
// values, and pieces of labels.
func (b *builder) takenItems() map[int32]bool {
	taken := map[int32]bool{}
	for i := range b.gather.occurrences {
		for _, item := range b.gather.occurrences[i].label {
			taken[item] = true
		}
		for _, item := range b.gather.occurrences[i].values {
			taken[item] = true
		}
	}
	for _, pieces := range b.gather.pieceItems {
		for _, item := range pieces {
			taken[item] = true
		}
	}
	return taken
}

// nearestHeader returns what a misspelt text that is no label of a row must name in a
// form, or unknown where nothing or more than one thing is near enough. What is contained
// in a label is most likely a piece of it.
func (d *dictionary) nearestHeader(compact string, table, form int) int {
	best, bestDistance, one := unknown, len(compact), false
	for id, distance := range d.slipsOf(compact, func(int32) bool { return true }) {
		l := &d.labels[id]
		if distance > bestDistance {
			continue
		}
		if strings.Contains(l.compact, compact) {
			return unknown
		}
		if distance < bestDistance {
			best, bestDistance, one = unknown, distance, true
		}
		for _, s := range l.senses {
			e := &d.entities[s.entity]
			switch {
			case e.table != table:
			case e.kind == report.RowLabel && !d.across[table], best != unknown && !d.isOneLabel(best, s.entity, form):
				one = false
			case best == unknown || e.forms[form].own:
				best = s.entity
			}
		}
	}
	if !one || best == unknown || !d.entities[best].forms[form].own {
		return unknown
	}
	return best
}

// isOneLabel reports whether two entities are one to the reader: a header that stands in
// several blocks.
func (d *dictionary) isOneLabel(a, b, form int) bool {
	x, y := &d.entities[a], &d.entities[b]
	return a == b || x.name == y.name && x.kind == report.ColumnLabel && x.forms[form].official == y.forms[form].official
}
