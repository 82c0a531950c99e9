package pack

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
	"github.com/gouji/gouji/rules"
)

// ConfigName is the name under which a configuration is looked for.
const ConfigName = ".gouji.yaml"

// otherConfigName is another ending that YAML files have.
const otherConfigName = ".gouji.yml"

// Config is a configuration: which packs, which form and which changes of rules count
// for the files below its folder. It is not safe for concurrent use.
type Config struct {
	// Path is the file, empty where there is none and everything is as built in.
	Path string

	folder   string // absolute
	sections []section
	organs   []Organ
	folders  bool
	settings map[string]*Settings
	store    *store
	diags    diag.List
}

// section is the part of a configuration for some files: the first for all.
type section struct {
	match   []*glob
	packs   []*yamldoc.Node
	form    *yamldoc.Node
	changes Changes
}

// glob is a pattern of paths.
type glob struct {
	pattern string
	node    *yamldoc.Node
	// used says that a file matched.
	used bool
}

// Settings are what a configuration says about a file.
type Settings struct {
	Pack *Pack
	// Form is the identifier of the form to be used whatever fits best, or empty.
	Form string
	// Config is the path of the configuration, or empty.
	Config string
	// Organs is what the configuration says of organs, and Folders says that organs whose
	// reports are in one folder belong together.
	Organs  []Organ
	Folders bool
	// Packs lists the packs, those that count most last.
	Packs []Setting
	// FormSetting says where the form was chosen.
	FormSetting Setting
	// Files lists the patterns of the entries for files that count.
	Files []Setting
}

// Setting is a value with the place where it was written, which is empty for a default.
type Setting struct {
	Value string
	File  string
	Line  int
}

func settingOf(n *yamldoc.Node) Setting {
	return Setting{Value: n.Value(), File: n.File(), Line: n.Line()}
}

// FindConfig returns the path of the configuration for what is in a folder: the nearest
// one in the folder or above it, whether it can be read or not, or the empty string.
func FindConfig(folder string) string {
	at, err := filepath.Abs(folder)
	if err != nil {
		return ""
	}
	for {
		for _, name := range []string{ConfigName, otherConfigName} {
			p := filepath.Join(at, name)
			if _, err := os.Lstat(p); err == nil {
				return nearer(p)
			}
		}
		above := filepath.Dir(at)
		if above == at {
			return ""
		}
		at = above
	}
}

// nearer returns a path relative to the working folder where that is shorter.
func nearer(p string) string {
	wd, err := os.Getwd()
	if err != nil {
		return p
	}
	rel, err := filepath.Rel(wd, p)
	if err != nil || len(rel) >= len(p) {
		return p
	}
	return rel
}

// LoadConfig reads a configuration and checks it whole: the packs and the changes of
// every part of it. All mistakes are reported at once, as a [diag.Error].
func LoadConfig(p string) (*Config, error) { return loadConfig(p, newStore()) }

func loadConfig(p string, store *store) (*Config, error) {
	data, err := readRegular(os.DirFS(filepath.Dir(p)), filepath.Base(p), p, yamldoc.MaxSize)
	if err != nil {
		return nil, err
	}
	folder, err := filepath.Abs(filepath.Dir(p))
	if err != nil {
		return nil, report.Unavailable(p, err)
	}
	c := &Config{Path: filepath.ToSlash(p), folder: folder, settings: map[string]*Settings{}, store: store}
	if root := yamldoc.Parse(c.Path, data, &c.diags); root != nil {
		c.read(root)
	}
	// What is wrong in one part must be said whichever files are linted.
	for i := range c.sections {
		if _, err := c.combine(slices.Compact([]int{0, i})); err != nil && c.diags.Len() == 0 {
			return nil, err
		}
	}
	if err := c.diags.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *Config) read(root *yamldoc.Node) {
	m := root.Mapping()
	c.sections = append(c.sections, readSection(m))
	c.organs = ReadOrgans(m.Take("organs"))
	c.folders = ReadGroups(m.Take("groups"))
	for _, item := range m.Take("files").Items() {
		inner := item.Mapping()
		match := inner.Require("match")
		s := readSection(inner)
		inner.Done()
		for _, n := range match.List() {
			checkPattern(n)
			s.match = append(s.match, newGlob(n))
		}
		if match.IsSequence() && len(s.match) == 0 {
			match.Errorf(report.Text{ZH: "没有写明文件", EN: "no file is named"}, report.Text{})
		}
		if s.packs == nil && s.form == nil && len(s.changes) == 0 && item.IsMapping() {
			item.Errorf(report.Text{ZH: "这一项什么也没有改", EN: "this entry changes nothing"}, report.Text{
				ZH: "请写明 packs、form 或 rules", EN: "Give packs, a form or rules",
			})
		}
		c.sections = append(c.sections, s)
	}
	m.Done()
}

// LocalPacks returns the paths of the packs of the configuration that are not built
// in, for all files.
func (c *Config) LocalPacks() []string {
	var paths []string
	for _, s := range c.sections {
		for _, n := range s.packs {
			if !IsBuiltin(n.Value()) {
				paths = append(paths, packPath(n))
			}
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

func readSection(m *yamldoc.Mapping) section {
	var s section
	if n := m.Take("packs"); n != nil {
		if s.packs = n.List(); len(s.packs) == 0 && n.IsSequence() {
			n.Errorf(report.Text{ZH: "没有规则包", EN: "there is no pack"}, report.Text{
				ZH: "请至少写一个，如 " + rules.Prefix + rules.Default, EN: "Give one at least, such as " + rules.Prefix + rules.Default,
			})
		}
	}
	if n := m.Take("form"); n.String() != "" {
		s.form = n
	}
	if n := m.Take("rules"); n != nil {
		s.changes = NewChanges(n)
	}
	return s
}

// checkPattern reports a pattern that cannot match anything below the configuration.
func checkPattern(n *yamldoc.Node) {
	pattern := filepath.ToSlash(n.String())
	switch {
	case !n.IsScalar():
	case pattern == "":
		n.Errorf(report.Text{ZH: "没有写明文件", EN: "no file is named"}, report.Text{})
	case strings.ContainsAny(pattern, "“”"):
		n.Errorf(report.Text{ZH: "引号应为半角", EN: "write quotes as \""}, report.Text{})
	case !doublestar.ValidatePattern(pattern):
		n.Errorf(report.Text{ZH: "通配写法有误：" + n.Value(), EN: "the pattern is malformed: " + n.Value()}, report.Text{
			ZH: "* 代表任意字符，** 代表任意层文件夹", EN: "* stands for any characters, ** for any folders",
		})
	case path.IsAbs(pattern), filepath.IsAbs(n.Value()), slices.Contains(strings.Split(pattern, "/"), ".."):
		n.Errorf(report.Text{
			ZH: "路径应相对于配置所在的文件夹，且在其中", EN: "a path must be relative to the folder of the configuration, and within it",
		}, report.Text{})
	}
}

// newGlob makes a pattern match as people expect: one without a slash matches names in
// any folder, one that names a folder matches what is in it.
func newGlob(n *yamldoc.Node) *glob {
	pattern := strings.TrimPrefix(filepath.ToSlash(n.Value()), "./")
	if !strings.Contains(strings.TrimSuffix(pattern, "/"), "/") {
		pattern = "**/" + pattern
	}
	return &glob{pattern: strings.TrimSuffix(pattern, "/"), node: n}
}

func (g *glob) matches(rel string) bool {
	for p := rel; p != "." && p != "/" && p != ""; p = path.Dir(p) {
		if ok, err := doublestar.Match(g.pattern, p); err == nil && ok {
			g.used = true
			return true
		}
	}
	return false
}

// Unused lists the patterns that none of the files matched that [Config.For] was asked
// about.
func (c *Config) Unused() []Setting {
	var unused []Setting
	for _, s := range c.sections {
		for _, g := range s.match {
			if !g.used {
				unused = append(unused, settingOf(g.node))
			}
		}
	}
	return unused
}

// For returns what counts for a file. The error is a [diag.Error].
func (c *Config) For(p string) (*Settings, error) {
	parts := []int{0}
	rel := p
	if abs, err := filepath.Abs(p); err == nil {
		if r, err := filepath.Rel(c.folder, abs); err == nil {
			rel = r
		}
	}
	rel = filepath.ToSlash(rel)
	for i, s := range c.sections[1:] {
		if slices.ContainsFunc(s.match, func(g *glob) bool { return g.matches(rel) }) {
			parts = append(parts, i+1)
		}
	}
	return c.combine(parts)
}

// combine puts parts of the configuration together, those that count most last.
func (c *Config) combine(parts []int) (*Settings, error) {
	key := fmt.Sprint(parts)
	if s, ok := c.settings[key]; ok {
		return s, nil
	}
	s := &Settings{Config: c.Path, Organs: c.organs, Folders: c.folders}
	var packs []*yamldoc.Node
	var form *yamldoc.Node
	for _, i := range parts {
		for _, g := range c.sections[i].match {
			s.Files = append(s.Files, settingOf(g.node))
		}
		if c.sections[i].packs != nil {
			packs = c.sections[i].packs
		}
		if c.sections[i].form != nil {
			form = c.sections[i].form
		}
	}
	l := loader{diags: &c.diags, store: c.store}
	before := c.diags.Len()
	var all content
	if packs == nil {
		all = l.builtin(rules.Default)
		s.Packs = []Setting{{Value: rules.Prefix + rules.Default}}
	}
	for _, n := range packs {
		if inner, ok := l.extended(n); ok {
			all = all.over(inner)
		}
		s.Packs = append(s.Packs, settingOf(n))
	}
	if c.diags.Len() == before { // else what rules there are is not known
		for _, i := range parts {
			all = all.with(c.sections[i].changes)
		}
	}
	if form != nil {
		s.Form, s.FormSetting = form.Value(), settingOf(form)
		if ids := formIDs(all.forms); !slices.Contains(ids, s.Form) {
			form.Errorf(report.Text{
				ZH: fmt.Sprintf("没有格式“%s”", s.Form), EN: fmt.Sprintf("there is no form %q", s.Form),
			}, diag.DidYouMean(s.Form, ids))
		}
	}
	var err error
	if s.Pack, err = all.checked(c.store, &c.diags); err != nil {
		return nil, err
	}
	c.settings[key] = s
	return s, nil
}
