// Package form finds the fields of official forms in documents.
//
// A form is described in YAML: its title, its sections, its tables with the
// labels of their rows and columns and the variants met in practice, and the
// spelling of its cells. Nothing in this package knows any particular form.
//
// # From document to report
//
// A [Set] holds the forms among which a document is matched. Forms of one family
// (the editions of one report) share a dictionary of labels. Reading a document
// takes five steps:
//
//  1. scan: every cell, and every word of a line that may be a row of a table,
//     is classed as empty, as a value or as words, and words are looked up in
//     the dictionary after folding;
//  2. headings and titles are chosen, and the document is cut where a second
//     report begins;
//  3. the rows of the tables are gathered: a label that names a row, whatever
//     stands between it and the figures, and the figures that follow it;
//  4. the edition that explains most labels is chosen;
//  5. the figures of each row are assigned to columns, by the header where it can
//     be used and by order else. A row with the wrong number of figures is never
//     squeezed into place: what is certain is read, the rest is absent.
package form

import (
	"regexp"

	"github.com/gouji/gouji/parser/fact"
	"github.com/gouji/gouji/report"
)

// Form is one edition of an official form.
type Form struct {
	// ID and Family identify the form and the kind of report.
	ID, Family string
	Name       report.Text
	// Source is the document that prescribes the form.
	Source string
	Years  report.Years
	// File names the file that the form was read from.
	File string

	// Schema is the field map that the form gives.
	Schema *report.Schema

	threshold float64
	title     titleSpec
	sections  []sectionSpec
	cells     cellSpec
	furniture []*regexp.Regexp
	tables    []tableSpec
	// facts finds the figures in running text; nil where the form has none.
	facts *fact.Spec
	// alternatives is parallel to the schema's.
	alternatives []alternativeSpec
}

// alternativeSpec names what may be printed in several ways, and the ways: that of the
// form first.
type alternativeSpec struct {
	name    string
	choices []string
}

// IDs lists the identifiers of forms.
func IDs(forms []*Form) []string {
	ids := make([]string, len(forms))
	for i, f := range forms {
		ids[i] = f.ID
	}
	return ids
}

// Facts finds the facts in a text that stands in a section of the form, for those who
// try their patterns. Only the paragraphs, facts and figures of the result have a
// meaning.
func (f *Form) Facts(section int, text string) *report.Report {
	return f.facts.FindIn(f.Schema, section, text)
}

// titleSpec says how a title is recognised.
type titleSpec struct {
	// fragments are ends of the names of organs that are none by themselves, folded.
	fragments []string
	// hints are words of which a title holds at least one, folded.
	hints    []string
	patterns []*regexp.Regexp
	// sources holds the patterns as the author wrote them.
	sources []string
}

// sectionSpec says how the heading of a section is recognised.
type sectionSpec struct {
	key string
	// accepted are the official wordings, variants those that are merely known.
	accepted, variants []string
	patterns           []*regexp.Regexp
	// aspects is parallel to those of the schema.
	aspects []aspectSpec
}

// cellSpec says how values are written.
type cellSpec struct {
	placeholders, units, unitMarks, plus, minus []string
}

// layout says how the rows of a table are printed.
type layout uint8

const (
	// The zero layout: each row of the form is a row on paper.
	_ layout = iota
	// across: the rows of the form stand beside each other as upper headers, and
	// all figures in one line beneath.
	across
)

// tableSpec holds the labels of a table; keys and types are in the schema.
type tableSpec struct {
	layout   layout
	section  string
	captions []labelSpec
	spanners []labelSpec
	groups   []labelSpec
	blocks   []blockSpec
}

type blockSpec struct {
	captions []labelSpec
	stub     []labelSpec
	// columns and rows are parallel to the schema's.
	columns, rows []labelSpec
	// groups holds, for each row, the official label of the group that it stands
	// in, or "".
	groups []string
}

// labelSpec is a printed label with the spellings it is known by: that of the
// form, others that are as good, and those that are merely known.
type labelSpec struct {
	official           string
	accepted, variants []string
}
