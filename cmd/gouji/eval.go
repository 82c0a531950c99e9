package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/output"
	"github.com/gouji/gouji/report"
)

func (c *command) evalCommand() *cli.Command {
	t := c.lang.Pick
	return &cli.Command{
		Name:      "eval",
		Usage:     t("对报告求一个表达式的值", "evaluate an expression for a report"),
		ArgsUsage: t("表达式 文件", "EXPRESSION FILE"),
		Description: t(
			"表达式的写法与规则中相同，如 'cell(\"applications.new.total\").value > 40'。",
			"The expression is written as in rules, such as 'cell(\"applications.new.total\").value > 40'."),
		Flags: append(c.packFlags(),
			&cli.BoolFlag{Name: "trace", Usage: t("显示表达式各部分的值", "show the value of each part of the expression")},
		),
		Action: c.eval,
	}
}

func (c *command) eval(ctx *cli.Context) error {
	const arguments = 2
	if ctx.NArg() != arguments {
		return usagef("请给出一个表达式和一个文件（表达式要用引号括起来）", "name an expression, in quotes, and a file")
	}
	text := ctx.Args().First()
	l, in, reports, err := c.readOne(ctx, ctx.Args().Get(1))
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }()
	var mistakes diag.Error
	for i, r := range reports {
		if len(reports) > 1 {
			if err := c.heading(i, r); err != nil {
				return err
			}
		}
		x, err := l.Engine(in).Eval(ctx.Context, r, text)
		if x != nil {
			if err := c.showEvaluation(r, x, ctx.Bool("trace")); err != nil {
				return err
			}
		}
		found, ok := errors.AsType[diag.Error](err)
		switch {
		case ok && x == nil:
			return expressionError{found}
		case ok:
			mistakes = append(mistakes, found...)
		case err != nil:
			return err
		}
	}
	if len(mistakes) > 0 {
		return expressionError{mistakes}
	}
	return nil
}

// expressionError says what is wrong with an expression on the command line.
type expressionError struct{ mistakes diag.Error }

func (e expressionError) Error() string { return e.mistakes.Error() }

// readOne reads the reports of a file that is named on the command line, with its
// input. The linter is to be closed.
func (c *command) readOne(ctx *cli.Context, path string) (*linter.Linter, linter.Input, []*report.Report, error) {
	inputs := []linter.Input{{Path: path, Named: true}}
	l, _, err := c.newLinter(ctx, inputs, linter.Options{})
	if err != nil {
		return nil, linter.Input{}, nil, err
	}
	reports, err := l.Read(inputs[0])
	if err != nil {
		_ = l.Close()
		return nil, linter.Input{}, nil, err
	}
	return l, inputs[0], reports, nil
}

// heading names one report of several.
func (c *command) heading(i int, r *report.Report) error {
	if i > 0 {
		if _, err := fmt.Fprintln(c.stdout); err != nil {
			return err
		}
	}
	title := r.Title.Text
	if title == "" {
		title = c.lang.Pick("（无标题）", "(no title)")
	}
	_, err := fmt.Fprintf(c.stdout, "%s:\n", output.Printable(title))
	return err
}

// showEvaluation writes a value, and how it came about.
func (c *command) showEvaluation(r *report.Report, e *engine.Evaluation, trace bool) error {
	var b strings.Builder
	if trace && e.Trace != nil {
		c.writeTrace(&b, "", e.Trace)
	}
	if e.Value.Kind != engine.ValueError {
		c.writeValue(&b, r, e.Value)
	}
	_, err := io.WriteString(c.stdout, b.String())
	return err
}

// writeValue writes a value: a list an element a line, parts of the report with their
// place.
func (c *command) writeValue(b *strings.Builder, r *report.Report, v engine.Value) {
	switch v.Kind {
	case engine.ValueList:
		if len(v.Elements) == 0 {
			fmt.Fprintln(b, c.lang.Pick("（空列表）", "(empty list)"))
		}
		for _, e := range v.Elements {
			c.writeValue(b, r, e)
		}
	case engine.ValueText:
		fmt.Fprintln(b, output.Printable(v.Text))
	case engine.ValuePlace:
		fmt.Fprint(b, output.Printable(v.In(c.lang)))
		if v.Place != nil {
			fmt.Fprintf(b, "  %s:%s", output.Printable(r.Source.Path), r.Source.Position(v.Place.Span).Text(c.lang))
		}
		fmt.Fprintln(b)
	case engine.ValueOther, engine.ValueBool, engine.ValueNumber, engine.ValueUnknown, engine.ValueError:
		fmt.Fprintln(b, output.Printable(v.In(c.lang)))
	}
}
