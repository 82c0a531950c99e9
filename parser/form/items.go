package form

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/report"
)

// maxItems bounds the items of a report: more are no list that anybody wrote.
const maxItems = 2000

// The longest headings, in characters: of an item, and of a line that is a heading
// although it has no number.
const (
	longestHead       = 40
	longestUnnumbered = 25
)

// items finds the numbered items of the running text.
func (b *builder) items() {
	l := lister{report: b.report}
	for i := range b.report.Paragraphs {
		p := &b.report.Paragraphs[i]
		if p.Section < 0 {
			continue
		}
		if p.Section != l.section {
			l.close(i)
			l.section, l.open = p.Section, l.open[:0]
		}
		l.paragraph(i, b.isAspectHeading(p))
		if len(b.report.Items) > maxItems {
			break
		}
	}
	l.close(len(b.report.Paragraphs))
}

// lister collects the items of one section after another.
type lister struct {
	report  *report.Report
	section int
	// open holds the lists that an item may still continue, the outermost first.
	open  []openList
	lists int
}

// openList is a list with the last of its items.
type openList struct {
	style report.NumberStyle
	item  int
	id    int
}

// mark is a number that was found in a paragraph.
type mark struct {
	style      report.NumberStyle
	number     int
	start, end int
}

// paragraph adds the items that begin in a paragraph.
func (l *lister) paragraph(index int, isHeading bool) {
	text := l.report.Paragraphs[index].Text
	at := 0
	if m, ok := markAt(text, 0, true); ok {
		l.add(index, m, false)
		at = m.end
	} else if isHeading && len(l.open) > 0 && l.open[0].style != report.OrdinalNumber {
		first := &l.report.Items[l.open[0].item]
		if !first.Inline && first.Heading.First == first.Heading.Last && first.Heading.End == len(l.report.Paragraphs[first.Heading.First].Text) {
			l.add(index, mark{style: report.NoNumber}, false)
			return
		}
	}
	for at < len(text) && len(l.report.Items) <= maxItems {
		i := strings.IndexAny(text[at:], "。;:!?,、")
		if i < 0 {
			return
		}
		separator, n := utf8.DecodeRuneInString(text[at+i:])
		at += i + n
		m, ok := markAt(text, at, false)
		if !ok || m.style != report.OrdinalNumber && (separator == ',' || separator == '、') {
			continue
		}
		if m.number == 1 || l.continues(m) {
			l.add(index, m, true)
			at = m.end
		}
	}
}

// continues reports whether a number is the next of an open list.
func (l *lister) continues(m mark) bool {
	for _, o := range l.open {
		if o.style == m.style && l.report.Items[o.item].Number+1 == m.number {
			return true
		}
	}
	return false
}

// add appends an item to the list that it goes on with, or to a new one.
func (l *lister) add(index int, m mark, inline bool) {
	depth, isNew := l.depth(m, inline)
	l.endFrom(depth, index, m.start)
	if isNew {
		l.lists++
		l.open = append(l.open[:depth], openList{style: m.style, item: -1, id: l.lists})
	}
	l.open = l.open[:depth+1]
	list := &l.open[depth]
	item := report.Item{
		Section: l.section, Style: m.style, Number: m.number, Inline: inline, Parent: -1, List: list.id,
		Head: report.Passage{First: index, Last: index, Start: m.start},
	}
	if list.item >= 0 {
		item.Previous = l.report.Items[list.item].Number
	}
	if depth > 0 {
		item.Parent = l.open[depth-1].item
	}
	end, next := headingEnd(l.report.Paragraphs[index].Text, m.end)
	item.Head.End = end
	item.Heading = report.Passage{First: index, Last: index, Start: m.end, End: end}
	item.Body = report.Passage{First: index, Last: -1, Start: next}
	list.item = len(l.report.Items)
	l.report.Items = append(l.report.Items, item)
}

// depth returns which of the open lists an item belongs to, or where a list begins that
// is new with it.
func (l *lister) depth(m mark, inline bool) (depth int, isNew bool) {
	if m.style == report.NoNumber {
		return 0, false
	}
	for depth = len(l.open) - 1; depth >= 0; depth-- {
		if l.open[depth].style == m.style {
			return depth, m.number == 1
		}
	}
	depth = len(l.open)
	if inline || m.style == report.OrdinalNumber {
		return depth, true
	}
	// What is counted within a paragraph ends where a paragraph has a number.
	for depth > 0 && (l.open[depth-1].style == report.OrdinalNumber || l.report.Items[l.open[depth-1].item].Inline) {
		depth--
	}
	if depth > 0 && m.number > 1 && l.report.Items[l.open[depth-1].item].Number+1 == m.number {
		return depth - 1, false // the same list goes on in another style
	}
	return depth, true
}

// endFrom ends the items of the open lists from a depth on, where another begins.
func (l *lister) endFrom(depth, paragraph, offset int) {
	for _, o := range l.open[depth:] {
		if o.item < 0 {
			continue
		}
		item := &l.report.Items[o.item]
		if item.Head.Last == paragraph && item.Head.End > offset {
			text := l.report.Paragraphs[paragraph].Text[:offset]
			item.Head.End = max(item.Heading.Start, len(strings.TrimRight(text, ",;:、。!?")))
			item.Heading.End = item.Head.End
		}
		body := &item.Body
		body.Last, body.End = paragraph, offset
		if offset == 0 && paragraph > body.First {
			body.Last--
			body.End = len(l.report.Paragraphs[body.Last].Text)
		}
		if body.Start >= len(l.report.Paragraphs[body.First].Text) && body.Last > body.First {
			body.First, body.Start = body.First+1, 0
		}
		if body.Empty() {
			// There is nothing but the heading, which then says all.
			*body = item.Heading
		}
	}
}

// close ends all items at the end of a section.
func (l *lister) close(paragraph int) { l.endFrom(0, paragraph, 0) }

// headingEnd returns where the heading that begins at an offset ends, and where the text
// behind it begins. What is too long ends at its last comma.
func headingEnd(text string, start int) (end, next int) {
	comma, runes := -1, 0
	for i, r := range text[start:] {
		switch r {
		case '。', ':', ';', '!', '?':
			return start + i, start + i + utf8.RuneLen(r)
		case ',':
			comma = start + i
		}
		if runes++; runes > longestHead {
			if comma > start {
				return comma, comma + 1
			}
			return start + i, start + i
		}
	}
	return len(text), len(text)
}

// markAt reads the number of an item at an offset of a normalised text.
func markAt(text string, at int, start bool) (mark, bool) {
	rest := text[at:]
	if rest == "" {
		return mark{}, false
	}
	if m, ok := ordinalAt(rest); ok {
		m.start, m.end = at, at+m.end
		return m, true
	}
	const longest = 24 // bytes; a number with its brackets is shorter
	head := rest[:min(len(rest), longest)]
	n, length := parseNumbering([]byte(head))
	const most = 50
	if length == 0 || length >= len(rest) || n.number == 0 || n.number > most {
		return mark{}, false
	}
	m := mark{number: n.number, start: at, end: at + length}
	if r := rest[length-1]; (r == ',' || r == ':') && (!start || rest[length] >= '0' && rest[length] <= '9') {
		return mark{}, false
	}
	chinese := !strings.ContainsAny(rest[:length], "0123456789")
	switch {
	case n.style == part:
		m.style = report.PartNumber
	case n.style == parenthesised && chinese:
		m.style = report.BracketedChinese
	case n.style == parenthesised, !chinese && strings.HasPrefix(strings.TrimLeft(rest[:length], "0123456789 "), ")"):
		m.style = report.BracketedArabic
	case n.style == ideographic:
		m.style = report.ChineseNumber
	default:
		m.style = report.ArabicNumber
	}
	return m, m.style != report.PartNumber || start
}

// ordinalAt reads a number in words: 一是, 一要, 第一, 其一.
func ordinalAt(text string) (mark, bool) {
	rest, led := text, false
	for _, lead := range [...]string{"第", "其"} {
		if s, ok := strings.CutPrefix(text, lead); ok {
			rest, led = s, true
			break
		}
	}
	const longest = 12
	value, style, n := parseNumeral([]byte(rest[:min(len(rest), longest)]))
	if n == 0 || style != ideographic || value == 0 {
		return mark{}, false
	}
	length := len(text) - len(rest) + n
	r, size := utf8.DecodeRuneInString(rest[n:])
	switch {
	case r == '是', r == '要' && !led, led && (r == ',' || r == '、'):
		return mark{style: report.OrdinalNumber, number: value, end: length + size}, true
	}
	return mark{}, false
}
