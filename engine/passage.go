package engine

import (
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/gouji/gouji/report"
)

// maxLabel bounds the printed words that stand for a passage in messages, in characters.
const maxLabel = 30

// maxParagraph is more than any paragraph has bytes. It keeps the offsets of passages in
// the order of their paragraphs.
const maxParagraph = 1 << 31

// proseClasses makes the classes of running text: paragraphs, what is found in them,
// numbered items and the aspects of sections.
func (m *model) proseClasses() {
	m.paragraph = m.passageClass("paragraph", func(o *object) report.Passage {
		return report.Passage{First: o.index, Last: o.index, End: len(o.bound.report.Paragraphs[o.index].Text)}
	}, nil)
	m.hitClass()
	m.itemClass()
	m.aspectClass()
	lists := func(name string, of *class, list func(b *binding, section int) ref.Val) {
		found := func(o *object) bool { return o.bound.report.Sections[o.index].Found }
		m.section.addOptional(name, listOf(of), found, func(o *object) string {
			return report.SectionPrefix + m.schema.Sections[o.index].Key
		}, func(o *object) ref.Val { return list(o.bound, o.index) })
	}
	lists("paragraphs", m.paragraph, (*binding).paragraphsOf)
	lists("items", m.item, (*binding).itemsOf)
	lists("aspects", m.aspect, (*binding).aspectsOf)
	m.section.passage = func(o *object) report.Passage { return o.bound.report.Section(o.index) }
	m.section.isMissing = func(o *object) bool { return !o.bound.report.Sections[o.index].Found }
	m.report.passage = func(o *object) report.Passage { return o.bound.report.Prose() }
}

// passageClass makes a class of passages. label says how one is called in a message, or
// is nil where it is called by its words.
func (m *model) passageClass(name string, passage func(*object) report.Passage, label func(*object) string) *class {
	c := newClass(name, func(o *object) report.Place {
		p := passage(o)
		place := report.Place{Span: p.Span(o.bound.report), Key: m.sectionKeyOf(o, p)}
		if label != nil {
			place.Label = label(o)
		} else {
			place.Label = shortened(p.Raw(o.bound.report))
		}
		return place
	})
	c.passage = passage
	c.add("text", types.StringType, func(o *object) ref.Val { return str(c.passage(o).Text(o.bound.report)) })
	c.add("raw", types.StringType, func(o *object) ref.Val { return str(c.passage(o).Raw(o.bound.report)) })
	c.add("section", types.StringType, func(o *object) ref.Val {
		if s := m.sectionOf(o, passage(o)); s >= 0 {
			return str(m.schema.Sections[s].Key)
		}
		return str("")
	})
	c.add("offset", types.IntType, func(o *object) ref.Val {
		p := passage(o)
		return types.Int(p.First*maxParagraph + p.Start)
	})
	c.add("line", types.IntType, lineOf(c))
	return c
}

// sectionOf returns the section that a passage stands in, or -1.
func (m *model) sectionOf(o *object, p report.Passage) int {
	if p.First > p.Last {
		return -1
	}
	return o.bound.report.Paragraphs[p.First].Section
}

// sectionKeyOf returns the logical key of a passage, which is that of its section.
func (m *model) sectionKeyOf(o *object, p report.Passage) string {
	if s := m.sectionOf(o, p); s >= 0 {
		return report.SectionPrefix + m.schema.Sections[s].Key
	}
	return preface
}

// preface is the key of what stands between the title and the first section.
const preface = "preface"

// shortened cuts a text to what can stand in a message.
func shortened(s string) string {
	s = oneLine(s)
	if utf8.RuneCountInString(s) <= maxLabel {
		return s
	}
	return string([]rune(s)[:maxLabel-1]) + "…"
}

func (m *model) hitClass() {
	passage := func(o *object) report.Passage { return o.bound.hits[o.index] }
	c := m.passageClass("hit", passage, nil)
	around := func(o *object) (text string, start, end int) {
		p := passage(o)
		return o.bound.report.Paragraphs[p.First].Text, p.Start, p.End
	}
	c.add("before", types.StringType, func(o *object) ref.Val {
		text, start, _ := around(o)
		return str(text[:start])
	})
	c.add("after", types.StringType, func(o *object) ref.Val {
		text, _, end := around(o)
		return str(text[end:])
	})
	c.add("sentence", types.StringType, func(o *object) ref.Val { return str(sentenceAround(around(o))) })
	c.add("paragraph", m.paragraph.cel, func(o *object) ref.Val {
		return &object{class: m.paragraph, bound: o.bound, index: passage(o).First}
	})
	c.same = func(a, b *object) bool { return passage(a) == passage(b) }
	m.hit = c
}

// sentenceEnds are the marks that end a sentence, normalised.
const sentenceEnds = "。!?;"

// sentenceAround returns the sentence, or the sentences, that hold a part of a text.
func sentenceAround(text string, start, end int) string {
	from, to := 0, len(text)
	if i := strings.LastIndexAny(text[:start], sentenceEnds); i >= 0 {
		_, n := utf8.DecodeRuneInString(text[i:])
		from = i + n
	}
	if i := strings.IndexAny(text[end:], sentenceEnds); i >= 0 {
		to = end + i
	}
	return text[from:to]
}

func (m *model) itemClass() {
	get := func(o *object) *report.Item { return &o.bound.report.Items[o.index] }
	c := m.passageClass("item", func(o *object) report.Passage { return get(o).Head }, nil)
	c.passage = func(o *object) report.Passage { return get(o).Body }
	c.add("number", types.IntType, func(o *object) ref.Val { return types.Int(get(o).Number) })
	c.add("previous", types.IntType, func(o *object) ref.Val { return types.Int(get(o).Previous) })
	c.addChoice("style", types.StringType, len(report.NumberStyleNames()),
		func(o *object) int { return int(get(o).Style) },
		func(code int) ref.Val { return str(report.NumberStyle(code).String()) })
	c.addFlag("inline", func(o *object) bool { return get(o).Inline })
	c.add("list", types.IntType, func(o *object) ref.Val { return types.Int(get(o).List) })
	c.add("level", types.IntType, func(o *object) ref.Val {
		level := types.Int(1)
		for i := get(o).Parent; i >= 0; i = o.bound.report.Items[i].Parent {
			level++
		}
		return level
	})
	c.addFlag("leaf", func(o *object) bool {
		items := o.bound.report.Items
		return o.index+1 == len(items) || items[o.index+1].Parent != o.index
	})
	c.add("heading", types.StringType, func(o *object) ref.Val { return str(get(o).Heading.Text(o.bound.report)) })
	m.item = c
}

func (m *model) aspectClass() {
	get := func(o *object) *report.Aspect { return &o.bound.report.Aspects[o.index] }
	spec := func(o *object) *report.AspectSpec {
		return &m.schema.Sections[get(o).Section].Aspects[get(o).Index]
	}
	name := func(o *object) string { return spec(o).Name.In(m.lang) }
	c := m.passageClass("aspect", func(o *object) report.Passage { return get(o).Body }, name)
	c.place = func(o *object) report.Place {
		a := get(o)
		place := report.Place{Key: report.SectionPrefix + m.schema.Sections[a.Section].Key, Label: name(o), Span: o.bound.report.Sections[a.Section].Anchor}
		if !a.Head.Empty() {
			place.Span = a.Head.Span(o.bound.report)
		}
		return place
	}
	c.add("key", types.StringType, func(o *object) ref.Val { return str(spec(o).Key) })
	c.add("label", types.StringType, func(o *object) ref.Val { return str(name(o)) })
	c.addFlag("found", func(o *object) bool { return get(o).Found })
	c.addFlag("headed", func(o *object) bool { return get(o).Headed })
	c.addFlag("on_topic", func(o *object) bool { return get(o).OnTopic })
	c.add("heading", types.StringType, func(o *object) ref.Val { return str(get(o).Heading.Text(o.bound.report)) })
	m.aspect = c
}

// paragraphsOf lists the paragraphs of a section.
func (b *binding) paragraphsOf(section int) ref.Val {
	return b.part(b.model.paragraph, section, len(b.report.Paragraphs), func(i int) bool { return b.report.Paragraphs[i].Section == section })
}

// itemsOf lists the numbered items of a section.
func (b *binding) itemsOf(section int) ref.Val {
	return b.part(b.model.item, section, len(b.report.Items), func(i int) bool { return b.report.Items[i].Section == section })
}

// aspectsOf lists the aspects of a section.
func (b *binding) aspectsOf(section int) ref.Val {
	return b.part(b.model.aspect, section, len(b.report.Aspects), func(i int) bool { return b.report.Aspects[i].Section == section })
}

// part makes the objects of a class for some of a slice of the report.
func (b *binding) part(c *class, section, n int, belongs func(int) bool) ref.Val {
	key := listKey{c, section}
	if list, ok := b.lists[key]; ok {
		return list
	}
	list := b.newPart(c, n, belongs)
	if b.lists == nil {
		b.lists = map[listKey]ref.Val{}
	}
	b.lists[key] = list
	return list
}

// listKey is a class and the section whose parts are listed.
type listKey struct {
	class   *class
	section int
}

func (b *binding) newPart(c *class, n int, belongs func(int) bool) ref.Val {
	var objects []*object
	for i := range n {
		if belongs(i) {
			objects = append(objects, &object{class: c, bound: b, index: i})
		}
	}
	return objectList(objects)
}
