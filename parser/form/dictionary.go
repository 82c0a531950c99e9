package form

import (
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/report"
)

// entity is something that a label can name, the same in all forms of a family.
type entity struct {
	kind  report.LabelKind
	table int    // index of the table in the family
	block string // key of the block, for columns
	key   string // key of the row or column, or empty
	// name is the logical key: TABLE.ROW, TABLE.*.COLUMN or TABLE.
	name string
	// group is the official label of the group that a row stands in, or empty.
	group string
	// words says that the row holds words and no figures.
	words bool
	// years holds the ranges of years of the forms that print it.
	years []report.Years
	// forms tells for each form of the family where the entity stands in it.
	forms []place
}

// place is where an entity stands in one form.
type place struct {
	// index is that of the row or column in the schema, 0 for other kinds, or -1
	// where the form does not have the entity.
	index int
	// own says that the form itself prints it, and does not merely know it.
	own      bool
	official string
}

// sense is one thing that a label may mean.
type sense struct {
	entity int
	// official and known are sets of forms: those whose own wording the label is,
	// and those that know it in any way.
	official, known uint64
	number          numbering
	// years holds the ranges of years of the forms that print the label.
	years []report.Years
}

// maxForms bounds a family, so that a set of forms fits a machine word.
const maxForms = 64

// label is an entry of the dictionary.
type label struct {
	compact string
	senses  []sense
	// prefix says that a longer label begins with this one.
	prefix bool
}

// dictionary holds all labels of the tables of a family, by their compact
// spelling without number.
type dictionary struct {
	entities []entity
	labels   []label
	byText   map[string]int32
	// grouped finds the label of a row of a group by the compact spelling of
	// the group and of the row together, for cells that were run together. Unlike the
	// spellings of byText they are met whole or not at all, never piece by piece.
	grouped map[string]int32
	// sorted lists the labels by compact spelling, for prefixes.
	sorted []int32
	// tables lists the keys of the tables of the family.
	tables []string
	// across says which tables have their rows side by side.
	across []bool
	// words says that some rows hold words.
	words bool
}

func newDictionary(forms []*Form) *dictionary {
	d := &dictionary{byText: map[string]int32{}, grouped: map[string]int32{}}
	for f, form := range forms {
		for t := range form.tables {
			d.addTable(forms, f, t)
		}
	}
	d.sorted = make([]int32, len(d.labels))
	for i := range d.sorted {
		d.sorted[i] = int32(i)
	}
	slices.SortFunc(d.sorted, func(a, b int32) int { return strings.Compare(d.labels[a].compact, d.labels[b].compact) })
	for i, id := range d.sorted[:max(len(d.sorted)-1, 0)] {
		next := d.labels[d.sorted[i+1]].compact
		d.labels[id].prefix = strings.HasPrefix(next, d.labels[id].compact)
	}
	return d
}

func (d *dictionary) addTable(forms []*Form, f, t int) {
	form := forms[f]
	schema, spec := form.Schema, &form.tables[t]
	table := slices.Index(d.tables, schema.Tables[t].Key)
	if table < 0 {
		table = len(d.tables)
		d.tables = append(d.tables, schema.Tables[t].Key)
		d.across = append(d.across, spec.layout == across)
	}
	add := func(kind report.LabelKind, block, key string, index int, own bool, spec labelSpec, group string) {
		name := d.tables[table]
		switch kind {
		case report.RowLabel:
			name += "." + key
		case report.ColumnLabel:
			name += ".*." + key
		default:
		}
		d.add(forms, f, entity{kind: kind, table: table, block: block, key: key, name: name, group: group}, place{index, own, spec.official}, spec)
	}
	for _, l := range spec.captions {
		add(report.CaptionLabel, "", "", 0, true, l, "")
	}
	for _, l := range spec.spanners {
		add(report.SpannerLabel, "", l.official, 0, true, l, "")
	}
	for _, l := range spec.groups {
		add(report.GroupLabel, "", l.official, 0, true, l, "")
	}
	for b := range spec.blocks {
		block := schema.Blocks[schema.Tables[t].Blocks.First+b]
		labels := &spec.blocks[b]
		for _, l := range labels.captions {
			add(report.CaptionLabel, block.Key, "", 0, true, l, "")
		}
		for _, l := range labels.stub {
			add(report.StubLabel, "", "", 0, true, l, "")
		}
		for i, l := range labels.columns {
			if l.official == "" {
				continue // the form prints no header
			}
			c := block.Columns.First + i
			add(report.ColumnLabel, block.Key, schema.Columns[c].Key, c, true, l, "")
		}
		for i, l := range labels.rows {
			r := block.Rows.First + i
			row := schema.Rows[r]
			add(report.RowLabel, "", row.Key, r, row.Choice == 0, l, labels.groups[i])
			if holdsWords(schema, r) {
				d.entities[d.find(report.RowLabel, table, "", row.Key)].words, d.words = true, true
			}
			if group := labels.groups[i]; group != "" {
				own, _ := compactLabel(l.official)
				alone, _ := compactLabel(group)
				numbered, _ := compactLabel(group + l.official)
				if id := d.lookup([]byte(own)); id >= 0 {
					d.grouped[numbered], d.grouped[alone+own] = id, id
				}
			}
		}
	}
}

// find returns the index of an entity, or -1.
func (d *dictionary) find(kind report.LabelKind, table int, block, key string) int {
	return slices.IndexFunc(d.entities, func(x entity) bool {
		return x.kind == kind && x.table == table && x.block == block && x.key == key
	})
}

// holdsWords reports whether the cells of a row hold words.
func holdsWords(s *report.Schema, row int) bool {
	block := s.Blocks[s.Rows[row].Block]
	for c := block.Columns.First; c < block.Columns.End; c++ {
		kind := s.Columns[c].Type
		if s.Rows[row].Typed {
			kind = s.Rows[row].Type
		}
		if kind != report.Words {
			return false
		}
	}
	return true
}

// add records the labels of an entity in a form.
func (d *dictionary) add(forms []*Form, f int, e entity, at place, spec labelSpec) {
	id := d.find(e.kind, e.table, e.block, e.key)
	if id < 0 {
		id = len(d.entities)
		e.forms = make([]place, len(forms))
		for i := range e.forms {
			e.forms[i].index = -1
		}
		d.entities = append(d.entities, e)
	}
	d.entities[id].forms[f] = at
	var years *report.Years
	if at.own {
		years = &forms[f].Schema.Years
		d.entities[id].years = append(d.entities[id].years, *years)
	}
	d.spelling(id, f, spec.official, true, years)
	for _, a := range spec.accepted {
		d.spelling(id, f, a, true, years)
	}
	for _, v := range spec.variants {
		d.spelling(id, f, v, false, years)
	}
}

// compactLabel returns the compact spelling of a label without its number, and the
// number.
func compactLabel(text string) (string, numbering) {
	folded := fold.Append(nil, text)
	number, n := parseNumbering(folded)
	return string(fold.AppendLetters(nil, folded[n:])), number
}

// spelling records one way of writing a label; years are those of the form if it
// prints the label.
func (d *dictionary) spelling(entity, f int, text string, official bool, years *report.Years) {
	compact, number := compactLabel(text)
	if compact == "" {
		return
	}
	id, ok := d.byText[compact]
	if !ok {
		id = int32(len(d.labels))
		d.labels = append(d.labels, label{compact: compact})
		d.byText[compact] = id
	}
	senses := &d.labels[id].senses
	i := slices.IndexFunc(*senses, func(s sense) bool { return s.entity == entity })
	if i < 0 {
		i = len(*senses)
		*senses = append(*senses, sense{entity: entity, number: number})
	}
	sense := &(*senses)[i]
	sense.known |= 1 << f
	if official {
		sense.official |= 1 << f
	}
	if years != nil && !slices.Contains(sense.years, *years) {
		sense.years = append(sense.years, *years)
	}
}

// lookup returns the label with a compact spelling, or -1.
func (d *dictionary) lookup(compact []byte) int32 {
	if id, ok := d.byText[string(compact)]; ok {
		return id
	}
	return -1
}

// lookupGrouped returns the label of a cell that holds the names of a group and of one of
// its rows, or none.
func (d *dictionary) lookupGrouped(compact []byte) int32 {
	if id, ok := d.grouped[string(compact)]; ok {
		return id
	}
	return none
}

// isPrefix reports whether a label is longer than s and begins with it.
func (d *dictionary) isPrefix(s string) bool {
	i, _ := slices.BinarySearchFunc(d.sorted, s, func(id int32, s string) int {
		return strings.Compare(d.labels[id].compact, s)
	})
	for ; i < len(d.sorted); i++ {
		c := d.labels[d.sorted[i]].compact
		if !strings.HasPrefix(c, s) {
			return false
		}
		if len(c) > len(s) {
			return true
		}
	}
	return false
}

// beginsRowsOnly reports whether every longer label that begins with the text
// names a row and nothing else. Where the text has a number in front, labels
// without one are left out of account.
func (d *dictionary) beginsRowsOnly(prefix string, number numbering) bool {
	i, _ := slices.BinarySearchFunc(d.sorted, prefix, func(id int32, s string) int {
		return strings.Compare(d.labels[id].compact, s)
	})
	found := false
	for ; i < len(d.sorted); i++ {
		id := d.sorted[i]
		c := d.labels[id].compact
		if !strings.HasPrefix(c, prefix) {
			break
		}
		if len(c) == len(prefix) {
			continue
		}
		for _, s := range d.labels[id].senses {
			if number.style != noNumbering && s.number.style == noNumbering {
				continue
			}
			if e := &d.entities[s.entity]; e.kind != report.RowLabel || d.across[e.table] {
				return false
			}
			found = true
		}
	}
	return found
}

// truncated returns the one row of the table whose label begins with the text, or
// -1 where none or several do or where too little of the label is there.
func (d *dictionary) truncated(compact string, table int) int {
	entity := -1
	for id := range d.labels {
		l := &d.labels[id]
		if len(l.compact) <= len(compact) || !strings.HasPrefix(l.compact, compact) || 2*len(compact) < len(l.compact) {
			continue
		}
		for _, s := range l.senses {
			if e := &d.entities[s.entity]; e.kind == report.RowLabel && e.table == table {
				if entity >= 0 && entity != s.entity {
					return -1
				}
				entity = s.entity
			}
		}
	}
	return entity
}

// hasKind reports whether one of the senses of a label is of the kind.
func (d *dictionary) hasKind(id int32, kind report.LabelKind) bool {
	for _, s := range d.labels[id].senses {
		if d.entities[s.entity].kind == kind {
			return true
		}
	}
	return false
}

// isIn reports whether a row stands in a group.
func (d *dictionary) isIn(row *entity, group int) bool {
	g := &d.entities[group]
	return row.group != "" && row.table == g.table && row.group == g.key
}

// isMember reports whether a label may be that of a row in the group that another
// label names.
func (d *dictionary) isMember(row, group int32) bool {
	for _, s := range d.labels[row].senses {
		e := &d.entities[s.entity]
		if e.kind != report.RowLabel || e.group == "" {
			continue
		}
		for _, g := range d.labels[group].senses {
			if of := &d.entities[g.entity]; of.kind == report.GroupLabel && of.table == e.table && of.key == e.group {
				return true
			}
		}
	}
	return false
}

// table returns the table that all senses of a label belong to, or -1.
func (d *dictionary) table(id int32) int {
	table := -1
	for _, s := range d.labels[id].senses {
		t := d.entities[s.entity].table
		if table >= 0 && t != table {
			return -1
		}
		table = t
	}
	return table
}

// Bounds of the edit distance within which a misspelt label is recognised: one
// slip for every five characters, none in a label of fewer than four.
const (
	minFuzzyRunes  = 4
	runesPerSlip   = 5
	nearbyPerSlip  = 3
	minPrefixRunes = 2
)

// nearest returns the label of a row of the table that a misspelt text must
// mean, or -1 where none or more than one is near enough. A negative table
// stands for any.
func (d *dictionary) nearest(compact string, table int) int32 {
	best, bestDistance, unique := int32(-1), len(compact), false
	for id, distance := range d.slipsOf(compact, func(id int32) bool { return d.isRowOf(id, table) }) {
		switch {
		case distance > bestDistance:
		case distance == bestDistance:
			unique = unique && d.sameEntity(best, id)
		default:
			best, bestDistance, unique = id, distance, true
		}
	}
	if !unique {
		return -1
	}
	return best
}

// slipsOf yields the labels of a kind that a text may be a misspelling of, each with how
// many characters differ.
func (d *dictionary) slipsOf(compact string, kind func(id int32) bool) iter.Seq2[int32, int] {
	return func(yield func(id int32, distance int) bool) {
		length := utf8.RuneCountInString(compact)
		if length < minFuzzyRunes-1 {
			return
		}
		for i := range d.labels {
			id, l := int32(i), &d.labels[i]
			n := utf8.RuneCountInString(l.compact)
			limit := max(1, n/runesPerSlip)
			if n < minFuzzyRunes || n > length+limit || n < length-limit || !kind(id) {
				continue
			}
			if distance := levenshtein.ComputeDistance(compact, l.compact); distance <= limit && !yield(id, distance) {
				return
			}
		}
	}
}

func (d *dictionary) isRowOf(id int32, table int) bool {
	for _, s := range d.labels[id].senses {
		if e := d.entities[s.entity]; e.kind == report.RowLabel && (table < 0 || e.table == table) {
			return true
		}
	}
	return false
}

func (d *dictionary) sameEntity(a, b int32) bool {
	return a >= 0 && b >= 0 && d.labels[a].senses[0].entity == d.labels[b].senses[0].entity
}

// resembles reports whether a text is near to one of the labels of an entity:
// fewer than a third of its characters differ.
func (d *dictionary) resembles(compact string, entity int) bool {
	for id := range d.labels {
		l := &d.labels[id]
		if !slices.ContainsFunc(l.senses, func(s sense) bool { return s.entity == entity }) {
			continue
		}
		n := utf8.RuneCountInString(l.compact)
		if n >= minFuzzyRunes && levenshtein.ComputeDistance(compact, l.compact)*nearbyPerSlip < n {
			return true
		}
	}
	return false
}
