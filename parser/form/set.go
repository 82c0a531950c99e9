package form

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// Set is the forms among which documents are matched. It is immutable and safe
// for concurrent use; each worker reads through its own [Reader].
type Set struct {
	families []*family
}

// family is the editions of one form, with their common dictionary.
type family struct {
	name       string
	forms      []*Form
	dictionary *dictionary
	values     *valueReader

	titleHints    [][]byte
	fragments     map[string]bool // of the names of organs
	titlePatterns []*regexp.Regexp

	furniture *regexp.Regexp

	// tableOf and sectionOf hold, for each form, the index of each table and
	// section of the family in it, or -1.
	tableOf, sectionOf [][]int
	// rowColumns and tableColumns hold the largest number of columns of each row
	// (by entity) and table in any form; acrossColumns counts those of all rows of
	// a table together.
	rowColumns, tableColumns, acrossColumns []int

	// sections lists the keys of the sections of all forms.
	sections        []string
	headings        map[string]headingSense
	headingTexts    []string
	headingPatterns [][]*regexp.Regexp
}

// NewSet prepares forms for matching. The forms of a family are its editions.
func NewSet(forms []*Form) (*Set, error) {
	set := &Set{}
	for _, form := range forms {
		i := slices.IndexFunc(set.families, func(f *family) bool { return f.name == form.Family })
		if i < 0 {
			i = len(set.families)
			set.families = append(set.families, &family{name: form.Family, fragments: map[string]bool{}})
		}
		f := set.families[i]
		if len(f.forms) == maxForms {
			return nil, fmt.Errorf("family %q has more than %d forms", f.name, maxForms)
		}
		f.forms = append(f.forms, form)
	}
	for _, f := range set.families {
		if err := f.prepare(); err != nil {
			return nil, err
		}
	}
	return set, nil
}

// Forms lists the forms of the set, family by family.
func (s *Set) Forms() []*Form {
	var forms []*Form
	for _, f := range s.families {
		forms = append(forms, f.forms...)
	}
	return forms
}

func (f *family) prepare() (err error) {
	var furniture []*regexp.Regexp
	f.dictionary = newDictionary(f.forms)
	var cells cellSpec
	for _, form := range f.forms {
		cells.placeholders = union(cells.placeholders, form.cells.placeholders)
		cells.units = union(cells.units, form.cells.units)
		cells.unitMarks = union(cells.unitMarks, form.cells.unitMarks)
		cells.plus = union(cells.plus, form.cells.plus)
		cells.minus = union(cells.minus, form.cells.minus)
		for _, fragment := range form.title.fragments {
			f.fragments[fragment] = true
		}
		for _, h := range form.title.hints {
			if !slices.ContainsFunc(f.titleHints, func(x []byte) bool { return string(x) == h }) {
				f.titleHints = append(f.titleHints, []byte(h))
			}
		}
		f.titlePatterns = unionPatterns(f.titlePatterns, form.title.patterns)
		furniture = unionPatterns(furniture, form.furniture)
	}
	if f.furniture, err = anyOf(furniture); err != nil {
		return err
	}
	f.values = newValueReader(cells)
	f.sectionHeadings()
	f.index()
	return nil
}

func union(a, b []string) []string {
	for _, s := range b {
		if !slices.Contains(a, s) {
			a = append(a, s)
		}
	}
	return a
}

func unionPatterns(a, b []*regexp.Regexp) []*regexp.Regexp {
	for _, re := range b {
		if !slices.ContainsFunc(a, func(x *regexp.Regexp) bool { return x.String() == re.String() }) {
			a = append(a, re)
		}
	}
	return a
}

// longestFurniture bounds the bytes of a page number, a date or the like.
const longestFurniture = 240

// isFurniture reports whether a line belongs to the page, not to the text.
func (f *family) isFurniture(text string) bool {
	if len(text) > longestFurniture {
		return false
	}
	words := fold.Words(text)
	return words == "" || f.furniture != nil && f.furniture.MatchString(words)
}

// anyOf joins patterns of whole lines to one, which takes no longer than one of them.
func anyOf(patterns []*regexp.Regexp) (*regexp.Regexp, error) {
	if len(patterns) == 0 {
		return nil, nil //nolint:nilnil // nothing matches
	}
	sources := make([]string, len(patterns))
	for i, re := range patterns {
		sources[i] = strings.TrimSuffix(strings.TrimPrefix(re.String(), "^"), "$")
	}
	joined, err := regexp.Compile("^(?:" + strings.Join(sources, "|") + ")$")
	if err != nil {
		return nil, fmt.Errorf("furniture of pages: %w", err)
	}
	return joined, nil
}

// index fills the tables that tell where the parts of the family stand in each
// form.
func (f *family) index() {
	d := f.dictionary
	f.rowColumns = make([]int, len(d.entities))
	f.tableColumns, f.acrossColumns = make([]int, len(d.tables)), make([]int, len(d.tables))
	for i, form := range f.forms {
		s := form.Schema
		tables, sections := make([]int, len(d.tables)), make([]int, len(f.sections))
		for t, key := range d.tables {
			tables[t] = slices.IndexFunc(s.Tables, func(x report.TableSpec) bool { return x.Key == key })
			if tables[t] < 0 {
				continue
			}
			for _, b := range s.Blocks[s.Tables[tables[t]].Blocks.First:s.Tables[tables[t]].Blocks.End] {
				f.tableColumns[t] = max(f.tableColumns[t], b.Columns.Len())
				f.acrossColumns[t] = max(f.acrossColumns[t], b.Columns.Len()*b.Rows.Len())
			}
		}
		for k, key := range f.sections {
			sections[k] = s.Section(key)
		}
		f.tableOf, f.sectionOf = append(f.tableOf, tables), append(f.sectionOf, sections)
		for e := range d.entities {
			if r := d.entities[e].forms[i].index; d.entities[e].kind == report.RowLabel && r >= 0 {
				f.rowColumns[e] = max(f.rowColumns[e], s.Blocks[s.Rows[r].Block].Columns.Len())
			}
		}
	}
}

// columnsOf returns the largest number of columns that a row has in any form: of
// the row itself where it is known, else of the rows of its table.
func (f *family) columnsOf(entity, table int) int {
	switch {
	case entity >= 0:
		return f.rowColumns[entity]
	case table >= 0:
		return f.tableColumns[table]
	}
	return 0
}

// hasWidth reports whether a row has a number of columns in some form.
func (f *family) hasWidth(entity, columns int) bool {
	if entity < 0 {
		return false
	}
	for i, form := range f.forms {
		if r := f.dictionary.entities[entity].forms[i].index; r >= 0 {
			if s := form.Schema; s.Blocks[s.Rows[r].Block].Columns.Len() == columns {
				return true
			}
		}
	}
	return false
}

// Reader reads documents with a set of forms. It keeps its working memory from
// one document to the next and serves one goroutine at a time.
type Reader struct {
	set  *Set
	form string

	scan    scan
	gather  gather
	scratch scratch
}

// NewReader returns a reader. A form identifier other than "" is taken for every
// document whatever its score.
func (s *Set) NewReader(form string) (*Reader, error) {
	if form != "" && !slices.ContainsFunc(s.Forms(), func(f *Form) bool { return f.ID == form }) {
		return nil, fmt.Errorf("there is no form %q", form)
	}
	return &Reader{set: s, form: form}, nil
}

// Read returns the reports that a document holds, in order. A document that is no
// report of a known form gives a [report.InputError] of the kind NotReport.
func (r *Reader) Read(doc *document.Document) ([]*report.Report, error) {
	var best []*report.Report
	score, threshold := 0.0, 1.0
	for _, f := range r.set.families {
		if r.form != "" && !slices.ContainsFunc(f.forms, func(x *Form) bool { return x.ID == r.form }) {
			continue
		}
		reports, s, t := r.readFamily(f, doc)
		if len(reports) > 0 && (best == nil || s > score) {
			best, score, threshold = reports, s, t
		}
	}
	if best == nil || score < threshold && (r.form == "" || score == 0) {
		return nil, &report.InputError{Path: doc.Source.Path, Kind: report.NotReport, Message: report.Text{
			ZH: fmt.Sprintf("不是已知格式的报告（最高匹配度 %.0f%%，至少需要 %.0f%%）", score*100, threshold*100),
			EN: fmt.Sprintf("no report of a known form (best score %.0f %%, %.0f %% needed)", score*100, threshold*100),
		}}
	}
	return best, nil
}

// readFamily reads a document as reports of one family. The score is the best of
// its reports.
func (r *Reader) readFamily(f *family, doc *document.Document) (reports []*report.Report, score, threshold float64) {
	r.scan.run(f, doc)
	parts := r.scan.parts()
	for i, p := range parts {
		b := r.builder(f, p)
		rep, form := b.build(r.form)
		rep.Index, rep.Count, rep.TrackedChanges, rep.Published = i+1, len(parts), doc.TrackedChanges, doc.Published
		if rep.Score > score || len(reports) == 0 {
			score, threshold = rep.Score, form.threshold
		}
		reports = append(reports, rep)
	}
	return reports, score, threshold
}

// builder returns the builder of a part of the document that was scanned.
func (r *Reader) builder(f *family, p documentPart) *builder {
	return &builder{family: f, scan: &r.scan, gather: &r.gather, part: p, windows: windows{scratch: &r.scratch}}
}
