package engine_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/parser"
	"github.com/gouji/gouji/parser/form"
	"github.com/gouji/gouji/report"
)

// builtinReports returns the built-in rules and the reports of testdata.
func builtinReports(t *testing.T) ([]*engine.Rule, []*report.Report) {
	t.Helper()
	loaded, err := pack.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	set, err := form.NewSet(loaded.Forms)
	if err != nil {
		t.Fatal(err)
	}
	reader, err := set.NewReader("")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../testdata/reports/*-*")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	var reports []*report.Report
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := (&parser.Parser{}).Parse(file, data)
		if err != nil {
			t.Fatal(err)
		}
		found, err := reader.Read(doc)
		if err != nil {
			t.Fatal(err)
		}
		reports = append(reports, found...)
	}
	return loaded.Rules, reports
}

// TestWatched checks that rules come to the same results whether they are watched or
// not, and that an explanation shows those.
func TestWatched(t *testing.T) {
	t.Parallel()
	rules, reports := builtinReports(t)
	e := engine.New(rules, report.Chinese)
	plain, covered, counted := e.NewEvaluator(), e.NewEvaluator(), e.NewEvaluator()
	coverage, statistics, timing := &engine.Coverage{}, &engine.Statistics{}, &engine.Timing{}
	covered.Coverage = coverage
	counted.Statistics, counted.Timing = statistics, timing
	equal := []cmp.Option{
		cmpopts.IgnoreUnexported(engine.UniqueKey{}), cmpopts.IgnoreFields(report.Assessment{}, "Report"), cmpopts.IgnoreFields(report.Defect{}, "Err"),
	}
	for _, r := range reports {
		want, err := plain.Evaluate(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		for name, evaluator := range map[string]*engine.Evaluator{"covered": covered, "counted": counted} {
			got, err := evaluator.Evaluate(context.Background(), r)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, equal...); diff != "" {
				t.Errorf("%s, %s: -plain +watched\n%s", r.Source.Path, name, diff)
			}
		}
	}
	for _, rule := range rules {
		// What explains the failures of others needs them.
		alone := engine.New(slices.DeleteFunc(slices.Clone(rules), func(other *engine.Rule) bool {
			return other != rule && !slices.Contains(rule.Diagnoses(), other.ID)
		}), report.Chinese).NewEvaluator()
		total := engine.Counts{}
		for _, r := range reports {
			want, err := alone.Evaluate(context.Background(), r)
			if err != nil {
				t.Fatal(err)
			}
			got, err := e.Explain(context.Background(), rule.ID, r)
			if err != nil {
				t.Fatal(err)
			}
			want.Findings = slices.DeleteFunc(want.Findings, func(f report.Finding) bool { return f.Rule != rule.ID })
			want.NotAssessed = slices.DeleteFunc(want.NotAssessed, func(n report.NotAssessed) bool { return n.Rule != rule.ID })
			var findings []report.Finding
			unknown := 0
			for _, s := range got.Steps {
				switch s.Verdict {
				case engine.Holds:
					total.Held++
				case engine.Fails:
					total.Failed++
				case engine.NotAssessed:
					total.NotAssessed++
					unknown++
				case engine.NotApplicable:
					total.NotApplicable++
				case engine.Defective:
				}
				if s.Finding != nil {
					findings = append(findings, *s.Finding)
				}
			}
			report.SortFindings(findings)
			if diff := cmp.Diff(want.Findings, findings, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s, %s: -lint +explain\n%s", rule.ID, r.Source.Path, diff)
			}
			if unknown != len(want.NotAssessed) {
				t.Errorf("%s, %s: %d not assessed, want %d", rule.ID, r.Source.Path, unknown, len(want.NotAssessed))
			}
		}
		if rule.Severity() == report.Off {
			continue
		}
		if diff := cmp.Diff(total, statistics.Counts(rule.ID)); diff != "" {
			t.Errorf("%s: counts: -explain +statistics\n%s", rule.ID, diff)
		}
		if diff := cmp.Diff(total, coverage.Counts(rule.ID)); diff != "" {
			t.Errorf("%s: counts: -explain +coverage\n%s", rule.ID, diff)
		}
	}
	evaluations := 0
	for _, r := range timing.Rules() {
		evaluations += r.Evaluations
	}
	if evaluations < 1000 {
		t.Errorf("%d evaluations were timed", evaluations)
	}
}

// shownSteps writes the steps of an explanation.
func shownSteps(x *engine.Explanation) []string {
	var out []string
	for _, s := range x.Steps {
		line := fmt.Sprintf("%s %s", s.Place.Key, []string{"holds", "fails", "not assessed", "not applicable", "defective"}[s.Verdict])
		if len(s.Missing) > 0 {
			line += " for want of " + strings.Join(s.Missing, ", ")
		}
		if s.Finding != nil {
			line += ": " + s.Finding.Message
		}
		out = append(out, line)
		for _, t := range s.Traces {
			out = append(out, "  "+t.Part)
			for _, l := range shownTrace(t) {
				out = append(out, "    "+l)
			}
		}
		for _, side := range []*engine.Side{s.Left, s.Right} {
			if side != nil {
				out = append(out, fmt.Sprintf("  %s: %d cells, %d missing, sum %s", side.Text, len(side.Cells), side.Missing, side.Sum))
			}
		}
	}
	return out
}

func TestExplain(t *testing.T) {
	t.Parallel()
	r := stations(t, "河口\t0\t6.1\t", "河口\t0\t\t")
	const missing = "unknown, no value in cost.river.wages"
	for _, tt := range []struct {
		name, rule string
		want       []string
	}{
		{"elements", `{id: r, forEach: tables.cost.rows, let: {n: it.staff.value, unused: it.sum.value}, when: n > 0, check: n != 5, message: "{it.label}"}`, []string{
			"cost.all holds", "  let.n", "    it.staff.value = 9", "  when", "    n = 9", "    n > 0 = true", "  check", "    n = 9", "    n != 5 = true",
			"cost.north holds", "  let.n", "    it.staff.value = 4", "  when", "    n = 4", "    n > 0 = true", "  check", "    n = 4", "    n != 5 = true",
			"cost.south fails: 南站", "  let.n", "    it.staff.value = 5", "  when", "    n = 5", "    n > 0 = true", "  check", "    n = 5", "    n != 5 = false",
			"cost.river not applicable", "  let.n", "    it.staff.value = 0", "  when", "    n = 0", "    n > 0 = false",
		}},
		{"the report as a whole", `{id: r, check: cell("cost.river.wages").value > 1}`, []string{
			"title not assessed for want of cost.river.wages", "  check",
			`    cell("cost.river.wages").value = ` + missing, `    cell("cost.river.wages").value > 1 = ` + missing,
		}},
		{"a balance", `{id: r, forEach: "tables.cost.rows.filter(r, r.key in ['north', 'river'])", balance: {left: "[it.wages, it.upkeep]", right: "[it.staff]"}, message: "{left} {right}"}`, []string{
			"cost.north.staff fails: 38.1 4", "  [it.wages, it.upkeep]: 2 cells, 0 missing, sum 38.1", "  [it.staff]: 1 cells, 0 missing, sum 4",
			"cost.river.staff fails: 5.1 0", "  [it.wages, it.upkeep]: 2 cells, 1 missing, sum 5.1", "  [it.staff]: 1 cells, 0 missing, sum 0",
		}},
		{"failures in one finding", `{id: r, forEach: tables.cost.rows, collect: true, check: it.staff.value > 4, message: "{count}: {it.label}"}`, []string{
			"cost.all holds", "  check", "    it.staff.value = 9", "    it.staff.value > 4 = true",
			"cost.north fails: 2: 北站", "  check", "    it.staff.value = 4", "    it.staff.value > 4 = false",
			"cost.south holds", "  check", "    it.staff.value = 5", "    it.staff.value > 4 = true",
			"cost.river fails", "  check", "    it.staff.value = 0", "    it.staff.value > 4 = false",
		}},
		{"a severity that cannot be told", `{id: r, severity: [{when: "cell('cost.river.wages').value > 1", is: error}, {is: note}], check: "false", message: m}`, []string{
			"title fails: m", "  check", "  severity[0]",
			`    cell('cost.river.wages').value = ` + missing, `    cell('cost.river.wages').value > 1 = ` + missing,
		}},
		{"elements that cannot be told", `{id: r, forEach: "tables.cost.rows.filter(r, r.wages.value > 1)", check: "true"}`, []string{
			"title not assessed for want of cost.river.wages",
		}},
		{"a failing rule", `{id: r, forEach: tables.cost.rows, check: 1.0 / it.staff.value > 0.3}`, []string{
			"cost.all fails: does not hold: 1.0 / it.staff.value > 0.3", "  check",
			"    it.staff.value = 9", "    1.0 / it.staff.value = 0.1111111111111111111", "    1.0 / it.staff.value > 0.3 = false",
			"cost.north fails: does not hold: 1.0 / it.staff.value > 0.3", "  check",
			"    it.staff.value = 4", "    1.0 / it.staff.value = 0.25", "    1.0 / it.staff.value > 0.3 = false",
			"cost.south fails: does not hold: 1.0 / it.staff.value > 0.3", "  check",
			"    it.staff.value = 5", "    1.0 / it.staff.value = 0.2", "    1.0 / it.staff.value > 0.3 = false",
			"cost.river defective", "  check",
			"    it.staff.value = 0", "    1.0 / it.staff.value = failed: division by zero", "    1.0 / it.staff.value > 0.3 = failed: division by zero",
		}},
		{"another form", `{id: r, forms: [other], check: "true"}`, nil},
		{"a key of the report", `{id: r, scope: corpus, unique: title.text, message: "{first}"}`, []string{
			"title holds", "  unique", `    title.text = "上游流域管理处2022年站点费用表"`,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, mistakes := load(r, "- "+tt.rule+"\n")
			if len(mistakes) > 0 {
				t.Fatal(mistakes)
			}
			got, err := e.Explain(context.Background(), "r", r)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, shownSteps(got)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
	t.Run("no such rule", func(t *testing.T) {
		t.Parallel()
		if _, err := engine.New(nil, report.English).Explain(context.Background(), "r", r); err == nil {
			t.Error("no error")
		}
	})
}
