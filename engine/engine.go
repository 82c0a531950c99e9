package engine

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/common/types"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/report"
)

// Engine holds rules that are ready to be applied. It is safe for concurrent use.
type Engine struct {
	rules  []*Rule
	shared *shared

	mu    sync.Mutex
	forms map[formKey]*formRules
}

// shared is what engines have in common: a rule is compiled once, whichever of them
// have it.
type shared struct {
	lang report.Language

	mu    sync.Mutex
	forms map[formKey]*formBase
}

// formKey is a form, and whether the programs for it tell the values of their
// sub-expressions.
type formKey struct {
	schema *report.Schema
	tracks bool
}

// formBase is what the rules for one form have in common.
type formBase struct {
	model  *model
	tracks bool

	once     sync.Once
	compiler *compiler
	err      error

	mu    sync.Mutex
	rules map[*Rule]*compiledRule
}

// formRules is the rules of an engine for one form.
type formRules struct {
	*formBase

	rules []*compiledRule
	// across holds the rules that compare reports, and sketches what they need of texts.
	// slots says which of the sketches a rule uses.
	across   []*compiledRule
	schema   *report.Schema
	engine   *Engine
	once     sync.Once
	broken   error
	sketches []sketchSpec
	slots    map[*compiledRule][]int
	// facts says, for each kind of facts, whether one of the rules that compare reports
	// asks for it.
	facts []bool
}

// prepareAcross compiles the rules that compare reports.
func (f *formRules) prepareAcross(compiler *compiler) error {
	f.once.Do(func() {
		f.slots = map[*compiledRule][]int{}
		f.facts = factsAskedFor(f.schema, f.across)
		for _, c := range f.across {
			if f.broken = c.prepare(compiler); f.broken != nil {
				return
			}
			for i := range c.specs {
				slot := slices.IndexFunc(f.sketches, func(s sketchSpec) bool { return s.same(&c.specs[i]) })
				if slot < 0 {
					slot = len(f.sketches)
					f.sketches = append(f.sketches, c.specs[i])
				}
				f.slots[c] = append(f.slots[c], slot)
			}
		}
	})
	return f.broken
}

// New returns an engine for rules. Expressions are compiled when a report of their
// form is first met.
func New(rules []*Rule, lang report.Language) *Engine {
	return (&Engine{shared: &shared{lang: lang, forms: map[formKey]*formBase{}}}).With(rules)
}

// With returns an engine for other rules. What both engines have is compiled once.
func (e *Engine) With(rules []*Rule) *Engine {
	return &Engine{rules: rules, shared: e.shared, forms: map[formKey]*formRules{}}
}

// Compares reports whether one of the rules compares reports with each other.
func (e *Engine) Compares() bool {
	return slices.ContainsFunc(e.rules, func(r *Rule) bool { return r.Severity() != report.Off && r.Compares() })
}

// Rules returns the rules of the engine, those that are switched off included.
func (e *Engine) Rules() []*Rule { return e.rules }

// lang returns the language of the messages.
func (e *Engine) lang() report.Language { return e.shared.lang }

// form returns what the rules for a form have in common.
func (s *shared) form(key formKey) *formBase {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.forms[key]
	if !ok {
		f = &formBase{model: newModel(key.schema, s.lang), tracks: key.tracks, rules: map[*Rule]*compiledRule{}}
		s.forms[key] = f
	}
	return f
}

// rule returns a rule as it is compiled for the form.
func (f *formBase) rule(r *Rule) *compiledRule {
	f.mu.Lock()
	defer f.mu.Unlock()
	c, ok := f.rules[r]
	if !ok {
		c = &compiledRule{rule: r}
		f.rules[r] = c
	}
	return c
}

// forSchema returns the rules for a form.
func (e *Engine) forSchema(s *report.Schema, tracks bool) *formRules {
	e.mu.Lock()
	defer e.mu.Unlock()
	key := formKey{s, tracks}
	f, ok := e.forms[key]
	if !ok {
		f = &formRules{formBase: e.shared.form(key), schema: s, engine: e}
		for _, r := range e.rules {
			switch {
			case r.Severity() == report.Off || !r.Runs(s):
			case r.Compares():
				f.across = append(f.across, f.rule(r))
			default:
				f.rules = append(f.rules, f.rule(r))
			}
		}
		// What explains the failures of others comes after them.
		slices.SortStableFunc(f.rules, func(a, b *compiledRule) int {
			return cmp.Compare(min(len(a.rule.Diagnoses()), 1), min(len(b.rule.Diagnoses()), 1))
		})
		e.forms[key] = f
	}
	return f
}

// ready returns the compiler of the form.
func (f *formBase) ready() (*compiler, error) {
	f.once.Do(func() { f.compiler, f.err = newCompiler(f.model, f.tracks) })
	return f.compiler, f.err
}

// Check compiles every expression of every rule for each of the schemas, and
// reports the mistakes to diags. Rules that are switched off are checked too.
func (e *Engine) Check(schemas []*report.Schema, diags *diag.List) error {
	for _, s := range schemas {
		if _, err := e.forSchema(s, false).ready(); err != nil {
			return err
		}
	}
	for _, r := range e.rules {
		e.checkRule(r, schemas, diags)
	}
	return nil
}

// checkRule compiles the expressions of a rule for each of the schemas. What is
// wrong for several forms is reported once; what is wrong for some of them only is
// most likely a rule that is not for all.
func (e *Engine) checkRule(r *Rule, schemas []*report.Schema, diags *diag.List) {
	type place struct {
		file         string
		line, column int
	}
	var mistakes []diag.Diagnostic
	wrongFor := map[place][]string{}
	tried := 0
	for _, s := range schemas {
		c, err := e.forSchema(s, false).ready()
		if err != nil || !r.Runs(s) {
			continue
		}
		tried++
		var found diag.List
		compiled := &compiledRule{rule: r}
		compiled.compile(c, &found)
		for _, lang := range []report.Language{report.Chinese, report.English} {
			for _, t := range r.messages(lang) {
				compiled.compileMessage(c, t, &found)
			}
		}
		here := map[place]bool{}
		for _, d := range found.Sorted() {
			at := place{d.File, d.Line, d.Column}
			if len(wrongFor[at]) == 0 {
				mistakes = append(mistakes, d)
			}
			if !here[at] {
				here[at] = true
				wrongFor[at] = append(wrongFor[at], s.Form)
			}
		}
	}
	partly := false
	for _, d := range mistakes {
		if forms := wrongFor[place{d.File, d.Line, d.Column}]; len(forms) < tried {
			if partly {
				continue // the first such mistake says what is to be done
			}
			partly = true
			d.Hint = report.Text{
				ZH: fmt.Sprintf("仅格式 %s 如此；本规则若不是为该格式编写的，请用 forms 列明所用格式", strings.Join(forms, "、")),
				EN: fmt.Sprintf("Only so in form %s: if the rule is not for it, say so with forms", strings.Join(forms, ", ")),
			}
		}
		diags.Add(d)
	}
}

// compiledRule is a rule with its expressions compiled for one form.
type compiledRule struct {
	rule *Rule

	once   sync.Once
	broken error

	element     *types.Type // of it, or nil
	let         []*program
	severities  []*program // parallel to rule.Severities; nil where unconditional
	forEach     *program
	when        *program
	check       *program
	left, right *program
	unique      *program
	// specs says what is kept of the texts that the rule compares, and above from which
	// share of common text, in thousandths, they are alike.
	specs       []sketchSpec
	above       int
	at, related *program
	suggest     *program
	hasLoops    bool
	// finalScope holds all names that the message and the suggestion can use.
	finalScope scope

	messageOnce sync.Once
	message     []messagePart
	// causes are the messages of a rule with diagnose.
	causes [causes]causeMessage
}

// messagePart is a text of a message, or an expression.
type messagePart struct {
	text    string
	program *program
}

// prepare compiles the rule on first use. Rules are checked before they are run,
// so that an error here is a fault of the program or of a pack that was not
// checked.
func (c *compiledRule) prepare(compiler *compiler) error {
	c.once.Do(func() {
		var diags diag.List
		c.compile(compiler, &diags)
		c.broken = diags.Err()
	})
	return c.broken
}

// loopMacro finds the macros that go through a list.
var loopMacro = regexp.MustCompile(`\.(?:all|exists|exists_one|filter|map|sortBy)\s*\(`)

// compile compiles everything but the message.
func (c *compiledRule) compile(compiler *compiler, diags *diag.List) {
	r := c.rule
	s := scope{params: r.Params, across: r.Compares()}
	if r.hasLookup {
		s = s.with(lookupName, types.NewListType(types.StringType))
	}
	// Messages are compiled when they are needed.
	c.hasLoops = slices.ContainsFunc(slices.Concat(r.messages(report.Chinese), r.messages(report.English)), func(t *template) bool {
		return loopMacro.MatchString(t.source)
	})
	compile := func(x *expression, want func(*types.Type) bool, zh, en string) *program {
		if x == nil {
			return nil
		}
		p := compiler.compile(*x, s, diags)
		if p == nil {
			return nil
		}
		if want != nil && p.kind.Kind() != types.DynKind && !want(p.kind) {
			diags.Add(x.node.DiagnosticAt(x.offset, 0, report.Text{
				ZH: fmt.Sprintf("此处应为%s，表达式的结果是%s", zh, kindName(p.kind, report.Chinese)),
				EN: fmt.Sprintf("this must be %s, the expression gives %s", en, kindName(p.kind, report.English)),
			}, report.Text{}))
			return nil
		}
		c.hasLoops = c.hasLoops || p.loops
		return p
	}
	if c.forEach = compile(r.forEach, compiler.isObjects, "行、列、单元格等的列表", "a list of rows, columns, cells and so on"); c.forEach != nil {
		c.element = c.forEach.kind.Parameters()[0]
		s = s.with(itName, c.element)
	} else if r.forEach != nil {
		// What the elements are is not known: whatever is said of them passes.
		s = s.with(itName, types.DynType)
	}
	if r.texts() != nil {
		c.compileTexts(compiler, diags)
		c.element = compiler.model.section.cel
		s = s.with(itName, c.element)
	}
	for i := range r.let {
		p := compile(&r.let[i].expression, nil, "", "")
		c.let = append(c.let, p)
		if p == nil {
			s = s.with(r.let[i].name, types.DynType)
			continue
		}
		s = s.with(r.let[i].name, p.kind)
		if p.folded {
			s.folded = append(slices.Clip(s.folded), r.let[i].name)
		}
	}
	c.when = compile(r.when, isBool, "真假值", "true or false")
	c.check = compile(r.check, isBool, "真假值", "true or false")
	if r.balance != nil {
		c.left = compile(&r.balance.left, compiler.isCells, "单元格的列表", "a list of cells")
		c.right = compile(&r.balance.right, compiler.isCells, "单元格的列表", "a list of cells")
	}
	c.unique = compile(r.unique, isString, "文字", "text")
	if r.diagnose != nil {
		s = c.withDiagnosis(s, compiler.model)
	}
	c.at = compile(r.at, compiler.arePlaces, "报告中的位置（单元格、行、部分等）", "a place in the report (a cell, row, section and so on)")
	c.related = compile(r.related, compiler.arePlaces, "报告中的位置（单元格、行、部分等）", "a place in the report (a cell, row, section and so on)")
	if r.resemblance != nil {
		s = s.with("similarity", decimalType).with("cluster", types.IntType)
	}
	for _, severity := range r.Severities {
		c.severities = append(c.severities, compile(severity.when, isBool, "真假值", "true or false"))
	}
	if r.at == nil && r.balance == nil && r.forEach != nil && c.forEach != nil && !compiler.isPlace(c.element) {
		diags.Add(r.forEach.node.DiagnosticAt(r.forEach.offset, 0, report.Text{
			ZH: "列表的元素没有位置，须用 at 指明", EN: "the elements of the list have no place: say where with at",
		}, report.Text{}))
	}
	s = c.withResults(s)
	c.finalScope = s
	c.suggest = compile(r.suggest, nil, "", "")
}

// withResults adds the names that are known once the rule has failed.
func (c *compiledRule) withResults(s scope) scope {
	if c.rule.balance != nil {
		s = s.with("left", decimalType).with("right", decimalType).with("delta", decimalType)
	}
	if c.rule.collect || c.rule.repeats != nil {
		s = s.with("count", types.IntType)
	}
	if c.rule.unique != nil {
		s = s.with("first", types.StringType)
	}
	if c.rule.texts() != nil {
		s = s.with("first", types.StringType).with("other", types.StringType)
	}
	if c.rule.repeats != nil {
		s = s.with("sentence", types.StringType)
	}
	return s
}

// compileMessage compiles the expressions of a message.
func (c *compiledRule) compileMessage(compiler *compiler, t *template, diags *diag.List) []messagePart {
	parts := make([]messagePart, 0, len(t.parts))
	for _, part := range t.parts {
		if part.expression == nil {
			parts = append(parts, messagePart{text: part.text})
			continue
		}
		if p := compiler.compile(*part.expression, c.finalScope, diags); p != nil {
			parts = append(parts, messagePart{program: p})
		}
	}
	return parts
}

func isBool(t *types.Type) bool { return t.Kind() == types.BoolKind }

func isString(t *types.Type) bool { return t.Kind() == types.StringKind }

// isObjects reports whether a type is a list of parts of a report.
func (c *compiler) isObjects(t *types.Type) bool {
	return t.Kind() == types.ListKind && c.classOf(t.Parameters()[0]) != nil
}

// isCells reports whether a type is a list of cells.
func (c *compiler) isCells(t *types.Type) bool {
	return t.Kind() == types.ListKind && t.Parameters()[0].TypeName() == c.model.cell.name
}

// isPlace reports whether values of a type, or the elements of a list, have a
// place in the source.
func (c *compiler) isPlace(t *types.Type) bool {
	if t.Kind() == types.ListKind {
		t = t.Parameters()[0]
	}
	class := c.classOf(t)
	return class != nil && class.place != nil
}

// arePlaces reports whether a type is that of a place or of a list of places, which
// may be of several kinds.
func (c *compiler) arePlaces(t *types.Type) bool {
	return c.isPlace(t) || t.Kind() == types.ListKind && t.Parameters()[0].Kind() == types.DynKind
}

func (c *compiler) classOf(t *types.Type) *class {
	p, ok := c.env.CELTypeProvider().(*provider)
	if !ok {
		return nil
	}
	return p.classes[t.TypeName()]
}
