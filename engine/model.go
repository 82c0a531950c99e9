package engine

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/report"
)

// model is a schema as rules see it: the classes of its parts. It is immutable
// and shared by all workers.
type model struct {
	schema *report.Schema
	lang   report.Language

	report, title, document, section, sections *class
	heading, label, stray                      *class
	fact, facts                                *class
	paragraph, hit, item, aspect, caption      *class
	cell                                       *class
	tables                                     *class
	table                                      []*class // by table
	block                                      []*class // by block
	row, column                                []*class // by block
	anyRow                                     *class   // what rows of all blocks have in common
}

// The types of lists.
func listOf(c *class) *types.Type { return types.NewListType(c.cel) }

func newModel(schema *report.Schema, lang report.Language) *model {
	m := &model{schema: schema, lang: lang}
	m.cellClass()
	m.anyRow = m.newRowClass("row")
	m.cell.add("row", m.anyRow.cel, func(o *object) ref.Val { return o.bound.anyRows[schema.Cells[o.index].Row] })
	m.titleClass()
	m.sectionClasses()
	m.labelClasses()
	m.factClasses()
	m.documentClass()
	for b := range schema.Blocks {
		m.rowClass(b)
		m.columnClass(b)
	}
	m.tableClasses()
	m.reportClass()
	m.proseClasses()
	m.captionClass()
	return m
}

// classes lists all classes.
func (m *model) classes() []*class {
	all := []*class{
		m.report, m.title, m.document, m.section, m.sections, m.heading, m.label, m.stray, m.fact, m.facts, m.cell, m.tables, m.anyRow,
		m.paragraph, m.hit, m.item, m.aspect, m.caption,
	}
	all = append(all, m.table...)
	all = append(all, m.row...)
	all = append(all, m.column...)
	for _, b := range m.block {
		if b != nil {
			all = append(all, b)
		}
	}
	return all
}

func str(s string) ref.Val { return types.String(s) }

func (m *model) cellClass() {
	c := newClass("cell", func(o *object) report.Place {
		spec := &m.schema.Cells[o.index]
		return report.Place{Span: o.bound.report.Fields[o.index].Span, Key: spec.Key, Label: spec.Label.In(m.lang)}
	})
	get := func(f func(*report.Field) ref.Val) func(*object) ref.Val {
		return func(o *object) ref.Val { return f(&o.bound.report.Fields[o.index]) }
	}
	c.add("key", types.StringType, func(o *object) ref.Val { return str(m.schema.Cells[o.index].Key) })
	c.add("label", types.StringType, func(o *object) ref.Val { return str(m.schema.Cells[o.index].Label.In(m.lang)) })
	c.addChoice("type", types.StringType, len(report.CellTypeNames()),
		func(o *object) int { return int(m.schema.Cells[o.index].Type) },
		func(code int) ref.Val { return str(report.CellType(code).String()) })
	c.add("header", types.StringType, func(o *object) ref.Val { return str(fold.String(o.bound.report.Header(o.index))) })
	c.add("text", types.StringType, get(func(f *report.Field) ref.Val { return str(fold.String(f.Text)) }))
	c.add("raw", types.StringType, get(func(f *report.Field) ref.Val { return str(f.Text) }))
	c.add("unit", types.StringType, get(func(f *report.Field) ref.Val { return str(f.Unit) }))
	c.addChoice("state", types.StringType, int(report.Filled)+1,
		func(o *object) int { return int(o.bound.report.Fields[o.index].State) },
		func(code int) ref.Val { return str(report.State(code).String()) })
	c.addFlag("placeholder", func(o *object) bool { return o.bound.report.Fields[o.index].Placeholder })
	for name, state := range map[string]report.State{
		"filled": report.Filled, "blank": report.Blank, "absent": report.Absent, "malformed": report.Malformed,
	} {
		c.addFlag(name, func(o *object) bool { return o.bound.report.Fields[o.index].State == state })
	}
	filled := func(o *object) bool { return o.bound.report.HasValue(o.index) }
	c.add("value", decimalType, func(o *object) ref.Val { return o.bound.value(o.index) })
	c.add("decimals", types.IntType, func(o *object) ref.Val {
		if !filled(o) {
			return o.bound.missing(o.index)
		}
		return types.Int(o.bound.report.Fields[o.index].Decimals)
	})
	c.fields["value"].isSet, c.fields["decimals"].isSet = filled, filled
	c.add("line", types.IntType, lineOf(c))
	m.cell = c
}

// lineOf returns the line of an object.
func lineOf(c *class) func(*object) ref.Val {
	return func(o *object) ref.Val { return types.Int(o.bound.report.Source.Position(c.place(o).Span).Line) }
}

func (m *model) titleClass() {
	c := newClass("title", func(o *object) report.Place {
		t := &o.bound.report.Title
		return report.Place{Span: t.Span, Key: "title", Label: m.lang.Pick("标题", "title")}
	})
	get := func(f func(*report.Title) ref.Val) func(*object) ref.Val {
		return func(o *object) ref.Val { return f(&o.bound.report.Title) }
	}
	c.add("found", types.BoolType, get(func(t *report.Title) ref.Val { return types.Bool(t.Found) }))
	found := func(o *object) bool { return o.bound.report.Title.Found }
	key := func(*object) string { return "title" }
	c.addOptional("text", types.StringType, found, key, get(func(t *report.Title) ref.Val { return str(t.Folded) }))
	c.addOptional("raw", types.StringType, found, key, get(func(t *report.Title) ref.Val { return str(t.Text) }))
	c.addOptional("years", types.NewListType(types.IntType), found, key, get(func(t *report.Title) ref.Val {
		years := make([]ref.Val, len(t.Years))
		for i, y := range t.Years {
			years[i] = types.Int(y)
		}
		return newList(years)
	}))
	c.add("line", types.IntType, lineOf(c))
	m.title = c
}

func (m *model) sectionClasses() {
	c := newClass("section", func(o *object) report.Place {
		spec := &m.schema.Sections[o.index]
		return report.Place{
			Span: o.bound.report.Sections[o.index].Anchor, Key: report.SectionPrefix + spec.Key, Label: spec.Heading.In(m.lang),
		}
	})
	c.add("key", types.StringType, func(o *object) ref.Val { return str(m.schema.Sections[o.index].Key) })
	c.add("label", types.StringType, func(o *object) ref.Val { return str(m.schema.Sections[o.index].Heading.In(m.lang)) })
	c.add("ordinal", types.IntType, func(o *object) ref.Val { return types.Int(o.index + 1) })
	c.add("official", types.StringType, func(o *object) ref.Val { return str(m.schema.Sections[o.index].Official) })
	found := func(o *object) bool { return o.bound.report.Sections[o.index].Found }
	key := func(o *object) string { return report.SectionPrefix + m.schema.Sections[o.index].Key }
	body := func(o *object) string {
		return strings.TrimSpace(o.bound.report.Source.Slice(bodyOf(o.bound.report, o.index)))
	}
	c.addFlag("found", found)
	c.addOptional("empty", types.BoolType, found, key, func(o *object) ref.Val { return types.Bool(o.bound.report.Sections[o.index].Empty) })
	c.addOptional("text", types.StringType, found, key, func(o *object) ref.Val { return o.bound.sectionText(o, body) })
	c.addOptional("raw", types.StringType, found, key, func(o *object) ref.Val { return str(body(o)) })
	c.add("line", types.IntType, lineOf(c))
	m.section = c

	m.sections = newClass("sections", nil)
	for i, s := range m.schema.Sections {
		m.sections.add(s.Key, c.cel, func(o *object) ref.Val { return o.bound.sections[i] })
	}

	h := newClass("heading", func(o *object) report.Place {
		h := &o.bound.report.Headings[o.index]
		spec := &m.schema.Sections[h.Section]
		return report.Place{Span: h.Span, Key: report.SectionPrefix + spec.Key, Label: spec.Heading.In(m.lang)}
	})
	getH := func(f func(*report.Heading) ref.Val) func(*object) ref.Val {
		return func(o *object) ref.Val { return f(&o.bound.report.Headings[o.index]) }
	}
	h.add("section", c.cel, func(o *object) ref.Val { return o.bound.sections[o.bound.report.Headings[o.index].Section] })
	h.add("key", types.StringType, getH(func(h *report.Heading) ref.Val { return str(m.schema.Sections[h.Section].Key) }))
	h.add("text", types.StringType, getH(func(h *report.Heading) ref.Val { return str(fold.String(h.Text)) }))
	h.add("raw", types.StringType, getH(func(h *report.Heading) ref.Val { return str(h.Text) }))
	h.add("number", types.IntType, getH(func(h *report.Heading) ref.Val { return types.Int(h.Number) }))
	h.addFlag("official", func(o *object) bool { return o.bound.report.Headings[o.index].Official })
	h.addFlag("used", func(o *object) bool { return o.bound.report.Headings[o.index].Used })
	h.addFlag("in_order", func(o *object) bool { return o.bound.report.Headings[o.index].InOrder })
	h.addFlag("repeats", func(o *object) bool { return o.bound.report.Headings[o.index].Repeats })
	h.add("line", types.IntType, lineOf(h))
	m.heading = h
}

// bodyOf returns the span of what a section says, without headings that repeat its own.
func bodyOf(r *report.Report, section int) report.Span {
	span := r.Sections[section].Body
	for _, h := range r.Headings {
		if h.Repeats && h.Section == section && h.Span.Start >= span.Start && h.Span.End <= span.End {
			span.Start = h.Span.End
		}
	}
	return span
}

// unwrapped joins words that are broken at the end of a line, as the text of a page is.
// Between Chinese characters a single line break is no space.
func unwrapped(s string) string {
	if !strings.Contains(s, "\n") {
		return s
	}
	lines := strings.Split(s, "\n")
	var b strings.Builder
	b.WriteString(lines[0])
	for i := 1; i < len(lines); i++ {
		before, _ := utf8.DecodeLastRuneInString(strings.TrimRight(lines[i-1], " \r"))
		after, _ := utf8.DecodeRuneInString(strings.TrimLeft(lines[i], " "))
		if unicode.Is(unicode.Han, before) && unicode.Is(unicode.Han, after) {
			b.WriteString(strings.TrimLeft(lines[i], " "))
			continue
		}
		b.WriteString("\n" + lines[i])
	}
	return b.String()
}

func (m *model) labelClasses() {
	c := newClass("label", func(o *object) report.Place {
		l := &o.bound.report.Labels[o.index]
		return report.Place{Span: l.Span, Key: l.Key, Label: l.Official}
	})
	get := func(f func(*report.Label) ref.Val) func(*object) ref.Val {
		return func(o *object) ref.Val { return f(&o.bound.report.Labels[o.index]) }
	}
	c.add("key", types.StringType, get(func(l *report.Label) ref.Val { return str(l.Key) }))
	c.add("kind", types.StringType, get(func(l *report.Label) ref.Val { return str(l.Kind.String()) }))
	c.add("text", types.StringType, get(func(l *report.Label) ref.Val { return str(fold.String(l.Text)) }))
	c.add("raw", types.StringType, get(func(l *report.Label) ref.Val { return str(l.Text) }))
	c.add("official", types.StringType, get(func(l *report.Label) ref.Val { return str(l.Official) }))
	c.addFlag("exact", func(o *object) bool { return o.bound.report.Labels[o.index].Exact })
	c.addFlag("misspelt", func(o *object) bool { return o.bound.report.Labels[o.index].Misspelt })
	c.addFlag("own", func(o *object) bool { return o.bound.report.Labels[o.index].Own })
	c.add("line", types.IntType, lineOf(c))
	m.label = c

	s := newClass("unknown_row", func(o *object) report.Place {
		s := &o.bound.report.Strays[o.index]
		key := "unknown"
		if s.Table >= 0 {
			key = m.schema.Tables[s.Table].Key + ".unknown"
		}
		return report.Place{Span: s.Span, Key: key, Label: s.Text}
	})
	s.add("text", types.StringType, func(o *object) ref.Val { return str(fold.String(o.bound.report.Strays[o.index].Text)) })
	s.add("raw", types.StringType, func(o *object) ref.Val { return str(o.bound.report.Strays[o.index].Text) })
	s.add("table", types.StringType, func(o *object) ref.Val {
		if t := o.bound.report.Strays[o.index].Table; t >= 0 {
			return str(m.schema.Tables[t].Key)
		}
		return str("")
	})
	s.add("line", types.IntType, lineOf(s))
	m.stray = s
}

func (m *model) documentClass() {
	c := newClass("document", func(o *object) report.Place {
		r := o.bound.report
		return report.Place{Span: report.Span{Start: r.Span.Start, End: r.Span.Start}, Key: "document", Label: r.Source.Path}
	})
	c.add("encoding", types.StringType, func(o *object) ref.Val { return str(o.bound.report.Source.Encoding) })
	c.add("reports", types.IntType, func(o *object) ref.Val { return types.Int(o.bound.report.Count) })
	c.add("index", types.IntType, func(o *object) ref.Val { return types.Int(o.bound.report.Index) })
	c.addOptional("published", types.StringType, func(o *object) bool { return o.bound.report.Published != "" },
		func(*object) string { return "document.published" }, func(o *object) ref.Val { return str(o.bound.report.Published) })
	c.add("tracked_changes", types.IntType, func(o *object) ref.Val { return types.Int(o.bound.report.TrackedChanges) })
	condition := func(f func(fold.Condition) int) func(*object) ref.Val {
		return func(o *object) ref.Val { return types.Int(f(o.bound.condition())) }
	}
	c.add("radicals", types.IntType, condition(func(c fold.Condition) int { return c.Radicals }))
	c.add("traditional", types.IntType, condition(func(c fold.Condition) int { return c.Traditional }))
	c.add("private_use", types.IntType, condition(func(c fold.Condition) int { return c.PrivateUse }))
	m.document = c
}

// captionClass makes the class of the captions that a form prescribes.
func (m *model) captionClass() {
	printed := func(o *object) *report.Label {
		block := &m.schema.Blocks[o.index]
		labels := o.bound.report.Labels
		for i := range labels {
			if l := &labels[i]; l.Kind == report.CaptionLabel && l.Official == block.Caption && l.Key == m.schema.Tables[block.Table].Key {
				return l
			}
		}
		return nil
	}
	c := newClass("caption", func(o *object) report.Place {
		block := &m.schema.Blocks[o.index]
		place := report.Place{Key: m.schema.Tables[block.Table].Key, Label: block.Caption, Span: o.bound.report.Tables[block.Table].Anchor}
		if l := printed(o); l != nil {
			place.Span = l.Span
			return place
		}
		for i := block.Columns.First; i < block.Columns.End; i++ {
			if column := &o.bound.report.Columns[i]; column.Found {
				place.Span = column.Span
				return place
			}
		}
		for i := block.Rows.First; i < block.Rows.End; i++ {
			if row := &o.bound.report.Rows[i]; row.Found {
				place.Span = row.Span
				break
			}
		}
		return place
	})
	c.add("label", types.StringType, func(o *object) ref.Val { return str(m.schema.Blocks[o.index].Caption) })
	c.add("table", types.StringType, func(o *object) ref.Val {
		return str(m.schema.Tables[m.schema.Blocks[o.index].Table].Key)
	})
	c.addFlag("found", func(o *object) bool { return printed(o) != nil })
	c.addFlag("in_use", func(o *object) bool { return o.bound.report.Tables[m.schema.Blocks[o.index].Table].Found })
	c.add("line", types.IntType, lineOf(c))
	m.caption = c
}

// blockName returns the name of a block for the names of its classes.
func (m *model) blockName(b int) string {
	block := m.schema.Blocks[b]
	name := m.schema.Tables[block.Table].Key
	if block.Key != "" {
		name += "_" + block.Key
	}
	return name
}

// newRowClass makes a class of rows with what all rows have.
func (m *model) newRowClass(name string) *class {
	c := newClass(name, func(o *object) report.Place {
		return report.Place{
			Span: o.bound.report.Rows[o.index].Span, Key: m.schema.RowKey(o.index), Label: m.schema.Rows[o.index].Label.In(m.lang),
		}
	})
	get := func(f func(*report.Row) ref.Val) func(*object) ref.Val {
		return func(o *object) ref.Val { return f(&o.bound.report.Rows[o.index]) }
	}
	c.add("key", types.StringType, func(o *object) ref.Val { return str(m.schema.Rows[o.index].Key) })
	c.add("label", types.StringType, func(o *object) ref.Val { return str(m.schema.Rows[o.index].Label.In(m.lang)) })
	c.add("text", types.StringType, get(func(r *report.Row) ref.Val { return str(fold.String(r.Text)) }))
	c.add("raw", types.StringType, get(func(r *report.Row) ref.Val { return str(r.Text) }))
	c.addFlag("found", func(o *object) bool { return o.bound.report.Rows[o.index].Found })
	c.add("width", types.IntType, get(func(r *report.Row) ref.Val { return types.Int(r.Width) }))
	c.add("expected", types.IntType, get(func(r *report.Row) ref.Val { return types.Int(r.Expected) }))
	c.addFlag("repeated", func(o *object) bool { return o.bound.report.Rows[o.index].Repeated })
	c.add("cells", listOf(m.cell), func(o *object) ref.Val { return o.bound.rowCells[o.index] })
	c.add("line", types.IntType, lineOf(c))
	return c
}

// rowClass makes the class of the rows of a block, whose cells have names.
func (m *model) rowClass(b int) {
	block := &m.schema.Blocks[b]
	c := m.newRowClass("row_" + m.blockName(b))
	for k := range block.Columns.Len() {
		c.add(m.schema.Columns[block.Columns.First+k].Key, m.cell.cel, func(o *object) ref.Val {
			return o.bound.cells[m.schema.Rows[o.index].Cells.First+k]
		})
	}
	for k, role := range block.ColumnRoles {
		c.add(role.Name, listOf(m.cell), func(o *object) ref.Val { return o.bound.rowRoles[o.index][k] })
	}
	m.row = append(m.row, c)
}

func (m *model) columnClass(b int) {
	block := &m.schema.Blocks[b]
	c := newClass("column_"+m.blockName(b), func(o *object) report.Place {
		return report.Place{
			Span: o.bound.report.Columns[o.index].Span, Key: m.schema.ColumnKey(o.index), Label: m.schema.Columns[o.index].Label.In(m.lang),
		}
	})
	get := func(f func(*report.Column) ref.Val) func(*object) ref.Val {
		return func(o *object) ref.Val { return f(&o.bound.report.Columns[o.index]) }
	}
	c.add("key", types.StringType, func(o *object) ref.Val { return str(m.schema.Columns[o.index].Key) })
	c.add("label", types.StringType, func(o *object) ref.Val { return str(m.schema.Columns[o.index].Label.In(m.lang)) })
	c.add("header", types.StringType, get(func(c *report.Column) ref.Val { return str(fold.String(c.Text)) }))
	c.add("unit", types.StringType, get(func(c *report.Column) ref.Val { return str(c.Unit) }))
	c.add("found", types.BoolType, get(func(c *report.Column) ref.Val { return types.Bool(c.Found) }))
	c.add("cells", listOf(m.cell), func(o *object) ref.Val { return o.bound.columnCells[o.index] })
	for r := block.Rows.First; r < block.Rows.End; r++ {
		c.add(m.schema.Rows[r].Key, m.cell.cel, func(o *object) ref.Val {
			return o.bound.cells[m.schema.CellAt(r, o.index)]
		})
	}
	for k, role := range block.RowRoles {
		c.add(role.Name, listOf(m.cell), func(o *object) ref.Val { return o.bound.columnRoles[o.index][k] })
	}
	c.add("line", types.IntType, lineOf(c))
	m.column = append(m.column, c)
}

// tableClasses makes the classes of tables. A table has its rows by key, its
// blocks by key where there are several, and lists of rows and cells. Only the
// rows of one block have cells with names.
func (m *model) tableClasses() {
	m.block = make([]*class, len(m.schema.Blocks))
	m.tables = newClass("tables", nil)
	for t, spec := range m.schema.Tables {
		c := newClass("table_"+spec.Key, func(o *object) report.Place {
			s := &m.schema.Tables[o.index]
			return report.Place{Span: o.bound.report.Tables[o.index].Anchor, Key: s.Key, Label: s.Name.In(m.lang)}
		})
		c.add("key", types.StringType, func(o *object) ref.Val { return str(m.schema.Tables[o.index].Key) })
		c.add("label", types.StringType, func(o *object) ref.Val { return str(m.schema.Tables[o.index].Name.In(m.lang)) })
		c.add("found", types.BoolType, func(o *object) ref.Val { return types.Bool(o.bound.report.Tables[o.index].Found) })
		c.add("cells", listOf(m.cell), func(o *object) ref.Val { return o.bound.tableCells[o.index] })
		c.add("line", types.IntType, lineOf(c))
		for b := spec.Blocks.First; b < spec.Blocks.End; b++ {
			block := &m.schema.Blocks[b]
			for r := block.Rows.First; r < block.Rows.End; r++ {
				c.add(m.schema.Rows[r].Key, m.row[b].cel, func(o *object) ref.Val { return o.bound.rows[r] })
			}
			if block.Key == "" {
				m.addLists(c, b)
				continue
			}
			inner := newClass("block_"+m.blockName(b), nil)
			m.addLists(inner, b)
			m.block[b] = inner
			c.add(block.Key, inner.cel, func(o *object) ref.Val { return o.bound.blocks[b] })
		}
		if _, ok := c.fields["rows"]; !ok {
			c.add("rows", listOf(m.anyRow), func(o *object) ref.Val { return o.bound.tableRows[o.index] })
		}
		m.table = append(m.table, c)
		m.tables.add(spec.Key, c.cel, func(o *object) ref.Val { return o.bound.tables[t] })
	}
}

// addLists gives a class the rows and columns of a block.
func (m *model) addLists(c *class, b int) {
	c.add("rows", listOf(m.row[b]), func(o *object) ref.Val { return o.bound.blockRows[b] })
	c.add("columns", listOf(m.column[b]), func(o *object) ref.Val { return o.bound.blockColumns[b] })
}

func (m *model) reportClass() {
	c := newClass("report", func(o *object) report.Place { return m.title.place(o.bound.title) })
	text := func(name string, f func(*report.Title) string) {
		c.addOptional(name, types.StringType, func(o *object) bool { return f(&o.bound.report.Title) != "" },
			func(*object) string { return "title.organ" }, func(o *object) ref.Val { return str(f(&o.bound.report.Title)) })
	}
	text("organ", func(t *report.Title) string { return t.Organ })
	text("organ_normalised", func(t *report.Title) string { return t.OrganNormalised })
	c.addOptional("year", types.IntType, func(o *object) bool { return o.bound.report.Title.Year != 0 },
		func(*object) string { return "title.year" }, func(o *object) ref.Val { return types.Int(o.bound.report.Title.Year) })
	c.add("form", types.StringType, func(o *object) ref.Val { return str(o.bound.form) })
	c.addOptional("government", types.BoolType, func(o *object) bool { return o.bound.report.Title.OrganNormalised != "" },
		func(*object) string { return "title.organ" },
		func(o *object) ref.Val { return o.bound.government() })
	relationFields(c)
	m.report = c
}
