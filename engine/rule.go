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
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

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
	// diagnose is set for a rule that explains the failures of others.
	diagnose *diagnoseClause
	unique   *expression
	// resemblance and repeats compare texts with those of other reports.
	resemblance *resemblanceClause
	repeats     *repeatsClause
	at          *expression
	related     *expression
	suggest     *expression
	message     [2]*template // by language
	collect     bool
	// lookup is the table of the rule; it is nil where the rule has none or is off.
	lookup    *table
	hasLookup bool
}

// RuleIDs lists the identifiers of rules.
func RuleIDs(rules []*Rule) []string {
	ids := make([]string, len(rules))
	for i, r := range rules {
		ids[i] = r.ID
	}
	return ids
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

// YAML returns the value as it can be written in YAML, within braces too: texts that
// would be read as something else stand in quotes.
func (p *Param) YAML() string {
	switch v := p.Value.(type) {
	case constantList:
		parts := make([]string, len(v.values))
		for i, element := range v.values {
			parts[i] = (&Param{Value: element}).YAML()
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case types.String:
		if s := string(v); !plainText.MatchString(s) {
			return "'" + strings.ReplaceAll(s, "'", "''") + "'"
		}
	}
	return p.String()
}

// plainText is what needs no quotes in YAML: words that are no number, date or truth
// value.
var plainText = regexp.MustCompile(`^\p{Han}[\p{Han}0-9A-Za-z|、$]*$`)

// String returns the value for people, as it was written in YAML but for quotes.
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
	// seriesScope: the reports of an organ for a year and the year before.
	seriesScope
	// groupScope: the report of an organ and those of its units, for one year.
	groupScope
	// corpusScope: all reports of a run.
	corpusScope
)

func scopeNames() []string {
	return []string{reportScope: "report", seriesScope: "series", groupScope: "group", corpusScope: "corpus"}
}

// Compares reports whether the rule needs other reports beside the one that it is
// applied to, so that it is applied when all of them were read.
func (r *Rule) Compares() bool { return r.scope != reportScope && r.unique == nil }

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

// Definition returns the lines of its file that define the rule, as a list of one item.
func (r *Rule) Definition() string { return r.node.ItemText() }

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
	case r.diagnose != nil:
		formula = "diagnose " + strings.Join(r.diagnose.balances, ", ")
	case r.resemblance != nil:
		formula = "resemblance of " + sectionList(r.texts()) + " < " + r.resemblance.above.Value()
	case r.repeats != nil:
		formula = "no repeats in " + sectionList(r.texts())
	}
	return report.RuleInfo{
		ID: r.ID, Name: r.Name, Description: r.Description, Source: r.Source, Severity: r.Severity(), Formula: formula,
		Statement: r.Formula, File: r.File, Scope: r.Scope(), Exact: r.balance != nil || r.diagnose != nil,
	}
}

// Runs reports whether the rule is for a form.
func (r *Rule) Runs(s *report.Schema) bool {
	if len(r.Forms) > 0 {
		return slices.Contains(r.Forms, s.Form)
	}
	return len(r.Families) == 0 || slices.Contains(r.Families, s.Family)
}

// sectionList writes the keys of sections.
func sectionList(of []*yamldoc.Node) string {
	keys := make([]string, len(of))
	for i, n := range of {
		keys[i] = n.Value()
	}
	return strings.Join(keys, ", ")
}
