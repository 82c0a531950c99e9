package main

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/output"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/parser"
	"github.com/gouji/gouji/parser/form"
	"github.com/gouji/gouji/report"
)

func (c *command) formCommand() *cli.Command {
	t := c.lang.Pick
	return &cli.Command{
		Name:  "form",
		Usage: t("编写格式", "write forms"),
		Action: func(ctx *cli.Context) error {
			if name := ctx.Args().First(); name != "" {
				hint := diag.DidYouMean(name, []string{"check"})
				return usagef("没有命令“form %s”。%s", "there is no command \"form %s\". %s", name, hint.In(c.lang))
			}
			return cli.ShowSubcommandHelp(ctx)
		},
		Subcommands: []*cli.Command{c.formCheckCommand()},
	}
}

func (c *command) formCheckCommand() *cli.Command {
	t := c.lang.Pick
	return &cli.Command{
		Name:      "check",
		Usage:     t("用样本核对格式：哪些相符，哪些不符，为什么", "try a form on samples: what matches, what does not and why"),
		ArgsUsage: t("格式 样本…", "FORM SAMPLE…"),
		Description: t(
			`“格式”为一个格式文件、装有格式的文件夹，或内置格式的名称。逐份显示样本的匹配度，读到的标题、
部分、行、列和单元格；不符的以 × 标出，并给出样本中最相近的文字。匹配度过低的也照样核对。
变体和可以认出的错字以 - 标出，不算不符；空格、“无”等也不算。
退出状态：0 全部相符；1 有不符的；2 用法或格式有误，或样本无法读取。`,
			`FORM is a file with a form, a folder with forms, or the name of a built-in form. For each sample
it shows the score and the title, sections, rows, columns and cells that were read; what does not
match is marked with ×, together with the nearest text of the sample. A sample with too low a
score is tried all the same. Variants and slips that were seen through are marked with - and do
match; so do blank cells and words for "none".
Exit status: 0 all match; 1 something does not; 2 wrong usage, a mistake in the form or a sample that
cannot be read.`),
		Flags: append(c.readFlags(),
			&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "text", Usage: t("输出格式：text、json", "output format: text, json")},
			&cli.BoolFlag{Name: "verbose", Usage: t("列出每个单元格", "list every cell")},
		),
		Action: c.formCheck,
	}
}

func (c *command) formCheck(ctx *cli.Context) error {
	if ctx.NArg() < 2 {
		return usagef("请给出格式和样本文件", "name a form and the files of samples")
	}
	format := ctx.String("format")
	if format != "text" && format != "json" {
		return usagef("没有输出格式“%s”，应为 text 或 json", "there is no output format %q: want text or json", format)
	}
	l, err := c.formLinter(ctx, ctx.Args().First())
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }()
	var all []*report.Diagnosis
	matched, mismatches := 0, 0
	for _, in := range linter.Expand(ctx.Args().Tail()) {
		diagnoses, err := l.Diagnose(in)
		if err != nil {
			result := report.Result{Path: in.Path, Err: err, Skipped: in.Skippable(err)}
			c.notice(&result, ctx.Bool("verbose"))
			if !result.Skipped {
				c.status = statusFailure
			}
			continue
		}
		for _, d := range diagnoses {
			n := len(d.Mismatches())
			mismatches += n
			if n == 0 {
				matched++
			}
			all = append(all, d)
			if format == "text" {
				if err := output.DiagnosisText(c.stdout, d, c.lang, ctx.Bool("verbose")); err != nil {
					return err
				}
			}
		}
	}
	if (mismatches > 0 || len(all) == 0) && c.status == statusOK {
		c.status = statusFindings
	}
	if format == "json" {
		return output.DiagnosesJSON(c.stdout, all, c.lang)
	}
	_, err = fmt.Fprintf(c.stdout, c.lang.Pick("\n样本 %d 份，全部相符 %d 份，不符 %d 处\n", "\nsamples: %d, matching: %d, mismatches: %d\n"),
		len(all), matched, mismatches)
	return err
}

// formLinter makes the linter for a form: a file, a folder or a built-in form. Files
// come first.
func (c *command) formLinter(ctx *cli.Context, name string) (*linter.Linter, error) {
	options := linter.Options{
		Language: c.lang, Form: ctx.String("form"), Jobs: 1, Stdin: c.stdin,
		Format: parser.Format(ctx.String("input-format")), AllowConvert: ctx.Bool("allow-convert"),
	}
	if err := checkFormat(ctx.String("input-format")); err != nil {
		return nil, err
	}
	if _, err := os.Stat(name); err == nil || !errors.Is(err, os.ErrNotExist) {
		p, err := pack.Load([]string{name})
		if err != nil {
			return nil, err
		}
		return linter.New(p, options)
	}
	p, err := pack.Builtin()
	if err != nil {
		return nil, err
	}
	ids := form.IDs(p.Forms)
	if !slices.Contains(ids, name) {
		hint := diag.DidYouMean(name, ids)
		return nil, usageError{report.Text{
			ZH: fmt.Sprintf("没有文件、文件夹或内置格式“%s”。%s", name, hint.ZH), EN: fmt.Sprintf("there is no file, folder or built-in form %q. %s", name, hint.EN),
		}}
	}
	if options.Form == "" {
		options.Form = name
	}
	return linter.New(p, options)
}
