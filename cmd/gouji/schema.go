package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/urfave/cli/v2"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamlschema"
	"github.com/gouji/gouji/report"
)

func (c *command) schemaCommand() *cli.Command {
	t := c.lang.Pick
	var kinds strings.Builder
	for _, k := range yamlschema.Kinds() {
		fmt.Fprintf(&kinds, "\n   %s%s", runewidth.FillRight(k.Name, nameWidth), k.Title.In(c.lang))
	}
	return &cli.Command{
		Name:      "schema",
		Usage:     t("输出 YAML 文件的 JSON Schema，供编辑器使用", "print the JSON Schema of a kind of YAML files, for editors"),
		ArgsUsage: strings.Join(schemaNames(), "|"),
		Description: t(
			"编辑器据此补全各项、显示说明、标出错误。种类：", "Editors complete keys, show what they mean and mark mistakes by it. Kinds:",
		) + kinds.String(),
		Action: c.schema,
	}
}

func schemaNames() []string {
	kinds := yamlschema.Kinds()
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.Name
	}
	return names
}

func (c *command) schema(ctx *cli.Context) error {
	if ctx.NArg() != 1 {
		return usageError{report.Text{
			ZH: "请给出一种文件：" + strings.Join(schemaNames(), "、"), EN: "name one kind of file: " + strings.Join(schemaNames(), ", "),
		}}
	}
	name := ctx.Args().First()
	kinds := yamlschema.Kinds()
	i := slices.IndexFunc(kinds, func(k yamlschema.Kind) bool { return k.Name == name })
	if i < 0 {
		hint := diag.DidYouMean(name, schemaNames())
		return usageError{report.Text{
			ZH: fmt.Sprintf("没有文件种类“%s”。%s", name, hint.ZH), EN: fmt.Sprintf("there is no kind of file %q. %s", name, hint.EN),
		}}
	}
	data, err := kinds[i].JSON()
	if err != nil {
		return err
	}
	_, err = c.stdout.Write(data)
	return err
}
