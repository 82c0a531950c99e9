package engine

import (
	"context"
	"fmt"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/containers"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
)

// tracked is a program that tells the value of every sub-expression. It is slower
// than an ordinary one by half and serves those who ask why.
type tracked struct {
	interpretable *interpreter.ObservableInterpretable
	outline       *outline
	expression    expression
}

// track plans a program that observes itself. cel-go's own programs keep the last
// value of each node only, and lose the variables of loops.
func (c *compiler) track(checked *ast.AST, x expression) (*tracked, error) {
	o, err := newOutline(x.text, c.env.Macros())
	if err != nil {
		return nil, err
	}
	dispatcher := interpreter.NewDispatcher()
	for _, f := range c.env.Functions() {
		bindings, err := f.Bindings()
		if err == nil {
			err = dispatcher.Add(bindings...)
		}
		if err != nil {
			return nil, fmt.Errorf("function %s: %w", f.Name(), err)
		}
	}
	provider, adapter := c.env.CELTypeProvider(), c.env.CELTypeAdapter()
	planned, err := interpreter.NewInterpreter(dispatcher, containers.DefaultContainer, provider, adapter,
		interpreter.NewAttributeFactory(containers.DefaultContainer, adapter, provider)).NewInterpretable(checked,
		interpreter.InterruptableEval(), interpreter.CompileRegexConstants(interpreter.MatchesRegexOptimization),
		interpreter.CustomDecoratorV2(o.rounds),
		interpreter.EvalStateObserver(interpreter.EvalStateFactory(func() interpreter.EvalState { return newObservation(o) })))
	if err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	observable, ok := planned.(*interpreter.ObservableInterpretable)
	if !ok {
		return nil, fmt.Errorf("plan: %T does not observe", planned)
	}
	return &tracked{observable, o, x}, nil
}

// Eval implements [cel.Program].
func (t *tracked) Eval(input any) (ref.Val, *cel.EvalDetails, error) {
	return t.ContextEval(context.Background(), input)
}

// ContextEval implements [cel.Program]. The input is the run that wants to know.
func (t *tracked) ContextEval(ctx context.Context, input any) (v ref.Val, _ *cel.EvalDetails, err error) {
	r, ok := input.(*run)
	if !ok {
		return nil, nil, fmt.Errorf("input of type %T", input)
	}
	a := &observed{run: r}
	frame, err := interpreter.NewExecutionFrame(a)
	if err != nil {
		return nil, nil, fmt.Errorf("frame: %w", err)
	}
	defer frame.Close()
	if err := frame.SetContext(ctx, interruptEvery); err != nil {
		return nil, nil, fmt.Errorf("frame: %w", err)
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("internal error: %v", p)
		}
	}()
	v = t.interpretable.ObserveExec(frame, func(state any) {
		if o, ok := state.(*observation); ok {
			a.observation = o
		}
	})
	if r.recorder != nil {
		r.recorder.evaluated(r, t, a.observation, v)
	}
	if e, ok := v.(*types.Err); ok {
		return v, nil, e
	}
	return v, nil, nil
}

// ConcurrentEval implements [cel.Program]. There are no asynchronous functions.
func (t *tracked) ConcurrentEval(ctx context.Context, input any) <-chan cel.EvalResult {
	results := make(chan cel.EvalResult, 1)
	v, _, err := t.ContextEval(ctx, input)
	results <- cel.EvalResult{Val: v, Err: err}
	close(results)
	return results
}

// observed is the activation of a tracked program: the run, and what is observed
// of it under a name that no expression can hold.
type observed struct {
	*run

	observation *observation
}

const observationName = "@observation"

// ResolveName implements the activation of CEL programs.
func (o *observed) ResolveName(name string) (any, bool) {
	if name == observationName {
		return o.observation, true
	}
	return o.run.ResolveName(name)
}

// outcomes is a set of what a sub-expression has been.
type outcomes uint8

const (
	evaluated outcomes = 1 << iota
	isTrue
	isFalse
	isKnown // had a value
	isError
)

func outcomeOf(v ref.Val) outcomes {
	switch {
	case v == types.True:
		return evaluated | isKnown | isTrue
	case v == types.False:
		return evaluated | isKnown | isFalse
	case types.IsUnknown(v):
		return evaluated
	case types.IsError(v):
		return evaluated | isError
	}
	return evaluated | isKnown
}

// observation holds what one evaluation of an expression has shown: for each part
// the value, in loops that of the round that decided, and all that it has been.
type observation struct {
	outline *outline
	values  []ref.Val // by part; nil where it was not evaluated
	seen    []outcomes
	// doubts holds for each loop the values of the first round that could not be
	// told: where the whole cannot be told either, that is the round to show.
	doubts [][]ref.Val
}

func newObservation(o *outline) *observation {
	return &observation{outline: o, values: make([]ref.Val, len(o.parts)), seen: make([]outcomes, len(o.parts)), doubts: make([][]ref.Val, len(o.loops))}
}

// IDs implements [interpreter.EvalState].
func (o *observation) IDs() []int64 {
	var ids []int64
	for i, v := range o.values {
		if v != nil {
			ids = append(ids, o.outline.parts[i].id)
		}
	}
	return ids
}

// Value implements [interpreter.EvalState].
func (o *observation) Value(id int64) (ref.Val, bool) {
	i, ok := o.outline.byID[id]
	if !ok || o.values[i] == nil {
		return nil, false
	}
	return o.values[i], true
}

// SetValue implements [interpreter.EvalState].
func (o *observation) SetValue(id int64, v ref.Val) {
	if i, ok := o.outline.byID[id]; ok && v != nil {
		o.set(i, v)
	}
}

// Reset implements [interpreter.EvalState].
func (o *observation) Reset() { *o = *newObservation(o.outline) }

func (o *observation) set(i int, v ref.Val) {
	o.values[i] = v
	o.seen[i] |= outcomeOf(v)
	if b := o.outline.parts[i].branches; b != nil {
		// The library takes a branch that is a name, or another conditional, for a
		// part of the conditional, and does not show it.
		taken := -1
		switch o.values[b[0]] {
		case types.True:
			taken = b[1]
		case types.False:
			taken = b[2]
		}
		if taken >= 0 && o.values[taken] == nil {
			o.set(taken, v)
		}
	}
	for k := range o.outline.loops {
		if l := &o.outline.loops[k]; l.root == i {
			if o.doubts[k] != nil && types.IsUnknownOrError(v) {
				copy(o.values[l.variable:], o.doubts[k])
			}
			o.doubts[k] = nil
		}
	}
}

// round begins a round of a loop.
func (o *observation) round(k int, element ref.Val) {
	l := &o.outline.loops[k]
	if body := o.values[l.last]; o.doubts[k] == nil && body != nil && types.IsUnknownOrError(body) {
		o.doubts[k] = slices.Clone(o.values[l.variable : l.last+1])
	}
	clear(o.values[l.variable : l.last+1])
	o.set(l.variable, element)
}

// rounds makes the conditions of loops tell when a round begins.
func (o *outline) rounds(i interpreter.InterpretableV2) (interpreter.InterpretableV2, error) {
	for k := range o.loops {
		if o.loops[k].condition == i.ID() {
			return &roundStart{i, o.loops[k].name, k}, nil
		}
	}
	return i, nil
}

// roundStart is the condition of a loop. It is evaluated before anything else of a round.
type roundStart struct {
	interpreter.InterpretableV2

	variable string
	loop     int
}

// Exec implements [interpreter.InterpretableV2].
func (r *roundStart) Exec(frame *interpreter.ExecutionFrame) ref.Val {
	v := r.InterpretableV2.Exec(frame)
	if v != types.True {
		return v
	}
	state, _ := frame.ResolveName(observationName)
	element, _ := frame.ResolveName(r.variable)
	if o, ok := state.(*observation); ok {
		if e, ok := element.(ref.Val); ok {
			o.round(r.loop, e)
		}
	}
	return v
}

// Eval implements [interpreter.Interpretable].
func (r *roundStart) Eval(vars interpreter.Activation) ref.Val {
	return interpreter.EvalActivation(vars, r.Exec)
}
