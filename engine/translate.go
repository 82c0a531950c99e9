package engine

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/report"
)

// translator turns the errors of the CEL library into diagnostics: in the
// author's language, at the place in the rule file, with the nearest name.
type translator struct {
	expression expression
	compiler   *compiler
	scope      scope
	diags      *diag.List
	tree       *ast.AST
}

// report reports a mistake at a rune offset of the expression.
func (t *translator) report(offset, width int, message, hint report.Text) {
	t.diags.Add(t.expression.node.DiagnosticAt(t.expression.offset+offset, width, message, hint))
}

// reportAt reports a mistake at a node.
func (t *translator) reportAt(id int64, width int, message, hint report.Text) {
	offset := 0
	if at, ok := t.tree.SourceInfo().GetOffsetRange(id); ok {
		offset = int(at.Start)
	}
	if width == 0 {
		width = t.wordAt(offset)
	}
	t.report(offset, width, message, hint)
}

// reportField reports a mistake in the name behind the dot of a selection.
func (t *translator) reportField(id int64, name string, message, hint report.Text) {
	offset := 0
	if at, ok := t.tree.SourceInfo().GetOffsetRange(id); ok {
		offset = int(at.Start)
	}
	runes := []rune(t.expression.text)
	for offset < len(runes) && (runes[offset] == '.' || unicode.IsSpace(runes[offset])) {
		offset++
	}
	t.report(offset, len([]rune(name)), message, hint)
}

// wordAt returns the length of the name or number at an offset, at least 1.
func (t *translator) wordAt(offset int) int {
	runes := []rune(t.expression.text)
	n := offset
	for n < len(runes) && (runes[n] == '_' || unicode.IsLetter(runes[n]) || unicode.IsDigit(runes[n])) {
		n++
	}
	return max(n-offset, 1)
}

// unplanned reports an expression of which no program can be made.
func (t *translator) unplanned(err error) {
	words := wordError(err)
	t.report(0, 0, report.Text{ZH: "无法编译：" + words.ZH, EN: "cannot be compiled: " + words.EN}, report.Text{})
}

// offset returns the rune offset of a location in the expression.
func (t *translator) offset(l common.Location) int {
	offset, line := 0, 1
	for _, r := range t.expression.text {
		if line == l.Line() {
			break
		}
		offset++
		if r == '\n' {
			line++
		}
	}
	return offset + max(l.Column(), 0)
}

// syntax reports the first syntax error. Those that follow it are mostly its echo.
func (t *translator) syntax(errs *common.Errors) {
	e := errs.GetErrors()[0]
	message := strings.TrimPrefix(e.Message, "Syntax error: ")
	offset := t.offset(e.Location)
	end := len([]rune(strings.TrimRightFunc(t.expression.text, unicode.IsSpace)))
	switch {
	case strings.TrimSpace(t.expression.text) == "":
		t.report(0, 0, report.Text{ZH: "表达式是空的", EN: "the expression is empty"}, report.Text{})
	case strings.Contains(message, "size exceeds limit"):
		t.report(0, 0, report.Text{
			ZH: fmt.Sprintf("表达式超过 %d 个字符，请拆成几个 let", maxExpressionRunes),
			EN: fmt.Sprintf("the expression has more than %d characters: split it with let", maxExpressionRunes),
		}, report.Text{})
	case strings.Contains(message, "recursion limit"), strings.Contains(message, "expression count"):
		t.report(0, 0, report.Text{
			ZH: fmt.Sprintf("表达式嵌套超过 %d 层，请拆成几个 let", maxExpressionDepth),
			EN: fmt.Sprintf("the expression is nested more than %d deep: split it with let", maxExpressionDepth),
		}, report.Text{})
	case t.slip():
	case offset >= end:
		t.report(end, 1, report.Text{
			ZH: "表达式不完整，到此为止还缺内容", EN: "the expression is incomplete: something is missing at its end",
		}, report.Text{})
	default:
		t.report(offset, t.wordAt(offset), report.Text{ZH: "语法错误：" + syntaxChinese(message), EN: "syntax error: " + message}, report.Text{})
	}
}

func syntaxChinese(message string) string {
	for _, p := range []struct{ pattern, zh string }{
		{`^unexpected single '(.)', expected '(..)'$`, "多余的“$1”，应为“$2”"},
		{`^mismatched input '(.*)' expecting '(.*)'$`, "此处应为“$2”，现为“$1”"},
		{`^unexpected token after expression$`, "表达式之后有多余的内容"},
		{`^unexpected token.*$`, "此处不能出现这个符号"},
		{`^token recognition error at: '?(.*?)'?$`, "无法识别“$1”"},
		{`^unexpected quoted identifier$`, "不能用反引号：文字请用半角双引号或单引号"},
		{`^reserved identifier: if$`, "没有 if：请写 条件 ? 甲 : 乙"},
		{`^reserved identifier: (.*)$`, "“$1”是保留字"},
		{`^expected identifier after '\.'$`, "“.”之后缺少名称"},
		{`^expected identifier$`, "此处缺少名称"},
		{`^expected '(.)'.*$`, "此处缺少“$1”"},
		{`^unterminated (string|bytes).*$`, "引号没有闭合"},
		{`^unexpected character.*$`, "无法识别这个字符"},
		{`^unexpected '(.)'$`, "此处不能有“$1”"},
		{`^invalid (int|uint|double|number) literal.*$`, "数值写法有误"},
		{`^argument (is not an identifier|must be a simple name)$`, "第一个参数须是名称，如 all(r, …) 中的 r"},
		{`^invalid argument to has\(\) macro$`, "has(…) 须写成 has(x.字段)"},
	} {
		if re := regexp.MustCompile(p.pattern); re.MatchString(message) {
			return re.ReplaceAllString(message, p.zh)
		}
	}
	return message
}

// The messages of the type checker that are put into other words.
var (
	undefinedField = regexp.MustCompile(`^undefined field '(.*)'$`)
	undeclared     = regexp.MustCompile(`^undeclared reference to '([^']*)'`)
	noOverload     = regexp.MustCompile(`^found no matching overload for '(.*)' applied to '(.*)'$`)
	typeMismatch   = regexp.MustCompile(`^expected type '(.*)' but found '(.*)'$`)
	noFieldOf      = regexp.MustCompile(`^type '(.*)' does not support field selection$`)
	notRange       = regexp.MustCompile(`^expression of type '(.*)' cannot be range of a comprehension`)
)

// types reports the errors of the type checker.
func (t *translator) types(errs *common.Errors) {
	for _, e := range errs.GetErrors() {
		t.typeError(e)
	}
}

func (t *translator) typeError(e *common.Error) {
	offset := t.offset(e.Location)
	if m := undefinedField.FindStringSubmatch(e.Message); m != nil {
		t.undefinedField(e.ExprID, m[1])
		return
	}
	if m := undeclared.FindStringSubmatch(e.Message); m != nil {
		t.undeclared(e.ExprID, offset, m[1])
		return
	}
	if m := noOverload.FindStringSubmatch(e.Message); m != nil {
		t.noOverload(e.ExprID, offset, m[1])
		return
	}
	message := report.Text{ZH: e.Message, EN: e.Message}
	if m := typeMismatch.FindStringSubmatch(e.Message); m != nil {
		message = report.Text{
			ZH: fmt.Sprintf("类型不符：应为%s，这里是%s", t.typeName(m[1], report.Chinese), t.typeName(m[2], report.Chinese)),
			EN: fmt.Sprintf("wrong type: want %s, this is %s", t.typeName(m[1], report.English), t.typeName(m[2], report.English)),
		}
	} else if m := noFieldOf.FindStringSubmatch(e.Message); m != nil {
		message = report.Text{
			ZH: t.typeName(m[1], report.Chinese) + "没有字段",
			EN: t.typeName(m[1], report.English) + " has no fields",
		}
	} else if m := notRange.FindStringSubmatch(e.Message); m != nil {
		message = report.Text{
			ZH: t.typeName(m[1], report.Chinese) + "不是列表，不能逐个检查",
			EN: t.typeName(m[1], report.English) + " is no list to go through",
		}
	}
	t.report(offset, t.wordAt(offset), message, report.Text{})
}

func (t *translator) undefinedField(id int64, name string) {
	var known []string
	var of *types.Type
	if e := t.find(id); e != nil && e.Kind() == ast.SelectKind {
		of = t.tree.GetType(e.AsSelect().Operand().ID())
		if of != nil {
			known, _ = t.compiler.env.CELTypeProvider().FindStructFieldNames(of.TypeName())
		}
	}
	zh, en := "此处", "this"
	if of != nil {
		zh, en = kindName(of, report.Chinese), kindName(of, report.English)
	}
	t.reportField(id, name, report.Text{
		ZH: fmt.Sprintf("%s没有字段“%s”", zh, name), EN: fmt.Sprintf("%s has no field %q", en, name),
	}, diag.DidYouMean(name, known))
}

func (t *translator) undeclared(id int64, offset int, name string) {
	var known []string
	kind := report.Text{ZH: "名称", EN: "name"}
	if e := t.find(id); e != nil && e.Kind() == ast.CallKind {
		kind = report.Text{ZH: "函数", EN: "function"}
		known = functionNames(t.compiler)
		offset = t.nameBefore(offset, name)
		if slices.Contains(known, name) {
			t.report(offset, len([]rune(name)), report.Text{
				ZH: fmt.Sprintf("“%s”的写法不对", name), EN: fmt.Sprintf("%q is not written so", name),
			}, report.Text{
				ZH: fmt.Sprintf("逐个检查的写法如 rows.%s(r, r.total.value > 0)", name), EN: fmt.Sprintf("Going through a list is written rows.%s(r, r.total.value > 0)", name),
			})
			return
		}
	} else if hint, ok := t.lateName(name); ok {
		t.report(offset, len([]rune(name)), report.Text{
			ZH: fmt.Sprintf("此处没有“%s”", name), EN: fmt.Sprintf("there is no %q here", name),
		}, hint)
		return
	} else {
		known = t.scope.names()
		for v := range t.compiler.model.variables() {
			if !strings.HasPrefix(v, "@") {
				known = append(known, v)
			}
		}
	}
	slices.Sort(known)
	hint := diag.DidYouMean(name, known)
	if other := otherName(name); other.ZH != "" {
		hint = report.Text{ZH: "请用 " + other.ZH, EN: "Write " + other.EN}
	}
	t.report(offset, len([]rune(name)), report.Text{
		ZH: fmt.Sprintf("未知的%s“%s”", kind.ZH, name), EN: fmt.Sprintf("unknown %s %q", kind.EN, name),
	}, hint)
}

// nameBefore returns where the name of a call stands that is located at its
// parenthesis.
func (t *translator) nameBefore(offset int, name string) int {
	runes := []rune(t.expression.text)
	if n := len([]rune(name)); offset >= n && offset <= len(runes) && string(runes[offset-n:offset]) == name {
		return offset - n
	}
	return offset
}

// lateName explains a name that other rules, or other parts of a rule, have.
func (t *translator) lateName(name string) (report.Text, bool) {
	switch name {
	case itName:
		return report.Text{ZH: "it 是 forEach 的元素，本规则没有 forEach", EN: "it is the element of forEach, which this rule does not have"}, true
	case "left", "right", "delta":
		return report.Text{ZH: name + " 只在 balance 规则的 message 和 suggest 中可用", EN: name + " is for the message and suggest of a rule with balance"}, true
	case "count":
		return report.Text{
			ZH: "count 只在 collect、repeats 规则的 message 和 suggest 中可用",
			EN: "count is for the message and suggest of a rule with collect or repeats",
		}, true
	case "first":
		return report.Text{
			ZH: "first 只在 unique、resemblance、repeats 规则的 message 和 suggest 中可用",
			EN: "first is for the message and suggest of a rule with unique, resemblance or repeats",
		}, true
	case "similarity", "cluster":
		return report.Text{
			ZH: name + " 只在 resemblance 规则的 message、suggest 和 severity 中可用",
			EN: name + " is for the message, suggest and severity of a rule with resemblance",
		}, true
	case "other":
		return report.Text{
			ZH: "other 只在 resemblance、repeats 规则的 message 和 suggest 中可用",
			EN: "other is for the message and suggest of a rule with resemblance or repeats",
		}, true
	case "sentence":
		return report.Text{ZH: "sentence 只在 repeats 规则的 message 和 suggest 中可用", EN: "sentence is for the message and suggest of a rule with repeats"}, true
	case lookupName:
		return report.Text{ZH: "lookup 是用 lookup: 文件.csv 引入的表，本规则没有", EN: "lookup is the table that lookup: FILE.csv brings in, which this rule does not have"}, true
	case paramsName:
		return report.Text{ZH: "请写 params.名称", EN: "Write params.NAME"}, true
	}
	return report.Text{}, false
}

// functionNames lists the functions and macros that an author can write.
func functionNames(c *compiler) []string {
	names := []string{"cell", "section"}
	for name := range c.env.Functions() {
		if unicode.IsLetter([]rune(name)[0]) && !slices.Contains(leftOut(), name) {
			names = append(names, name)
		}
	}
	for _, m := range c.env.Macros() {
		names = append(names, m.Function())
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (t *translator) noOverload(id int64, offset int, name string) {
	var operands []*types.Type
	if e := t.find(id); e != nil && e.Kind() == ast.CallKind {
		call := e.AsCall()
		if call.IsMemberFunction() {
			operands = append(operands, t.tree.GetType(call.Target().ID()))
		}
		for _, a := range call.Args() {
			operands = append(operands, t.tree.GetType(a.ID()))
		}
	}
	symbol := strings.Trim(name, "_@")
	if unicode.IsLetter([]rune(name)[0]) {
		offset = t.nameBefore(offset, name)
	}
	for _, o := range operands {
		if o != nil && o.Kind() == types.ErrorKind {
			return // the echo of a mistake within
		}
	}
	switch name {
	case sortByKeys:
		symbol = "sortBy"
		offset = max(strings.Index(t.expression.text, symbol), 0)
		offset = len([]rune(t.expression.text[:offset]))
		operands = operands[1:]
	case operators.Negate:
		symbol = "-"
	case operators.Index:
		symbol = "[…]"
	case operators.Conditional:
		symbol = "?:"
	case operators.In:
		symbol = "in"
	}
	var zh, en []string
	numbers, texts := 0, 0
	for _, o := range operands {
		if o == nil {
			continue
		}
		zh, en = append(zh, kindName(o, report.Chinese)), append(en, kindName(o, report.English))
		switch {
		case o.IsExactType(decimalType), o.IsExactType(types.IntType):
			numbers++
		case o.IsExactType(types.StringType):
			texts++
		}
	}
	var hint report.Text
	switch {
	case name == operators.Conditional && numbers == 2:
		hint = report.Text{ZH: "两个分支须同为整数或同为小数，可将整数写成小数，如 0.0", EN: "Both branches must be integers or decimals: write an integer as a decimal, such as 0.0"}
	case numbers > 0 && texts > 0 && name == operators.Add:
		hint = report.Text{ZH: "数值与文字相连请写 string(数值) + 文字", EN: "To join them write string(number) + text"}
	case numbers > 0 && texts > 0 && name != operators.Conditional:
		hint = report.Text{ZH: "数值应与数值比较，不要加引号", EN: "Compare a number with a number, without quotes"}
	default:
		hint = t.operandAdvice(name, operands)
	}
	width := len([]rune(symbol))
	if name == operators.Conditional || name == operators.Index {
		width = 1 // the symbol has other text in its middle
	}
	t.report(offset, width, report.Text{
		ZH: fmt.Sprintf("“%s”不能用于%s", symbol, strings.Join(zh, "与")),
		EN: fmt.Sprintf("%q cannot be used with %s", symbol, strings.Join(en, " and ")),
	}, hint)
}

// operandAdvice tells what to write where a function or operator is not for its
// operands.
func (t *translator) operandAdvice(name string, operands []*types.Type) report.Text {
	is := func(check func(*types.Type) bool) bool {
		return slices.ContainsFunc(operands, func(o *types.Type) bool { return o != nil && check(o) })
	}
	isClass := func(o *types.Type) bool { return t.compiler.classOf(o) != nil }
	switch {
	case searches(name):
		return report.Text{
			ZH: name + " 用于 report、部分、段落、编号项、要素，如 section(\"键\")." + name + "(\"…\")；文字请用 .matches(…)",
			EN: name + " is for report, sections, paragraphs, items and aspects, as in section(\"KEY\")." + name + "(\"…\"); for a text use .matches(…)",
		}
	case len(operands) > 1 && name == "sum":
		return report.Text{ZH: "几个数相加请写成列表：sum([甲, 乙])", EN: "Write a list: sum([a, b])"}
	case slices.Contains(functionsOfTexts(), name) && len(operands) > 0 && operands[0] != nil && isClass(operands[0]):
		return report.Text{ZH: "请用它的 .text（规范化的文字）或 .raw（原文）", EN: "Use its .text, which is normalised, or .raw"}
	case slices.Contains(functionsOfTexts(), name) && len(operands) > 1:
		return report.Text{ZH: fmt.Sprintf("请写成 文字.%s(…)", name), EN: fmt.Sprintf("It is written text.%s(…)", name)}
	case is(func(o *types.Type) bool { return o.TypeName() == t.compiler.model.cell.name }):
		return report.Text{ZH: "单元格的数值是 .value", EN: "The number in a cell is its .value"}
	case slices.Contains([]string{operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals}, name) && is(isBool):
		return report.Text{ZH: "连续比较请拆开：甲 < 乙 && 乙 < 丙", EN: "Compare twice: a < b && b < c"}
	}
	return report.Text{}
}

// functionsOfTexts lists the functions that are called on a text.
func functionsOfTexts() []string {
	return []string{"contains", "startsWith", "endsWith", "matches", "indexOf", "lastIndexOf", "split", "substring", "trim"}
}

// typeName names a type that the checker has formatted.
func (t *translator) typeName(formatted string, lang report.Language) string {
	if inner, ok := strings.CutPrefix(formatted, "list("); ok {
		return lang.Pick("列表（", "a list of ") + t.typeName(strings.TrimSuffix(inner, ")"), lang) + lang.Pick("）", "")
	}
	switch formatted {
	case "bool":
		return kindName(types.BoolType, lang)
	case "int":
		return kindName(types.IntType, lang)
	case "string":
		return kindName(types.StringType, lang)
	}
	return kindName(types.NewObjectType(formatted), lang)
}

// find returns the node with an identifier.
func (t *translator) find(id int64) ast.Expr {
	if t.tree == nil {
		return nil
	}
	var found ast.Expr
	ast.PreOrderVisit(t.tree.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.ID() == id {
			found = e
		}
	}))
	return found
}

// validate reports what the type checker lets pass and the rule language does
// not: lists of mixed types, regular expressions that do not compile, and
// expressions that may take too long.
func (t *translator) validate(checked *ast.AST) bool {
	t.tree = checked
	ok := true
	ast.PreOrderVisit(checked.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		switch {
		case e.Kind() == ast.ListKind:
			ok = t.list(e) && ok
		case e.Kind() != ast.CallKind:
		case e.AsCall().FunctionName() == "matches":
			ok = t.regex(e.AsCall()) && ok
		case searches(e.AsCall().FunctionName()):
			ok = t.writtenOut(e.AsCall()) && t.regex(e.AsCall()) && ok
		case e.AsCall().FunctionName() == "distinct":
			ok = t.distinct(e) && ok
		}
	}))
	if !ok {
		return false
	}
	if !t.kept(checked) {
		return false
	}
	for _, v := range t.scope.variables {
		if v.Type().Kind() == types.DynKind {
			return true // what it is could not be told, and is reported
		}
	}
	estimate, err := cost.Cost(checked, sizes{t.compiler.model.schema})
	if err == nil && estimate.Max > maxCost {
		t.report(0, 0, report.Text{
			ZH: "表达式可能耗时过长（多层循环或超长文字的重复比较），请改写", EN: "the expression may take too long (loops within loops, or long texts compared again and again)",
		}, report.Text{})
		return false
	}
	return true
}

// list reports an element of another type than the first. What names places may be
// of any kinds that have one.
func (t *translator) list(e ast.Expr) bool {
	elements := e.AsList().Elements()
	places := t.expression.places && e.ID() == t.tree.Expr().ID()
	for _, x := range elements {
		first, of := t.tree.GetType(elements[0].ID()), t.tree.GetType(x.ID())
		switch {
		case first.Kind() == types.DynKind || of.Kind() == types.DynKind:
		case places && !t.compiler.isPlace(of):
			t.reportAt(x.ID(), 0, report.Text{
				ZH: "此处应为报告中的位置，这里是" + kindName(of, report.Chinese), EN: "this must be a place in the report, this is " + kindName(of, report.English),
			}, report.Text{})
			return false
		case !places && !first.IsExactType(of):
			t.reportAt(x.ID(), 0, report.Text{
				ZH: fmt.Sprintf("列表的元素类型须一致：前面是%s，这里是%s", kindName(first, report.Chinese), kindName(of, report.Chinese)),
				EN: fmt.Sprintf("the elements of a list must be of one type: the first is %s, this is %s", kindName(first, report.English), kindName(of, report.English)),
			}, report.Text{})
			return false
		}
	}
	return true
}

// distinct reports cells that are told apart as such, and not by their values.
func (t *translator) distinct(call ast.Expr) bool {
	of := t.tree.GetType(call.AsCall().Target().ID())
	if of.Kind() != types.ListKind || of.Parameters()[0].TypeName() != t.compiler.model.cell.name {
		return true
	}
	t.reportAt(call.ID(), 1, report.Text{ZH: "“distinct”不能用于单元格", EN: "\"distinct\" cannot be used with cells"}, report.Text{
		ZH: "单元格的数值是 .value", EN: "The number in a cell is its .value",
	})
	return false
}

// regex compiles the pattern of a match that is written out.
func (t *translator) regex(call ast.CallExpr) bool {
	args := call.Args()
	pattern := args[len(args)-1]
	if pattern.Kind() != ast.LiteralKind {
		return true
	}
	s, ok := pattern.AsLiteral().(types.String)
	if !ok {
		return true
	}
	if _, err := regexp.Compile(string(s)); err != nil {
		t.reportAt(pattern.ID(), len([]rune(string(s)))+2, diag.BadPattern(err), report.Text{})
		return false
	}
	return true
}
