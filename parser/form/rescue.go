package form

import (
	"slices"

	"github.com/gouji/gouji/report"
)

// rescue recognises a label that is cut off, or badly misspelt: between two rows
// that are known lies exactly one that is not, and the wordings have more in
// common than not.
func (b *builder) rescue(index int) bool {
	o := &b.gather.occurrences[index]
	if len(o.label) == 0 || o.table == unknown || b.rescues >= maxNearest {
		return false
	}
	b.rescues++
	d := b.family.dictionary
	text := b.scan.compactOf(o.label)
	entity := d.truncated(text, o.table)
	if entity == unknown {
		entity = b.between(index)
		if entity == unknown || !d.resembles(text, entity) {
			return false
		}
	}
	o.entity, o.misspelt = entity, true
	b.gather.labels = append(b.gather.labels, labelNote{o.label[0], entity, true})
	b.row(index, o)
	return true
}

// between returns the only row of the form that belongs between the rows before
// and behind an occurrence, or unknown.
func (b *builder) between(index int) int {
	occurrences := b.gather.occurrences
	before, after := unknown, unknown
	for i := index - 1; i >= 0 && before == unknown; i-- {
		before = b.rowOf(&occurrences[i])
	}
	for i := index + 1; i < len(occurrences) && after == unknown; i++ {
		after = b.rowOf(&occurrences[i])
	}
	row := before + 1
	if before == unknown || after != row+1 || !b.schema.Blocks[b.schema.Rows[before].Block].Rows.Contains(row) {
		return unknown
	}
	return slices.IndexFunc(b.family.dictionary.entities, func(e entity) bool {
		return e.kind == report.RowLabel && e.forms[b.form].index == row
	})
}

// rowOf returns the row of the form that an occurrence is, or -1.
func (b *builder) rowOf(o *occurrence) int {
	if o.entity < 0 {
		return -1
	}
	return b.family.dictionary.entities[o.entity].forms[b.form].index
}

// isWithin reports whether rows that the table is read from stand before and behind
// an occurrence.
func (b *builder) isWithin(index, table int) bool {
	before, behind := false, false
	for _, i := range b.best {
		if i < 0 || b.gather.occurrences[i].table != table {
			continue
		}
		before, behind = before || i < index, behind || i > index
	}
	return before && behind
}

// stray records a row of figures whose label is not known, if it stands among the
// rows of its table or has as many figures as they: another table behind it has
// labels of its own. A line of text with a number in it is none.
func (b *builder) stray(index int, o *occurrence) {
	if len(b.windows.figures(b.scan, o.values)) < b.family.columnsOf(unknown, o.table) && !b.isWithin(index, o.table) {
		return
	}
	t := -1
	if o.table >= 0 {
		t = b.family.tableOf[b.form][o.table]
	}
	columns := b.family.columnsOf(unknown, o.table)
	if n := len(b.windows.figures(b.scan, o.values)); n == 0 || !o.ends && (n < 2 || n < columns-1) {
		return
	}
	label := b.labelText(o)
	b.report.Strays = append(b.report.Strays, report.Stray{Table: t, Text: label.text, Span: label.span})
}
