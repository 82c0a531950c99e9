package form

import (
	"github.com/gouji/gouji/report"
)

// Weights of what speaks for a form: its title, its headings, the labels of its
// rows and those of its columns.
const (
	titleWeight   = 0.15
	headingWeight = 0.35
	rowWeight     = 0.35
	columnWeight  = 0.15
	// yearWeight tells editions apart that fit equally well.
	yearWeight = 0.01
)

// metEntities marks the entities whose labels the document has in a wording that
// the form knows.
func (b *builder) metEntities(f int) []bool {
	d := b.family.dictionary
	met := make([]bool, len(d.entities))
	for _, n := range b.gather.labels {
		if n.misspelt {
			met[n.entity] = true
			continue
		}
		for _, s := range d.labels[b.scan.items[n.item].label].senses {
			if s.entity == n.entity && s.known&(1<<f) != 0 {
				met[n.entity] = true
			}
		}
	}
	return met
}

// score says how much of a form the document has.
func (b *builder) score(f int) float64 {
	form := b.family.forms[f]
	d := b.family.dictionary
	score, weights := 0.0, 0.0
	part := func(weight float64, found, total int) {
		if total > 0 {
			score += weight * float64(found) / float64(total)
			weights += weight
		}
	}
	found := 0
	if b.part.title != nil {
		found = 1
	}
	part(titleWeight, found, min(len(form.title.patterns), 1))

	seen := make([]bool, len(b.family.sections))
	found = 0
	for _, h := range b.headings {
		if h.Used && !seen[h.Section] && b.family.sectionOf[f][h.Section] >= 0 {
			seen[h.Section] = true
			found++
		}
	}
	part(headingWeight, found, len(form.Schema.Sections))

	met := b.metEntities(f)
	rows, rowsFound, columns, columnsFound := 0, 0, 0, 0
	for i := range d.entities {
		at := d.entities[i].forms[f]
		if at.index < 0 || !at.own {
			continue
		}
		switch d.entities[i].kind {
		case report.RowLabel:
			rows++
			if met[i] {
				rowsFound++
			}
		case report.ColumnLabel:
			columns++
			if met[i] {
				columnsFound++
			}
		default:
		}
	}
	part(rowWeight, rowsFound, rows)
	part(columnWeight, columnsFound, columns)
	if weights > 0 {
		score /= weights
	}
	if t := b.part.title; t != nil && t.title.Year != 0 && score > 0 && form.Schema.Years.Contains(t.title.Year) {
		score += yearWeight
	}
	return score
}

// chooseAlternatives picks, among the ways in which a group of rows may be
// printed, the one of which most rows have figures, then most are there.
func (b *builder) chooseAlternatives() {
	for alt, choices := range b.schema.Alternatives {
		bestFilled, bestFound := 0, 0
		for choice := range choices {
			filled, found := 0, 0
			for r := range b.schema.Rows {
				spec := &b.schema.Rows[r]
				if spec.Alternative != alt || spec.Choice != choice || !b.report.Rows[r].Found {
					continue
				}
				found++
				for c := spec.Cells.First; c < spec.Cells.End; c++ {
					if b.report.Fields[c].State >= report.Malformed {
						filled++
						break
					}
				}
			}
			if filled > bestFilled || filled == bestFilled && found > bestFound {
				b.report.Choices[alt], bestFilled, bestFound = choice, filled, found
			}
		}
	}
}
