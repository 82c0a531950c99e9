package ruletest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

// Update returns the text of a suite with the expectations of cases replaced by what
// came of them. Everything else stays as it is. What cannot be replaced because the case
// is written in braces is reported.
func (s *Suite) Update(results []*Result) (text string, changed int) {
	lines := strings.Split(s.text, "\n")
	// From the end on, so that the lines in front keep their numbers.
	for _, r := range slices.Backward(results) {
		if r.Passed() || len(r.Defects) > 0 {
			continue
		}
		done := false
		if len(r.MissingUnassessed)+len(r.UnexpectedUnassessed) > 0 {
			lines, done = s.replaceKey(lines, r.Case, "notAssessed", r.Case.writeUnassessed(r.Unassessed))
		}
		if len(r.Missing)+len(r.Unexpected)+len(r.Differing) > 0 {
			var ok bool
			lines, ok = s.replaceKey(lines, r.Case, "expect", r.writeFindings())
			done = done || ok
		}
		if done {
			changed++
		}
	}
	return strings.Join(lines, "\n"), changed
}

// replaceKey replaces the value of a key of a case.
func (*Suite) replaceKey(lines []string, c *Case, key string, items []string) ([]string, bool) {
	var name *yamldoc.Node
	for _, e := range c.node.Entries() {
		if e.Key == key {
			name = e.Name
		}
	}
	first, indent := name.Line()-1, name.Column()-1
	opening := []rune(lines[c.node.Line()-1])[c.node.Column()-1]
	if opening == '{' || strings.Trim(string([]rune(lines[first])[:indent]), " -") != "" {
		name.Errorf(report.Text{
			ZH: "用例写在花括号里，无法自动更新", EN: "the case stands in braces and cannot be updated",
		}, report.Text{ZH: "请改为每项一行", EN: "Write a line for each key"})
		return lines, false
	}
	last := first
	for i := first + 1; i < len(lines); i++ {
		line := strings.TrimLeft(lines[i], " ")
		depth := len(lines[i]) - len(line)
		line = strings.TrimRight(line, " \r")
		if line == "" || line[0] == '#' { // part of the value where more of it follows
			continue
		}
		// Items may stand as deep as their key, and so may the bracket behind them.
		if depth < indent || depth == indent && !strings.HasPrefix(line, "- ") && !strings.ContainsAny(line[:1], "]}") && line != "-" {
			break
		}
		last = i
	}
	margin := string([]rune(lines[first])[:indent])
	value := []string{margin + key + ": " + none}
	if len(items) > 0 {
		value[0] = margin + key + ":"
	}
	for _, item := range items {
		value = append(value, strings.Repeat(" ", indent+2)+item)
	}
	if strings.HasSuffix(lines[first], "\r") {
		for i := range value {
			value[i] += "\r"
		}
	}
	return slices.Concat(lines[:first], value, lines[last+1:]), true
}

// names reports whether an expectation of the case, as it was, has a part.
func (c *Case) names(part func(Expectation) bool) bool { return slices.ContainsFunc(c.Expected, part) }

// writeFindings writes findings as expectations: with messages, and with what else the
// case compares.
func (r *Result) writeFindings() []string {
	c := r.Case
	severity := c.names(func(e Expectation) bool { return e.Severity != nil })
	related := c.names(func(e Expectation) bool { return e.Related != nil })
	suggest := c.names(func(e Expectation) bool { return e.Suggest != nil })
	lines := make([]string, 0, len(r.Findings)*2)
	for _, f := range r.Findings {
		parts := c.writePlace(f.Rule, f.Place.Key)
		if c.speaksEnglish() {
			parts = append(parts, "message:", "  zh: "+quoted(f.Message), "  en: "+quoted(r.Message(f, report.English)))
		} else {
			parts = append(parts, "message: "+quoted(f.Message))
		}
		if severity {
			parts = append(parts, "severity: "+f.Severity.String())
		}
		if related {
			parts = append(parts, "related: ["+strings.Join(RelatedKeys(f), ", ")+"]")
		}
		if suggest {
			parts = append(parts, "suggest: "+quoted(f.Suggestion))
		}
		lines = append(lines, item(parts)...)
	}
	return lines
}

func (c *Case) writeUnassessed(places []report.NotAssessed) []string {
	lines := make([]string, 0, len(places)*2)
	for _, n := range places {
		lines = append(lines, item(c.writePlace(n.Rule, n.Place.Key))...)
	}
	return lines
}

func (c *Case) writePlace(rule, key string) []string {
	if len(c.Focus) == 1 {
		return []string{"at: " + key}
	}
	return []string{"rule: " + rule, "at: " + key}
}

// item writes an item of a YAML list, a line for each part.
func item(parts []string) []string {
	lines := make([]string, len(parts))
	for i, p := range parts {
		lines[i] = "  " + p
	}
	lines[0] = "- " + parts[0]
	return lines
}

// quoted writes a text as a YAML scalar in single quotes.
func quoted(s string) string { return fmt.Sprintf("'%s'", strings.ReplaceAll(s, "'", "''")) }
