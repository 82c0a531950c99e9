package form

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// itemKind classes what stands in a cell or between two spaces.
type itemKind uint8

const (
	blankItem itemKind = iota
	valueItem
	wordsItem
	proseItem // running text, too long for a label
)

// item is a cell of a table or a word of a line that may be a row of one.
type item struct {
	text string
	span report.Span
	row  int32 // index of the row in the document
	cell int32 // index of the cell in the row
	// label is the entry of the dictionary that the words are, or -1.
	label int32
	// compact holds the compact spelling in the arena, number included; body is
	// where it begins after the number.
	compact, compactEnd, body int32
	number                    numbering
	kind                      itemKind
}

// none marks an item whose words are in no dictionary.
const none int32 = -1

// longestLine bounds the bytes of a line that may hold rows of tables: whole reports
// on one line have some 50 KB.
const longestLine = 500_000

// longestLabel bounds the bytes of a label. A longer word is prose.
const longestLabel = 240

// scan is what is known of a document after each of its cells was looked at once.
// It is reused from document to document.
type scan struct {
	family *family
	doc    *document.Document
	items  []item
	// first is the index of the first item of each row, with one more at the end.
	first []int32
	arena []byte
	buf   []byte

	headings []headingCandidate
	titles   []titleCandidate
	// hinted lists the rows that hold a word of a title.
	hinted []int32
}

func (s *scan) run(family *family, doc *document.Document) {
	s.family, s.doc = family, doc
	s.items, s.first, s.arena = s.items[:0], s.first[:0], s.arena[:0]
	s.headings, s.titles, s.hinted = s.headings[:0], s.titles[:0], s.hinted[:0]
	for r := range doc.Rows {
		s.first = append(s.first, int32(len(s.items)))
		s.row(int32(r))
	}
	s.first = append(s.first, int32(len(s.items)))
	s.findTitles()
	s.dropContents()
}

// rowItems returns the items of a row. Its capacity ends with the row, since
// further items are appended behind those of the last one.
func (s *scan) rowItems(r int32) []item { return s.items[s.first[r]:s.first[r+1]:s.first[r+1]] }

// row scans one row.
func (s *scan) row(r int32) {
	row := &s.doc.Rows[r]
	if only, ok := row.Only(); ok && (s.line(r, only) || s.furniture(only.Text)) {
		return
	}
	for c := range row.Cells {
		cell := &row.Cells[c]
		switch {
		case cell.Covered:
		case row.Kind == document.Paragraph:
			s.paragraph(r, int32(c), cell)
		default:
			s.cell(r, int32(c), cell)
		}
	}
}

// furniture reports whether a line is a page number or the like. A bare number
// may be a figure and is none, and neither are several figures.
func (s *scan) furniture(text string) bool {
	if len(text) > longestFurniture || figuresIn(text) > 2 {
		return false
	}
	s.buf = fold.Append(s.buf[:0], text)
	return !s.family.values.isValue(s.buf) && s.family.isFurniture(text)
}

// figuresIn counts the numbers that stand between spaces.
func figuresIn(text string) int {
	n := 0
	for word := range strings.FieldsSeq(text) {
		if strings.Trim(word, "0123456789") == "" {
			n++
		}
	}
	return n
}

// cell scans a cell of a table as one item, or as several labels where it holds
// more than one.
func (s *scan) cell(r, c int32, cell *document.Cell) {
	it := s.classify(r, c, cell.Text, cell.Span)
	if it.kind == wordsItem && it.label == none && strings.ContainsFunc(cell.Text, isSpace) {
		before, arena := len(s.items), len(s.arena)
		s.words(r, c, cell)
		if s.holdsCells(r, before) {
			return
		}
		s.items, s.arena = s.items[:before], s.arena[:arena]
	}
	if it.kind == wordsItem && it.label == none {
		it.label = s.family.dictionary.lookupGrouped(s.arena[it.body:it.compactEnd])
	}
	s.items = append(s.items, it)
}

// maxMixed is how many cells that are not empty a row may have of which one holds
// figures with spaces between them: a label, perhaps that of its group, and the
// figures.
const maxMixed = 3

// holdsCells reports whether the items from the index on are several cells in one:
// known labels, with or without figures behind them, or the figures of a row whose
// cells are separated in two ways.
func (s *scan) holdsCells(r int32, from int) bool {
	figures := 0
	for i := from; i < len(s.items); i++ {
		switch it := &s.items[i]; {
		case it.kind == valueItem:
			figures++
		case figures > 0 || it.label == none:
			return false
		}
	}
	if figures == 0 || figures < len(s.items)-from {
		return true
	}
	filled := 0
	for i := range s.doc.Rows[r].Cells {
		if s.doc.Rows[r].Cells[i].Text != "" {
			filled++
		}
	}
	return filled <= maxMixed
}

// paragraph scans a line that may be a row of a table with spaces between its cells.
func (s *scan) paragraph(r, c int32, cell *document.Cell) {
	if len(cell.Text) > longestLine || len(cell.Text) > longestLabel && strings.IndexFunc(cell.Text, isSpace) < 0 {
		s.items = append(s.items, item{text: cell.Text, span: cell.Span, row: r, cell: c, label: none, kind: proseItem})
		return
	}
	s.words(r, c, cell)
}

// words scans the words of a text one by one and then joins those that together
// are a label.
func (s *scan) words(r, c int32, cell *document.Cell) {
	from := len(s.items)
	text, offset := cell.Text, cell.Span.Start
	// A text that differs from its source has no places of its own within it.
	exact := cell.Span.Len() == len(text)
	for i := 0; i < len(text); {
		ch, n := utf8.DecodeRuneInString(text[i:])
		if isSpace(ch) {
			i += n
			continue
		}
		end := strings.IndexFunc(text[i:], isSpace)
		if end < 0 {
			end = len(text)
		} else {
			end += i
		}
		span := cell.Span
		if exact {
			span = report.Span{Start: offset + int32(i), End: offset + int32(end)}
		}
		it := s.classify(r, c, text[i:end], span)
		if n := s.secondNumber(&it, text[i:end]); n > 0 {
			end = i + n
			if exact {
				span.End = offset + int32(end)
			}
			it = s.classify(r, c, text[i:end], span)
		}
		i = end
		if n := len(s.items); n > from && s.isUnitOf(&s.items[n-1], &it) {
			last := &s.items[n-1]
			last.span = last.span.Join(it.span)
			if exact {
				last.text = s.doc.Source.Slice(last.span)
			}
			continue
		}
		s.items = append(s.items, it)
	}
	s.join(from, text, exact)
}

// isUnitOf reports whether words are the unit of the figure in front of them.
func (s *scan) isUnitOf(figure, it *item) bool {
	return figure.kind == valueItem && it.kind == wordsItem && it.label == none && strings.ContainsFunc(figure.text, unicode.IsDigit) &&
		s.family.values.isUnit(it.text)
}

// secondNumber returns where, in a word that is no label, a second number follows
// the first: the number of a group and the label of the row beside it, run together.
func (s *scan) secondNumber(it *item, text string) int {
	if it.kind != wordsItem || it.label != none || it.number.style != parenthesised {
		return 0
	}
	folded := fold.Append(nil, text)
	_, n := parseNumbering(folded)
	if second, _ := parseNumbering(folded[n:]); second.style != arabic {
		return 0
	}
	_, end := fold.Span(text, 0, n)
	return end
}

func isSpace(c rune) bool {
	return c == ' ' || c == '\t' || c == '\u3000' || c == '\u00a0' || c == '\n' || c == '\r' || c == '\v' || c == '\f' ||
		c >= '\u2000' && c <= '\u200b' || c == '\u202f' || c == '\u205f'
}

// classify looks at one text.
func (s *scan) classify(r, c int32, text string, span report.Span) item {
	it := item{text: text, span: span, row: r, cell: c, label: none}
	switch {
	case text == "":
		return it
	case len(text) > longestLabel:
		it.kind = proseItem
		return it
	}
	s.buf = fold.Append(s.buf[:0], text)
	if s.family.values.isValue(bytes.TrimSpace(s.buf)) {
		it.kind = valueItem
		return it
	}
	it.kind = wordsItem
	var body int
	it.number, body = parseNumbering(s.buf)
	it.compact = int32(len(s.arena))
	s.arena = fold.AppendLetters(s.arena, s.buf[:body])
	it.body = int32(len(s.arena))
	s.arena = fold.AppendLetters(s.arena, s.buf[body:])
	it.compactEnd = int32(len(s.arena))
	it.label = s.lookup(s.arena[it.body:], s.buf[body:])
	return it
}

// lookup finds the label of a text: as it is, or without the remark in brackets
// that ends it.
func (s *scan) lookup(compact, folded []byte) int32 {
	if len(compact) == 0 {
		return none
	}
	if id := s.family.dictionary.lookup(compact); id >= 0 {
		return id
	}
	if i := bytes.IndexByte(folded, '('); i > 0 && endsText(folded[i:]) {
		var short [longestLabel]byte
		if id := s.family.dictionary.lookup(fold.AppendLetters(short[:0], folded[:i])); id >= 0 {
			return id
		}
	}
	return none
}

// endsText reports whether nothing but marks follows a remark in brackets.
func endsText(remark []byte) bool {
	i := bytes.LastIndexByte(remark, ')')
	return i < 0 || len(fold.AppendLetters(nil, remark[i:])) == 0 && bytes.IndexByte(remark[1:i], '(') < 0
}

// maxJoined bounds how many words make a label.
const maxJoined = 12

// join replaces words that stand side by side and together are a label by one
// item. The longest label wins.
func (s *scan) join(from int, text string, exact bool) {
	if len(s.items)-from < 2 {
		return
	}
	out := from
	for i := from; i < len(s.items); {
		best := i
		if s.items[i].kind == wordsItem {
			best = s.joinAt(i)
		}
		it := s.items[i]
		if best > i {
			it = s.joined(i, best, text, exact)
		}
		s.items[out] = it
		out++
		i = best + 1
	}
	s.items = s.items[:out]
}

// joinAt returns the index of the last word of the longest label that begins
// with the word at i, or i.
func (s *scan) joinAt(i int) int {
	best := i
	s.buf = s.buf[:0]
	last := min(len(s.items), i+maxJoined)
	for j := i; j < last && s.items[j].kind == wordsItem; j++ {
		it := &s.items[j]
		start := it.compact
		if j == i {
			start = it.body
		}
		s.buf = append(s.buf, s.arena[start:it.compactEnd]...)
		if len(s.buf) > longestLabel {
			break
		}
		if j > i && s.family.dictionary.lookup(s.buf) >= 0 {
			best = j
		}
	}
	if best > i || s.items[i].label == none {
		return best
	}
	// The words after a label may be its remark in brackets, cut up by spaces.
	for j := i + 1; j < last && s.items[j].kind == wordsItem && s.items[j].label == none; j++ {
		folded := fold.String(s.items[j].text)
		if j == i+1 && !strings.HasPrefix(folded, "(") {
			break
		}
		if strings.HasSuffix(folded, ")") {
			return j
		}
	}
	return i
}

// joined makes one item of the words from i to j.
func (s *scan) joined(i, j int, text string, exact bool) item {
	it := s.items[i]
	it.span = it.span.Join(s.items[j].span)
	it.text = text
	if exact {
		it.text = s.doc.Source.Slice(it.span)
	}
	it.compact = int32(len(s.arena))
	s.buf = s.buf[:0]
	for k := i; k <= j; k++ {
		start := s.items[k].compact
		if k == i {
			it.body = it.compact + s.items[k].body - start
		}
		s.buf = append(s.buf, s.arena[start:s.items[k].compactEnd]...)
	}
	s.arena = append(s.arena, s.buf...)
	it.compactEnd = int32(len(s.arena))
	if id := s.family.dictionary.lookup(s.arena[it.body:]); id >= 0 {
		it.label = id
	}
	return it
}

// body returns the compact spelling of an item without its number.
func (s *scan) body(it *item) string { return string(s.arena[it.body:it.compactEnd]) }

// whole returns the compact spelling of an item with its number.
func (s *scan) whole(it *item) string { return string(s.arena[it.compact:it.compactEnd]) }

// extra appends an item that stands in no row of its own and returns its index.
func (s *scan) extra(it item) int32 {
	s.items = append(s.items, it)
	return int32(len(s.items) - 1)
}

// store keeps a compact text in the arena.
func (s *scan) store(compact string) (start, end int32) {
	start = int32(len(s.arena))
	s.arena = append(s.arena, compact...)
	return start, int32(len(s.arena))
}

// pieces joins the texts of items.
func (s *scan) pieces(items []int32) string {
	var b strings.Builder
	for _, i := range items {
		b.WriteString(s.items[i].text)
	}
	return b.String()
}

// compactOf joins the compact spellings of items, without the number in front.
func (s *scan) compactOf(items []int32) string {
	var b strings.Builder
	for k, i := range items {
		if k == 0 {
			b.WriteString(s.body(&s.items[i]))
		} else {
			b.WriteString(s.whole(&s.items[i]))
		}
	}
	return b.String()
}
