package main

import (
	"errors"

	"github.com/urfave/cli/v2"

	"github.com/gouji/gouji/compare"
	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/output"
	"github.com/gouji/gouji/report"
)

func (c *command) diffCommand() *cli.Command {
	t := c.lang.Pick
	return &cli.Command{
		Name:      "diff",
		Usage:     t("显示两份报告的不同", "show what changed between two reports"),
		ArgsUsage: t("旧文件 新文件", "OLD NEW"),
		Description: t(
			`两份报告可以是同一份报告的两个版本，也可以是两个年度的报告，文件格式可以不同。
逐项比较标题、各部分的标题和文字、每个单元格，并给出在两个文件中的位置；
换行、空格、全角半角、繁简和千分号的不同不算。两份报告的格式版本不同时，
双方都有的单元格照样比较，只有一方有的另行列出。
文件中有几份报告的，按机关和年度对应，再按机关对应；不能对应的不比较。
退出状态：0 没有不同；1 有不同；2 用法有误，或文件无法读取、无法比较。`,
			`The reports may be two versions of one or those of two years, in files of any formats.
Titles, the headings and the prose of sections and every cell are compared, and shown with their
places in both files. How lines break, spaces, full-width forms, traditional characters and
separators of thousands do not count. Of two editions of a form, the cells that both have are
compared, and those that one has are listed.
Where a file holds several reports, those of one organ and year belong together, and else those of
one organ; where that cannot be told, nothing is compared.
Exit status: 0 no differences; 1 differences; 2 wrong usage, or a file that cannot be read or compared.`),
		Flags: append(c.packFlags(),
			&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "text", Usage: t("输出格式：text、json", "output format: text, json")},
			&cli.StringFlag{Name: "color", Value: "auto", Usage: t("彩色：auto（终端上）、always、never", "colours: auto (on a terminal), always, never")},
		),
		Action: c.diff,
	}
}

func (c *command) diff(ctx *cli.Context) error {
	const two = 2
	if ctx.NArg() != two {
		return usagef("请给出旧文件和新文件", "name the old file and the new one")
	}
	format := ctx.String("format")
	if format != "text" && format != "json" {
		return usagef("没有输出格式“%s”，应为 text 或 json", "there is no output format %q: want text or json", format)
	}
	color := c.colors()
	switch when := ctx.String("color"); when {
	case "auto":
	case "always", "never":
		color = when == "always"
	default:
		return usagef("--color 应为 auto、always 或 never，不能是“%s”", "--color must be auto, always or never, not %q", when)
	}
	older, newer := ctx.Args().Get(0), ctx.Args().Get(1)
	if older == linter.StandardInput && newer == linter.StandardInput {
		return usagef("标准输入只能用一次", "the standard input can be named only once")
	}
	inputs := []linter.Input{{Path: older, Named: true}, {Path: newer, Named: true}}
	l, _, err := c.newLinter(ctx, inputs, linter.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }()
	var read [two][]*report.Report
	for i, in := range inputs {
		if read[i], err = l.Read(in); err != nil {
			c.complain(err)
			c.status = statusFailure
		}
	}
	if c.status == statusFailure {
		return nil // whatever is wrong was said
	}
	match, err := compare.Files(read[0], read[1])
	if err != nil {
		var ambiguous *compare.AmbiguousError
		var kinds *compare.KindError
		switch {
		case errors.As(err, &ambiguous):
			c.say(ambiguous.Format(c.lang))
		case errors.As(err, &kinds):
			c.say(kinds.Format(c.lang))
		default:
			return err
		}
		c.status = statusFailure
		return nil
	}
	if match.Differences() > 0 {
		c.status = statusFindings
	}
	if format == "json" {
		return output.ComparisonJSON(c.stdout, match, c.lang)
	}
	return output.ComparisonText(c.stdout, match, c.lang, color)
}
