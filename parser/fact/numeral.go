package fact

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/govalues/decimal"
)

// lexicon says how figures are written.
type lexicon struct {
	// groups names the groups of units, in the order of the form; the first is that of
	// figures without a group.
	groups []string
	units  []unit
	// before and after are words that say that a figure is not exact.
	before, after []string
	// negations are words that turn what follows into its opposite.
	negations []string
	// phrases look like numbers and are none.
	phrases []string
}

// unit is a unit of figures.
type unit struct {
	word  string
	group int
	// last says that the unit counts only at the end of a clause: elsewhere the word
	// belongs to what follows.
	last bool
}

// numberKind says what a number can be.
type numberKind uint8

const (
	// counted: a number with a unit.
	counted numberKind = iota
	// bare: a number without a unit at the end of a clause.
	bare
	percentage
)

// number is a number in a sentence.
type number struct {
	start, end int // in the sentence
	mark       int // in the marked sentence
	value      decimal.Decimal
	unit       string
	group      int
	kind       numberKind
	// approximate says that the figure is not exact.
	approximate bool
}

// Marks stand for numbers while patterns are matched. They are private characters,
// which a text has no use for; those that it has are no marks.
const (
	firstMark   = '\ue000' // and one for each further group of units
	bareMark    = '\ue0f0'
	percentMark = '\ue0f1'
	lastMark    = '\ue0ff'
	markLen     = 3
	maxGroups   = 0xf0
)

// mark finds the numbers of a sentence and returns it with marks in their places.
func (l *lexicon) mark(text string, numbers []number) ([]number, string) {
	if strings.IndexFunc(text, mayBeginNumber) < 0 {
		return numbers, text
	}
	var b strings.Builder
	done := 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r >= firstMark && r <= lastMark {
			b.WriteString(text[done:i])
			b.WriteRune(unicode.ReplacementChar) // as long as a mark
			i += size
			done = i
			continue
		}
		if !mayBeginNumber(r) {
			i += size
			continue
		}
		n, end := l.numberAt(text, i)
		if n == nil {
			i = max(end, i+size)
			continue
		}
		b.WriteString(text[done:n.start])
		n.mark = b.Len()
		switch n.kind {
		case counted:
			b.WriteRune(firstMark + rune(n.group))
		case bare:
			b.WriteRune(bareMark)
		case percentage:
			b.WriteRune(percentMark)
		}
		numbers = append(numbers, *n)
		i, done = n.end, n.end
	}
	b.WriteString(text[done:])
	return numbers, b.String()
}

func mayBeginNumber(r rune) bool {
	return r >= '0' && r <= '9' || strings.ContainsRune(chineseDigits, r) || strings.ContainsRune(chineseUnits, r) || r >= firstMark && r <= lastMark
}

// Chinese numerals. The digits are in the order of their values.
const (
	chineseDigits = "〇一二三四五六七八九零两壹贰叁肆伍陆柒捌玖"
	chineseUnits  = "十百千万拾佰仟"
)

// beforeNoFigure are characters that stand in front of numbers of another kind: of
// articles, documents, versions and telephones.
const beforeNoFigure = "第〔[./-_0123456789"

// numberAt reads the number at an offset. It returns nil where there is no figure, with
// the offset behind what is none.
func (l *lexicon) numberAt(text string, at int) (*number, int) {
	for _, phrase := range l.phrases {
		if strings.HasPrefix(text[at:], phrase) {
			return nil, at + len(phrase)
		}
	}
	n, end, chinese := readNumeral(text, at)
	if n == nil {
		return nil, end
	}
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	if strings.ContainsRune(beforeNoFigure, before) || before < utf8.RuneSelf && unicode.IsLetter(before) {
		return nil, end
	}
	rest := text[end:]
	if !chinese {
		// 1.2万: so many ten thousands, rounded most likely.
		for _, scale := range []struct {
			word   string
			factor int64
		}{{"万", 10_000}, {"亿", 100_000_000}} {
			if tail, ok := strings.CutPrefix(rest, scale.word); ok && l.unitAt(rest) == nil {
				factor, err := decimal.New(scale.factor, 0)
				if err != nil {
					return nil, end
				}
				if n.value, err = n.value.Mul(factor); err != nil {
					return nil, end
				}
				n.value, n.approximate = n.value.Trim(0), true
				end += len(scale.word)
				rest = tail
			}
		}
	}
	if strings.HasPrefix(rest, "%") || strings.HasPrefix(rest, "个百分点") {
		n.kind, n.end = percentage, end+1
		if !strings.HasPrefix(rest, "%") {
			return nil, end + len("个百分点")
		}
		return n, n.end
	}
	rest, end = l.inexact(n, rest, end)
	for _, word := range l.before {
		if strings.HasSuffix(text[:at], word) {
			n.approximate = true
		}
	}
	if u := l.unitAt(rest); u != nil {
		n.unit, n.group, n.end = u.word, u.group, end+len(u.word)
		_, n.end = l.inexact(n, rest[len(u.word):], n.end)
		return n, n.end
	}
	if chinese || rest != "" && !startsBoundary(rest) || at == 0 || strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, ":") {
		return nil, end
	}
	if r, _ := utf8.DecodeLastRuneInString(text[:at]); !unicode.Is(unicode.Han, r) {
		return nil, end
	}
	n.kind, n.end = bare, end
	return n, end
}

// inexact drops a word behind a figure that says that it is not exact.
func (l *lexicon) inexact(n *number, rest string, end int) (string, int) {
	for _, word := range l.after {
		if strings.HasPrefix(rest, word) {
			n.approximate = true
			return rest[len(word):], end + len(word)
		}
	}
	return rest, end
}

// unitAt returns the unit that a text begins with.
func (l *lexicon) unitAt(rest string) *unit {
	for i := range l.units {
		u := &l.units[i]
		tail, ok := strings.CutPrefix(rest, u.word)
		if !ok || u.last && !startsBoundary(tail) {
			continue
		}
		return u
	}
	return nil
}

// startsBoundary reports whether a clause ends in front of a text.
func startsBoundary(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || strings.ContainsRune(clauseEnds, r)
}

// readNumeral reads the digits at an offset: Arabic, with groups of three, or Chinese.
func readNumeral(text string, at int) (n *number, end int, chinese bool) {
	c := text[at]
	if c < '0' || c > '9' {
		value, length := parseChinese(text[at:])
		if length == 0 {
			_, size := utf8.DecodeRuneInString(text[at:])
			return nil, at + size, true
		}
		d, err := decimal.New(value, 0)
		if err != nil {
			return nil, at + length, true
		}
		return &number{start: at, value: d}, at + length, true
	}
	end = at
	digits := func() int {
		from := end
		for end < len(text) && text[end] >= '0' && text[end] <= '9' {
			end++
		}
		return end - from
	}
	const group = 3
	first := digits()
	for first <= group && end+group < len(text) && text[end] == ',' {
		from := end
		end++
		if digits() != group {
			end = from
			break
		}
	}
	if end+1 < len(text) && text[end] == '.' && text[end+1] >= '0' && text[end+1] <= '9' {
		end++
		digits()
	}
	value, err := decimal.Parse(strings.ReplaceAll(text[at:end], ",", ""))
	if err != nil {
		return nil, end, false
	}
	return &number{start: at, value: value}, end, false
}

// parseChinese reads the Chinese numeral that a text begins with, and returns its value
// and length: 十八, 一百零五, 两, 二〇, 二三. The length is 0 where there is none.
func parseChinese(text string) (value int64, length int) {
	var total, section, digit int64
	const tenThousand, unset = 10_000, -1
	digit = unset
	digits, plain := 0, true
	for i, r := range text {
		switch d := chineseDigit(r); {
		case d >= 0 && digit != unset && !plain:
			return total + section + digit, i // 一百二 三: no numeral goes on like this
		case d >= 0 && digit != unset:
			digit = digit*10 + d
			digits++
		case d >= 0:
			digit = d
			digits++
		default:
			u := chineseUnit(r)
			if u == 0 {
				return total + section + max(digit, 0), i
			}
			plain = false
			if u == tenThousand {
				if section == 0 && digit <= 0 {
					return 0, 0
				}
				total += (section + max(digit, 0)) * u
				section, digit = 0, unset
				break
			}
			if digit == unset || digit == 0 {
				digit = 1
			}
			section += digit * u
			digit = unset
		}
		length = i + utf8.RuneLen(r)
		if digits > 12 {
			return 0, 0
		}
		if !plain && digit == 0 {
			digit = unset // the zero in 一百零五
		}
	}
	return total + section + max(digit, 0), length
}

func chineseDigit(r rune) int64 {
	const ten, formal = 10, 12
	i := slices.Index([]rune(chineseDigits), r)
	switch {
	case i < ten:
		return int64(i) // -1 as well
	case i == ten:
		return 0
	case i < formal:
		return 2
	}
	return int64(i - formal + 1)
}

func chineseUnit(r rune) int64 {
	switch r {
	case '十', '拾':
		return 10
	case '百', '佰':
		return 100
	case '千', '仟':
		return 1000
	case '万':
		return 10_000
	}
	return 0
}

// yearsIn lists the years that a text names.
func yearsIn(text string) []int {
	var years []int
	const digits = 4
	for i := 0; i+digits < len(text); i++ {
		if text[i] < '0' || text[i] > '9' || i > 0 && text[i-1] >= '0' && text[i-1] <= '9' {
			continue
		}
		year, err := strconv.Atoi(text[i : i+digits])
		if err == nil && strings.HasPrefix(text[i+digits:], "年") && !slices.Contains(years, year) {
			years = append(years, year)
		}
	}
	return years
}
