// Package pack loads rule packs: forms and rules in YAML, on their own or over those
// of another pack.
package pack

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/parser/form"
	"github.com/gouji/gouji/report"
	"github.com/gouji/gouji/rules"
)

// Pack is a set of forms and rules.
type Pack struct {
	Forms []*form.Form
	Rules []*engine.Rule
	// checked says that the expressions of the rules were compiled once, so that
	// they hold no mistake.
	checked bool
}

// builtinPrefix marks the name of a built-in pack in extends.
const builtinPrefix = "builtin/"

// Builtin loads the default pack.
func Builtin() (*Pack, error) {
	files, err := rules.Builtin(rules.Default)
	if err != nil {
		return nil, err
	}
	var diags diag.List
	l := loader{diags: &diags}
	l.tree(files, builtinPrefix+rules.Default)
	p := l.pack()
	p.checked = true // the tests of the project check it
	return p, diags.Err()
}

// Load loads the YAML files of folders, or single files, as one pack. Files
// are told apart by what they hold: rules, a form, or the description of the
// pack. A pack without forms is for those of the default pack; one that extends
// another has its rules too, and a rule of the same identifier takes their place.
//
// All mistakes are reported at once, those in expressions included, as a
// [diag.Error].
func Load(paths []string) (*Pack, error) {
	var diags diag.List
	l := loader{diags: &diags}
	for _, p := range paths {
		info, err := os.Stat(p)
		switch {
		case err != nil:
			return nil, report.Unavailable(p, err)
		case info.IsDir():
			l.tree(os.DirFS(p), filepath.ToSlash(p))
		default:
			l.file(os.DirFS(filepath.Dir(p)), filepath.Base(p), filepath.ToSlash(filepath.Dir(p)))
		}
	}
	if l.err != nil {
		return nil, l.err
	}
	if len(l.rules) == 0 && len(l.forms) == 0 && len(l.extends) == 0 && diags.Len() == 0 {
		return nil, &report.InputError{Path: strings.Join(paths, ", "), Message: report.Text{
			ZH: "其中没有规则，也没有格式", EN: "holds no rules and no forms",
		}}
	}
	p := l.pack()
	// What rules say of a form that cannot be read cannot be checked.
	if !l.brokenForm {
		if err := p.check(&diags); err != nil {
			return nil, err
		}
	}
	if err := diags.Err(); err != nil {
		return nil, err
	}
	p.checked = true
	return p, nil
}

// loader reads the files of a pack.
type loader struct {
	diags   *diag.List
	forms   []form.File
	rules   []*yamldoc.Node
	extends []*yamldoc.Node
	// brokenForm says that a form could not be read.
	brokenForm bool
	err        error
}

// formKey is what tells a form by, even in a file that is no YAML.
var formKey = regexp.MustCompile(`(?m)^form:`)

// tree reads every YAML file below the root. Tests of rules are left out.
func (l *loader) tree(files fs.FS, name string) {
	err := fs.WalkDir(files, ".", func(p string, d fs.DirEntry, err error) error {
		switch base := path.Base(p); {
		case err != nil:
			return err
		case d.IsDir() && p != "." && strings.HasPrefix(base, "."):
			return fs.SkipDir
		case d.IsDir(), strings.HasPrefix(base, "."), !isYAML(base), strings.HasSuffix(strings.TrimSuffix(base, path.Ext(base)), "_test"):
			return nil
		}
		l.file(files, p, name)
		return nil
	})
	if err != nil && l.err == nil {
		l.err = report.Unavailable(name, err)
	}
}

func isYAML(name string) bool {
	ext := path.Ext(name)
	return ext == ".yaml" || ext == ".yml"
}

func (l *loader) file(files fs.FS, p, prefix string) {
	data, err := fs.ReadFile(files, p)
	if err != nil {
		if l.err == nil {
			l.err = report.Unavailable(path.Join(prefix, p), err)
		}
		return
	}
	name := path.Join(prefix, p)
	root := yamldoc.Parse(name, data, l.diags)
	switch {
	case root == nil:
		l.brokenForm = l.brokenForm || formKey.Match(data)
	case engine.IsRules(root):
		l.rules = append(l.rules, root)
	case form.IsForm(root):
		l.forms = append(l.forms, form.NewFile(root))
	case root.IsMapping() && root.Mapping().Has("pack"):
		l.packFile(root)
	default:
		root.Errorf(report.Text{
			ZH: "既不是规则（rules:），也不是格式（form:），也不是规则包说明（pack:）", EN: "holds neither rules (rules:) nor a form (form:) nor the description of a pack (pack:)",
		}, report.Text{})
	}
}

func (l *loader) packFile(root *yamldoc.Node) {
	m := root.Mapping()
	_ = m.Take("pack").String()
	_ = m.Take("name").Text()
	l.extends = append(l.extends, m.Take("extends").Items()...)
	m.Done()
}

// pack resolves what was read.
func (l *loader) pack() *Pack {
	own := engine.ParseRules(l.rules, l.diags)
	p := &Pack{Forms: form.Load(l.forms, l.diags), Rules: own}
	l.brokenForm = l.brokenForm || len(p.Forms) < len(l.forms)
	if len(l.extends) > 0 || len(l.forms) == 0 {
		base := l.base()
		p.Forms = overlay(base.Forms, p.Forms, func(f *form.Form) string { return f.ID })
		if len(l.extends) > 0 {
			p.Rules = overlay(base.Rules, p.Rules, func(r *engine.Rule) string { return r.ID })
		}
	}
	ids := make([]string, len(p.Forms))
	for i, f := range p.Forms {
		ids[i] = f.ID
	}
	engine.CheckReferences(own, ruleIDs(p.Rules), ids)
	return p
}

func ruleIDs(rules []*engine.Rule) []string {
	ids := make([]string, len(rules))
	for i, r := range rules {
		ids[i] = r.ID
	}
	return ids
}

// base loads the packs that are extended, or the default one.
func (l *loader) base() *Pack {
	inner := loader{diags: l.diags}
	names := []string{rules.Default}
	if len(l.extends) > 0 {
		names = nil
	}
	for _, n := range l.extends {
		name, ok := strings.CutPrefix(n.String(), builtinPrefix)
		if !ok || !slices.Contains(rules.Names(), name) {
			known := rules.Names()
			for i, k := range known {
				known[i] = builtinPrefix + k
			}
			n.Errorf(report.Text{
				ZH: fmt.Sprintf("没有规则包“%s”", n.Value()), EN: fmt.Sprintf("there is no pack %q", n.Value()),
			}, diag.DidYouMean(n.Value(), known))
			continue
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		files, err := rules.Builtin(name)
		if err != nil {
			continue // the name was checked
		}
		inner.tree(files, builtinPrefix+name)
	}
	return &Pack{Forms: form.Load(inner.forms, l.diags), Rules: engine.ParseRules(inner.rules, l.diags)}
}

// overlay returns the elements of base, each replaced by the one of the same
// identifier in over, and then the further ones of over.
func overlay[T any](base, over []T, id func(T) string) []T {
	out := slices.Clone(base)
	for _, o := range over {
		if i := slices.IndexFunc(out, func(b T) bool { return id(b) == id(o) }); i >= 0 {
			out[i] = o
		} else {
			out = append(out, o)
		}
	}
	return out
}

// Check compiles every expression of every rule for each form, and returns all
// mistakes as a [diag.Error]. A pack that was checked before is not checked again.
func (p *Pack) Check() error {
	if p.checked {
		return nil
	}
	var diags diag.List
	if err := p.check(&diags); err != nil {
		return err
	}
	if err := diags.Err(); err != nil {
		return err
	}
	p.checked = true
	return nil
}

func (p *Pack) check(diags *diag.List) error {
	schemas := make([]*report.Schema, len(p.Forms))
	for i, f := range p.Forms {
		schemas[i] = f.Schema
	}
	return engine.New(p.Rules, report.Chinese).Check(schemas, diags)
}
