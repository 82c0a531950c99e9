package pack

import (
	"errors"
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

// testSuffix ends the name of a file with tests of rules, in front of its ending.
const testSuffix = "_test"

// loader reads the files of a pack.
type loader struct {
	diags   *diag.List
	store   *store
	forms   []form.File
	rules   []*yamldoc.Node
	changes []Changes
	extends []*yamldoc.Node
	tests   []File
	// within holds the absolute paths of the pack at hand and of those that extend it, so
	// that no pack extends itself.
	within []string
	// brokenForm says that a form could not be read.
	brokenForm bool
	err        error
}

// formKey is what tells a form by, even in a file that is no YAML.
var formKey = regexp.MustCompile(`(?m)^form:`)

// tree reads every YAML file below the root. Tests of rules are listed and not read.
func (l *loader) tree(files fs.FS, name string) {
	err := fs.WalkDir(files, ".", func(p string, d fs.DirEntry, err error) error {
		switch base := path.Base(p); {
		case err != nil:
			return err
		case d.IsDir() && p != "." && strings.HasPrefix(base, "."):
			return fs.SkipDir
		case d.IsDir(), strings.HasPrefix(base, "."), !isYAML(base):
			return nil
		case IsTest(base):
			l.tests = append(l.tests, File{path.Join(name, p), files, p})
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

// IsTest reports whether a path is that of a file with tests of rules.
func IsTest(p string) bool {
	base := path.Base(filepath.ToSlash(p))
	return isYAML(base) && strings.HasSuffix(strings.TrimSuffix(base, path.Ext(base)), testSuffix)
}

// Root returns the folder of the pack that a file belongs to: the nearest one above it
// with a description of a pack, else its own. The path is relative where that of the file
// is.
func Root(p string) string {
	own := filepath.Dir(filepath.Clean(p))
	// A relative path has no folders above the first that it names.
	for at := absolute(own); ; at = filepath.Dir(at) {
		if describesPack(at) {
			return like(own, at)
		}
		if filepath.Dir(at) == at {
			return own
		}
	}
}

// describesPack reports whether a folder holds the description of a pack.
func describesPack(folder string) bool {
	for _, name := range []string{"pack.yaml", "pack.yml"} {
		if info, err := os.Stat(filepath.Join(folder, name)); err == nil && !info.IsDir() {
			return true
		}
	}
	return false
}

// like returns an absolute path, made relative to the working folder where another path
// is relative.
func like(other, p string) string {
	if filepath.IsAbs(other) {
		return p
	}
	if rel, err := filepath.Rel(absolute("."), p); err == nil {
		return rel
	}
	return p
}

func (l *loader) file(files fs.FS, p, prefix string) {
	name := path.Join(prefix, p)
	data, err := readRegular(files, p, name, yamldoc.MaxSize)
	if err != nil {
		if l.err == nil {
			l.err = err
		}
		return
	}
	root := yamldoc.Parse(name, data, l.diags)
	switch {
	case root == nil:
		l.brokenForm = l.brokenForm || formKey.Match(data)
	case root.Get("pack") != nil:
		l.packFile(root)
	case engine.IsRules(root):
		l.rules = append(l.rules, engine.RuleNodes(root)...)
	case form.IsForm(root):
		l.forms = append(l.forms, form.NewFile(root))
	case root.Get("tests") != nil:
		root.Errorf(report.Text{ZH: "像是规则的测试", EN: "this seems to be tests of rules"}, report.Text{
			ZH: "测试文件的名称应以 _test.yaml 结尾，用 gouji test 运行", EN: "The name of such a file ends with _test.yaml; gouji test runs it",
		})
	default:
		root.Errorf(report.Text{
			ZH: "既不是规则（rules:），也不是格式（form:），也不是规则包说明（pack:）", EN: "holds neither rules (rules:) nor a form (form:) nor the description of a pack (pack:)",
		}, report.Text{})
	}
}

// packPattern is what the identifier of a pack must look like.
var packPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (l *loader) packFile(root *yamldoc.Node) {
	m := root.Mapping()
	if n := m.Take("pack"); n.String() != "" && !packPattern.MatchString(n.Value()) {
		n.Errorf(report.Text{
			ZH: "规则包的标识只能由小写字母、数字和连字符组成，如 office", EN: "the identifier of a pack consists of lower-case letters, digits and hyphens, such as office",
		}, report.Text{})
	}
	_ = m.Take("name").Text()
	l.extends = append(l.extends, m.Take("extends").Items()...)
	if n := m.Take("rules"); n != nil {
		l.changes = append(l.changes, NewChanges(n))
	}
	m.Done()
}

// builtin reads a built-in pack.
func (l *loader) builtin(name string) content {
	key := rules.Prefix + name
	if c, ok := l.store.contents[key]; ok {
		return c
	}
	inner := loader{diags: l.diags, store: l.store}
	if err := inner.builtinPath(key); err != nil {
		l.err = errors.Join(l.err, err)
	}
	c := inner.resolve()
	l.store.contents[key] = c
	return c
}

func (l *loader) builtinPath(p string) error {
	name := strings.TrimPrefix(p, rules.Prefix)
	files, err := rules.Builtin(name)
	if err != nil {
		hint := diag.DidYouMean(p, builtinNames())
		return &report.InputError{Path: p, Message: report.Text{
			ZH: "没有这个内置规则包。" + hint.ZH, EN: "there is no such built-in pack. " + hint.EN,
		}}
	}
	l.tree(files, p)
	return nil
}

func builtinNames() []string {
	names := rules.Names()
	for i, n := range names {
		names[i] = rules.Prefix + n
	}
	return names
}

// extended reads the pack that an entry of extends, or of the packs of a configuration,
// names. It reports what is wrong with it at the entry.
func (l *loader) extended(n *yamldoc.Node) (content, bool) {
	name := n.String()
	if name == "" {
		if n.IsScalar() && !n.IsNull() {
			n.Errorf(report.Text{ZH: "请写明规则包", EN: "name a pack"}, report.Text{})
		}
		return content{}, false
	}
	if builtin, ok := strings.CutPrefix(name, rules.Prefix); ok {
		if !slices.Contains(rules.Names(), builtin) {
			n.Errorf(report.Text{
				ZH: fmt.Sprintf("没有规则包“%s”", name), EN: fmt.Sprintf("there is no pack %q", name),
			}, diag.DidYouMean(name, builtinNames()))
			return content{}, false
		}
		return l.builtin(builtin), true
	}
	p := packPath(n)
	if _, err := os.Stat(p); err != nil || IsBuiltin(n.File()) {
		n.Errorf(report.Text{
			ZH: fmt.Sprintf("没有规则包“%s”", name), EN: fmt.Sprintf("there is no pack %q", name),
		}, diag.DidYouMean(name, append(foldersBeside(n.File()), builtinNames()...)))
		return content{}, false
	}
	place := absolute(p)
	if slices.Contains(l.within, place) {
		n.Errorf(report.Text{ZH: "extends 成环：规则包沿用了自己", EN: "extends runs in a circle: the pack extends itself"}, report.Text{})
		return content{}, false
	}
	if c, ok := l.store.contents[place]; ok {
		return c, true
	}
	inner := loader{diags: l.diags, store: l.store, within: append(slices.Clip(l.within), place)}
	before := l.diags.Len()
	c, err := inner.paths([]string{p})
	switch {
	case err != nil:
		n.Errorf(wordsOf(err), report.Text{})
		return content{}, false
	case inner.nothing() && l.diags.Len() == before:
		n.Errorf(report.Text{ZH: fmt.Sprintf("“%s”中没有规则，也没有格式", name), EN: fmt.Sprintf("%q holds no rules and no forms", name)}, report.Text{})
		return content{}, false
	}
	l.store.contents[place] = c
	return c, true
}

// packPath returns the path of the pack that an entry names: it is relative to the folder
// of the file that holds the entry.
func packPath(n *yamldoc.Node) string {
	p := filepath.FromSlash(n.Value())
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(filepath.Dir(filepath.FromSlash(n.File())), p)
}

// nothing reports whether the files that were read hold nothing that makes a pack.
func (l *loader) nothing() bool {
	return len(l.rules)+len(l.forms)+len(l.extends)+len(l.changes) == 0
}

// wordsOf words an error.
func wordsOf(err error) report.Text {
	if in, ok := errors.AsType[*report.InputError](err); ok {
		return report.Text{ZH: in.Format(report.Chinese), EN: in.Format(report.English)}
	}
	return report.Text{ZH: err.Error(), EN: err.Error()}
}

// foldersBeside lists the folders that lie beside a file: one of them was most likely
// meant for a pack.
func foldersBeside(file string) []string {
	entries, err := os.ReadDir(filepath.Dir(filepath.FromSlash(file)))
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names
}

// absolute returns the absolute path of a file without links, or the path itself where
// there is none.
func absolute(p string) string {
	abs, err := filepath.Abs(p)
	if err != nil {
		return p
	}
	if resolved, err := filepath.EvalSymlinks(abs); err == nil {
		return resolved
	}
	return abs
}

// resolve puts what was read over what it extends.
func (l *loader) resolve() content {
	var base content
	if len(l.extends) == 0 && len(l.forms) == 0 {
		base.forms = l.builtin(rules.Default).forms
	}
	for _, n := range l.extends {
		if c, ok := l.extended(n); ok {
			base = base.over(c)
		}
	}
	out := base.over(content{forms: l.forms, brokenForm: l.brokenForm})
	out.tests, out.own = l.tests, l.ownIDs()
	out.inherited = slices.Concat(base.tests, base.inherited)
	out.rules = l.layer(base.rules, formIDs(out.forms))
	for _, c := range l.changes {
		out = out.with(c)
	}
	return out
}

// ownIDs lists the rules that the files define or change.
func (l *loader) ownIDs() []string {
	ids := make([]string, 0, len(l.rules))
	for _, n := range l.rules {
		ids = append(ids, engine.RuleID(n))
	}
	return ids
}

// layer puts the rules of the files over those of the packs that are extended. A rule
// that says what it asks for is one of its own; else it changes one of them.
func (l *loader) layer(base []ruleSource, visible []string) []ruleSource {
	out := slices.Clone(base)
	ids := ruleIDs(base)
	defined, changed := map[string]*yamldoc.Node{}, map[string]*yamldoc.Node{}
	for _, n := range l.rules {
		id := engine.RuleID(n)
		at := slices.Index(ids, id)
		if id == "" || !n.IsMapping() || engine.DefinesRule(n) {
			source := ruleSource{RuleSource: engine.RuleSource{Definition: n}, visible: visible}
			if at >= 0 && defined[id] == nil {
				out[at] = source
			} else {
				out = append(out, source)
			}
			defined[id] = n
			continue
		}
		switch {
		case defined[id] != nil:
			again(n, id, defined[id])
		case changed[id] != nil:
			again(n, id, changed[id])
		case at < 0:
			l.nothingToChange(n, id, ids)
		case len(n.Entries()) == 1:
			n.Errorf(report.Text{
				ZH: fmt.Sprintf("规则“%s”什么也没有改", id), EN: fmt.Sprintf("rule %q is not changed in any way", id),
			}, report.Text{ZH: "请写明要改的各项", EN: "Write what is to be changed"})
		default:
			changed[id] = n
			out[at].Changes = append(slices.Clip(out[at].Changes), n)
		}
	}
	return out
}

// again reports a change to a rule that the pack itself defines or changes already.
func again(n *yamldoc.Node, id string, first *yamldoc.Node) {
	n.Get("id").Errorf(report.Text{
		ZH: fmt.Sprintf("规则“%s”已写在 %s 第 %d 行", id, first.File(), first.Line()),
		EN: fmt.Sprintf("rule %q is written in %s on line %d already", id, first.File(), first.Line()),
	}, report.Text{ZH: "请在该处修改", EN: "Change it there"})
}

// nothingToChange reports a rule that says nothing to ask for and whose identifier is
// that of no rule of the packs that are extended.
func (*loader) nothingToChange(n *yamldoc.Node, id string, known []string) {
	hint := report.Text{
		ZH: fmt.Sprintf("只有改动沿用来的规则时才可以不写，而沿用的规则包中没有“%s”", id),
		EN: fmt.Sprintf("Only a change to an inherited rule goes without, and there is no %q among those", id),
	}
	if near := diag.Nearest(id, known); near != "" {
		hint = report.Text{
			ZH: fmt.Sprintf("要改动沿用来的规则，是否应为“%s”？", near), EN: fmt.Sprintf("To change an inherited rule, did you mean %q?", near),
		}
	}
	n.Get("id").Errorf(report.Text{
		ZH: fmt.Sprintf("规则“%s”没有 check、balance、unique 或 diagnose", id), EN: fmt.Sprintf("rule %q has no check, balance, unique or diagnose", id),
	}, hint)
}
