package ruletest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

// Keys of a case that are rewritten.
const (
	expectKey      = "expect"
	notAssessedKey = "notAssessed"
)

// Update returns the text of a suite with the expectations of cases replaced by what
// came of them. Everything else stays as it is, comments included. Cases that are
// written in a way that does not allow it stay as they are, and are reported to refused.
func (s *Suite) Update(results []*Result, refused *diag.List) (text string, changed int) {
	var able []*Result
	for _, r := range results {
		switch _, ok := s.replacements(r); {
		case r.Passed() || len(r.Defects) > 0:
		case ok:
			able = append(able, r)
		default:
			s.refuse(r, refused)
		}
	}
	if text := s.rewritten(able); s.holds(text, able) {
		return text, len(able)
	}
	// One at least does not come out right.
	var sound []*Result
	for _, r := range able {
		if alone := []*Result{r}; s.holds(s.rewritten(alone), alone) {
			sound = append(sound, r)
			continue
		}
		s.refuse(r, refused)
	}
	if text := s.rewritten(sound); s.holds(text, sound) {
		return text, len(sound)
	}
	for _, r := range sound {
		s.refuse(r, refused)
	}
	return s.text, 0
}

// replacement puts lines in the place of others.
type replacement struct {
	first, last int // from 1
	lines       []string
}

// replacements says how a case that failed is rewritten, provided that its keys have
// their lines for themselves.
func (*Suite) replacements(r *Result) ([]replacement, bool) {
	var out []replacement
	outdated := r.outdated()
	for _, e := range r.Case.node.Entries() {
		for _, o := range outdated {
			if e.Key != o.key {
				continue
			}
			x, ok := e.Extent()
			if !ok {
				return nil, false
			}
			out = append(out, replacement{x.First, x.Last, o.lines(e.Name.Column()-1, x)})
		}
	}
	return out, len(out) == len(outdated)
}

// rewritten returns the text of the suite with cases rewritten.
func (s *Suite) rewritten(results []*Result) string {
	lines := yamldoc.LineBreaks(s.text)
	var all []replacement
	for _, r := range results {
		parts, _ := s.replacements(r)
		all = append(all, parts...)
	}
	// From the end on, so that the lines in front keep their numbers.
	slices.SortFunc(all, func(a, b replacement) int { return cmp.Compare(b.first, a.first) })
	for _, p := range all {
		if p.last > len(lines) {
			continue // the text does not hold then
		}
		end := lineBreak(lines[p.last-1])
		within := cmp.Or(lineBreak(lines[p.first-1]), lineBreak(lines[0]), "\n")
		value := make([]string, len(p.lines))
		for i, line := range p.lines {
			value[i] = line + within
		}
		value[len(value)-1] = p.lines[len(p.lines)-1] + end
		// The indentation of the key, and the dash in front of it, stay.
		first := lines[p.first-1]
		margin := len(first) - len(strings.TrimLeft(first, " -"))
		value[0] = first[:margin] + value[0]
		lines = slices.Concat(lines[:p.first-1], value, lines[p.last:])
	}
	return strings.Join(lines, "")
}

// lineBreak returns what ends a line.
func lineBreak(line string) string {
	return line[len(strings.TrimRight(line, "\r\n\u0085\u2028\u2029")):]
}

// holds reports whether a text says the same as the suite but for what some cases
// expect, and whether those expect in it what came.
func (s *Suite) holds(text string, results []*Result) bool {
	var diags diag.List
	again := parse(s.File, text, &diags)
	if again == nil || diags.Len() > 0 || len(again.Cases) != len(s.Cases) || !sameBut(s.root, again.root, "tests") {
		return false
	}
	for i, old := range s.Cases {
		now := again.Cases[i]
		at := slices.IndexFunc(results, func(r *Result) bool { return r.Case == old })
		if at < 0 {
			if !old.node.Same(now.node) {
				return false
			}
			continue
		}
		r := results[at]
		var keys []string
		for _, o := range r.outdated() {
			keys = append(keys, o.key)
		}
		expected := &Result{Case: now, Findings: r.Findings, Unassessed: r.Unassessed, english: r.english}
		expected.compare()
		if !sameBut(old.node, now.node, keys...) || !expected.Passed() {
			return false
		}
	}
	return true
}

// sameBut reports whether two mappings have the same keys in the same order, and the
// same values but for those of some keys.
func sameBut(a, b *yamldoc.Node, but ...string) bool {
	return slices.EqualFunc(a.Entries(), b.Entries(), func(a, b yamldoc.Entry) bool {
		return a.Key == b.Key && (slices.Contains(but, a.Key) || a.Value.Same(b.Value))
	})
}

// refuse reports a case that cannot be rewritten, with what should stand there.
func (*Suite) refuse(r *Result, refused *diag.List) {
	outdated := r.outdated()
	parts := make([]string, 0, len(outdated))
	var at *yamldoc.Node
	for _, o := range outdated {
		parts = append(parts, o.key+": "+o.flow())
		for _, e := range r.Case.node.Entries() {
			if e.Key == o.key && at == nil {
				at = e.Name
			}
		}
	}
	if at == nil {
		at = r.Case.node
	}
	text := strings.Join(parts, ", ")
	refused.Add(at.DiagnosticAt(0, len([]rune(at.Value())), report.Text{
		ZH: "这个用例的写法不能自动改写，请自行写成 " + text, EN: "the way in which this case is written cannot be rewritten: write " + text,
	}, report.Text{}))
}

// outdated is a key of a case whose value is not what came.
type outdated struct {
	key   string
	items [][]part
}

// part is a key of an expectation with its value, or with the keys below it.
type part struct {
	key, value string
	below      []part
}

// outdated lists the keys of a case that want rewriting.
func (r *Result) outdated() []outdated {
	var out []outdated
	if len(r.MissingUnassessed)+len(r.UnexpectedUnassessed) > 0 {
		out = append(out, outdated{notAssessedKey, r.Case.writeUnassessed(r.Unassessed)})
	}
	if len(r.Missing)+len(r.Unexpected)+len(r.Differing) > 0 {
		out = append(out, outdated{expectKey, r.writeFindings()})
	}
	return out
}

// lines writes the key with its value, a line for each part, without the indentation of
// the key itself. Comments that were among the old value stand above the new one.
func (o *outdated) lines(indent int, x yamldoc.Extent) []string {
	head := o.key + ":"
	if len(o.items) == 0 {
		head += " " + none
	}
	if x.Remark != "" {
		head += " " + x.Remark
	}
	out := []string{head}
	margin := strings.Repeat(" ", indent+2)
	for _, c := range x.Comments {
		out = append(out, margin+c)
	}
	for _, item := range o.items {
		for i, p := range item {
			dash := "  "
			if i == 0 {
				dash = "- "
			}
			line := margin + dash + p.key + ":"
			if p.value != "" {
				line += " " + p.value
			}
			out = append(out, line)
			for _, b := range p.below {
				out = append(out, margin+"    "+b.key+": "+b.value)
			}
		}
	}
	return out
}

// flow writes the value on one line.
func (o *outdated) flow() string {
	if len(o.items) == 0 {
		return none
	}
	items := make([]string, len(o.items))
	for i, item := range o.items {
		items[i] = flowOf(item)
	}
	return "[" + strings.Join(items, ", ") + "]"
}

func flowOf(parts []part) string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = p.key + ": " + p.value
		if p.below != nil {
			out[i] = p.key + ": " + flowOf(p.below)
		}
	}
	return "{" + strings.Join(out, ", ") + "}"
}

// names reports whether an expectation of the case, as it was, has a part.
func (c *Case) names(part func(Expectation) bool) bool { return slices.ContainsFunc(c.Expected, part) }

// writeFindings writes findings as expectations: with messages, and with what else the
// case compares.
func (r *Result) writeFindings() [][]part {
	c := r.Case
	severity := c.names(func(e Expectation) bool { return e.Severity != nil })
	related := c.names(func(e Expectation) bool { return e.Related != nil })
	suggest := c.names(func(e Expectation) bool { return e.Suggest != nil })
	items := make([][]part, 0, len(r.Findings))
	for _, f := range r.Findings {
		item := c.writePlace(f.Rule, f.Place.Key)
		if c.speaksEnglish() {
			item = append(item, part{key: "message", below: []part{
				{key: "zh", value: quoted(f.Message)}, {key: "en", value: quoted(r.Message(f, report.English))},
			}})
		} else {
			item = append(item, part{key: "message", value: quoted(f.Message)})
		}
		if severity {
			item = append(item, part{key: "severity", value: f.Severity.String()})
		}
		if related {
			item = append(item, part{key: "related", value: "[" + strings.Join(RelatedKeys(f), ", ") + "]"})
		}
		if suggest {
			item = append(item, part{key: "suggest", value: quoted(f.Suggestion)})
		}
		items = append(items, item)
	}
	return items
}

func (c *Case) writeUnassessed(places []report.NotAssessed) [][]part {
	items := make([][]part, 0, len(places))
	for _, n := range places {
		items = append(items, c.writePlace(n.Rule, n.Place.Key))
	}
	return items
}

func (c *Case) writePlace(rule, key string) []part {
	var parts []part
	if len(c.Focus) != 1 {
		parts = append(parts, part{key: "rule", value: rule})
	}
	if number, inner, ok := strings.Cut(key, reportMark); ok {
		parts, key = append(parts, part{key: "report", value: number}), inner
	}
	return append(parts, part{key: "at", value: key})
}

// quoted writes a text as a YAML scalar: in single quotes, or where it holds what these
// cannot, such as a line break, in double ones.
func quoted(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) && r != '\u3000' }) {
		return strconv.Quote(s)
	}
	return fmt.Sprintf("'%s'", strings.ReplaceAll(s, "'", "''"))
}
