package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/output"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/parser"
	"github.com/gouji/gouji/report"
)

// version is the version of the program.
const version = "0.1.0-dev"

// Exit statuses.
const (
	statusOK       = 0
	statusFindings = 1 // findings at or above --fail-on
	statusFailure  = 2 // wrong usage, a rule or an input that cannot be used
)

// command is the program with its streams, so that tests can run it.
type command struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	lang           report.Language
	status         int
}

func newCommand(stdin io.Reader, stdout, stderr io.Writer, getenv func(string) string) *command {
	return &command{stdin: stdin, stdout: stdout, stderr: stderr, getenv: getenv}
}

// usageError is a mistake on the command line.
type usageError struct{ report.Text }

func (e usageError) Error() string { return e.In(report.Chinese) }

func usagef(zh, en string, args ...any) error {
	return usageError{report.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}}
}

// run runs the program and returns its exit status.
func (c *command) run(ctx context.Context, args []string) int {
	if err := c.setLanguage(args); err != nil {
		c.complain(err)
		return statusFailure
	}
	if len(args) == 1 {
		switch args[0] {
		case "-v", "-V", "--version":
			args = []string{"version"}
		case "help":
			args = []string{"--help"}
		}
	}
	app := c.app()
	if err := app.RunContext(ctx, append([]string{app.Name}, arrange(app, args)...)); err != nil {
		c.complain(err)
		return statusFailure
	}
	return c.status
}

// setLanguage takes the language from --lang, else from the locale, else Chinese.
// It has to be known before the command line is read, for the sake of messages
// about it.
func (c *command) setLanguage(args []string) error {
	for i, a := range args {
		value, ok := strings.CutPrefix(a, "--lang=")
		switch {
		case a == "--":
			return nil
		case a == "--lang" && i+1 < len(args):
			value, ok = args[i+1], true
		}
		if ok {
			lang, err := report.ParseLanguage(value)
			if err != nil {
				return usagef("--lang 应为 zh 或 en，不能是“%s”", "--lang must be zh or en, not %q", value)
			}
			c.lang = lang
			return nil
		}
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := c.getenv(name); locale != "" {
			if lang, err := report.ParseLanguage(locale); err == nil {
				c.lang = lang
			}
			return nil
		}
	}
	return nil
}

// complain writes an error to the standard error.
func (c *command) complain(err error) {
	var (
		expression expressionError
		mistakes   diag.Error
		usage      usageError
		form       *linter.UnknownFormError
		input      *report.InputError
	)
	switch {
	case errors.As(err, &expression):
		_, _ = fmt.Fprintln(c.stderr, expression.mistakes.Format(c.lang))
	case errors.As(err, &mistakes):
		// Places come first on the line, as editors like to see them.
		_, _ = fmt.Fprintln(c.stderr, mistakes.Format(c.lang))
		c.say(fmt.Sprintf(c.lang.Pick("共 %d 处错误", "mistakes: %d"), len(mistakes)))
	case errors.As(err, &usage):
		c.say(usage.In(c.lang))
	case errors.As(err, &form):
		c.say(form.Format(c.lang))
	case errors.As(err, &input):
		c.say(input.Format(c.lang))
	case errors.Is(err, context.Canceled):
		c.say(c.lang.Pick("已中断", "interrupted"))
	default:
		c.say(err.Error())
	}
}

// say writes a line to the standard error. There is nobody to tell where that
// fails.
func (c *command) say(s string) {
	_, _ = fmt.Fprintln(c.stderr, "gouji: "+output.Printable(s))
}

// app describes the command line.
func (c *command) app() *cli.App {
	t := c.lang.Pick
	app := &cli.App{
		Name:                  "gouji",
		Usage:                 t("按 YAML 规则检查政府机关的年度报告", "lint annual reports of government bodies with rules in YAML"),
		Version:               version,
		HideVersion:           true,
		HideHelpCommand:       true,
		EnableBashCompletion:  true,
		Writer:                c.stdout,
		ErrWriter:             c.stderr,
		ExitErrHandler:        func(*cli.Context, error) {},
		OnUsageError:          c.onUsageError,
		CustomAppHelpTemplate: t(appHelpZH, appHelpEN),
		Flags:                 []cli.Flag{c.langFlag()},
		Commands: []*cli.Command{
			c.lintCommand(), c.fieldsCommand(), c.factsCommand(), c.diffCommand(), c.rulesCommand(), c.explainCommand(), c.evalCommand(),
			c.checkCommand(), c.testCommand(), c.formCommand(), c.initCommand(), c.configCommand(), c.schemaCommand(), c.versionCommand(),
		},
		Action: func(ctx *cli.Context) error {
			if name := ctx.Args().First(); name != "" {
				names := make([]string, 0, len(ctx.App.Commands))
				for _, sub := range ctx.App.Commands {
					names = append(names, sub.Name)
				}
				hint := diag.DidYouMean(name, names)
				return usagef("没有命令“%s”。%s", "there is no command %q. %s", name, hint.In(c.lang))
			}
			return cli.ShowAppHelp(ctx)
		},
	}
	for _, sub := range app.Commands {
		c.finish(sub)
	}
	return app
}

// finish gives a command what all commands have.
func (c *command) finish(sub *cli.Command) {
	sub.OnUsageError = c.onUsageError
	sub.HideHelpCommand = true
	sub.Flags = append(sub.Flags, c.langFlag())
	sub.CustomHelpTemplate = c.lang.Pick(commandHelpZH, commandHelpEN) + c.optionsHelp(sub.Flags)
	for _, inner := range sub.Subcommands {
		c.finish(inner)
	}
}

// langFlag is the option that [command.setLanguage] reads.
func (c *command) langFlag() *cli.StringFlag {
	return &cli.StringFlag{
		Name:  "lang",
		Usage: c.lang.Pick("消息的语言：zh 或 en（默认按系统语言，否则为中文）", "language of messages: zh or en (default: the locale, else Chinese)"),
	}
}

// invalidValue is what the flag parser says of a value of another type.
var invalidValue = regexp.MustCompile(`^invalid value "(.*)" for flag -(\S+): `)

// onUsageError words the errors of the flag parser.
func (c *command) onUsageError(ctx *cli.Context, err error, _ bool) error {
	message := err.Error()
	if name, ok := strings.CutPrefix(message, "flag provided but not defined: -"); ok {
		name = strings.TrimLeft(name, "-")
		var known []string
		if ctx.Command != nil {
			for _, f := range ctx.Command.Flags {
				known = append(known, f.Names()...)
			}
		}
		hint := ""
		if near := diag.Nearest(name, known); near != "" {
			hint = fmt.Sprintf(c.lang.Pick("，是否应为 --%s？", ". Did you mean --%s?"), near)
		}
		dashes := "--"
		if len(name) == 1 {
			dashes = "-"
		}
		return usagef("没有选项 %s%s%s", "there is no option %s%s%s", dashes, name, hint)
	}
	if name, ok := strings.CutPrefix(message, "flag needs an argument: "); ok {
		return usagef("选项 -%s 需要一个值", "option -%s needs a value", name)
	}
	if m := invalidValue.FindStringSubmatch(message); m != nil {
		return usagef("选项 --%[2]s 的值“%[1]s”不对", "option --%[2]s cannot have the value %[1]q", m[1], m[2])
	}
	return usageError{report.Text{ZH: "命令行有误：" + message, EN: message}}
}

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && (isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()))
}

// terminalWidth returns the width of a terminal in columns, or 0.
func terminalWidth(stream any) int {
	if f, ok := stream.(*os.File); ok && isTerminal(stream) {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil {
			return width
		}
	}
	return 0
}

// rulesFlags are the options that choose rules.
func (c *command) rulesFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{
			Name: "rules", Aliases: []string{"r"},
			Usage: c.lang.Pick("规则文件或文件夹，代替配置文件和内置规则包；可多次使用", "rule file or folder, in place of the configuration and the built-in pack; may be repeated"),
		},
		c.configFlag(),
	}
}

// packFlags are the options that choose rules and forms, and say how files are read.
func (c *command) packFlags() []cli.Flag { return append(c.rulesFlags(), c.readFlags()...) }

// readFlags are the options that say how files are read.
func (c *command) readFlags() []cli.Flag {
	t := c.lang.Pick
	return []cli.Flag{
		&cli.StringFlag{
			Name:  "input-format",
			Usage: t("输入文件的格式（默认按内容判断）：", "format of the input files (default: told by the content): ") + strings.Join(parser.Formats(), t("、", ", ")),
		},
		&cli.BoolFlag{
			Name: "allow-convert", Usage: t("用已安装的 LibreOffice 转换旧版 Word、Excel 文件", "let LibreOffice convert legacy Word and Excel files"),
		},
		&cli.StringFlag{
			Name: "form", Usage: t("指定格式，不自动选择", "use this form instead of the one that fits best"),
		},
	}
}

// newLinter makes the linter that the options of the command line ask for, for inputs.
// The configurations are nil where rules take their place.
func (c *command) newLinter(ctx *cli.Context, inputs []linter.Input, options linter.Options) (*linter.Linter, *pack.Configs, error) {
	format := ctx.String("input-format")
	if err := checkFormat(format); err != nil {
		return nil, nil, err
	}
	options.Language, options.Stdin = c.lang, c.stdin
	options.Form, options.Format, options.AllowConvert = ctx.String("form"), parser.Format(format), ctx.Bool("allow-convert")
	if paths := ctx.StringSlice("rules"); len(paths) > 0 {
		if err := rulesOrConfig(ctx); err != nil {
			return nil, nil, err
		}
		p, err := pack.Load(paths)
		if err != nil {
			return nil, nil, err
		}
		l, err := linter.New(p, options)
		return l, nil, err
	}
	configs, err := pack.NewConfigs(ctx.String("config"))
	if err != nil {
		return nil, nil, err
	}
	l, err := linter.NewConfigured(inputs, configs.For, options)
	return l, configs, err
}

// checkFormat complains of a format of inputs that there is none of.
func checkFormat(format string) error {
	if format == "" || slices.Contains(parser.Formats(), format) {
		return nil
	}
	hint := diag.DidYouMean(format, parser.Formats())
	return usageError{report.Text{
		ZH: fmt.Sprintf("没有输入格式“%s”。%s", format, hint.ZH), EN: fmt.Sprintf("there is no input format %q. %s", format, hint.EN),
	}}
}

// rulesOrConfig reports that both options were given: the configuration would have no
// effect.
func rulesOrConfig(ctx *cli.Context) error {
	if ctx.String("config") == "" {
		return nil
	}
	return usagef("--rules 与 --config 不能同时使用：--rules 代替配置文件", "--rules and --config exclude each other: --rules takes the place of the configuration")
}

// pack returns the rules that the options name, else those of the configuration for the
// working folder.
func (c *command) pack(ctx *cli.Context) (*pack.Pack, error) {
	if paths := ctx.StringSlice("rules"); len(paths) > 0 {
		if err := rulesOrConfig(ctx); err != nil {
			return nil, err
		}
		return pack.Load(paths)
	}
	configs, err := pack.NewConfigs(ctx.String("config"))
	if err != nil {
		return nil, err
	}
	return configured(configs, ".")
}

func (c *command) versionCommand() *cli.Command {
	return &cli.Command{
		Name:  "version",
		Usage: c.lang.Pick("显示版本", "print the version"),
		Action: func(ctx *cli.Context) error {
			if ctx.NArg() > 0 {
				return usagef("version 不需要参数", "version takes no arguments")
			}
			_, err := fmt.Fprintln(c.stdout, "gouji "+version)
			return err
		},
	}
}

// colors reports whether the standard output shows colours.
func (c *command) colors() bool {
	return isTerminal(c.stdout) && c.getenv("NO_COLOR") == "" && c.getenv("TERM") != "dumb"
}
