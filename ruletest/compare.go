package ruletest

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/report"
)

// compare sorts findings into those that were expected and others.
func (r *Result) compare() {
	taken := make([]bool, len(r.Findings))
	find := func(e Expectation, same func(i int) bool) bool {
		for i, f := range r.Findings {
			if !taken[i] && f.Rule == e.Rule && f.Place.Key == e.At && same(i) {
				taken[i] = true
				return true
			}
		}
		return false
	}
	var open []Expectation
	for _, e := range r.Case.Expected {
		if !find(e, func(i int) bool { return e.agrees(r.Findings[i], r.english, i) }) {
			open = append(open, e)
		}
	}
	// What stands at the place and says something else is shown beside it.
	for _, e := range open {
		at := -1
		if find(e, func(i int) bool { at = i; return true }) {
			r.Differing = append(r.Differing, Difference{e, r.Findings[at]})
			continue
		}
		r.Missing = append(r.Missing, e)
	}
	for i, f := range r.Findings {
		if !taken[i] {
			r.Unexpected = append(r.Unexpected, f)
		}
	}
	if r.Case.comparesUnassessed {
		r.compareUnassessed()
	}
}

func (r *Result) compareUnassessed() {
	left := slices.Clone(r.Unassessed)
	for _, e := range r.Case.Unassessed {
		i := slices.IndexFunc(left, func(n report.NotAssessed) bool { return n.Rule == e.Rule && n.Place.Key == e.At })
		if i < 0 {
			r.MissingUnassessed = append(r.MissingUnassessed, e)
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	r.UnexpectedUnassessed = left
}

// agrees reports whether a finding is as expected.
func (e *Expectation) agrees(f report.Finding, english []report.Finding, i int) bool {
	switch {
	case e.Severity != nil && *e.Severity != f.Severity,
		!strings.Contains(f.Message, e.Message.ZH),
		e.Message.EN != "" && (i >= len(english) || !strings.Contains(english[i].Message, e.Message.EN)),
		e.Suggest != nil && *e.Suggest != f.Suggestion,
		e.Related != nil && !slices.Equal(e.Related, RelatedKeys(f)):
		return false
	}
	return true
}

// RelatedKeys lists the keys of the related places of a finding in alphabetical order.
func RelatedKeys(f report.Finding) []string {
	keys := make([]string, len(f.Related))
	for i, p := range f.Related {
		keys[i] = p.Key
	}
	slices.Sort(keys)
	return keys
}
