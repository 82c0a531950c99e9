package ruletest

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/parser/form"
	"github.com/gouji/gouji/report"
)

// Examples are cases that show a rule at work. Either may be nil.
type Examples struct {
	// Bad is a case in which the rule reports something, Good one in which it does not.
	Bad, Good *Example
}

// Example is a case in words.
type Example struct {
	Name report.Text
	// Changes says what the case does to its base report.
	Changes []report.Text
	// Messages holds what the rule says, in the language of the illustrator.
	Messages []string
}

// Illustrator finds examples of rules among the tests of a pack and of those that it
// extends. Tests that cannot be run are passed over: whoever asks for an example does
// not want to hear of them.
type Illustrator struct {
	runner *Runner
	files  []illustrations
	lang   report.Language
	diags  *diag.List
}

// illustrations is a file of tests, which is parsed when it is needed.
type illustrations struct {
	file  pack.File
	text  []byte
	suite *Suite
}

// NewIllustrator returns an illustrator for a pack that was checked.
func NewIllustrator(p *pack.Pack, lang report.Language) (*Illustrator, error) {
	i := &Illustrator{lang: lang, diags: &diag.List{}}
	var err error
	if i.runner, err = NewRunner(p, i.diags); err != nil {
		return nil, err
	}
	for _, f := range p.AllTests() {
		if text, err := f.Read(); err == nil {
			i.files = append(i.files, illustrations{file: f, text: text})
		}
	}
	return i, nil
}

// Close ends what reading reports has started.
func (i *Illustrator) Close() error { return i.runner.Close() }

// Of returns the examples of a rule: of each kind the first case that gives what it
// expects. Cases that are about this rule alone go before others.
func (i *Illustrator) Of(ctx context.Context, rule *engine.Rule) (Examples, error) {
	var found Examples
	if rule.Severity() == report.Off {
		return found, nil
	}
	var cases []*Case
	for k := range i.files {
		cases = append(cases, i.cases(&i.files[k], rule.ID)...)
	}
	rank := func(c *Case) int {
		if len(c.Focus) == 1 {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(cases, func(a, b *Case) int { return rank(a) - rank(b) })
	for _, c := range cases {
		kind := &found.Good
		if slices.ContainsFunc(c.Expected, func(e Expectation) bool { return e.Rule == rule.ID }) {
			kind = &found.Bad
		} else if len(c.Expected) > 0 {
			continue
		}
		if *kind != nil {
			continue
		}
		var err error
		if *kind, err = i.try(ctx, c, rule); err != nil {
			return found, err
		}
	}
	return found, nil
}

// cases lists the cases of a file that name a rule.
func (i *Illustrator) cases(f *illustrations, rule string) []*Case {
	if !bytes.Contains(f.text, []byte(rule)) {
		return nil // the dear part is parsing
	}
	if f.suite == nil {
		suite, err := Parse(f.file, i.diags)
		if err != nil || suite == nil {
			suite = &Suite{}
		}
		f.suite = suite
	}
	return slices.DeleteFunc(slices.Clone(f.suite.Cases), func(c *Case) bool {
		return !slices.Contains(c.Focus, rule) && !slices.ContainsFunc(c.Expected, func(e Expectation) bool { return e.Rule == rule })
	})
}

// try runs a case. The result is nil where the rule does not say what the case expects,
// or cannot tell.
func (i *Illustrator) try(ctx context.Context, c *Case, rule *engine.Rule) (*Example, error) {
	before := i.diags.Len()
	rules := i.runner.rules(c)
	m := i.runner.material(c) //nolint:contextcheck // a conversion has a deadline of its own
	if i.diags.Len() > before || !slices.ContainsFunc(m.reports, func(r *report.Report) bool { return rule.Runs(r.Schema) }) {
		return nil, nil //nolint:nilnil // there is no such example
	}
	narrow := *c
	narrow.Focus = []string{rule.ID}
	result := &Result{Case: &narrow}
	evaluator := i.runner.engineFor(&narrow, engine.New(concerned(rules, ruleOf(rules, rule.ID)), i.lang)).NewEvaluator()
	findings, err := i.runner.evaluate(ctx, evaluator, m, result)
	if err != nil {
		return nil, err
	}
	if len(result.Unassessed)+len(result.Defects) > 0 && len(findings) == 0 || !asExpected(c, rule.ID, findings) {
		return nil, nil //nolint:nilnil // there is no such example
	}
	example := &Example{Name: c.Name, Changes: i.runner.describe(c)} //nolint:contextcheck // a conversion has a deadline of its own
	for _, f := range findings {
		if !slices.Contains(example.Messages, f.Message) {
			example.Messages = append(example.Messages, f.Message)
		}
	}
	return example, nil
}

// asExpected reports whether a rule has found something at all the places that a case
// names, and at no other. Its wording and severity may be those of another pack.
func asExpected(c *Case, rule string, findings []report.Finding) bool {
	got := make([]string, len(findings))
	var want []string
	for _, e := range c.Expected {
		if e.Rule == rule {
			want = append(want, e.At)
		}
	}
	for i, f := range findings {
		got[i] = f.Place.Key
	}
	slices.Sort(want)
	slices.Sort(got)
	return slices.Equal(want, got)
}

// describe says in words what a case does to its base report.
func (r *Runner) describe(c *Case) []report.Text {
	if len(c.reports) > 0 {
		return r.describeSeveral(c)
	}
	d := description{report: r.unchanged(c)}
	d.changes(c)
	for _, n := range c.earlier {
		d.add("同一批中已有 %s", "%s comes before it in the same run", n.Value())
	}
	d.rules(c)
	if len(d.texts) == 0 && c.base != nil {
		d.add("%s，不作改动", "%s as it is", c.base.Value())
	}
	return d.texts
}

// describeSeveral says in words what a case does to its base reports.
func (r *Runner) describeSeveral(c *Case) []report.Text {
	all := description{}
	for i, part := range c.reports {
		d := description{report: r.unchanged(part)}
		d.changes(part)
		if part.path != "" {
			d.add("文件为 %s", "in the file %s", part.path)
		}
		if len(d.texts) == 0 {
			d.add("不作改动", "as it is")
		}
		zh, en := make([]string, len(d.texts)), make([]string, len(d.texts))
		for k, t := range d.texts {
			zh[k], en[k] = t.ZH, t.EN
		}
		all.add("第 %d 份：%s", "report %d: %s", i+1, report.Text{ZH: strings.Join(zh, "；"), EN: strings.Join(en, "; ")})
	}
	for _, o := range c.organs {
		if len(o.Aliases) > 0 {
			all.add("%s 又称 %s", "%s is also called %s", o.Name, strings.Join(o.Aliases, ", "))
		}
		if len(o.Units) > 0 {
			all.add("%s 的下级单位：%s", "the units of %s: %s", o.Name, strings.Join(o.Units, ", "))
		}
	}
	if c.folders {
		all.add("按文件夹归组", "grouped by folders")
	}
	all.rules(c)
	return all.texts
}

// changes adds what is done to a base report.
func (d *description) changes(c *Case) {
	for _, e := range c.changes.set.Entries() {
		d.set(e)
	}
	for _, n := range c.changes.blank {
		d.add("%s 留空", "%s left blank", n.Value())
		d.before(n.Value())
	}
	for _, n := range c.changes.drop {
		d.add("删去 %s", "%s taken away", n.Value())
	}
	for _, e := range c.changes.replace.Entries() {
		if e.Value.Value() == "" {
			d.add("删去“%s”", `"%s" taken away`, brief(e.Key))
			continue
		}
		d.add("“%s”改为“%s”", `"%s" becomes "%s"`, brief(e.Key), brief(e.Value.Value()))
	}
	d.fields(c.fields.Entries())
}

// rules adds what is changed in rules.
func (d *description) rules(c *Case) {
	for _, rule := range c.overrides.Entries() {
		if rule.Value.IsScalar() {
			d.add("规则 %s 的级别为 %s", "the severity of rule %s is %s", rule.Key, rule.Value.Value())
			continue
		}
		if s := rule.Value.Get("severity"); s != nil {
			d.add("规则 %s 的级别为 %s", "the severity of rule %s is %s", rule.Key, flow(s))
		}
		for _, p := range rule.Value.Get("params").Entries() {
			d.add("参数 %s 为 %s", "parameter %s is %s", p.Key, flow(p.Value))
		}
	}
}

// unchanged returns the base report of a case, or nil.
func (r *Runner) unchanged(c *Case) *report.Report {
	if c.base == nil || c.fields != nil {
		return nil
	}
	doc := r.document(c.source, c.base)
	if doc == nil {
		return nil
	}
	reports, err := r.read(doc, c.form.String())
	if err != nil || len(reports) == 0 {
		return nil
	}
	return reports[0]
}

// description is what a case does, as far as it was put into words.
type description struct {
	report *report.Report
	texts  []report.Text
}

func (d *description) add(zh, en string, args ...any) {
	inEnglish := slices.Clone(args)
	for i, a := range args {
		if t, ok := a.(report.Text); ok {
			args[i], inEnglish[i] = t.ZH, t.EN
		}
	}
	d.texts = append(d.texts, report.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, inEnglish...)})
}

// before adds what stood at a cell to the text at the end.
func (d *description) before(key string) {
	if d.report == nil {
		return
	}
	cell, ok := d.report.Schema.Cell(key)
	if !ok {
		return
	}
	zh, en := "原为 "+brief(d.report.Fields[cell].Text), "was "+brief(d.report.Fields[cell].Text)
	if strings.TrimSpace(d.report.Fields[cell].Text) == "" {
		zh, en = "原为空", "was blank"
	}
	last := &d.texts[len(d.texts)-1]
	last.ZH, last.EN = last.ZH+"（"+zh+"）", last.EN+" ("+en+")"
}

func (d *description) set(e yamldoc.Entry) {
	text := brief(e.Value.Value())
	if e.Key == form.TitleKey || strings.HasPrefix(e.Key, report.SectionPrefix) {
		d.add("%s 改为“%s”", `%s becomes "%s"`, e.Key, text)
		return
	}
	d.add("%s 改为 %s", "%s becomes %s", e.Key, text)
	d.before(e.Key)
}

// mostFields is how many of the figures that a case gives are named.
const mostFields = 6

func (d *description) fields(entries []yamldoc.Entry) {
	for k, e := range entries {
		switch {
		case k == mostFields:
			d.add("等 %d 项", "%d in all", len(entries))
			return
		case e.Value.IsNull():
			d.add("%s 为空", "%s is blank", e.Key)
		default:
			d.add("%s 为 %s", "%s is %s", e.Key, brief(e.Value.Value()))
		}
	}
}

// flow writes the value of a parameter.
func flow(n *yamldoc.Node) string {
	if !n.IsSequence() {
		return n.Value()
	}
	return "[" + strings.Join(n.Strings(), ", ") + "]"
}

// mostRunes is how many characters of a text are shown.
const mostRunes = 80

// brief writes a text on one line, and not all of a long one.
func brief(s string) string {
	lines := strings.FieldsFunc(strings.TrimSpace(s), func(r rune) bool { return r == '\n' })
	for i, line := range lines {
		lines[i] = strings.Join(strings.Fields(line), " ")
	}
	runes := []rune(strings.Join(lines, " ⏎ "))
	if len(runes) > mostRunes {
		return string(runes[:mostRunes]) + "…"
	}
	return string(runes)
}
