package fact

import (
	"fmt"
	"path"
	"regexp"
	"slices"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

// keyPattern is what the name of a fact, a topic, a list of words or a group of units
// must look like.
var keyPattern = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// Load reads the facts of a form whose schema is complete but for them. The layers are
// those of the form itself and of the forms that it extends, itself first: what is looked
// for comes in that order, lists of words and groups of units of a name take the place of
// those further down, and of other keys the first counts. Mistakes are reported at the
// nodes.
func Load(schema *report.Schema, layers ...*yamldoc.Node) *Spec {
	l := loader{
		schema: schema, spec: &Spec{sections: map[string]string{}, words: &wordIndex{byFirst: map[rune][]int{}}},
		lists: map[string]wordList{}, entry: map[string]int{},
	}
	for _, n := range layers {
		l.layers = append(l.layers, n.Mapping())
	}
	sections := make([]string, len(schema.Sections))
	for i := range schema.Sections {
		sections[i] = schema.Sections[i].Key
	}
	l.topics(l.all("topics"))
	l.sections(l.first("sections"), sections)
	l.lexicon()
	l.wordLists(l.all("words"))
	if n := l.first("share"); n != nil {
		l.spec.share = l.pattern(n, n, true)
	}
	find := l.all("find")
	if len(find) == 0 {
		l.layers[0].Require("find")
	}
	for _, n := range find {
		l.declare(n)
	}
	for _, n := range find {
		for _, item := range n.Items() {
			l.read(item)
		}
	}
	for _, m := range l.layers {
		m.Done()
	}
	l.spec.counts = make([]bool, len(l.spec.lexicon.groups))
	for _, e := range l.spec.entries {
		for _, p := range e.patterns {
			if group := int(p.marks[0] - firstMark); group < len(l.spec.counts) {
				l.spec.counts[group] = true
			}
		}
	}
	return l.spec
}

// all takes a key of all layers that have it, the form itself first.
func (l *loader) all(key string) []*yamldoc.Node {
	var nodes []*yamldoc.Node
	for _, m := range l.layers {
		if n := m.Take(key); n != nil {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// first takes a key of all layers and returns that of the form itself, or else of the
// nearest that it extends.
func (l *loader) first(key string) *yamldoc.Node {
	if nodes := l.all(key); len(nodes) > 0 {
		return nodes[0]
	}
	return nil
}

// merged lists the entries of mappings, those of the form that was extended first; an
// entry with the same key takes the place of one further down.
func merged(layers []*yamldoc.Node) []yamldoc.Entry {
	var entries []yamldoc.Entry
	for _, layer := range slices.Backward(layers) {
		for _, e := range layer.Entries() {
			if k := slices.IndexFunc(entries, func(x yamldoc.Entry) bool { return x.Key == e.Key }); k >= 0 {
				entries[k] = e
			} else {
				entries = append(entries, e)
			}
		}
	}
	return entries
}

type loader struct {
	schema *report.Schema
	spec   *Spec
	layers []*yamldoc.Mapping
	known  []string // topics
	lists  map[string]wordList
	// entry maps the key of a fact to its index.
	entry map[string]int
}

// key reports a name that does not look like one.
func key(n *yamldoc.Node, name string) {
	if !keyPattern.MatchString(name) {
		n.Errorf(report.Text{
			ZH: fmt.Sprintf("“%s”不能作名称：只能由小写字母、数字和下划线组成，以字母开头", name),
			EN: fmt.Sprintf("%q is no name: lower-case letters, digits and underscores, beginning with a letter", name),
		}, report.Text{})
	}
}

// topics reads the topics, each with the words of the headings that set it.
func (l *loader) topics(layers []*yamldoc.Node) {
	for _, e := range merged(layers) {
		key(e.Name, e.Key)
		l.known = append(l.known, e.Key)
		t := topicWords{topic: e.Key}
		if !e.Value.IsNull() {
			for _, w := range e.Value.Strings() {
				t.words = append(t.words, fold.Words(w))
			}
		}
		l.spec.headings = append(l.spec.headings, t)
	}
}

// topic checks the name of a topic.
func (l *loader) topic(n *yamldoc.Node) string {
	if n == nil || n.IsNull() {
		return ""
	}
	name := n.String()
	if !slices.Contains(l.known, name) {
		n.Errorf(report.Text{
			ZH: fmt.Sprintf("没有名为“%s”的话题，须先在 topics 中写明", name), EN: fmt.Sprintf("there is no topic %q: topics must list it", name),
		}, diag.DidYouMean(name, l.known))
	}
	return name
}

// sections reads in which sections facts are looked for, and the topic that each
// begins with.
func (l *loader) sections(n *yamldoc.Node, known []string) {
	if n == nil {
		for _, k := range known {
			l.spec.sections[k] = ""
		}
		return
	}
	if n.IsSequence() {
		for _, item := range n.Items() {
			l.section(item, item.String(), "", known)
		}
		return
	}
	for _, e := range n.Entries() {
		l.section(e.Name, e.Key, l.topic(e.Value), known)
	}
}

func (l *loader) section(n *yamldoc.Node, name, topic string, known []string) {
	if !slices.Contains(known, name) {
		n.Errorf(report.Text{
			ZH: fmt.Sprintf("没有名为“%s”的部分", name), EN: fmt.Sprintf("there is no section %q", name),
		}, diag.DidYouMean(name, known))
		return
	}
	l.spec.sections[name] = topic
}

// lexicon reads how figures are written.
func (l *loader) lexicon() {
	x := &l.spec.lexicon
	units := l.all("units")
	if len(units) == 0 {
		l.layers[0].Require("units")
	}
	for g, e := range merged(units) {
		key(e.Name, e.Key)
		if g == maxGroups {
			e.Name.Errorf(report.Text{ZH: "单位组过多", EN: "too many groups of units"}, report.Text{})
			break
		}
		x.groups = append(x.groups, e.Key)
		for _, item := range e.Value.Items() {
			u := unit{group: g}
			if item.IsMapping() {
				m := item.Mapping()
				u.word, u.last = fold.Words(m.Require("unit").String()), m.Take("last").Bool()
				m.Done()
			} else {
				u.word = fold.Words(item.String())
			}
			if u.word != "" {
				x.units = append(x.units, u)
			}
		}
	}
	slices.SortStableFunc(x.units, func(a, b unit) int { return len(b.word) - len(a.word) })
	if n := l.first("approximate"); n != nil {
		am := n.Mapping()
		x.before, x.after = foldAll(am.Take("before").Strings()), foldAll(am.Take("after").Strings())
		am.Done()
	}
	if n := l.first("breakdown"); n != nil {
		bm := n.Mapping()
		x.breakdown, x.open = foldAll(bm.Require("words").Strings()), foldAll(bm.Take("open").Strings())
		bm.Done()
	}
	x.negations, x.phrases = foldAll(l.first("negations").Strings()), foldAll(l.first("phrases").Strings())
}

// foldAll folds words, the longest first.
func foldAll(words []string) []string {
	out := fold.AllWords(words)
	slices.SortStableFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
}

// wordLists reads the named lists of words. A list can use those in front of it.
func (l *loader) wordLists(layers []*yamldoc.Node) {
	for _, e := range merged(layers) {
		key(e.Name, e.Key)
		if slices.Contains(ownNames(), e.Key) {
			e.Name.Errorf(report.Text{
				ZH: fmt.Sprintf("“%s”是句式自己的名称，请换一个", e.Key), EN: fmt.Sprintf("%q is a name of patterns themselves: choose another", e.Key),
			}, report.Text{})
		}
		items := e.Value.List()
		if len(items) == 0 {
			e.Value.Errorf(report.Text{ZH: "是空的", EN: "this is empty"}, report.Text{ZH: "请填写，或者删去这个键", EN: "Write something, or remove the key"})
			continue
		}
		wordings := make([]string, len(items))
		for i, item := range items {
			wordings[i] = item.String()
		}
		list, at, err := compileWords(wordings, l.lists, l.spec.lexicon.groups)
		if err != nil {
			items[at].ErrorAt(err.offset, err.width, err.message, err.hint)
			list = wordList{regexp: "(?:)"} // known all the same
		}
		l.lists[e.Key] = list
	}
}

// declare reads the names of the facts, so that one can state another that stands
// behind it.
func (l *loader) declare(find *yamldoc.Node) {
	for _, item := range find.Items() {
		n := item.Get("fact")
		if n == nil || !n.IsScalar() {
			continue
		}
		name := n.Value()
		if _, ok := l.entry[name]; ok {
			continue
		}
		l.entry[name] = len(l.spec.facts)
		l.spec.facts = append(l.spec.facts, report.FactSpec{Key: name, Name: report.Text{ZH: name, EN: name}})
	}
}

// read reads an entry.
func (l *loader) read(n *yamldoc.Node) {
	m := n.Mapping()
	e := entry{fact: -1}
	ignore := m.Take("ignore")
	fact := m.Take("fact")
	switch {
	case (ignore == nil) == (fact == nil):
		n.Errorf(report.Text{ZH: "须有且只有 fact、ignore 之一", EN: "one of fact and ignore is needed"}, report.Text{})
	case fact != nil:
		name := fact.String()
		i, ok := l.entry[name]
		if !ok { // it is no name, which was reported
			for _, other := range []string{"name", "cells", "topic", "needs", "patterns", "zero"} {
				m.Take(other)
			}
			m.Done()
			return
		}
		key(fact, name)
		e.fact = i
		if text := m.Take("name"); text != nil {
			l.spec.facts[e.fact].Name = text.Text()
		}
		l.cells(m.Take("cells"), &l.spec.facts[e.fact])
	default:
		e.ignored = ignore.Text()
	}
	e.topic = l.topic(m.Take("topic"))
	if needs := m.Take("needs"); needs != nil {
		for _, t := range needs.List() {
			e.needs = append(e.needs, l.topic(t))
		}
	}
	e.patterns = l.statements(m.Take("patterns"), true)
	e.zero = l.statements(m.Take("zero"), false)
	if fact == nil && len(e.zero) > 0 {
		n.Errorf(report.Text{ZH: "zero 只用于 fact", EN: "zero is for facts only"}, report.Text{})
	}
	if !m.Has("patterns") && !m.Has("zero") {
		n.Errorf(report.Text{ZH: "没有写明句式（patterns 或 zero）", EN: "there is no pattern (patterns or zero)"}, report.Text{})
	}
	m.Done()
	l.spec.entries = append(l.spec.entries, e)
}

// cells reads the keys of the cells whose sum a fact is; a * stands for any part of a
// key.
func (l *loader) cells(n *yamldoc.Node, spec *report.FactSpec) {
	if n == nil {
		return
	}
	for _, item := range n.List() {
		pattern := item.String()
		found := false
		for c := range l.schema.Cells {
			if ok, err := path.Match(pattern, l.schema.Cells[c].Key); err == nil && ok {
				spec.Cells, found = append(spec.Cells, c), true
			}
		}
		if !found {
			keys := make([]string, len(l.schema.Cells))
			for c := range l.schema.Cells {
				keys[c] = l.schema.Cells[c].Key
			}
			item.Errorf(report.Text{
				ZH: fmt.Sprintf("没有单元格“%s”", pattern), EN: fmt.Sprintf("there is no cell %q", pattern),
			}, diag.DidYouMean(pattern, keys))
		}
	}
}

// statements reads patterns, each a text or a mapping.
func (l *loader) statements(n *yamldoc.Node, figure bool) []statement {
	if n == nil {
		return nil
	}
	var all []statement
	for _, item := range n.Items() {
		var s statement
		at := item
		if item.IsMapping() {
			m := item.Mapping()
			if at = m.Require("pattern"); at == nil {
				m.Done()
				continue
			}
			for _, other := range m.Take("also").List() {
				i, ok := l.entry[other.String()]
				if !ok {
					known := make([]string, len(l.spec.facts))
					for k := range l.spec.facts {
						known[k] = l.spec.facts[k].Key
					}
					other.Errorf(report.Text{
						ZH: fmt.Sprintf("没有名为“%s”的 fact", other.String()), EN: fmt.Sprintf("there is no fact %q", other.String()),
					}, diag.DidYouMean(other.String(), known))
					continue
				}
				s.also = append(s.also, i)
			}
			m.Done()
		}
		if s.pattern = l.pattern(at, at, figure); s.pattern != nil {
			all = append(all, s)
		}
	}
	return all
}

// pattern compiles a pattern, which has a figure or has none.
func (l *loader) pattern(n, at *yamldoc.Node, figure bool) *pattern {
	p, sets, err := compile(n.String(), l.lists, l.spec.lexicon.groups)
	switch {
	case err != nil:
	case figure && p.slot == 0:
		err = &patternError{message: report.Text{ZH: "句式中没有数，应有 {n}、{n:单位组} 或 {%}", EN: "the pattern has no figure: {n}, {n:GROUP} or {%}"}}
	case !figure && p.slot == 0 && !slices.ContainsFunc(sets, func(set []string) bool { return !slices.Contains(set, "") }):
		err = &patternError{message: report.Text{
			ZH: "句式中没有必须出现的文字，什么都能匹配", EN: "nothing in the pattern must be there: it matches anything",
		}}
	case !figure && p.slot > 0:
		err = &patternError{message: report.Text{ZH: "zero 的句式不能有数", EN: "a pattern of zero has no figure"}}
	}
	if err != nil {
		at.ErrorAt(err.offset, err.width, err.message, err.hint)
		return nil
	}
	for _, set := range sets {
		var needs wordSet
		if slices.Contains(set, "") {
			continue
		}
		for _, w := range set {
			needs = needs.with(l.spec.words.add(w))
		}
		if len(needs) > 0 {
			p.needs = append(p.needs, needs)
		}
	}
	return p
}
