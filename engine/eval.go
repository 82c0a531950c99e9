package engine

import (
	"context"
	"errors"

	"cel.dev/cel-go/common/types"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

// expressionFile is what stands for the name of the file in mistakes of an
// expression that is in none.
const expressionFile = "<expression>"

// Evaluation is the value of an expression, and how it came about.
type Evaluation struct {
	Value Value
	Trace *Trace
}

// Eval evaluates an expression for a report. Mistakes in the expression are a
// [diag.Error], and so is its failure.
func (e *Engine) Eval(ctx context.Context, r *report.Report, text string) (*Evaluation, error) {
	rules := e.forSchema(r.Schema, true)
	compiler, err := rules.ready()
	if err != nil {
		return nil, err
	}
	var diags diag.List
	p := compiler.compile(expression{node: yamldoc.NewText(expressionFile, text), text: text}, scope{}, &diags)
	if p == nil {
		return nil, diags.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, maxRuleTime)
	defer cancel()
	evaluator := e.NewEvaluator()
	evaluation := &Evaluation{}
	run := run{
		evaluator: evaluator, compiler: compiler, bound: evaluator.bind(rules.model, r), ctx: ctx,
		current: &compiledRule{rule: &Rule{}}, recorder: &recorder{evaluation: evaluation},
	}
	v := run.evaluate(p)
	evaluation.Value = newValue(v)
	failure, failed := v.(*types.Err)
	if !failed {
		return evaluation, nil
	}
	if errors.Is(failure, context.Canceled) {
		return evaluation, context.Canceled
	}
	if found, at := run.located(failure); found {
		return evaluation, diag.Error{at}
	}
	return evaluation, diag.Error{{File: expressionFile, Message: wordError(failure)}}
}
