package form

import (
	"cmp"
	"errors"
	"slices"
	"unicode/utf8"

	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// Diagnose reads a document as [Reader.Read] does, whatever its score, and says for
// each report in it what matched the form and what did not. A form identifier other
// than "" asks for that form. It is slower than reading.
func (s *Set) Diagnose(doc *document.Document, formID string) ([]*report.Diagnosis, error) {
	r, err := s.NewReader(formID)
	if err != nil {
		return nil, err
	}
	var scores []report.FormScore
	var best *family
	highest := -1.0
	for _, f := range s.families {
		r.scan.run(f, doc)
		of := make([]float64, len(f.forms))
		for _, p := range r.scan.parts() {
			b := r.builder(f, p)
			b.collect()
			for i := range f.forms {
				of[i] = max(of[i], b.score(i))
			}
		}
		for i, form := range f.forms {
			scores = append(scores, report.FormScore{Form: form.ID, Score: min(of[i], 1)})
			if (formID == "" || form.ID == formID) && of[i] > highest {
				best, highest = f, of[i]
			}
		}
	}
	if best == nil {
		return nil, errors.New("there are no forms")
	}
	slices.SortStableFunc(scores, func(a, b report.FormScore) int { return cmp.Compare(b.Score, a.Score) })
	r.scan.run(best, doc)
	parts := r.scan.parts()
	all := make([]*report.Diagnosis, len(parts))
	for i, p := range parts {
		b := r.builder(best, p)
		b.diagnosing = true
		rep, form := b.build(formID)
		rep.Index, rep.Count, rep.TrackedChanges, rep.Published = i+1, len(parts), doc.TrackedChanges, doc.Published
		all[i] = b.diagnose(form)
		all[i].Scores = scores
	}
	return all, nil
}

// diagnose compares the report that was built with the form.
func (b *builder) diagnose(form *Form) *report.Diagnosis {
	d := &report.Diagnosis{
		Report: b.report, Threshold: form.threshold, Titled: len(form.title.patterns) > 0,
		Sections: b.matchSections(), Rows: b.matchRows(), Columns: b.matchColumns(), Absences: b.absences(),
	}
	d.Unread = b.unreadRows()
	weights := 0.0
	shares := b.shares(b.form)
	for _, s := range shares[:report.YearShare] {
		if s.Total > 0 {
			weights += s.Weight
		}
	}
	for _, s := range shares {
		if s.Total == 0 {
			continue
		}
		if s.Kind != report.YearShare {
			s.Weight /= weights
		}
		d.Shares = append(d.Shares, s)
	}
	if b.report.Title.Found {
		d.TitlePattern = b.family.titlePattern(form, b.report.Title.Folded)
	} else {
		d.Titles = b.nearTitles(form)
	}
	for i, spec := range form.alternatives {
		if used := b.report.Choices[i]; used < len(spec.choices) {
			d.Choices = append(d.Choices, report.Choice{Name: spec.name, Used: spec.choices[used], Own: spec.choices[0]})
		}
	}
	return d
}

// unreadRows lists the rows of tables with figures of which nothing was read. A form
// without tables has none to miss.
func (b *builder) unreadRows() []report.UnreadRows {
	if len(b.schema.Tables) == 0 {
		return nil
	}
	read := []report.Span{b.report.Title.Span}
	for i := range b.report.Rows {
		if b.report.Rows[i].Found {
			read = append(read, b.report.Rows[i].Span)
		}
	}
	for i := range b.report.Fields {
		if b.report.Fields[i].State != report.Absent {
			read = append(read, b.report.Fields[i].Span)
		}
	}
	for _, l := range b.report.Labels {
		read = append(read, l.Span)
	}
	for _, s := range b.report.Strays {
		read = append(read, s.Span)
	}
	for _, f := range b.report.Foreign {
		read = append(read, f.Field.Span)
	}
	var unread []report.UnreadRows
	open := false
	for _, row := range b.scan.doc.Rows[b.part.first:b.part.end] {
		if row.Kind == document.Paragraph || slices.ContainsFunc(read, func(s report.Span) bool { return overlaps(s, row.Span()) }) {
			open = false
			continue
		}
		label, ok := b.labelOf(row)
		switch {
		case !ok:
		case open:
			unread[len(unread)-1].Rows++
		default:
			unread, open = append(unread, report.UnreadRows{Text: label.Text, Span: label.Span, Rows: 1}), true
		}
	}
	return unread
}

// labelOf returns the first words of a row that has figures behind them.
func (b *builder) labelOf(row document.Row) (document.Cell, bool) {
	first := -1
	for i, cell := range row.Cells {
		folded := fold.String(cell.Text)
		switch isValue := b.family.values.isValue([]byte(folded)); {
		case folded == "":
		case first < 0 && isValue:
			return document.Cell{}, false
		case first < 0:
			first = i
		case isValue:
			return row.Cells[first], true
		}
	}
	return document.Cell{}, false
}

// matchSections says in which wording each section was found.
func (b *builder) matchSections() []report.Match {
	matches := make([]report.Match, len(b.report.Sections))
	var lines []nearCandidate
	for i := range b.report.Sections {
		if s := &b.report.Sections[i]; s.Found {
			h := &b.report.Headings[s.Heading]
			matches[i] = report.Match{Wording: b.headingWording(h), Text: h.Text, Span: h.Span}
			continue
		}
		if lines == nil {
			lines = b.lines()
		}
		spec := b.family.forms[b.form].sections[i]
		matches[i].Nearest = nearestOf(lines, slices.Concat(spec.accepted, spec.variants))
	}
	return matches
}

// headingWording says how the wording of a heading is known.
func (b *builder) headingWording(h *report.Heading) report.Wording {
	if h.Official {
		return report.Official
	}
	compact, number := compactLabel(h.Text)
	if _, ok := b.family.headings[compact]; ok {
		return report.Variant
	}
	folded := fold.Append(nil, h.Text)
	if _, n := parseNumbering(folded); number.style != noNumbering {
		if _, ok := b.scan.extendedHeading(folded[n:], number.number); ok {
			return report.Extended
		}
	}
	for _, patterns := range b.family.headingPatterns {
		for _, re := range patterns {
			if re.MatchString(compact) {
				return report.Pattern
			}
		}
	}
	if section, ok := b.family.similarHeading(compact); ok && section >= 0 {
		return report.Misspelt
	}
	return report.Variant // with a remark in brackets
}

// matchRows says in which wording each row was found.
func (b *builder) matchRows() []report.Match {
	matches := make([]report.Match, len(b.report.Rows))
	var words []nearCandidate
	for i := range b.report.Rows {
		row := &b.report.Rows[i]
		if row.Found {
			matches[i] = b.labelMatch(report.RowLabel, b.schema.RowKey(i), row.Text, row.Span)
			continue
		}
		if !b.report.Active(i) {
			continue
		}
		if words == nil {
			words = b.unknownWords()
		}
		spec := b.family.forms[b.form].rowLabel(i)
		matches[i].Nearest = nearestOf(words, spec.spellings())
	}
	return matches
}

// matchColumns says in which wording each column was found.
func (b *builder) matchColumns() []report.Match {
	matches := make([]report.Match, len(b.report.Columns))
	var words []nearCandidate
	for i := range b.report.Columns {
		column := &b.report.Columns[i]
		spec := b.family.forms[b.form].columnLabel(i)
		switch {
		case column.Found:
			matches[i] = b.labelMatch(report.ColumnLabel, b.schema.ColumnKey(i), column.Text, column.Span)
		case spec.official == "" || !b.hasRows(b.schema.Columns[i].Block):
			matches[i].Wording = report.Unprinted
		default:
			if words == nil {
				words = b.unknownWords()
			}
			matches[i].Nearest = nearestOf(words, spec.spellings())
		}
	}
	return matches
}

// hasRows reports whether a row of a block was found.
func (b *builder) hasRows(block int) bool {
	rows := b.schema.Blocks[block].Rows
	return slices.ContainsFunc(b.report.Rows[rows.First:rows.End], func(r report.Row) bool { return r.Found })
}

// labelMatch finds the label that a row or column was read by.
func (b *builder) labelMatch(kind report.LabelKind, key, text string, span report.Span) report.Match {
	m := report.Match{Wording: report.Unprinted, Text: text, Span: span}
	for i := range b.report.Labels {
		l := &b.report.Labels[i]
		if l.Kind != kind || l.Key != key || m.Wording != report.Unprinted && l.Span != span {
			continue
		}
		switch {
		case l.Misspelt:
			m.Wording = report.Misspelt
		case l.Exact:
			m.Wording = report.Official
		default:
			m.Wording = report.Variant
		}
	}
	return m
}

// absences says why cells are absent.
func (b *builder) absences() []report.Absence {
	all := make([]report.Absence, len(b.report.Fields))
	for c := range all {
		if b.report.Fields[c].State != report.Absent {
			continue
		}
		i := b.schema.Cells[c].Row
		switch row := &b.report.Rows[i]; {
		case !b.report.Active(i):
			all[c] = report.Unused
		case !row.Found:
			all[c] = report.NoRow
		case row.Repeated:
			all[c] = report.Repeated
		case row.Width != row.Expected:
			all[c] = report.WrongWidth
		default:
			all[c] = report.Unclear
		}
	}
	return all
}

// rowLabel returns the label of a row of the form by the index of the row in the schema.
func (f *Form) rowLabel(row int) *labelSpec {
	block := f.Schema.Rows[row].Block
	return &f.block(block).rows[row-f.Schema.Blocks[block].Rows.First]
}

func (f *Form) columnLabel(column int) *labelSpec {
	block := f.Schema.Columns[column].Block
	return &f.block(block).columns[column-f.Schema.Blocks[block].Columns.First]
}

func (f *Form) block(block int) *blockSpec {
	table := f.Schema.Blocks[block].Table
	return &f.tables[table].blocks[block-f.Schema.Tables[table].Blocks.First]
}

func (l *labelSpec) spellings() []string {
	return slices.Concat([]string{l.official}, l.accepted, l.variants)
}

// maxCandidates bounds how many lines or words are compared with each thing that was
// not found: a file of nothing else would take minutes.
const maxCandidates = 5000

// lines lists the short lines of the part that are neither its title nor a heading.
func (b *builder) lines() []nearCandidate {
	lines := []nearCandidate{}
	for r := b.part.first; r < b.part.end && len(lines) < maxCandidates; r++ {
		only, ok := b.scan.doc.Rows[r].Only()
		if !ok || utf8.RuneCountInString(only.Text) > longestHeading || overlaps(only.Span, b.report.Title.Span) && b.report.Title.Found {
			continue
		}
		if b.isHeading(only.Span) {
			continue
		}
		lines = append(lines, newNearCandidate(only.Text, only.Span))
	}
	return lines
}

// isHeading reports whether the heading of a section stands at a place.
func (b *builder) isHeading(span report.Span) bool {
	return slices.ContainsFunc(b.report.Headings, func(h report.Heading) bool { return overlaps(h.Span, span) })
}

func overlaps(a, b report.Span) bool { return a.Start < b.End && b.Start < a.End }

// unknownWords lists the words of the part that are no label, nor a piece of one.
func (b *builder) unknownWords() []nearCandidate {
	pieces := map[int32]bool{}
	for _, items := range b.gather.pieceItems {
		for _, i := range items {
			pieces[i] = true
		}
	}
	for _, n := range b.gather.labels {
		pieces[n.item] = true
	}
	words := []nearCandidate{}
	for i := b.scan.first[b.part.first]; i < b.scan.first[b.part.end] && len(words) < maxCandidates; i++ {
		if it := &b.scan.items[i]; it.kind == wordsItem && it.label == none && !pieces[i] {
			words = append(words, newNearCandidate(it.text, it.span))
		}
	}
	return words
}
