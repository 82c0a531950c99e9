// Package linter ties the parts together: it reads files with the parsers, applies
// the rules of a pack and hands over the results in the order of the inputs.
package linter

import (
	"context"
	"fmt"
	"io"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/parser"
	"github.com/gouji/gouji/parser/form"
	"github.com/gouji/gouji/report"
)

// Options say how to lint. The zero value is ready to use.
type Options struct {
	// Language is that of the messages.
	Language report.Language
	// Form is the identifier of the form to be used whatever fits best, or empty.
	Form string
	// Format is that of all files; [parser.Auto] means that the content of each tells.
	Format parser.Format
	// AllowConvert lets LibreOffice convert legacy Word and Excel files.
	AllowConvert bool
	// Jobs is the number of workers; 0 means one for each processor.
	Jobs int
	// Stdin is read where the path is [StandardInput].
	Stdin io.Reader
	// Timing measures how long rules take; it may be nil.
	Timing *engine.Timing
}

// Linter lints files with a pack. It is safe for concurrent use.
type Linter struct {
	options Options
	pack    *pack.Pack
	set     *form.Set
	engine  *engine.Engine
	parser  *parser.Parser
}

// New returns a linter. A pack that was not checked is checked first.
func New(p *pack.Pack, options Options) (*Linter, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	set, err := form.NewSet(p.Forms)
	if err != nil {
		return nil, err
	}
	if options.Form != "" {
		ids := make([]string, 0, len(p.Forms))
		for _, f := range p.Forms {
			ids = append(ids, f.ID)
		}
		if err := knownForm(options.Form, ids); err != nil {
			return nil, err
		}
	}
	if options.Jobs <= 0 {
		options.Jobs = runtime.GOMAXPROCS(0)
	}
	if options.Stdin == nil {
		options.Stdin = strings.NewReader("")
	}
	return &Linter{
		options: options, pack: p, set: set, engine: engine.New(p.Rules, options.Language),
		parser: &parser.Parser{Format: options.Format, AllowConvert: options.AllowConvert},
	}, nil
}

// Close ends what reading files has started. The linter is not used any more.
func (l *Linter) Close() error {
	return l.parser.Close()
}

// UnknownFormError says that there is no form of a name.
type UnknownFormError struct {
	Name  string
	Known []string
}

func (e *UnknownFormError) Error() string { return e.Format(report.Chinese) }

// Format words the error in a language.
func (e *UnknownFormError) Format(lang report.Language) string {
	text := lang.Pick(fmt.Sprintf("没有格式“%s”。", e.Name), fmt.Sprintf("there is no form %q. ", e.Name))
	if hint := diag.DidYouMean(e.Name, e.Known).In(lang); hint != "" {
		return text + hint
	}
	return text + lang.Pick("可用的有：", "Known: ") + strings.Join(e.Known, lang.Pick("、", ", "))
}

func knownForm(name string, known []string) error {
	if slices.Contains(known, name) {
		return nil
	}
	return &UnknownFormError{Name: name, Known: known}
}

// Rules describes the rules of the pack that are not switched off, in its order.
func (l *Linter) Rules() []report.RuleInfo {
	infos := make([]report.RuleInfo, 0, len(l.pack.Rules))
	for _, r := range l.pack.Rules {
		if r.Severity() != report.Off {
			infos = append(infos, r.Info())
		}
	}
	return infos
}

// Engine returns the engine of the linter, for those who ask it about single reports.
func (l *Linter) Engine() *engine.Engine { return l.engine }

// worker reads and assesses inputs one after another.
type worker struct {
	linter    *Linter
	reader    *form.Reader
	evaluator *engine.Evaluator
	archive   openArchive
}

func (l *Linter) newWorker() (*worker, error) {
	reader, err := l.set.NewReader(l.options.Form)
	if err != nil {
		return nil, err
	}
	evaluator := l.engine.NewEvaluator()
	evaluator.Timing = l.options.Timing
	return &worker{linter: l, reader: reader, evaluator: evaluator}, nil
}

// Read reads the reports of an input without applying rules.
func (l *Linter) Read(in Input) ([]*report.Report, error) {
	w, err := l.newWorker()
	if err != nil {
		return nil, err
	}
	defer w.archive.close()
	return w.read(in)
}

func (w *worker) read(in Input) ([]*report.Report, error) {
	data, err := w.content(in)
	if err != nil {
		return nil, err
	}
	doc, err := w.linter.parser.Parse(in.Path, data)
	if err != nil {
		return nil, err
	}
	return w.reader.Read(doc)
}

// outcome is a result on its way to the consumer, with what the corpus needs.
type outcome struct {
	index    int
	result   *report.Result
	outcomes []*engine.Outcome
	fatal    error
}

// lint reads and assesses one input. Only an error that stops the whole run is
// fatal.
func (w *worker) lint(ctx context.Context, in Input) (o outcome) {
	o.result = &report.Result{Path: in.Path}
	defer func() {
		// A fault of the program in one file must not take the others with it.
		if r := recover(); r != nil {
			o.outcomes = nil
			o.result = &report.Result{Path: in.Path, Err: &report.InputError{Path: in.Path, Message: report.Text{
				ZH: fmt.Sprintf("程序内部错误：%v，请报告此问题", r), EN: fmt.Sprintf("internal error: %v; please report it", r),
			}}}
		}
	}()
	reports, err := w.read(in) //nolint:contextcheck // a conversion has a deadline of its own
	if err != nil {
		o.result.Err, o.result.Skipped = err, in.Skippable(err)
		return o
	}
	for _, r := range reports {
		out, err := w.evaluator.Evaluate(ctx, r)
		if err != nil {
			o.fatal = err
			return o
		}
		o.outcomes = append(o.outcomes, out)
	}
	return o
}

// inFlight is how many results may be under way for each worker. It bounds the
// memory of a run, whatever the number of inputs.
const inFlight = 4

// Run lints inputs and calls emit with each result, in the order of the inputs and
// from one goroutine. It stops at the first error of emit or of the context, without
// waiting for what is being read.
func (l *Linter) Run(ctx context.Context, inputs []Input, emit func(*report.Result) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	jobs := max(1, min(l.options.Jobs, len(inputs)))
	tasks := make(chan int)
	done := make(chan outcome)
	tokens := make(chan struct{}, jobs*inFlight)
	var workers sync.WaitGroup
	for range jobs {
		w, err := l.newWorker()
		if err != nil {
			return err
		}
		workers.Go(func() {
			defer w.archive.close()
			for i := range tasks {
				o := w.lint(ctx, inputs[i])
				o.index = i
				select {
				case done <- o:
				case <-ctx.Done():
					return
				}
			}
		})
	}
	go func() {
		defer close(done)
		defer workers.Wait()
		defer close(tasks)
		for i := range inputs {
			select {
			case tokens <- struct{}{}:
			case <-ctx.Done():
				return
			}
			select {
			case tasks <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	corpus := engine.NewCorpus()
	for o := range inOrder(ctx, done, jobs*inFlight) {
		<-tokens
		if o.fatal != nil {
			return o.fatal
		}
		for _, out := range o.outcomes {
			corpus.Add(out)
			o.result.Assessments = append(o.result.Assessments, out.Assessment)
		}
		if err := emit(o.result); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// inOrder yields outcomes in the order of their inputs, until the context ends. At
// most n wait for their turn.
func inOrder(ctx context.Context, done <-chan outcome, n int) iter.Seq[outcome] {
	return func(yield func(outcome) bool) {
		waiting := make(map[int]outcome, n)
		next := 0
		for {
			var o outcome
			var ok bool
			select {
			case o, ok = <-done:
			case <-ctx.Done():
			}
			if !ok {
				return
			}
			waiting[o.index] = o
			for {
				o, ok := waiting[next]
				if !ok {
					break
				}
				delete(waiting, next)
				next++
				if !yield(o) {
					return
				}
			}
		}
	}
}
