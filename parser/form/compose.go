package form

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/report"
)

// Entry is a part of a report that stands in no document.
type Entry struct {
	// Key names a cell, a section ("sections.KEY") or the title: [TitleKey] as a whole,
	// [OrganKey] and [YearKey].
	Key string
	// Text is what would be printed there; it is empty for a blank cell and for a
	// section without content.
	Text string
}

// The keys of the title.
const (
	TitleKey = "title"
	OrganKey = "title.organ"
	YearKey  = "title.year"
)

// KnownKeys lists the keys that entries of a form can have.
func KnownKeys(s *report.Schema) []string {
	keys := make([]string, 0, 3+len(s.Sections)+len(s.Cells))
	keys = append(keys, TitleKey, OrganKey, YearKey)
	for i := range s.Sections {
		keys = append(keys, report.SectionPrefix+s.Sections[i].Key)
	}
	for i := range s.Cells {
		keys = append(keys, s.Cells[i].Key)
	}
	return keys
}

// Compose makes a report of a form from some of its parts. All others are absent. The
// source of the report has a line for each entry, so that every part has a place.
// Entries with other keys than those of [KnownKeys] are left out.
func (s *Set) Compose(formID, path string, entries []Entry) *report.Report {
	for _, f := range s.families {
		if i := slices.IndexFunc(f.forms, func(x *Form) bool { return x.ID == formID }); i >= 0 {
			c := composer{family: f, schema: f.forms[i].Schema}
			r := c.compose(path, entries)
			f.forms[i].facts.Find(r)
			return r
		}
	}
	return nil
}

// composer makes a report without a document.
type composer struct {
	family *family
	schema *report.Schema
	report *report.Report
	text   strings.Builder
}

func (c *composer) compose(path string, entries []Entry) *report.Report {
	s := c.schema
	c.report = &report.Report{
		Schema: s, Score: 1, Index: 1, Count: 1,
		Sections: make([]report.Section, len(s.Sections)), Tables: make([]report.Table, len(s.Tables)),
		Rows: make([]report.Row, len(s.Rows)), Columns: make([]report.Column, len(s.Columns)),
		Fields: make([]report.Field, len(s.Cells)), Choices: make([]int, len(s.Alternatives)),
	}
	for i := range c.report.Sections {
		c.report.Sections[i].Heading = -1
	}
	for _, e := range entries {
		c.text.WriteString(e.Key + ": ")
		start := int32(c.text.Len())
		c.text.WriteString(e.Text)
		span := report.Span{Start: start, End: int32(c.text.Len())}
		c.text.WriteByte('\n')
		c.entry(e, span)
	}
	c.report.Source = report.NewSource(path, c.text.String(), "")
	c.report.Span = report.Span{End: int32(c.text.Len())}
	for i := range c.report.Sections {
		c.paragraphs(i)
	}
	return c.report
}

func (c *composer) entry(e Entry, span report.Span) {
	if cell, ok := c.schema.Cell(e.Key); ok {
		c.cell(cell, e.Text, span)
		return
	}
	t := &c.report.Title
	switch e.Key {
	case TitleKey:
		t.Found, t.Span, t.Text, t.Folded = true, span, e.Text, fold.String(e.Text)
	case OrganKey:
		t.Found, t.Span, t.Organ, t.OrganNormalised = true, span, e.Text, strings.Join(strings.Fields(fold.String(e.Text)), "")
	case YearKey:
		if year, err := strconv.Atoi(e.Text); err == nil {
			t.Found, t.Span, t.Year, t.Years = true, span, year, []int{year}
		}
	}
	key, ok := strings.CutPrefix(e.Key, report.SectionPrefix)
	if i := c.schema.Section(key); ok && i >= 0 {
		c.report.Sections[i] = report.Section{Found: true, Heading: -1, Anchor: span, Body: span, Empty: strings.TrimSpace(e.Text) == ""}
	}
}

// paragraphs makes the lines of a section its paragraphs.
func (c *composer) paragraphs(section int) {
	source := c.report.Source
	at := c.report.Sections[section].Body.Start
	for line := range strings.Lines(source.Slice(c.report.Sections[section].Body)) {
		if text := strings.TrimSpace(line); text != "" {
			start := at + int32(strings.Index(line, text))
			c.report.Paragraphs = append(c.report.Paragraphs, report.NewParagraph(source, section, report.Span{Start: start, End: start + int32(len(text))}))
		}
		at += int32(len(line))
	}
}

// cell fills a cell, and with it its row, its column and its table.
func (c *composer) cell(cell int, text string, span report.Span) {
	spec := &c.schema.Cells[cell]
	column := &c.report.Columns[spec.Column]
	if !column.Found {
		header := c.schema.Columns[spec.Column].Label.In(report.Chinese)
		*column = report.Column{Found: true, Text: header, Span: span, Unit: c.family.values.headerUnit(header)}
	}
	field := report.Field{State: report.Blank}
	if strings.TrimSpace(text) != "" {
		field = c.family.values.read(text, spec.Type)
	}
	field.Span = span
	if field.Unit == "" {
		field.Unit = column.Unit
	}
	c.report.Fields[cell] = field
	if a := c.schema.Rows[spec.Row].Alternative; a >= 0 {
		c.report.Choices[a] = c.schema.Rows[spec.Row].Choice
	}
	if row := &c.report.Rows[spec.Row]; !row.Found {
		width := c.schema.Rows[spec.Row].Cells.Len()
		*row = report.Row{Found: true, Text: c.schema.Rows[spec.Row].Label.In(report.Chinese), Span: span, Width: width, Expected: width}
	}
	if table := &c.report.Tables[c.schema.Table(spec.Row)]; !table.Found {
		*table = report.Table{Found: true, Anchor: span}
	}
}
