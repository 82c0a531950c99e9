package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/urfave/cli/v2"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/output"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
	"github.com/gouji/gouji/ruletest"
)

func (c *command) explainCommand() *cli.Command {
	t := c.lang.Pick
	return &cli.Command{
		Name:      "explain",
		Usage:     t("说明一条规则，以及它对某份报告的判断", "explain a rule, and what it makes of a report"),
		ArgsUsage: t("规则 [文件]", "RULE [FILE]"),
		Description: t(
			"给出文件时，逐处列出规则检查的位置、结论和表达式各部分的值；符合要求和前提不满足的各处只计数，--verbose 全部列出。",
			"With a file, lists every place that the rule looks at, its verdict and the values of all parts of its expressions; "+
				"where it holds or does not apply is only counted, unless --verbose is given."),
		Flags: append(c.packFlags(),
			&cli.BoolFlag{Name: "verbose", Aliases: []string{"v"}, Usage: t("符合要求和前提不满足的各处也列出", "list where the rule holds or does not apply, too")},
		),
		Action: c.explain,
	}
}

func (c *command) explain(ctx *cli.Context) error {
	switch ctx.NArg() {
	case 1:
		p, err := c.pack(ctx)
		if err != nil {
			return err
		}
		r, err := findRule(p.Rules, ctx.Args().First())
		if err != nil {
			return err
		}
		examples, err := c.examples(ctx.Context, p, r)
		if err != nil {
			return err
		}
		return c.explainRule(c.stdout, r, examples)
	case 2:
	default:
		return usagef("请给出一条规则的 id（gouji rules list 列出所有规则）", "name one rule (gouji rules list shows them all)")
	}
	l, in, reports, err := c.readOne(ctx, ctx.Args().Get(1))
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }()
	r, err := findRule(l.Engine(in).Rules(), ctx.Args().First())
	if err != nil {
		return err
	}
	examples, err := c.examples(ctx.Context, l.Pack(in), r)
	if err != nil {
		return err
	}
	if err := c.explainRule(c.stdout, r, examples); err != nil {
		return err
	}
	for _, of := range reports {
		if _, err := fmt.Fprintln(c.stdout); err != nil {
			return err
		}
		if err := c.heading(0, of); err != nil {
			return err
		}
		x, err := l.Engine(in).Explain(ctx.Context, r.ID, of)
		if err != nil {
			return err
		}
		if err := c.explainReport(c.stdout, r, of, x, ctx.Bool("verbose")); err != nil {
			return err
		}
		if len(x.Defects) > 0 {
			c.status = statusFailure
		}
	}
	return nil
}

// findRule finds a rule by its identifier.
func findRule(rules []*engine.Rule, id string) (*engine.Rule, error) {
	i := slices.IndexFunc(rules, func(r *engine.Rule) bool { return r.ID == id })
	if i >= 0 {
		return rules[i], nil
	}
	hint := diag.DidYouMean(id, engine.RuleIDs(rules))
	return nil, usageError{report.Text{
		ZH: fmt.Sprintf("没有规则“%s”。%s", id, hint.ZH), EN: fmt.Sprintf("there is no rule %q. %s", id, hint.EN),
	}}
}

// examples finds examples of a rule in the tests of a pack.
func (c *command) examples(ctx context.Context, p *pack.Pack, r *engine.Rule) (ruletest.Examples, error) {
	illustrator, err := ruletest.NewIllustrator(p, c.lang)
	if err != nil {
		return ruletest.Examples{}, err
	}
	defer func() { _ = illustrator.Close() }()
	return illustrator.Of(ctx, r)
}

// exampleText writes an example on a line, and below what the rule says of it.
func exampleText(e *ruletest.Example, lang report.Language) string {
	if e == nil {
		return ""
	}
	lines := []string{e.Name.In(lang) + lang.Pick("：", ": ") + changesText(e, lang)}
	for _, m := range e.Messages {
		lines = append(lines, "→ "+output.Printable(m))
	}
	return strings.Join(lines, "\n")
}

// changesText writes what an example changes.
func changesText(e *ruletest.Example, lang report.Language) string {
	changes := make([]string, len(e.Changes))
	for i, change := range e.Changes {
		changes[i] = change.In(lang)
	}
	return strings.Join(changes, lang.Pick("；", "; "))
}

// changedAt says where a key of a rule was changed, or nothing where it is as defined.
func changedAt(r *engine.Rule, key string) string {
	file, line := r.Origin(key)
	if file == r.File {
		return ""
	}
	return fmt.Sprintf("  (%s:%d)", file, line)
}

// explainRule writes all that is known of a rule.
func (c *command) explainRule(w io.Writer, r *engine.Rule, examples ruletest.Examples) error {
	t := c.lang.Pick
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n", r.ID, r.Name.In(c.lang))
	if d := r.Description.In(c.lang); d != "" {
		fmt.Fprintf(&b, "\n%s\n", d)
	}
	b.WriteByte('\n')
	row := func(zh, en, value string) {
		if value == "" {
			return
		}
		lines := strings.Split(value, "\n")
		fmt.Fprintf(&b, "%s  %s\n", runewidth.FillRight(t(zh, en), nameWidth), lines[0])
		for _, l := range lines[1:] {
			fmt.Fprintf(&b, "%s  %s\n", strings.Repeat(" ", nameWidth), l)
		}
	}
	params := paramNames(r)
	for i, name := range params {
		params[i] = name + " = " + r.Params[name].String() + changedAt(r, "params."+name)
	}
	row("公式", "formula", r.Formula.In(c.lang))
	row("依据", "source", r.Source)
	row("参数", "parameters", strings.Join(params, "\n"))
	row("级别", "severity", severities(r)+changedAt(r, "severity"))
	row("适用格式", "forms", strings.Join(r.Forms, ", "))
	row("逐项检查", "for each", r.Text("forEach"))
	names, texts := r.Let()
	for i := range names {
		row("其中", "let", names[i]+" = "+texts[i])
	}
	row("前提", "when", r.Text("when"))
	row("要求", "check", r.Info().Formula)
	if r.Collects() {
		row("合并", "collect", t("同一报告中的各处合为一条", "one finding for all places of a report"))
	}
	row("范围", "scope", r.Scope())
	row("位置", "at", r.Text("at"))
	row("相关", "related", r.Text("related"))
	row("应为", "suggest", r.Text("suggest"))
	row("解释", "explains", strings.Join(r.Diagnoses(), ", "))
	row("取代", "supersedes", strings.Join(r.Supersedes, ", "))
	row("消息", "message", r.MessageText(c.lang))
	causes := r.CauseMessages(c.lang)
	byCause := make([]string, len(causes))
	for i, m := range causes {
		byCause[i] = m.Cause + t("：", ": ") + m.Text
	}
	row("各种差错", "by cause", strings.Join(byCause, "\n"))
	row("反例", "bad", exampleText(examples.Bad, c.lang))
	row("正例", "good", exampleText(examples.Good, c.lang))
	row("定义于", "defined in", fmt.Sprintf("%s:%d", r.File, r.Line))
	_, err := io.WriteString(w, b.String())
	return err
}

// nameWidth is the width of the column of names, in columns of a terminal.
const nameWidth = 10

// severities writes the severities of a rule with their conditions.
func severities(r *engine.Rule) string {
	parts := make([]string, len(r.Severities))
	for i, s := range r.Severities {
		parts[i] = s.Severity.String()
		if when := s.Condition(); when != "" {
			parts[i] += " (" + when + ")"
		}
	}
	return strings.Join(parts, ", ")
}

// explainReport writes what a rule makes of a report.
func (c *command) explainReport(w io.Writer, rule *engine.Rule, r *report.Report, x *engine.Explanation, verbose bool) error {
	t := c.lang.Pick
	var b strings.Builder
	if !rule.Runs(r.Schema) {
		fmt.Fprintf(&b, t("规则不用于格式 %s\n", "the rule is not for form %s\n"), r.Schema.Form)
	}
	if rule.Compares() {
		b.WriteString(t("规则与其他年报相比：请用 gouji lint 一并检查\n", "the rule compares reports with each other: lint them together\n"))
	}
	if x.ForEach != nil && (verbose || x.ForEach.Value.Kind != engine.ValueList) {
		c.writeStepTrace(&b, x.ForEach)
	}
	var counts [len(verdictOrder)]int
	for i := range x.Steps {
		s := &x.Steps[i]
		counts[s.Verdict]++
		if verbose || s.Verdict != engine.Holds && s.Verdict != engine.NotApplicable {
			c.writeStep(&b, r, s)
		}
	}
	for _, d := range x.Defects {
		b.WriteString(excerpt(d, c.lang) + "\n")
	}
	var parts []string
	for _, v := range verdictOrder {
		if n := counts[v]; n > 0 {
			parts = append(parts, fmt.Sprintf(t("%s %d 处", "%s: %d"), verdictName(v, c.lang), n))
		}
	}
	if len(parts) > 0 {
		fmt.Fprintln(&b, strings.Join(parts, t("，", ", ")))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// verdictOrder is the order in which verdicts are counted.
//
//nolint:gochecknoglobals // a constant
var verdictOrder = [...]engine.Verdict{engine.Fails, engine.Defective, engine.NotAssessed, engine.Holds, engine.NotApplicable}

func verdictName(v engine.Verdict, lang report.Language) string {
	switch v {
	case engine.Holds:
		return lang.Pick("符合", "holds")
	case engine.Fails:
		return lang.Pick("不符合", "fails")
	case engine.NotAssessed:
		return lang.Pick("无法判断", "not assessed")
	case engine.NotApplicable:
		return lang.Pick("前提不满足", "not applicable")
	case engine.Defective:
	}
	return lang.Pick("规则出错", "rule failed")
}

// stepIndent stands in front of what belongs to a place.
const stepIndent = "    "

// writeStep writes what the rule makes of one place, and why.
func (c *command) writeStep(b *strings.Builder, r *report.Report, s *engine.Step) {
	t := c.lang.Pick
	fmt.Fprintf(b, "%s:%s: %s: %s [%s]\n", output.Printable(r.Source.Path), r.Source.Position(s.Place.Span).Text(c.lang),
		verdictName(s.Verdict, c.lang), output.Printable(s.Place.Label), s.Place.Key)
	if len(s.Missing) > 0 {
		fmt.Fprintf(b, "%s%s%s\n", stepIndent, t("没有数值：", "no value in "), strings.Join(s.Missing, t("、", ", ")))
	}
	for _, trace := range s.Traces {
		c.writeStepTrace(b, trace)
	}
	c.writeSide(b, "left", s.Left)
	c.writeSide(b, "right", s.Right)
	if s.Finding != nil {
		fmt.Fprintf(b, "%s%s%s\n", stepIndent, t("消息：", "message: "), output.Printable(s.Finding.Message))
	}
	if s.SupersededBy != "" {
		fmt.Fprintf(b, t("%s由 %s 报告，本规则不再报告\n", "%sgives way to %s, which is reported in its place\n"), stepIndent, s.SupersededBy)
	}
}

func (c *command) writeStepTrace(b *strings.Builder, trace *engine.Trace) {
	fmt.Fprintf(b, "%s%s:\n", stepIndent, trace.Part)
	c.writeTrace(b, stepIndent+stepIndent, trace)
}

// writeSide writes one side of a balance: its sum, and its cells.
func (c *command) writeSide(b *strings.Builder, name string, s *engine.Side) {
	if s == nil {
		return
	}
	sum := s.Sum
	if s.Missing > 0 {
		sum += fmt.Sprintf(c.lang.Pick("（另有 %d 格没有数值）", " (%d more without a value)"), s.Missing)
	}
	line, _ := oneLine(s.Text)
	fmt.Fprintf(b, "%s%s:\n%s%s%s = %s\n", stepIndent, name, stepIndent, stepIndent, line, sum)
	for _, cell := range s.Cells {
		fmt.Fprintf(b, "%s%s%s%s\n", stepIndent, stepIndent, stepIndent, output.Printable(cell.In(c.lang)))
	}
}

// excerpt shows where a rule failed.
func excerpt(d report.Defect, lang report.Language) string {
	return diag.Diagnostic{
		File: d.At.File, Line: d.At.Line, Column: d.At.Column, Width: d.At.Width, Source: d.At.Source, Message: d.Message,
	}.Format(lang)
}
