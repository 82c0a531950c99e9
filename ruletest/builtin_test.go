package ruletest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
	"github.com/gouji/gouji/rules"
	"github.com/gouji/gouji/ruletest"
)

// wantCaught is the share of mutants that the tests of the built-in pack must catch, in
// per cent.
const wantCaught = 95

// TestBuiltin runs the tests of the built-in pack: all must pass, every rule needs a
// case in which it finds something and one in which it comes near and does not, and few
// mistakes in the rules may go unnoticed.
func TestBuiltin(t *testing.T) {
	t.Parallel()
	p, err := pack.Load([]string{rules.Prefix + rules.Default})
	if err != nil {
		t.Fatal(err)
	}
	var diags diag.List
	runner, err := ruletest.NewRunner(p, &diags)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = runner.Close() }()
	results, cases := runAll(t, p, runner, &diags)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if !r.Passed() {
			t.Errorf("%s:%d: %s\n%s", r.Case.File, r.Case.Line, r.Case.Name.EN, strings.Join(outcome(r), "\n"))
		}
	}
	for _, rule := range p.Rules {
		showBothWays(t, rule.ID, results)
	}
	coverage, err := runner.Coverage()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range coverage {
		if _, ok := alwaysSuperseded()[c.Rule.ID]; !c.Passing || !c.Failing && !ok {
			t.Errorf("%s: passing %t, failing %t", c.Rule.ID, c.Passing, c.Failing)
		}
	}
	surveys, err := runner.Mutants(t.Context(), cases)
	if err != nil {
		t.Fatal(err)
	}
	all, alive := 0, 0
	for _, s := range surveys {
		all += s.Mutants
		alive += len(s.Alive)
		for _, m := range s.Alive {
			t.Logf("alive: %s:%d:%d: %s: %s", m.File, m.Line, m.Column, s.Rule, m.Change.EN)
		}
	}
	if all == 0 || (all-alive)*100 < all*wantCaught {
		t.Errorf("%d of %d mutants are alive", alive, all)
	}
}

// runAll runs every case of a pack.
func runAll(t *testing.T, p *pack.Pack, runner *ruletest.Runner, diags *diag.List) (results []*ruletest.Result, cases []*ruletest.Case) {
	t.Helper()
	for _, file := range p.Tests {
		suite, err := ruletest.Parse(file, diags)
		if err != nil {
			t.Fatal(err)
		}
		if suite == nil {
			continue // what is wrong was reported
		}
		for _, c := range suite.Cases {
			r, err := runner.Run(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if r != nil {
				results, cases = append(results, r), append(cases, c)
			}
		}
	}
	return results, cases
}

// alwaysSuperseded names the rules that find nothing which another rule does not find
// too, and say better, while both are on. They are there for packs that switch the
// other one off.
func alwaysSuperseded() map[string]string {
	return map[string]string{"applications-out-too-large": "applications-balance"}
}

// showBothWays checks that cases about a rule show what it finds and what it does not.
func showBothWays(t *testing.T, rule string, results []*ruletest.Result) {
	t.Helper()
	found := rule
	if by, ok := alwaysSuperseded()[rule]; ok {
		found = by
	}
	failing, passing := false, false
	for _, r := range results {
		if !slices.Contains(r.Case.Focus, rule) {
			continue // a case about everything says little of a rule
		}
		if slices.ContainsFunc(r.Findings, func(f report.Finding) bool { return f.Rule == found }) {
			failing = true
			continue
		}
		if !slices.ContainsFunc(r.Unassessed, func(n report.NotAssessed) bool { return n.Rule == rule }) {
			passing = true
		}
	}
	if !failing {
		t.Errorf("no case about %s has a finding of it", rule)
	}
	if !passing {
		t.Errorf("no case about %s passes without a finding of it", rule)
	}
}

// outcome lists how a result differs from what was expected: - for what did not come,
// + for what came in its place.
func outcome(r *ruletest.Result) []string {
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	for _, e := range r.Missing {
		add("- %s %s %s", e.Rule, e.At, e.Message.In(report.Chinese))
	}
	for _, d := range r.Differing {
		add("~ %s %s %s %s", d.Got.Rule, d.Got.Place.Key, d.Got.Severity, d.Got.Message)
	}
	for _, f := range r.Unexpected {
		add("+ %s %s %s", f.Rule, f.Place.Key, f.Message)
	}
	for _, e := range r.MissingUnassessed {
		add("-? %s %s", e.Rule, e.At)
	}
	for _, n := range r.UnexpectedUnassessed {
		add("+? %s %s", n.Rule, n.Place.Key)
	}
	for _, d := range r.Defects {
		add("! %s %s %v", d.Rule, d.Place.Key, d.Err)
	}
	return lines
}
