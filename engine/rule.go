// Package engine evaluates rules over reports.
//
// Rules are written in YAML; their expressions are in CEL (see
// https://cel.dev), extended by exact numbers, by the names that a form gives its
// cells, rows, columns and sections, and by a third truth value: an expression
// that needs a cell without a value is not assessable, neither true nor false.
//
// # From file to finding
//
// [ParseRules] reads rule files and reports every mistake in them at once.
// [New] makes an engine of the rules and the schemas that they are for; the
// expressions are compiled when they are first needed, or all at once by
// [Engine.Check]. An [Evaluator] applies the rules to one report after another;
// each worker has its own. The package knows nothing of file formats or of any
// particular form.
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

// Rule is a rule as it stands in a file.
type Rule struct {
	ID string
	// Name is a few words, Description tells what the rule is for.
	Name, Description report.Text
	// Formula is what the rule checks, in words.
	Formula report.Text
	// Source is the document that the rule follows from, or empty.
	Source string
	// Severities lists the severities with their conditions; the first that holds
	// counts.
	Severities []SeverityCase
	// Forms lists the forms that the rule is for; empty means all of the families.
	Forms []string
	// Families lists the kinds of reports that the pack of the rule knows; empty means
	// all.
	Families []string
	// Params are the named constants of the rule.
	Params map[string]*Param
	// Supersedes lists the rules whose findings at the same places give way.
	Supersedes []string
	// File and Line tell where the rule is defined.
	File string
	Line int

	node *yamldoc.Node
	// written holds what was written of the rule by key, changes included.
	written map[string]*yamldoc.Node
	changed bool
	scope   ruleScope
	let     []letClause
	forEach *expression
	when    *expression
	check   *expression
	balance *balanceClause
	unique  *expression
	at      *expression
	related *expression
	suggest *expression
	message [2]*template // by language
	collect bool
}

// SeverityCase is a severity with the condition under which it counts.
type SeverityCase struct {
	when     *expression
	Severity report.Severity
}

// Condition returns the condition as it was written, or the empty string.
func (c SeverityCase) Condition() string {
	if c.when == nil {
		return ""
	}
	return strings.TrimSpace(c.when.text)
}

// Severity returns the severity of the rule where no condition holds, or else the
// worst that it can have.
func (r *Rule) Severity() report.Severity {
	worst := report.Off
	for _, c := range r.Severities {
		if c.when == nil {
			return c.Severity
		}
		worst = max(worst, c.Severity)
	}
	return worst
}

// Param is a named constant of a rule.
type Param struct {
	Value ref.Val
	node  *yamldoc.Node
}

// String returns the value as it would be written in YAML.
func (p *Param) String() string {
	if list, ok := p.Value.(constantList); ok {
		parts := make([]string, len(list.values))
		for i, v := range list.values {
			parts[i] = (&Param{Value: v}).String()
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return formatValue(p.Value, report.English)
}

// ruleScope says how many reports a rule looks at.
type ruleScope uint8

const (
	// reportScope: one report at a time.
	reportScope ruleScope = iota
	// corpusScope: all reports of a run.
	corpusScope
)

func scopeNames() []string { return []string{reportScope: "report", corpusScope: "corpus"} }

// letClause names an expression.
type letClause struct {
	name string
	expression
}

// balanceClause states that two lists of cells have the same sum.
type balanceClause struct {
	left, right expression
}

// constantList is the value of a parameter that is a list.
type constantList struct {
	ref.Val

	values []ref.Val
}

// IsRules reports whether a YAML document holds rules: a list of them, or a
// mapping with a list under "rules".
func IsRules(root *yamldoc.Node) bool {
	return root.IsSequence() || root.IsMapping() && root.Mapping().Has("rules")
}

// RuleSource is what files say of a rule.
type RuleSource struct {
	// Definition is the rule as its pack has it.
	Definition *yamldoc.Node
	// Changes say what other packs and configurations put in the place of single keys
	// of it, those that count most last.
	Changes []*yamldoc.Node
}

// ID returns the identifier of the rule, or the empty string where it has none.
func (s RuleSource) ID() string { return RuleID(s.Definition) }

// RuleID returns the identifier that the mapping of a rule has, or the empty string.
func RuleID(node *yamldoc.Node) string {
	if id := node.Get("id"); id.IsScalar() {
		return id.Value()
	}
	return ""
}

// DefinesRule reports whether the mapping of a rule says what the rule asks for.
// One that does not changes another rule of its identifier.
func DefinesRule(node *yamldoc.Node) bool {
	return slices.ContainsFunc(ruleKinds(), func(key string) bool { return node.Get(key) != nil })
}

// ruleKinds lists the keys of which a rule has exactly one.
func ruleKinds() []string { return []string{"check", "balance", "unique"} }

// RuleNodes returns the rules of a file.
func RuleNodes(root *yamldoc.Node) []*yamldoc.Node {
	if !root.IsMapping() {
		return root.Items()
	}
	m := root.Mapping()
	list := m.Take("rules")
	m.Done()
	return list.Items()
}

// ParseRules reads the rules of files. Mistakes in their structure are reported to
// diags; expressions are compiled later, against a form.
func ParseRules(roots []*yamldoc.Node, diags *diag.List) []*Rule {
	var sources []RuleSource
	for _, root := range roots {
		for _, node := range RuleNodes(root) {
			sources = append(sources, RuleSource{Definition: node})
		}
	}
	return ParseSources(sources, diags)
}

// ParseSources reads rules with their changes; see [ParseRules].
func ParseSources(sources []RuleSource, diags *diag.List) []*Rule {
	rules := make([]*Rule, 0, len(sources))
	for _, source := range sources {
		if r := parseRule(source, diags); r != nil {
			rules = append(rules, r)
		}
	}
	return rules
}

// Changed reports whether something changed the rule after its definition.
func (r *Rule) Changed() bool { return r.changed }

// Origin returns the place where a key of the rule was written, such as "severity" or
// "params.limit": that of the change that counts, or of the definition where there is
// none.
func (r *Rule) Origin(key string) (file string, line int) {
	if n := r.written[key]; n != nil {
		return n.File(), n.Line()
	}
	return r.File, r.Line
}

// CheckReferences reports duplicate identifiers, and names of rules and forms that
// do not exist.
//
// rules are all rules of a pack, forms the identifiers of its forms.
func CheckReferences(rules []*Rule, forms []string) {
	known := make([]string, len(rules))
	for i, r := range rules {
		known[i] = r.ID
	}
	first := map[string]*Rule{}
	for _, r := range rules {
		if old := first[r.ID]; old != nil {
			where := report.Text{ZH: "本文件", EN: "this file"}
			if old.File != r.File {
				where = report.Text{ZH: " " + old.File + " ", EN: old.File}
			}
			r.written["id"].Errorf(report.Text{
				ZH: fmt.Sprintf("规则“%s”重复，已在%s第 %d 行定义", r.ID, where.ZH, old.Line),
				EN: fmt.Sprintf("rule %q is defined already, in %s on line %d", r.ID, where.EN, old.Line),
			}, report.Text{})
			continue
		}
		first[r.ID] = r
	}
	for _, r := range rules {
		others := slices.DeleteFunc(slices.Clone(known), func(id string) bool { return id == r.ID })
		checkNames(r.written["supersedes"], others, "其他规则", "other rule")
		checkNames(r.written["forms"], forms, "格式", "form")
	}
	checkCircles(rules)
}

// checkCircles reports rules that supersede each other in a circle: each would drop
// the other's findings.
func checkCircles(rules []*Rule) {
	byID := map[string]*Rule{}
	for _, r := range rules {
		byID[r.ID] = r
	}
	var reaches func(from, to string, seen map[string]bool) bool
	reaches = func(from, to string, seen map[string]bool) bool {
		if seen[from] || byID[from] == nil {
			return false
		}
		seen[from] = true
		return slices.ContainsFunc(byID[from].Supersedes, func(id string) bool { return id == to || reaches(id, to, seen) })
	}
	for _, r := range rules {
		for _, n := range r.written["supersedes"].Items() {
			if id := n.Value(); n.IsScalar() && id != r.ID && reaches(id, r.ID, map[string]bool{}) {
				n.Errorf(report.Text{
					ZH: fmt.Sprintf("“%s”与“%s”互相取代，两条都不会报告", r.ID, id),
					EN: fmt.Sprintf("%q and %q supersede each other, so that neither is ever reported", r.ID, id),
				}, report.Text{})
			}
		}
	}
}

func checkNames(list *yamldoc.Node, known []string, zh, en string) {
	for _, n := range list.Items() {
		if name := n.String(); name != "" && n.IsScalar() && !slices.Contains(known, name) {
			n.Errorf(report.Text{
				ZH: fmt.Sprintf("没有%s“%s”", zh, name), EN: fmt.Sprintf("there is no %s %q", en, name),
			}, diag.DidYouMean(name, known))
		}
	}
}

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
	p.scope(p.take("scope"))
	p.params()
	p.letClauses(p.take("let"))
	r.forEach, r.when, r.check = p.expression("forEach"), p.expression("when"), p.expression("check")
	p.balance(p.take("balance"))
	r.unique = p.expression("unique")
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
			}, diag.DidYouMean(word, report.SeverityNames()))
		}
		return s
	}
	switch {
	case n == nil:
		p.rule.Severities = []SeverityCase{{Severity: report.Warning}}
	case n.IsScalar():
		p.rule.Severities = []SeverityCase{{Severity: parse(n)}}
	default:
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
		if err == nil {
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
		itName, paramsName, "left", "right", "delta", "count",
		"report", "title", "document", "tables", "sections", "headings", "labels", "unknown_rows",
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
	if n.IsScalar() {
		p.rule.message[report.Chinese] = newTemplate(n)
		return
	}
	m := n.Mapping()
	if t := m.Take("zh"); t != nil {
		p.rule.message[report.Chinese] = newTemplate(t)
	}
	if t := m.Take("en"); t != nil {
		p.rule.message[report.English] = newTemplate(t)
	}
	m.Done()
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
		complain("", "规则须有且只有 check、balance、unique 之一", "a rule has exactly one of check, balance and unique")
	}
	if r.collect && r.forEach == nil {
		complain("collect", "collect 需要 forEach", "collect needs forEach")
	}
	if r.scope == corpusScope && r.unique == nil && kinds == 1 {
		complain("scope", "scope: corpus 目前只用于 unique", "scope: corpus is for unique only")
	}
	if p.has("unique") && r.scope != corpusScope {
		complain("unique", "unique 需要 scope: corpus", "unique needs scope: corpus")
	}
}

// Text returns an expression of the rule as it was written: "forEach", "when",
// "check", "left", "right", "unique", "at", "related" or "suggest".
func (r *Rule) Text(part string) string {
	get := func(x *expression) string {
		if x == nil {
			return ""
		}
		return strings.TrimSpace(x.text)
	}
	switch part {
	case "forEach":
		return get(r.forEach)
	case "when":
		return get(r.when)
	case "check":
		return get(r.check)
	case "left":
		if r.balance != nil {
			return get(&r.balance.left)
		}
	case "right":
		if r.balance != nil {
			return get(&r.balance.right)
		}
	case "unique":
		return get(r.unique)
	case "at":
		return get(r.at)
	case "related":
		return get(r.related)
	case "suggest":
		return get(r.suggest)
	}
	return ""
}

// Let returns the named expressions of the rule in their order.
func (r *Rule) Let() (names, texts []string) {
	for _, l := range r.let {
		names, texts = append(names, l.name), append(texts, strings.TrimSpace(l.text))
	}
	return names, texts
}

// MessageText returns the message in a language as it was written.
func (r *Rule) MessageText(lang report.Language) string {
	if t := r.template(lang); t != nil {
		return t.source
	}
	return ""
}

// template returns the message in a language, or in the other.
func (r *Rule) template(lang report.Language) *template {
	if t := r.message[lang]; t != nil {
		return t
	}
	return r.message[1-lang]
}

// Collects reports whether the rule makes one finding of all failing elements.
func (r *Rule) Collects() bool { return r.collect }

// Scope names how many reports the rule looks at, or is empty for one.
func (r *Rule) Scope() string {
	if r.scope == reportScope {
		return ""
	}
	return scopeNames()[r.scope]
}

// defaultMessage is what a finding says where the rule has no message.
func (r *Rule) defaultMessage(lang report.Language) string {
	if name := r.Name.In(lang); name != "" {
		return name
	}
	return oneLine(lang.Pick("不符合要求：", "does not hold: ") + r.Info().Formula)
}

// Info describes the rule.
func (r *Rule) Info() report.RuleInfo {
	formula := r.Text("check")
	switch {
	case r.balance != nil:
		formula = "sum(" + r.Text("left") + ") == sum(" + r.Text("right") + ")"
	case r.unique != nil:
		formula = "unique " + r.Text("unique")
	}
	return report.RuleInfo{
		ID: r.ID, Name: r.Name, Description: r.Description, Source: r.Source, Severity: r.Severity(), Formula: formula,
	}
}

// Runs reports whether the rule is for a form.
func (r *Rule) Runs(s *report.Schema) bool {
	if len(r.Forms) > 0 {
		return slices.Contains(r.Forms, s.Form)
	}
	return len(r.Families) == 0 || slices.Contains(r.Families, s.Family)
}
