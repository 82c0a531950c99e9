package fact

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/report"
)

// pattern is a compiled pattern.
type pattern struct {
	source string
	// expression is the regular expression that it is translated to, and regexp compiles
	// that when it is first needed: most reports need a few of them only.
	expression string
	regexp     func() *regexp.Regexp
	// slot is the group of the figure; 0 where the pattern has none.
	slot int
	// marks are those of the figures that it takes.
	marks []rune
	// needs lists sets of words: a text that the pattern matches holds one of each.
	needs []wordSet
}

// mayMatch reports whether a text in two parts has the words that the pattern needs.
func (p *pattern) mayMatch(left, right wordSet) bool {
	for _, set := range p.needs {
		if !set.meets(left) && !set.meets(right) {
			return false
		}
	}
	return true
}

// rune returns the mark of the number.
func (n *number) rune() rune {
	switch n.kind {
	case bare:
		return bareMark
	case percentage:
		return percentMark
	case counted:
	}
	return firstMark + rune(n.group)
}

// wordSet is a set of words, a bit for each.
type wordSet []uint64

const wordBits = 64

// with returns the set with one word more.
func (s wordSet) with(word int) wordSet {
	for len(s) <= word/wordBits {
		s = append(s, 0)
	}
	s[word/wordBits] |= 1 << (word % wordBits)
	return s
}

// meets reports whether two sets have a word in common.
func (s wordSet) meets(other wordSet) bool {
	for i := range min(len(s), len(other)) {
		if s[i]&other[i] != 0 {
			return true
		}
	}
	return false
}

// wordIndex tells which of the words of all patterns a text holds.
type wordIndex struct {
	words   []string
	byFirst map[rune][]int
}

func (x *wordIndex) add(word string) int {
	if i := slices.Index(x.words, word); i >= 0 {
		return i
	}
	x.words = append(x.words, word)
	r, _ := utf8.DecodeRuneInString(word)
	x.byFirst[r] = append(x.byFirst[r], len(x.words)-1)
	return len(x.words) - 1
}

// find says which words a text holds. The set is used again.
func (x *wordIndex) find(text string, found wordSet) wordSet {
	clear(found)
	for i, r := range text {
		for _, w := range x.byFirst[r] {
			if strings.HasPrefix(text[i:], x.words[w]) {
				found = found.with(w)
			}
		}
	}
	return found
}

// patternError is a mistake in a pattern.
type patternError struct {
	offset, width int // in code points
	message, hint report.Text
}

// patternParser translates a pattern into a regular expression over marked text.
type patternParser struct {
	source []rune
	at     int
	words  map[string]wordList
	groups []string
	out    strings.Builder
	slots  int
	marks  []rune
	err    *patternError
	depth  int
}

// wordList is a named list of wordings, translated.
type wordList struct {
	regexp string
	// literals holds a word for each wording that a text must hold, or nil where that
	// cannot be said.
	literals []string
}

// translation is a part of a pattern: its regular expression was written, and one of
// the literals is in every text that it matches.
type translation struct{ sets [][]string }

// Limits of patterns. maxExpanded bounds the bytes of one with its lists of words put in.
const (
	maxPatternRunes = 400
	maxPatternDepth = 10
	maxExpanded     = 60_000
	// maxNesting bounds the groups within groups, which a regular expression allows more of.
	maxNesting = 200
)

// nesting returns how deep groups stand within groups. What is quoted counts as well.
func nesting(expression string) int {
	depth, deepest := 0, 0
	for i := range len(expression) {
		switch expression[i] {
		case '(':
			depth++
			deepest = max(deepest, depth)
		case ')':
			depth--
		}
	}
	return deepest
}

// gapClass and reachClass are the characters of a gap within a clause and within a
// sentence: no figures, and no end of a clause.
func gapClass() string {
	return fmt.Sprintf(`[^,;:()%s\x{%x}-\x{%x}]*?`, sentenceEnds, firstMark, otherMark)
}

func reachClass() string {
	return fmt.Sprintf(`[^%s\x{%x}-\x{%x}]*?`, sentenceEnds, firstMark, otherMark)
}

// What the names of the language itself stand for: the beginning and the end of a
// clause, and a year.
const (
	clauseStart = `(?:^|[,;:()、。!?])`
	clauseEnd   = `(?:[,;:()、。!?]|$)`
	anyYear     = `[0-9]{4}年度?`
)

// compile translates a pattern.
func compile(source string, words map[string]wordList, groups []string) (*pattern, [][]string, *patternError) {
	p := patternParser{source: []rune(source), words: words, groups: groups}
	if len(p.source) > maxPatternRunes {
		return nil, nil, &patternError{0, 0, report.Text{ZH: "句式过长", EN: "the pattern is too long"}, report.Text{}}
	}
	t := p.sequence()
	if p.err == nil && p.at < len(p.source) {
		p.fail(p.at, 1, fmt.Sprintf("多余的“%c”", p.source[p.at]), fmt.Sprintf("%q without a beginning", p.source[p.at]))
	}
	if p.err == nil && p.slots > 1 {
		p.fail(0, 0, "一个句式只能有一个数", "a pattern has no more than one figure")
	}
	if p.err == nil && p.out.Len() == 0 {
		p.fail(0, 0, "句式为空", "the pattern is empty")
	}
	if p.err != nil {
		return nil, nil, p.err
	}
	expression := p.out.String()
	if nesting(expression) > maxNesting {
		return nil, nil, &patternError{0, 0, report.Text{ZH: "词表套词表的层数过多", EN: "too many lists of words within lists"}, report.Text{}}
	}
	return &pattern{
		source: source, expression: expression, slot: p.slots, marks: p.marks,
		regexp: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) }),
	}, t.sets, nil
}

func (p *patternParser) fail(offset, width int, zh, en string) {
	if p.err == nil {
		p.err = &patternError{offset: offset, width: width, message: report.Text{ZH: zh, EN: en}}
	}
}

// sequence translates up to the end of a group.
func (p *patternParser) sequence() translation {
	var t translation
	for p.err == nil && p.at < len(p.source) {
		switch c := p.source[p.at]; c {
		case ')', ']', '|':
			return t
		case '(', '[':
			t.sets = append(t.sets, p.group(c)...)
		case '{':
			t.sets = append(t.sets, p.name()...)
		case '…':
			p.at++
			if p.at < len(p.source) && p.source[p.at] == '…' {
				p.at++
				p.out.WriteString(reachClass())
			} else {
				p.out.WriteString(gapClass())
			}
		case '}':
			p.fail(p.at, 1, "多余的“}”", "'}' without a beginning")
		default:
			t.sets = append(t.sets, p.literal())
		}
	}
	return t
}

// literal translates a run of ordinary characters.
func (p *patternParser) literal() []string {
	from := p.at
	for p.at < len(p.source) && !strings.ContainsRune("()[]{}|…", p.source[p.at]) {
		p.at++
	}
	folded := fold.Words(string(p.source[from:p.at]))
	p.out.WriteString(regexp.QuoteMeta(folded))
	return []string{folded}
}

// group translates alternatives in brackets; square ones may be missing.
func (p *patternParser) group(open rune) [][]string {
	from := p.at
	closing := map[rune]rune{'(': ')', '[': ']'}[open]
	if p.depth++; p.depth > maxPatternDepth {
		p.fail(from, 1, "括号层数过多", "too many brackets within brackets")
		return nil
	}
	p.at++
	p.out.WriteString("(?:")
	var union []string
	known := true
	for {
		t := p.sequence()
		if best := longest(t.sets); best == nil {
			known = false
		} else {
			union = append(union, best...)
		}
		if p.err != nil || p.at >= len(p.source) || p.source[p.at] != '|' {
			break
		}
		p.at++
		p.out.WriteByte('|')
	}
	if p.err != nil {
		return nil
	}
	if p.at >= len(p.source) || p.source[p.at] != closing {
		p.fail(from, 1, fmt.Sprintf("“%c”没有配对的“%c”", open, closing), fmt.Sprintf("%q without %q", open, closing))
		return nil
	}
	p.at++
	p.depth--
	p.out.WriteByte(')')
	if open == '[' {
		p.out.WriteByte('?')
		return nil
	}
	if !known {
		return nil
	}
	return [][]string{union}
}

// longest returns the set whose shortest word is longest: the one that is least likely
// to be in a sentence by chance. It is nil where there is none.
func longest(sets [][]string) []string {
	var best []string
	bestLen := 0
	for _, s := range sets {
		if len(s) == 0 {
			continue
		}
		n := len(s[0])
		for _, w := range s {
			n = min(n, len(w))
		}
		if n > bestLen {
			best, bestLen = s, n
		}
	}
	return best
}

// name translates a name in braces: a list of words, a figure or the end of a clause.
func (p *patternParser) name() [][]string {
	from := p.at
	end := slices.Index(p.source[from:], '}')
	if end < 0 {
		p.fail(from, 1, "“{”没有配对的“}”", "'{' without '}'")
		return nil
	}
	name := string(p.source[from+1 : from+end])
	p.at = from + end + 1
	kind, group, _ := strings.Cut(name, ":")
	switch {
	case name == "end":
		p.out.WriteString(clauseEnd)
	case name == "start":
		p.out.WriteString(clauseStart)
	case name == "year":
		p.out.WriteString(anyYear)
	case name == "%":
		p.slot([]rune{percentMark})
	case kind == "n" && name == "n":
		p.slot([]rune{firstMark, bareMark})
	case kind == "n":
		i := slices.Index(p.groups, group)
		if i < 0 {
			p.fail(from+1, len([]rune(name)), fmt.Sprintf("没有名为“%s”的单位组", group), fmt.Sprintf("there is no group of units %q", group))
			p.err.hint = diag.DidYouMean(group, p.groups)
			return nil
		}
		p.slot([]rune{firstMark + rune(i)})
	default:
		list, ok := p.words[name]
		if !ok {
			p.fail(from+1, len([]rune(name)), fmt.Sprintf("没有名为“%s”的词表", name), fmt.Sprintf("there is no list of words %q", name))
			known := ownNames()
			for w := range p.words {
				known = append(known, w)
			}
			slices.Sort(known)
			p.err.hint = diag.DidYouMean(name, known)
			return nil
		}
		if p.out.Len()+len(list.regexp) > maxExpanded {
			p.fail(from, len([]rune(name))+len("{}"), "词表展开后过长", "too long once the lists of words are put in")
			return nil
		}
		p.out.WriteString(list.regexp)
		if list.literals != nil {
			return [][]string{list.literals}
		}
	}
	return nil
}

// ownNames lists the names of the language itself.
func ownNames() []string { return []string{"n", "%", "start", "end", "year"} }

// slot writes the place of a figure.
func (p *patternParser) slot(marks []rune) {
	p.slots++
	p.marks = marks
	fmt.Fprintf(&p.out, "([%s])", string(marks))
}

// compileWords translates a list of wordings, the longest first: what begins like
// another is tried before it.
func compileWords(wordings []string, words map[string]wordList, groups []string) (wordList, int, *patternError) {
	order := make([]int, len(wordings))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(wordings[b]) - len(wordings[a]) })
	var list wordList
	var b strings.Builder
	b.WriteString("(?:")
	known := true
	for k, i := range order {
		p, sets, err := compile(wordings[i], words, groups)
		if err == nil && b.Len()+len(p.expression) > maxExpanded {
			err = &patternError{message: report.Text{ZH: "词表展开后过长", EN: "too long once the lists of words are put in"}}
		}
		if err == nil && p.slot > 0 {
			err = &patternError{message: report.Text{ZH: "词表中不能有数", EN: "a list of words holds no figures"}}
		}
		if err != nil {
			return list, i, err
		}
		if k > 0 {
			b.WriteByte('|')
		}
		b.WriteString(p.expression)
		if best := longest(sets); best == nil {
			known = false
		} else {
			list.literals = append(list.literals, best...)
		}
	}
	b.WriteByte(')')
	list.regexp = b.String()
	if !known {
		list.literals = nil
	}
	return list, 0, nil
}
