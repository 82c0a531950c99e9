package form

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

// aspectSpec says how one of the things is recognised that a section has to speak of:
// by a heading that holds one of some words, or by these and others in running text.
type aspectSpec struct {
	// headings and words are folded.
	headings, words []string
}

// loadAspects reads what a section has to speak of.
func loadAspects(n *yamldoc.Node, spec *sectionSpec) []report.AspectSpec {
	var all []report.AspectSpec
	first := map[string]int{}
	for _, e := range n.Items() {
		m := e.Mapping()
		keyNode := m.Require("key")
		key := keyNode.String()
		name := m.Require("name").Text()
		words := m.Require("words")
		headings := append([]string{name.In(report.Chinese)}, m.Take("headings").Strings()...)
		m.Done()
		checkKey(keyNode, key)
		checkSome(words)
		if line, ok := first[key]; ok && key != "" {
			keyNode.Errorf(report.Text{
				ZH: fmt.Sprintf("要素“%s”重复，已在第 %d 行使用", key, line), EN: fmt.Sprintf("aspect %q stands twice, first on line %d", key, line),
			}, report.Text{})
			continue
		}
		first[key] = e.Line()
		spec.aspects = append(spec.aspects, aspectSpec{headings: fold.AllWords(headings), words: fold.AllWords(words.Strings())})
		all = append(all, report.AspectSpec{Key: key, Name: name})
	}
	return all
}

// aspects finds what the sections speak of.
func (b *builder) aspects() {
	form := b.family.forms[b.form]
	n := 0
	for i := range form.sections {
		n += len(form.sections[i].aspects)
	}
	if n == 0 {
		return
	}
	b.report.Aspects = make([]report.Aspect, 0, n)
	for s := range form.sections {
		specs := form.sections[s].aspects
		if len(specs) == 0 {
			continue
		}
		prose := b.report.Section(s)
		heads := b.heads(s, prose)
		for i := range specs {
			b.report.Aspects = append(b.report.Aspects, b.aspect(&specs[i], s, i, heads, prose))
		}
	}
}

// head is a place where a section may come to another of its aspects.
type head struct {
	item int // or -1
	// whole includes the number, heading does not; next is where the text behind begins.
	whole, heading report.Passage
	body           report.Passage
	depth          int
}

// heads lists the headings within a section: of items, and of paragraphs that begin with
// a few words and a colon or hold no more than these.
func (b *builder) heads(section int, prose report.Passage) []head {
	var heads []head
	depths := map[int]int{-1: 0}
	numbered := map[int]bool{}
	for i := range b.report.Items {
		item := &b.report.Items[i]
		if item.Section != section {
			continue
		}
		depths[i] = depths[item.Parent] + 1
		numbered[item.Head.First] = numbered[item.Head.First] || !item.Inline
		heads = append(heads, head{item: i, whole: item.Head, heading: item.Heading, body: item.Body, depth: depths[i]})
	}
	for i := prose.First; i <= prose.Last; i++ {
		text := b.report.Paragraphs[i].Text
		if numbered[i] || b.report.Paragraphs[i].Section != section {
			continue
		}
		start := len(text) - len(strings.TrimLeft(text, bullets))
		end, next, ok := unnumberedHead(text, start)
		if !ok {
			continue
		}
		heading := report.Passage{First: i, Last: i, Start: start, End: end}
		body := report.Passage{First: i, Last: prose.Last, Start: next, End: prose.End}
		if next == len(text) && i < prose.Last {
			body.First, body.Start = i+1, 0
		}
		heads = append(heads, head{item: -1, whole: heading, heading: heading, body: body, depth: 1})
	}
	return heads
}

// bullets stand in front of what is listed without numbers.
const bullets = "-*·•●▪■◆★ "

// unnumberedHead returns where a heading without a number ends and the text behind it
// begins: a few words with a colon, or a line of a few words without any mark.
func unnumberedHead(text string, start int) (end, next int, ok bool) {
	rest := text[start:]
	i := strings.IndexAny(rest, "。;,!?:")
	switch {
	case i < 0:
		end, next = len(text), len(text)
	case rest[i] == ':':
		end, next = start+i, start+i+1
	default:
		return 0, 0, false
	}
	return end, next, end > start && utf8.RuneCountInString(text[start:end]) <= longestUnnumbered
}

// isAspectHeading reports whether a paragraph is no more than the heading of an aspect of
// its section.
func (b *builder) isAspectHeading(p *report.Paragraph) bool {
	specs := b.family.forms[b.form].sections[p.Section].aspects
	if len(specs) == 0 || len(p.Text) > longestUnnumbered*utf8.UTFMax {
		return false
	}
	end, _, ok := unnumberedHead(p.Text, 0)
	if !ok || end < len(strings.TrimRight(p.Text, ":")) {
		return false
	}
	for i := range specs {
		if _, ok := firstOf(p.Text, specs[i].headings); ok {
			return true
		}
	}
	return false
}

// aspect finds an aspect: beneath the outermost heading that names it, or anywhere in the
// section by its words.
func (b *builder) aspect(spec *aspectSpec, section, index int, heads []head, prose report.Passage) report.Aspect {
	a := report.Aspect{Section: section, Index: index, OnTopic: true}
	best := -1
	for i := range heads {
		text := heads[i].heading.Text(b.report)
		if _, ok := firstOf(text, spec.headings); ok && (best < 0 || heads[i].depth < heads[best].depth) {
			best = i
		}
	}
	if best >= 0 {
		h := &heads[best]
		a.Found, a.Headed, a.Head, a.Heading, a.Body = true, true, h.whole, h.heading, h.body
		if h.item < 0 {
			a.Body = b.untilNext(h.body, heads)
		}
		if a.Body.Empty() {
			a.Body = a.Heading
		}
		_, a.OnTopic = firstOf(a.Body.Text(b.report), spec.words)
		return a
	}
	words := slices.Concat(spec.words, spec.headings)
	for i := prose.First; i <= prose.Last; i++ {
		text := b.report.Paragraphs[i].Text
		if at, ok := firstOf(text, words); ok {
			a.Found = true
			a.Body = report.Passage{First: i, Last: i, End: len(text)}
			a.Head = report.Passage{First: i, Last: i, Start: at.start, End: at.end}
			return a
		}
	}
	if s := &b.report.Sections[section]; s.Found {
		// What is in a table of its own, or set in another way, is said all the same.
		_, a.Found = firstOf(fold.Words(b.report.Source.Slice(s.Body)), words)
	}
	return a
}

// untilNext ends a body where the next heading begins.
func (b *builder) untilNext(body report.Passage, heads []head) report.Passage {
	for i := range heads {
		next := &heads[i].whole
		if next.First > body.Last || next.First < body.First || next.First == body.First && next.Start < body.Start {
			continue
		}
		body.Last, body.End = next.First, next.Start
		if next.Start == 0 && next.First > body.First {
			body.Last = next.First - 1
			body.End = len(b.report.Paragraphs[body.Last].Text)
		} else if next.Start == 0 {
			body.End = 0
		}
	}
	return body
}

// found is where a word stands in a text.
type found struct{ start, end int }

// firstOf returns where the first of some words stands in a text, in the order of the
// words.
func firstOf(text string, words []string) (found, bool) {
	for _, w := range words {
		if i := strings.Index(text, w); i >= 0 {
			return found{i, i + len(w)}, true
		}
	}
	return found{}, false
}
