package form

import (
	"slices"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// occurrence is a row of a table as it was met: its label and what follows it.
type occurrence struct {
	// entity is the row, or unknown.
	entity int
	table  int // unknown where not even the table is known
	// across marks the figures of a table whose rows stand side by side.
	across bool
	// misspelt says that the label was recognised in spite of a slip.
	misspelt bool
	label    []int32 // items
	// values holds the items behind the label, empty ones included where they
	// can be seen.
	values []int32
	// visible says that empty cells can be seen among the values.
	visible bool
	// ends says that the row ends with its last value, so that the values can be
	// counted from behind.
	ends bool
	// lines counts the lines from which the values were gathered, and overflow
	// says that more figures followed than the row can have: figures gathered
	// line by line may then be those of a column.
	lines    int
	overflow bool
	// fit says whether a row of cells has as many as those around it.
	fit fit
	// besideLabel says that figures stand on the line of the label, and inText that
	// running text does.
	besideLabel, inText bool
	// header is the range of header items that stand above, in gather.header.
	header [2]int32
}

// unknown stands for an entity, a table or an occurrence that is not known.
const unknown = -1

// labelNote is a label that was met, and what it was taken for.
type labelNote struct {
	item     int32
	entity   int
	misspelt bool
}

// gather collects the rows of the tables of a part of a document. It is reused.
type gather struct {
	scan *scan
	dict *dictionary

	occurrences []occurrence
	labels      []labelNote
	// header holds column labels and the like in the order met; headerFrom is
	// where the header begins that stands above what comes next.
	header     []int32
	headerFrom int32
	dataSince  bool // rows were met since the header began
	// arena holds the lists of items of the occurrences.
	arena []int32
	// loose says, for each table, that figures were met which follow no label.
	loose []bool

	table    int // the table that the last clear label belongs to, or unknown
	group    int // the group that was named last, or unknown
	open     int // the occurrence that takes further values, or unknown
	partials []partial
	// blankRow is a row of empty cells that may be the figures of a table whose
	// rows stand side by side, or unknown.
	blankRow int32
	// pieceItems holds the pieces of the labels that were joined.
	pieceItems map[int32][]int32
	// lookups counts the misspelt labels that were looked up.
	lookups int
	// padded says that empty cells without a row follow the header.
	padded bool
}

// run gathers the rows of the document rows from first to end. sectionTable tells
// the table that the heading of a section on a row announces.
func (g *gather) run(s *scan, first, end int32, sectionTable func(row int32) (table int, ok bool)) {
	d := s.family.dictionary
	*g = gather{
		scan: s, dict: d, occurrences: g.occurrences[:0], header: g.header[:0], labels: g.labels[:0], partials: g.partials[:0],
		arena: g.arena[:0], loose: append(g.loose[:0], make([]bool, len(d.tables))...), table: unknown, group: unknown, open: unknown, blankRow: unknown,
		pieceItems: map[int32][]int32{},
	}
	for r := first; r < end; r++ {
		if table, ok := sectionTable(r); ok {
			g.section(table)
			continue
		}
		items := s.rowItems(r)
		if len(items) == 0 {
			continue
		}
		g.partials = slices.DeleteFunc(g.partials, func(p partial) bool { return r-p.row > partialRows })
		if s.doc.Rows[r].Kind == document.Cells {
			g.cells(r, items)
		} else {
			g.words(r, items)
		}
	}
	g.flushBlankRow()
	g.doubtColumns()
}

// section begins a new section: nothing goes on across its heading.
func (g *gather) section(table int) {
	g.flushBlankRow()
	g.table = table
	g.prose()
	g.headerFrom, g.dataSince = int32(len(g.header)), false
}

// prose ends whatever is open: a table does not go on behind running text.
func (g *gather) prose() {
	g.open = unknown
	g.partials = g.partials[:0]
}

// begin records a row and makes it the open one.
func (g *gather) begin(entity int, label ...int32) *occurrence {
	o := occurrence{
		entity: entity, table: g.table, label: label, header: [2]int32{g.headerFrom, int32(len(g.header))},
	}
	if entity != unknown {
		o.table = g.dict.entities[entity].table
	}
	g.occurrences = append(g.occurrences, o)
	g.open, g.dataSince = len(g.occurrences)-1, true
	return &g.occurrences[g.open]
}

// beginMisspelt records a row whose words are no label to the letter.
func (g *gather) beginMisspelt(it *item, index int32) *occurrence {
	entity := unknown
	if id := g.nearest(it); id >= 0 {
		entity = g.rowEntity(id)
		g.labels = append(g.labels, labelNote{index, entity, true})
	}
	o := g.begin(entity, index)
	o.misspelt = entity != unknown
	return o
}

// current returns the open row, or nil.
func (g *gather) current() *occurrence {
	if g.open == unknown {
		return nil
	}
	return &g.occurrences[g.open]
}

// strayFigures notes figures that follow no label.
func (g *gather) strayFigures() {
	if g.table != unknown {
		g.loose[g.table] = true
	}
}

// resolve decides which sense of a label is meant. The table at hand comes first,
// then the number in front of the label, then whether figures follow it, then the group
// that was named last.
func (g *gather) resolve(it *item, followed bool) (entity int, kind report.LabelKind) {
	senses := g.dict.labels[it.label].senses
	switch {
	case !followed:
	case g.dict.hasKind(it.label, report.GroupLabel) && g.waiting() != nil:
		// The name of a group beside its wrapped first row: the figures are the row's.
		followed = false
	case g.inHeader() && g.dict.hasKind(it.label, report.ColumnLabel) && !senses[0].number.matches(it.number):
		// In the middle of a header, a word that may head a column does.
		followed = false
	}
	best, bestRank := 0, -1
	for i := range senses {
		e := &g.dict.entities[senses[i].entity]
		rank := 0
		if e.table == g.table {
			rank += 8
		}
		if senses[i].number.matches(it.number) {
			rank += 4
		}
		if (e.kind == report.RowLabel && !g.dict.across[e.table]) == followed {
			rank += 2
		}
		if g.group != unknown && e.kind == report.RowLabel && g.dict.isIn(e, g.group) {
			rank++
		}
		if rank > bestRank {
			best, bestRank = senses[i].entity, rank
		}
	}
	if g.dict.entities[best].kind == report.GroupLabel {
		g.group = best
	}
	return best, g.dict.entities[best].kind
}

// rowEntity returns the row of the table at hand that a label names.
func (g *gather) rowEntity(id int32) int {
	for _, s := range g.dict.labels[id].senses {
		if e := &g.dict.entities[s.entity]; e.kind == report.RowLabel && (g.table == unknown || e.table == g.table) {
			return s.entity
		}
	}
	return unknown
}

// maxNearest bounds how many misspelt labels are looked up in one report: a file of
// nothing else would take minutes.
const maxNearest = 10_000

// nearest returns the label of a row of the table at hand that misspelt words must
// mean, or -1.
func (g *gather) nearest(it *item) int32 {
	if g.lookups++; g.lookups > maxNearest {
		return -1
	}
	return g.dict.nearest(g.scan.body(it), g.table)
}

// settle moves to the table that a label belongs to, where that is clear. A label
// that may be the first piece of another decides nothing while a table is open.
func (g *gather) settle(id int32) {
	table := g.dict.table(id)
	if table < 0 || table == g.table || g.table != unknown && g.dict.labels[id].prefix {
		return
	}
	g.flushBlankRow()
	g.table = table
}

// beginHeader starts a new header when rows were met since the last one began.
func (g *gather) beginHeader() {
	if g.dataSince {
		g.headerFrom, g.dataSince = int32(len(g.header)), false
	}
}

// addHeader adds a label to the header.
func (g *gather) addHeader(index int32) {
	g.beginHeader()
	g.padded = false
	g.header = append(g.header, index)
	g.open = unknown
}

// inHeader reports whether column labels were met and no row since.
func (g *gather) inHeader() bool {
	return !g.dataSince && int(g.headerFrom) < len(g.header)
}

// acrossHeader reports whether the header of a table whose rows stand side by
// side was met and no other table since.
func (g *gather) acrossHeader() bool {
	if g.table == unknown || !g.dict.across[g.table] {
		return false
	}
	columns := 0
	for _, i := range g.header[g.headerFrom:] {
		if id := g.scan.items[i].label; id != none && g.dict.hasKind(id, report.ColumnLabel) {
			columns++
		}
	}
	return columns > 1
}

// isWhole reports whether figures are as many as a table has whose rows stand side
// by side: no header is needed then to tell what they are.
func (g *gather) isWhole(values []int32) bool {
	const enough = 6 // fewer figures in a row may be anything
	if g.table == unknown || !g.dict.across[g.table] || g.scan.family.acrossColumns[g.table] < enough {
		return false
	}
	return len(values) == g.scan.family.acrossColumns[g.table] && g.countFigures(values) == len(values)
}

// across records figures beneath headers that stand side by side, or continues
// the last such row.
func (g *gather) across(values []int32, visible bool) {
	g.blankRow = unknown
	if g.countFigures(values) == 0 && g.inHeader() {
		// Cells without rows: whether these are empty figures or the padding of the
		// header cannot be told.
		g.padded = true
		return
	}
	if n := len(g.occurrences); n > 0 && g.dataSince && g.occurrences[n-1].across {
		if o := &g.occurrences[n-1]; len(o.values) < g.scan.family.acrossColumns[o.table] {
			if g.isWhole(values) {
				// All figures stand in this line: what came before, the number of a page
				// perhaps, is none of them.
				o.values, o.lines = values, 1
				return
			}
			o.values, o.lines = append(o.values, values...), o.lines+1
		} else if g.countFigures(values) > 0 {
			o.overflow = true
		}
		return
	}
	o := g.begin(unknown)
	o.across, o.visible = true, visible && !g.padded
	o.values, o.lines = values, 1
}

func (g *gather) countFigures(values []int32) int {
	n := 0
	for _, i := range values {
		if g.scan.items[i].kind != blankItem {
			n++
		}
	}
	return n
}

// indices returns n consecutive numbers. The list must not be grown in place.
func (g *gather) indices(first int32, n int) []int32 {
	start := len(g.arena)
	for i := range n {
		g.arena = append(g.arena, first+int32(i))
	}
	return g.arena[start:len(g.arena):len(g.arena)]
}
