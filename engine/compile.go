package engine

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/checker"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/containers"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/decls"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/parser"
	"github.com/govalues/decimal"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

// Limits of expressions. They are far above what a rule needs and keep a hostile
// rule file from taking all time or memory.
const (
	maxExpressionRunes = 4_000
	maxExpressionDepth = 60
	maxExpressionNodes = 10_000
	// maxCost bounds the estimated cost of one evaluation, in CEL's units: some
	// seconds at the most. A loop over all cells inside another is 100,000.
	maxCost = 50_000_000
	// interruptEvery is how many steps of a loop lie between two looks at the
	// deadline.
	interruptEvery = 100
)

// expression is a CEL expression where it stands in a rule file.
type expression struct {
	node *yamldoc.Node
	text string
	// offset is where the text begins in the value of the node, in code points.
	offset int
	// places says that the expression names places, so that it may be a list of
	// things of several kinds.
	places bool
	// mutation is the mistake that a mutant has, or nil.
	mutation *mutation
}

// program is a compiled expression. It is immutable and serves all workers.
type program struct {
	cel.Program

	kind *types.Type
	// loops says that the expression can take long, so that it needs a deadline.
	loops bool
	// folded says that the result is a normalised text.
	folded bool
	// static says that the expression only names parts of the report, so that its
	// result is the same for all reports that use the same alternatives.
	static bool
	// alone says that the result is the same for all elements that the rule is applied to.
	alone bool
	// memo is set where the result depends on a few values of the element alone.
	memo *memo
	// expression is what was compiled, to show where it failed.
	expression expression
}

// leftOut lists the functions of the extension libraries that the rule language does
// not have: the verbs of format know no exact numbers, and what the others make grows
// without bounds that could be estimated.
func leftOut() []string { return []string{"format", "lists.range", "flatten", "replace"} }

// numberLiteral is a decimal literal of CEL.
var numberLiteral = regexp.MustCompile(`^(?:\d+\.\d+|\.\d+|\d+)(?:[eE][-+]?\d+)?`)

// compiler compiles the expressions of rules against one schema. It is safe for
// concurrent use.
type compiler struct {
	model *model
	// tracks says that the programs tell the values of their sub-expressions.
	tracks bool
	env    *cel.Env
	parser *parser.Parser

	// The checker shares mutable state between checks.
	mu   sync.Mutex
	base *checker.Env
}

func newCompiler(m *model, tracks bool) (*compiler, error) {
	env, err := newEnv(m)
	if err != nil {
		return nil, fmt.Errorf("rule language for form %s: %w", m.schema.Form, err)
	}
	p, err := newParser(env.Macros())
	if err != nil {
		return nil, err
	}
	base, err := checker.NewEnv(containers.DefaultContainer, env.CELTypeProvider())
	if err != nil {
		return nil, fmt.Errorf("type checker: %w", err)
	}
	if err := base.AddIdents(env.Variables()...); err != nil {
		return nil, fmt.Errorf("variables: %w", err)
	}
	for _, f := range env.Functions() {
		if !f.IsDeclarationDisabled() && !slices.Contains(leftOut(), f.Name()) {
			if err := base.AddFunctions(f); err != nil {
				return nil, fmt.Errorf("function %s: %w", f.Name(), err)
			}
		}
	}
	return &compiler{model: m, tracks: tracks, env: env, parser: p, base: base}, nil
}

// scope holds the names that an expression can use beside the variables of the
// model.
type scope struct {
	variables []*decls.VariableDecl
	params    map[string]*Param
	// folded lists the names of normalised texts.
	folded []string
	// across says that the rule compares reports, of which little is kept.
	across bool
}

// with returns a scope with one more variable.
func (s scope) with(name string, kind *types.Type) scope {
	s.variables = append(slices.Clip(s.variables), decls.NewVariable(name, kind))
	return s
}

func (s scope) names() []string {
	names := make([]string, 0, len(s.variables)+1)
	for _, v := range s.variables {
		names = append(names, v.Name())
	}
	if len(s.params) > 0 {
		names = append(names, paramsName)
	}
	return names
}

// paramsName is the name under which a rule finds its parameters.
const paramsName = "params"

// compile compiles an expression. Mistakes are reported to diags, and the result
// is nil then.
func (c *compiler) compile(x expression, s scope, diags *diag.List) *program {
	source := common.NewTextSource(x.text)
	parsed, errs := c.parser.Parse(source)
	t := translator{expression: x, compiler: c, scope: s, diags: diags}
	if len(errs.GetErrors()) > 0 {
		t.syntax(errs)
		return nil
	}
	t.tree = parsed
	if x.mutation != nil {
		x.mutation.applyTo(parsed)
	}
	if !c.rewrite(parsed, s, &t) {
		return nil
	}
	checked, ok := c.check(parsed, source, s, &t)
	if !ok {
		return nil
	}
	// An operand can become a decimal by the conversion of another.
	for c.convertIntegers(checked) {
		if checked, ok = c.check(ast.NewAST(checked.Expr(), checked.SourceInfo()), source, s, &t); !ok {
			return nil
		}
	}
	if !t.validate(checked) {
		return nil
	}
	foldConstants(checked)
	compilePatterns(checked)
	kind := checked.GetType(checked.Expr().ID())
	if c.tracks {
		p, err := c.track(checked, x)
		if err != nil {
			t.unplanned(err)
			return nil
		}
		return &program{Program: p, kind: kind, loops: hasLoop(checked.Expr()), folded: isFolded(checked.Expr(), s.folded), expression: x}
	}
	options := []cel.ProgramOption{cel.EvalOptions(cel.OptOptimize)}
	loops := hasLoop(checked.Expr())
	if loops {
		options = append(options, cel.InterruptCheckFrequency(interruptEvery))
	}
	p, err := c.env.PlanProgram(checked, options...)
	if err != nil {
		t.unplanned(err)
		return nil
	}
	return &program{
		Program: p, kind: kind, loops: loops, folded: isFolded(checked.Expr(), s.folded),
		static: c.isStatic(checked), alone: isAlone(checked, s), memo: c.newMemo(checked), expression: x,
	}
}

// check type-checks a tree.
func (c *compiler) check(tree *ast.AST, source common.Source, s scope, t *translator) (*ast.AST, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	env, err := checker.NewEnv(containers.DefaultContainer, c.env.CELTypeProvider(), checker.ValidatedDeclarations(c.base))
	if err == nil {
		err = env.AddIdents(s.variables...)
	}
	if err != nil {
		t.report(0, 0, report.Text{ZH: err.Error(), EN: err.Error()}, report.Text{})
		return nil, false
	}
	checked, errs := checker.Check(tree, source, env)
	if len(errs.GetErrors()) > 0 {
		t.tree = checked
		t.types(errs)
		return nil, false
	}
	return checked, true
}

// rewrite replaces what the rule language adds to CEL: parameters become
// constants, decimal literals exact numbers, cell("KEY") and section("KEY") the
// fields that they name.
func (c *compiler) rewrite(tree *ast.AST, s scope, t *translator) bool {
	r := rewriter{compiler: c, scope: s, t: t, factory: ast.NewExprFactory(), next: ast.MaxID(tree), info: tree.SourceInfo(), ok: true}
	ast.PreOrderVisit(tree.Expr(), ast.NewExprVisitor(r.visit))
	return r.ok
}

type rewriter struct {
	*compiler

	scope   scope
	t       *translator
	factory ast.ExprFactory
	info    *ast.SourceInfo
	next    int64
	ok      bool
}

// id returns a new identifier for a node that stands where another does.
func (r *rewriter) id(like int64) int64 {
	r.next++
	if at, ok := r.info.GetOffsetRange(like); ok {
		r.info.SetOffsetRange(r.next, at)
	}
	return r.next
}

func (r *rewriter) visit(e ast.Expr) {
	switch e.Kind() {
	case ast.LiteralKind:
		switch v := e.AsLiteral().(type) {
		case types.Double:
			r.decimal(e, float64(v))
		case types.Null:
			r.ok = false
			r.t.reportAt(e.ID(), 0, report.Text{
				ZH: "没有 null：没有数值的单元格既不等于也不异于任何数", EN: "there is no null: a cell without a value is neither equal to a number nor different from it",
			}, report.Text{ZH: "请用 .filled、.blank、.absent 判断", EN: "Ask for .filled, .blank or .absent"})
		}
	case ast.SelectKind:
		if name, ok := paramName(e); ok {
			r.param(e, name)
		}
	case ast.CallKind:
		call := e.AsCall()
		r.foldArguments(call)
		if call.IsMemberFunction() {
			return
		}
		switch call.FunctionName() {
		case "cell":
			r.cell(e, call.Args())
		case "section":
			r.section(e, call.Args())
		}
	default:
	}
}

// paramName returns the name of the parameter that a selection stands for.
func paramName(e ast.Expr) (string, bool) {
	sel := e.AsSelect()
	op := sel.Operand()
	return sel.FieldName(), op.Kind() == ast.IdentKind && op.AsIdent() == paramsName && !sel.IsTestOnly()
}

// decimal replaces a literal by an exact number with the digits that were typed. The
// parser has made binary floating point of it, so that it is read once more.
func (r *rewriter) decimal(e ast.Expr, value float64) {
	d, err := decimal.NewFromFloat64(value)
	if at, ok := r.info.GetOffsetRange(e.ID()); ok {
		runes := []rune(r.t.expression.text)
		literal := numberLiteral.FindString(string(runes[min(int(at.Start), len(runes)):]))
		if mantissa, _, exponent := strings.Cut(strings.ToLower(literal), "e"); literal != "" && !exponent {
			places := len(mantissa) - strings.IndexByte(mantissa+".", '.') - 1
			d, err = decimal.ParseExact(literal, max(places, 0))
		}
	}
	if err != nil {
		r.ok = false
		r.t.reportAt(e.ID(), 0, report.Text{
			ZH: "数值超出精确范围（最多 19 位数字）", EN: "the number has more than 19 digits",
		}, report.Text{})
		return
	}
	arg := r.factory.NewLiteral(r.id(e.ID()), types.String(d.String()))
	e.SetKindCase(r.factory.NewCall(e.ID(), toDecimal, arg))
}

func (r *rewriter) param(e ast.Expr, name string) {
	p, ok := r.scope.params[name]
	if !ok {
		names := make([]string, 0, len(r.scope.params))
		for n := range r.scope.params {
			names = append(names, n)
		}
		slices.Sort(names)
		r.ok = false
		r.t.reportField(e.ID(), name, report.Text{
			ZH: fmt.Sprintf("没有参数“%s”", name), EN: fmt.Sprintf("there is no parameter %q", name),
		}, diag.DidYouMean(name, names))
		return
	}
	r.constant(e, p.Value)
}

// constant replaces a node by a constant.
func (r *rewriter) constant(e ast.Expr, value ref.Val) {
	switch v := value.(type) {
	case *exact:
		arg := r.factory.NewLiteral(r.id(e.ID()), types.String(v.String()))
		e.SetKindCase(r.factory.NewCall(e.ID(), toDecimal, arg))
	case constantList:
		elements := make([]ast.Expr, len(v.values))
		for i, element := range v.values {
			elements[i] = r.factory.NewLiteral(r.id(e.ID()), types.Null(0))
			r.constant(elements[i], element)
		}
		e.SetKindCase(r.factory.NewList(e.ID(), elements, nil))
	default:
		e.SetKindCase(r.factory.NewLiteral(e.ID(), value))
	}
}

// key returns the literal key that is the only argument of cell or section.
func (r *rewriter) key(e ast.Expr, args []ast.Expr, function string) (string, int64, bool) {
	if len(args) == 1 && args[0].Kind() == ast.LiteralKind {
		if s, ok := args[0].AsLiteral().(types.String); ok {
			return string(s), args[0].ID(), true
		}
	}
	r.ok = false
	r.t.reportAt(e.ID(), 0, report.Text{
		ZH: function + "(…) 只接受一个用引号写明的键", EN: function + "(…) takes one key, written out in quotes",
	}, report.Text{})
	return "", 0, false
}

func (r *rewriter) cell(e ast.Expr, args []ast.Expr) {
	key, at, ok := r.key(e, args, "cell")
	if !ok {
		return
	}
	schema := r.model.schema
	i, ok := schema.Cell(key)
	if !ok {
		keys := make([]string, len(schema.Cells))
		for k := range schema.Cells {
			keys[k] = schema.Cells[k].Key
		}
		r.ok = false
		r.t.reportAt(at, len([]rune(key))+2, report.Text{
			ZH: fmt.Sprintf("格式 %s 没有单元格“%s”", schema.Form, key), EN: fmt.Sprintf("form %s has no cell %q", schema.Form, key),
		}, diag.DidYouMean(key, keys))
		return
	}
	spec := schema.Cells[i]
	path := []string{schema.Tables[schema.Table(spec.Row)].Key, schema.Rows[spec.Row].Key}
	node := r.factory.NewIdent(r.id(at), "tables")
	for _, name := range path {
		node = r.factory.NewSelect(r.id(at), node, name)
	}
	e.SetKindCase(r.factory.NewSelect(e.ID(), node, schema.Columns[spec.Column].Key))
}

func (r *rewriter) section(e ast.Expr, args []ast.Expr) {
	key, at, ok := r.key(e, args, "section")
	if !ok {
		return
	}
	if _, ok := r.model.sections.fields[key]; !ok {
		r.ok = false
		r.t.reportAt(at, len([]rune(key))+2, report.Text{
			ZH: fmt.Sprintf("格式 %s 没有部分“%s”", r.model.schema.Form, key),
			EN: fmt.Sprintf("form %s has no section %q", r.model.schema.Form, key),
		}, diag.DidYouMean(key, r.model.sections.names()))
		return
	}
	e.SetKindCase(r.factory.NewSelect(e.ID(), r.factory.NewIdent(r.id(at), sectionsByKey), key))
}

// convertIntegers wraps every integer that meets a decimal in a conversion, and
// reports whether it changed anything. The overloads for mixed operands exist
// for the checker alone; none is ever called.
func (c *compiler) convertIntegers(checked *ast.AST) bool {
	r := rewriter{compiler: c, factory: ast.NewExprFactory(), next: ast.MaxID(checked), info: checked.SourceInfo()}
	changed := false
	wrap := func(e ast.Expr) {
		inner := r.factory.NewLiteral(r.id(e.ID()), types.Null(0))
		inner.SetKindCase(r.factory.CopyExpr(e))
		e.SetKindCase(r.factory.NewCall(e.ID(), toDecimal, inner))
		changed = true
	}
	isList := func(t, element *types.Type) bool {
		return t.Kind() == types.ListKind && t.Parameters()[0].IsExactType(element)
	}
	ast.PreOrderVisit(checked.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.ListKind {
			elements := e.AsList().Elements()
			is := func(t *types.Type) func(ast.Expr) bool {
				return func(e ast.Expr) bool { return checked.GetType(e.ID()).IsExactType(t) }
			}
			if slices.ContainsFunc(elements, is(decimalType)) {
				for _, integer := range slices.DeleteFunc(slices.Clone(elements), func(e ast.Expr) bool { return !is(types.IntType)(e) }) {
					wrap(integer)
				}
			}
			return
		}
		if e.Kind() != ast.CallKind || len(e.AsCall().Args()) != 2 || e.AsCall().IsMemberFunction() {
			return
		}
		args := e.AsCall().Args()
		a, b := checked.GetType(args[0].ID()), checked.GetType(args[1].ID())
		switch {
		case a == nil || b == nil || e.AsCall().FunctionName() == "round" || e.AsCall().FunctionName() == "fixed":
		case a.IsExactType(decimalType) && (b.IsExactType(types.IntType) || isList(b, types.IntType)):
			wrap(args[1])
		case a.IsExactType(types.IntType) && (b.IsExactType(decimalType) || isList(b, decimalType)):
			wrap(args[0])
		}
	}))
	return changed
}

// foldConstants replaces decimal("1.5") by the number, so that it is parsed once.
func foldConstants(checked *ast.AST) {
	factory := ast.NewExprFactory()
	ast.PostOrderVisit(checked.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != toDecimal {
			return
		}
		arg := e.AsCall().Args()[0]
		if arg.Kind() != ast.LiteralKind {
			return
		}
		var value ref.Val
		switch v := arg.AsLiteral().(type) {
		case types.String:
			value = decimalOfString(v)
		case types.Int:
			value = decimalOfInt(v)
		}
		if d, ok := value.(*exact); ok {
			e.SetKindCase(factory.NewLiteral(e.ID(), d))
		}
	}))
}

// hasLoop reports whether an expression holds a macro that goes through a list.
func hasLoop(e ast.Expr) bool {
	found := false
	ast.PreOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) { found = found || e.Kind() == ast.ComprehensionKind }))
	return found
}

// isAlone reports whether an expression uses neither the element at hand nor what depends
// on it.
func isAlone(checked *ast.AST, s scope) bool {
	alone := true
	ast.PreOrderVisit(checked.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.IdentKind {
			name := e.AsIdent()
			alone = alone && !slices.ContainsFunc(s.variables, func(v *decls.VariableDecl) bool { return v.Name() == name })
		}
	}))
	return alone
}

// isStatic reports whether an expression consists of names alone and selects only
// parts of the report, not what was read of them.
func (c *compiler) isStatic(checked *ast.AST) bool {
	static := true
	ast.PreOrderVisit(checked.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.IdentKind:
			name := e.AsIdent()
			static = static && (name == itName || name == "tables" || name == sectionsByKey)
		case ast.SelectKind:
			t := checked.GetType(e.ID())
			if t.Kind() == types.ListKind {
				t = t.Parameters()[0]
			}
			static = static && !e.AsSelect().IsTestOnly() && c.classOf(t) != nil
		case ast.ListKind:
		default:
			static = false
		}
	}))
	return static
}

// sizes estimates how large the values of a schema are, for the cost of
// expressions.
type sizes struct{ schema *report.Schema }

// Sizes that bound texts: a section of a real report has at most some 20,000
// characters, a label or header under a hundred.
const (
	longText  = 50_000
	shortText = 300
	longList  = 500
)

// EstimateSize implements [cost.Estimator].
func (s sizes) EstimateSize(node cost.AstNode) *cost.SizeEstimate {
	var size uint64
	switch node.Type().Kind() {
	case types.ListKind:
		size = uint64(max(len(s.schema.Cells), longList))
	case types.StringKind:
		size = longText
		if path := node.Path(); len(path) > 0 && (path[0] == lookupName || slices.Contains(shortFields(), path[len(path)-1])) {
			size = shortText
		}
	default:
		return nil
	}
	estimate := cost.RangedSizeEstimate(0, size)
	return &estimate
}

// shortFields lists the fields whose texts are a line at the most.
func shortFields() []string {
	return []string{"organ", "organ_normalised", "key", "label", "unit", "style"}
}

// EstimateCallCost implements [cost.Estimator].
func (s sizes) EstimateCallCost(function, _ string, _ *cost.AstNode, _ []cost.AstNode) *cost.CallEstimate {
	if function == findName {
		hits := cost.RangedSizeEstimate(0, maxHits)
		return cost.NewCallEstimate(cost.Estimate{Min: 1, Max: longText / 10}, &hits)
	}
	if function == mentionsName {
		return cost.NewCallEstimate(cost.Estimate{Min: 1, Max: longText / 10}, nil)
	}
	if function == "sum" {
		return cost.NewCallEstimate(cost.Estimate{Min: 1, Max: uint64(max(len(s.schema.Cells), longList))}, nil)
	}
	return nil
}

// kindName names a type for people.
func kindName(t *types.Type, lang report.Language) string {
	switch t.Kind() {
	case types.BoolKind:
		return lang.Pick("真假值", "true or false")
	case types.IntKind:
		return lang.Pick("整数", "an integer")
	case types.StringKind:
		return lang.Pick("文字", "text")
	case types.ListKind:
		return lang.Pick("列表（", "a list of ") + kindName(t.Parameters()[0], lang) + lang.Pick("）", "")
	case types.DynKind, types.TypeParamKind, types.AnyKind:
		return lang.Pick("任意类型", "anything")
	}
	kind, _, _ := strings.Cut(t.TypeName(), "_")
	switch kind {
	case decimalType.TypeName():
		return lang.Pick("数值", "a number")
	case "cell":
		return lang.Pick("单元格", "a cell")
	case "row":
		return lang.Pick("行", "a row")
	case "column":
		return lang.Pick("列", "a column")
	case "table":
		return lang.Pick("表", "a table")
	case "block":
		return lang.Pick("表的一部分", "a part of a table")
	case "section":
		return lang.Pick("部分", "a section")
	case "heading":
		return lang.Pick("标题行", "a heading")
	case "label":
		return lang.Pick("标签", "a label")
	case "fact":
		return lang.Pick("正文中的数", "a figure in the text")
	case "unknown":
		return lang.Pick("未知的行", "an unknown row")
	case "paragraph":
		return lang.Pick("段落", "a paragraph")
	case "hit":
		return lang.Pick("找到的文字", "a hit")
	case "item":
		return lang.Pick("编号项", "an item")
	case "caption":
		return lang.Pick("题注", "a caption")
	case "aspect":
		return lang.Pick("要素", "an aspect")
	case "title", "report", "document", "tables", "facts", "sections":
		return lang.Pick("“"+kind+"”", kind)
	}
	return t.TypeName()
}
