package form

import (
	"slices"

	"github.com/gouji/gouji/report"
)

// labels lists the labels that were met.
func (b *builder) labels() {
	d := b.family.dictionary
	b.report.Labels = make([]report.Label, 0, len(b.gather.labels))
	for _, n := range b.gather.labels {
		it := &b.scan.items[n.item]
		e := &d.entities[n.entity]
		l := report.Label{Kind: e.kind, Key: e.name, Text: it.text, Span: it.span, Misspelt: n.misspelt}
		meant := sense{known: 1 << b.form}
		if it.label != none && !n.misspelt {
			for _, s := range d.labels[it.label].senses {
				if s.entity == n.entity {
					meant = s
				}
			}
		}
		l.Years = meant.years
		for k := range b.family.forms {
			f := (b.form + k) % len(b.family.forms)
			if at := e.forms[f]; at.index >= 0 && at.own && meant.known&(1<<f) != 0 {
				l.Official, l.Own = at.official, f == b.form
				l.Exact = meant.official&(1<<f) != 0 && b.scan.isExact(it)
				break
			}
		}
		if n.misspelt && l.Own {
			l.Years = d.entities[n.entity].years
		}
		b.report.Labels = append(b.report.Labels, l)
	}
	slices.SortStableFunc(b.report.Labels, func(x, y report.Label) int { return int(x.Span.Start - y.Span.Start) })
}

// isExact reports whether an item is its label to the letter, perhaps behind that of its
// group, and not only without the remark in brackets behind it.
func (s *scan) isExact(it *item) bool {
	compact := s.arena[it.body:it.compactEnd]
	return string(compact) == s.family.dictionary.labels[it.label].compact || s.family.dictionary.lookupGrouped(compact) == it.label
}
