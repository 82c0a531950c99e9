package form

import (
	"cmp"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/report"
)

// titlePattern returns the first pattern of the form, or else of its siblings, that a
// title matches, as the author wrote it.
func (f *family) titlePattern(form *Form, folded string) string {
	for _, other := range append([]*Form{form}, f.forms...) {
		for i, re := range other.title.patterns {
			if re.MatchString(folded) {
				return other.title.sources[i]
			}
		}
	}
	return ""
}

// maxNearTitles is how many lines that look like a title are shown.
const maxNearTitles = 3

// leastTitle is how similar a line must be to a pattern to be shown, and hinted what
// the words of a title add.
const (
	leastTitle = 0.4
	hinted     = 0.2
)

// nearTitles lists the lines of the part that look like a title and are none, the
// nearest first.
func (b *builder) nearTitles(form *Form) []report.NearTitle {
	patterns := make([]loosePattern, 0, len(form.title.patterns))
	for i, re := range form.title.patterns {
		patterns = append(patterns, loosen(re, form.title.sources[i]))
	}
	var near []report.NearTitle
	for r := b.part.first; r < min(b.part.end, b.part.first+maxCandidates); r++ {
		only, ok := b.scan.doc.Rows[r].Only()
		if !ok || utf8.RuneCountInString(only.Text) > longestTitle || b.isHeading(only.Span) {
			continue
		}
		words := fold.Words(joinLines(only.Text))
		if inner, ok := unbracket(words); ok {
			words = inner
		}
		best := report.NearTitle{}
		for i := range patterns {
			t := patterns[i].compare(words)
			if t.Fault == report.OtherWords && b.family.isHinted([]byte(words)) {
				t.Similarity += hinted
			}
			if t.Similarity > best.Similarity {
				best = t
			}
		}
		if best.Similarity >= leastTitle {
			best.Text, best.Span = joinLines(only.Text), only.Span
			near = append(near, best)
		}
	}
	slices.SortStableFunc(near, func(x, y report.NearTitle) int { return cmp.Compare(y.Similarity, x.Similarity) })
	return near[:min(len(near), maxNearTitles)]
}

// loosePattern is the pattern of a title with others that take something else for the
// year or for the organ.
type loosePattern struct {
	source string
	exact  *regexp.Regexp
	// year and organ are tried one after another; the group "part" is what stands in
	// place of either.
	year, organ []*regexp.Regexp
	// literal holds the words that the pattern asks for.
	literal string
}

// loosen prepares a pattern.
func loosen(exact *regexp.Regexp, source string) loosePattern {
	p := loosePattern{source: source, exact: exact}
	p.year = append(loosened(source, "year", `[\p{N}〇○零一二三四五六七八九十oO]*`), loosened(source, "year", `.*?`)...)
	p.organ = loosened(source, "organ", `.*?`)
	if tree, err := syntax.Parse(macro.ReplaceAllString(source, `.`), syntax.Perl); err == nil {
		p.literal = fold.Words(literal(tree))
	}
	return p
}

// loosened returns a pattern in which the part may be anything, or nothing where the
// pattern does not have it.
func loosened(source, part, anything string) []*regexp.Regexp {
	body := macro.ReplaceAllStringFunc(source, func(s string) string {
		switch m := macro.FindStringSubmatch(s); {
		case m[1] == part:
			return "(?P<part>" + anything + ")"
		case m[2] != "":
			return "(?:" + m[2] + ")"
		case m[1] == "year":
			return "(?:" + yearPattern + ")"
		}
		return organPattern
	})
	re, err := regexp.Compile(`^(?:` + body + `)$`)
	if err != nil || re.SubexpIndex("part") < 0 {
		return nil
	}
	return []*regexp.Regexp{re}
}

// literal returns the words that a pattern asks for, of alternatives the first.
func literal(re *syntax.Regexp) string {
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpConcat, syntax.OpCapture, syntax.OpPlus:
		var b strings.Builder
		for _, sub := range re.Sub {
			b.WriteString(literal(sub))
		}
		return b.String()
	case syntax.OpAlternate:
		return literal(re.Sub[0])
	default:
		return ""
	}
}

// Similarities of lines that match a pattern but for one thing.
const (
	allButHint = 0.99
	allButPart = 0.95
)

// compare says how near a folded line, which is no title, comes to the pattern.
func (p *loosePattern) compare(words string) report.NearTitle {
	t := report.NearTitle{Pattern: p.source}
	if p.exact.MatchString(words) {
		t.Fault, t.Similarity = report.NoHint, allButHint
		return t
	}
	if s, ok := partOf(p.year, words); ok {
		t.Fault, t.Part, t.Similarity = report.WrongYear, s, allButPart
		return t
	}
	if s, ok := partOf(p.organ, words); ok {
		t.Fault, t.Part, t.Similarity = report.WrongOrgan, s, allButPart
		return t
	}
	t.Fault = report.OtherWords
	if n := utf8.RuneCountInString(p.literal); n > 1 {
		t.Similarity = float64(commonPairs(words, p.literal)) / float64(n-1)
		// A long line that holds the words of a title is a sentence about it.
		if m, most := utf8.RuneCountInString(words), n+nameRunes; m > most {
			t.Similarity *= float64(most) / float64(m)
		}
	}
	return t
}

// nameRunes is how many characters the title of a report commonly has in front of the
// words of the form: the name of the organ and the year.
const nameRunes = 20

// partOf returns the part of a text that the first pattern to match leaves open.
func partOf(patterns []*regexp.Regexp, text string) (string, bool) {
	for _, re := range patterns {
		if m := re.FindStringSubmatch(text); m != nil {
			return m[re.SubexpIndex("part")], true
		}
	}
	return "", false
}
