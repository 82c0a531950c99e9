package output

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"

	"github.com/gouji/gouji/report"
)

// textWriter writes findings for people: one after another, each with its source
// line and a caret, and a summary at the end.
type textWriter struct {
	w       *bufio.Writer
	options Options
	started bool
	defects defectLog
}

func newText(w io.Writer, o Options) Writer {
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	return &textWriter{w: bufio.NewWriter(w), options: o}
}

// defaultWidth is the width of lines where there is no terminal, in columns.
const defaultWidth = 120

// Colours of terminals (ECMA-48).
const (
	bold   = "\x1b[1m"
	red    = "\x1b[31m"
	yellow = "\x1b[33m"
	blue   = "\x1b[34m"
	dim    = "\x1b[2m"
	reset  = "\x1b[0m"
)

func (t *textWriter) paint(color, s string) string {
	if !t.options.Color || s == "" {
		return s
	}
	return color + s + reset
}

// severityName names a severity with its colour.
func (t *textWriter) severity(s report.Severity) string {
	switch s {
	case report.Error:
		return t.paint(bold+red, t.options.Language.Pick("错误", "error"))
	case report.Warning:
		return t.paint(bold+yellow, t.options.Language.Pick("警告", "warning"))
	case report.Note, report.Off:
	}
	return t.paint(bold+blue, t.options.Language.Pick("提示", "note"))
}

// Result implements [Writer].
func (t *textWriter) Result(r *report.Result) error {
	for i := range r.Assessments {
		a := &r.Assessments[i]
		defects := slices.DeleteFunc(slices.Clone(a.Defects), func(d report.Defect) bool { return !t.defects.first(&d) })
		shown := len(a.Findings) > 0 || len(defects) > 0 || t.options.Verbose && len(a.NotAssessed) > 0
		if !shown {
			continue
		}
		if t.started {
			fmt.Fprintln(t.w)
		}
		t.started = true
		fmt.Fprintln(t.w, t.paint(bold, t.heading(a.Report)))
		for k := range a.Findings {
			f := &a.Findings[k]
			// Findings at one place share its source line, under the last of them.
			last := k+1 == len(a.Findings) || a.Findings[k+1].Place.Span != f.Place.Span
			t.finding(a.Report, f, last)
		}
		for k := range defects {
			t.defect(a.Report, &defects[k])
		}
		if t.options.Verbose {
			for _, n := range a.NotAssessed {
				t.line(a.Report, n.Place, t.paint(dim, t.options.Language.Pick("无法判断", "not assessed")), t.missing(n), n.Rule)
			}
		}
	}
	return t.w.Flush()
}

// heading names a report.
func (t *textWriter) heading(r *report.Report) string {
	lang := t.options.Language
	name := r.Title.Organ
	if r.Title.Year != 0 {
		name = strings.TrimSpace(fmt.Sprintf("%s %d%s", name, r.Title.Year, lang.Pick(" 年度", "")))
	}
	if name == "" {
		name = lang.Pick("（无标题）", "(no title)")
	}
	return Printable(fmt.Sprintf("%s: %s", r.Source.Path, name))
}

// line writes the first line of an entry.
func (t *textWriter) line(r *report.Report, at report.Place, kind, message, rule string) report.Position {
	p := r.Source.Position(at.Span)
	fmt.Fprintf(t.w, "%s:%s: %s: %s %s\n", Printable(r.Source.Path), p.Text(t.options.Language), kind, Printable(message), t.paint(dim, "["+rule+"]"))
	return p
}

func (t *textWriter) missing(n report.NotAssessed) string {
	const most = 3
	keys := n.Missing
	more := ""
	if len(keys) > most {
		more = t.options.Language.Pick(fmt.Sprintf(" 等 %d 处", len(keys)), fmt.Sprintf(" and %d more", len(keys)-most))
		keys = keys[:most]
	}
	return fmt.Sprintf(t.options.Language.Pick("%s 没有数值：%s%s", "%s: no value in %s%s"),
		n.Place.Label, strings.Join(keys, t.options.Language.Pick("、", ", ")), more)
}

func (t *textWriter) finding(r *report.Report, f *report.Finding, snippet bool) {
	p := t.line(r, f.Place, t.severity(f.Severity), f.Message, f.Rule)
	if snippet && r.Source.Text != "" { // else the file could not be read again
		t.snippet(r.Source, f.Place.Span, p)
	}
	lang := t.options.Language
	if lines := otherPlaces(r.Source, p, f.Related, lang); lines != "" {
		t.remark(lang.Pick("另见：", "see also: ") + lines)
	}
	if f.Suggestion != "" {
		t.remark(lang.Pick("应为：", "should be: ") + Printable(f.Suggestion))
	}
}

func (t *textWriter) remark(s string) {
	fmt.Fprintf(t.w, "%s %s %s\n", strings.Repeat(" ", numberWidth), t.paint(dim, "="), s)
}

// numberWidth is the width of the column of line numbers.
const numberWidth = 6

// otherPlaces lists the lines of related places that are not the line itself, as
// ranges, and places in files without lines or in other files.
func otherPlaces(source *report.Source, at report.Position, related []report.Place, lang report.Language) string {
	const most = 12
	var lines []int
	var parts []string
	for _, p := range related {
		if p.Elsewhere != nil {
			if text := Printable(p.Elsewhere.Path) + ":" + p.Elsewhere.Position.LineText(lang); !slices.Contains(parts, text) {
				parts = append(parts, text)
			}
			continue
		}
		place := source.Position(p.Span)
		if text := place.LineText(lang); place.Layout != nil && text != at.LineText(lang) && !slices.Contains(parts, text) {
			parts = append(parts, text)
		}
		if line := place.Line; line != at.Line && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	for i := 0; i < len(lines); {
		k := i
		for k+1 < len(lines) && lines[k+1] == lines[k]+1 {
			k++
		}
		if k > i+1 {
			parts = append(parts, fmt.Sprintf("%d-%d", lines[i], lines[k]))
		} else {
			k = i
			parts = append(parts, strconv.Itoa(lines[i]))
		}
		i = k + 1
	}
	if len(parts) > most {
		parts = append(parts[:most], "…")
	}
	return strings.Join(parts, ", ")
}

// snippet writes the line of the text with a caret under the span. A long line is
// cut around it. file is the place of the span in the file.
func (t *textWriter) snippet(source *report.Source, span report.Span, file report.Position) {
	p := source.PositionIn(span, utf8.RuneCountInString)
	runes := []rune(source.Slice(source.LineSpan(p.Line)))
	start := min(p.Column-1, len(runes))
	end := len(runes)
	if p.EndLine == p.Line {
		end = min(p.EndColumn-1, len(runes))
	}
	before, marked, after := visible(runes[:start]), visible(runes[start:end]), visible(runes[end:])
	t.excerpt(file.Line, before, marked, after)
}

// excerpt writes a line of a file with a caret under what is marked. Line 0 stands
// for a file without lines.
func (t *textWriter) excerpt(line int, before, marked, after string) {
	before, marked, after = cut(before, marked, after, t.options.Width-numberWidth-len(" | ")-1)
	number := strings.Repeat(" ", numberWidth)
	if line > 0 {
		number = fmt.Sprintf("%*d", numberWidth, line)
	}
	fmt.Fprintf(t.w, "%s %s %s%s%s\n", t.paint(dim, number), t.paint(dim, "|"), before, marked, after)
	caret := "^" + strings.Repeat("~", max(runewidth.StringWidth(marked)-1, 0))
	fmt.Fprintf(t.w, "%s %s %s%s\n", strings.Repeat(" ", numberWidth), t.paint(dim, "|"),
		strings.Repeat(" ", runewidth.StringWidth(before)), t.paint(bold+red, caret))
}

// Printable replaces the characters of a text that a terminal would obey instead of
// showing them, line breaks included, by spaces.
func Printable(s string) string {
	if strings.IndexFunc(s, isControl) < 0 {
		return s
	}
	return visible([]rune(s))
}

// isControl reports whether a character moves the cursor, changes colours or the
// direction of writing.
func isControl(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r)
}

// visible makes every character of a line take the place it seems to take: tabs
// become two spaces, and control characters a space.
func visible(runes []rune) string {
	var b strings.Builder
	for _, r := range runes {
		switch {
		case r == '\t':
			b.WriteString("  ")
		case isControl(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// cut shortens the parts of a line to a width in columns, keeping what is marked
// and something of both sides.
func cut(before, marked, after string, room int) (b, m, a string) {
	const ellipsis = "…"
	if runewidth.StringWidth(before)+runewidth.StringWidth(marked)+runewidth.StringWidth(after) <= room {
		return before, marked, after
	}
	if runewidth.StringWidth(marked) > room/2 {
		marked = runewidth.Truncate(marked, room/2, ellipsis)
	}
	left := room - runewidth.StringWidth(marked)
	if w := runewidth.StringWidth(before); w > left*2/3 {
		before = runewidth.TruncateLeft(before, w-left*2/3+2, ellipsis)
	}
	left -= runewidth.StringWidth(before)
	return before, marked, runewidth.Truncate(after, max(left, 0), ellipsis)
}

// Close implements [Writer].
func (t *textWriter) Close(s *Summary) error {
	if t.started {
		fmt.Fprintln(t.w)
	}
	t.repeatedDefects()
	fmt.Fprintln(t.w, t.paint(bold, s.Text(t.options.Language)))
	return t.w.Flush()
}

// Text words the summary in one line.
func (s *Summary) Text(lang report.Language) string {
	var b strings.Builder
	add := func(always bool, n int, zh, one, many string) {
		if !always && n == 0 {
			return
		}
		if b.Len() > 0 {
			b.WriteString(lang.Pick("，", ", "))
		}
		en := many
		if n == 1 {
			en = one
		}
		fmt.Fprintf(&b, lang.Pick(zh, en), n)
	}
	add(true, s.Reports, "检查报告 %d 份", "%d report", "%d reports")
	add(true, s.Errors, "错误 %d 处", "%d error", "%d errors")
	add(true, s.Warnings, "警告 %d 处", "%d warning", "%d warnings")
	add(true, s.Notes, "提示 %d 处", "%d note", "%d notes")
	add(false, s.NotAssessed, "因数据缺失无法判断 %d 处", "%d not assessed for want of figures", "%d not assessed for want of figures")
	add(false, s.Skipped, "跳过其他文件 %d 个", "%d other file skipped", "%d other files skipped")
	add(false, s.Failed, "无法读取 %d 个", "%d input not read", "%d inputs not read")
	add(false, s.Defects, "规则出错 %d 处", "%d failure of a rule", "%d failures of rules")
	return b.String()
}
