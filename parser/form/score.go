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

// shares says what speaks for a form, part by part. The weights are as they stand
// above.
func (b *builder) shares(f int) [report.YearShare + 1]report.Share {
	form := b.family.forms[f]
	d := b.family.dictionary
	title := report.Share{Kind: report.TitleShare, Total: min(len(form.title.patterns), 1), Weight: titleWeight}
	if b.part.title != nil {
		title.Found = title.Total
	}
	seen := make([]bool, len(b.family.sections))
	headings := report.Share{Kind: report.HeadingShare, Total: len(form.Schema.Sections), Weight: headingWeight}
	for _, h := range b.headings {
		if h.Used && !seen[h.Section] && b.family.sectionOf[f][h.Section] >= 0 {
			seen[h.Section] = true
			headings.Found++
		}
	}
	met := b.metEntities(f)
	rows := report.Share{Kind: report.RowShare, Weight: rowWeight}
	columns := report.Share{Kind: report.ColumnShare, Weight: columnWeight}
	count := func(s *report.Share, found bool) {
		s.Total++
		if found {
			s.Found++
		}
	}
	for i := range d.entities {
		at := d.entities[i].forms[f]
		if at.index < 0 || !at.own {
			continue
		}
		switch d.entities[i].kind {
		case report.RowLabel:
			count(&rows, met[i])
		case report.ColumnLabel:
			count(&columns, met[i])
		default:
		}
	}
	year := report.Share{Kind: report.YearShare, Weight: yearWeight}
	if t := b.part.title; t != nil && t.title.Year != 0 {
		count(&year, form.Schema.Years.Contains(t.title.Year))
	}
	return [...]report.Share{title, headings, rows, columns, year}
}

// score says how much of a form the document has.
func (b *builder) score(f int) float64 {
	score, weights := 0.0, 0.0
	shares := b.shares(f)
	for _, s := range shares[:report.YearShare] {
		if s.Total > 0 {
			score += s.Weight * float64(s.Found) / float64(s.Total)
			weights += s.Weight
		}
	}
	if weights > 0 {
		score /= weights
	}
	if year := shares[report.YearShare]; year.Found > 0 && score > 0 {
		score += year.Weight
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
