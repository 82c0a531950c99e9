package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/output"
	"github.com/gouji/gouji/report"
)

func (c *command) fieldsCommand() *cli.Command {
	t := c.lang.Pick
	return &cli.Command{
		Name:      "fields",
		Usage:     t("显示从报告中读到的各项数据", "show what was read from a report"),
		ArgsUsage: t("文件…", "FILE…"),
		Description: t(
			"以表格或 JSON 显示标题、各部分和每个单元格的值、状态与位置。",
			"Shows the title, the sections and every cell with its value, state and place, as a table or as JSON."),
		Flags: append(c.packFlags(),
			&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "table", Usage: t("输出格式：table、json", "output format: table, json")},
		),
		Action: c.fields,
	}
}

func (c *command) fields(ctx *cli.Context) error {
	write := output.FieldsTable
	switch format := ctx.String("format"); format {
	case "table":
	case "json":
		write = output.FieldsJSON
	default:
		return usagef("没有输出格式“%s”，应为 table 或 json", "there is no output format %q: want table or json", format)
	}
	return c.eachReport(ctx, func(r *report.Report) error { return write(c.stdout, r, c.lang) })
}

// eachReport reads the files of the command line and shows every report, with a blank
// line between two. A file that cannot be read does not stop the others.
func (c *command) eachReport(ctx *cli.Context, show func(*report.Report) error) error {
	if ctx.NArg() == 0 {
		return usagef("请给出要读取的文件", "name the files to read")
	}
	inputs := linter.Expand(ctx.Args().Slice())
	l, _, err := c.newLinter(ctx, inputs, linter.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }()
	shown := 0
	for _, in := range inputs {
		reports, err := l.Read(in)
		if err != nil {
			result := report.Result{Path: in.Path, Err: err, Skipped: in.Skippable(err)}
			c.notice(&result, false)
			if !result.Skipped {
				c.status = statusFailure
			}
			continue
		}
		for _, r := range reports {
			if shown > 0 {
				if _, err := fmt.Fprintln(c.stdout); err != nil {
					return err
				}
			}
			shown++
			if err := show(r); err != nil {
				return err
			}
		}
	}
	return nil
}
