package compare

import (
	"fmt"
	"strings"

	"github.com/gouji/gouji/report"
)

// Match is a set of comparisons: which reports of two files belong together, and which
// have no partner.
type Match struct {
	Comparisons []*Comparison
	// OnlyOld and OnlyNew are the reports of organs that the other file does not have.
	OnlyOld, OnlyNew []*report.Report
}

// Differences counts what changed, reports that only one file has included.
func (m *Match) Differences() int {
	n := len(m.OnlyOld) + len(m.OnlyNew)
	for _, c := range m.Comparisons {
		n += c.Differences()
	}
	return n
}

// AmbiguousError says that it cannot be told which reports belong together.
type AmbiguousError struct {
	// Path is the file, Organ the organ whose reports cannot be told apart, or empty where
	// a title names none.
	Path, Organ string
}

// Format words the error.
func (e *AmbiguousError) Format(lang report.Language) string {
	if e.Organ == "" {
		return fmt.Sprintf(lang.Pick("%s: 有多份报告，其中有的标题没有写明机关，无法对应",
			"%s: there are several reports, and one whose title names no organ, so that it cannot be told which belong together"), e.Path)
	}
	return fmt.Sprintf(lang.Pick("%s: “%s”有几份报告，无法对应", "%s: there are several reports of %q, so that it cannot be told which belong together"), e.Path, e.Organ)
}

func (e *AmbiguousError) Error() string { return e.Format(report.English) }

// KindError says that two reports are of different kinds.
type KindError struct{ Old, New *report.Report }

// Format words the error.
func (e *KindError) Format(lang report.Language) string {
	return fmt.Sprintf(lang.Pick("%s 和 %s 不是同一种报告（%s、%s），无法比较", "%s and %s are reports of different kinds (%s, %s), which cannot be compared"),
		e.Old.Source.Path, e.New.Source.Path, e.Old.Schema.Form, e.New.Schema.Form)
}

func (e *KindError) Error() string { return e.Format(report.English) }

// Files compares the reports of two files. Where each has one, they belong together.
// Else those of one organ and one year do, and of the others those of one organ.
func Files(older, newer []*report.Report) (*Match, error) {
	m := &Match{}
	if len(older) == 1 && len(newer) == 1 {
		return m, m.add(older[0], newer[0])
	}
	partner := make([]*report.Report, len(newer)) // of the new reports
	taken := map[*report.Report]bool{}
	for _, key := range []func(*report.Report) string{
		func(r *report.Report) string { return fmt.Sprintf("%s %d", r.Title.OrganNormalised, r.Title.Year) },
		func(r *report.Report) string { return r.Title.OrganNormalised },
	} {
		groups := map[string][]*report.Report{}
		for _, r := range older {
			if !taken[r] {
				groups[key(r)] = append(groups[key(r)], r)
			}
		}
		seen := map[string]int{}
		for i, r := range newer {
			if partner[i] == nil {
				seen[key(r)]++
			}
		}
		for i, r := range newer {
			candidates := groups[key(r)]
			switch {
			case partner[i] != nil || len(candidates) == 0 && r.Title.OrganNormalised != "":
				continue
			case r.Title.OrganNormalised == "":
				return nil, &AmbiguousError{Path: r.Source.Path}
			case len(candidates) > 1:
				return nil, &AmbiguousError{Path: candidates[0].Source.Path, Organ: strings.TrimSpace(r.Title.Organ)}
			case seen[key(r)] > 1:
				return nil, &AmbiguousError{Path: r.Source.Path, Organ: strings.TrimSpace(r.Title.Organ)}
			}
			partner[i], taken[candidates[0]] = candidates[0], true
		}
	}
	for i, r := range newer {
		if partner[i] == nil {
			m.OnlyNew = append(m.OnlyNew, r)
			continue
		}
		if err := m.add(partner[i], r); err != nil {
			return nil, err
		}
	}
	for _, r := range older {
		switch {
		case taken[r]:
		case r.Title.OrganNormalised == "":
			return nil, &AmbiguousError{Path: r.Source.Path}
		default:
			m.OnlyOld = append(m.OnlyOld, r)
		}
	}
	return m, nil
}

// add compares two reports that belong together.
func (m *Match) add(older, newer *report.Report) error {
	if older.Schema.Family != newer.Schema.Family {
		return &KindError{older, newer}
	}
	m.Comparisons = append(m.Comparisons, Reports(older, newer))
	return nil
}
