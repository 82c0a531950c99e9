// Package diag describes the mistakes that an author made in a file, the way a
// compiler shows them: place, source line, caret, what was expected, nearest name.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
	"github.com/mattn/go-runewidth"

	"github.com/gouji/gouji/report"
)

// Diagnostic is one mistake.
type Diagnostic struct {
	File string
	// Line and Column count from 1, columns in code points. Line 0 means the
	// whole file.
	Line, Column int
	// Width is the number of code points concerned; 0 means one.
	Width int
	// Source is the text of the line.
	Source string
	// Message says what is wrong, Hint what to do about it.
	Message, Hint report.Text
}

// String formats the diagnostic in Chinese.
func (d Diagnostic) String() string { return d.Format(report.Chinese) }

// Format formats the diagnostic in a language, on one line or, where the source
// line is known, on three.
func (d Diagnostic) Format(lang report.Language) string {
	var b strings.Builder
	b.WriteString(d.File)
	if d.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", d.Line, d.Column)
	}
	b.WriteString(": ")
	b.WriteString(d.Message.In(lang))
	if hint := d.Hint.In(lang); hint != "" {
		b.WriteString(lang.Pick("。", ". "))
		b.WriteString(hint)
	}
	if d.Line > 0 && strings.TrimSpace(d.Source) != "" {
		number := fmt.Sprintf("%5d", d.Line)
		line, caret := d.excerpt()
		fmt.Fprintf(&b, "\n%s | %s\n%s | %s", number, line, strings.Repeat(" ", len(number)), caret)
	}
	return b.String()
}

// Bounds of what is shown of a long line, in code points: so many in front of the
// mistake, and so many from there on.
const (
	excerptBefore = 60
	excerptAfter  = 80
)

// excerpt returns the source line and the line that stands under it. Of a long line
// only the part around the mistake is shown.
func (d Diagnostic) excerpt() (line, caret string) {
	runes := []rune(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, d.Source))
	start := min(max(d.Column-1, 0), len(runes))
	end := min(start+max(d.Width, 1), len(runes))
	before, after := "", ""
	if start > excerptBefore {
		runes, before = runes[start-excerptBefore:], "…"
		start, end = excerptBefore, end-start+excerptBefore
	}
	if len(runes) > start+excerptAfter {
		runes, after = runes[:start+excerptAfter], "…"
		end = min(end, len(runes))
	}
	width := max(runewidth.StringWidth(string(runes[start:end])), 1)
	margin := strings.Repeat(" ", runewidth.StringWidth(before+string(runes[:start])))
	return before + string(runes) + after, margin + "^" + strings.Repeat("~", width-1)
}

// List collects the mistakes of a set of files. The zero value is ready to use.
type List struct {
	all []Diagnostic
}

// Add records a mistake.
func (l *List) Add(d Diagnostic) { l.all = append(l.all, d) }

// Len returns the number of mistakes.
func (l *List) Len() int { return len(l.all) }

// Sorted returns the mistakes in the order of files and places, each once.
func (l *List) Sorted() []Diagnostic {
	out := slices.Clone(l.all)
	slices.SortStableFunc(out, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(out)
}

// Err returns the mistakes as an error, or nil where there are none.
func (l *List) Err() error {
	if len(l.all) == 0 {
		return nil
	}
	return Error(l.Sorted())
}

// Error is a list of mistakes as an error.
type Error []Diagnostic

func (e Error) Error() string { return e.Format(report.Chinese) }

// Format formats all mistakes, one after another.
func (e Error) Format(lang report.Language) string {
	parts := make([]string, len(e))
	for i, d := range e {
		parts[i] = d.Format(lang)
	}
	return strings.Join(parts, "\n")
}

// Nearest returns the candidate that the name was most likely meant to be, or "".
func Nearest(name string, candidates []string) string {
	best, bestDistance := "", len(name)/3+2
	for _, c := range candidates {
		// The beginning of a name is more likely meant for it than for another that
		// happens to be of a length.
		const enough = 3
		if len(name) >= enough && strings.HasPrefix(strings.ToLower(c), strings.ToLower(name)) && bestDistance > 1 {
			best, bestDistance = c, 1
			continue
		}
		distance := levenshtein.ComputeDistance(strings.ToLower(name), strings.ToLower(c))
		if distance < bestDistance && distance < max(len([]rune(c)), len([]rune(name))) {
			best, bestDistance = c, distance
		}
	}
	return best
}

// DidYouMean words the nearest name as a hint, else lists the candidates in their
// order where they are few.
func DidYouMean(name string, candidates []string) report.Text {
	const few = 12
	if near := Nearest(name, candidates); near != "" {
		return report.Text{ZH: fmt.Sprintf("是否应为“%s”？", near), EN: fmt.Sprintf("Did you mean %q?", near)}
	}
	if len(candidates) == 0 || len(candidates) > few {
		return report.Text{}
	}
	return report.Text{
		ZH: "可用的有：" + strings.Join(candidates, "、"),
		EN: "Known: " + strings.Join(candidates, ", "),
	}
}
