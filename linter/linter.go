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
	"github.com/gouji/gouji/parser/document"
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

// Linter lints files with packs. It is safe for concurrent use.
type Linter struct {
	options Options
	plans   []*plan
	parser  *parser.Parser
	// stdin returns what stands on the standard input, which is read once.
	stdin func() ([]byte, error)
	// organs is what the configurations say of organs.
	organs *engine.Organs
	// compares says that a rule compares reports with each other.
	compares bool
}

// plan is what reading and assessing a file needs.
type plan struct {
	pack   *pack.Pack
	set    *form.Set
	engine *engine.Engine
	// form is the identifier of the form to be used whatever fits best, or empty.
	form string
	// folders says that organs with their reports in one folder belong together.
	folders bool
}

// New returns a linter that uses one pack for all files. A pack that was not checked
// is checked first.
func New(p *pack.Pack, options Options) (*Linter, error) {
	return NewConfigured(nil, func(string) (*pack.Settings, error) { return &pack.Settings{Pack: p}, nil }, options)
}

// NewConfigured returns a linter for inputs, each of which may have settings of its
// own: those that choose returns for its path. They are kept with the inputs.
func NewConfigured(inputs []Input, choose func(path string) (*pack.Settings, error), options Options) (*Linter, error) {
	if options.Jobs <= 0 {
		options.Jobs = runtime.GOMAXPROCS(0)
	}
	if options.Stdin == nil {
		options.Stdin = strings.NewReader("")
	}
	l := &Linter{options: options, organs: &engine.Organs{}, parser: &parser.Parser{Format: options.Format, AllowConvert: options.AllowConvert}}
	l.stdin = sync.OnceValues(func() ([]byte, error) { return readAll(StandardInput, l.options.Stdin, 0) })
	planner := planner{linter: l, plans: map[*pack.Settings]*plan{}, sets: map[string]*form.Set{}}
	planFor := func(path string) (*plan, error) {
		settings, err := choose(path)
		if err != nil {
			return nil, err
		}
		return planner.plan(settings)
	}
	for i := range inputs {
		p, err := planFor(inputs[i].Path)
		if err != nil {
			return nil, err
		}
		inputs[i].plan = p
	}
	if len(l.plans) == 0 {
		if _, err := planFor(StandardInput); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// planner makes plans, which have in common what is the same for them: forms that were
// prepared and rules that were compiled.
type planner struct {
	linter *Linter
	plans  map[*pack.Settings]*plan
	sets   map[string]*form.Set
}

func (p *planner) plan(settings *pack.Settings) (*plan, error) {
	if known := p.plans[settings]; known != nil {
		return known, nil
	}
	if err := settings.Pack.Check(); err != nil {
		return nil, err
	}
	forms := settings.Pack.Forms
	key := fmt.Sprintf("%p %d", forms, len(forms)) // the address of the first
	set, ok := p.sets[key]
	if !ok {
		var err error
		if set, err = form.NewSet(forms); err != nil {
			return nil, err
		}
		p.sets[key] = set
	}
	out := &plan{pack: settings.Pack, set: set, form: settings.Form, folders: settings.Folders}
	for _, o := range settings.Organs {
		p.linter.organs.Add(o.Name, o.Aliases, o.Units)
	}
	if chosen := p.linter.options.Form; chosen != "" {
		if err := knownForm(chosen, form.IDs(forms)); err != nil {
			return nil, err
		}
		out.form = chosen
	}
	if plans := p.linter.plans; len(plans) > 0 {
		out.engine = plans[0].engine.With(settings.Pack.Rules)
	} else {
		out.engine = engine.New(settings.Pack.Rules, p.linter.options.Language)
	}
	p.linter.compares = p.linter.compares || out.engine.Compares()
	p.plans[settings] = out
	p.linter.plans = append(p.linter.plans, out)
	return out, nil
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

// Rules describes the rules that are not switched off, in their order, each once.
func (l *Linter) Rules() []report.RuleInfo {
	var infos []report.RuleInfo
	known := map[string]bool{}
	for _, p := range l.plans {
		for _, r := range p.pack.Rules {
			if r.Severity() != report.Off && !known[r.ID] {
				known[r.ID] = true
				infos = append(infos, r.Info())
			}
		}
	}
	return infos
}

// Pack returns the pack for an input.
func (l *Linter) Pack(in Input) *pack.Pack { return l.planOf(in).pack }

// Engine returns the engine for an input, for those who ask it about single reports.
func (l *Linter) Engine(in Input) *engine.Engine { return l.planOf(in).engine }

// worker reads and assesses inputs one after another.
type worker struct {
	linter     *Linter
	readers    map[readerKey]*form.Reader
	evaluators map[*plan]*engine.Evaluator
	archive    openArchive
}

// readerKey is what a reader is for.
type readerKey struct {
	set  *form.Set
	form string
}

func (l *Linter) newWorker() *worker {
	return &worker{linter: l, readers: map[readerKey]*form.Reader{}, evaluators: map[*plan]*engine.Evaluator{}}
}

// planOf returns how an input is read and assessed.
func (l *Linter) planOf(in Input) *plan {
	if in.plan != nil {
		return in.plan
	}
	return l.plans[0]
}

// reader returns the reader for an input.
func (w *worker) reader(in Input) (*form.Reader, error) {
	p := w.linter.planOf(in)
	key := readerKey{p.set, p.form}
	if r := w.readers[key]; r != nil {
		return r, nil
	}
	r, err := p.set.NewReader(p.form)
	if err != nil {
		return nil, err
	}
	w.readers[key] = r
	return r, nil
}

// evaluator returns the evaluator for an input.
func (w *worker) evaluator(in Input) *engine.Evaluator {
	p := w.linter.planOf(in)
	e := w.evaluators[p]
	if e == nil {
		// All evaluators of a worker share what they keep.
		first := w.linter.plans[0]
		if e = w.evaluators[first]; e == nil {
			e = first.engine.NewEvaluator()
			e.Timing, e.Compares = w.linter.options.Timing, w.linter.compares
			w.evaluators[first] = e
		}
		e = e.For(p.engine)
		w.evaluators[p] = e
	}
	return e
}

// Read reads the reports of an input without applying rules.
func (l *Linter) Read(in Input) ([]*report.Report, error) {
	w := l.newWorker()
	defer w.archive.close()
	return w.read(in)
}

// Diagnose reads the reports of an input with the form that fits best, however badly,
// or with the one that the options name, and says what matched and what did not.
func (l *Linter) Diagnose(in Input) ([]*report.Diagnosis, error) {
	w := l.newWorker()
	defer w.archive.close()
	doc, err := w.parse(in)
	if err != nil {
		return nil, err
	}
	p := l.planOf(in)
	return p.set.Diagnose(doc, p.form)
}

func (w *worker) read(in Input) ([]*report.Report, error) {
	doc, err := w.parse(in)
	if err != nil {
		return nil, err
	}
	reader, err := w.reader(in)
	if err != nil {
		return nil, err
	}
	return reader.Read(doc)
}

func (w *worker) parse(in Input) (*document.Document, error) {
	data, err := w.content(in)
	if err != nil {
		return nil, err
	}
	return w.linter.parser.Parse(in.Path, data)
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
	evaluator := w.evaluator(in)
	for _, r := range reports {
		out, err := evaluator.Evaluate(ctx, r)
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
		w := l.newWorker()
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
	batch := &engine.Batch{Organs: l.organs, Folders: func(i int) bool { return l.planOf(inputs[i]).folders }}
	for o := range inOrder(ctx, done, jobs*inFlight) {
		<-tokens
		if o.fatal != nil {
			return o.fatal
		}
		for _, out := range o.outcomes {
			corpus.Add(out)
			batch.Add(o.index, out)
			o.result.Assessments = append(o.result.Assessments, out.Assessment)
		}
		if err := emit(o.result); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return l.conclude(ctx, batch, inputs, emit)
}

// conclude applies the rules that compare reports, once all of them were read.
func (l *Linter) conclude(ctx context.Context, batch *engine.Batch, inputs []Input, emit func(*report.Result) error) error {
	w := l.newWorker()
	defer w.archive.close()
	evaluator := l.plans[0].engine.NewEvaluator()
	evaluator.Timing = l.options.Timing
	//nolint:contextcheck // a conversion has a deadline of its own
	return batch.Conclude(ctx, evaluator, func(i int) ([]*report.Report, error) {
		return w.read(inputs[i])
	}, func(i int, assessments []report.Assessment) error {
		return emit(&report.Result{Path: inputs[i].Path, Assessments: assessments, Further: true})
	})
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
