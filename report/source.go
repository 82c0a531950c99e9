package report

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// Span is a half-open range of byte offsets into the text of a [Source].
type Span struct {
	Start, End int32
}

// Len returns the length of the span in bytes.
func (s Span) Len() int { return int(s.End - s.Start) }

// Join returns the smallest span that holds s and other.
func (s Span) Join(other Span) Span {
	return Span{Start: min(s.Start, other.Start), End: max(s.End, other.End)}
}

// Source is the text of one input, in which every span of a report lies. It is
// immutable and safe for concurrent use after [NewSource] or [NewExtract].
type Source struct {
	// Path names the input as the user did; "-" is the standard input.
	Path string
	// Text is the content in UTF-8, without a byte order mark: that of the file, or
	// what was extracted from it, with a line for each paragraph and each row.
	Text string
	// Encoding is the IANA name of the encoding of the file, or empty where the
	// format has none.
	Encoding string
	// Marked says that the file begins with a byte order mark, which Text does not hold.
	Marked bool

	// lines holds the offset at which each line begins.
	lines []int32
	// origin is nil where the text is that of the file.
	origin Origin
}

// Origin says where a text that was extracted from a file stands in the file. It is
// safe for concurrent use.
type Origin interface {
	// Position returns the place of a span of the text. Columns are counted by
	// width.
	Position(span Span, width func(string) int) Position
}

// NewExtract returns a source for text that was extracted from a file.
func NewExtract(path, text, encoding string, origin Origin) *Source {
	s := NewSource(path, text, encoding)
	s.origin = origin
	return s
}

// NewSource returns a source for text. A line ends at LF, CR LF or CR.
func NewSource(path, text, encoding string) *Source {
	lines := make([]int32, 1, 1+strings.Count(text, "\n"))
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\n':
			lines = append(lines, int32(i+1))
		case '\r':
			if i+1 < len(text) && text[i+1] == '\n' {
				i++
			}
			lines = append(lines, int32(i+1))
		}
	}
	return &Source{Path: path, Text: text, Encoding: encoding, lines: lines}
}

// IsExtract reports whether the text was extracted from a file, so that it is not that
// of the file.
func (s *Source) IsExtract() bool { return s.origin != nil }

// Lined is an [Origin] in a file of lines, which is kept.
type Lined interface {
	Origin
	// File returns the text of the file.
	File() *Source
}

// FileText returns the text of the file with the byte order mark that it may have, as
// others read it who know no encoding but UTF-8, and false for a file without lines.
func (s *Source) FileText() (string, bool) {
	switch origin := s.origin.(type) {
	case nil:
		if s.Marked {
			return "\ufeff" + s.Text, true
		}
		return s.Text, true
	case Lined:
		return origin.File().FileText()
	}
	return "", false
}

// Slice returns the text of a span.
func (s *Source) Slice(span Span) string { return s.Text[span.Start:span.End] }

// Lines returns the number of lines. A text that ends with a line break has an
// empty last line.
func (s *Source) Lines() int { return len(s.lines) }

// LineSpan returns the span of the 1-based line n without its line break.
func (s *Source) LineSpan(n int) Span {
	start := s.lines[n-1]
	end := int32(len(s.Text))
	if n < len(s.lines) {
		end = s.lines[n]
		for end > start && (s.Text[end-1] == '\n' || s.Text[end-1] == '\r') {
			end--
		}
	}
	return Span{Start: start, End: end}
}

// line returns the 1-based number of the line that holds the byte at offset.
func (s *Source) line(offset int32) int {
	return sort.Search(len(s.lines), func(i int) bool { return s.lines[i] > offset })
}

// Position returns the place of a span in the file, with columns in code points.
func (s *Source) Position(span Span) Position {
	return s.position(span, utf8.RuneCountInString)
}

// PositionUTF16 returns the place of a span in the file, with columns in UTF-16 code
// units.
func (s *Source) PositionUTF16(span Span) Position {
	return s.position(span, utf16Len)
}

func (s *Source) position(span Span, width func(string) int) Position {
	if s.origin != nil {
		return s.origin.Position(span, width)
	}
	return s.PositionIn(span, width)
}

// PositionIn returns the lines and columns of a span in the text itself, which for
// an extract is not the file.
func (s *Source) PositionIn(span Span, width func(string) int) Position {
	line, endLine := s.line(span.Start), s.line(span.End)
	return Position{
		Line:      line,
		Column:    1 + width(s.Text[s.lines[line-1]:span.Start]),
		EndLine:   endLine,
		EndColumn: 1 + width(s.Text[s.lines[endLine-1]:span.End]),
	}
}

// utf16Len counts the UTF-16 code units of s.
func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}
