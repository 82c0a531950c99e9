package engine

import (
	"slices"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
)

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
	// Read reads the tables that the rule names, or is nil where there are none.
	Read TableReader
}

// TableReader reads a file that is named in another one, as text.
type TableReader func(from, name string) (string, error)

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
func ruleKinds() []string {
	return []string{"check", "balance", "unique", "diagnose", "resemblance", "repeats"}
}

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

// ParseRules reads rules with their changes. Mistakes in their structure are reported to
// diags; expressions are compiled later, against a form.
func ParseRules(sources []RuleSource, diags *diag.List) []*Rule {
	rules := make([]*Rule, 0, len(sources))
	for _, source := range sources {
		if r := parseRule(source, diags); r != nil {
			rules = append(rules, r)
		}
	}
	return rules
}
