package engine_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/report"
)

// shownGaps writes what a rule lacks.
func shownGaps(c engine.RuleCoverage) []string {
	out := []string{fmt.Sprintf("%d of %d, %d of %d", c.Evaluated, c.Total, c.Both, c.Truths)}
	for _, g := range append(c.Gaps, c.Failures...) {
		kind := []string{"never evaluated", "never known", "never true", "never false", "failed"}[g.Kind]
		out = append(out, fmt.Sprintf("%d:%d %s %s: %s", g.Line, g.Column, g.Part, kind, g.Text))
	}
	return out
}

func TestCoverage(t *testing.T) {
	t.Parallel()
	all := map[string]*report.Report{
		"whole": stations(t, "河口", "河口"), "blank": stations(t, "河口\t0\t6.1\t", "河口\t0\t\t"), "idle": stations(t, "北站\t4\t", "北站\t0\t"),
	}
	const rule = "- {id: r, let: {n: 'cell(\"cost.north.staff\").value'}, when: n > 3,\n   check: n < 3 || cell(\"cost.river.wages\").value < 7.0}\n"
	for _, tt := range []struct {
		name, rule string
		reports    []string
		want       []string
		counts     engine.Counts
	}{
		{"nothing was tried", rule, nil, []string{
			"0 of 8, 0 of 0", `1:21 let.n never evaluated: cell("cost.north.staff").value`, "1:61 when never evaluated: n > 3",
			`2:11 check never evaluated: n < 3 || cell("cost.river.wages").value < 7.0`,
		}, engine.Counts{}},
		{"one case", rule, []string{"whole"}, []string{
			"8 of 8, 0 of 4", "1:61 when never false: n > 3", "2:11 check never true: n < 3",
			`2:20 check never false: cell("cost.river.wages").value < 7.0`, `2:11 check never false: n < 3 || cell("cost.river.wages").value < 7.0`,
		}, engine.Counts{Held: 1}},
		{"only the condition was tried", rule, []string{"idle", "idle"}, []string{
			"3 of 8, 0 of 1", "1:61 when never true: n > 3", `2:11 check never evaluated: n < 3 || cell("cost.river.wages").value < 7.0`,
		}, engine.Counts{NotApplicable: 2}},
		{"only with a missing cell", rule, []string{"blank"}, []string{
			"5 of 8, 0 of 2", "1:61 when never false: n > 3", "2:11 check never true: n < 3",
			`2:20 check never known: cell("cost.river.wages").value`, `2:20 check never known: cell("cost.river.wages").value < 7.0`,
			`2:11 check never known: n < 3 || cell("cost.river.wages").value < 7.0`,
		}, engine.Counts{NotAssessed: 1}},
		{"several cases", rule, []string{"blank", "idle", "whole"}, []string{
			"8 of 8, 1 of 4", "2:11 check never true: n < 3",
			`2:20 check never false: cell("cost.river.wages").value < 7.0`, `2:11 check never false: n < 3 || cell("cost.river.wages").value < 7.0`,
		}, engine.Counts{Held: 1, NotAssessed: 1, NotApplicable: 1}},
		{"all rounds of a loop count", "- {id: r, check: 'tables.cost.rows.exists(r, r.staff.value == 0)'}\n", []string{"whole"}, []string{
			"4 of 4, 1 of 2", "1:19 check never false: tables.cost.rows.exists(r, r.staff.value == 0)",
		}, engine.Counts{Held: 1}},
		{"a balance", "- id: r\n  balance: {left: '[cell(\"cost.north.wages\")]', right: tables.cost.north.items}\n", []string{"whole"}, []string{"2 of 2, 0 of 0"}, engine.Counts{Failed: 1}},
		{"a severity that no failure asked for", "- {id: r, severity: [{when: report.year > 1, is: error}], check: 'true'}\n", []string{"whole"}, []string{
			"0 of 2, 0 of 0", "1:29 severity[0] never evaluated: report.year > 1",
		}, engine.Counts{Held: 1}},
		{"parameters are constants", "- {id: r, params: {on: true}, check: params.on || title.found}\n", []string{"whole"}, []string{
			"1 of 2, 0 of 1", "1:51 check never evaluated: title.found", "1:38 check never false: params.on || title.found",
		}, engine.Counts{Held: 1}},
		{"a failing rule", "- {id: r, check: 1 / cell(\"cost.river.staff\").value > 1}\n", []string{"whole"}, []string{
			"1 of 3, 0 of 0", `1:18 check never known: 1 / cell("cost.river.staff").value`, `1:18 check never known: 1 / cell("cost.river.staff").value > 1`,
			`1:18 check failed: 1 / cell("cost.river.staff").value`,
		}, engine.Counts{Defects: 1}},
		{"a failure that an operator hides", "- {id: r, check: '1 / size([0].filter(n, n > 1)) > 1 || title.found'}\n", []string{"whole"}, []string{
			"6 of 8, 0 of 3", "1:42 check never true: n > 1",
			"1:19 check never known: 1 / size([0].filter(n, n > 1))", "1:19 check never known: 1 / size([0].filter(n, n > 1)) > 1",
			"1:57 check never false: title.found", "1:19 check never false: 1 / size([0].filter(n, n > 1)) > 1 || title.found",
			"1:19 check failed: 1 / size([0].filter(n, n > 1))",
		}, engine.Counts{Held: 1}},
		{"keys", "- {id: r, scope: corpus, unique: title.text, message: m}\n", []string{"whole", "whole"}, []string{"1 of 1, 0 of 0"}, engine.Counts{Held: 2}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, mistakes := load(all["whole"], tt.rule)
			if len(mistakes) > 0 {
				t.Fatal(mistakes)
			}
			coverage := &engine.Coverage{}
			for _, name := range tt.reports {
				// Each report has a schema of its own here: what is learnt of each counts.
				evaluator := e.NewEvaluator()
				evaluator.Coverage = coverage
				if _, err := evaluator.Evaluate(context.Background(), all[name]); err != nil {
					t.Fatal(err)
				}
			}
			got, err := coverage.Rules(e.Rules())
			if err != nil || len(got) != 1 {
				t.Fatal(got, err)
			}
			if diff := cmp.Diff(tt.want, shownGaps(got[0])); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if diff := cmp.Diff(tt.counts, got[0].Counts); diff != "" {
				t.Errorf("counts: -want +got\n%s", diff)
			}
		})
	}
}

// TestCorpusStatistics checks that a key that comes again counts as a failure.
func TestCorpusStatistics(t *testing.T) {
	t.Parallel()
	r := stations(t, "河口", "河口")
	e, mistakes := load(r, "- {id: r, scope: corpus, unique: title.text, message: m}\n")
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	statistics := &engine.Statistics{}
	evaluator, corpus := e.NewEvaluator(), engine.NewCorpus()
	evaluator.Statistics, corpus.Statistics = statistics, statistics
	for range 2 {
		out, err := evaluator.Evaluate(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		corpus.Add(out)
	}
	if diff := cmp.Diff(engine.Counts{Held: 2, Failed: 1}, statistics.Counts("r")); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
