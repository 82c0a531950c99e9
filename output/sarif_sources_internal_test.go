package output

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/report"
)

// TestSources checks what is read from the sources of rules.
func TestSources(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		sources []string
		want    []string // taxa, a provision behind its document and a slash
		cited   [][]int
	}{
		"none":                {[]string{""}, nil, [][]int{nil}},
		"only separators":     {[]string{" ；; "}, nil, [][]int{nil}},
		"number":              {[]string{"某办函〔2021〕30号"}, []string{"某办函〔2021〕30号"}, [][]int{{0}}},
		"several":             {[]string{"甲〔2021〕1号；乙〔2022〕2号"}, []string{"甲〔2021〕1号", "乙〔2022〕2号"}, [][]int{{0, 1}}},
		"in English":          {[]string{"Act A, s. 3; Act B"}, []string{"Act A, s. 3", "Act B"}, [][]int{{0, 1}}},
		"title alone":         {[]string{"《某条例》"}, []string{"《某条例》"}, [][]int{{0}}},
		"provision":           {[]string{"《某条例》第五条"}, []string{"《某条例》", "《某条例》/《某条例》第五条"}, [][]int{{1}}},
		"the same twice":      {[]string{"甲", "乙；甲"}, []string{"甲", "乙"}, [][]int{{0}, {1, 0}}},
		"document later":      {[]string{"《某条例》第五条", "《某条例》"}, []string{"《某条例》", "《某条例》/《某条例》第五条"}, [][]int{{1}, {0}}},
		"title not in front":  {[]string{"见《某条例》第五条"}, []string{"见《某条例》第五条"}, [][]int{{0}}},
		"title not closed":    {[]string{"《某条例第五条"}, []string{"《某条例第五条"}, [][]int{{0}}},
		"title without words": {[]string{"《》第五条"}, []string{"《》第五条"}, [][]int{{0}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var rules []report.RuleInfo
			for i, source := range tc.sources {
				rules = append(rules, report.RuleInfo{ID: string(rune('a' + i)), Source: source})
			}
			s := newSources(rules)
			var got []string
			for i, taxon := range s.taxa {
				id := taxon.id
				if document := s.document(i); document != id {
					id = document + "/" + id
				}
				got = append(got, id)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			for i, r := range rules {
				if diff := cmp.Diff(tc.cited[i], s.of(r.ID)); diff != "" {
					t.Errorf("rule %d: -want +got\n%s", i, diff)
				}
			}
		})
	}
}
