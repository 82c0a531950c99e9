package pack

import (
	"slices"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/parser/form"
)

// content is what the files of a pack and of those that it extends say, before rules
// and forms are parsed.
type content struct {
	forms []form.File
	rules []ruleSource
	// own lists the rules that the pack itself defines or changes.
	own   []string
	tests []File
	// inherited lists the tests of the packs that are extended.
	inherited []File
	// brokenForm says that a form could not be read.
	brokenForm bool
}

// ruleSource is a rule before it is parsed.
type ruleSource struct {
	engine.RuleSource

	// visible lists the forms that the pack of the rule knows.
	visible []string
}

// over returns the content with that of another pack over it: its forms and rules take
// the place of those of the same identifier. Of a rule that the other pack merely
// inherits, only what it changes counts.
func (c content) over(top content) content {
	out := content{
		forms:      overlay(c.forms, top.forms, form.File.ID, form.File.Over),
		rules:      slices.Clone(c.rules),
		own:        append(slices.Clip(c.own), top.own...),
		tests:      append(slices.Clip(c.tests), top.tests...),
		inherited:  append(slices.Clip(c.inherited), top.inherited...),
		brokenForm: c.brokenForm || top.brokenForm,
	}
	for _, r := range top.rules {
		i := slices.IndexFunc(c.rules, func(b ruleSource) bool { return b.ID() == r.ID() })
		switch {
		case i < 0:
			out.rules = append(out.rules, r)
		case top.defines(r.ID()):
			out.rules[i] = r
		default:
			for _, change := range r.Changes {
				known := func(n *yamldoc.Node) bool { return n.Identity() == change.Identity() }
				if !slices.ContainsFunc(out.rules[i].Changes, known) {
					out.rules[i].Changes = append(slices.Clip(out.rules[i].Changes), change)
				}
			}
		}
	}
	return out
}

// defines reports whether the pack itself, or one that it extends and that is not built
// in, says what a rule asks for.
func (c content) defines(id string) bool {
	return slices.ContainsFunc(c.rules, func(r ruleSource) bool { return r.ID() == id && !IsBuiltin(r.Definition.File()) })
}

// overlay returns the elements of base, each replaced by the one of the same
// identifier in over, as replace makes it, and then the further ones of over.
func overlay[T any](base, over []T, id func(T) string, replace func(over, base T) T) []T {
	out := slices.Clone(base)
	replaced := map[string]bool{}
	for _, o := range over {
		i := slices.IndexFunc(base, func(b T) bool { return id(b) == id(o) })
		if i < 0 || replaced[id(o)] { // the second of a name is a mistake to be reported
			out = append(out, o)
			continue
		}
		out[i], replaced[id(o)] = replace(o, out[i]), true
	}
	return out
}

func ruleIDs(sources []ruleSource) []string {
	ids := make([]string, len(sources))
	for i := range sources {
		ids[i] = sources[i].ID()
	}
	return ids
}

func formIDs(files []form.File) []string {
	ids := make([]string, len(files))
	for i, f := range files {
		ids[i] = f.ID()
	}
	return ids
}

// pack parses forms and rules. Mistakes are reported to diags.
func (c content) pack(store *store, diags *diag.List) *Pack {
	p := &Pack{content: c, store: store, Tests: c.tests, Forms: store.loadForms(c.forms, diags)}
	p.content.brokenForm = c.brokenForm || len(p.Forms) < len(c.forms)
	families := map[string]string{}
	for _, f := range p.Forms {
		families[f.ID] = f.Family
	}
	for _, source := range c.rules {
		if r := store.parse(source, families, diags); r != nil {
			p.Rules = append(p.Rules, r)
		}
	}
	engine.CheckReferences(p.Rules, form.IDs(p.Forms))
	return p
}

// checked parses forms and rules and compiles the expressions, and returns all mistakes
// as an error.
func (c content) checked(store *store, diags *diag.List) (*Pack, error) {
	p := c.pack(store, diags)
	// What rules say of a form that cannot be read cannot be checked.
	if !p.content.brokenForm {
		if err := store.check(p, diags); err != nil {
			return nil, err
		}
	}
	if err := diags.Err(); err != nil {
		return nil, err
	}
	p.checked = true
	return p, nil
}

// Own reports whether the pack itself defines or changes a rule, and none of the packs
// that it extends alone does.
func (p *Pack) Own(rule string) bool { return slices.Contains(p.content.own, rule) }

// AllTests lists the files with tests of the pack and then those of the packs that it
// extends, each once.
func (p *Pack) AllTests() []File {
	var all []File
	for _, f := range slices.Concat(p.content.tests, p.content.inherited) {
		if !slices.ContainsFunc(all, func(other File) bool { return other.Name == f.Name }) {
			all = append(all, f)
		}
	}
	return all
}
