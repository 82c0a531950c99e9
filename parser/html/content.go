package html

import (
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/report"
)

// content is the text of a paragraph or cell as a browser shows it, with white
// space collapsed and no space at its ends, and where each piece of it stands in
// the page.
type content struct {
	text     []byte
	segments []segment // spans of the text count from its beginning
	space    bool      // white space stands behind the text
	anchor   int32     // where an empty content would stand in the page
}

func (c *content) reset() {
	c.text, c.segments, c.space, c.anchor = c.text[:0], c.segments[:0], false, 0
}

// add appends the raw text of the page from start on.
func (c *content) add(raw string, start int32) {
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRuneInString(raw[i:])
		decoded := ""
		if r == '&' {
			decoded, n = entity(raw[i:])
			r, _ = utf8.DecodeRuneInString(decoded)
		}
		at := report.Span{Start: start + int32(i), End: start + int32(i+n)}
		switch {
		case isInvisible(r):
		case unicode.IsSpace(r):
			c.space = true
		case decoded != "":
			c.append(decoded, at)
		default:
			c.append(raw[i:i+n], at)
		}
		i += n
	}
}

// append adds a text that is no space.
func (c *content) append(text string, at report.Span) {
	if c.space && len(c.text) > 0 {
		c.text = append(c.text, ' ')
	}
	c.space = false
	from := int32(len(c.text))
	c.text = append(c.text, text...)
	to := int32(len(c.text))
	if n := len(c.segments); n > 0 {
		last := &c.segments[n-1]
		if last.text.End == from && last.file.End == at.Start && last.text.Len() == last.file.Len() && len(text) == at.Len() {
			last.text.End, last.file.End = to, at.End
			return
		}
	}
	c.segments = append(c.segments, segment{report.Span{Start: from, End: to}, at})
}

// longestEntity bounds the name of a character reference; the longest of HTML has
// 33 characters.
const longestEntity = 40

// entity returns the character that a reference at the beginning of a text stands
// for, and the length of the reference. An ampersand that begins none is itself.
func entity(s string) (decoded string, length int) {
	end := 1
	for end < len(s) && end < longestEntity && (s[end] == '#' || s[end] >= '0' && s[end] <= '9' || s[end]|0x20 >= 'a' && s[end]|0x20 <= 'z') {
		end++
	}
	if end < len(s) && s[end] == ';' {
		end++
	}
	whole := html.UnescapeString(s[:end])
	if whole == s[:end] {
		return "&", 1
	}
	// What follows a reference without its semicolon stands unchanged behind it.
	rest := 0
	for rest < end-1 && rest < len(whole)-1 && whole[len(whole)-1-rest] == s[end-1-rest] && s[end-1-rest] != ';' {
		rest++
	}
	return strings.TrimSuffix(whole, s[end-rest:end]), end - rest
}

// isInvisible reports whether a character has neither shape nor width.
func isInvisible(r rune) bool {
	return r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\u2060' || r == '\ufeff' || r == '\u00ad'
}

// drop removes bytes at the ends of the text.
func (c *content) drop(front, back int) {
	end := int32(len(c.text) - back)
	kept := c.segments[:0]
	for _, s := range c.segments {
		from, to := max(s.text.Start, int32(front)), min(s.text.End, end)
		if from >= to {
			continue
		}
		file := report.Span{Start: s.at(from), End: s.file.End}
		if to < s.text.End {
			file.End = s.at(to)
		}
		kept = append(kept, segment{report.Span{Start: from - int32(front), End: to - int32(front)}, file})
	}
	c.segments = kept
	c.text = append(c.text[:0], c.text[front:end]...)
}

// dropSpaces drops the spaces within the text.
func (c *content) dropSpaces() {
	text, segments := string(c.text), slices.Clone(c.segments)
	c.text, c.segments, c.space = c.text[:0], c.segments[:0], false
	for _, s := range segments {
		for i, r := range text[s.text.Start:s.text.End] {
			at := s.text.Start + int32(i)
			if r == ' ' {
				continue
			}
			file := s.file
			if s.text.Len() == s.file.Len() {
				file = report.Span{Start: s.at(at), End: s.at(at + int32(utf8.RuneLen(r)))}
			}
			c.append(string(r), file)
		}
	}
}
