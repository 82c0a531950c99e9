// Package fact finds the figures that a report states in running text: how many
// applications were received, how many were answered.
//
// What a figure means is said by patterns, which stand in the YAML of a form. Nothing
// in this package knows any of them; it knows numerals.
//
// # From paragraph to fact
//
//  1. Numbers are found: Arabic and Chinese ones, with the unit behind them, and
//     whether they are exact. Years, dates, numbers of articles and the like are no
//     figures.
//  2. The patterns are tried sentence by sentence, in the order of the form. A figure
//     belongs to the first pattern that takes it; a pattern may take it only to say
//     that it means nothing.
//  3. A pattern may need a topic: what the facts before it, the heading above it or the
//     section were about. A figure that no pattern takes ends a topic.
package fact

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/govalues/decimal"

	"github.com/gouji/gouji/report"
)

// Spec says which facts a form has and how they are worded. It is immutable and safe
// for concurrent use.
type Spec struct {
	facts    []report.FactSpec
	sections map[string]string // topic at the beginning of a section, by its key
	headings []topicWords
	lexicon  lexicon
	entries  []entry
	share    *pattern
	words    *wordIndex
	// counts says, for each group of units, whether a pattern takes figures of it.
	counts []bool
}

// topicWords are words in a heading that say what the text below it is about.
type topicWords struct {
	topic string
	words []string
}

// entry is a fact, or something to be ignored, with its patterns.
type entry struct {
	// fact is the index in Spec.facts, or -1.
	fact int
	// ignored names what the figures of the entry are, where they are no fact.
	ignored string
	topic   string
	needs   []string
	// patterns take a figure; zero state that there is none.
	patterns []statement
	zero     []statement
}

// statement is a pattern with the further facts that it states.
type statement struct {
	*pattern

	also []int
}

// Facts describes the facts of the form.
func (s *Spec) Facts() []report.FactSpec {
	if s == nil {
		return nil
	}
	return s.facts
}

// longestParagraph bounds the bytes of a paragraph that is searched: a longer one was
// not written by people.
const longestParagraph = 20_000

// Find finds the facts and the figures of a report whose paragraphs are known.
func (s *Spec) Find(r *report.Report) {
	if s == nil {
		return
	}
	f := finder{spec: s, report: r}
	for i := range r.Paragraphs {
		f.paragraph(i)
	}
}

// FindIn finds the facts in a text that stands in a section, given by its index.
func (s *Spec) FindIn(schema *report.Schema, section int, text string) *report.Report {
	source := report.NewSource("", text, "")
	r := &report.Report{Source: source, Schema: schema}
	for line := range source.Lines() {
		if span := source.LineSpan(line + 1); span.Len() > 0 {
			r.Paragraphs = append(r.Paragraphs, report.NewParagraph(source, section, span))
		}
	}
	s.Find(r)
	return r
}

// finder finds the facts of a report.
type finder struct {
	spec   *Spec
	report *report.Report

	paragraphIndex int
	text           *report.Paragraph
	numbers        []number
	marked         string
	sentences      int
	section        int
	topic          string
	// heading is the topic of the heading right above.
	heading string
	present []bool
}

// paragraph searches a paragraph.
func (f *finder) paragraph(i int) {
	p := &f.report.Paragraphs[i]
	f.text = p
	key := ""
	if p.Section >= 0 {
		key = f.report.Schema.Sections[p.Section].Key
	}
	initial, ok := f.spec.sections[key]
	if !ok || len(p.Text) > longestParagraph {
		return
	}
	if p.Section != f.section || i == 0 {
		f.section, f.heading = p.Section, ""
	}
	heading, isHeading := f.spec.headingOf(p.Text)
	f.topic = initial
	switch {
	case heading != "":
		f.topic = heading
	case f.heading != "" && !isHeading:
		f.topic = f.heading
	}
	switch {
	case isHeading && isWhole(p.Text):
		f.heading = heading
	case isHeading:
		f.heading = ""
	}
	for from := 0; from < len(p.Text); {
		end := sentenceEnd(p.Text, from)
		f.sentence(from, end)
		from = end
	}
}

// sentenceEnd returns where the sentence that begins at an offset ends.
func sentenceEnd(text string, from int) int {
	for i, r := range text[from:] {
		if strings.ContainsRune(sentenceEnds, r) {
			return from + i + utf8.RuneLen(r)
		}
	}
	return len(text)
}

// sentenceEnds and clauseEnds are marks of folded text.
const (
	sentenceEnds = "。!?"
	clauseEnds   = sentenceEnds + ",;:()、"
)

// sentence searches a sentence, which is a part of the text of the paragraph.
func (f *finder) sentence(from, end int) {
	text := f.text.Text[from:end]
	f.sentences++
	f.numbers, f.marked = f.spec.lexicon.mark(text, f.numbers[:0])
	f.present = f.spec.words.find(text, f.present)
	var matches []match
	for e := range f.spec.entries {
		matches = f.entry(e, text, matches)
	}
	if len(matches) == 0 && len(f.numbers) == 0 {
		return
	}
	// What stands first is settled first, and of several meanings the first of the form.
	slices.SortStableFunc(matches, func(a, b match) int {
		return cmp.Or(cmp.Compare(f.anchor(&a), f.anchor(&b)), cmp.Compare(a.entry, b.entry))
	})
	f.settle(from, text, matches)
}

// match is a place where a pattern of an entry matches a sentence.
type match struct {
	entry int
	// number is the index of the figure, or -1 where the text itself says that there is
	// none.
	number int
	// start and end are those of the match, in the text of the sentence.
	start, end int
	also       []int
	share      *decimal.Decimal
}

// anchor returns where in the sentence what a match states stands.
func (f *finder) anchor(m *match) int {
	if m.number >= 0 {
		return f.numbers[m.number].start
	}
	return m.start
}

// entry tries the patterns of an entry on the sentence at hand.
func (f *finder) entry(index int, text string, matches []match) []match {
	e := &f.spec.entries[index]
	for _, s := range e.patterns {
		if !s.mayMatch(f.present, f.numbers) {
			continue
		}
		for _, m := range s.regexp.FindAllStringSubmatchIndex(f.marked, -1) {
			n := f.numberAt(m[2*s.slot])
			if n < 0 || f.negated(m[0]) {
				continue
			}
			matches = append(matches, match{
				entry: index, number: n, start: f.textOffset(m[0]), end: f.textOffset(m[1]), also: s.also, share: f.shareAt(m[2*s.slot]),
			})
		}
	}
	for _, s := range e.zero {
		if !s.mayMatch(f.present, f.numbers) {
			continue
		}
		for _, m := range s.regexp.FindAllStringIndex(f.marked, -1) {
			start, end := trimMarks(text, f.textOffset(m[0]), f.textOffset(m[1]))
			matches = append(matches, match{entry: index, number: -1, start: start, end: end, also: s.also})
		}
	}
	return matches
}

// trimMarks leaves out the marks at the ends of a part of a text.
func trimMarks(text string, start, end int) (int, int) {
	part := text[start:end]
	start += len(part) - len(strings.TrimLeft(part, clauseEnds))
	end -= len(part) - len(strings.TrimRight(part, clauseEnds))
	return start, max(start, end)
}

// numberAt returns the number whose mark stands at an offset in the marked sentence.
func (f *finder) numberAt(offset int) int {
	return slices.IndexFunc(f.numbers, func(n number) bool { return n.mark == offset })
}

// textOffset maps an offset in the marked sentence to the sentence.
func (f *finder) textOffset(offset int) int {
	for i := len(f.numbers) - 1; i >= 0; i-- {
		if n := &f.numbers[i]; offset >= n.mark+markLen {
			return offset - (n.mark + markLen) + n.end
		} else if offset >= n.mark {
			return n.start
		}
	}
	return offset
}

// negated reports whether a word of negation stands right in front of an offset in the
// marked sentence.
func (f *finder) negated(offset int) bool {
	return slices.ContainsFunc(f.spec.lexicon.negations, func(word string) bool { return strings.HasSuffix(f.marked[:offset], word) })
}

// shareAt returns the percentage that is stated right behind the number at an offset.
func (f *finder) shareAt(offset int) *decimal.Decimal {
	if f.spec.share == nil {
		return nil
	}
	m := f.spec.share.regexp.FindStringSubmatchIndex(f.marked[offset+markLen:])
	if m == nil || m[0] != 0 {
		return nil
	}
	if n := f.numberAt(offset + markLen + m[2*f.spec.share.slot]); n >= 0 {
		return &f.numbers[n].value
	}
	return nil
}

// settle decides which matches count, in the order in which they stand, and records
// the facts and figures of the sentence.
func (f *finder) settle(from int, text string, matches []match) {
	topicBefore := f.topic
	known := make([]int, len(f.numbers)) // the match that took each number
	for i := range known {
		known[i] = -1
	}
	stated := false
	for i := range matches {
		m := &matches[i]
		e := &f.spec.entries[m.entry]
		if m.number < 0 && f.statedAlready(e.fact, from, m) {
			continue
		}
		if m.number >= 0 && known[m.number] >= 0 || len(e.needs) > 0 && !slices.Contains(e.needs, f.topic) {
			continue
		}
		if m.number >= 0 {
			known[m.number] = i
		}
		if e.topic != "" {
			f.topic = e.topic
		}
		if e.fact < 0 {
			continue
		}
		stated = true
		f.add(e.fact, from, text, m)
		for _, other := range m.also {
			f.add(other, from, text, m)
		}
	}
	complete := true
	for n := range f.numbers {
		num := &f.numbers[n]
		complete = complete && (num.kind == percentage || known[n] >= 0 && f.spec.entries[matches[known[n]].entry].fact >= 0)
		if num.kind != counted || !f.spec.counts[num.group] {
			continue
		}
		figure := report.Figure{
			Span: f.span(from+num.start, from+num.end), Sentence: f.span(from, from+len(text)), Taken: known[n] >= 0,
		}
		if k := known[n]; k >= 0 {
			figure.Ignored = f.spec.entries[matches[k].entry].ignored
		}
		f.report.Figures = append(f.report.Figures, figure)
	}
	for i := len(f.report.Facts) - 1; i >= 0 && f.report.Facts[i].SentenceNumber == f.sentences; i-- {
		f.report.Facts[i].Complete = complete
	}
	// A sentence about other figures ends what came before.
	if !stated && f.topic == topicBefore && slices.ContainsFunc(f.numbers, func(n number) bool { return n.kind == counted }) {
		f.topic = ""
	}
}

// statedAlready reports whether the same words were taken for the fact before.
func (f *finder) statedAlready(fact, from int, m *match) bool {
	span := f.span(from+m.start, from+m.end)
	return slices.ContainsFunc(f.report.Facts, func(o report.Fact) bool {
		return o.Spec == fact && o.SentenceNumber == f.sentences && o.Span.Start < span.End && span.Start < o.Span.End
	})
}

// add records a fact.
func (f *finder) add(index, from int, text string, m *match) {
	start, end := m.start, m.end
	fact := report.Fact{Spec: index, Section: f.text.Section, Sentence: f.span(from, from+len(text)), SentenceNumber: f.sentences, SentenceText: text}
	if m.number >= 0 {
		n := &f.numbers[m.number]
		fact.Value, fact.Unit, fact.Approximate = n.value, n.unit, n.approximate
		start, end = n.start, n.end
	}
	if m.share != nil {
		fact.Share, fact.HasShare = *m.share, true
	}
	fact.Years = yearsIn(clauseAround(text, m.start, end))
	fact.Span = f.span(from+start, from+end)
	fact.Text = f.report.Source.Slice(fact.Span)
	f.report.Facts = append(f.report.Facts, fact)
}

// span returns where a part of the text of the paragraph stands.
func (f *finder) span(start, end int) report.Span { return f.text.Span(f.report.Source, start, end) }

// clauseAround returns the clause that holds a part of a sentence.
func clauseAround(text string, start, end int) string {
	from := strings.LastIndexAny(text[:start], clauseEnds)
	if from >= 0 {
		_, n := utf8.DecodeRuneInString(text[from:])
		from += n
	}
	return text[max(from, 0):end]
}

// headingOf returns the topic that the heading at the beginning of a paragraph sets,
// and whether there is one.
func (s *Spec) headingOf(text string) (topic string, ok bool) {
	const longest = 30
	end := strings.IndexAny(text, "。:;")
	if end < 0 {
		end = len(text)
	}
	heading := text[:end]
	if utf8.RuneCountInString(heading) > longest || strings.Contains(heading, ",") {
		return "", false
	}
	for _, h := range s.headings {
		if slices.ContainsFunc(h.words, func(w string) bool { return strings.Contains(heading, w) }) {
			return h.topic, true
		}
	}
	return "", true
}

// isWhole reports whether a paragraph is a heading and nothing else.
func isWhole(text string) bool {
	at := strings.IndexAny(text, "。:;")
	if at < 0 {
		return true
	}
	_, n := utf8.DecodeRuneInString(text[at:])
	return at+n == len(text)
}
