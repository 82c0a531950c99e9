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
	"regexp"
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
	ignored report.Text
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

// maxFacts bounds the facts of a report. A rule may look at each together with each, and
// a report states some dozens.
const maxFacts = 500

// finder finds the facts of a report.
type finder struct {
	spec   *Spec
	report *report.Report

	text      *report.Paragraph
	sentences int
	section   int
	topic     string
	// heading is the topic of the heading right above.
	heading string

	// These are of the sentence at hand, and used again. There is one segment more than
	// there are numbers.
	numbers  []number
	segments []segment
	matches  []match
	window   []byte
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
	text := withoutMarks(f.text.Text[from:end])
	f.sentences++
	f.numbers = f.spec.lexicon.numbers(text, f.numbers[:0])
	f.segment(text)
	f.matches = f.matches[:0]
	for k := range f.numbers {
		f.figure(k)
	}
	for i := range f.segments {
		f.none(i)
	}
	if len(f.matches) == 0 && len(f.numbers) == 0 {
		return
	}
	// What stands first is settled first, and of several meanings the first of the form.
	slices.SortStableFunc(f.matches, func(a, b match) int {
		return cmp.Or(cmp.Compare(f.anchor(&a), f.anchor(&b)), cmp.Compare(a.entry, b.entry))
	})
	f.settle(from, text)
}

// withoutMarks replaces the characters that stand for numbers by another as long.
func withoutMarks(text string) string {
	isMark := func(r rune) bool { return r >= firstMark && r <= otherMark }
	if strings.IndexFunc(text, isMark) < 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		if isMark(r) {
			return utf8.RuneError
		}
		return r
	}, text)
}

// segment is the text between two numbers.
type segment struct {
	text string
	// start is where it stands in the sentence.
	start int
	words wordSet
}

// segment splits a sentence at its numbers.
func (f *finder) segment(text string) {
	f.segments = f.segments[:0]
	start := 0
	for k := 0; k <= len(f.numbers); k++ {
		end := len(text)
		if k < len(f.numbers) {
			end = f.numbers[k].start
		}
		s := segment{text: text[start:end], start: start}
		if n := len(f.segments); n < cap(f.segments) {
			s.words = f.segments[:n+1][n].words // to be used again
		}
		s.words = f.spec.words.find(s.text, s.words)
		f.segments = append(f.segments, s)
		if k < len(f.numbers) {
			start = f.numbers[k].end
		}
	}
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
}

// anchor returns where in the sentence what a match states stands.
func (f *finder) anchor(m *match) int {
	if m.number >= 0 {
		return f.numbers[m.number].start
	}
	return m.start
}

// figure tries the patterns on a number: on what stands between the numbers before and
// behind it.
func (f *finder) figure(k int) {
	n, left, right := &f.numbers[k], &f.segments[k], &f.segments[k+1]
	f.window = f.window[:0]
	if k > 0 {
		f.window = utf8.AppendRune(f.window, otherMark)
	}
	front := len(f.window)
	f.window = append(f.window, left.text...)
	at := len(f.window)
	f.window = utf8.AppendRune(f.window, n.rune())
	f.window = append(f.window, right.text...)
	if k+1 < len(f.numbers) {
		f.window = utf8.AppendRune(f.window, otherMark)
	}
	place := func(offset int) int {
		switch {
		case offset <= at:
			return left.start + max(offset-front, 0)
		case offset < at+markLen:
			return n.start
		}
		return min(right.start+offset-at-markLen, right.start+len(right.text))
	}
	for index := range f.spec.entries {
		e := &f.spec.entries[index]
		for i := range e.patterns {
			s := &e.patterns[i]
			if !slices.Contains(s.marks, n.rune()) || !s.mayMatch(left.words, right.words) {
				continue
			}
			m := s.regexp().FindSubmatchIndex(f.window)
			if m == nil || m[2*s.slot] != at || f.negated(left.text, m[0]-front) {
				continue
			}
			f.matches = append(f.matches, match{entry: index, number: k, start: place(m[0]), end: place(m[1]), also: s.also})
			break
		}
	}
}

// none tries the patterns that say that there is none on the text between two numbers.
func (f *finder) none(i int) {
	s := &f.segments[i]
	f.window = f.window[:0]
	if i > 0 {
		f.window = utf8.AppendRune(f.window, otherMark)
	}
	front := len(f.window)
	f.window = append(f.window, s.text...)
	if i < len(f.numbers) {
		f.window = utf8.AppendRune(f.window, otherMark)
	}
	for index := range f.spec.entries {
		e := &f.spec.entries[index]
		for k := range e.zero {
			z := &e.zero[k]
			if !z.mayMatch(s.words, nil) {
				continue
			}
			for _, m := range z.regexp().FindAllIndex(f.window, -1) {
				start := min(max(m[0]-front, 0), len(s.text))
				start, end := trimMarks(s.text, start, min(max(m[1]-front, start), len(s.text)))
				f.matches = append(f.matches, match{entry: index, number: -1, start: s.start + start, end: s.start + end, also: z.also})
			}
		}
	}
}

// trimMarks leaves out the marks at the ends of a part of a text.
func trimMarks(text string, start, end int) (int, int) {
	part := text[start:end]
	start += len(part) - len(strings.TrimLeft(part, clauseEnds))
	end -= len(part) - len(strings.TrimRight(part, clauseEnds))
	return start, max(start, end)
}

// negated reports whether a word of negation stands right in front of an offset.
func (f *finder) negated(text string, offset int) bool {
	return offset > 0 && slices.ContainsFunc(f.spec.lexicon.negations, func(word string) bool { return strings.HasSuffix(text[:offset], word) })
}

// share returns the percentage that is stated right behind a number.
func (f *finder) share(k int) *decimal.Decimal {
	if f.spec.share == nil || k+1 >= len(f.numbers) || f.numbers[k+1].kind != percentage {
		return nil
	}
	f.window = append(f.window[:0], f.segments[k+1].text...)
	at := len(f.window)
	f.window = utf8.AppendRune(f.window, percentMark)
	m := f.spec.share.regexp().FindSubmatchIndex(f.window)
	if m == nil || m[0] != 0 || m[2*f.spec.share.slot] != at {
		return nil
	}
	return &f.numbers[k+1].value
}

// breakdown returns the figures into which the sentence breaks down a number: those with
// the same unit behind a word that says so. Where one of them is broken down in turn, or
// other figures stand among them, there may be more.
func (f *finder) breakdown(k int) (parts []decimal.Decimal, open bool) {
	holds := func(i int, words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(f.segments[i].text, w) })
	}
	next := k + 1
	for next < len(f.numbers) && f.numbers[next].kind == percentage && !holds(next, f.spec.lexicon.breakdown) {
		next++
	}
	if next >= len(f.numbers) || !holds(next, f.spec.lexicon.breakdown) {
		return nil, false
	}
	for i := next; i < len(f.numbers); i++ {
		n := &f.numbers[i]
		switch {
		case i > next && holds(i, f.spec.lexicon.breakdown):
			return parts, true
		case n.kind == percentage:
		case n.kind == counted && n.unit == f.numbers[k].unit && !n.approximate:
			parts = append(parts, n.value)
		default:
			open = true
		}
		open = open || holds(i+1, f.spec.lexicon.open)
	}
	return parts, open
}

// settle decides which matches count, in the order in which they stand, and records
// the facts and figures of the sentence.
func (f *finder) settle(from int, text string) {
	topicBefore := f.topic
	known := make([]int, len(f.numbers)) // the match that took each number
	for i := range known {
		known[i] = -1
	}
	stated := false
	for i := range f.matches {
		m := &f.matches[i]
		e := &f.spec.entries[m.entry]
		if m.number >= 0 && known[m.number] >= 0 || len(e.needs) > 0 && !slices.Contains(e.needs, f.topic) {
			continue
		}
		if m.number < 0 && f.statedAlready(e.fact, from, m) {
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
	f.figures(from, text, known)
	// A sentence about other figures ends what came before.
	if !stated && f.topic == topicBefore && slices.ContainsFunc(f.numbers, func(n number) bool { return n.kind == counted }) {
		f.topic = ""
	}
}

// figures records the figures of the sentence; known holds the match that took each
// number, or -1.
func (f *finder) figures(from int, text string, known []int) {
	complete := true
	var beside []decimal.Decimal
	for n := range f.numbers {
		num := &f.numbers[n]
		isFact := known[n] >= 0 && f.spec.entries[f.matches[known[n]].entry].fact >= 0
		complete = complete && (num.kind == percentage || isFact)
		if num.kind == counted && !isFact {
			beside = append(beside, num.value)
		}
		if num.kind != counted || !f.spec.counts[num.group] {
			continue
		}
		figure := report.Figure{
			Span: f.span(from+num.start, from+num.end), Sentence: f.span(from, from+len(text)), Taken: known[n] >= 0,
		}
		if k := known[n]; k >= 0 {
			figure.Ignored = f.spec.entries[f.matches[k].entry].ignored
		}
		f.report.Figures = append(f.report.Figures, figure)
	}
	for i := len(f.report.Facts) - 1; i >= 0 && f.report.Facts[i].SentenceNumber == f.sentences; i-- {
		f.report.Facts[i].Complete, f.report.Facts[i].Beside = complete, beside
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
	if len(f.report.Facts) == maxFacts {
		return
	}
	start, end := m.start, m.end
	fact := report.Fact{Spec: index, Section: f.text.Section, Sentence: f.span(from, from+len(text)), SentenceNumber: f.sentences, SentenceText: text}
	if m.number >= 0 {
		n := &f.numbers[m.number]
		fact.Value, fact.Unit, fact.Approximate = n.value, n.unit, n.approximate
		start, end = n.start, n.end
		if share := f.share(m.number); share != nil {
			fact.Share, fact.HasShare = *share, true
		}
		fact.Parts, fact.PartsOpen = f.breakdown(m.number)
	}
	// A year may stand behind the figure: 3 of those of 2021.
	fact.Years = yearsIn(clauseAround(text, m.start, m.end))
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

// numbered matches the number in front of a heading.
var numbered = regexp.MustCompile(`^(?:\([^)]{1,9}\)|[一二三四五六七八九十]{1,3}(?:[、.,]|是)|[0-9]{1,2}[、.,)])`)

// headingOf returns the topic that the heading at the beginning of a paragraph sets,
// and whether there is one.
func (s *Spec) headingOf(text string) (topic string, ok bool) {
	const longest = 30
	end := strings.IndexAny(text, "。:;")
	if end < 0 {
		end = len(text)
	}
	heading := text[:end]
	if utf8.RuneCountInString(heading) > longest || strings.Contains(heading, ",") || end < len(text) && !numbered.MatchString(text) {
		return "", false
	}
	if len(s.lexicon.numbers(heading, nil)) > 0 {
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
