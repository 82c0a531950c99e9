package docx

import (
	"strconv"
	"strings"
)

// style is what a paragraph style says of numbers.
type style struct {
	base   string
	number numberRef
}

// numberRef names a list and a level of it. Without a list it is empty.
type numberRef struct {
	list  string
	level int
}

// maxLevels is how many levels a list has (ECMA-376, 17.9.3).
const maxLevels = 9

// readStyles reads the numbers of the paragraph styles.
func (r *reader) readStyles(root *element) error {
	for _, s := range root.children {
		if s.name != "style" || s.attr("type") != "paragraph" && s.attr("type") != "" {
			continue
		}
		r.styles[s.attr("styleId")] = style{base: s.val("basedOn"), number: refOf(s.child("pPr"))}
	}
	return nil
}

// refOf reads the number of paragraph properties.
func refOf(properties *element) numberRef {
	if properties.child("numPr") == nil {
		return numberRef{}
	}
	level, _ := strconv.Atoi(properties.val("numPr", "ilvl"))
	return numberRef{list: properties.val("numPr", "numId"), level: min(max(level, 0), maxLevels-1)}
}

// numberOf returns the number of a paragraph: its own, or that of its style or of one
// that the style is based on.
func (r *reader) numberOf(properties *element) numberRef {
	ref := refOf(properties)
	if ref.list != "" {
		return ref
	}
	id := properties.val("pStyle")
	for range len(r.styles) {
		s, ok := r.styles[id]
		if !ok {
			break
		}
		if s.number.list != "" {
			if properties.child("numPr") != nil {
				s.number.level = ref.level
			}
			return s.number
		}
		id = s.base
	}
	return numberRef{}
}

// numbering holds the lists and how far each has been counted.
type numbering struct {
	lists  map[string]*list // by number instance
	counts map[string]*[maxLevels]int
}

// list is a number instance.
type list struct {
	abstract string
	levels   [maxLevels]level
}

// level says how the numbers of a level look.
type level struct {
	start     int
	format    string
	text      string
	separator string
}

func newNumbering() *numbering {
	return &numbering{lists: map[string]*list{}, counts: map[string]*[maxLevels]int{}}
}

// read reads the lists.
func (n *numbering) read(root *element) error {
	abstract := map[string][maxLevels]level{}
	for _, a := range root.children {
		if a.name == "abstractNum" {
			levels := [maxLevels]level{}
			readLevels(a, &levels)
			abstract[a.attr("abstractNumId")] = levels
		}
	}
	for _, e := range root.children {
		if e.name != "num" {
			continue
		}
		id := e.val("abstractNumId")
		l := &list{abstract: id, levels: abstract[id]}
		for _, o := range e.children {
			if o.name != "lvlOverride" {
				continue
			}
			// A list that begins anew counts for itself.
			l.abstract = "num " + e.attr("numId")
			readLevels(o, &l.levels)
			if i, err := strconv.Atoi(o.attr("ilvl")); err == nil && i >= 0 && i < maxLevels {
				if start, err := strconv.Atoi(o.val("startOverride")); err == nil {
					l.levels[i].start = start
				}
			}
		}
		n.lists[e.attr("numId")] = l
	}
	return nil
}

func readLevels(e *element, levels *[maxLevels]level) {
	for _, l := range e.children {
		i, err := strconv.Atoi(l.attr("ilvl"))
		if l.name != "lvl" || err != nil || i < 0 || i >= maxLevels {
			continue
		}
		start, err := strconv.Atoi(l.val("start"))
		if err != nil {
			start = 0
		}
		separator := ""
		if l.val("suff") == "space" {
			separator = " "
		}
		levels[i] = level{start: start, format: l.val("numFmt"), text: l.val("lvlText"), separator: separator}
	}
}

// next counts a paragraph and returns its number as it is shown.
func (n *numbering) next(ref numberRef) string {
	l := n.lists[ref.list]
	if l == nil {
		return ""
	}
	counts := n.counts[l.abstract]
	if counts == nil {
		counts = &[maxLevels]int{}
		for i := range counts {
			counts[i] = l.levels[i].start - 1
		}
		n.counts[l.abstract] = counts
	}
	counts[ref.level]++
	for i := ref.level + 1; i < maxLevels; i++ {
		counts[i] = l.levels[i].start - 1
	}
	own := l.levels[ref.level]
	if own.format == "bullet" || own.format == "none" || own.text == "" {
		return ""
	}
	text := own.text
	for i := range maxLevels {
		mark := "%" + strconv.Itoa(i+1)
		if strings.Contains(text, mark) {
			text = strings.ReplaceAll(text, mark, numeral(max(counts[i], l.levels[i].start), l.levels[i].format))
		}
	}
	return text + own.separator
}

// numeral writes a number in one of the formats of Word (ECMA-376, 17.18.59).
func numeral(n int, format string) string {
	switch format {
	case "chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "japaneseDigitalTenThousand",
		"taiwaneseCounting", "taiwaneseCountingThousand", "koreanCounting":
		return chinese(n, "零一二三四五六七八九", "十百千")
	case "chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal":
		return chinese(n, "零壹贰叁肆伍陆柒捌玖", "拾佰仟")
	case "ideographTraditional":
		return pick(n, "甲乙丙丁戊己庚辛壬癸")
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		return pick(n, "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
	case "decimalEnclosedParen":
		return "(" + strconv.Itoa(n) + ")"
	case "decimalEnclosedFullstop":
		return strconv.Itoa(n) + "."
	case "decimalFullWidth", "decimalFullWidth2":
		return strings.Map(func(r rune) rune { return r - '0' + '０' }, strconv.Itoa(n))
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case "lowerLetter":
		return pick(n, "abcdefghijklmnopqrstuvwxyz")
	case "upperLetter":
		return pick(n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "upperRoman":
		return roman(n)
	}
	return strconv.Itoa(n)
}

// pick returns the nth of signs, or the number where there are fewer.
func pick(n int, signs string) string {
	if runes := []rune(signs); n >= 1 && n <= len(runes) {
		return string(runes[n-1])
	}
	return strconv.Itoa(n)
}

// chinese writes a number up to 9999 in characters.
func chinese(n int, digits, powers string) string {
	d, p := []rune(digits), []rune(powers)
	if n <= 0 || n > 9999 {
		if n == 0 {
			return string(d[0])
		}
		return strconv.Itoa(n)
	}
	var out []rune
	zero := false
	for i, power := range [...]int{1000, 100, 10, 1} {
		digit := n / power % 10
		switch {
		case digit == 0:
			zero = len(out) > 0
			continue
		case zero:
			out = append(out, d[0])
			zero = false
		}
		// 十二, not 一十二.
		if power != 10 || digit != 1 || len(out) > 0 {
			out = append(out, d[digit])
		}
		if power > 1 {
			out = append(out, p[2-i])
		}
	}
	return string(out)
}

// roman writes a number up to 3999 in Roman numerals.
func roman(n int) string {
	if n <= 0 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, s := range []struct {
		value int
		sign  string
	}{
		{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"},
	} {
		for n >= s.value {
			b.WriteString(s.sign)
			n -= s.value
		}
	}
	return b.String()
}
