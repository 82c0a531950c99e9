package linter_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
)

// agreeing reads the reports of testdata, and those after which tests of rules are
// written, whose tables agree.
func agreeing(t *testing.T, l *linter.Linter) []*report.Report {
	t.Helper()
	models, err := filepath.Glob("../rules/gov-disclosure/models/*.md")
	if err != nil || len(models) == 0 {
		t.Fatalf("no models: %v", err)
	}
	var all []*report.Report
	for _, f := range append(models, sampleReports(t)...) {
		reports, err := l.Read(linter.Input{Path: f, Named: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range reports {
			if len(sums(t, engineOf(l), r)) == 0 {
				all = append(all, r)
			}
		}
	}
	return all
}

func engineOf(l *linter.Linter) *engine.Engine { return l.Engine(linter.Input{}) }

// sums returns what is said of the sums of tables.
func sums(t *testing.T, e *engine.Engine, r *report.Report) []report.Finding {
	t.Helper()
	out, err := e.NewEvaluator().Evaluate(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Defects) > 0 {
		t.Fatal(out.Defects)
	}
	return slices.DeleteFunc(out.Findings, func(f report.Finding) bool {
		return !slices.Contains([]string{
			"applications-slip", "disputes-slip", "applications-row-total", "applications-results-total", "applications-balance",
			"disputes-review-total", "disputes-direct-total", "disputes-post-total",
		}, f.Rule)
	})
}

// with returns a report with other figures in some of its cells.
func with(r *report.Report, figures map[int]decimal.Decimal) *report.Report {
	out := *r
	out.Fields = slices.Clone(r.Fields)
	for cell, v := range figures {
		out.Fields[cell].Value = v
	}
	return &out
}

// TestSlipsInReports makes slips at every place of the tables of reports. A slip that is
// told must be the one that was made; the others must be told sum by sum.
func TestSlipsInReports(t *testing.T) {
	t.Parallel()
	l := newLinter(t, builtin(t), linter.Options{Jobs: 1})
	defer func() { _ = l.Close() }()
	var figures, right, silent int
	for _, r := range agreeing(t, l) {
		evaluator := engineOf(l).With(slices.DeleteFunc(slices.Clone(engineOf(l).Rules()), func(rule *engine.Rule) bool {
			return !strings.HasSuffix(rule.ID, "-total") && !strings.HasSuffix(rule.ID, "-slip") && rule.ID != "applications-balance"
		}))
		for i := range r.Fields {
			cell := &r.Schema.Cells[i]
			if table := r.Schema.Tables[r.Schema.Table(cell.Row)].Key; table == "disclosure" || !r.HasValue(i) || !r.Active(cell.Row) {
				continue
			}
			for _, delta := range []int64{1, 9, -1} {
				v, err := r.Fields[i].Value.Add(decimal.MustNew(delta, 0))
				if err != nil || v.IsNeg() {
					continue
				}
				findings := sums(t, evaluator, with(r, map[int]decimal.Decimal{i: v}))
				slips := slices.DeleteFunc(slices.Clone(findings), func(f report.Finding) bool { return !strings.HasSuffix(f.Rule, "-slip") })
				figures++
				switch {
				case len(slips) == 0 && len(findings) > 0:
					silent++
				case len(slips) == 1 && slips[0].Place.Key == cell.Key && slips[0].Suggestion == r.Fields[i].Value.String():
					right++
				case len(findings) > 0:
					t.Errorf("%s: %s is %v in place of %v: %s", r.Source.Path, cell.Key, v, r.Fields[i].Value, slips[0].Message)
				default:
					silent++ // a cell whose sums have a blank
				}
			}
		}
	}
	t.Logf("%d figures made wrong: %d told, %d left to their sums", figures, right, silent)
	// What is left are figures of table 4, each of which is in one sum only, and those of
	// tables with blanks.
	if least := 80; right*100 < figures*least {
		t.Errorf("%d of %d told, want %d in a hundred", right, figures, least)
	}
}

// costs is a form with amounts of money.
const costs = `form: costs
title: {patterns: ['{organ}{year}年经费表']}
tables:
  costs:
    columns:
      - {key: wages, label: 人员, type: amount}
      - {key: goods, label: 公用, type: amount}
      - {key: total, label: 合计, type: amount}
    rows:
      - {key: north, label: 北馆}
      - {key: south, label: 南馆}
      - {key: all, label: 总计}
    roles: {columns: {parts: [wages, goods]}, rows: {halls: [north, south]}}
`

// costRules says that rows and columns of the form add up.
const costRules = `rules:
  - {id: rows, forEach: tables.costs.rows, balance: {left: it.parts, right: '[it.total]'}, message: 'row {it.key}'}
  - {id: columns, forEach: tables.costs.columns, balance: {left: it.halls, right: '[it.all]'}, message: 'column {it.key}'}
`

func TestDiagnose(t *testing.T) {
	t.Parallel()
	const slip = `  - id: slip
    severity: error
    diagnose: {balances: [rows, columns], factor: 10000, messages: {transposed: 'T {it.key} {it} {expected}', unit: 'U {it.key} {it} {expected}'}}
    message: '{cause} {cells.map(c, c.key)} {cells} {corrected} {count}'
    suggest: expected
`
	const table = "\t人员\t公用\t合计\n北馆\t%s\n南馆\t%s\n总计\t%s\n"
	for name, tc := range map[string]struct {
		rules string
		rows  [3]string
		want  []string
	}{
		"agrees": {slip, [3]string{"12.50\t3.10\t15.60", "4.00\t1.00\t5.00", "16.50\t4.10\t20.60"}, nil},
		"wrong": {slip, [3]string{"12.70\t3.10\t15.60", "4.00\t1.00\t5.00", "16.50\t4.10\t20.60"}, []string{
			"error slip 3:4 costs.north.wages: wrong costs.north.wages 12.70 12.50 2",
		}},
		"transposed": {slip, [3]string{"15.20\t3.10\t15.60", "4.00\t1.00\t5.00", "16.50\t4.10\t20.60"}, []string{
			"error slip 3:4 costs.north.wages: T costs.north.wages 15.20 12.50",
		}},
		"unit, by one sum": {slip, [3]string{"125000\t3.10\t15.60", "4.00\t\t5.00", "\t4.10\t20.60"}, []string{
			"error slip 3:4 costs.north.wages: U costs.north.wages 125000 12.5",
		}},
		"one sum, no ratio": {slip, [3]string{"125001\t3.10\t15.60", "4.00\t\t5.00", "\t4.10\t20.60"}, []string{
			"warning rows 3:16 costs.north.total: row north",
		}},
		"off": {strings.Replace(slip, "severity: error", "severity: off", 1), [3]string{"12.70\t3.10\t15.60", "4.00\t1.00\t5.00", "16.50\t4.10\t20.60"}, []string{
			"warning columns 5:4 costs.all.wages: column wages", "warning rows 3:15 costs.north.total: row north",
		}},
		"not under its condition": {strings.Replace(slip, "severity: error", "when: report.year > 2050", 1), [3]string{"12.70\t3.10\t15.60", "4.00\t1.00\t5.00", "16.50\t4.10\t20.60"}, []string{
			"warning columns 5:4 costs.all.wages: column wages", "warning rows 3:15 costs.north.total: row north",
		}},
		"of no weight here": {
			strings.Replace(slip, "severity: error", "severity: [{when: it.value > 100, is: error}, {is: off}]", 1),
			[3]string{"12.70\t3.10\t15.60", "4.00\t1.00\t5.00", "16.50\t4.10\t20.60"},
			[]string{"warning columns 5:4 costs.all.wages: column wages", "warning rows 3:15 costs.north.total: row north"},
		},
		"the same sum twice proves nothing": {
			"  - {id: again, forEach: tables.costs.rows, balance: {left: '[it.total]', right: it.parts}, message: 'again {it.key}'}\n" +
				strings.Replace(slip, "[rows, columns]", "[rows, again]", 1),
			[3]string{"12.70\t3.10\t15.60", "4.00\t1.00\t5.00", "16.50\t4.10\t20.60"},
			[]string{
				"warning again 3:4 costs.north.wages: again north", "warning columns 5:4 costs.all.wages: column wages",
				"warning rows 3:15 costs.north.total: row north",
			},
		},
		"the same sum twice, explained": {
			"  - {id: again, forEach: tables.costs.rows, balance: {left: '[it.total]', right: it.parts}, message: 'again {it.key}'}\n" +
				strings.Replace(slip, "[rows, columns]", "[rows, again, columns]", 1),
			[3]string{"12.70\t3.10\t15.60", "4.00\t1.00\t5.00", "16.50\t4.10\t20.60"},
			[]string{"error slip 3:4 costs.north.wages: wrong costs.north.wages 12.70 12.50 2"},
		},
		"collected failures": {
			strings.Replace(slip, "balances: [rows, columns]", "balances: [together, columns]", 1) +
				"  - {id: together, forEach: tables.costs.rows, collect: true, balance: {left: it.parts, right: '[it.total]'}, message: '{count} rows'}\n",
			[3]string{"12.70\t3.10\t15.60", "4.00\t1.00\t5.00", "16.50\t4.10\t20.60"},
			[]string{
				"error slip 3:4 costs.north.wages: wrong costs.north.wages 12.70 12.50 2", "warning rows 3:15 costs.north.total: row north",
			},
		},
		"all findings at one place, of which one is not explained": {
			strings.Replace(slip, "balances: [rows, columns]", "balances: [placed, columns]", 1) +
				"  - {id: placed, forEach: tables.costs.rows, balance: {left: it.parts, right: '[it.total]'}, at: tables.costs, message: 'placed {it.key}'}\n",
			[3]string{"12.70\t3.10\t15.60", "4.00\t\t1.00", "16.50\t4.10\t20.60"},
			[]string{
				"warning columns 5:15 costs.all.total: column total", "warning columns 5:4 costs.all.wages: column wages",
				"warning placed 1:1 costs: placed north", "warning placed 1:1 costs: placed south",
				"warning rows 3:15 costs.north.total: row north", "warning rows 4:10 costs.south.total: row south",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			writeFile(t, filepath.Join(dir, "form.yaml"), costs)
			writeFile(t, filepath.Join(dir, "rules.yaml"), costRules+tc.rules)
			loaded, err := pack.Load([]string{dir})
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "a.txt")
			writeFile(t, path, "甲馆2022年经费表\n"+fmt.Sprintf(table, tc.rows[0], tc.rows[1], tc.rows[2]))
			var got []string
			for _, s := range show(t, loaded, path) {
				if !strings.HasPrefix(s, "?") {
					s, _, _ = strings.Cut(s, " [3:")
					s, _, _ = strings.Cut(s, " [4:")
					s, _, _ = strings.Cut(s, " [5:")
					got = append(got, s)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, tc.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tc.want, "\n"))
			}
		})
	}
}

// TestDiagnoseMistakes checks what is said of rules that cannot be right.
func TestDiagnoseMistakes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ rule, want string }{
		"no such rule, alone": {`{id: slip, diagnose: {balances: rowz}}`, `there is no rule "rowz"`},
		"no such rule":        {`{id: slip, diagnose: {balances: [rowz]}}`, `there is no rule "rowz"`},
		"no balance":          {`{id: slip, diagnose: {balances: [plain]}}`, `rule "plain" has no balance`},
		"of itself":           {`{id: slip, diagnose: {balances: [slip]}}`, `rule "slip" has no balance`},
		"nothing":             {`{id: slip, diagnose: {balances: []}}`, "there is no rule to explain"},
		"balances missing":    {`{id: slip, diagnose: {factor: 10}}`, `"balances" is missing`},
		"factor of one":       {`{id: slip, diagnose: {balances: [rows], factor: 1}}`, "factor is an integer above 1"},
		"unknown cause":       {`{id: slip, diagnose: {balances: [rows], messages: {transposd: a}}}`, `unknown key "transposd"`},
		"with a list":         {`{id: slip, forEach: tables.costs.rows, diagnose: {balances: [rows]}}`, "a rule with diagnose has no forEach"},
		"with a place":        {`{id: slip, at: title, diagnose: {balances: [rows]}}`, "a rule with diagnose has no at"},
		"with a check":        {`{id: slip, check: "true", diagnose: {balances: [rows]}}`, "exactly one of check, balance, unique, diagnose"},
		"with its own name":   {`{id: slip, let: {expected: "1"}, diagnose: {balances: [rows]}}`, `"expected" is a name of the messages`},
		"mistake in a cause":  {`{id: slip, diagnose: {balances: [rows], messages: {shifted: "{it.labl}"}}}`, "labl"},
		"name of another":     {`{id: slip, diagnose: {balances: [rows]}, message: "{left}"}`, "left"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			writeFile(t, filepath.Join(dir, "form.yaml"), costs)
			writeFile(t, filepath.Join(dir, "rules.yaml"), costRules+"  - {id: plain, check: title.found}\n  - "+tc.rule+"\n")
			_, err := pack.Load([]string{dir})
			if err == nil || !strings.Contains(formatted(err), tc.want) {
				t.Errorf("got %q, want %q", formatted(err), tc.want)
			}
		})
	}
}

// formatted words all mistakes of a pack.
func formatted(err error) string {
	var list diag.Error
	if !errors.As(err, &list) {
		return fmt.Sprint(err)
	}
	return list.Format(report.English)
}
