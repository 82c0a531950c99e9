package main

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/output"
)

// writeTrace writes an expression and, under it, a line for each of its parts: the
// part underlined, and its value behind the end of the expression.
func (c *command) writeTrace(b *strings.Builder, indent string, t *engine.Trace) {
	line, columns := oneLine(t.Text)
	width := runewidth.StringWidth(line)
	fmt.Fprintf(b, "%s%s\n", indent, line)
	for _, p := range t.Parts {
		from, to := columns[p.Start], columns[p.End]
		value := c.lang.Pick("未求值", "not evaluated")
		if p.Evaluated {
			value = "= " + output.Printable(p.Value.In(c.lang))
		}
		fmt.Fprintf(b, "%s%s^%s%s  %s\n", indent, strings.Repeat(" ", from), strings.Repeat("~", max(to-from-1, 0)),
			strings.Repeat(" ", max(width-max(to, from+1), 0)), value)
	}
}

// oneLine joins the lines of an expression, and returns the column on a terminal at
// which each code point and the end stand. Comments end with their line, so that they
// are left out.
func oneLine(text string) (line string, columns []int) {
	var b strings.Builder
	runes := []rune(text)
	columns = make([]int, 0, len(runes)+1)
	width := 0
	blank := true
	for i, class := range engine.LexicalClasses(runes) {
		columns = append(columns, width)
		r := runes[i]
		switch {
		case class == engine.Comment:
			continue
		case class == engine.Code && unicode.IsSpace(r):
			// Indentation says nothing once the lines are joined.
			if blank {
				continue
			}
			r = ' '
		}
		if unicode.IsControl(r) {
			r = ' '
		}
		blank = r == ' ' && class == engine.Code
		b.WriteRune(r)
		width += runewidth.RuneWidth(r)
	}
	columns = append(columns, width)
	return strings.TrimRight(b.String(), " "), columns
}
