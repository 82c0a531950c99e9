// Package compare tells what changed between two reports of one kind: two versions of
// a report, or those of two years.
//
// It compares what was read of them (title, sections, cells) and the prose of each
// section, paragraph by paragraph and then word by word. Writing that down is the
// matter of package output.
package compare

import (
	"strings"

	"github.com/govalues/decimal"

	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/report"
)

// Comparison is what changed from one report to another.
type Comparison struct {
	Old, New *report.Report
	// Title says that the titles differ.
	Title bool
	// Cells lists the cells that differ, in the order of the form of the new report;
	// those that only the old one has stand behind the others.
	Cells []Cell
	// Sections lists the sections that differ, in the order of the form.
	Sections []Section
}

// Same reports whether nothing changed.
func (c *Comparison) Same() bool { return c.Differences() == 0 }

// Differences counts what changed: the title, cells, headings, paragraphs, and sections
// that only one report has.
func (c *Comparison) Differences() int {
	n := len(c.Cells)
	if c.Title {
		n++
	}
	for i := range c.Sections {
		n += len(c.Sections[i].Paragraphs)
		if c.Sections[i].Change != Changed || c.Sections[i].Heading {
			n++
		}
	}
	return n
}

// Change says which of the reports have something.
type Change uint8

// The changes.
const (
	// Changed: both have it, and it is not the same.
	Changed Change = iota
	// Added and Removed: the new report alone has it, or the old one.
	Added
	Removed
)

func (c Change) String() string {
	return [...]string{Changed: "changed", Added: "added", Removed: "removed"}[c]
}

// Cell is a cell that differs.
type Cell struct {
	Key   string
	Label report.Text
	// Change is Added or Removed where the form of only one report has the cell.
	Change Change
	// Old and New are nil where the report does not have the cell.
	Old, New *Figure
	// Difference is what the new value exceeds the old one by; it has a meaning where
	// Comparable.
	Difference decimal.Decimal
	Comparable bool
}

// Figure is a cell of one of the reports.
type Figure struct {
	*report.Field

	// HasValue says that the cell holds a number.
	HasValue bool
	label    report.Text
}

// Section is a section that differs, or the text between the title and the first of
// them, whose key is empty.
type Section struct {
	Key    string
	Label  report.Text
	Change Change
	// Old and New are nil where the report does not have the section.
	Old, New *report.Heading
	// Heading says that the wording or the number of the heading differs.
	Heading bool
	// Paragraphs lists those that differ.
	Paragraphs []Paragraph
}

// Reports compares two reports.
func Reports(older, newer *report.Report) *Comparison {
	c := &Comparison{Old: older, New: newer, Title: spelling(older.Title.Text) != spelling(newer.Title.Text)}
	c.cells()
	c.sections()
	return c
}

// spelling is a text in one spelling, without spaces: files of several formats break
// and space the same words in several ways.
func spelling(s string) string { return strings.Join(strings.Fields(fold.String(s)), "") }

// cells compares the cells that both reports have, and lists those that one has.
func (c *Comparison) cells() {
	older, _ := figures(c.Old)
	newer, keys := figures(c.New)
	for _, key := range keys {
		c.cell(key, older[key], newer[key])
		delete(older, key)
	}
	_, keys = figures(c.Old)
	for _, key := range keys {
		if f, ok := older[key]; ok {
			c.cell(key, f, nil)
		}
	}
}

// figures lists the cells of a report by their keys, and the keys in the order of the
// form. Rows of an alternative that the report does not use are left out.
func figures(r *report.Report) (map[string]*Figure, []string) {
	all := make(map[string]*Figure, len(r.Fields))
	keys := make([]string, 0, len(r.Fields))
	for i := range r.Fields {
		if spec := &r.Schema.Cells[i]; r.Active(spec.Row) {
			all[spec.Key] = &Figure{Field: &r.Fields[i], HasValue: r.HasValue(i), label: spec.Label}
			keys = append(keys, spec.Key)
		}
	}
	for i := range r.Foreign {
		f := &r.Foreign[i]
		if _, ok := all[f.Key]; !ok {
			all[f.Key] = &Figure{Field: &f.Field, HasValue: f.Field.State == report.Filled, label: f.Label}
			keys = append(keys, f.Key)
		}
	}
	return all, keys
}

// cell notes a cell if it differs. One that a report does not print says nothing where
// the other's form does not have it.
func (c *Comparison) cell(key string, older, newer *Figure) {
	d := Cell{Key: key, Old: older, New: newer}
	switch {
	case older == nil && newer.State == report.Absent, newer == nil && older.State == report.Absent:
		return
	case older == nil:
		d.Label, d.Change = newer.label, Added
	case newer == nil:
		d.Label, d.Change = older.label, Removed
	case !differ(older, newer):
		return
	default:
		d.Label = newer.label
		if older.HasValue && newer.HasValue && older.Unit == newer.Unit {
			difference, err := newer.Value.Sub(older.Value)
			d.Difference, d.Comparable = difference, err == nil
		}
	}
	c.Cells = append(c.Cells, d)
}

// differ reports whether two cells differ in more than the way in which they are written:
// 1,234 and 1234 are the same, 1.5 and 1.5000 are not.
func differ(a, b *Figure) bool {
	switch {
	case a.State != b.State || a.Placeholder != b.Placeholder:
		return true
	case a.HasValue && b.HasValue:
		return a.Value.Cmp(b.Value) != 0 || a.Decimals != b.Decimals || a.Unit != b.Unit && a.Unit != "" && b.Unit != ""
	}
	return a.State != report.Absent && a.State != report.Blank && spelling(a.Text) != spelling(b.Text)
}

// sections compares the sections by their keys.
func (c *Comparison) sections() {
	if changed := paragraphs(prose(c.Old, opening), prose(c.New, opening)); len(changed) > 0 {
		c.Sections = append(c.Sections, Section{Label: report.Text{ZH: "开头", EN: "opening"}, Paragraphs: changed})
	}
	for i := range c.New.Schema.Sections {
		spec := &c.New.Schema.Sections[i]
		c.section(spec, c.Old.Schema.Section(spec.Key), i)
	}
	for i := range c.Old.Schema.Sections {
		if spec := &c.Old.Schema.Sections[i]; c.New.Schema.Section(spec.Key) < 0 {
			c.section(spec, i, -1)
		}
	}
}

// section compares a section; an index is below 0 where the form does not have it.
func (c *Comparison) section(spec *report.SectionSpec, older, newer int) {
	d := Section{Key: spec.Key, Label: spec.Heading, Old: headingOf(c.Old, older), New: headingOf(c.New, newer)}
	var before, after []Passage
	if d.Old != nil {
		before = prose(c.Old, older)
	}
	if d.New != nil {
		after = prose(c.New, newer)
	}
	switch {
	case d.Old == nil && d.New == nil:
		return
	case d.Old == nil:
		d.Change = Added
	case d.New == nil:
		d.Change = Removed
	default:
		d.Heading = spelling(d.Old.Text) != spelling(d.New.Text)
	}
	d.Paragraphs = paragraphs(before, after)
	if d.Change != Changed || d.Heading || len(d.Paragraphs) > 0 {
		c.Sections = append(c.Sections, d)
	}
}

// headingOf returns the heading from which a section is read, or nil.
func headingOf(r *report.Report, section int) *report.Heading {
	if section < 0 || !r.Sections[section].Found {
		return nil
	}
	return &r.Headings[r.Sections[section].Heading]
}
