package pack

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/parser/form"
	"github.com/gouji/gouji/report"
)

// store keeps what was read, parsed and checked, so that a pack that several packs or
// configurations use is read once, and a rule that they have in common is parsed and
// compiled once. It serves one goroutine at a time.
type store struct {
	// contents holds packs by their absolute paths, and built-in ones by their names.
	contents map[string]content
	rules    map[string]parsedRule
	forms    map[string][]*form.Form
	checked  map[checkedRule]bool
}

// parsedRule is a rule with what it was parsed of: as long as that is kept, its addresses
// tell it from any other.
type parsedRule struct {
	rule   *engine.Rule
	source ruleSource
}

// checkedRule is a rule that was compiled for a form.
type checkedRule struct {
	rule *engine.Rule
	form *report.Schema
}

func newStore() *store {
	return &store{
		contents: map[string]content{}, rules: map[string]parsedRule{}, forms: map[string][]*form.Form{}, checked: map[checkedRule]bool{},
	}
}

// loadForms resolves forms. Mistakes are reported to diags.
func (s *store) loadForms(files []form.File, diags *diag.List) []*form.Form {
	var key strings.Builder
	for _, f := range files {
		fmt.Fprintf(&key, "%p ", f.Identity())
	}
	forms, ok := s.forms[key.String()]
	if !ok {
		forms = form.Load(files, diags)
		s.forms[key.String()] = forms
	}
	return forms
}

// parse parses a rule, or returns it as it was parsed before; nil where it cannot be.
// families maps the forms of the pack to their families.
func (s *store) parse(source ruleSource, families map[string]string, diags *diag.List) *engine.Rule {
	var key strings.Builder
	fmt.Fprintf(&key, "%p", source.Definition.Identity())
	for _, change := range source.Changes {
		fmt.Fprintf(&key, " %p", change.Identity())
	}
	var kinds []string
	for _, id := range source.visible {
		if family := families[id]; family != "" && !slices.Contains(kinds, family) {
			kinds = append(kinds, family)
			key.WriteString(" " + family)
		}
	}
	known, ok := s.rules[key.String()]
	if !ok {
		known.source = source
		if rules := engine.ParseRules([]engine.RuleSource{withReader(source.RuleSource)}, diags); len(rules) == 1 {
			known.rule = rules[0]
			known.rule.Families = kinds
		}
		s.rules[key.String()] = known
	}
	return known.rule
}

// check compiles rules for forms, those that were not compiled before. Rules of a
// built-in pack that nobody changed are known to be right for its own forms.
func (s *store) check(p *Pack, diags *diag.List) error {
	var rules []*engine.Rule
	schemas := make([]*report.Schema, len(p.Forms))
	for i, f := range p.Forms {
		schemas[i] = f.Schema
	}
	for _, r := range p.Rules {
		fresh := false
		for _, f := range p.Forms {
			key := checkedRule{r, f.Schema}
			if IsBuiltin(r.File) && !r.Changed() && IsBuiltin(f.File) || !r.Runs(f.Schema) {
				continue
			}
			fresh = fresh || !s.checked[key]
			s.checked[key] = true
		}
		if fresh {
			rules = append(rules, r)
		}
	}
	if len(rules) == 0 {
		return nil
	}
	return engine.New(rules, report.Chinese).Check(schemas, diags)
}
