package form

import (
	"slices"

	"github.com/gouji/gouji/report"
)

// acrossRow reads the figures of a table whose rows stand side by side.
// A label with figures behind it elsewhere is not believed beside it.
func (b *builder) acrossRow(index int, o *occurrence) {
	t := -1
	if o.table >= 0 {
		t = b.family.tableOf[b.form][o.table]
	}
	if t < 0 {
		return
	}
	blockIndex := b.schema.Tables[t].Blocks.First
	block := b.schema.Blocks[blockIndex]
	rows := b.acrossRows(o, block)
	columns := block.Columns.Len()
	a := b.windows.align(b.scan, o, len(rows)*columns, nil)
	order := b.acrossOrder(o, block.Columns)
	h := b.headerOver(o, b.form, blockIndex)
	for k := range columns {
		b.column(block.Columns.First+k, h, k)
	}
	for i, r := range rows {
		if old := b.best[r]; old >= 0 && (b.gather.occurrences[old].across || !a.exact) {
			continue // a second line of figures under one header
		}
		label := b.acrossLabel(o, r)
		b.report.Rows[r] = report.Row{Found: true, Text: label.text, Span: label.span, Width: columns, Expected: columns}
		if !a.exact {
			b.report.Rows[r].Width, b.report.Rows[r].Expected = a.width, len(rows)*columns
		}
		b.best[r] = index
		for k := range columns {
			column := block.Columns.First + order[k]
			cell := b.schema.CellAt(r, column)
			if v := a.columns[i*columns+k]; v != unread {
				b.report.Fields[cell] = b.readItem(o.values[v], b.schema.Cells[cell].Type)
			} else {
				b.report.Fields[cell] = report.Field{Span: label.span}
				if a.exact {
					b.report.Fields[cell].State = report.Blank
				}
			}
		}
	}
}

// acrossRows returns the rows of the form that the header names, in its order,
// or all of them where the header does not name them apart.
func (b *builder) acrossRows(o *occurrence, block report.BlockSpec) []int {
	var named []int
	for _, s := range b.headed(o) {
		e := &b.family.dictionary.entities[s.entity]
		if r := e.forms[b.form].index; e.kind == report.RowLabel && e.table == o.table && r >= 0 && !slices.Contains(named, r) {
			named = append(named, r)
		}
	}
	all := make([]int, block.Rows.Len())
	for i := range all {
		all[i] = block.Rows.First + i
	}
	columns := block.Columns.Len()
	if o.visible && len(o.values) >= len(all)*columns {
		return all // one of the headers cannot be read
	}
	if figures := len(b.windows.figures(b.scan, o.values)); len(named) > 0 && len(named) < len(all) && figures > 0 && figures <= len(named)*columns {
		slices.Sort(named)
		return named
	}
	return all
}

// acrossOrder returns the order of the columns beneath each upper header, if all upper
// headers have the same columns beneath them in one order. Where a header is broken over
// lines, the order in which the labels become complete says nothing, and where one is
// missing or not known, those behind it stand in for it: the columns are taken to stand
// in the order of the form then.
func (b *builder) acrossOrder(o *occurrence, columns report.Range) []int {
	n := columns.Len()
	var met []int
	for i, s := range b.headed(o) {
		e := &b.family.dictionary.entities[s.entity]
		c := e.forms[b.form].index
		if e.kind != report.ColumnLabel || e.table != o.table || !columns.Contains(c) {
			continue
		}
		if pieced := int(i) >= int(b.scan.first[len(b.scan.first)-1]); pieced {
			return identity(n)
		}
		met = append(met, c-columns.First)
	}
	if len(met) == 0 || len(met)%n != 0 {
		return identity(n)
	}
	for i, c := range met {
		if c != met[i%n] || slices.Contains(met[:min(i, n)], c) && i < n {
			return identity(n)
		}
	}
	return met[:n]
}

// acrossLabel returns the upper header of a row.
func (b *builder) acrossLabel(o *occurrence, row int) printed {
	for i, s := range b.headed(o) {
		if e := &b.family.dictionary.entities[s.entity]; e.kind == report.RowLabel && e.forms[b.form].index == row {
			return printed{b.scan.items[i].text, b.scan.items[i].span}
		}
	}
	if len(o.values) > 0 {
		return printed{"", b.scan.items[o.values[0]].span}
	}
	return printed{}
}
