package form

import (
	"slices"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// builder makes the report of one part of a document.
type builder struct {
	family *family
	scan   *scan
	gather *gather
	part   documentPart

	form     int // index in the family
	schema   *report.Schema
	headings []report.Heading
	report   *report.Report
	windows  windows
	headers  map[headerKey]*header
	// best holds the occurrence that each row of the schema is read from, or -1.
	best []int
}

// Weights of what speaks for a form: its title, its headings, the labels of its
// rows and those of its columns.
const (
	titleWeight   = 0.15
	headingWeight = 0.35
	rowWeight     = 0.35
	columnWeight  = 0.15
	// yearWeight tells editions apart that fit equally well.
	yearWeight = 0.01
)

// build reads the part of the document with the form that fits best, or with the
// one that is asked for.
func (b *builder) build(formID string) (*report.Report, *Form) {
	titleRow := int32(-1)
	if b.part.title != nil {
		titleRow = b.part.title.first
	}
	var candidates []headingCandidate
	for _, h := range b.scan.headings {
		if h.row >= b.part.first && h.row < b.part.end {
			candidates = append(candidates, h)
		}
	}
	b.headings = chooseHeadings(candidates, len(b.family.sections), titleRow)
	b.gather.run(b.scan, b.part.first, b.part.end, b.sectionTable)

	score := 0.0
	b.form = -1
	for i, f := range b.family.forms {
		if formID != "" && f.ID != formID {
			continue
		}
		if s := b.score(i); b.form < 0 || s > score {
			b.form, score = i, s
		}
	}
	form := b.family.forms[b.form]
	b.schema = form.Schema
	b.report = &report.Report{
		Source: b.scan.doc.Source, Schema: form.Schema, Score: min(score, 1), Span: b.partSpan(),
		Sections: make([]report.Section, len(form.Schema.Sections)),
		Tables:   make([]report.Table, len(form.Schema.Tables)),
		Rows:     make([]report.Row, len(form.Schema.Rows)),
		Columns:  make([]report.Column, len(form.Schema.Columns)),
		Fields:   make([]report.Field, len(form.Schema.Cells)),
		Choices:  make([]int, len(form.Schema.Alternatives)),
	}
	if b.part.title != nil {
		b.report.Title = b.part.title.title
	} else {
		b.report.Title.Span = report.Span{Start: b.report.Span.Start, End: b.report.Span.Start}
	}
	b.sections()
	b.learnWindows()
	b.rows()
	b.chooseAlternatives()
	b.anchors()
	b.labels()
	return b.report, form
}

// partSpan returns the span of the rows of the part.
func (b *builder) partSpan() report.Span {
	rows := b.scan.doc.Rows[b.part.first:b.part.end]
	if len(rows) == 0 {
		return report.Span{}
	}
	return rows[0].Span().Join(rows[len(rows)-1].Span())
}

// sectionTable returns the table that a heading on the row announces.
func (b *builder) sectionTable(row int32) (table int, ok bool) {
	span := b.scan.doc.Rows[row].Span()
	for i := range b.headings {
		h := &b.headings[i]
		if h.Span.Start < span.Start || h.Span.Start > span.End {
			continue
		}
		for f, form := range b.family.forms {
			section := b.family.sectionOf[f][h.Section]
			for t := range form.Schema.Tables {
				if section >= 0 && form.Schema.Tables[t].Section == section {
					return slices.Index(b.family.dictionary.tables, form.Schema.Tables[t].Key), true
				}
			}
		}
		return -1, true
	}
	return -1, false
}

// metEntities marks the entities whose labels the document has in a wording that
// the form knows.
func (b *builder) metEntities(f int) []bool {
	d := b.family.dictionary
	met := make([]bool, len(d.entities))
	for _, n := range b.gather.labels {
		if n.misspelt {
			met[n.entity] = true
			continue
		}
		for _, s := range d.labels[b.scan.items[n.item].label].senses {
			if s.entity == n.entity && s.known&(1<<f) != 0 {
				met[n.entity] = true
			}
		}
	}
	return met
}

// score says how much of a form the document has.
func (b *builder) score(f int) float64 {
	form := b.family.forms[f]
	d := b.family.dictionary
	score, weights := 0.0, 0.0
	part := func(weight float64, found, total int) {
		if total > 0 {
			score += weight * float64(found) / float64(total)
			weights += weight
		}
	}
	found := 0
	if b.part.title != nil {
		found = 1
	}
	part(titleWeight, found, min(len(form.title.patterns), 1))

	seen := make([]bool, len(b.family.sections))
	found = 0
	for _, h := range b.headings {
		if h.Used && !seen[h.Section] && b.family.sectionOf[f][h.Section] >= 0 {
			seen[h.Section] = true
			found++
		}
	}
	part(headingWeight, found, len(form.Schema.Sections))

	met := b.metEntities(f)
	rows, rowsFound, columns, columnsFound := 0, 0, 0, 0
	for i := range d.entities {
		at := d.entities[i].forms[f]
		if at.index < 0 || !at.own {
			continue
		}
		switch d.entities[i].kind {
		case report.RowLabel:
			rows++
			if met[i] {
				rowsFound++
			}
		case report.ColumnLabel:
			columns++
			if met[i] {
				columnsFound++
			}
		default:
		}
	}
	part(rowWeight, rowsFound, rows)
	part(columnWeight, columnsFound, columns)
	if weights > 0 {
		score /= weights
	}
	if t := b.part.title; t != nil && t.title.Year != 0 && score > 0 && form.Schema.Years.Contains(t.title.Year) {
		score += yearWeight
	}
	return score
}

// sections fills the sections and their bodies.
func (b *builder) sections() {
	r := b.report
	for i := range r.Sections {
		r.Sections[i].Heading = -1
	}
	for _, h := range b.headings {
		if h.Section = b.family.sectionOf[b.form][h.Section]; h.Section < 0 {
			continue
		}
		if h.Used {
			r.Sections[h.Section].Found = true
			r.Sections[h.Section].Heading = len(r.Headings)
		}
		r.Headings = append(r.Headings, h)
	}
	for i := range r.Sections {
		s := &r.Sections[i]
		if !s.Found {
			continue
		}
		h := &r.Headings[s.Heading]
		s.Anchor = h.Span
		end := r.Span.End
		for k := range r.Headings {
			if other := &r.Headings[k]; other.Used && other.Span.Start > h.Span.Start {
				end = min(end, other.Span.Start)
			}
		}
		s.Body = report.Span{Start: min(h.Span.End, end), End: end}
		s.Empty = b.isEmpty(s.Body)
	}
}

// isEmpty reports whether no row in the span says anything: headings that were
// recognised as such and furniture do not count.
func (b *builder) isEmpty(body report.Span) bool {
	for i := b.part.first; i < b.part.end; i++ {
		row := &b.scan.doc.Rows[i]
		span := row.Span()
		if span.End <= body.Start || span.Start >= body.End {
			continue
		}
		if slices.ContainsFunc(b.headings, func(h report.Heading) bool { return h.Span == span }) {
			continue
		}
		if only, ok := row.Only(); ok {
			text := only.Text
			if span.Start < body.Start { // the heading is on the same line
				text = b.scan.doc.Source.Slice(report.Span{Start: body.Start, End: span.End})
			}
			if b.family.isFurniture(text) {
				continue
			}
		} else if !slices.ContainsFunc(row.Cells, func(c document.Cell) bool { return c.Text != "" }) {
			continue
		}
		return false
	}
	return true
}

// learnWindows collects where figures stand in complete rows.
func (b *builder) learnWindows() {
	b.windows = windows{shapes: map[shape]window{}, loose: b.gather.loose, scratch: b.windows.scratch}
	b.headers = map[headerKey]*header{}
	for i := range b.gather.occurrences {
		o := &b.gather.occurrences[i]
		if o.across || o.entity < 0 {
			continue
		}
		b.windows.learn(b.scan, o, b.family.columnsOf(o.entity, unknown))
	}
}

// rows reads every occurrence into the fields.
func (b *builder) rows() {
	b.best = make([]int, len(b.schema.Rows))
	for i := range b.best {
		b.best[i] = -1
	}
	for i := range b.gather.occurrences {
		o := &b.gather.occurrences[i]
		switch {
		case o.across:
			b.acrossRow(o)
		case o.entity < 0 && !b.rescue(i):
			b.stray(o)
		case o.entity < 0:
		default:
			b.row(i, o)
		}
	}
}

// row reads a row that has a label of its own.
func (b *builder) row(index int, o *occurrence) {
	form, h := b.blockOf(o)
	if form == unknown {
		return
	}
	schema := b.family.forms[form].Schema
	row := b.family.dictionary.entities[o.entity].forms[form].index
	columns := schema.Blocks[schema.Rows[row].Block].Columns
	a := b.windows.align(b.scan, o, columns.Len(), h)
	if !a.exact {
		b.byHeader(o, &a, h)
	}
	own := form == b.form
	if own && !b.takes(o, row, &a) {
		return
	}
	label := b.labelText(o)
	for k, v := range a.columns {
		offset := k
		if !a.named {
			offset = h.order[k]
		}
		column := columns.First + offset
		f := report.Field{Span: label.span}
		if v != unread {
			f = b.read(o.values[v], schema.Columns[column].Type)
			if f.Unit == "" {
				f.Unit = h.units[offset]
			}
		} else if a.exact && a.width == columns.Len() {
			f.State = report.Blank
		}
		cell := schema.CellAt(row, column)
		if own {
			b.column(column, h, offset)
			b.report.Fields[cell] = f
			continue
		}
		b.foreign(&schema.Cells[cell], f, h.items[offset])
	}
	if !own {
		// A row of the form under the columns of another: it is there, its own
		// cells are not.
		if row = b.family.dictionary.entities[o.entity].forms[b.form].index; row < 0 {
			return
		}
	}
	b.best[row] = index
	width := a.width
	if a.exact {
		width = columns.Len()
	}
	b.report.Rows[row] = report.Row{
		Found: true, Text: label.text, Span: label.span, Width: width, Expected: columns.Len(),
		Repeated: b.report.Rows[row].Repeated,
	}
}

// foreign records a cell of a sibling form, which the form in use may have under
// another header.
func (b *builder) foreign(spec *report.CellSpec, f report.Field, headerItem int32) {
	if target, ok := b.schema.Cell(spec.Key); ok {
		b.report.Fields[target] = f
		return
	}
	text := ""
	if headerItem != unread {
		text = b.scan.items[headerItem].text
	}
	b.report.Foreign = append(b.report.Foreign, report.ForeignField{Key: spec.Key, Label: spec.Label, Header: text, Field: f})
}

// takes decides between two occurrences of one row. It reports whether the new
// one is to be read. Where both are complete and differ, neither is believed.
func (b *builder) takes(o *occurrence, row int, a *alignment) bool {
	old := b.best[row]
	if old < 0 {
		return true
	}
	was := &b.gather.occurrences[old]
	a.columns = slices.Clone(a.columns) // the next alignment takes its place
	before := b.windows.align(b.scan, was, len(a.columns), nil)
	if a.exact && !before.exact || rank(o) > rank(was) {
		return true
	}
	if !a.exact || !before.exact || rank(o) < rank(was) {
		return false
	}
	for k := range a.columns {
		if x, y := a.columns[k], before.columns[k]; x == unread || y == unread ||
			b.scan.items[o.values[x]].text != b.scan.items[was.values[y]].text {
			b.report.Rows[row].Repeated = true
			cell := b.schema.Rows[row].Cells.First + k
			b.report.Fields[cell] = report.Field{Span: b.report.Rows[row].Span}
		}
	}
	return false
}

// rank says how certainly an occurrence is a row of a table and not a line of text.
func rank(o *occurrence) int {
	switch {
	case o.ends:
		return 2
	case o.visible:
		return 1
	case len(o.values) > 1:
		return 1
	}
	return 0
}

// blockOf decides which form's columns stand above a row: those of the form in
// use, unless the header has more columns that belong to a sibling's block of the
// row.
func (b *builder) blockOf(o *occurrence) (form int, h *header) {
	e := &b.family.dictionary.entities[o.entity]
	form = unknown
	for k := range b.family.forms {
		f := (b.form + k) % len(b.family.forms)
		at := e.forms[f]
		if at.index < 0 {
			continue
		}
		candidate := b.headerOver(o, f, b.family.forms[f].Schema.Rows[at.index].Block)
		if h == nil || candidate.matched > h.matched {
			form, h = f, candidate
		}
	}
	return form, h
}

// column records the header of a column, the first time it is met.
func (b *builder) column(column int, h *header, offset int) {
	c, item := &b.report.Columns[column], h.items[offset]
	if item == unread || c.Found {
		return
	}
	it := &b.scan.items[item]
	*c = report.Column{Found: true, Text: it.text, Span: it.span, Unit: h.units[offset]}
}

// read reads the value of an item.
func (b *builder) read(item int32, kind report.CellType) report.Field {
	it := &b.scan.items[item]
	f := b.family.values.read(it.text, kind)
	f.Span = it.span
	return f
}

// acrossRow reads the figures of a table whose rows stand side by side.
func (b *builder) acrossRow(o *occurrence) {
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
		if b.best[r] >= 0 {
			continue // a second line of figures under one header
		}
		label := b.acrossLabel(o, r)
		b.report.Rows[r] = report.Row{Found: true, Text: label.text, Span: label.span, Width: columns, Expected: columns}
		if !a.exact {
			b.report.Rows[r].Width, b.report.Rows[r].Expected = a.width, len(rows)*columns
		}
		b.best[r] = len(b.gather.occurrences)
		for k := range columns {
			column := block.Columns.First + order[k]
			cell := b.schema.CellAt(r, column)
			if v := a.columns[i*columns+k]; v != unread {
				b.report.Fields[cell] = b.read(o.values[v], b.schema.Columns[column].Type)
			} else {
				b.report.Fields[cell].Span = label.span
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
	d := b.family.dictionary
	for _, i := range b.gather.header[o.header[0]:o.header[1]] {
		id := b.scan.items[i].label
		if id == none {
			continue
		}
		for _, s := range d.labels[id].senses {
			e := &d.entities[s.entity]
			if r := e.forms[b.form].index; e.kind == report.RowLabel && e.table == o.table && r >= 0 && !slices.Contains(named, r) {
				named = append(named, r)
			}
		}
	}
	all := make([]int, block.Rows.Len())
	for i := range all {
		all[i] = block.Rows.First + i
	}
	columns := block.Columns.Len()
	if figures := len(b.windows.figures(b.scan, o.values)); len(named) > 0 && len(named) < len(all) && figures > 0 && figures <= len(named)*columns {
		slices.Sort(named)
		return named
	}
	return all
}

// acrossOrder returns the order of the columns beneath each upper header.
func (b *builder) acrossOrder(o *occurrence, columns report.Range) []int {
	n := columns.Len()
	order := make([]int, 0, n)
	d := b.family.dictionary
	for _, i := range b.gather.header[o.header[0]:o.header[1]] {
		id := b.scan.items[i].label
		if id == none || len(order) == n {
			continue
		}
		for _, s := range d.labels[id].senses {
			e := &d.entities[s.entity]
			if e.kind != report.ColumnLabel || e.table != o.table {
				continue
			}
			if c := e.forms[b.form].index; columns.Contains(c) {
				if slices.Contains(order, c-columns.First) {
					return identity(n)
				}
				order = append(order, c-columns.First)
			}
		}
	}
	if len(order) != n {
		return identity(n)
	}
	return order
}

// printed is a label as printed.
type printed struct {
	text string
	span report.Span
}

// labelText returns the label of an occurrence.
func (b *builder) labelText(o *occurrence) printed {
	if len(o.label) == 0 {
		return printed{}
	}
	p := printed{b.scan.pieces(o.label), b.scan.items[o.label[0]].span}
	for _, i := range o.label[1:] {
		p.span = p.span.Join(b.scan.items[i].span)
	}
	return p
}

// acrossLabel returns the upper header of a row.
func (b *builder) acrossLabel(o *occurrence, row int) printed {
	d := b.family.dictionary
	for _, i := range b.gather.header[o.header[0]:o.header[1]] {
		id := b.scan.items[i].label
		if id == none {
			continue
		}
		for _, s := range d.labels[id].senses {
			if e := &d.entities[s.entity]; e.kind == report.RowLabel && e.forms[b.form].index == row {
				return printed{b.scan.items[i].text, b.scan.items[i].span}
			}
		}
	}
	if len(o.values) > 0 {
		return printed{"", b.scan.items[o.values[0]].span}
	}
	return printed{}
}

// rescue recognises a label that is cut off, or badly misspelt: between two rows
// that are known lies exactly one that is not, and the wordings have more in
// common than not.
func (b *builder) rescue(index int) bool {
	o := &b.gather.occurrences[index]
	if len(o.label) == 0 || o.table == unknown {
		return false
	}
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

// stray records a row of figures whose label is not known. A line of text with a
// number in it is none.
func (b *builder) stray(o *occurrence) {
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

// chooseAlternatives picks, among the ways in which a group of rows may be
// printed, the one of which most rows have figures, then most are there.
func (b *builder) chooseAlternatives() {
	for alt, choices := range b.schema.Alternatives {
		bestFilled, bestFound := 0, 0
		for choice := range choices {
			filled, found := 0, 0
			for r := range b.schema.Rows {
				spec := &b.schema.Rows[r]
				if spec.Alternative != alt || spec.Choice != choice || !b.report.Rows[r].Found {
					continue
				}
				found++
				for c := spec.Cells.First; c < spec.Cells.End; c++ {
					if b.report.Fields[c].State >= report.Malformed {
						filled++
						break
					}
				}
			}
			if filled > bestFilled || filled == bestFilled && found > bestFound {
				b.report.Choices[alt], bestFilled, bestFound = choice, filled, found
			}
		}
	}
}

// anchors says where what is missing would be expected.
func (b *builder) anchors() {
	r := b.report
	start := report.Span{Start: r.Span.Start, End: r.Span.Start}
	if r.Title.Found {
		start = r.Title.Span
	}
	end := report.Span{Start: r.Span.End, End: r.Span.End}
	for i := range r.Sections {
		if !r.Sections[i].Found {
			r.Sections[i].Anchor = end
			for k := i + 1; k < len(r.Sections); k++ {
				if r.Sections[k].Found {
					r.Sections[i].Anchor = r.Headings[r.Sections[k].Heading].Span
					break
				}
			}
		}
	}
	for t := range r.Tables {
		spec := &b.schema.Tables[t]
		rows := report.Range{
			First: b.schema.Blocks[spec.Blocks.First].Rows.First,
			End:   b.schema.Blocks[spec.Blocks.End-1].Rows.End,
		}
		table := &r.Tables[t]
		table.Anchor = start
		if spec.Section >= 0 {
			table.Anchor = r.Sections[spec.Section].Anchor
		}
		last := table.Anchor
		for row := rows.First; row < rows.End; row++ {
			if r.Rows[row].Found {
				table.Found = true
				last = r.Rows[row].Span
				continue
			}
			// The row before it, or the table, shows where it belongs.
			r.Rows[row].Span = last
			r.Rows[row].Expected = b.schema.Blocks[b.schema.Rows[row].Block].Columns.Len()
			for c := b.schema.Rows[row].Cells.First; c < b.schema.Rows[row].Cells.End; c++ {
				r.Fields[c].Span = last
			}
		}
	}
	for c := range r.Columns {
		if !r.Columns[c].Found {
			r.Columns[c].Span = r.Tables[b.schema.Blocks[b.schema.Columns[c].Block].Table].Anchor
		}
	}
}

// labels lists the labels that were met.
func (b *builder) labels() {
	d := b.family.dictionary
	b.report.Labels = make([]report.Label, 0, len(b.gather.labels))
	for _, n := range b.gather.labels {
		it := &b.scan.items[n.item]
		e := &d.entities[n.entity]
		l := report.Label{Kind: e.kind, Key: e.name, Text: it.text, Span: it.span, Misspelt: n.misspelt}
		meant := sense{known: 1 << b.form}
		if it.label != none && !n.misspelt {
			for _, s := range d.labels[it.label].senses {
				if s.entity == n.entity {
					meant = s
				}
			}
		}
		l.Years = meant.years
		for k := range b.family.forms {
			f := (b.form + k) % len(b.family.forms)
			if at := e.forms[f]; at.index >= 0 && at.own && meant.known&(1<<f) != 0 {
				l.Official, l.Own = at.official, f == b.form
				l.Exact = meant.official&(1<<f) != 0 && b.scan.isExact(it)
				break
			}
		}
		if n.misspelt && l.Own {
			l.Years = d.entities[n.entity].years
		}
		b.report.Labels = append(b.report.Labels, l)
	}
	slices.SortStableFunc(b.report.Labels, func(x, y report.Label) int { return int(x.Span.Start - y.Span.Start) })
}

// isExact reports whether an item is its label to the letter, and not only
// without the remark in brackets behind it.
func (s *scan) isExact(it *item) bool {
	return string(s.arena[it.body:it.compactEnd]) == s.family.dictionary.labels[it.label].compact
}
