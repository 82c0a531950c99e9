package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/pack"
)

func (c *command) rulesCommand() *cli.Command {
	t := c.lang.Pick
	return &cli.Command{
		Name:  "rules",
		Usage: t("查看规则", "look at the rules"),
		Action: func(ctx *cli.Context) error {
			if name := ctx.Args().First(); name != "" {
				hint := diag.DidYouMean(name, []string{"list", "docs"})
				return usagef("没有命令“rules %s”。%s", "there is no command \"rules %s\". %s", name, hint.In(c.lang))
			}
			return cli.ShowSubcommandHelp(ctx)
		},
		Subcommands: []*cli.Command{{
			Name:   "list",
			Usage:  t("列出规则", "list the rules"),
			Flags:  c.rulesFlags(),
			Action: c.listRules,
		}, c.rulesDocsCommand()},
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

func (c *command) checkCommand() *cli.Command {
	t := c.lang.Pick
	return &cli.Command{
		Name:      "check",
		Usage:     t("检查规则文件有无错误", "check rule files for mistakes"),
		ArgsUsage: t("[规则文件或文件夹…]", "[RULE-FILE-OR-FOLDER…]"),
		Description: t(
			"检查规则、格式、规则包说明和配置；测试文件（*_test.yaml）由 gouji test 检查。不写路径时检查当前文件夹的配置及其所用的规则包。",
			"Checks rules, forms, descriptions of packs and configurations; files of tests (*_test.yaml) are the matter of gouji test. "+
				"Without a path, the configuration of the working folder and its packs are checked."),
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

// checked loads and checks rule files, or the configuration that a path names or a folder
// holds, or without a path that of the working folder.
func (c *command) checked(paths []string) (*pack.Pack, error) {
	if len(paths) == 0 {
		if pack.FindConfig(".") == "" {
			return nil, usagef("请给出规则文件或文件夹", "name the rule files or folders to check")
		}
		return c.checkedConfig("", ".")
	}
	for _, p := range paths {
		config := p
		if filepath.Base(p) != pack.ConfigName {
			config = filepath.Join(p, pack.ConfigName)
		}
		if _, err := os.Lstat(config); err != nil {
			continue
		}
		if len(paths) > 1 {
			return nil, usagef("配置 %s 请单独检查", "check the configuration %s by itself", config)
		}
		return c.checkedConfig(config, filepath.Dir(config))
	}
	return pack.Load(paths)
}

// checkedConfig checks a configuration, and warns of entries for files of which there are
// none in its folder.
func (c *command) checkedConfig(config, folder string) (*pack.Pack, error) {
	configs, err := pack.NewConfigs(config)
	if err != nil {
		return nil, err
	}
	for _, in := range linter.Expand([]string{folder}) {
		if _, err := configs.For(in.Path); err != nil {
			return nil, err
		}
	}
	c.unmatched(configs, []string{folder})
	return configured(configs, folder)
}

// configured returns the rules that count in a folder.
func configured(configs *pack.Configs, folder string) (*pack.Pack, error) {
	settings, err := configs.InFolder(folder)
	if err != nil {
		return nil, err
	}
	return settings.Pack, nil
}
