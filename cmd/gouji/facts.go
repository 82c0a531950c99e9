package main

import (
	"github.com/urfave/cli/v2"

	"github.com/gouji/gouji/output"
	"github.com/gouji/gouji/report"
)

func (c *command) factsCommand() *cli.Command {
	t := c.lang.Pick
	return &cli.Command{
		Name:      "facts",
		Usage:     t("显示正文中认出了哪些数", "show which figures of the text are recognised"),
		ArgsUsage: t("文件…", "FILE…"),
		Description: t(
			"逐句显示正文中的数：【】中的已认出，〔〕中的不核对，⟨⟩中的没有认出；在终端上用颜色区分。\n"+
				"句子怎样写才认得出，写在格式文件的 facts 中。",
			"Shows the figures of the text sentence by sentence: those in 【】 are recognised, those in 〔〕 are ignored on\n"+
				"purpose, those in ⟨⟩ are not recognised; on a terminal, colours tell them apart. The patterns stand in the\n"+
				"form, under facts."),
		Flags: append(c.packFlags(),
			&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "text", Usage: t("输出格式：text、json", "output format: text, json")},
		),
		Action: c.facts,
	}
}

func (c *command) facts(ctx *cli.Context) error {
	write := output.FactsText
	switch format := ctx.String("format"); format {
	case "text":
	case "json":
		write = output.FactsJSON
	default:
		return usagef("没有输出格式“%s”，应为 text 或 json", "there is no output format %q: want text or json", format)
	}
	o := output.Options{Language: c.lang, Color: c.colors()}
	return c.eachReport(ctx, func(r *report.Report) error { return write(c.stdout, r, o) })
}
