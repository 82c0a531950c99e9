package engine

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"

	"cel.dev/cel-go/common/types"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/report"
)

// fault is an error with the expression in which it came up.
type fault struct {
	err     *types.Err
	program *program
}

// fault remembers where an error came up first: an expression that uses the name of
// another hands on the error of that.
func (r *run) fault(err *types.Err, p *program) {
	if !slices.ContainsFunc(r.faults, func(f fault) bool { return f.err == err }) {
		r.faults = append(r.faults, fault{err, p})
	}
}

// overflow records that the engine's own arithmetic failed for an expression.
func (r *run) overflow(err error, p *program) {
	wrapped := types.WrapErr(err).(*types.Err)
	r.fault(wrapped, p)
	r.defect(wrapped)
}

// defect records that the rule failed. What a rule does wrong once it mostly does
// wrong everywhere, so that the first failure in a report is enough.
func (r *run) defect(err error) {
	rule := r.current.rule.ID
	r.recorder.verdict(r, Defective)
	if slices.ContainsFunc(r.out.Defects, func(d report.Defect) bool { return d.Rule == rule }) {
		return
	}
	d := report.Defect{Rule: rule, Place: r.here(), Err: err, Message: wordError(err)}
	found, at := r.located(err)
	if found {
		d.At = report.Excerpt{File: at.File, Line: at.Line, Column: at.Column, Width: at.Width, Source: at.Source}
	} else {
		d.At = report.Excerpt{File: r.current.rule.File, Line: r.current.rule.Line}
	}
	r.out.Defects = append(r.out.Defects, d)
}

// located returns the sub-expression of the rule in which an error came up.
func (r *run) located(err error) (bool, diag.Diagnostic) {
	celError, ok := errors.AsType[*types.Err](err)
	if !ok {
		return false, diag.Diagnostic{}
	}
	i := slices.IndexFunc(r.faults, func(f fault) bool { return f.err == celError })
	if i < 0 {
		return false, diag.Diagnostic{}
	}
	x := &r.faults[i].program.expression
	o, parseError := newOutline(x.text, r.compiler.env.Macros())
	if parseError != nil {
		return false, diag.Diagnostic{}
	}
	start, end := o.trimmed()
	if k, ok := o.byID[celError.NodeID()]; ok {
		start, end = o.parts[k].start, o.parts[k].end
	}
	return true, x.node.DiagnosticAt(x.offset+start, end-start, wordError(err), report.Text{})
}

// libraryErrors lists the errors of the CEL library that are put into other words. $1 and
// $2 stand for the groups of a pattern.
func libraryErrors() []struct {
	pattern *regexp.Regexp
	words   report.Text
} {
	return []struct {
		pattern *regexp.Regexp
		words   report.Text
	}{
		{regexp.MustCompile(`^index out of bounds: (-?\d+)$`), report.Text{ZH: "没有下标为 $1 的元素（从 0 数起）", EN: "there is no element $1, counted from 0"}},
		{regexp.MustCompile(`^index out of range: (-?\d+)$`), report.Text{ZH: "文字没有下标为 $1 的字（从 0 数起）", EN: "the text has no character $1, counted from 0"}},
		{regexp.MustCompile(`^cannot slice\((-?\d+), (-?\d+)\), .*$`), report.Text{ZH: "列表没有从 $1 到 $2 的各项", EN: "the list has no elements from $1 to $2"}},
		{
			regexp.MustCompile(`^invalid substring range\. start: (-?\d+), end: (-?\d+)$`),
			report.Text{ZH: "不能从第 $1 个字取到第 $2 个字", EN: "there is no text from $1 to $2"},
		},
		{regexp.MustCompile(`^type conversion error from '.*' to 'int'$`), report.Text{ZH: "该文字不是整数", EN: "the text is no integer"}},
		{regexp.MustCompile(`^type conversion error from '.*' to 'bool'$`), report.Text{ZH: "该文字不是 true 或 false", EN: "the text is neither true nor false"}},
		{regexp.MustCompile(`^invalid decimal.*$`), report.Text{ZH: "该文字不是数值", EN: "the text is no number"}},
		{regexp.MustCompile(`^(?:division|modulus) by zero$`), report.Text{ZH: "除数为零", EN: "division by zero"}},
		{regexp.MustCompile(`^integer overflow$`), report.Text{ZH: "整数超出范围", EN: "integer overflow"}},
	}
}

// wordError words what went wrong while an expression was evaluated.
func wordError(err error) report.Text {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
			break
		}
		err = inner
	}
	if bad, ok := errors.AsType[*syntax.Error](err); ok {
		return diag.BadPattern(bad)
	}
	text := err.Error()
	for _, known := range libraryErrors() {
		if known.pattern.MatchString(text) {
			return report.Text{
				ZH: known.pattern.ReplaceAllString(text, known.words.ZH), EN: known.pattern.ReplaceAllString(text, known.words.EN),
			}
		}
	}
	switch {
	case errors.Is(err, errTooManyDigits):
		return report.Text{ZH: "结果超过 19 位数字", EN: text}
	case errors.Is(err, errTooManyDecimals):
		return report.Text{ZH: "小数位数须在 0 到 19 之间", EN: text}
	case errors.Is(err, errTooLong):
		return report.Text{ZH: "文字过长", EN: text}
	case errors.Is(err, errNotInteger):
		return report.Text{ZH: "该数不是整数", EN: text}
	case errors.Is(err, context.DeadlineExceeded):
		return report.Text{ZH: fmt.Sprintf("耗时超过 %v", maxRuleTime), EN: fmt.Sprintf("took longer than %v", maxRuleTime)}
	}
	return report.Text{ZH: text, EN: text}
}
