// Package inline takes the inline marks of Markdown, HTML and TeX off texts that
// stand wholly within them, as programs that recognise characters write the figures
// of tables: **0**, $\mathbf{0}$, <b>0</b>.
package inline

import "strings"

// maxDepth bounds the marks within marks.
const maxDepth = 16

// marks begin and end with the same characters. Longer ones stand first.
//
//nolint:gochecknoglobals // a constant
var marks = [...]string{"**", "__", "*", "_", "``", "`"}

// math begins and ends what TeX sets as mathematics.
//
//nolint:gochecknoglobals // a constant
var math = [...][2]string{{"$$", "$$"}, {"$", "$"}, {`\(`, `\)`}, {`\[`, `\]`}}

// Trim returns where the text within the marks begins and ends, without white space
// at its ends. In mathematics white space means nothing.
func Trim(s string) (from, to int, mathematics bool) {
	from, to = 0, len(s)
	for range maxDepth {
		for from < to && s[from] == ' ' {
			from++
		}
		for from < to && s[to-1] == ' ' {
			to--
		}
		front, back, isMath := outer(s[from:to], mathematics)
		if front == 0 || front+back >= to-from {
			break
		}
		from, to, mathematics = from+front, to-back, mathematics || isMath
	}
	return from, to, mathematics
}

// outer returns the lengths of the outermost marks around a text, or 0.
func outer(s string, mathematics bool) (front, back int, isMath bool) {
	const shortest = 3
	if len(s) < shortest {
		return 0, 0, false
	}
	switch s[0] {
	case '*', '_', '`':
		for _, m := range marks {
			if within(s, m, m) {
				return len(m), len(m), false
			}
		}
		if m := marks[0]; strings.HasPrefix(s, m) && strings.Count(s, m) == 1 {
			return len(m), 0, false // emphasis that nobody has ended
		}
	case '$', '\\':
		for _, m := range math {
			if within(s, m[0], m[1]) {
				return len(m[0]), len(m[1]), true
			}
		}
	case '<':
		if front, back := element(s); front > 0 {
			return front, back, false
		}
	}
	if mathematics {
		return group(s)
	}
	return 0, 0, false
}

// within reports whether a text stands between two marks and holds neither.
func within(s, begin, end string) bool {
	if len(s) <= len(begin)+len(end) || !strings.HasPrefix(s, begin) || !strings.HasSuffix(s, end) {
		return false
	}
	inner := s[len(begin) : len(s)-len(end)]
	return !strings.Contains(inner, begin) && !strings.Contains(inner, end)
}

// element returns the lengths of the tags of the element that is the whole text.
func element(s string) (front, back int) {
	open := strings.IndexByte(s, '>')
	closing := strings.LastIndex(s, "</")
	if open < 0 || closing < open || s[len(s)-1] != '>' || s[open-1] == '/' {
		return 0, 0
	}
	name, _, _ := strings.Cut(s[1:open], " ")
	if !strings.EqualFold(name, strings.TrimSpace(s[closing+2:len(s)-1])) || strings.Contains(s[open+1:closing], "<"+name) {
		return 0, 0
	}
	return open + 1, len(s) - closing
}

// group returns the lengths of what stands around the braces that hold the whole
// text: of \mathbf{…}, ^{…} or {…}.
func group(s string) (front, back int, isMath bool) {
	i := 0
	switch s[0] {
	case '^', '_':
		i++
	case '\\':
		i++
		for i < len(s) && (s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z') {
			i++
		}
	}
	for i < len(s) && s[i] == ' ' {
		i++
	}
	if i >= len(s) || s[i] != '{' || s[len(s)-1] != '}' || strings.ContainsRune(s[i+1:len(s)-1], '}') && !balanced(s[i+1:len(s)-1]) {
		return 0, 0, false
	}
	return i + 1, 1, true
}

// balanced reports whether no brace is closed in a text that is not opened in it.
func balanced(s string) bool {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}
