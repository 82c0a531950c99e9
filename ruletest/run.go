package ruletest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/parser"
	"github.com/gouji/gouji/parser/form"
	"github.com/gouji/gouji/report"
)

// Runner runs the cases of suites with a pack. It keeps what the cases have in common
// and serves one goroutine at a time.
type Runner struct {
	pack    *pack.Pack
	set     *form.Set
	parser  *parser.Parser
	engines [2]*engine.Engine // by language
	sources map[string]*base
	diags   *diag.List
	// coverage notes what the cases try out of the rules.
	coverage engine.Coverage
	// passing and failing hold the rules that have a case of the kind.
	passing, failing map[string]bool
}

// NewRunner returns a runner for a pack that was checked. Mistakes in the cases are
// reported to diags.
func NewRunner(p *pack.Pack, diags *diag.List) (*Runner, error) {
	set, err := form.NewSet(p.Forms)
	if err != nil {
		return nil, err
	}
	r := &Runner{pack: p, set: set, parser: &parser.Parser{}, sources: map[string]*base{}, diags: diags, passing: map[string]bool{}, failing: map[string]bool{}}
	r.engines = enginesOf(p.Rules)
	return r, nil
}

func enginesOf(rules []*engine.Rule) [2]*engine.Engine {
	return [2]*engine.Engine{
		report.Chinese: engine.New(rules, report.Chinese), report.English: engine.New(rules, report.English),
	}
}

// engineFor returns the engine that a case is run with. What explains the failures of
// others, and is reported in their place, takes part only where it counts: a case about a
// balance is about that balance.
func (r *Runner) engineFor(c *Case, e *engine.Engine) *engine.Engine {
	counts := func(rule *engine.Rule) bool { return len(rule.Diagnoses()) == 0 || r.counts(c, rule.ID) }
	var rules []*engine.Rule
	for _, rule := range e.Rules() {
		if counts(rule) {
			rules = append(rules, rule)
		}
	}
	if len(rules) == len(e.Rules()) {
		return e
	}
	return e.With(rules)
}

// Close ends what reading files has started.
func (r *Runner) Close() error { return r.parser.Close() }

// Result is what became of a case.
type Result struct {
	Case *Case
	// Missing lists what was expected and did not come, Unexpected what came and was
	// not expected.
	Missing    []Expectation
	Unexpected []report.Finding
	// Differing lists findings at the expected place that differ from what is expected.
	Differing []Difference
	// MissingUnassessed and UnexpectedUnassessed are the same for places that cannot
	// be assessed.
	MissingUnassessed    []Expectation
	UnexpectedUnassessed []report.NotAssessed
	// Defects lists the rules that failed.
	Defects []report.Defect
	// Findings holds all findings that count, Unassessed all places that could not be
	// assessed.
	Findings   []report.Finding
	Unassessed []report.NotAssessed

	// english holds the findings with messages in English, where somebody may want them.
	english []report.Finding
}

// Message returns the message of one of the findings in a language.
func (r *Result) Message(f report.Finding, lang report.Language) string {
	i := slices.IndexFunc(r.Findings, func(x report.Finding) bool {
		return x.Rule == f.Rule && x.Place == f.Place && x.Message == f.Message
	})
	if lang == report.English && i >= 0 && i < len(r.english) {
		return r.english[i].Message
	}
	return f.Message
}

// Difference is a finding that is not quite as expected.
type Difference struct {
	Expected Expectation
	Got      report.Finding
}

// Passed reports whether everything was as expected.
func (r *Result) Passed() bool {
	return len(r.Missing)+len(r.Unexpected)+len(r.Differing)+len(r.MissingUnassessed)+len(r.UnexpectedUnassessed)+len(r.Defects) == 0
}

// Run runs a case. A mistake in the case is reported to the diagnostics of the runner;
// the result is nil then. An error means that no case could be run.
func (r *Runner) Run(ctx context.Context, c *Case) (*Result, error) {
	before := r.diags.Len()
	engines := r.engines
	if c.overrides != nil {
		engines = enginesOf(r.rules(c))
	}
	r.checkRules(c)
	m := r.material(c) //nolint:contextcheck // a conversion has a deadline of its own
	if r.diags.Len() > before {
		return nil, nil //nolint:nilnil // what is wrong was reported
	}
	watch := &watch{coverage: &r.coverage}
	result, err := r.try(ctx, c, m, engines, watch)
	if err != nil {
		return nil, err
	}
	if !result.Passed() && !c.speaksEnglish() { // to be shown
		if result.english, err = r.evaluate(ctx, r.engineFor(c, engines[report.English]).NewEvaluator(), m, &Result{Case: c}); err != nil {
			return nil, err
		}
	}
	r.note(result, m, &watch.statistics)
	r.checkPlaces(result, m)
	if r.diags.Len() > before {
		return nil, nil //nolint:nilnil // what is wrong was reported
	}
	return result, nil
}

// rules returns the rules of the pack as a case changes them. Mistakes are reported.
func (r *Runner) rules(c *Case) []*engine.Rule {
	if c.overrides == nil {
		return r.pack.Rules
	}
	return r.pack.WithChanges(pack.NewChanges(c.overrides), r.diags).Rules
}

// ownRules lists the rules of the pack itself that are not switched off.
func (r *Runner) ownRules() []*engine.Rule {
	var own []*engine.Rule
	for _, rule := range r.pack.Rules {
		if r.pack.Own(rule.ID) && rule.Severity() != report.Off {
			own = append(own, rule)
		}
	}
	return own
}

// watch is who looks on as a case is run.
type watch struct {
	coverage   *engine.Coverage
	statistics engine.Statistics
}

// try applies rules to the material of a case. Nobody needs to look on.
func (r *Runner) try(ctx context.Context, c *Case, m material, engines [2]*engine.Engine, w *watch) (*Result, error) {
	result := &Result{Case: c}
	byLanguage := [2][]report.Finding{}
	for lang, e := range engines {
		if lang == int(report.English) && !c.speaksEnglish() {
			continue
		}
		evaluator := r.engineFor(c, e).NewEvaluator()
		if w != nil && lang == int(report.Chinese) {
			evaluator.Coverage, evaluator.Statistics = w.coverage, &w.statistics
		}
		findings, err := r.evaluate(ctx, evaluator, m, result)
		if err != nil {
			return nil, err
		}
		byLanguage[lang] = findings
	}
	result.Findings = byLanguage[report.Chinese]
	result.english = byLanguage[report.English]
	result.compare()
	return result, nil
}

// checkPlaces reports what was expected and did not come at places that there are none
// of.
func (r *Runner) checkPlaces(result *Result, m material) {
	if len(m.reports) == 0 {
		return
	}
	s := m.reports[0].Schema
	known := append(form.KnownKeys(s), documentKey, unknownRowKey)
	for t := range s.Tables {
		known = append(known, s.Tables[t].Key, s.Tables[t].Key+"."+unknownRowKey)
	}
	for i := range s.Rows {
		known = append(known, s.RowKey(i))
	}
	for i := range s.Columns {
		known = append(known, s.ColumnKey(i))
	}
	for i := range s.Facts {
		known = append(known, s.FactName(i))
	}
	for _, e := range slices.Concat(result.Missing, result.MissingUnassessed) {
		key := e.At
		if _, inner, ok := strings.Cut(key, reportMark); ok {
			key = inner
		}
		if !slices.Contains(known, key) {
			unknownKey(e.node.Get("at"), s, known)
		}
	}
}

// Keys of places that are no part of a form.
const (
	documentKey   = "document"
	unknownRowKey = "unknown"
)

// evaluate applies the rules to the reports and returns the findings that count.
func (r *Runner) evaluate(ctx context.Context, evaluator *engine.Evaluator, m material, result *Result) ([]report.Finding, error) {
	corpus := engine.NewCorpus()
	corpus.Statistics = evaluator.Statistics
	batch := engine.Batch{Organs: result.Case.knownOrgans(), Folders: func(int) bool { return result.Case.folders }}
	evaluator.Compares = true
	var findings []report.Finding
	result.Unassessed, result.Defects = nil, nil
	reports := slices.Concat(m.earlier, m.reports)
	add := func(i int, a *report.Assessment) {
		if i -= len(m.earlier); i < 0 {
			return
		}
		number := 0
		if m.numbers != nil {
			number = m.numbers[i]
		}
		counts := func(rule string) bool { return r.counts(result.Case, rule) }
		for _, f := range a.Findings {
			if counts(f.Rule) {
				f.Place.Key = result.Case.keyIn(number, f.Place.Key)
				findings = append(findings, f)
			}
		}
		for _, n := range a.NotAssessed {
			if counts(n.Rule) {
				n.Place.Key = result.Case.keyIn(number, n.Place.Key)
				result.Unassessed = append(result.Unassessed, n)
			}
		}
		for _, d := range a.Defects {
			if counts(d.Rule) {
				result.Defects = append(result.Defects, d)
			}
		}
	}
	for i, rep := range reports {
		out, err := evaluator.Evaluate(ctx, rep)
		if err != nil {
			return nil, err
		}
		corpus.Add(out)
		batch.Add(i, out)
		add(i, &out.Assessment)
	}
	err := batch.Conclude(ctx, evaluator, func(i int) ([]*report.Report, error) {
		return slices.Repeat([]*report.Report{reports[i]}, reports[i].Index), nil // it is the last of them
	}, func(i int, assessments []report.Assessment) error {
		for k := range assessments {
			add(i, &assessments[k])
		}
		return nil
	})
	return findings, err
}

// knownOrgans returns what a case says of organs.
func (c *Case) knownOrgans() *engine.Organs {
	organs := &engine.Organs{}
	for _, o := range c.organs {
		organs.Add(o.Name, o.Aliases, o.Units)
	}
	return organs
}

// counts reports whether what a rule says matters to a case.
func (r *Runner) counts(c *Case, rule string) bool {
	if len(c.Focus) > 0 {
		return slices.Contains(c.Focus, rule)
	}
	return r.pack.Own(rule)
}

// checkRules reports names of rules that the pack does not have, and expectations of
// rules that do not count.
func (r *Runner) checkRules(c *Case) {
	ids := engine.RuleIDs(r.pack.Rules)
	for _, n := range c.focus {
		if id := n.Value(); n.IsScalar() && !slices.Contains(ids, id) {
			n.Errorf(noRule(id), diag.DidYouMean(id, ids))
		}
	}
	for _, e := range slices.Concat(c.Expected, c.Unassessed) {
		n := e.node.Get("rule")
		switch {
		case n == nil:
		case !slices.Contains(ids, e.Rule):
			n.Errorf(noRule(e.Rule), diag.DidYouMean(e.Rule, ids))
		case !r.counts(c, e.Rule):
			n.Errorf(report.Text{
				ZH: fmt.Sprintf("规则“%s”不在本用例检查之列", e.Rule), EN: fmt.Sprintf("rule %q does not count in this case", e.Rule),
			}, report.Text{ZH: "请列入 rules", EN: "List it under rules"})
		}
	}
}

func noRule(id string) report.Text {
	return report.Text{ZH: fmt.Sprintf("没有规则“%s”", id), EN: fmt.Sprintf("there is no rule %q", id)}
}

// speaksEnglish reports whether the case expects messages in English.
func (c *Case) speaksEnglish() bool {
	return slices.ContainsFunc(c.Expected, func(e Expectation) bool { return e.Message.EN != "" })
}
