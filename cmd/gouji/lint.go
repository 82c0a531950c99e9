package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/urfave/cli/v2"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/output"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
)

// never is the value of --fail-on for which findings do not matter.
const never = "never"

func (c *command) lintCommand() *cli.Command {
	t := c.lang.Pick
	return &cli.Command{
		Name:      "lint",
		Usage:     t("检查报告", "lint reports"),
		ArgsUsage: t("[文件或文件夹…]", "[FILE-OR-FOLDER…]"),
		Description: t(
			"检查文件；文件夹连同其下各级文件夹一并检查，其中不是已知报告的文件跳过。“-”为标准输入。有配置的文件夹中，不写路径即检查本文件夹。",
			"Lints files, and all files below folders; what is no report there is skipped. \"-\" is the standard input. "+
				"In a folder with a configuration, the folder itself is linted where no path is given."),
		Flags: append(c.packFlags(),
			c.formatFlag(),
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: t("写入文件，而不是标准输出", "write to a file instead of the standard output")},
			&cli.StringFlag{
				Name: "fail-on", Value: "error",
				Usage: t("达到此级别时退出状态为 1：error、warning、note、never", "exit status 1 for findings of at least this severity: error, warning, note, never"),
			},
			&cli.IntFlag{
				Name: "jobs", Aliases: []string{"j"}, DefaultText: t("处理器数", "number of processors"),
				Usage: t("同时检查的文件数", "how many files to lint at a time"),
			},
			&cli.BoolFlag{
				Name: "verbose", Aliases: []string{"v"},
				Usage: t("列出因数据缺失而无法判断的各处，以及跳过的文件", "list where rules could not be applied, and which files were skipped"),
			},
			&cli.BoolFlag{
				Name: "sarif-all",
				Usage: t("SARIF 中写入全部结果，包括无法判断之处，不限条数；不宜上传到 GitHub",
					"in SARIF, write everything, also where rules could not be applied, and without limits; not for GitHub"),
			},
			&cli.StringFlag{
				Name:  "sarif-category",
				Usage: t("SARIF 的类别，区分同一仓库中分别上传的结果", "the category of the SARIF log, where one repository has several"),
			},
			&cli.BoolFlag{Name: "timing", Usage: t("在标准错误输出各规则所用的时间", "write the time that each rule took to the standard error")},
		),
		Action: c.lint,
	}
}

func (c *command) lint(ctx *cli.Context) error {
	paths := ctx.Args().Slice()
	if len(paths) == 0 {
		if ctx.String("config") == "" && pack.FindConfig(".") == "" {
			return usagef("请给出要检查的文件或文件夹", "name the files or folders to lint")
		}
		paths = []string{"."} // who has a configuration has chosen what is in its folder
	}
	failOn, err := parseFailOn(ctx.String("fail-on"))
	if err != nil {
		return err
	}
	jobs := ctx.Int("jobs")
	if jobs < 0 {
		return usagef("--jobs 不能是负数", "--jobs cannot be negative")
	}
	destinations, err := c.destinations(ctx)
	if err != nil {
		return err
	}
	var timing *engine.Timing
	if ctx.Bool("timing") {
		timing = &engine.Timing{}
	}
	inputs := linter.Expand(paths)
	l, configs, err := c.newLinter(ctx, inputs, linter.Options{Jobs: jobs, Timing: timing})
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }()
	c.unmatched(configs, paths)
	out, err := c.openResults(destinations, output.Options{
		Language: c.lang, Rules: c.withPages(l.Rules()), Version: version, Verbose: ctx.Bool("verbose"), Width: terminalWidth(c.stdout),
		SARIF: output.SARIFOptions{All: ctx.Bool("sarif-all"), Category: ctx.String("sarif-category")},
	})
	if err != nil {
		return err
	}
	defer out.discard()
	summary := &output.Summary{}
	bar := c.progress(len(inputs), !out.toOutput || !isTerminal(c.stdout))
	defer bar.clear()
	err = l.Run(ctx.Context, inputs, func(r *report.Result) error {
		if !r.Further { // else it was counted
			bar.count()
		}
		summary.Add(r)
		c.notice(r, ctx.Bool("verbose"))
		return out.write(r)
	})
	if err != nil {
		return err
	}
	c.status = lintStatus(summary, failOn)
	summary.Status = c.status
	if err := out.commit(summary); err != nil {
		return err
	}
	bar.clear()
	if !out.onScreen { // a format for programs has no place for it
		c.say(summary.Text(c.lang))
	}
	for _, notice := range out.notices() {
		c.say(notice)
	}
	c.nothingLinted(summary)
	c.times(timing)
	return nil
}

// lintStatus returns the exit status of a run that came to its end.
func lintStatus(s *output.Summary, failOn report.Severity) int {
	switch {
	case s.Failed > 0 || s.Defects > 0:
		return statusFailure
	case failOn != report.Off && s.Worst() >= failOn:
		return statusFindings
	}
	return statusOK
}

// mostUnmatched is how many entries of configurations are warned of one by one.
const mostUnmatched = 5

// unmatched warns of entries of configurations for files of which there are none.
func (c *command) unmatched(configs *pack.Configs, paths []string) {
	if configs == nil {
		return
	}
	unused := configs.Unused(paths)
	for i, s := range unused {
		if i == mostUnmatched {
			c.say(fmt.Sprintf(c.lang.Pick("另有 %d 处没有文件符合", "and %d more that no file matches"), len(unused)-i))
			break
		}
		c.say(fmt.Sprintf(c.lang.Pick("%s:%d: 没有文件符合“%s”", "%s:%d: no file matches %q"), s.File, s.Line, s.Value))
	}
}

func contains(list []string, s string) bool {
	return slices.Contains(list, s)
}

// parseFailOn reads --fail-on. Off stands for never.
func parseFailOn(s string) (report.Severity, error) {
	if s == never {
		return report.Off, nil
	}
	severity, err := report.ParseSeverity(s)
	if err != nil || severity == report.Off {
		known := []string{"error", "warning", "note", never}
		hint := diag.DidYouMean(s, known)
		return report.Off, usageError{report.Text{
			ZH: fmt.Sprintf("--fail-on 不能是“%s”。%s", s, hint.ZH), EN: fmt.Sprintf("--fail-on cannot be %q. %s", s, hint.EN),
		}}
	}
	return severity, nil
}

// notice tells on the standard error what became of an input that was not linted.
func (c *command) notice(r *report.Result, verbose bool) {
	if r.Err != nil && (!r.Skipped || verbose) {
		c.complain(r.Err)
	}
}

// nothingLinted warns of a run that has nothing to say because it saw no report.
func (c *command) nothingLinted(s *output.Summary) {
	if s.Reports == 0 && s.Failed == 0 {
		c.say(c.lang.Pick("没有找到可检查的报告（--verbose 列出跳过的文件）", "no report was found (--verbose lists the files that were skipped)"))
	}
}

// longRun is how many inputs make a run long enough for a progress bar.
const longRun = 200

// redrawEvery is how often the progress bar is drawn anew at the most.
const redrawEvery = 100 * time.Millisecond

// progress is the progress bar of a long run, or nothing.
type progress struct{ bar *progressbar.ProgressBar }

// progress starts a progress bar for n inputs, where there is a terminal to show it
// and nothing else is written there.
func (c *command) progress(n int, quiet bool) *progress {
	if n < longRun || !quiet || !isTerminal(c.stderr) || c.getenv("TERM") == "dumb" {
		return &progress{}
	}
	return &progress{progressbar.NewOptions(n, progressbar.OptionSetWriter(c.stderr), progressbar.OptionShowCount(),
		progressbar.OptionThrottle(redrawEvery), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true))}
}

// count counts one input more.
func (p *progress) count() {
	if p.bar != nil {
		_ = p.bar.Add(1)
	}
}

// clear takes the bar from the terminal.
func (p *progress) clear() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar = nil
	}
}
