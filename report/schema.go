package report

import (
	"regexp"
	"slices"
	"strings"
)

// CellType says what a cell of a form holds.
type CellType int

// The types of cells.
const (
	Count  CellType = iota // an integer, zero or more
	Change                 // a signed integer
	Amount                 // a decimal, zero or more, often of money
	Words                  // words; such a cell has a text and no value
)

// CellTypeNames lists the names of the cell types.
func CellTypeNames() []string {
	return []string{Count: "count", Change: "change", Amount: "amount", Words: "text"}
}

func (t CellType) String() string { return CellTypeNames()[t] }

// ParseCellType reads the name of a cell type.
func ParseCellType(name string) (CellType, bool) {
	for t, n := range CellTypeNames() {
		if n == name {
			return CellType(t), true
		}
	}
	return 0, false
}

// Years is an inclusive range of report years; zero leaves an end open.
type Years struct {
	From, To int
}

// Contains reports whether the year lies in the range.
func (y Years) Contains(year int) bool {
	return (y.From == 0 || year >= y.From) && (y.To == 0 || year <= y.To)
}

// Schema is the shape of the field map that one form gives: what parser/form
// fills and what the engine checks rules against. All slices are in the order of
// the form, and cells are numbered row by row. It is immutable.
type Schema struct {
	// Form is the identifier of the form, Family that of the kind of report.
	Form, Family string
	Name         Text
	Years        Years

	// Governments holds the patterns of the names of organs that report for a region, those
	// of the highest level first, and Apart those of organs whose figures are part of no
	// other organ's.
	Governments, Apart []*regexp.Regexp

	Sections []SectionSpec
	Tables   []TableSpec
	Blocks   []BlockSpec
	Rows     []RowSpec
	Columns  []ColumnSpec
	Cells    []CellSpec
	// Facts lists the figures in running text, by key.
	Facts []FactSpec

	// Alternatives holds, for each group of alternatives, the number of choices.
	Alternatives []int

	cells map[string]int
}

// SectionSpec describes a prescribed section.
type SectionSpec struct {
	Key string
	// Heading is the official heading, without its number, and Official the same
	// in the language of the form.
	Heading  Text
	Official string
	// Aspects lists what the section has to speak of.
	Aspects []AspectSpec
}

// AspectSpec describes one of the things that a section has to speak of.
type AspectSpec struct {
	Key  string
	Name Text
}

// TableSpec describes a table, which is one block or several beneath each other.
type TableSpec struct {
	Key   string
	Name  Text
	Short Text // a word or two for paths of labels
	// Section is the index of the section that holds the table, or -1.
	Section int
	Blocks  Range
}

// BlockSpec describes the part of a table whose rows share their columns.
type BlockSpec struct {
	// Key is empty for a table of a single block.
	Key string
	// Caption is what the form prints above the block, or empty.
	Caption string
	Table   int
	Rows    Range
	Columns Range
	// RowRoles and ColumnRoles name lists of rows and of columns, by index.
	RowRoles    []Role
	ColumnRoles []Role
}

// Role is a named list of rows or of columns, such as the parts of a total.
type Role struct {
	Name    string
	Members []int
}

// RowSpec describes a row of cells.
type RowSpec struct {
	Key string // unique in its table
	// Label is the printed label; Path includes the labels of its groups.
	Label, Path Text
	Block       int
	Cells       Range
	// Alternative is the index of the group of alternatives that the row belongs
	// to, or -1, and Choice says which of them; 0 is the form's own.
	Alternative, Choice int
	// Type is that of the cells of the row where Typed says that it has one of its own.
	Type  CellType
	Typed bool
}

// ColumnSpec describes a column of a block.
type ColumnSpec struct {
	Key string
	// Label is the printed header, or empty where the form prints none.
	Label Text
	Block int
	// Type is that of the cells, but for those of rows with a type of their own.
	Type CellType
}

// CellSpec describes a cell.
type CellSpec struct {
	// Key is the name by which rules call the cell: TABLE.ROW.COLUMN.
	Key         string
	Row, Column int
	Type        CellType
	// Label is the path of labels that leads a person to the cell.
	Label Text
}

// Range is a half-open range of indices.
type Range struct {
	First, End int
}

// Len returns the number of indices in the range.
func (r Range) Len() int { return r.End - r.First }

// Contains reports whether i lies in the range.
func (r Range) Contains(i int) bool { return i >= r.First && i < r.End }

// Cell returns the index of the cell that has the key.
func (s *Schema) Cell(key string) (int, bool) {
	i, ok := s.cells[key]
	return i, ok
}

// SectionPrefix stands in front of the key of a section where it is one among the keys of
// other things.
const SectionPrefix = "sections."

// Section returns the index of a section by its key, or -1.
func (s *Schema) Section(key string) int {
	return slices.IndexFunc(s.Sections, func(x SectionSpec) bool { return x.Key == key })
}

// KindOf says what a logical key names: a cell, row, column, table, section, fact, title
// or document; or it returns the empty string.
func (s *Schema) KindOf(key string) string {
	if _, ok := s.cells[key]; ok {
		return "cell"
	}
	switch {
	case strings.HasPrefix(key, SectionPrefix):
		return "section"
	case strings.HasPrefix(key, "facts."):
		return "fact"
	case key == "title" || key == "document":
		return key
	}
	table, rest, _ := strings.Cut(key, ".")
	if !slices.ContainsFunc(s.Tables, func(t TableSpec) bool { return t.Key == table }) {
		return ""
	}
	switch {
	case rest == "":
		return "table"
	case strings.HasPrefix(rest, "*."):
		return "column"
	case !strings.Contains(rest, "."):
		return "row"
	}
	return ""
}

// CellAt returns the index of the cell where a row and a column of one block meet.
func (s *Schema) CellAt(row, column int) int {
	block := s.Rows[row].Block
	return s.Rows[row].Cells.First + column - s.Blocks[block].Columns.First
}

// Governs reports whether an organ, by its normalised name, reports for a region.
func (s *Schema) Governs(organ string) bool { return s.Level(organ) >= 0 }

// Level returns the level of an organ that reports for a region, the highest being 0, or
// -1 for other organs.
func (s *Schema) Level(organ string) int {
	return slices.IndexFunc(s.Governments, func(re *regexp.Regexp) bool { return re.MatchString(organ) })
}

// StandsApart reports whether the figures of an organ, by its normalised name, are part
// of no other organ's.
func (s *Schema) StandsApart(organ string) bool {
	return slices.ContainsFunc(s.Apart, func(re *regexp.Regexp) bool { return re.MatchString(organ) })
}

// Table returns the index of the table that a row belongs to.
func (s *Schema) Table(row int) int { return s.Blocks[s.Rows[row].Block].Table }

// RowKey returns the logical key of a row, TABLE.ROW.
func (s *Schema) RowKey(row int) string {
	return s.Tables[s.Table(row)].Key + "." + s.Rows[row].Key
}

// ColumnKey returns the logical key of a column, TABLE.*.COLUMN.
func (s *Schema) ColumnKey(column int) string {
	c := s.Columns[column]
	return s.Tables[s.Blocks[c.Block].Table].Key + ".*." + c.Key
}

// pathSeparator stands between the labels of a path.
const pathSeparator = " › "

// JoinPath joins labels to a path, in each language.
func JoinPath(parts ...Text) Text {
	var zh, en []string
	for _, p := range parts {
		if p != (Text{}) {
			zh, en = append(zh, p.In(Chinese)), append(en, p.In(English))
		}
	}
	return Text{ZH: strings.Join(zh, pathSeparator), EN: strings.Join(en, pathSeparator)}
}

// AddCells numbers the cells of all rows and completes the schema. The form
// loader calls it once, after rows and columns are known.
func (s *Schema) AddCells() {
	s.cells = make(map[string]int)
	for i := range s.Rows {
		row := &s.Rows[i]
		block := s.Blocks[row.Block]
		table := s.Tables[block.Table]
		row.Cells.First = len(s.Cells)
		for c := block.Columns.First; c < block.Columns.End; c++ {
			column := s.Columns[c]
			cell := CellSpec{
				Key:    table.Key + "." + row.Key + "." + column.Key,
				Row:    i,
				Column: c,
				Type:   column.Type,
				Label:  JoinPath(table.Short, row.Path, column.Label),
			}
			if row.Typed {
				cell.Type = row.Type
			}
			s.cells[cell.Key] = len(s.Cells)
			s.Cells = append(s.Cells, cell)
		}
		row.Cells.End = len(s.Cells)
	}
}
