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
	// breakdown are words behind which a figure is broken down, and open are those that
	// say that not all parts are named.
	breakdown, open []string
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
	value      decimal.Decimal
	unit       string
	group      int
	kind       numberKind
	// approximate says that the figure is not exact.
	approximate bool
}

// Marks stand for numbers while patterns are matched. They are private characters,
// which a text has no use for; those that it has are taken for other numbers.
const (
	firstMark   = '\ue000' // and one for each further group of units
	bareMark    = '\ue0f0'
	percentMark = '\ue0f1'
	otherMark   = '\ue0ff' // of a number that is not looked at
	markLen     = 3
	maxGroups   = 0xf0
)

// numbers finds the numbers of a sentence.
func (l *lexicon) numbers(text string, numbers []number) []number {
	done := 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !mayBeginNumber(r) {
			i += size
			continue
		}
		n, end := l.numberAt(text, i)
		if n == nil {
			i = max(end, i+size)
			continue
		}
		n.start = max(n.start, done)
		numbers = append(numbers, *n)
		i, done = n.end, n.end
	}
	return numbers
}

func mayBeginNumber(r rune) bool {
	return r >= '0' && r <= '9' || r >= firstIdeograph && (chineseDigit(r) >= 0 || chineseUnit(r) > 0)
}

// firstIdeograph is the first of the Chinese digits, 〇.
const firstIdeograph = '〇'

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
		end, rest = l.scale(n, rest, end)
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
			n.start = at - len(word)
			break
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
	if !unicode.Is(unicode.Han, before) {
		return nil, end
	}
	n.kind, n.end = bare, end
	return n, end
}

// scale reads the word behind a number that makes it one of so many ten thousands, which
// is rounded most likely: 1.2万.
func (l *lexicon) scale(n *number, rest string, end int) (newEnd int, behind string) {
	for _, scale := range []struct {
		word   string
		factor int64
	}{{"万", tenThousand}, {"亿", tenThousand * tenThousand}} {
		tail, ok := strings.CutPrefix(rest, scale.word)
		if !ok || l.unitAt(rest) != nil {
			continue
		}
		factor, err := decimal.New(scale.factor, 0)
		if err != nil {
			continue
		}
		if product, err := n.value.Mul(factor); err == nil {
			n.value, n.approximate = product.Trim(0), true
			return end + len(scale.word), tail
		}
	}
	return end, rest
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
		opens := func(word string) bool { return strings.HasPrefix(tail, word) }
		if ok && (!u.last || startsBoundary(tail) || slices.ContainsFunc(l.open, opens)) {
			return u
		}
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

const (
	ten         = 10
	tenThousand = 10_000
	// maxDigits bounds the digits of a Chinese numeral.
	maxDigits = 12
)

// chineseNumeral is a numeral of which some characters were read.
type chineseNumeral struct {
	// total holds the ten thousands, section the thousands, hundreds and tens, and digit
	// the last digit, or none.
	total, section, digit int64
	digits                int
	// plain says that digits stand one after another, without units.
	plain bool
}

const noDigit = -1

// value returns the value of what was read.
func (n *chineseNumeral) value() int64 { return n.total + n.section + max(n.digit, 0) }

// next reads a character, and reports whether the numeral goes on with it.
func (n *chineseNumeral) next(r rune) bool {
	if d := chineseDigit(r); d >= 0 {
		n.digits++
		switch {
		case n.digit == noDigit:
			n.digit = d
		case n.plain:
			n.digit = n.digit*ten + d
		case n.digit == 0: // the zero in 一百零五
			n.digit = d
		default:
			return false
		}
		return n.digits <= maxDigits
	}
	u := chineseUnit(r)
	switch u {
	case 0:
		return false
	case tenThousand:
		if n.section == 0 && n.digit <= 0 {
			return false
		}
		n.total += (n.section + max(n.digit, 0)) * u
		n.section = 0
	default:
		n.section += max(n.digit, 1) * u
	}
	n.digit, n.plain = noDigit, false
	return true
}

// parseChinese reads the Chinese numeral that a text begins with, and returns its value
// and length: 十八, 一百零五, 两, 二〇, 二三. The length is 0 where there is none.
func parseChinese(text string) (value int64, length int) {
	n := chineseNumeral{digit: noDigit, plain: true}
	for i, r := range text {
		before := n.value()
		if !n.next(r) {
			return before, i
		}
		length = i + utf8.RuneLen(r)
	}
	return n.value(), length
}

// chineseDigit returns the value of a digit, in everyday or in formal writing, or -1.
func chineseDigit(r rune) int64 {
	const everyday, formal, pair = "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", 2
	if r == '两' {
		return pair
	}
	i := strings.IndexRune(everyday, r)
	if i < 0 {
		if i = strings.IndexRune(formal, r); i < 0 {
			return -1
		}
	}
	return int64(i / utf8.RuneLen(r))
}

// chineseUnit returns the value of a unit of numerals, or 0.
func chineseUnit(r rune) int64 {
	switch r {
	case '十', '拾':
		return ten
	case '百', '佰':
		return ten * ten
	case '千', '仟':
		return ten * ten * ten
	case '万':
		return tenThousand
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
