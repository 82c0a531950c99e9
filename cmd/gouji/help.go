package main

import (
	"fmt"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/urfave/cli/v2"
)

// defaultOf returns what an option is where it is not given, as far as its usage does not
// tell.
func defaultOf(f cli.Flag) string {
	switch f := f.(type) {
	case *cli.StringFlag:
		return f.Value
	case *cli.IntFlag:
		return f.DefaultText
	case *cli.GenericFlag:
		return f.DefaultText
	}
	return ""
}

// optionsHelp describes the options of a command. The library's own words are English.
func (c *command) optionsHelp(flags []cli.Flag) string {
	t := c.lang.Pick
	type line struct{ names, usage string }
	var lines []line
	for _, f := range flags {
		var names []string
		for _, name := range f.Names() {
			names = append(names, strings.Repeat("-", min(len(name), 2))+name)
		}
		l := line{names: strings.Join(names, ", ")}
		documented, ok := f.(cli.DocGenerationFlag)
		if !ok {
			continue
		}
		l.usage = documented.GetUsage()
		if documented.TakesValue() {
			l.names += t(" 值", " VALUE")
			if value := defaultOf(f); value != "" {
				l.usage += fmt.Sprintf(t("（默认：%s）", " (default: %s)"), value)
			}
		}
		lines = append(lines, l)
	}
	lines = append(lines, line{"--help, -h", t("显示用法", "show this text")})
	width := 0
	for _, l := range lines {
		width = max(width, runewidth.StringWidth(l.names))
	}
	var b strings.Builder
	b.WriteString("\n" + t("选项：", "Options:") + "\n")
	for _, l := range lines {
		fmt.Fprintf(&b, "   %s  %s\n", runewidth.FillRight(l.names, width), l.usage)
	}
	return b.String()
}

// Help texts. The library's own are in English only.
const (
	appHelpZH = `{{.Name}} - {{.Usage}}

用法：
   {{.Name}} 命令 [选项] [参数]

命令：{{range .VisibleCommands}}
   {{join .Names ", "}}{{"\t"}}{{.Usage}}{{end}}

“{{.Name}} 命令 --help”显示某个命令的用法。
退出状态：0 没有达到 --fail-on 级别的问题；1 有；2 用法、规则或输入有误。
`
	appHelpEN = `{{.Name}} - {{.Usage}}

Usage:
   {{.Name}} COMMAND [OPTIONS] [ARGUMENTS]

Commands:{{range .VisibleCommands}}
   {{join .Names ", "}}{{"\t"}}{{.Usage}}{{end}}

"{{.Name}} COMMAND --help" tells more of a command.
Exit status: 0 nothing at or above --fail-on; 1 findings; 2 wrong usage, rules or input.
`
	commandHelpZH = `{{.HelpName}} - {{.Usage}}

用法：
   {{.HelpName}}{{if .VisibleFlags}} [选项]{{end}} {{.ArgsUsage}}{{if .Description}}

{{.Description}}{{end}}{{if .VisibleCommands}}

命令：{{range .VisibleCommands}}
   {{join .Names ", "}}{{"\t"}}{{.Usage}}{{end}}{{end}}
`
	commandHelpEN = `{{.HelpName}} - {{.Usage}}

Usage:
   {{.HelpName}}{{if .VisibleFlags}} [OPTIONS]{{end}} {{.ArgsUsage}}{{if .Description}}

{{.Description}}{{end}}{{if .VisibleCommands}}

Commands:{{range .VisibleCommands}}
   {{join .Names ", "}}{{"\t"}}{{.Usage}}{{end}}{{end}}
`
)
