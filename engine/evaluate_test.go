package engine_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/parser"
	"github.com/gouji/gouji/parser/form"
	"github.com/gouji/gouji/report"
)

// readReport reads a report with the form of a file.
func readReport(tb testing.TB, formFile, reportFile string) *report.Report {
	tb.Helper()
	data, err := os.ReadFile(formFile)
	if err != nil {
		tb.Fatal(err)
	}
	var diags diag.List
	root := yamldoc.Parse(formFile, data, &diags)
	set, err := form.NewSet(form.Load([]form.File{form.NewFile(root)}, &diags))
	if err != nil || diags.Err() != nil {
		tb.Fatal(err, diags.Err())
	}
	text, err := os.ReadFile(reportFile)
	if err != nil {
		tb.Fatal(err)
	}
	doc, err := (&parser.Parser{}).Parse(reportFile, text)
	if err != nil {
		tb.Fatal(err)
	}
	reader, err := set.NewReader("")
	if err != nil {
		tb.Fatal(err)
	}
	reports, err := reader.Read(doc)
	if err != nil {
		tb.Fatal(err)
	}
	return reports[0]
}

// load reads rules and checks them against the form of a report.
func load(r *report.Report, text string) (*engine.Engine, diag.Error) {
	var diags diag.List
	root := yamldoc.Parse("rules.yaml", []byte(text), &diags)
	if root == nil {
		return nil, diags.Sorted()
	}
	var sources []engine.RuleSource
	for _, node := range engine.RuleNodes(root) {
		sources = append(sources, engine.RuleSource{Definition: node})
	}
	e := engine.New(engine.ParseRules(sources, &diags), report.English)
	if err := e.Check([]*report.Schema{r.Schema}, &diags); err != nil {
		panic(err)
	}
	return e, diags.Sorted()
}

// TestSlowRule checks that a rule that takes too long ends as a defect, and that
// the others go on.
func TestSlowRule(t *testing.T) {
	t.Parallel()
	r := readReport(t, "../rules/gov-disclosure/forms/gov-disclosure-2019.yaml", "../testdata/reports/jinsha-civil-2020.txt")
	e, mistakes := load(r, "- {id: slow, message: m, forEach: tables.applications.cells, check: it.filled}\n- {id: next, message: m, check: 'false'}\n")
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	evaluator := e.NewEvaluator()
	now := time.Unix(0, 0)
	evaluator.SetClock(func() time.Time { now = now.Add(time.Second * 3); return now })
	out, err := evaluator.Evaluate(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Defects) != 1 || out.Defects[0].Rule != "slow" || !errors.Is(out.Defects[0].Err, context.DeadlineExceeded) {
		t.Errorf("defects %v", out.Defects)
	}
	if len(out.Findings) != 1 || out.Findings[0].Rule != "next" {
		t.Errorf("findings %v", out.Findings)
	}
}

// TestCancelled checks that an evaluation ends with its context.
func TestCancelled(t *testing.T) {
	t.Parallel()
	r := readReport(t, "../testdata/packs/stations/form.yaml", "../testdata/packs/stations/upper-2022.txt")
	e, mistakes := load(r, "- {id: r, message: m, check: 'false'}\n")
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := e.NewEvaluator().Evaluate(ctx, r); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// FuzzRules takes anything for rules. They are refused, or run without a panic
// whether they are watched or not.
func FuzzRules(f *testing.F) {
	r := readReport(f, "../testdata/packs/stations/form.yaml", "../testdata/packs/stations/upper-2022.txt")
	data, err := os.ReadFile("../testdata/packs/stations/rules.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(data))
	for _, expression := range []string{
		`cell("cost.north.wages").value + 1.5 > 3`, `tables.cost.cells.all(c, c.value >= 0)`, `sum(tables.cost.south.items) == decimal("1.5")`,
		`tables.cost.rows.map(r, r.wages.value / 0.0).size() > 0`, `[1, 2.5, title.year].exists(x, x == 2)`, `title.text.matches("^.{3,}$")`,
		`has(cell("cost.river.staff").value) && round(1.5, 0) == 2.0`, `"a,b".split(",").join("-") + string(1.50)`, `-1 * abs(-3) % 2 == 0 ? true : !false`,
	} {
		f.Add("- {id: r, check: '" + expression + "', message: '{" + strings.ReplaceAll(expression, "'", "") + "}'}\n")
	}
	f.Add("- {id: r, scope: corpus, unique: report.organ, severity: [{when: report.year > 1, is: error}], message: '{first}'}\n")
	f.Add("- {id: r, params: {a: 1, b: [x, y]}, let: {n: params.a + 1}, forEach: tables.cost.rows, when: it.found, check: n > 2, collect: true, message: '{count}{{}}'}\n")
	f.Fuzz(func(t *testing.T, text string) {
		e, mistakes := load(r, text)
		for _, m := range mistakes {
			if m.Message.In(report.Chinese) == "" || m.Message.In(report.English) == "" {
				t.Fatalf("a mistake without a message: %+v", m)
			}
		}
		if e == nil || len(mistakes) > 0 {
			return
		}
		for _, coverage := range []*engine.Coverage{nil, {}} {
			evaluator := e.NewEvaluator()
			evaluator.Coverage = coverage
			out, err := evaluator.Evaluate(context.Background(), r)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range out.Findings {
				_ = r.Source.Position(f.Place.Span)
			}
		}
	})
}
