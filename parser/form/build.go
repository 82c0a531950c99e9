package form

import (
	"slices"
	"sort"

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
	// holes says, for each table, whether its rows show where empty cells are.
	holes map[int]bool
	// diagnosing says that labels that are not found are told of with what is nearest to
	// them, and not taken for misspelt.
	diagnosing bool
	// rescues counts the rows whose labels were looked at once more.
	rescues int
}

// build reads the part of the document with the form that fits best, or with the
// one that is asked for.
func (b *builder) build(formID string) (*report.Report, *Form) {
	b.collect()
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
	return b.read(score), b.family.forms[b.form]
}

// collect finds the headings of the part and gathers the rows of its tables, for all
// forms alike.
func (b *builder) collect() {
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
}

// read reads what was collected with the form at hand, which has the score.
func (b *builder) read(score float64) *report.Report {
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
	if !b.diagnosing {
		b.misspeltHeaders()
	}
	b.labels()
	b.prose()
	form.facts.Find(b.report)
	b.items()
	b.aspects()
	return b.report
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
	i := sort.Search(len(b.headings), func(i int) bool { return b.headings[i].Span.Start >= span.Start })
	if i < len(b.headings) && b.headings[i].Span.Start <= span.End {
		h := &b.headings[i]
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

// learnWindows collects where figures stand in complete rows.
func (b *builder) learnWindows() {
	b.windows = windows{shapes: map[shape]window{}, loose: b.gather.loose, scratch: b.windows.scratch}
	b.headers = map[headerKey]*header{}
	b.learnFits()
	for i := range b.gather.occurrences {
		o := &b.gather.occurrences[i]
		if o.across || o.entity < 0 || o.fit == odd {
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
	var strays []int
	for i := range b.gather.occurrences {
		o := &b.gather.occurrences[i]
		switch {
		case o.across:
			b.acrossRow(i, o)
		case o.entity < 0 && !b.rescue(i):
			strays = append(strays, i)
		case o.entity < 0:
		default:
			b.row(i, o)
		}
	}
	for _, i := range strays {
		b.stray(i, &b.gather.occurrences[i])
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
	if !a.exact && !b.byPlace(index, o, &a) {
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
		cell := schema.CellAt(row, column)
		f := report.Field{Span: label.span}
		if v != unread {
			f = b.readItem(o.values[v], schema.Cells[cell].Type)
			switch {
			case f.Unit != "":
			case schema.Columns[column].Label == report.Text{}:
				f.Unit = b.family.values.headerUnit(label.text)
			default:
				f.Unit = h.units[offset]
			}
		} else if a.exact && a.width == columns.Len() {
			f.State = report.Blank
		}
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
	if was.across {
		return false // a line of figures beneath headers is the table itself
	}
	a.columns = slices.Clone(a.columns) // the next alignment takes its place
	before := b.windows.align(b.scan, was, len(a.columns), nil)
	switch {
	case o.inText != was.inText:
		return was.inText
	case a.exact != before.exact:
		return a.exact
	case rank(o) != rank(was):
		return rank(o) > rank(was)
	case !a.exact:
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

// readItem reads the value of an item.
func (b *builder) readItem(item int32, kind report.CellType) report.Field {
	it := &b.scan.items[item]
	f := b.family.values.read(it.text, kind)
	f.Span = it.span
	return f
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
