package form

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// titleCandidate is one line or several that match the pattern of a title.
type titleCandidate struct {
	first, last int32 // rows
	title       report.Title
}

// Bounds of a title: longer lines are prose, and no title runs over more lines.
const (
	longestTitle  = 100
	maxTitleLines = 3
)

// findTitles records the lines that match a title pattern, alone or together
// with the lines before or after them.
func (s *scan) findTitles() {
	after := int32(-1) // the last row of the last title
	for _, r := range s.hinted {
		if r <= after {
			continue
		}
		if c, ok := s.titleAround(r, after); ok {
			s.titles = append(s.titles, c)
			after = c.last
		}
	}
}

// isHinted reports whether a folded text holds one of the words of a title.
func (f *family) isHinted(folded []byte) bool {
	if len(f.titlePatterns) == 0 {
		return false
	}
	return len(f.titleHints) == 0 || slices.ContainsFunc(f.titleHints, func(h []byte) bool { return bytes.Contains(folded, h) })
}

// mayBeTitle reports whether a row can be the last of a title that holds one of its
// words. What a browser prints above each page holds them as well.
func (s *scan) mayBeTitle(r int32, folded []byte, text string) bool {
	hinted := s.family.isHinted(folded) || isSpacedOut(folded) && s.family.isHinted([]byte(fold.Words(text))) || s.endsHint(r, folded)
	return hinted && !s.family.isFurniture(text)
}

// endsHint reports whether a row begins with the end of a word of a title whose
// beginning ends the row in front: the line broke within it.
func (s *scan) endsHint(r int32, folded []byte) bool {
	if r == 0 {
		return false
	}
	for _, h := range s.family.titleHints {
		for cut := range string(h) {
			if cut == 0 || !bytes.HasPrefix(folded, h[cut:]) {
				continue
			}
			before, ok := s.doc.Rows[r-1].Only()
			if ok && strings.HasSuffix(fold.String(before.Text), string(h[:cut])) {
				return true
			}
		}
	}
	return false
}

// titleAround matches the row, then the row with those in front of it that may
// name the organ or begin the title. The most telling match wins.
func (s *scan) titleAround(r, after int32) (titleCandidate, bool) {
	best, found := s.titleOf(r, r)
	if found && best.title.Year != 0 && s.isWholeOrgan(best.title.Organ) {
		return best, true
	}
	if found && best.title.Year == 0 && s.mayEndTitle(r+1) {
		if c, ok := s.titleOf(r, r+1); ok && c.title.Year != 0 && c.title.Organ == best.title.Organ {
			return c, true
		}
	}
	for first := r - 1; first > after && first > r-maxTitleLines; first-- {
		if !s.mayBeginTitle(first) {
			break
		}
		if c, ok := s.titleOf(first, r); ok && s.isWholeOrgan(c.title.Organ) && (c.title.Year != 0 || !found) {
			return c, true
		}
	}
	return best, found
}

// isWholeOrgan reports whether a text can be the name of an organ, and not its end, the
// rest of which is on the line in front, nor the end of a year.
func (s *scan) isWholeOrgan(organ string) bool {
	words := fold.Words(organ)
	return words != "" && !s.family.fragments[words] && (words[0] < '0' || words[0] > '9')
}

// mayBeginTitle reports whether a row can be the first line of a title: words
// without punctuation that are neither a heading nor a label nor a title.
func (s *scan) mayBeginTitle(r int32) bool {
	only, ok := s.doc.Rows[r].Only()
	if !ok || s.doc.Rows[r].Kind != document.Paragraph || utf8.RuneCountInString(only.Text) > longestTitle/2 {
		return false
	}
	if slices.ContainsFunc(s.headings, func(h headingCandidate) bool { return h.row == r }) {
		return false
	}
	if strings.ContainsFunc(only.Text, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.IsSpace(c) && !strings.ContainsRune("()（）·", c)
	}) {
		return false
	}
	_, whole := s.titleOf(r, r)
	return !whole
}

// mayEndTitle reports whether a row can be the last line of a title: a year, in
// brackets or not.
func (s *scan) mayEndTitle(r int32) bool {
	if int(r) >= len(s.doc.Rows) || s.doc.Rows[r].Kind != document.Paragraph {
		return false
	}
	only, ok := s.doc.Rows[r].Only()
	const longest = 12 // （2023年度）
	return ok && utf8.RuneCountInString(only.Text) <= longest && len(yearsIn(fold.Words(only.Text))) > 0
}

// titleOf matches the rows first to last, joined, as a title.
func (s *scan) titleOf(first, last int32) (titleCandidate, bool) {
	a, okA := s.doc.Rows[first].Only()
	b, okB := s.doc.Rows[last].Only()
	if !okA || !okB {
		return titleCandidate{}, false
	}
	span := a.Span.Join(b.Span)
	text := a.Text
	if first != last {
		text = s.doc.Source.Slice(span)
	}
	words := fold.Words(joinLines(text))
	if inner, ok := unbracket(words); ok {
		words = inner
	}
	for _, re := range s.family.titlePatterns {
		m := re.FindStringSubmatch(words)
		if m == nil {
			continue
		}
		t := report.Title{Found: true, Span: span, Text: joinLines(text), Folded: words, Years: yearsIn(words)}
		if i := re.SubexpIndex("year"); i >= 0 {
			t.Year = parseYear(m[i])
		}
		if i := re.SubexpIndex("organ"); i >= 0 && m[i] != "" {
			t.Organ = joinLines(original(text, m[i]))
			t.OrganNormalised = fold.Name(t.Organ)
		}
		return titleCandidate{first: first, last: last, title: t}, true
	}
	return titleCandidate{}, false
}

// unbracket drops the quotation marks or brackets around a whole text.
func unbracket(s string) (string, bool) {
	open, n := utf8.DecodeRuneInString(s)
	end, m := utf8.DecodeLastRuneInString(s)
	if len(s) <= n+m || !unicode.In(open, unicode.Ps, unicode.Pi) || !unicode.In(end, unicode.Pe, unicode.Pf) {
		return s, false
	}
	return s[n : len(s)-m], true
}

// joinLines removes the line breaks of a title and the space around them.
func joinLines(text string) string {
	if !strings.ContainsAny(text, "\r\n") {
		return strings.TrimFunc(text, unicode.IsSpace)
	}
	var b strings.Builder
	for line := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == '\r' || c == '\n' }) {
		line = strings.TrimFunc(line, unicode.IsSpace)
		if before, _ := utf8.DecodeLastRuneInString(b.String()); line != "" && isLatin(before) && isLatin(rune(line[0])) {
			b.WriteByte(' ')
		}
		b.WriteString(line)
	}
	return b.String()
}

// isLatin reports whether a character belongs to a word that a space ends: a year that
// is broken over lines goes on without one.
func isLatin(r rune) bool { return r < utf8.RuneSelf && unicode.IsLetter(r) }

// original returns the part of a text that folds to the given words.
func original(text, words string) string {
	folded := fold.String(text)
	var letters strings.Builder
	offsets := make([]int, 0, len(folded)+1)
	for i, r := range folded {
		if unicode.IsSpace(r) {
			continue
		}
		for range utf8.RuneLen(r) {
			offsets = append(offsets, i)
		}
		letters.WriteRune(r)
	}
	offsets = append(offsets, len(folded))
	want := strings.Join(strings.Fields(words), "")
	i := strings.Index(letters.String(), want)
	if i < 0 {
		return words
	}
	start, end := offsets[i], len(folded)
	if last := i + len(want) - 1; last < len(offsets) {
		_, size := utf8.DecodeRuneInString(folded[offsets[last]:])
		end = offsets[last] + size
	}
	start, end = fold.Span(text, start, end)
	return text[start:end]
}

var yearInTitle = regexp.MustCompile(yearPattern)

// yearsIn returns the years that a title names, each once.
func yearsIn(words string) []int {
	var years []int
	for _, m := range yearInTitle.FindAllString(words, -1) {
		if y := parseYear(m); y != 0 && !slices.Contains(years, y) {
			years = append(years, y)
		}
	}
	return years
}
