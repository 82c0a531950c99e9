package engine

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/govalues/decimal"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

var idPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// variablePattern is what the name of a let clause or a parameter must look like.
var variablePattern = regexp.MustCompile(`^[a-z][A-Za-z0-9_]*$`)

func parseRule(source RuleSource, diags *diag.List) *Rule {
	node := source.Definition
	if !node.IsMapping() {
		node.Errorf(report.Text{ZH: "规则应为映射（id: …）", EN: "a rule must be a mapping (id: …)"}, report.Text{})
		return nil
	}
	before := diags.Len()
	m := node.Mapping()
	p := ruleParser{layers: []*yamldoc.Mapping{m}, rule: &Rule{node: node, written: map[string]*yamldoc.Node{}, File: node.File(), Line: node.Line()}}
	p.rule.changed = len(source.Changes) > 0
	for _, change := range source.Changes {
		p.layers = append([]*yamldoc.Mapping{change.Mapping()}, p.layers...)
	}
	r := p.rule
	if n := m.Require("id"); n != nil {
		r.ID = p.take("id").String()
		if !idPattern.MatchString(r.ID) {
			n.Errorf(report.Text{
				ZH: "id 只能由小写字母、数字和连字符组成，如 row-total", EN: "an id consists of lower-case letters, digits and hyphens, such as row-total",
			}, report.Text{})
		}
	}
	r.Name, r.Description, r.Formula = p.take("name").Text(), p.take("description").Text(), p.take("formula").Text()
	r.Source = p.take("source").String()
	r.Forms = p.take("forms").Strings()
	r.Supersedes = p.take("supersedes").Strings()
	r.collect = p.take("collect").Bool()
	p.severity(p.take("severity"))
	p.lookup(p.take(lookupName), source.Read)
	p.scope(p.take("scope"))
	p.params()
	p.letClauses(p.take("let"))
	r.forEach, r.when, r.check = p.expression("forEach"), p.expression("when"), p.expression("check")
	p.balance(p.take("balance"))
	p.diagnose(p.take("diagnose"))
	r.unique = p.expression("unique")
	p.resemblance(p.take("resemblance"))
	p.repeats(p.take("repeats"))
	r.at, r.related, r.suggest = p.places("at"), p.places("related"), p.expression("suggest")
	p.message(p.take("message"))
	p.consistent()
	for _, layer := range p.layers {
		layer.Done()
	}
	if diags.Len() > before && r.ID == "" {
		return nil
	}
	return r
}

// ruleParser reads the parts of a rule.
type ruleParser struct {
	// layers holds the changes of the rule, those that count most first, and then its
	// definition.
	layers []*yamldoc.Mapping
	rule   *Rule
}

// has reports whether the rule has a key, with a value or not.
func (p *ruleParser) has(key string) bool {
	return slices.ContainsFunc(p.layers, func(m *yamldoc.Mapping) bool { return m.Has(key) })
}

// take returns what counts of a key, or nil.
func (p *ruleParser) take(key string) *yamldoc.Node {
	var found *yamldoc.Node
	for _, layer := range p.layers {
		if n := layer.Take(key); n != nil && found == nil {
			found = n
		}
	}
	if found != nil {
		p.rule.written[key] = found
	}
	return found
}

func (p *ruleParser) severity(n *yamldoc.Node) {
	parse := func(n *yamldoc.Node) report.Severity {
		word := n.String()
		s, err := report.ParseSeverity(word)
		if err != nil && n != nil {
			n.Errorf(report.Text{
				ZH: fmt.Sprintf("未知的级别“%s”", word), EN: fmt.Sprintf("unknown severity %q", word),
			}, severityHint(word))
		}
		return s
	}
	switch {
	case n == nil:
		p.rule.Severities = []SeverityCase{{Severity: report.Warning}}
	case n.IsScalar():
		p.rule.Severities = []SeverityCase{{Severity: parse(n)}}
	default:
		if n.IsSequence() && len(n.Items()) == 0 {
			n.Errorf(report.Text{ZH: "没有写明级别", EN: "there is no severity"}, report.Text{})
		}
		for _, item := range n.Items() {
			m := item.Mapping()
			c := SeverityCase{Severity: parse(m.Require("is"))}
			if w := m.Take("when"); w != nil {
				c.when = newExpression(w)
			}
			m.Done()
			p.rule.Severities = append(p.rule.Severities, c)
		}
	}
}

func severityHint(word string) report.Text {
	if diag.Nearest(word, report.SeverityNames()) != "" {
		return diag.DidYouMean(word, report.SeverityNames())
	}
	return report.SeverityHint()
}

func (p *ruleParser) scope(n *yamldoc.Node) {
	if n == nil {
		return
	}
	i := slices.Index(scopeNames(), n.String())
	if i < 0 {
		n.Errorf(report.Text{
			ZH: fmt.Sprintf("未知的范围“%s”", n.Value()), EN: fmt.Sprintf("unknown scope %q", n.Value()),
		}, diag.DidYouMean(n.Value(), scopeNames()))
		return
	}
	p.rule.scope = ruleScope(i)
}

// params reads the parameters. A change gives another value to those that the
// definition has, one by one.
func (p *ruleParser) params() {
	r := p.rule
	r.Params = map[string]*Param{}
	for i, layer := range slices.Backward(p.layers) {
		for _, e := range layer.Take("params").Entries() {
			if !variablePattern.MatchString(e.Key) {
				e.Name.Errorf(badName(e.Key), report.Text{})
			}
			old := r.Params[e.Key]
			isChange := i < len(p.layers)-1
			if isChange && old == nil {
				e.Name.Errorf(report.Text{
					ZH: fmt.Sprintf("规则“%s”没有参数“%s”", r.ID, e.Key), EN: fmt.Sprintf("rule %q has no parameter %q", r.ID, e.Key),
				}, diag.DidYouMean(e.Key, slices.Sorted(maps.Keys(r.Params))))
				continue
			}
			value := constant(e.Value)
			if value == nil {
				continue
			}
			if isChange && paramKind(value) != paramKind(old.Value) {
				was := paramKind(old.Value)
				e.Value.Errorf(report.Text{
					ZH: fmt.Sprintf("参数“%s”须是%s", e.Key, was.ZH), EN: fmt.Sprintf("parameter %q must be %s", e.Key, was.EN),
				}, report.Text{})
				continue
			}
			r.Params[e.Key] = &Param{Value: value, node: e.Value}
			r.written["params."+e.Key] = e.Value
		}
	}
}

// paramKind names the kind of a parameter. A whole number and a decimal are of one.
func paramKind(v ref.Val) report.Text {
	switch v.(type) {
	case constantList:
		return report.Text{ZH: "列表", EN: "a list"}
	case types.Bool:
		return report.Text{ZH: " true 或 false", EN: "true or false"}
	case types.String:
		return report.Text{ZH: "文字", EN: "a text"}
	}
	return report.Text{ZH: "数值", EN: "a number"}
}

func badName(name string) report.Text {
	return report.Text{
		ZH: fmt.Sprintf("“%s”不能作名称，应以小写字母开头，由字母、数字和下划线组成", name),
		EN: fmt.Sprintf("%q is no name: it must begin with a lower-case letter and consist of letters, digits and underscores", name),
	}
}

// constant returns the value of a parameter.
func constant(n *yamldoc.Node) ref.Val {
	if n.IsSequence() {
		var values []ref.Val
		for _, item := range n.Items() {
			if v := constant(item); v != nil {
				values = append(values, v)
			}
		}
		return constantList{newList(values), values}
	}
	if !n.IsScalar() {
		n.Errorf(report.Text{
			ZH: "参数应为数值、文字、true/false 或它们的列表", EN: "a parameter is a number, a text, true or false, or a list of them",
		}, report.Text{})
		return nil
	}
	switch n.Tag() {
	case "!!bool":
		return types.Bool(n.Bool())
	case "!!int":
		i, err := strconv.ParseInt(n.Value(), 10, 64)
		if err == nil {
			return types.Int(i)
		}
	case "!!float":
		d, err := decimal.Parse(n.Value())
		digits := strings.TrimLeft(strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, n.Value()), "0")
		if err == nil && len(digits) <= decimal.MaxPrec {
			return newExact(d)
		}
	case "!!str":
		return types.String(n.Value())
	}
	n.Errorf(report.Text{
		ZH: fmt.Sprintf("参数“%s”不是可用的数值或文字", n.Value()), EN: fmt.Sprintf("parameter %q is no number or text that can be used", n.Value()),
	}, report.Text{})
	return nil
}

func (p *ruleParser) letClauses(n *yamldoc.Node) {
	for _, e := range n.Entries() {
		switch {
		case slices.Contains(reservedNames(), e.Key):
			e.Name.Errorf(report.Text{
				ZH: fmt.Sprintf("“%s”是规则语言自己的名称，请换一个", e.Key),
				EN: fmt.Sprintf("%q is a name of the rule language itself: choose another", e.Key),
			}, report.Text{})
			continue
		case !variablePattern.MatchString(e.Key):
			e.Name.Errorf(badName(e.Key), report.Text{})
			continue
		}
		if x := newExpression(e.Value); x != nil {
			p.rule.let = append(p.rule.let, letClause{e.Key, *x})
		}
	}
}

// reservedNames lists the names that cannot be given to let clauses.
func reservedNames() []string {
	return []string{
		itName, paramsName, lookupName, "left", "right", "delta", "count", "similarity", "other", "cluster", "sentence",
		"report", "title", "document", "tables", "facts", "sections", "headings", "labels", "unknown_rows",
		"paragraphs", "numbered_items", "captions",
	}
}

// itName is the name of the element at hand in a rule with forEach.
const itName = "it"

// expression reads an expression under a key of the rule.
func (p *ruleParser) expression(key string) *expression {
	if n := p.take(key); n != nil {
		return newExpression(n)
	}
	return nil
}

// places reads an expression that names places under a key of the rule.
func (p *ruleParser) places(key string) *expression {
	n := p.take(key)
	if n == nil {
		return nil
	}
	if n.IsSequence() {
		n.Errorf(report.Text{
			ZH: fmt.Sprintf("“%s”须是表达式，不能是 YAML 列表", key), EN: fmt.Sprintf("%q must be an expression, not a YAML list", key),
		}, report.Text{ZH: "几处请写成带引号的 '[a, b]'", EN: "Write several places as '[a, b]', in quotes"})
		return nil
	}
	x := newExpression(n)
	if x != nil {
		x.places = true
	}
	return x
}

// newExpression takes a scalar for an expression. YAML reads a bare true, 1 or
// 0.5 as something other than text, but it is an expression all the same.
func newExpression(n *yamldoc.Node) *expression {
	if !n.IsScalar() {
		_ = n.String() // reports the wrong kind
		return nil
	}
	text := n.Value()
	if at := commentIn(text); at >= 0 && n.Folds() {
		n.ErrorAt(at, 2, report.Text{
			ZH: "这种写法会把换行变成空格，// 之后的各行都会变成注释", EN: "line breaks become spaces here, so that all lines behind // become a comment",
		}, report.Text{ZH: "请改用“|”", EN: "Use | instead"})
		return nil
	}
	return &expression{node: n, text: text}
}

// commentIn returns the rune offset at which a comment begins in a CEL expression,
// or -1. What stands in quotes begins none.
func commentIn(text string) int {
	var quote rune
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		switch r := runes[i]; {
		case quote != 0 && r == '\\':
			i++
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"' || r == '\'':
			quote = r
		case r == '/' && i+1 < len(runes) && runes[i+1] == '/':
			return i
		}
	}
	return -1
}

func (p *ruleParser) balance(n *yamldoc.Node) {
	if n == nil {
		return
	}
	m := n.Mapping()
	left, right := m.Require("left"), m.Require("right")
	m.Done()
	if left == nil || right == nil {
		return
	}
	l, r := newExpression(left), newExpression(right)
	if l != nil && r != nil {
		p.rule.balance = &balanceClause{*l, *r}
	}
}

// message reads the message in both languages. A text without a language is
// Chinese, and stands for English too where that is missing.
func (p *ruleParser) message(n *yamldoc.Node) {
	if n == nil {
		return
	}
	p.rule.message = newMessage(n)
}

// newMessage reads a message in one language or in both.
func newMessage(n *yamldoc.Node) (message [2]*template) {
	if n.IsScalar() {
		message[report.Chinese] = newTemplate(n)
		return message
	}
	if n.IsMapping() && n.Get("zh") == nil && n.Get("en") == nil {
		n.Errorf(report.Text{ZH: "消息须是文字，或者 {zh: …, en: …}", EN: "a message must be a text, or {zh: …, en: …}"}, report.Text{
			ZH: "以 { 开头的文字请整段加引号", EN: "Quote a text that begins with {",
		})
		return message
	}
	m := n.Mapping()
	if t := m.Take("zh"); t != nil {
		message[report.Chinese] = newTemplate(t)
	}
	if t := m.Take("en"); t != nil {
		message[report.English] = newTemplate(t)
	}
	m.Done()
	return message
}

// consistent reports parts of a rule that do not go together.
func (p *ruleParser) consistent() {
	r := p.rule
	complain := func(key, zh, en string) {
		n := r.written[key]
		if n == nil {
			n = r.node
		}
		n.Errorf(report.Text{ZH: zh, EN: en}, report.Text{})
	}
	kinds := 0
	for _, key := range ruleKinds() {
		if p.has(key) {
			kinds++
		}
	}
	if kinds != 1 {
		complain("", "规则须有且只有 check、balance、unique、diagnose、resemblance、repeats 之一",
			"a rule has exactly one of check, balance, unique, diagnose, resemblance and repeats")
	}
	if r.collect && r.forEach == nil {
		complain("collect", "collect 需要 forEach", "collect needs forEach")
	}
	if r.scope == corpusScope && (r.check != nil || r.balance != nil) {
		complain("scope", "scope: corpus 只用于 unique 和 resemblance", "scope: corpus is for unique and resemblance only")
	}
	if r.resemblance != nil && r.scope == reportScope {
		complain("resemblance", "resemblance 需要 scope: series、group 或 corpus", "resemblance needs scope: series, group or corpus")
	}
	if r.repeats != nil && r.scope != seriesScope {
		complain("repeats", "repeats 需要 scope: series", "repeats needs scope: series")
	}
	if r.texts() != nil && r.forEach != nil {
		complain("forEach", "比较文字的规则不能有 forEach：of 中的各部分就是 it", "a rule that compares texts has no forEach: it is each of the sections in of")
	}
	p.consistentDiagnosis()
	if p.has("unique") && r.scope != corpusScope {
		complain("unique", "unique 需要 scope: corpus", "unique needs scope: corpus")
	}
}
