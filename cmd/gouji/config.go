package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/urfave/cli/v2"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
)

func (c *command) configCommand() *cli.Command {
	t := c.lang.Pick
	return &cli.Command{
		Name:      "config",
		Usage:     t("显示对一个文件生效的配置", "show the configuration that counts for a file"),
		ArgsUsage: t("[文件或文件夹]", "[FILE-OR-FOLDER]"),
		Description: t(
			"配置文件名为 "+pack.ConfigName+"，从文件所在的文件夹起逐级向上查找，以最近的为准。显示所用的规则包、格式和每条规则的级别、参数，以及各项写在哪里。",
			"The configuration is the nearest "+pack.ConfigName+", in the folder of the file or above it. "+
				"Shows the packs, the form, and the severity and the parameters of each rule, with the place where each was written."),
		Flags:  []cli.Flag{c.configFlag()},
		Action: c.showConfig,
	}
}

func (c *command) configFlag() *cli.StringFlag {
	return &cli.StringFlag{
		Name: "config", Aliases: []string{"c"},
		Usage: c.lang.Pick("配置文件（默认从被检查的文件起逐级向上查找 "+pack.ConfigName+"）", "configuration (default: the nearest "+pack.ConfigName+" at or above the file)"),
	}
}

func (c *command) showConfig(ctx *cli.Context) error {
	if ctx.NArg() > 1 {
		return usagef("一次只能显示一个文件的配置", "name one file at a time")
	}
	path := "."
	if ctx.NArg() == 1 {
		path = ctx.Args().First()
	}
	configs, err := pack.NewConfigs(ctx.String("config"))
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return report.Unavailable(path, err)
	}
	if info.IsDir() {
		path = filepath.Join(path, "*") // as for a file in it
	}
	settings, err := configs.For(path)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(c.stdout, c.describe(settings))
	return err
}

// describe writes settings with their places.
func (c *command) describe(s *pack.Settings) string {
	t := c.lang.Pick
	var b strings.Builder
	row := func(zh, en, value string) {
		fmt.Fprintf(&b, "%s  %s\n", runewidth.FillRight(t(zh, en), nameWidth), value)
	}
	place := func(setting pack.Setting) string {
		if setting.File == "" {
			return setting.Value + t("（默认）", " (default)")
		}
		return fmt.Sprintf("%s  (%s:%d)", setting.Value, setting.File, setting.Line)
	}
	if s.Config == "" {
		row("配置文件", "config", t("没有", "none"))
	} else {
		row("配置文件", "config", s.Config)
	}
	for _, p := range s.Packs {
		row("规则包", "pack", place(p))
	}
	if s.Form == "" {
		row("格式", "form", t("自动选择（默认）", "the one that fits best (default)"))
	} else {
		row("格式", "form", place(s.FormSetting))
	}
	for _, f := range s.Files {
		row("符合", "matched", place(f))
	}
	b.WriteByte('\n')
	b.WriteString(c.ruleSettings(s.Pack.Rules))
	return b.String()
}

// ruleSettings lists severities and parameters of rules.
func (c *command) ruleSettings(rules []*engine.Rule) string {
	type line struct{ rule, value, place string }
	var lines []line
	for _, r := range rules {
		file, number := r.Origin("severity")
		lines = append(lines, line{r.ID, severityWords(r), fmt.Sprintf("%s:%d", file, number)})
		if r.Severity() == report.Off {
			continue
		}
		for _, name := range paramNames(r) {
			file, number := r.Origin("params." + name)
			lines = append(lines, line{"", name + " = " + r.Params[name].String(), fmt.Sprintf("%s:%d", file, number)})
		}
	}
	const widest = 60 // a long list of words must not push all places out of sight
	width, values := 0, 0
	for _, l := range lines {
		width, values = max(width, len(l.rule)), max(values, min(runewidth.StringWidth(l.value), widest))
	}
	var b strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&b, "%-*s  %s  %s\n", width, l.rule, runewidth.FillRight(l.value, values), l.place)
	}
	return b.String()
}

// severityWords writes the severities of a rule in short.
func severityWords(r *engine.Rule) string {
	var words []string
	for _, s := range r.Severities {
		if word := s.Severity.String(); !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return strings.Join(words, "/")
}
