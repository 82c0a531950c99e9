package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
	"github.com/gouji/gouji/ruletest"
)

func (c *command) testCommand() *cli.Command {
	t := c.lang.Pick
	return &cli.Command{
		Name:      "test",
		Usage:     t("运行规则的测试", "run the tests of rules"),
		ArgsUsage: t("[规则包或测试文件…]", "[PACK-OR-TEST-FILE…]"),
		Description: t(
			"运行规则包中的 *_test.yaml。不写规则包时，运行配置文件所用的本地规则包的测试。退出状态：0 全部通过；1 有未通过的；2 规则或测试有误。",
			"Runs the *_test.yaml files of packs; without a pack, those of the local packs of the configuration. "+
				"Exit status: 0 all pass; 1 some fail; 2 mistakes in rules or tests."),
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "run", Usage: t("只运行名称符合正则表达式的用例", "run only cases whose name matches a regular expression")},
			&cli.BoolFlag{Name: "coverage", Usage: t("列出测试没有覆盖的部分", "list what the tests leave untried")},
			&cli.BoolFlag{Name: "mutants", Usage: t("故意改错规则，看测试能否发现", "put mistakes into the rules and see whether the tests notice")},
			&cli.BoolFlag{Name: "update", Usage: t("把 expect 改写为实际结果", "rewrite expect to what came")},
			&cli.BoolFlag{Name: "verbose", Aliases: []string{"v"}, Usage: t("列出每个用例", "list every case")},
		},
		Action: c.test,
	}
}

func (c *command) test(ctx *cli.Context) error {
	run, err := regexp.Compile(ctx.String("run"))
	if err != nil {
		bad := diag.BadPattern(err)
		return usageError{report.Text{ZH: "--run：" + bad.ZH, EN: "--run: " + bad.EN}}
	}
	targets, err := testTargets(ctx.Args().Slice())
	if err != nil {
		return err
	}
	tester := tester{
		command: c, run: run, update: ctx.Bool("update"), verbose: ctx.Bool("verbose"),
		coverage: ctx.Bool("coverage"), mutants: ctx.Bool("mutants"), all: ctx.String("run") == "",
	}
	for _, target := range targets {
		if err := tester.target(ctx.Context, target); err != nil {
			return err
		}
	}
	if tester.passed+tester.failed == 0 && !tester.all {
		return usagef("没有名称符合“%s”的用例", "no case has a name that matches %q", ctx.String("run"))
	}
	if err := tester.summary(); err != nil {
		return err
	}
	return tester.refused.Err()
}

// testTarget is a pack whose tests are to be run.
type testTarget struct {
	pack string
	// file is the only file of tests to be run, or empty.
	file string
	// named says that somebody asked for this pack, who expects it to have tests.
	named bool
}

// has reports whether a file of tests is to be run, whatever path leads to it.
func (t testTarget) has(file pack.File) bool {
	return t.file == "" || absolute(t.file) == absolute(file.Name)
}

func isFolder(p string) bool {
	info, err := os.Stat(p)
	return err == nil && info.IsDir()
}

func absolute(p string) string {
	if abs, err := filepath.Abs(filepath.FromSlash(p)); err == nil {
		return abs
	}
	return p
}

// testTargets returns what the arguments name, or the local packs of the configuration.
func testTargets(args []string) ([]testTarget, error) {
	var targets []testTarget
	for _, a := range args {
		if pack.IsTest(a) && !isFolder(a) {
			if _, err := os.Stat(a); err != nil {
				return nil, report.Unavailable(a, err)
			}
			targets = append(targets, testTarget{pack: pack.Root(a), file: a, named: true})
			continue
		}
		targets = append(targets, testTarget{pack: a, named: true})
	}
	if len(args) > 0 {
		return targets, nil
	}
	path := pack.FindConfig(".")
	if path == "" {
		return nil, usagef("请给出规则包或测试文件", "name the packs or the files of tests")
	}
	config, err := pack.LoadConfig(path)
	if err != nil {
		return nil, err
	}
	for _, p := range config.LocalPacks() {
		targets = append(targets, testTarget{pack: p})
	}
	if len(targets) == 0 {
		return nil, usagef("%s 没有使用本地规则包", "%s uses no local pack", path)
	}
	return targets, nil
}

// tester runs tests and writes what became of them.
type tester struct {
	*command

	run               *regexp.Regexp
	update, verbose   bool
	coverage, mutants bool
	// all says that all cases of a pack are run, so that something can be said of what
	// they leave out.
	all bool

	cases                   []*ruletest.Case // of the pack at hand
	passed, failed, updated int
	// defects counts the cases in which a rule failed and the parts of rules that failed
	// out of sight.
	defects, hidden int
	// refused lists the cases that could not be rewritten.
	refused diag.List
}

func (t *tester) target(ctx context.Context, target testTarget) error {
	p, err := pack.Load([]string{target.pack})
	if err != nil {
		return err
	}
	var diags diag.List
	runner, err := ruletest.NewRunner(p, &diags)
	if err != nil {
		return err
	}
	defer func() { _ = runner.Close() }()
	t.cases = nil
	found := false
	for _, file := range p.Tests {
		if !target.has(file) {
			continue
		}
		found = true
		if target.file != "" {
			file.Name = filepath.ToSlash(filepath.Clean(target.file)) // as it was written
		}
		suite, err := ruletest.Parse(file, &diags)
		if err != nil {
			return err
		}
		if suite == nil || diags.Len() > 0 {
			continue
		}
		if err := t.suite(ctx, runner, suite); err != nil {
			return err
		}
	}
	if !found {
		return t.untested(target)
	}
	if err := diags.Err(); err != nil {
		return err
	}
	// While cases fail, what they leave out is not known.
	if t.all && target.file == "" && t.failed == 0 || t.coverage {
		if err := t.cover(runner); err != nil {
			return err
		}
	}
	if !t.mutants {
		return nil
	}
	surveys, err := runner.Mutants(ctx, t.cases, t.all && target.file == "")
	if err != nil {
		return err
	}
	return t.survey(surveys)
}

// untested says that a pack has no tests, which is a mistake where somebody asked for
// them.
func (t *tester) untested(target testTarget) error {
	switch {
	case target.file != "": // in a folder whose name begins with a dot
		return usagef("%s 不属于规则包 %s", "%s is no part of the pack %s", target.file, target.pack)
	case target.named:
		return usagef("%s 没有测试（*_test.yaml）", "%s has no tests (*_test.yaml)", target.pack)
	}
	t.say(fmt.Sprintf(t.lang.Pick("%s 没有测试（*_test.yaml）", "%s has no tests (*_test.yaml)"), target.pack))
	return nil
}

// survey writes which mutants nobody noticed.
func (t *tester) survey(surveys []ruletest.Survey) error {
	pick := t.lang.Pick
	var b strings.Builder
	all, alive := 0, 0
	for _, s := range surveys {
		all += s.Mutants
		alive += len(s.Alive)
		for _, m := range s.Alive {
			fmt.Fprintf(&b, "%s %s:%d:%d: %s  %s\n", pick("未发现", "alive "), m.File, m.Line, m.Column, s.Rule, m.Change.In(t.lang))
		}
	}
	if all > 0 {
		rate := 100 * float64(all-alive) / float64(all)
		b.WriteString(pick(fmt.Sprintf("变异 %d 处：发现 %d 处，未发现 %d 处（发现率 %.1f%%）\n", all, all-alive, alive, rate),
			fmt.Sprintf("%s: %d caught, %d alive (%.1f %% caught)\n", plural(all, "mutant"), all-alive, alive, rate)))
	}
	_, err := fmt.Fprint(t.stdout, b.String())
	return err
}

// suite runs the cases of a file that were asked for.
func (t *tester) suite(ctx context.Context, runner *ruletest.Runner, suite *ruletest.Suite) error {
	var results []*ruletest.Result
	for _, c := range suite.Cases {
		if !t.run.MatchString(c.Name.ZH) && !t.run.MatchString(c.Name.EN) {
			continue
		}
		r, err := runner.Run(ctx, c)
		if err != nil {
			return err
		}
		if r == nil {
			continue // a mistake in the case, which is shown with the others
		}
		results = append(results, r)
		t.cases = append(t.cases, c)
	}
	for _, sentence := range suite.Sentences {
		if !t.run.MatchString(sentence.Text) {
			continue
		}
		if r := runner.Sentence(sentence); r != nil {
			if err := t.sentence(r); err != nil {
				return err
			}
		}
	}
	if t.update {
		if err := t.rewrite(suite, results); err != nil {
			return err
		}
	}
	for _, r := range results {
		if err := t.result(r); err != nil {
			return err
		}
	}
	return nil
}

// rewrite puts what came into a file of tests.
func (t *tester) rewrite(suite *ruletest.Suite, results []*ruletest.Result) error {
	if pack.IsBuiltin(suite.File.Name) {
		return usagef("内置规则包的测试不能改写", "the tests of a built-in pack cannot be rewritten")
	}
	text, changed := suite.Update(results, &t.refused)
	if changed == 0 {
		return nil
	}
	out, err := openTarget(filepath.FromSlash(suite.File.Name), t.stdout)
	if err != nil {
		return err
	}
	defer out.discard()
	if _, err := fmt.Fprint(out, text); err != nil {
		return err
	}
	t.updated += changed
	return out.commit()
}

// result writes what became of a case.
func (t *tester) result(r *ruletest.Result) error {
	if !r.Passed() && len(r.Defects) > 0 {
		t.defects++
	}
	where := fmt.Sprintf("%s:%d: %s", r.Case.File, r.Case.Line, r.Case.Name.In(t.lang))
	return t.outcome(r.Passed(), where, func(b *strings.Builder) { t.differences(b, r) })
}

// sentence writes what became of a sentence.
func (t *tester) sentence(r *ruletest.SentenceResult) error {
	where := fmt.Sprintf("%s:%d: %s", r.Sentence.File, r.Sentence.Line, r.Sentence.Text)
	return t.outcome(r.Passed(), where, func(b *strings.Builder) {
		for _, fact := range r.Missing {
			fmt.Fprintf(b, "    - %s\n", fact)
		}
		for _, fact := range r.Unexpected {
			fmt.Fprintf(b, "    + %s\n", fact)
		}
	})
}

// outcome counts a test and writes what became of it, with the differences where it
// failed.
func (t *tester) outcome(passed bool, where string, differences func(*strings.Builder)) error {
	var b strings.Builder
	if passed {
		t.passed++
		if !t.verbose {
			return nil
		}
		fmt.Fprintf(&b, "%s %s\n", t.lang.Pick("通过  ", "ok    "), where)
	} else {
		t.failed++
		fmt.Fprintf(&b, "%s %s\n", t.lang.Pick("未通过", "FAIL  "), where)
		differences(&b)
	}
	_, err := fmt.Fprint(t.stdout, b.String())
	return err
}

// differences writes what was expected (-) and what came (+).
func (t *tester) differences(b *strings.Builder, r *ruletest.Result) {
	pick := t.lang.Pick
	for _, e := range r.Missing {
		fmt.Fprintf(b, "    - %s\n", t.expectation(e))
	}
	for _, d := range r.Differing {
		fmt.Fprintf(b, "    - %s\n    + %s\n", t.expectation(d.Expected), t.finding(r, d.Got, d.Expected))
	}
	for _, f := range r.Unexpected {
		fmt.Fprintf(b, "    + %s\n", t.finding(r, f, ruletest.Expectation{}))
	}
	for _, e := range r.MissingUnassessed {
		fmt.Fprintf(b, "    - %s %s  %s\n", e.Rule, e.At, pick("无法判断", "not assessed"))
	}
	for _, n := range r.UnexpectedUnassessed {
		fmt.Fprintf(b, "    + %s %s  %s\n", n.Rule, n.Place.Key, pick("无法判断，缺少 ", "not assessed, for want of ")+strings.Join(n.Missing, ", "))
	}
	for _, d := range r.Defects {
		fmt.Fprintf(b, "    ! %s %s  %s%s\n", d.Rule, d.Place.Key, pick("规则出错：", "the rule failed: "), d.Message.In(t.lang))
	}
}

// expectation writes an expectation on one line.
func (t *tester) expectation(e ruletest.Expectation) string {
	parts := []string{e.Rule, e.At}
	if e.Severity != nil {
		parts = append(parts, e.Severity.String())
	}
	if m := e.Message.In(t.lang); m != "" {
		parts = append(parts, m)
	}
	if e.Related != nil {
		parts = append(parts, t.lang.Pick("相关 ", "related ")+"["+strings.Join(e.Related, ", ")+"]")
	}
	if e.Suggest != nil {
		parts = append(parts, t.lang.Pick("应为 ", "should be ")+*e.Suggest)
	}
	return strings.Join(parts, "  ")
}

// finding writes a finding with the parts that an expectation compares.
func (t *tester) finding(r *ruletest.Result, f report.Finding, like ruletest.Expectation) string {
	parts := []string{f.Rule, f.Place.Key}
	if like.Severity != nil {
		parts = append(parts, f.Severity.String())
	}
	parts = append(parts, r.Message(f, t.lang))
	if like.Related != nil {
		parts = append(parts, t.lang.Pick("相关 ", "related ")+"["+strings.Join(ruletest.RelatedKeys(f), ", ")+"]")
	}
	if like.Suggest != nil && f.Suggestion != "" {
		parts = append(parts, t.lang.Pick("应为 ", "should be ")+f.Suggestion)
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "  ")
}

func (t *tester) summary() error {
	pick := t.lang.Pick
	all := t.passed + t.failed
	line := pick(
		fmt.Sprintf("用例 %d 个：通过 %d 个，未通过 %d 个", all, t.passed, t.failed),
		fmt.Sprintf("%s: %d passed, %d failed", plural(all, "case"), t.passed, t.failed),
	)
	if t.updated > 0 {
		line += fmt.Sprintf(pick("，已改写 %d 个", ", %d rewritten"), t.updated)
	}
	if t.hidden > 0 {
		line += pick(fmt.Sprintf("；规则出错但被掩盖 %d 处", t.hidden), "; "+plural(t.hidden, "error")+" in rules out of sight")
	}
	switch {
	case t.defects+t.hidden > 0: // a rule that fails is wrong, whatever the case expects
		t.status = statusFailure
	case t.failed > t.updated:
		t.status = statusFindings
	}
	_, err := fmt.Fprintln(t.stdout, line)
	return err
}

// plural writes a number of things in English.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
