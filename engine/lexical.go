package engine

import "slices"

// LexicalClass says what a code point of an expression belongs to.
type LexicalClass uint8

// The classes of code points.
const (
	// Code is everything that is neither quoted nor a comment.
	Code LexicalClass = iota
	// Quoted is a text in quotes, and the quotes themselves.
	Quoted
	// Comment begins with two slashes and includes the end of the line.
	Comment
)

// LexicalClasses returns the class of each code point of an expression, which need not
// parse.
func LexicalClasses(text []rune) []LexicalClass {
	classes := make([]LexicalClass, len(text))
	for i := 0; i < len(text); i++ {
		end, class := i, Code
		switch {
		case text[i] == '"' || text[i] == '\'':
			end, class = quoted(text, i), Quoted
		case text[i] == '/' && i+1 < len(text) && text[i+1] == '/':
			for end+1 < len(text) && text[end] != '\n' {
				end++
			}
			class = Comment
		}
		for ; i < end; i++ {
			classes[i] = class
		}
		classes[end] = class
	}
	return classes
}

// quoted returns the offset of the last quote of the text whose first is at start.
func quoted(text []rune, start int) int {
	const triple = 3
	raw := start > 0 && (text[start-1] == 'r' || text[start-1] == 'R') && (start == 1 || !isNameRune(text[start-2]))
	end := text[start : start+1]
	if start+triple <= len(text) && text[start+1] == text[start] && text[start+2] == text[start] {
		end = text[start : start+triple]
	}
	for i := start + len(end); i < len(text); i++ {
		if text[i] == '\\' && !raw {
			i++
		} else if slices.Equal(text[i:min(i+len(end), len(text))], end) {
			return i + len(end) - 1
		}
	}
	return len(text) - 1
}
