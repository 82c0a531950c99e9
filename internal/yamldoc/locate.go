package yamldoc

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// place is a position in a file: line from 1, column from 1 in code points.
type place struct{ line, column int }

// Locate returns the line and column at which the rune at an offset of the
// decoded value of a scalar stands in the file. An offset at or past the end
// gives the place after the last rune.
//
// The decoded value differs from the file by quotes, escapes, indentation and
// folded line breaks, so the source is decoded once more with its positions.
// Should that ever disagree with the YAML library, the start of the scalar is
// returned: a rough place is better than a wrong one.
func (n *Node) Locate(offset int) (line, column int) {
	places, ok := n.places()
	if !ok {
		return n.yaml.Line, n.yaml.Column
	}
	at := places[min(max(offset, 0), len(places)-1)]
	return at.line, at.column
}

// places returns the place of each rune of the value and of its end.
func (n *Node) places() ([]place, bool) {
	s := scanner{lines: n.file.lines, line: n.yaml.Line, column: n.yaml.Column}
	if n.bare {
		return placesOf(n.yaml.Value), true
	}
	switch {
	case !n.IsScalar(), s.line < 1, s.line > len(s.lines):
		return nil, false
	case n.yaml.Style&yaml.LiteralStyle != 0:
		s.block(false)
	case n.yaml.Style&yaml.FoldedStyle != 0:
		s.block(true)
	case n.yaml.Style&yaml.SingleQuotedStyle != 0:
		s.flow('\'')
	case n.yaml.Style&yaml.DoubleQuotedStyle != 0:
		s.flow('"')
	default:
		s.flow(0)
	}
	want := []rune(n.yaml.Value)
	// Chomping decides how many final line breaks a block keeps; the scanner
	// keeps them all.
	if len(s.value) < len(want) || string(s.value[:len(want)]) != n.yaml.Value {
		return nil, false
	}
	places := s.places[:len(want):len(want)]
	end := place{s.line, s.column}
	if len(s.value) > len(want) {
		end = s.places[len(want)]
	}
	return append(places, end), true
}

// placesOf returns the place of each rune of a text that is a file of its own, and of
// its end.
func placesOf(text string) []place {
	var places []place
	at := place{1, 1}
	for _, r := range text {
		places = append(places, at)
		at.column++
		if r == '\n' {
			at = place{at.line + 1, 1}
		}
	}
	return append(places, at)
}

// scanner decodes a scalar from the lines of a file, with the place of each rune.
type scanner struct {
	lines        []string
	line, column int
	value        []rune
	places       []place
}

func (s *scanner) emit(r rune, at place) {
	s.value = append(s.value, r)
	s.places = append(s.places, at)
}

// flow decodes a plain or quoted scalar, whose line breaks are folded.
func (s *scanner) flow(quote rune) {
	runes := []rune(s.lines[s.line-1])
	i := s.column - 1
	if quote != 0 {
		i++
	}
	for i <= len(runes) {
		for i < len(runes) {
			r, at := runes[i], place{s.line, i + 1}
			s.column = i + 1
			switch {
			case quote == 0 && plainEnds(runes, i):
				s.trim()
				return
			case quote == '\'' && r == '\'':
				if i+1 >= len(runes) || runes[i+1] != '\'' {
					return
				}
				s.emit('\'', at)
				i += 2
				continue
			case quote == '"' && r == '"':
				return
			case quote == '"' && r == '\\' && i+1 == len(runes):
				// An escaped line break joins the lines without a space.
				if !s.nextLine() {
					return
				}
				runes = []rune(s.lines[s.line-1])
				i = indent(runes)
				continue
			case quote == '"' && r == '\\':
				decoded, width := escape(runes[i:])
				s.emit(decoded, at)
				i += width
				continue
			}
			s.emit(r, at)
			i++
		}
		if !s.foldBreak(len(runes)) {
			return
		}
		runes = []rune(s.lines[s.line-1])
		i = indent(runes)
	}
}

// foldBreak goes on to the next line that is not blank and reports whether there
// is one. The trailing blanks of the line go; one break becomes a space, of
// several all but the first stay.
func (s *scanner) foldBreak(length int) bool {
	s.column = length + 1
	s.trim()
	at := place{s.line, length + 1}
	for breaks := 0; s.nextLine(); breaks++ {
		runes := []rune(s.lines[s.line-1])
		if indent(runes) == len(runes) {
			s.emit('\n', at)
			continue
		}
		if breaks == 0 {
			s.emit(' ', at)
		}
		return true
	}
	return false
}

// nextLine goes to the next line and reports whether there is one.
func (s *scanner) nextLine() bool {
	if s.line >= len(s.lines) {
		return false
	}
	s.line++
	return true
}

// plainEnds reports whether a plain scalar ends before runes[i].
func plainEnds(runes []rune, i int) bool {
	next := func(k int) bool {
		return k >= len(runes) || strings.ContainsRune(" \t,[]{}", runes[k])
	}
	switch runes[i] {
	case '#':
		return i > 0 && (runes[i-1] == ' ' || runes[i-1] == '\t')
	case ':':
		return next(i + 1)
	}
	return false
}

// trim drops trailing blanks of the value.
func (s *scanner) trim() {
	for k := len(s.value); k > 0 && (s.value[k-1] == ' ' || s.value[k-1] == '\t'); k-- {
		s.value, s.places = s.value[:k-1], s.places[:k-1]
	}
}

// block decodes a literal or folded block scalar, which begins on the next line.
func (s *scanner) block(folded bool) {
	depth := -1
	if header := []rune(s.lines[s.line-1]); s.column <= len(header) {
		for _, r := range header[s.column-1:] {
			if r >= '1' && r <= '9' {
				// An explicit indentation counts from the parent, which is not known
				// here; the first line settles it unless that is indented further.
				depth = -2
			}
			if r == '#' {
				break
			}
		}
	}
	type textLine struct {
		runes  []rune
		number int
	}
	var content []textLine
	for number := s.line + 1; number <= len(s.lines); number++ {
		runes := []rune(s.lines[number-1])
		n := indent(runes)
		if n == len(runes) {
			content = append(content, textLine{nil, number})
			continue
		}
		if depth < 0 {
			depth = n
		}
		if n < depth {
			break
		}
		content = append(content, textLine{runes[depth:], number})
	}
	for k, text := range content {
		s.line, s.column = text.number, depth+len(text.runes)+1
		for i, r := range text.runes {
			s.emit(r, place{text.number, depth + i + 1})
		}
		end := place{text.number, depth + len(text.runes) + 1}
		more := func(k int) bool {
			return k < len(content) && len(content[k].runes) > 0 && (content[k].runes[0] == ' ' || content[k].runes[0] == '\t')
		}
		switch {
		case !folded, more(k), more(k + 1), k+1 == len(content):
			s.emit('\n', end)
		case len(text.runes) == 0:
			s.emit('\n', end)
		case len(content[k+1].runes) > 0:
			s.emit(' ', end)
		}
	}
}

// indent returns the number of leading blanks.
func indent(runes []rune) int {
	for i, r := range runes {
		if r != ' ' && r != '\t' {
			return i
		}
	}
	return len(runes)
}

// escape decodes an escape sequence of a double-quoted scalar and returns its
// width in the source.
func escape(runes []rune) (rune, int) {
	if len(runes) < 2 {
		return '\\', 1
	}
	hex := func(digits int) (rune, int) {
		var v rune
		for i := 2; i < 2+digits; i++ {
			if i >= len(runes) {
				return 0, len(runes)
			}
			d := strings.IndexRune("0123456789abcdef", runes[i]|0x20)
			if d < 0 {
				return 0, i
			}
			v = v<<4 | rune(d)
		}
		return v, 2 + digits
	}
	switch runes[1] {
	case 'x':
		return hex(2)
	case 'u':
		return hex(4)
	case 'U':
		return hex(8)
	}
	if i := strings.IndexRune(`0abtnvfre _NLP`, runes[1]); i >= 0 {
		return []rune("\x00\a\b\t\n\v\f\r\x1b \u00a0\u0085\u2028\u2029")[i], 2
	}
	return runes[1], 2
}
