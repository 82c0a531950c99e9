package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/urfave/cli/v2"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
)

func (c *command) rulesCommand() *cli.Command {
	t := c.lang.Pick
	return &cli.Command{
		Name:  "rules",
		Usage: t("查看规则", "look at the rules"),
		Action: func(ctx *cli.Context) error {
			if name := ctx.Args().First(); name != "" {
				hint := diag.DidYouMean(name, []string{"list"})
				return usagef("没有命令“rules %s”。%s", "there is no command \"rules %s\". %s", name, hint.In(c.lang))
			}
			return cli.ShowSubcommandHelp(ctx)
		},
		Subcommands: []*cli.Command{{
			Name:   "list",
			Usage:  t("列出规则", "list the rules"),
			Flags:  c.rulesFlags(),
			Action: c.listRules,
		}},
	}
}

func (c *command) listRules(ctx *cli.Context) error {
	if ctx.NArg() > 0 {
		return usagef("rules list 不需要参数（规则文件用 --rules 指定）", "rules list takes no arguments (name rule files with --rules)")
	}
	p, err := c.pack(ctx)
	if err != nil {
		return err
	}
	width := 0
	for _, r := range p.Rules {
		width = max(width, len(r.ID))
	}
	for _, r := range p.Rules {
		line := fmt.Sprintf("%-*s  %-7s  %s", width, r.ID, r.Severity(), r.Name.In(c.lang))
		if _, err := fmt.Fprintln(c.stdout, strings.TrimRight(line, " ")); err != nil {
			return err
		}
	}
	return nil
}

func (c *command) explainCommand() *cli.Command {
	t := c.lang.Pick
	return &cli.Command{
		Name:      "explain",
		Usage:     t("说明一条规则", "explain a rule"),
		ArgsUsage: t("规则", "RULE"),
		Flags:     c.rulesFlags(),
		Action:    c.explain,
	}
}

func (c *command) explain(ctx *cli.Context) error {
	if ctx.NArg() != 1 {
		return usagef("请给出一条规则的 id（gouji rules list 列出所有规则）", "name one rule (gouji rules list shows them all)")
	}
	p, err := c.pack(ctx)
	if err != nil {
		return err
	}
	id := ctx.Args().First()
	i := slices.IndexFunc(p.Rules, func(r *engine.Rule) bool { return r.ID == id })
	if i < 0 {
		ids := make([]string, len(p.Rules))
		for k, r := range p.Rules {
			ids[k] = r.ID
		}
		hint := diag.DidYouMean(id, ids)
		return usageError{report.Text{
			ZH: fmt.Sprintf("没有规则“%s”。%s", id, hint.ZH), EN: fmt.Sprintf("there is no rule %q. %s", id, hint.EN),
		}}
	}
	return c.explainRule(c.stdout, p.Rules[i])
}

// explainRule writes all that is known of a rule.
func (c *command) explainRule(w io.Writer, r *engine.Rule) error {
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
		name := t(zh, en)
		lines := strings.Split(value, "\n")
		fmt.Fprintf(&b, "%s%s  %s\n", name, strings.Repeat(" ", max(nameWidth-runewidth.StringWidth(name), 0)), lines[0])
		for _, l := range lines[1:] {
			fmt.Fprintf(&b, "%s  %s\n", strings.Repeat(" ", nameWidth), l)
		}
	}
	row("级别", "severity", severities(r))
	row("依据", "source", r.Source)
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
	row("取代", "supersedes", strings.Join(r.Supersedes, ", "))
	params := make([]string, 0, len(r.Params))
	for name, p := range r.Params {
		params = append(params, name+" = "+p.String())
	}
	slices.Sort(params)
	row("参数", "parameters", strings.Join(params, "\n"))
	row("消息", "message", r.MessageText(c.lang))
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

func (c *command) checkCommand() *cli.Command {
	t := c.lang.Pick
	return &cli.Command{
		Name:      "check",
		Usage:     t("检查规则文件有无错误", "check rule files for mistakes"),
		ArgsUsage: t("规则文件或文件夹…", "RULE-FILE-OR-FOLDER…"),
		Action: func(ctx *cli.Context) error {
			p, err := c.checked(ctx.Args().Slice())
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.stdout, t("规则 %d 条，格式 %d 个，没有错误\n", "rules: %d, forms: %d, no mistakes\n"), len(p.Rules), len(p.Forms))
			return err
		},
	}
}

// checked loads and checks rule files, or the configuration that a path names, or
// without a path that of the working folder.
func (c *command) checked(paths []string) (*pack.Pack, error) {
	named := ""
	switch {
	case len(paths) == 1 && filepath.Base(paths[0]) == pack.ConfigName:
		named = paths[0]
	case len(paths) > 0:
		p, err := pack.Load(paths)
		if err != nil {
			return nil, err
		}
		return p, p.Check()
	case pack.FindConfig(".") == "":
		return nil, usagef("请给出规则文件或文件夹", "name the rule files or folders to check")
	}
	configs, err := newConfigurations(named)
	if err != nil {
		return nil, err
	}
	settings, err := configs.settings("*")
	if err != nil {
		return nil, err
	}
	return settings.Pack, nil
}
