// Package pack loads rule packs: forms and rules in YAML, on their own or over those
// of other packs, and the configurations that say which of them count for a file.
//
// # From files to a pack
//
// A loader reads the files of a folder and tells them apart by what they hold. What
// they say of rules stays YAML at first: a rule is its definition and the changes that
// packs and configurations make to it, one above the other. Only when all of them are
// known are the rules parsed, so that a mistake is reported where it was written, and
// every value knows which file it comes from.
package pack

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/parser/form"
	"github.com/gouji/gouji/report"
	"github.com/gouji/gouji/rules"
)

// Pack is a set of forms and rules.
type Pack struct {
	Forms []*form.Form
	Rules []*engine.Rule
	// Tests lists the files with tests of the pack itself, not those of the packs that
	// it extends.
	Tests []File

	content content
	store   *store
	// checked says that the expressions of the rules were compiled once, so that
	// they hold no mistake.
	checked bool
}

// Builtin loads the default pack.
func Builtin() (*Pack, error) {
	var diags diag.List
	l := loader{diags: &diags, store: newStore()}
	p := l.builtin(rules.Default).pack(l.store, &diags)
	p.checked = true // the tests of the project check it
	return p, diags.Err()
}

// Load loads the YAML files of folders, single files or built-in packs as one pack.
// Files are told apart by what they hold: rules, a form, or the description of the
// pack. A pack without forms is for those of the default pack; one that extends others
// has their rules too, and a rule of the same identifier takes their place.
//
// All mistakes are reported at once, those in expressions included, as a
// [diag.Error].
func Load(paths []string) (*Pack, error) {
	var diags diag.List
	l := loader{diags: &diags, store: newStore()}
	for _, p := range paths {
		l.within = append(l.within, absolute(p))
	}
	c, err := l.paths(paths)
	if err != nil {
		return nil, err
	}
	if l.nothing() && diags.Len() == 0 {
		return nil, &report.InputError{Path: strings.Join(paths, ", "), Message: report.Text{
			ZH: "其中没有规则，也没有格式", EN: "holds no rules and no forms",
		}}
	}
	return c.checked(l.store, &diags)
}

// IsBuiltin reports whether a name is that of a built-in pack.
func IsBuiltin(name string) bool { return strings.HasPrefix(name, rules.Prefix) }

// paths reads folders, files and built-in packs as one pack.
func (l *loader) paths(paths []string) (content, error) {
	for _, p := range paths {
		if IsBuiltin(p) {
			if err := l.builtinPath(p); err != nil {
				return content{}, err
			}
			continue
		}
		info, err := os.Stat(p)
		switch {
		case err != nil:
			return content{}, report.Unavailable(p, err)
		case info.IsDir():
			l.tree(os.DirFS(p), filepath.ToSlash(p))
		default:
			l.file(os.DirFS(filepath.Dir(p)), filepath.Base(p), filepath.ToSlash(filepath.Dir(p)))
		}
	}
	if l.err != nil {
		return content{}, l.err
	}
	return l.resolve(), nil
}

// WithChanges returns the pack with the changes of a mapping in the manner of the rules
// of a configuration. Mistakes are reported to diags.
func (p *Pack) WithChanges(changes Changes, diags *diag.List) *Pack {
	out := p.content.with(changes).pack(p.store, diags)
	out.Tests = p.Tests
	out.checked = p.checked
	return out
}

// Check compiles every expression of every rule for each form, and returns all
// mistakes as a [diag.Error]. A pack that was checked before is not checked again.
func (p *Pack) Check() error {
	if p.checked {
		return nil
	}
	var diags diag.List
	if err := p.store.check(p, &diags); err != nil {
		return err
	}
	if err := diags.Err(); err != nil {
		return err
	}
	p.checked = true
	return nil
}
