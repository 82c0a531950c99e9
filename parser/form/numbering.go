package form

import "unicode/utf8"

// numberingStyle says how an item is numbered.
type numberingStyle uint8

const (
	noNumbering   numberingStyle = iota
	ideographic                  // 一、
	arabic                       // 1. 1、
	parenthesised                // （一） (1)
	part                         // 第一部分
)

// numbering is the number in front of a heading or a label.
type numbering struct {
	style  numberingStyle
	number int
}

// matches reports whether two numberings say the same. 3. and ③ do.
func (n numbering) matches(other numbering) bool {
	if n.style == noNumbering || other.style == noNumbering || n.number != other.number {
		return false
	}
	inText := func(s numberingStyle) bool { return s == arabic || s == parenthesised }
	return n.style == other.style || inText(n.style) && inText(other.style)
}

// parseNumbering reads the number at the start of a folded text and returns the
// length of what belongs to it, separators and spaces included. A number alone,
// with nothing after it, is numbering too.
func parseNumbering(s []byte) (numbering, int) {
	i := skipSpace(s, 0)
	if i >= len(s) {
		return numbering{}, 0
	}
	if s[i] == '(' {
		value, _, n := parseNumeral(s[skipSpace(s, i+1):])
		end := skipSpace(s, skipSpace(s, i+1)+n)
		if n == 0 || end >= len(s) || s[end] != ')' {
			return numbering{}, 0
		}
		end = skipSpace(s, end+1)
		if end < len(s) && (s[end] == '.' || s[end] == ',') {
			end++
		} else if r, n := utf8.DecodeRune(s[end:]); r == '、' {
			end += n
		}
		return numbering{parenthesised, value}, skipSpace(s, end)
	}
	if r, n := utf8.DecodeRune(s[i:]); r == '第' {
		value, _, m := parseNumeral(s[i+n:])
		end := i + n + m
		if m == 0 {
			return numbering{}, 0
		}
		for _, word := range [...]string{"部分", "章", "节"} {
			if len(s) >= end+len(word) && string(s[end:end+len(word)]) == word {
				end = skipSeparators(s, end+len(word))
				return numbering{part, value}, end
			}
		}
		return numbering{}, 0
	}
	value, style, n := parseNumeral(s[i:])
	if n == 0 {
		return numbering{}, 0
	}
	end := skipSpace(s, i+n)
	if end >= len(s) {
		return numbering{}, 0
	}
	switch r, m := utf8.DecodeRune(s[end:]); r {
	case '、', ')', ':', ',':
		end += m
	case '.':
		// 1.5 is a value, not item 1.
		if end+1 < len(s) && s[end+1] >= '0' && s[end+1] <= '9' {
			return numbering{}, 0
		}
		end++
	default:
		// A space alone separates only an ideographic number: “一 概况”.
		if style != ideographic || end == i+n {
			return numbering{}, 0
		}
	}
	return numbering{style, value}, skipSpace(s, end)
}

// skipSeparators skips spaces and one punctuation mark.
func skipSeparators(s []byte, i int) int {
	i = skipSpace(s, i)
	if i < len(s) {
		if r, n := utf8.DecodeRune(s[i:]); r == '、' || r == ':' || r == '.' || r == ',' {
			i = skipSpace(s, i+n)
		}
	}
	return i
}

func skipSpace(s []byte, i int) int {
	for i < len(s) {
		switch {
		case s[i] == ' ' || s[i] == '\t':
			i++
		case len(s) >= i+3 && s[i] == 0xe3 && s[i+1] == 0x80 && s[i+2] == 0x80: // U+3000
			i += 3
		default:
			return i
		}
	}
	return i
}

// maxNumeralDigits bounds a number: items are not numbered beyond 999.
const maxNumeralDigits = 3

// parseNumeral reads a small Arabic or Chinese numeral and returns its value,
// its style and its length.
func parseNumeral(s []byte) (value int, style numberingStyle, length int) {
	for length < len(s) && s[length] >= '0' && s[length] <= '9' {
		value = value*10 + int(s[length]-'0')
		if length++; length > maxNumeralDigits {
			return 0, noNumbering, 0
		}
	}
	if length > 0 {
		return value, arabic, length
	}
	tens, units, seenTen := 0, 0, false
	for length < len(s) {
		r, n := utf8.DecodeRune(s[length:])
		digit := chineseDigit(r)
		switch {
		case (r == '十' || r == '拾') && !seenTen:
			tens, units, seenTen = max(units, 1), 0, true
		case digit >= 0 && units == 0:
			units = digit
		default:
			return tens*10 + units, ideographic, length
		}
		length += n
	}
	return tens*10 + units, ideographic, length
}

// chineseDigit returns the value of a Chinese digit, or -1.
func chineseDigit(r rune) int {
	switch r {
	case '〇', '零', '○':
		return 0
	case '一', '壹':
		return 1
	case '二', '贰':
		return 2
	case '三', '叁':
		return 3
	case '四', '肆':
		return 4
	case '五', '伍':
		return 5
	case '六', '陆':
		return 6
	case '七', '柒':
		return 7
	case '八', '捌':
		return 8
	case '九', '玖':
		return 9
	}
	return -1
}

// parseYear reads a year of four digits, Arabic or Chinese, or returns 0.
func parseYear(s string) int {
	year, digits := 0, 0
	for _, r := range s {
		d := chineseDigit(r)
		switch {
		case r >= '0' && r <= '9':
			d = int(r - '0')
		case r == 'o' || r == 'O':
			d = 0
		}
		if d < 0 {
			return 0
		}
		year, digits = year*10+d, digits+1
	}
	if digits != 4 {
		return 0
	}
	return year
}
