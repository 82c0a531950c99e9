// Package fold brings differently encoded spellings of the same words together.
//
// Official Chinese text reaches a reader in many disguises: full-width digits
// and letters, compatibility ideographs, Kangxi and supplementary radicals that
// PDF extractors leave in place of ordinary characters, and traditional script.
// [String] maps all of them to one spelling: Unicode NFKC, then radicals to the
// ideographs they stand for (Unicode's EquivalentUnifiedIdeograph), then
// traditional to simplified characters one by one. Characters without shape and
// width are dropped.
//
// [AppendCompact] goes further and keeps letters and digits only, in lower case;
// it is the form in which labels are compared.
//
// All functions are safe for concurrent use.
package fold

import (
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:generate go run ./gen -out table.go

// slow marks a rune whose folding depends on its neighbours or yields several
// runes, so that the whole string must go through the norm package.
const slow rune = -1

// dropped marks a rune that has neither shape nor width: marks of direction, joiners
// and the like, which spreadsheets leave around figures.
const dropped rune = -2

// invisibles are the ranges of runes that are dropped.
func invisibles() [][2]rune {
	return [][2]rune{{0xad, 0xad}, {0x200b, 0x200f}, {0x202a, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff}}
}

// own returns the folded spelling of the runes for which that of NFKC would mislead:
// a raised or lowered digit is a footnote and no part of the number beside it, and a
// digit in a circle is a number in brackets.
func own(r rune) (string, bool) {
	const firstCircled, lastCircled = '\u2460', '\u2473'
	switch {
	case r == '²' || r == '³' || r == '¹' || r >= '\u2070' && r <= '\u2079' || r >= '\u2080' && r <= '\u2089':
		return string(r), true
	case r >= firstCircled && r <= lastCircled:
		return "(" + strconv.Itoa(int(r-firstCircled)+1) + ")", true
	}
	return "", false
}

// page holds the folded spelling of 256 consecutive code points; zero means
// that a rune stays as it is.
type page [256]rune

// pages covers the basic multilingual plane. It is built on first use because a
// run that meets only ASCII never needs it.
//
//nolint:gochecknoglobals // a constant that is made when it is first needed
var pages = sync.OnceValue(func() *[256]*page {
	var table [256]*page
	set := func(from, to rune) {
		if table[from>>8] == nil {
			table[from>>8] = new(page)
		}
		table[from>>8][from&0xff] = to
	}
	for _, r := range slowRanges {
		for c := rune(r[0]); c <= rune(r[1]); c++ {
			set(c, slow)
		}
	}
	for _, r := range invisibles() {
		for c := r[0]; c <= r[1]; c++ {
			set(c, dropped)
		}
	}
	for i := 0; i < len(mapped); {
		from, n := utf8.DecodeRuneInString(mapped[i:])
		to, m := utf8.DecodeRuneInString(mapped[i+n:])
		if _, special := own(from); special {
			to = slow
		}
		set(from, to)
		i += n + m
	}
	return &table
})

// foldRune returns the folded spelling of r, r itself, or slow.
func foldRune(table *[256]*page, r rune) rune {
	if r > 0xffff {
		// Compatibility ideographs of plane 2; everything else up here is its own spelling.
		if r >= 0x2f800 && r <= 0x2fa1f || r >= 0x1d400 && r <= 0x1d7ff || r >= 0x1f100 && r <= 0x1f2ff {
			return slow
		}
		return r
	}
	p := table[r>>8]
	if p == nil {
		return r
	}
	if to := p[r&0xff]; to != 0 {
		return to
	}
	return r
}

// String returns the folded spelling of s. It returns s itself when nothing changes.
func String(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			out := Append(make([]byte, 0, len(s)), s)
			if string(out) == s {
				return s
			}
			return string(out)
		}
	}
	return s
}

// Append appends the folded spelling of s to dst.
func Append(dst []byte, s string) []byte {
	table, start := pages(), len(dst)
	for _, r := range s {
		if r < utf8.RuneSelf {
			dst = append(dst, byte(r))
			continue
		}
		switch to := foldRune(table, r); to {
		case slow:
			return appendSlow(dst[:start], s)
		case dropped:
		default:
			dst = utf8.AppendRune(dst, to)
		}
	}
	return dst
}

// appendSlow folds s one normalisation segment after another.
func appendSlow(dst []byte, s string) []byte {
	segments(s, func(_, _ int, folded []byte) bool {
		dst = append(dst, folded...)
		return true
	})
	return dst
}

// segments calls yield with the byte range of each normalisation segment of s
// and its folded spelling, until yield returns false.
func segments(s string, yield func(start, end int, folded []byte) bool) {
	var (
		buf   []byte
		table = pages()
	)
	for start := 0; start < len(s); {
		end := start + norm.NFKC.NextBoundaryInString(s[start:], true)
		buf = buf[:0]
		first, n := utf8.DecodeRuneInString(s[start:end])
		spelling, special := own(first)
		if special {
			buf, n = append(buf, spelling...), n+start
		} else {
			n = start
		}
		for _, r := range norm.NFKC.String(s[n:end]) {
			switch to := foldRune(table, r); to {
			case dropped:
				continue
			case slow:
			default:
				r = to
			}
			buf = utf8.AppendRune(buf, r)
		}
		if !yield(start, end, buf) {
			return
		}
		start = end
	}
}

// Span maps the byte range [start, end) of String(s) back to the range of s from
// which it came. A range that begins or ends inside an expansion (㈠ folds to
// three runes) grows to the whole character.
func Span(s string, start, end int) (int, int) {
	from, to, at := -1, len(s), 0
	segments(s, func(a, b int, folded []byte) bool {
		next := at + len(folded)
		if from < 0 && start < next {
			from = a
		}
		if end <= next {
			to = b
			if end <= start {
				to = from
			}
			return from < 0
		}
		at = next
		return true
	})
	if from < 0 {
		return len(s), len(s)
	}
	return from, max(from, to)
}

// AppendCompact appends the letters and digits of the folded s, in lower case:
// the form in which labels are compared.
func AppendCompact(dst []byte, s string) []byte {
	table := pages()
	for i, r := range s {
		if r < utf8.RuneSelf {
			if c := compactASCII[r]; c != 0 {
				dst = append(dst, c)
			}
			continue
		}
		switch to := foldRune(table, r); to {
		case slow:
			return AppendLetters(dst, appendSlow(nil, s[i:]))
		case dropped:
		default:
			dst = appendLetter(dst, to)
		}
	}
	return dst
}

// AppendLetters does for a text that is folded already what [AppendCompact] does
// for any text.
func AppendLetters(dst, folded []byte) []byte {
	for i := 0; i < len(folded); {
		if c := folded[i]; c < utf8.RuneSelf {
			if c = compactASCII[c]; c != 0 {
				dst = append(dst, c)
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(folded[i:])
		dst = appendLetter(dst, r)
		i += n
	}
	return dst
}

func appendLetter(dst []byte, r rune) []byte {
	switch {
	case r >= 0x3400 && r <= 0x9fff, r >= 0x20000:
		return utf8.AppendRune(dst, r)
	case r < utf8.RuneSelf:
		if c := compactASCII[r]; c != 0 {
			dst = append(dst, c)
		}
		return dst
	case unicode.IsLetter(r), unicode.Is(unicode.Nd, r), unicode.Is(unicode.Nl, r):
		return utf8.AppendRune(dst, unicode.ToLower(r))
	}
	return dst
}

// compactASCII maps ASCII letters and digits to lower case and all else to zero.
//
//nolint:gochecknoglobals // a constant
var compactASCII = func() (table [utf8.RuneSelf]byte) {
	for c := byte('0'); c <= '9'; c++ {
		table[c] = c
	}
	for c := byte('a'); c <= 'z'; c++ {
		table[c], table[c-'a'+'A'] = c, c
	}
	return table
}()

// Compact returns AppendCompact(nil, s) as a string.
func Compact(s string) string {
	return string(AppendCompact(make([]byte, 0, len(s)), s))
}

// Words folds s and settles its spaces the way Chinese text is read: a space
// beside an ideograph or a digit next to one says nothing and goes, any other
// run of white space becomes one space. Digits spaced out one by one are a number.
func Words(s string) string {
	folded := String(s)
	if !strings.ContainsFunc(folded, unicode.IsSpace) {
		return folded
	}
	fields := strings.Fields(folded)
	var b strings.Builder
	for i, f := range fields {
		if i > 0 {
			before, _ := utf8.DecodeLastRuneInString(fields[i-1])
			after, _ := utf8.DecodeRuneInString(f)
			spaced := isDigit(before) && isDigit(after) && (len(fields[i-1]) == 1 || len(f) == 1)
			if !isIdeographic(before) && !isIdeographic(after) && !spaced {
				b.WriteByte(' ')
			}
		}
		b.WriteString(f)
	}
	return b.String()
}

// AllWords folds texts as [Words] does, without those of which nothing is left.
func AllWords(texts []string) []string {
	folded := make([]string, 0, len(texts))
	for _, s := range texts {
		if s = Words(s); s != "" {
			folded = append(folded, s)
		}
	}
	return folded
}

// WordsSpan maps the byte range [start, end) of words, which is Words(s), back to the
// range of s from which it came. It takes time in proportion to the length of s.
func WordsSpan(s, words string, start, end int) (int, int) {
	table := pages()
	from, to, at, space := len(s), len(s), 0, -1
	for i, r := range s {
		c := foldRune(table, r)
		switch {
		case c == slow:
			return slowWordsSpan(s, words, start, end)
		case c == dropped:
			continue
		case unicode.IsSpace(c):
			if space < 0 {
				space = i
			}
			continue
		}
		// Words only takes spaces away, or makes one of several.
		if space >= 0 && at < len(words) && words[at] == ' ' {
			if at == start {
				from = space
			}
			if at++; at == end {
				to = i
				break
			}
		}
		space = -1
		if at == start {
			from = i
		}
		if at += utf8.RuneLen(c); at >= end {
			_, size := utf8.DecodeRuneInString(s[i:])
			to = i + size
			break
		}
	}
	if end <= start {
		to = from
	}
	return from, max(from, to)
}

// slowWordsSpan is WordsSpan for a text with characters whose folding depends on their
// neighbours or yields several.
func slowWordsSpan(s, words string, start, end int) (int, int) {
	folded := String(s)
	if len(words) == len(folded) {
		return Span(s, start, end)
	}
	from, to, at := len(folded), len(folded), 0
	for i := range min(end, len(words)) {
		space := at
		at = skipSpaces(folded, at)
		if i == start {
			from = at
			if words[i] == ' ' {
				from = space
			}
		}
		if words[i] != ' ' {
			at++
		}
		if i == end-1 {
			to = at
		}
	}
	return Span(s, from, max(from, to))
}

// skipSpaces returns where, from an offset on, the next character stands that is no
// space.
func skipSpaces(s string, at int) int {
	for at < len(s) {
		r, n := utf8.DecodeRuneInString(s[at:])
		if !unicode.IsSpace(r) {
			break
		}
		at += n
	}
	return at
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// isIdeographic reports whether no space is written beside r: Han characters and
// the punctuation of East Asian text.
func isIdeographic(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef
}

// Condition counts what [String] had to change in a text.
type Condition struct {
	Radicals    int // code points of the two radical blocks
	Traditional int // traditional characters
	PrivateUse  int // code points without a public meaning
}

// Inspect counts the disguises in s.
func Inspect(s string) (c Condition) {
	table := pages()
	for _, r := range s {
		switch {
		case r < 0x2e80:
		case r <= 0x2fdf:
			c.Radicals++
		case r >= 0xe000 && r <= 0xf8ff, r >= 0xf0000:
			c.PrivateUse++
		case r >= 0x3400 && r <= 0x9fff && foldRune(table, r) != r && !strings.ContainsRune(bothScripts, r):
			c.Traditional++
		}
	}
	return c
}

// bothScripts lists characters that have a simplified counterpart and are
// nevertheless in use in simplified text (they stand in GB/T 2312): 乾县 is no
// traditional spelling.
const bothScripts = "乾吒夥後徵拚捱摺於榘菸薹袷醣麴麽"

// Name folds a proper name as [String] does and drops its spaces, but keeps the
// characters of both scripts where nothing else in the name is traditional.
func Name(s string) string {
	keep := Inspect(s).Traditional == 0
	var b strings.Builder
	for _, r := range s {
		switch {
		case keep && strings.ContainsRune(bothScripts, r):
			b.WriteRune(r)
		default:
			b.WriteString(String(string(r)))
		}
	}
	return strings.Join(strings.Fields(b.String()), "")
}
