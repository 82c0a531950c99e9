package output

import (
	"fmt"
	"io"
	"strings"

	"github.com/gouji/gouji/compare"
	"github.com/gouji/gouji/report"
)

const green = "\x1b[32m"

// comparison writes for people what changed between reports.
type comparison struct {
	b     strings.Builder
	lang  report.Language
	color bool
}

// ComparisonText writes for people what changed between the reports of two files.
func ComparisonText(w io.Writer, m *compare.Match, lang report.Language, color bool) error {
	c := &comparison{lang: lang, color: color}
	t := lang.Pick
	for i, of := range m.Comparisons {
		if i > 0 {
			c.b.WriteByte('\n')
		}
		c.report(of)
	}
	for _, r := range m.OnlyOld {
		c.line("", t("只有旧文件有：", "only in the old file: ")+c.paint(red, name(r, lang)))
	}
	for _, r := range m.OnlyNew {
		c.line("", t("只有新文件有：", "only in the new file: ")+c.paint(green, name(r, lang)))
	}
	_, err := io.WriteString(w, c.b.String())
	return err
}

func (c *comparison) paint(color, s string) string {
	if !c.color || s == "" {
		return s
	}
	return color + s + reset
}

func (c *comparison) line(indent, s string) { c.b.WriteString(indent + s + "\n") }

// name names a report by its file, organ and year.
func name(r *report.Report, lang report.Language) string {
	return (&textWriter{options: Options{Language: lang}}).heading(r)
}

// report writes what changed in one report.
func (c *comparison) report(of *compare.Comparison) {
	t := c.lang.Pick
	c.line("", c.paint(bold, "--- "+name(of.Old, c.lang)))
	c.line("", c.paint(bold, "+++ "+name(of.New, c.lang)))
	if of.Same() {
		c.line("", t("没有不同", "no differences"))
		return
	}
	if of.Title {
		c.line("", c.paint(bold, t("标题", "title"))+"  "+c.places(of, &of.Old.Title.Span, &of.New.Title.Span))
		c.was(indent, orNone(of.Old.Title.Text, c.lang), orNone(of.New.Title.Text, c.lang))
	}
	var changed, single []compare.Cell
	for _, cell := range of.Cells {
		if cell.Change == compare.Changed {
			changed = append(changed, cell)
		} else {
			single = append(single, cell)
		}
	}
	if len(changed) > 0 {
		c.line("", c.paint(bold, fmt.Sprintf(t("单元格 %d 处", "cells: %d"), len(changed))))
		for i := range changed {
			c.cell(of, &changed[i])
		}
	}
	if len(single) > 0 {
		c.line("", c.paint(bold, fmt.Sprintf(t("只有一份报告的格式有的单元格 %d 处", "cells that the form of only one report has: %d"), len(single))))
		for i := range single {
			c.cell(of, &single[i])
		}
	}
	for i := range of.Sections {
		c.section(of, &of.Sections[i])
	}
	cells, paragraphs := len(of.Cells), 0
	for i := range of.Sections {
		paragraphs += len(of.Sections[i].Paragraphs)
	}
	c.line("", fmt.Sprintf(t("共 %d 处不同：单元格 %d 处，段落 %d 处，其他 %d 处", "differences: %d (cells: %d, paragraphs: %d, other: %d)"),
		of.Differences(), cells, paragraphs, of.Differences()-cells-paragraphs))
}

const indent = "  "

func orNone(s string, lang report.Language) string {
	if s == "" {
		return lang.Pick("（无标题）", "(no title)")
	}
	return s
}

// was writes an old and a new text beneath each other.
func (c *comparison) was(indent, older, newer string) {
	c.line(indent, c.paint(red, "- "+Printable(older)))
	c.line(indent, c.paint(green, "+ "+Printable(newer)))
}

// places writes where something stands in both files; either may be nil.
func (c *comparison) places(of *compare.Comparison, older, newer *report.Span) string {
	var parts []string
	add := func(r *report.Report, span *report.Span) {
		if span != nil {
			parts = append(parts, r.Source.Position(*span).Text(c.lang))
		}
	}
	add(of.Old, older)
	add(of.New, newer)
	if len(parts) == 0 {
		return ""
	}
	return c.paint(dim, "@ "+strings.Join(parts, " → "))
}

// cell writes a cell.
func (c *comparison) cell(of *compare.Comparison, cell *compare.Cell) {
	span := func(f *compare.Figure) *report.Span {
		if f == nil {
			return nil
		}
		return &f.Span
	}
	difference := ""
	if cell.Comparable && !cell.Difference.IsZero() {
		difference = cell.Difference.String()
		if !cell.Difference.IsNeg() {
			difference = "+" + difference
		}
		difference = c.lang.Pick("（", " (") + difference + c.lang.Pick("）", ")")
	}
	c.line(indent, fmt.Sprintf("%s [%s]: %s → %s%s  %s", Printable(cell.Label.In(c.lang)), cell.Key,
		c.paint(red, c.figure(cell.Old)), c.paint(green, c.figure(cell.New)), difference, c.places(of, span(cell.Old), span(cell.New))))
}

// figure writes what a cell holds.
func (c *comparison) figure(f *compare.Figure) string {
	t := c.lang.Pick
	switch {
	case f == nil:
		return t("〔格式中没有〕", "(not in the form)")
	case f.HasValue:
		return f.Value.String() + f.Unit
	case f.State == report.Blank:
		return t("〔空〕", "(blank)")
	case f.State == report.Absent:
		return t("〔没有〕", "(absent)")
	case f.State == report.Malformed:
		return fmt.Sprintf(t("“%s”〔不是数〕", "%q (no figure)"), Printable(f.Text))
	}
	return Printable(f.Text)
}

// section writes what changed in a section.
func (c *comparison) section(of *compare.Comparison, s *compare.Section) {
	span := func(h *report.Heading) *report.Span {
		if h == nil {
			return nil
		}
		return &h.Span
	}
	title := s.Label.In(c.lang)
	switch s.Change {
	case compare.Added:
		title += c.lang.Pick("：新增", ": added")
	case compare.Removed:
		title += c.lang.Pick("：没有了", ": removed")
	case compare.Changed:
	}
	c.line("", c.paint(bold, title)+"  "+c.places(of, span(s.Old), span(s.New)))
	if s.Heading {
		c.was(indent, s.Old.Text, s.New.Text)
	}
	for i := range s.Paragraphs {
		c.paragraph(of, &s.Paragraphs[i])
	}
}

// paragraph writes a paragraph.
func (c *comparison) paragraph(of *compare.Comparison, p *compare.Paragraph) {
	switch p.Change {
	case compare.Added:
		c.line(indent, c.places(of, nil, &p.New.Span))
		c.line(indent+indent, c.paint(green, "+ "+Printable(p.New.Text)))
	case compare.Removed:
		c.line(indent, c.places(of, &p.Old.Span, nil))
		c.line(indent+indent, c.paint(red, "- "+Printable(p.Old.Text)))
	case compare.Changed:
		c.line(indent, c.places(of, &p.Old.Span, &p.New.Span))
		var b strings.Builder
		for i, piece := range p.Pieces {
			switch text := Printable(piece.Text); piece.Change {
			case compare.Added:
				b.WriteString(c.paint(green, "{+"+text+"+}"))
			case compare.Removed:
				b.WriteString(c.paint(red, "[-"+text+"-]"))
			case compare.Changed:
				b.WriteString(around(text, i > 0, i < len(p.Pieces)-1))
			}
		}
		c.line(indent+indent, "  "+b.String())
	}
}

// nearby is how many characters around a change are shown.
const nearby = 16

// around cuts what stands between changes: near the one before, the one behind, or both.
func around(text string, before, behind bool) string {
	runes := []rune(text)
	keep := 0
	if before {
		keep += nearby
	}
	if behind {
		keep += nearby
	}
	if len(runes) <= keep+1 {
		return text
	}
	out := "…"
	if before {
		out = string(runes[:nearby]) + out
	}
	if behind {
		out += string(runes[len(runes)-nearby:])
	}
	return out
}
