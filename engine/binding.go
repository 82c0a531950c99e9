package engine

import (
	"slices"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/report"
)

// binding holds the objects of a schema for one worker and the report that they
// read. Binding another report changes no object: only what depends on the
// report's own shape is made anew.
type binding struct {
	model  *model
	report *report.Report

	root, title, document, sectionMap, tableMap, factMap *object
	sections, rows, anyRows, columns, cells              []*object
	tables, blocks                                       []*object

	sectionList                       ref.Val
	captions                          ref.Val
	rowCells, columnCells, tableCells []ref.Val
	tableRows                         []ref.Val
	blockRows, blockColumns           []ref.Val
	// rowRoles and columnRoles hold the lists of the roles of each row and column.
	rowRoles, columnRoles [][]ref.Val

	// values and unknowns hold what the value of a cell is, so that reading one
	// allocates nothing.
	values   []exact
	unknowns []ref.Val

	choices []int
	// sides caches the cells of balances, for as long as the choices stay the same.
	sides map[sideKey][]*object
	// memos holds results that do not depend on the report; see memo.
	memos map[*program][]ref.Val
	// headings, labels and strays are made when a rule first asks for them.
	// factLists holds those of each kind that were asked for.
	factLists                                   []ref.Val
	headings, labels, strays, paragraphs, items ref.Val
	// texts caches the normalised texts of the sections.
	texts []ref.Val
	// hits holds what find found in the report, searches what came of looking for it;
	// noHits is the empty list. expired reports that the rule at hand took its time.
	hits     []report.Passage
	searches map[search]ref.Val
	// lists caches the parts of the sections.
	lists      map[listKey]ref.Val
	noHits     ref.Val
	expired    func() bool
	inspected  bool
	inspection fold.Condition

	// relations holds the reports that this one is compared with, or is nil.
	relations *relations
	// abroad says whose report this is where it is one of those, or is nil.
	abroad *abroad
	// form is that of the report, where it was put into the cells of another one.
	form string
	// governs says whether the organ reports for a region, once it was asked for.
	governs ref.Val
}

func newList(values []ref.Val) ref.Val {
	return types.NewRefValList(types.DefaultTypeAdapter, values)
}

func newBinding(m *model) *binding {
	s := m.schema
	b := &binding{model: m, memos: map[*program][]ref.Val{}, values: make([]exact, len(s.Cells)), unknowns: make([]ref.Val, len(s.Cells))}
	newObject := func(c *class, i int) *object { return &object{class: c, bound: b, index: i} }
	b.root, b.title, b.document = newObject(m.report, 0), newObject(m.title, 0), newObject(m.document, 0)
	b.sectionMap, b.tableMap, b.factMap = newObject(m.sections, 0), newObject(m.tables, 0), newObject(m.facts, 0)
	for i := range s.Sections {
		b.sections = append(b.sections, newObject(m.section, i))
	}
	for i := range s.Tables {
		b.tables = append(b.tables, newObject(m.table[i], i))
	}
	for i := range s.Blocks {
		var o *object
		if m.block[i] != nil {
			o = newObject(m.block[i], i)
		}
		b.blocks = append(b.blocks, o)
	}
	var captions []*object
	for i := range s.Blocks {
		if s.Blocks[i].Caption != "" {
			captions = append(captions, newObject(m.caption, i))
		}
	}
	for i := range s.Rows {
		b.rows = append(b.rows, newObject(m.row[s.Rows[i].Block], i))
		b.anyRows = append(b.anyRows, newObject(m.anyRow, i))
	}
	for i := range s.Columns {
		b.columns = append(b.columns, newObject(m.column[s.Columns[i].Block], i))
	}
	for i := range s.Cells {
		b.cells = append(b.cells, newObject(m.cell, i))
		b.unknowns[i] = types.NewUnknown(int64(i)+1, types.NewAttributeTrail(s.Cells[i].Key))
	}
	b.sectionList = objectList(b.sections)
	b.captions = objectList(captions)
	b.texts, b.noHits = make([]ref.Val, len(s.Sections)), objectList(nil)
	b.rowCells, b.rowRoles = make([]ref.Val, len(s.Rows)), make([][]ref.Val, len(s.Rows))
	for r := range s.Rows {
		cells := s.Rows[r].Cells
		b.rowCells[r] = objectList(b.cells[cells.First:cells.End])
		block := &s.Blocks[s.Rows[r].Block]
		for _, role := range block.ColumnRoles {
			members := make([]*object, len(role.Members))
			for i, c := range role.Members {
				members[i] = b.cells[s.CellAt(r, c)]
			}
			b.rowRoles[r] = append(b.rowRoles[r], objectList(members))
		}
	}
	b.columnCells, b.columnRoles = make([]ref.Val, len(s.Columns)), make([][]ref.Val, len(s.Columns))
	b.tableCells, b.tableRows = make([]ref.Val, len(s.Tables)), make([]ref.Val, len(s.Tables))
	b.blockRows, b.blockColumns = make([]ref.Val, len(s.Blocks)), make([]ref.Val, len(s.Blocks))
	return b
}

func objectList(objects []*object) ref.Val {
	values := make([]ref.Val, len(objects))
	for i, o := range objects {
		values[i] = o
	}
	return newList(values)
}

// bind makes the objects read another report of the schema.
func (b *binding) bind(r *report.Report) {
	b.report, b.form = r, r.Schema.Form
	b.headings, b.labels, b.strays, b.paragraphs, b.items = nil, nil, nil, nil, nil
	b.hits = b.hits[:0]
	clear(b.factLists)
	clear(b.texts)
	clear(b.searches)
	clear(b.lists)
	b.inspected, b.governs = false, nil
	if b.choices == nil || !slices.Equal(b.choices, r.Choices) {
		b.choices = append(make([]int, 0, len(r.Choices)), r.Choices...)
		b.sides = map[sideKey][]*object{}
		b.activeLists()
	}
}

// activeLists makes the lists that hold rows, without those of alternatives that
// the report does not use.
func (b *binding) activeLists() {
	s := b.model.schema
	for i := range s.Blocks {
		block := &s.Blocks[i]
		var rows []*object
		for r := block.Rows.First; r < block.Rows.End; r++ {
			if b.report.Active(r) {
				rows = append(rows, b.rows[r])
			}
		}
		b.blockRows[i] = objectList(rows)
		b.blockColumns[i] = objectList(b.columns[block.Columns.First:block.Columns.End])
		for c := block.Columns.First; c < block.Columns.End; c++ {
			cells := make([]*object, len(rows))
			for k, r := range rows {
				cells[k] = b.cells[s.CellAt(r.index, c)]
			}
			b.columnCells[c] = objectList(cells)
			b.columnRoles[c] = b.columnRoles[c][:0]
			for _, role := range block.RowRoles {
				b.columnRoles[c] = append(b.columnRoles[c], b.activeMembers(role, c))
			}
		}
	}
	for t := range s.Tables {
		var rows, cells []*object
		for i := s.Tables[t].Blocks.First; i < s.Tables[t].Blocks.End; i++ {
			for r := s.Blocks[i].Rows.First; r < s.Blocks[i].Rows.End; r++ {
				if b.report.Active(r) {
					rows = append(rows, b.anyRows[r])
					cells = append(cells, b.cells[s.Rows[r].Cells.First:s.Rows[r].Cells.End]...)
				}
			}
		}
		b.tableCells[t], b.tableRows[t] = objectList(cells), objectList(rows)
	}
}

// activeMembers lists the cells of a column in the rows of a role.
func (b *binding) activeMembers(role report.Role, column int) ref.Val {
	var members []*object
	for _, r := range role.Members {
		if b.report.Active(r) {
			members = append(members, b.cells[b.model.schema.CellAt(r, column)])
		}
	}
	return objectList(members)
}

// value returns the value of a cell, or an unknown that names it.
func (b *binding) value(cell int) ref.Val {
	if !b.report.HasValue(cell) {
		return b.unknowns[cell]
	}
	b.values[cell].Decimal = b.report.Fields[cell].Value
	return &b.values[cell]
}

// missing returns the unknown that stands for a cell without a value.
func (b *binding) missing(cell int) ref.Val { return b.unknowns[cell] }

// unknown returns an unknown that names something other than a cell.
func (b *binding) unknown(key string) ref.Val {
	return types.NewUnknown(0, types.NewAttributeTrail(key))
}

// government returns whether the organ reports for a region.
func (b *binding) government() ref.Val {
	if b.governs == nil {
		b.governs = types.Bool(b.model.schema.Governs(b.report.Title.OrganNormalised))
	}
	return b.governs
}

// sectionText returns the normalised text of a section, given how to read what is printed.
func (b *binding) sectionText(o *object, body func(*object) string) ref.Val {
	if b.texts[o.index] == nil {
		b.texts[o.index] = str(unwrapped(fold.String(body(o))))
	}
	return b.texts[o.index]
}

func (b *binding) condition() fold.Condition {
	if !b.inspected {
		b.inspection, b.inspected = fold.Inspect(b.report.Source.Slice(b.report.Span)), true
	}
	return b.inspection
}

// list makes the objects of a class for a slice of the report.
func (b *binding) list(cached *ref.Val, c *class, n int) ref.Val {
	if *cached == nil {
		objects := make([]*object, n)
		for i := range objects {
			objects[i] = &object{class: c, bound: b, index: i}
		}
		*cached = objectList(objects)
	}
	return *cached
}

// variable returns the value of a variable that every expression can use.
func (b *binding) variable(name string) (ref.Val, bool) {
	switch name {
	case "report":
		return b.root, true
	case "title":
		return b.title, true
	case "document":
		return b.document, true
	case "tables":
		return b.tableMap, true
	case "facts":
		return b.factMap, true
	case "sections":
		return b.sectionList, true
	case sectionsByKey:
		return b.sectionMap, true
	case "headings":
		return b.list(&b.headings, b.model.heading, len(b.report.Headings)), true
	case "labels":
		return b.list(&b.labels, b.model.label, len(b.report.Labels)), true
	case "paragraphs":
		return b.list(&b.paragraphs, b.model.paragraph, len(b.report.Paragraphs)), true
	case "numbered_items":
		return b.list(&b.items, b.model.item, len(b.report.Items)), true
	case "captions":
		return b.captions, true
	case "unknown_rows":
		return b.list(&b.strays, b.model.stray, len(b.report.Strays)), true
	}
	return nil, false
}

// sectionsByKey is the hidden variable that section("key") reads from.
const sectionsByKey = "@sections"
