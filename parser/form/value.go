package form

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/govalues/decimal"

	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/report"
)

// valueReader reads the values of cells.
type valueReader struct {
	placeholders map[string]bool
	units        []string // longest first
	unitMarks    []string
	plus, minus  []string
}

func newValueReader(spec cellSpec) *valueReader {
	v := &valueReader{placeholders: map[string]bool{}}
	for _, p := range spec.placeholders {
		v.placeholders[strings.TrimSpace(fold.String(p))] = true
	}
	v.units = foldedLongestFirst(spec.units)
	v.unitMarks = foldedLongestFirst(spec.unitMarks)
	v.plus = foldedLongestFirst(append([]string{"+"}, spec.plus...))
	v.minus = foldedLongestFirst(append([]string{"-", "−"}, spec.minus...))
	return v
}

func foldedLongestFirst(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = fold.String(w)
	}
	slices.SortStableFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
}

// isValue reports whether a folded text is a number, with or without sign and
// unit, or a placeholder: what stands in a cell rather than names one.
func (v *valueReader) isValue(folded []byte) bool {
	if len(folded) == 0 {
		return false
	}
	if len(folded) == 1 && folded[0] >= '0' && folded[0] <= '9' {
		return true
	}
	if len(folded) > maxValueBytes {
		return false
	}
	if v.placeholders[string(folded)] {
		return true
	}
	s := string(folded)
	for _, signs := range [...][]string{v.plus, v.minus} {
		if rest, ok := cutAnyPrefix(s, signs); ok {
			s = strings.TrimSpace(rest)
			break
		}
	}
	body, _ := v.cutUnit(s)
	_, _, ok := parseDigits(body)
	return ok
}

// maxValueBytes bounds what is taken for a value: a signed number of nineteen
// digits with separators and a unit.
const maxValueBytes = 48

// read fills a field from the text of a cell.
func (v *valueReader) read(text string, kind report.CellType) report.Field {
	f := report.Field{Text: text}
	if kind == report.Words {
		return v.readWords(f)
	}
	if len(text) == 1 && text[0] >= '0' && text[0] <= '9' {
		// Most cells of most reports hold one digit.
		f.State = report.Filled
		f.Value, _ = decimal.New(int64(text[0]-'0'), 0)
		return f
	}
	if text == "" {
		f.State = report.Blank
		return f
	}
	f.State = report.Malformed
	s := strings.TrimSpace(fold.String(text))
	if v.placeholders[s] {
		f.Placeholder = true
		return f
	}
	negative := false
	if kind == report.Change {
		if rest, ok := cutAnyPrefix(s, v.plus); ok {
			s = strings.TrimSpace(rest)
		} else if rest, ok := cutAnyPrefix(s, v.minus); ok {
			s, negative = strings.TrimSpace(rest), true
		}
	}
	body, unit := v.cutUnit(s)
	digits, decimals, ok := parseDigits(body)
	if !ok || decimals > 0 && kind != report.Amount {
		return f
	}
	value, err := decimal.ParseExact(digits, decimals)
	if err != nil {
		return f // more digits than an exact value can have
	}
	if negative {
		value = value.Neg()
	}
	f.State, f.Value, f.Decimals, f.Unit = report.Filled, value, uint8(decimals), unit
	return f
}

// readWords completes the field of a cell that holds words.
func (v *valueReader) readWords(f report.Field) report.Field {
	switch {
	case f.Text == "":
		f.State = report.Blank
	case v.placeholders[strings.TrimSpace(fold.String(f.Text))]:
		f.State, f.Placeholder = report.Malformed, true
	default:
		f.State = report.Filled
	}
	return f
}

// cutUnit takes a known unit off the end of a folded text.
func (v *valueReader) cutUnit(s string) (body, unit string) {
	if last := s[max(len(s)-1, 0):]; last >= "0" && last <= "9" {
		return s, ""
	}
	for _, u := range v.units {
		if rest, ok := strings.CutSuffix(s, u); ok {
			return strings.TrimSpace(rest), u
		}
	}
	return s, ""
}

// isUnit reports whether a text is a unit and nothing else.
func (v *valueReader) isUnit(text string) bool {
	return slices.Contains(v.units, fold.String(text))
}

// headerUnit finds the unit that a header prescribes: one that follows a mark
// such as 单位, or stands alone in brackets at the end.
func (v *valueReader) headerUnit(header string) string {
	s := fold.String(header)
	for _, mark := range v.unitMarks {
		if _, rest, ok := strings.Cut(s, mark); ok {
			rest = strings.TrimLeft(rest, ": ")
			if unit, ok := prefixOf(rest, v.units); ok {
				return unit
			}
		}
	}
	if inner, ok := strings.CutSuffix(strings.TrimSpace(s), ")"); ok {
		if i := strings.LastIndexByte(inner, '('); i >= 0 && slices.Contains(v.units, strings.TrimSpace(inner[i+1:])) {
			return strings.TrimSpace(inner[i+1:])
		}
	}
	return ""
}

func prefixOf(s string, words []string) (string, bool) {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return w, true
		}
	}
	return "", false
}

func cutAnyPrefix(s string, words []string) (string, bool) {
	if w, ok := prefixOf(s, words); ok {
		return s[len(w):], true
	}
	return s, false
}

// parseDigits reads an unsigned decimal number, with commas between groups of
// three digits or without. It returns the number without commas and how many
// decimals it has.
func parseDigits(s string) (digits string, decimals int, ok bool) {
	if s == "" || s[0] < '0' || s[0] > '9' {
		return "", 0, false
	}
	commas, group, point := 0, 0, -1
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			group++
		case c == ',' && point < 0:
			if group == 0 || group > 3 || commas > 0 && group != 3 {
				return "", 0, false
			}
			commas, group = commas+1, 0
		case c == '.' && point < 0:
			if commas > 0 && group != 3 {
				return "", 0, false
			}
			point, group = i, 0
		default:
			return "", 0, false
		}
	}
	if group == 0 || point < 0 && commas > 0 && group != 3 {
		return "", 0, false
	}
	if point >= 0 {
		decimals = len(s) - point - 1
	}
	if commas > 0 {
		s = strings.ReplaceAll(s, ",", "")
	}
	return s, decimals, true
}

// looksLikeFigure reports whether a text in the place of a value is meant as one:
// short, and with a digit.
func looksLikeFigure(text string) bool {
	const maxRunes = 8
	if utf8.RuneCountInString(text) > maxRunes {
		return false
	}
	return strings.ContainsFunc(text, func(r rune) bool {
		return r >= '0' && r <= '9' || r >= '０' && r <= '９'
	})
}

// isFigureLike reports whether words are most likely a figure with a slip of the
// pen: at least half of their characters are digits, and they are no number of a
// list.
func (it *item) isFigureLike() bool {
	if it.kind != wordsItem || it.label != none || it.compactEnd == it.body || !looksLikeFigure(it.text) {
		return false
	}
	digits := 0
	for _, r := range it.text {
		if r >= '0' && r <= '9' || r >= '０' && r <= '９' {
			digits++
		}
	}
	return 2*digits >= utf8.RuneCountInString(it.text)
}

// hasDigit reports whether one of the values is more than a word for nothing.
func hasDigit(items []item) bool {
	for i := range items {
		if strings.ContainsFunc(items[i].text, unicode.IsDigit) {
			return true
		}
	}
	return false
}

// isShort reports whether a text between figures is so short that it stands in
// place of one.
func isShort(text string) bool {
	const maxRunes = 3
	return utf8.RuneCountInString(text) <= maxRunes
}
