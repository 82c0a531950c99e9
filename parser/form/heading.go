package form

import (
	"bytes"
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// headingCandidate is a line that may be the heading of a prescribed section.
type headingCandidate struct {
	row     int32
	section int // index in the family
	span    report.Span
	text    string
	number  numbering
	// match says how well the wording is known.
	match headingMatch
	// inline says that text follows the heading in the same cell.
	inline bool
}

// headingMatch ranks how a heading was recognised.
type headingMatch uint8

const (
	similarHeading headingMatch = iota // by a pattern or within the edit distance
	variantHeading
	acceptedHeading
)

// longestHeading bounds the code points of a line that is all heading.
const longestHeading = 60

// line looks at a row that is a single text: it may be a title, or be or begin with
// a heading. It reports whether the row is done with.
func (s *scan) line(r int32, cell document.Cell) bool {
	cell = withoutBrackets(cell)
	head := firstRunes(cell.Text, longestTitle)
	folded := fold.Append(s.buf[:0], head)
	s.buf = folded
	if len(head) == len(cell.Text) && s.mayBeTitle(r, folded, head) {
		s.hinted = append(s.hinted, r)
	}
	number, n := parseNumbering(folded)
	c := headingCandidate{row: r, span: cell.Span, text: cell.Text, number: number}
	if len(head) == len(cell.Text) && utf8.RuneCount(folded) <= longestHeading && s.matchHeading(&c, folded[n:]) {
		s.headings = append(s.headings, c)
		return true
	}
	// “一、概况：今年……” is a heading with its text behind it. Only a
	// numbered one is told from a sentence.
	if n == 0 || number.style == parenthesised {
		return false
	}
	i := bytes.IndexAny(folded[n:], ":。; \t")
	if i <= 0 {
		return false
	}
	sense, ok := s.exactHeading(folded[n : n+i])
	if !ok {
		return false
	}
	c.section, c.match, c.inline = sense.section, sense.match, true
	if cell.Span.Len() == len(cell.Text) {
		_, end := fold.Span(head, 0, n+i)
		c.span.End = c.span.Start + int32(end)
		c.text = cell.Text[:end]
	}
	s.headings = append(s.headings, c)
	return false
}

// isSpacedOut reports whether a text is written with a space behind each character.
func isSpacedOut(folded []byte) bool {
	spaces := bytes.Count(folded, []byte(" "))
	return spaces > 2 && 3*spaces > utf8.RuneCount(folded)
}

// matchHeading recognises a folded text without its number as a heading.
func (s *scan) matchHeading(c *headingCandidate, folded []byte) bool {
	sense, ok := s.exactHeading(folded)
	if !ok && c.number.style != noNumbering {
		sense, ok = s.extendedHeading(folded, c.number.number)
	}
	if !ok {
		if i := bytes.IndexByte(folded, '('); i > 0 {
			sense, ok = s.exactHeading(folded[:i])
		}
	}
	if ok {
		c.section, c.match = sense.section, sense.match
		return true
	}
	// What is not known to the letter must at least be numbered as sections are,
	// and no label of a table.
	if c.number.style != ideographic && c.number.style != part {
		return false
	}
	compact := fold.AppendLetters(nil, folded)
	if s.family.dictionary.lookup(compact) >= 0 {
		return false
	}
	c.match = similarHeading
	c.section, ok = s.family.similarHeading(string(compact))
	return ok
}

// maxExtension is how many characters a heading may have beside its known wording:
// the name of the organ in front of it, or a word or two behind it.
const maxExtension = 14

// extendedHeading returns the section whose heading a text begins or ends with, if
// the number in front is that of the section. Such a heading is known, but not worded
// as it should be.
func (s *scan) extendedHeading(folded []byte, number int) (headingSense, bool) {
	if len(folded) > longestLabel {
		return headingSense{}, false
	}
	if bytes.ContainsAny(bytes.TrimRight(folded, ":。;,. "), ":。;,") {
		return headingSense{}, false // a heading with its text behind it
	}
	compact := fold.AppendLetters(nil, folded)
	length := utf8.RuneCount(compact)
	for wording, h := range s.family.headings {
		n := utf8.RuneCountInString(wording)
		if h.section+1 != number || n < minFuzzyRunes || length > n+maxExtension {
			continue
		}
		if bytes.HasPrefix(compact, []byte(wording)) || bytes.HasSuffix(compact, []byte(wording)) {
			return headingSense{h.section, variantHeading}, true
		}
	}
	return headingSense{}, false
}

// exactHeading returns the section whose heading a folded text is.
func (s *scan) exactHeading(folded []byte) (headingSense, bool) {
	var compact [longestLabel]byte
	if len(folded) > longestLabel {
		return headingSense{}, false
	}
	h, ok := s.family.headings[string(fold.AppendLetters(compact[:0], folded))]
	return h, ok
}

// withoutBrackets drops brackets such as 【】 around a whole line. Round ones belong to
// numbers and remarks.
func withoutBrackets(cell document.Cell) document.Cell {
	open, n := utf8.DecodeRuneInString(cell.Text)
	inner, ok := unbracket(cell.Text)
	if !ok || cell.Span.Len() != len(cell.Text) || !unicode.Is(unicode.Ps, open) || open == '(' || open == '（' {
		return cell
	}
	cell.Span.Start += int32(n)
	cell.Span.End = cell.Span.Start + int32(len(inner))
	cell.Text = inner
	return cell
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// minContents is how many headings one after another make a table of contents.
const minContents = 3

// dropContents drops the candidates that are lines of a table of contents: those
// that follow each other without any text between, if most of their sections have
// headings elsewhere and the next title is not that of another report.
func (s *scan) dropContents() {
	for from := 0; from < len(s.headings); {
		end := from + 1
		for end < len(s.headings) && s.headings[end].row == s.headings[end-1].row+1 && s.headings[end].section > s.headings[end-1].section {
			end++
		}
		n := end - from
		if n >= minContents && 2*s.headedElsewhere(from, end) > n && !s.titlesDiffer(s.headings[from].row) {
			s.headings = slices.Delete(s.headings, from, end)
			continue
		}
		from = end
	}
}

// titlesDiffer reports whether the titles before and behind a row are not the same.
func (s *scan) titlesDiffer(row int32) bool {
	i := sort.Search(len(s.titles), func(i int) bool { return s.titles[i].first > row })
	return i > 0 && i < len(s.titles) && s.titles[i].title.Folded != s.titles[i-1].title.Folded
}

// headedElsewhere counts the candidates from one to another whose sections have a
// candidate outside of that range too.
func (s *scan) headedElsewhere(from, end int) int {
	n := 0
	for _, line := range s.headings[from:end] {
		for i := range s.headings {
			if (i < from || i >= end) && s.headings[i].section == line.section {
				n++
				break
			}
		}
	}
	return n
}

// headingSense is a section that a wording may head.
type headingSense struct {
	section int
	match   headingMatch
}

// similarHeading returns the section whose heading a wording resembles: one of
// its patterns matches, or no more than one character in five differs.
func (f *family) similarHeading(compact string) (section int, ok bool) {
	for i, patterns := range f.headingPatterns {
		for _, re := range patterns {
			if re.MatchString(compact) {
				return i, true
			}
		}
	}
	length := utf8.RuneCountInString(compact)
	best, bestDistance, unique := -1, length, false
	for _, h := range f.headingTexts {
		n := utf8.RuneCountInString(h)
		limit := n / runesPerSlip
		if n > length+limit || n < length-limit {
			continue
		}
		distance := levenshtein.ComputeDistance(compact, h)
		section := f.headings[h].section
		switch {
		case distance > limit || distance > bestDistance:
		case distance == bestDistance:
			unique = unique && section == best
		default:
			best, bestDistance, unique = section, distance, true
		}
	}
	return best, unique
}

// chooseHeadings decides which candidates of a part of the document head the
// sections of the form, and describes them all that are headings. A candidate
// that only looks like one (a numbered measure, a sub-heading of the same words)
// is left out.
//
// Sections are matched by topic: numbers only weigh. The chosen headings are the
// heaviest sequence in the order of the form; a section that has a heading only
// outside of that order is taken from there.
func chooseHeadings(candidates []headingCandidate, sections int, titleRow int32) []report.Heading {
	if len(candidates) == 0 {
		return nil
	}
	style := topStyle(candidates, sections)
	weights := make([]float64, len(candidates))
	for i := range candidates {
		weights[i] = candidates[i].weight(style, titleRow)
	}
	// A heading directly followed by another of the same section has no text of
	// its own; what follows is the same heading in other words.
	repeats := make([]bool, len(candidates))
	for i := 1; i < len(candidates); i++ {
		repeats[i] = candidates[i].section == candidates[i-1].section &&
			candidates[i].row == candidates[i-1].row+1 && !candidates[i-1].inline
		if repeats[i] && weights[i] > weights[i-1] {
			weights[i] = weights[i-1]
		}
	}
	used := heaviestChain(candidates, weights, sections)
	has := make([]bool, sections)
	for i := range candidates {
		if used[i] {
			has[candidates[i].section] = true
		}
	}
	for i := range candidates {
		if c := candidates[i].section; !has[c] && weights[i] >= minHeadingWeight {
			used[i], has[c] = true, true
		}
	}
	headings := make([]report.Heading, 0, len(candidates))
	for i := range candidates {
		c := &candidates[i]
		// Beside the chosen ones, only what is worded and numbered like a heading
		// counts as one in the wrong place: measures and sub-headings do not.
		known := c.match != similarHeading || c.number.number == c.section+1
		stray := known && c.number.style == style && style != noNumbering && weights[i] >= minHeadingWeight
		if !used[i] && !stray && (!repeats[i] || !used[i-1] || c.match == similarHeading) {
			continue
		}
		headings = append(headings, report.Heading{
			Section: c.section, Span: c.span, Text: c.text, Number: c.number.number,
			Official: c.match == acceptedHeading, Used: used[i], Repeats: repeats[i],
		})
	}
	inOrder(headings)
	return headings
}

// minHeadingWeight is what a line must weigh to be a heading out of order: known
// wording, or similar wording with the numbering of the other headings.
const minHeadingWeight = 2

// weight says how much a candidate looks like the heading of its section.
func (c *headingCandidate) weight(style numberingStyle, titleRow int32) float64 {
	w := [...]float64{similarHeading: 1, variantHeading: 2, acceptedHeading: 3}[c.match]
	switch c.number.style {
	case style:
		w += 1.5
	case noNumbering:
	default:
		// A sub-heading, most likely, unless its number says otherwise.
		w -= 1.5
		if c.number.number != c.section+1 {
			w -= 1.5
		}
	}
	if c.number.style == style && style != noNumbering && c.number.number == c.section+1 {
		w++
	}
	if c.inline {
		w -= 0.5
	}
	if titleRow >= 0 && c.row < titleRow {
		w--
	}
	return w
}

// topStyle returns the style in which most sections are numbered.
func topStyle(candidates []headingCandidate, sections int) numberingStyle {
	var seen [part + 1][]bool
	var count [part + 1]int
	for i := range candidates {
		c := &candidates[i]
		if c.match != acceptedHeading {
			continue
		}
		if seen[c.number.style] == nil {
			seen[c.number.style] = make([]bool, sections)
		}
		if !seen[c.number.style][c.section] {
			seen[c.number.style][c.section] = true
			count[c.number.style]++
		}
	}
	best := ideographic
	for style := range count {
		if count[style] > count[best] {
			best = numberingStyle(style)
		}
	}
	return best
}

// heaviestChain returns the members of the heaviest sequence of candidates whose
// sections follow each other in the order of the form.
func heaviestChain(candidates []headingCandidate, weights []float64, sections int) []bool {
	n := len(candidates)
	total, previous := make([]float64, n), make([]int, n)
	// The heaviest sequence that ends with each section so far, by its last member.
	ends := make([]int, sections)
	for i := range ends {
		ends[i] = -1
	}
	end := -1
	for i := range candidates {
		total[i], previous[i] = weights[i], -1
		for _, j := range ends[:candidates[i].section] {
			if j >= 0 && total[j]+weights[i] > total[i] {
				total[i], previous[i] = total[j]+weights[i], j
			}
		}
		if last := ends[candidates[i].section]; last < 0 || total[i] > total[last] {
			ends[candidates[i].section] = i
		}
		if weights[i] > 0 && (end < 0 || total[i] > total[end]) {
			end = i
		}
	}
	used := make([]bool, n)
	for ; end >= 0; end = previous[end] {
		used[end] = weights[end] > 0
	}
	return used
}

// inOrder marks the headings that have no later section in front of them. Of two
// that stand the wrong way round, the one that was moved forward keeps its place.
func inOrder(headings []report.Heading) {
	last := -1
	for i := range headings {
		h := &headings[i]
		h.InOrder = h.Section >= last
		if h.Used {
			last = max(last, h.Section)
		}
	}
}

// sectionHeadings collects the wordings of the headings of a family.
func (f *family) sectionHeadings() {
	f.headings = map[string]headingSense{}
	record := func(text string, section int, match headingMatch) {
		folded := fold.Append(nil, text)
		_, n := parseNumbering(folded)
		compact := string(fold.AppendLetters(nil, folded[n:]))
		if old, ok := f.headings[compact]; ok && old.match >= match {
			return
		}
		f.headings[compact] = headingSense{section, match}
		if !slices.Contains(f.headingTexts, compact) {
			f.headingTexts = append(f.headingTexts, compact)
		}
	}
	for _, form := range f.forms {
		for _, spec := range form.sections {
			section := slices.Index(f.sections, spec.key)
			if section < 0 {
				section = len(f.sections)
				f.sections = append(f.sections, spec.key)
				f.headingPatterns = append(f.headingPatterns, spec.patterns)
			}
			for _, text := range spec.accepted {
				record(text, section, acceptedHeading)
			}
			for _, text := range spec.variants {
				record(text, section, variantHeading)
			}
		}
	}
}
