package form

import (
	"slices"
	"strings"
	"unicode/utf8"

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

// partial is the first piece of a label that is broken over cells or lines.
type partial struct {
	text  string // compact
	items []int32
	row   int32
	// occurrence is the row whose figures were met before the label was complete,
	// or unknown.
	occurrence int
}

// partialRows is how many rows may lie between the pieces of a label.
const partialRows = 10

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
	open     int // the occurrence that takes further values, or unknown
	partials []partial
	// blankRow is a row of empty cells that may be the figures of a table whose
	// rows stand side by side, or unknown.
	blankRow int32
	// padded says that empty cells without a row follow the header.
	padded bool
}

// run gathers the rows of the document rows from first to end. sectionTable tells
// the table that the heading of a section on a row announces.
func (g *gather) run(s *scan, first, end int32, sectionTable func(row int32) (table int, ok bool)) {
	d := s.family.dictionary
	*g = gather{
		scan: s, dict: d, occurrences: g.occurrences[:0], header: g.header[:0], labels: g.labels[:0], partials: g.partials[:0],
		arena: g.arena[:0], loose: append(g.loose[:0], make([]bool, len(d.tables))...), table: unknown, open: unknown, blankRow: unknown,
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
	if id := g.dict.nearest(g.scan.body(it), g.table); id >= 0 {
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

// fill gives a row the cells that follow its label on the same row.
func (g *gather) fill(o *occurrence, first int32, items []item) {
	o.values, o.visible, o.ends, o.lines = g.indices(first, len(items)), true, true, 1
}

// --- rows of cells -----------------------------------------------------------

// cells reads a row whose cells are marked.
func (g *gather) cells(r int32, items []item) {
	base := g.scan.first[r]
	firstValue, lastWords := unknown, unknown
	for i := range items {
		switch items[i].kind {
		case valueItem:
			if firstValue == unknown {
				firstValue = i
			}
		case wordsItem, proseItem:
			if firstValue == unknown {
				lastWords = i
			}
		case blankItem:
		}
	}
	switch {
	case lastWords != unknown:
		g.labelled(r, items, firstValue, lastWords)
	case firstValue != unknown:
		g.unlabelled(base, items)
	case g.acrossHeader() && g.blankRow == unknown:
		g.blankRow = r
	}
}

// flushBlankRow takes a row of empty cells for the figures of a table whose rows
// stand side by side, when no figures came after it.
func (g *gather) flushBlankRow() {
	r := g.blankRow
	g.blankRow = unknown
	if r == unknown || !g.acrossHeader() {
		return
	}
	o := g.begin(unknown)
	o.across = true
	g.fill(o, g.scan.first[r], g.scan.rowItems(r))
}

// unlabelled reads a row of figures without words: what follows a label that
// stood alone, or the figures beneath headers.
func (g *gather) unlabelled(base int32, items []item) {
	if p := g.waiting(); p != nil {
		g.fill(g.beginPartial(p), base, items)
		return
	}
	if o := g.current(); o != nil && g.countFigures(o.values) == 0 {
		g.fill(o, base, items)
		return
	}
	if g.acrossHeader() {
		g.across(g.indices(base, len(items)), true)
	}
}

// labelled reads a row with words. The last words in front of the figures that
// name a row of the form are its label.
func (g *gather) labelled(r int32, items []item, firstValue, lastWords int) {
	base := g.scan.first[r]
	end := len(items)
	if firstValue != unknown {
		end = firstValue
	}
	labelAt, entity, headers := unknown, unknown, 0
	for i := range end {
		it := &items[i]
		if it.kind != wordsItem || it.label == none {
			continue
		}
		e, kind := g.resolve(it, g.followedByFigures(items, i, firstValue))
		g.labels = append(g.labels, labelNote{item: base + int32(i), entity: e})
		switch {
		case kind == report.RowLabel && (firstValue != unknown || !g.dict.across[g.dict.entities[e].table]):
			labelAt, entity = i, e
		case kind != report.GroupLabel:
			headers++
		}
		g.settle(it.label)
	}
	if headers > 0 && firstValue == unknown {
		g.headers(base, items)
		return
	}
	completed := g.pieces(r, items, labelAt, firstValue)
	switch {
	case completed != unknown:
		if o := &g.occurrences[completed]; len(o.values) == 0 {
			g.fill(o, base+int32(lastWords)+1, items[lastWords+1:])
		}
		g.open = completed
	case labelAt != unknown && !g.hidesLabel(items, labelAt, lastWords):
		g.fill(g.begin(entity, base+int32(labelAt)), base+int32(labelAt)+1, items[labelAt+1:])
	case firstValue != unknown:
		g.unknownRow(r, items, lastWords)
	}
}

// followedByFigures reports whether a label in a row of cells has figures of its
// own behind it, or the empty cells of figures that are missing.
func (g *gather) followedByFigures(items []item, i, firstValue int) bool {
	if firstValue != unknown {
		for k := i + 1; k < firstValue; k++ {
			if items[k].kind == wordsItem && (items[k].label != none || items[k].number.style != noNumbering) {
				return false // the figures belong to the label nearer to them
			}
		}
		return true
	}
	for k := i + 1; k < len(items); k++ {
		if items[k].kind != blankItem {
			return false
		}
	}
	return i+1 < len(items) && items[i].number.style != noNumbering
}

// headers records a row of headers.
func (g *gather) headers(base int32, items []item) {
	g.beginHeader()
	for i := range items {
		if items[i].kind == wordsItem {
			g.header = append(g.header, base+int32(i))
		}
	}
}

// pieces tries the words of a row of cells as pieces of labels that are broken
// over rows. It returns the occurrence whose label became complete, or unknown.
func (g *gather) pieces(r int32, items []item, labelAt, firstValue int) int {
	base := g.scan.first[r]
	completed := unknown
	for i := range items {
		it := &items[i]
		switch {
		case it.kind != wordsItem:
		case it.label != none:
			if g.dict.labels[it.label].prefix && i != labelAt {
				g.addPartial(r, it, base+int32(i))
			}
		default:
			followed := firstValue != unknown && i+1 == firstValue
			if o, ok := g.extend(it, base+int32(i), followed); ok {
				completed = max(completed, o)
			} else if firstValue == unknown && g.mayBegin(it) {
				g.addPartial(r, it, base+int32(i))
			}
		}
	}
	return completed
}

// hidesLabel reports whether words that are no label to the letter stand behind a
// label and are one nevertheless: the misspelt label of a row behind that of its
// group. Other words are values that cannot be read.
func (g *gather) hidesLabel(items []item, labelAt, lastWords int) bool {
	for i := labelAt + 1; i <= lastWords; i++ {
		if it := &items[i]; it.kind == wordsItem && it.label == none {
			return it.number.style != noNumbering || g.dict.nearest(g.scan.body(it), g.table) >= 0
		}
	}
	return false
}

// unknownRow records a row of figures whose words are no label to the letter.
func (g *gather) unknownRow(r int32, items []item, lastWords int) {
	base, it := g.scan.first[r], &items[lastWords]
	first, rest := base+int32(lastWords)+1, items[lastWords+1:]
	switch {
	case g.acrossHeader() && g.dict.nearest(g.scan.body(it), g.table) < 0:
		g.across(g.indices(first, len(rest)), true)
	case g.table == unknown:
	case g.mayBegin(it):
		g.addPartial(r, it, base+int32(lastWords))
		g.fill(g.beginPartial(&g.partials[len(g.partials)-1]), first, rest)
	default:
		g.fill(g.beginMisspelt(it, base+int32(lastWords)), first, rest)
	}
}

// --- lines of words and streams of cells --------------------------------------

// words reads a line whose cells are separated by spaces, or a piece of a stream.
func (g *gather) words(r int32, items []item) {
	for i := 0; i < len(items); {
		switch items[i].kind {
		case proseItem:
			g.prose()
			i++
		case wordsItem:
			g.word(r, items, i)
			i++
		default:
			j := i
			for j < len(items) && (items[j].kind == valueItem || items[j].kind == blankItem) {
				j++
			}
			g.figures(r, items[i:j], i)
			i = j
		}
	}
}

// word reads one item of words.
func (g *gather) word(r int32, items []item, i int) {
	it, index := &items[i], g.scan.first[r]+int32(i)
	stream := g.scan.doc.Rows[r].Kind == document.Stream
	if it.label == none {
		g.unknownWord(r, items, i)
		return
	}
	next := g.kindAfter(r, items, i)
	followed := next == valueItem || next == blankItem && it.number.style != noNumbering
	entity, kind := g.resolve(it, followed)
	g.labels = append(g.labels, labelNote{item: index, entity: entity})
	g.settle(it.label)
	onRow := i+1 < len(items) && items[i+1].kind == valueItem
	begun := unknown
	switch {
	case kind == report.RowLabel && (onRow || !g.dict.across[g.dict.entities[entity].table]):
		g.begin(entity, index).visible = stream
		begun = g.open
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
	o := g.current()
	switch {
	case o != nil && (len(o.values) > 0 || i > 0 || stream) && looksLikeFigure(it.text),
		o != nil && i > 0 && items[i-1].kind == valueItem && isShort(it.text):
		o.values = append(o.values, index)
	case g.mayBegin(it):
		g.addPartial(r, it, index)
	case followed && g.table != unknown && !g.dict.across[g.table] && it.compactEnd > it.body:
		g.beginMisspelt(it, index).visible = stream
	default:
		g.open = unknown
	}
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

// figures reads figures that stand side by side, or alone on their line; offset
// is the index of the first in its row.
func (g *gather) figures(r int32, items []item, offset int) {
	values := g.indices(g.scan.first[r]+int32(offset), len(items))
	stream := g.scan.doc.Rows[r].Kind == document.Stream
	blank := items[0].kind == blankItem
	if p := g.waiting(); p != nil && !blank {
		o := g.beginPartial(p)
		o.values, o.visible, o.lines = values, stream, 1
		return
	}
	if o := g.current(); o != nil && !o.across {
		have, full := g.countFigures(o.values), g.scan.family.columnsOf(o.entity, o.table)
		if !stream && offset == 0 && have > 0 && have+len(values) > full {
			o.overflow = true
			g.strayFigures()
			return
		}
		o.values, o.lines = append(o.values, values...), o.lines+1
		return
	}
	switch {
	case g.acrossHeader():
		g.across(values, stream)
	case blank:
	default:
		g.strayFigures()
	}
}

// strayFigures notes figures that follow no label.
func (g *gather) strayFigures() {
	if g.table != unknown {
		g.loose[g.table] = true
	}
}

// --- labels ------------------------------------------------------------------

// resolve decides which sense of a label is meant. The table at hand comes first,
// then the number in front of the label, then whether figures follow it.
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
		if rank > bestRank {
			best, bestRank = senses[i].entity, rank
		}
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

// mayBegin reports whether words are the first piece of a longer label.
func (g *gather) mayBegin(it *item) bool {
	text := g.scan.body(it)
	return utf8.RuneCountInString(text) >= minPrefixRunes && g.dict.isPrefix(text)
}

// addPartial remembers what may be the first piece of a label.
func (g *gather) addPartial(r int32, it *item, index int32) {
	g.partials = append(g.partials, partial{text: g.scan.body(it), items: []int32{index}, row: r, occurrence: unknown})
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
		if p := &g.partials[i]; p.occurrence == unknown && g.dict.beginsRowsOnly(p.text) {
			return p
		}
	}
	return nil
}

// --- headers -----------------------------------------------------------------

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
