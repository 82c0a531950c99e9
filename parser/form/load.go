package form

import (
	"fmt"
	"regexp"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/parser/fact"
	"github.com/gouji/gouji/report"
)

// defaultThreshold is the score below which a document is no such report. The
// title and half of the sections, or half of the labels of the tables, pass it;
// a text that merely speaks about the report does not.
const defaultThreshold = 0.25

// File is a form file that was parsed but not yet resolved against the form
// that it extends.
type File struct {
	root *yamldoc.Node
	id   string
	base string
	// below is the form of the same identifier that this one takes the place of, or nil.
	below *File
}

// formPattern is what the name of a form must look like.
var formPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// IsForm reports whether a YAML document describes a form.
func IsForm(root *yamldoc.Node) bool {
	return root.IsMapping() && root.Mapping().Has("form")
}

// NewFile takes a parsed YAML document for a form.
func NewFile(root *yamldoc.Node) File {
	m := root.Mapping()
	f := File{root: root}
	if n := m.Take("form"); n != nil {
		f.id = n.String()
		if !formPattern.MatchString(f.id) && f.id != "" {
			n.Errorf(report.Text{
				ZH: "格式的名称只能由小写字母、数字和连字符组成，如 gov-report-2021", EN: "the name of a form consists of lower-case letters, digits and hyphens, such as gov-report-2021",
			}, report.Text{})
		}
	}
	if base := m.Take("extends"); base != nil {
		f.base = base.String()
	}
	return f
}

// Identity returns what tells the file from any other.
func (f File) Identity() any { return f.root.Identity() }

// Over returns the form as it takes the place of another of the same identifier, which it
// may extend: a form that extends its own name extends that one.
func (f File) Over(other File) File {
	f.below = &other
	return f
}

// ID returns the identifier of the form.
func (f File) ID() string { return f.id }

// Load resolves a set of form files. Mistakes are reported to diags; a form with
// mistakes is left out. The order of the result is that of the files.
func Load(files []File, diags *diag.List) []*Form {
	byID := map[string]File{}
	ids := make([]string, 0, len(files))
	for _, f := range files {
		if f.id == "" {
			continue
		}
		if first, ok := byID[f.id]; ok {
			f.root.Errorf(report.Text{
				ZH: fmt.Sprintf("格式“%s”重复，已在 %s 中定义", f.id, first.root.File()),
				EN: fmt.Sprintf("form %q is defined in %s already", f.id, first.root.File()),
			}, report.Text{})
			continue
		}
		byID[f.id] = f
		ids = append(ids, f.id)
	}
	forms := make([]*Form, 0, len(files))
	for _, id := range ids {
		chain, ok := inheritance(byID, id, ids)
		if !ok {
			continue
		}
		before := diags.Len()
		l := loader{chain: chain, form: &Form{ID: id, File: chain[0].File()}}
		l.load()
		if diags.Len() == before {
			forms = append(forms, l.form)
		}
	}
	return forms
}

// inheritance returns the files of a form and of those that it extends, itself first.
func inheritance(byID map[string]File, id string, ids []string) ([]*yamldoc.Node, bool) {
	var chain []*yamldoc.Node
	seen := map[any]bool{}
	for f := byID[id]; ; {
		if seen[f.Identity()] || f.base == f.id && f.below == nil {
			f.root.Mapping().Take("extends").Errorf(report.Text{ZH: "extends 成环", EN: "extends runs in a circle"}, report.Text{})
			return nil, false
		}
		seen[f.Identity()] = true
		chain = append(chain, f.root)
		if f.base == "" {
			return chain, true
		}
		if f.base == f.id {
			f = *f.below
			continue
		}
		next, ok := byID[f.base]
		if !ok {
			f.root.Mapping().Take("extends").Errorf(report.Text{
				ZH: fmt.Sprintf("没有格式“%s”", f.base), EN: fmt.Sprintf("there is no form %q", f.base),
			}, diag.DidYouMean(f.base, ids))
			return nil, false
		}
		f = next
	}
}

// loader reads one form. A top-level key is taken from the form itself or, where
// it has none, from the form that it extends; tables are taken one by one.
type loader struct {
	chain []*yamldoc.Node
	form  *Form
	maps  []*yamldoc.Mapping
	uses  map[string]*yamldoc.Node
	// facts holds those of the form and of the forms that it extends.
	facts []*yamldoc.Node
	// alternatives maps the name of a group of alternatives to its index.
	alternatives map[string]int
	// tableKeys holds the keys of the rows and blocks of the table at hand, with
	// their lines.
	tableKeys map[string]int
}

func (l *loader) take(key string) *yamldoc.Node {
	var found *yamldoc.Node
	for _, m := range l.maps {
		if n := m.Take(key); n != nil && found == nil {
			found = n
		}
	}
	return found
}

func (l *loader) load() {
	for _, root := range l.chain {
		m := root.Mapping()
		m.Take("form")
		m.Take("extends")
		l.maps = append(l.maps, m)
	}
	l.alternatives = map[string]int{}
	f := l.form
	f.Family = f.ID
	if n := l.take("family"); n != nil {
		f.Family = n.String()
	}
	if n := l.take("name"); n != nil {
		f.Name = n.Text()
	} else {
		f.Name = report.Text{ZH: f.ID, EN: f.ID}
	}
	if n := l.take("source"); n != nil {
		f.Source = n.String()
	}
	f.Years = loadYears(l.take("years"))
	f.threshold = defaultThreshold
	if n := l.take("threshold"); n != nil {
		percent := n.Int()
		if percent < 0 || percent > 100 {
			n.Errorf(report.Text{ZH: "threshold 是百分数，应在 0 到 100 之间", EN: "threshold is a percentage, from 0 to 100"}, report.Text{})
		}
		f.threshold = float64(percent) / 100
	}
	f.Schema = &report.Schema{Form: f.ID, Family: f.Family, Name: f.Name, Years: f.Years}
	l.organs(l.take("organs"))
	l.title(l.take("title"))
	l.sections(l.take("sections"))
	l.cells(l.take("cells"))
	for _, n := range l.take("furniture").Items() {
		if re := wholePattern(n, ""); re != nil {
			f.furniture = append(f.furniture, re)
		}
	}
	for _, m := range l.maps {
		if n := m.Take("facts"); n != nil {
			l.facts = append(l.facts, n)
		}
	}
	l.uses = map[string]*yamldoc.Node{}
	for _, e := range l.take("uses").Entries() {
		l.uses[e.Key] = e.Value
	}
	l.tables()
	for name, n := range l.uses {
		if _, ok := l.alternatives[name]; !ok {
			n.Errorf(report.Text{
				ZH: fmt.Sprintf("没有名为“%s”的 oneOf", name), EN: fmt.Sprintf("there is no oneOf named %q", name),
			}, report.Text{})
		}
	}
	for _, m := range l.maps {
		m.Done()
	}
	f.Schema.AddCells()
	if len(l.facts) > 0 {
		f.facts = fact.Load(f.Schema, l.facts...)
		f.Schema.Facts = f.facts.Facts()
	}
}

func loadYears(n *yamldoc.Node) report.Years {
	if n == nil {
		return report.Years{}
	}
	m := n.Mapping()
	years := report.Years{From: m.Take("from").Int(), To: m.Take("to").Int()}
	m.Done()
	if years.To != 0 && years.From > years.To {
		n.Errorf(report.Text{ZH: "from 不能晚于 to", EN: "from is later than to"}, report.Text{})
	}
	return years
}

// organs reads which organs report for others.
func (l *loader) organs(n *yamldoc.Node) {
	if n == nil {
		return
	}
	m := n.Mapping()
	read := func(key string) []*regexp.Regexp {
		var all []*regexp.Regexp
		for _, p := range m.Take(key).List() {
			if re := wholePattern(p, ""); re != nil {
				all = append(all, re)
			}
		}
		return all
	}
	l.form.Schema.Governments, l.form.Schema.Apart = read("governments"), read("apart")
	m.Done()
}

// title reads how titles look.
func (l *loader) title(n *yamldoc.Node) {
	if n == nil {
		return
	}
	m := n.Mapping()
	for _, hint := range m.Take("hints").Strings() {
		l.form.title.hints = append(l.form.title.hints, fold.Words(hint))
	}
	for _, f := range m.Take("fragments").Strings() {
		l.form.title.fragments = append(l.form.title.fragments, fold.Words(f))
	}
	for _, p := range m.Require("patterns").Items() {
		if re := wholePattern(p, organPattern); re != nil {
			l.form.title.patterns = append(l.form.title.patterns, re)
			l.form.title.sources = append(l.form.title.sources, p.String())
		}
	}
	m.Done()
}

func (l *loader) sections(n *yamldoc.Node) {
	for _, e := range n.Entries() {
		m := e.Value.Mapping()
		heading := m.Require("heading").Text()
		spec := sectionSpec{
			key:      e.Key,
			accepted: append([]string{heading.In(report.Chinese)}, m.Take("accepted").Strings()...),
			variants: m.Take("variants").Strings(),
		}
		for _, p := range m.Take("patterns").Items() {
			if re := wholePattern(p, ""); re != nil {
				spec.patterns = append(spec.patterns, re)
			}
		}
		aspects := loadAspects(m.Take("aspects"), &spec)
		m.Done()
		checkKey(e.Name, e.Key)
		l.form.sections = append(l.form.sections, spec)
		l.form.Schema.Sections = append(l.form.Schema.Sections, report.SectionSpec{
			Key: e.Key, Heading: heading, Official: spec.accepted[0], Aspects: aspects,
		})
	}
}

func (l *loader) cells(n *yamldoc.Node) {
	if n == nil {
		return
	}
	m := n.Mapping()
	l.form.cells = cellSpec{
		placeholders: m.Take("placeholders").Strings(),
		units:        m.Take("units").Strings(),
		unitMarks:    m.Take("unitMarks").Strings(),
		plus:         m.Take("plus").Strings(),
		minus:        m.Take("minus").Strings(),
	}
	m.Done()
}
