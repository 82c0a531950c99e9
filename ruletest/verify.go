package ruletest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/parser/form"
	"github.com/gouji/gouji/report"
)

// claim is what must be true once a report was changed: a case whose change was lost
// would show nothing.
type claim struct {
	key string
	// text is what must stand there; gone says that the thing must not be there.
	text string
	gone bool
	node *yamldoc.Node
}

func (p *plan) claim(n *yamldoc.Node, text string) {
	p.claims = append(p.claims, claim{key: n.Value(), text: text, node: n})
}

// touched is what changes are about, by index: all else must stay as it is.
type touched struct {
	cells, rows, tables, sections map[int]bool
	title                         bool
	// parts are the parts of the text that are taken out, with all that stands there.
	parts []report.Span
	// all says that a text was replaced wherever it stands, whatever comes of it, and
	// headings that one was written that holds headings of sections.
	all, headings bool
}

func (t *touched) section(i int, part report.Span) {
	t.sections[i] = true
	t.parts = append(t.parts, part)
}

func (t *touched) row(s *report.Schema, row int) {
	t.rows[row] = true
	for c := s.Rows[row].Cells.First; c < s.Rows[row].Cells.End; c++ {
		t.cells[c] = true
	}
}

func (t *touched) table(s *report.Schema, table int) {
	t.tables[table] = true
	for row := range s.Rows {
		if s.Table(row) == table {
			t.row(s, row)
		}
	}
}

// holds reports whether a place lies in a part that is taken out.
func (t *touched) holds(span report.Span) bool {
	return slices.ContainsFunc(t.parts, func(part report.Span) bool { return part.Start <= span.Start && span.End <= part.End })
}

// effect is what a change did that nobody asked for.
type effect struct {
	key string
	// at is where the thing stands in the base report.
	at report.Span
	// lost says that it is not found any more; else reads says how it is read.
	lost  bool
	reads string
	// node is the change that did it, where it is known; claimed says that it should have
	// changed this, and in another way.
	node    *yamldoc.Node
	claimed bool
	// inTable says that it is a part of a table.
	inTable bool
}

// check reports changes that are not to be seen in the reports that came of them, and
// what else became different.
func (p *plan) check(before, after []*report.Report) {
	var effects []effect
	for _, c := range p.claims {
		if e, ok := p.unfulfilled(c, after[0]); ok {
			effects = append(effects, e)
		}
	}
	if !p.touched.all && len(p.edits) > 0 {
		effects = append(effects, p.sideEffects(before, after)...)
	}
	var nodes []*yamldoc.Node
	of := map[*yamldoc.Node][]effect{}
	for _, e := range effects {
		if e.node == nil {
			e.node = p.nearest(e.at)
		}
		if of[e.node] == nil {
			nodes = append(nodes, e.node)
		}
		if !slices.ContainsFunc(of[e.node], func(other effect) bool { return other.key == e.key }) {
			of[e.node] = append(of[e.node], e)
		}
	}
	for _, n := range nodes {
		reportEffects(n, of[n])
	}
}

// unfulfilled returns what came of a change that did not do what it says.
func (p *plan) unfulfilled(c claim, changed *report.Report) (effect, bool) {
	found, reads := p.found(c, changed)
	_, cell := changed.Schema.Cell(c.key)
	e := effect{key: c.key, lost: !found, reads: reads, node: c.node, claimed: true, inTable: cell && !found}
	if c.gone {
		return e, found && !p.touched.all // else it was put back by what was replaced
	}
	return e, !found || strings.TrimSpace(reads) != strings.TrimSpace(c.text)
}

// found looks in a report for what a claim is about, and returns how it is read.
func (p *plan) found(c claim, r *report.Report) (ok bool, reads string) {
	s := r.Schema
	if c.key == form.TitleKey {
		if squeezed(c.text) == squeezed(r.Title.Text) {
			return r.Title.Found, c.text // whose lines are joined
		}
		return r.Title.Found, r.Title.Text
	}
	if cell, ok := s.Cell(c.key); ok {
		return r.Fields[cell].State != report.Absent, likely(c.text, r.Fields[cell].Text)
	}
	for i := range s.Sections {
		if c.key == report.SectionPrefix+s.Sections[i].Key {
			return r.Sections[i].Found, p.body(c, r, &r.Sections[i])
		}
	}
	for i := range s.Rows {
		if c.key == s.RowKey(i) {
			return r.Rows[i].Found, r.Rows[i].Text
		}
	}
	for i := range s.Tables {
		if c.key == s.Tables[i].Key {
			return r.Tables[i].Found, ""
		}
	}
	// The form is another one, which does not have it.
	return !c.gone, c.text
}

// body returns how a section is read. What was written into it can hold the headings of
// others.
func (p *plan) body(c claim, r *report.Report, s *report.Section) string {
	if !s.Found {
		return ""
	}
	body := r.Source.Slice(s.Body)
	if squeezed(body) == squeezed(c.text) {
		return c.text
	}
	if c.text != "" && strings.HasPrefix(squeezed(r.Source.Text[s.Body.Start:]), squeezed(c.text)) {
		p.touched.headings = true
		return c.text
	}
	if s.Empty && c.text == "" {
		return ""
	}
	return body
}

// likely returns the text that was wanted where what is read differs from it in its
// breaks alone.
func likely(want, reads string) string {
	if strings.ContainsAny(strings.TrimSpace(want)+strings.TrimSpace(reads), "\r\n") && squeezed(want) == squeezed(reads) {
		return want
	}
	return reads
}

// squeezed returns a text without its spaces and breaks.
func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// sideEffects lists what is different and none of the changes is about.
func (p *plan) sideEffects(before, after []*report.Report) []effect {
	if len(before) != len(after) {
		return []effect{{key: "document.count", reads: strconv.Itoa(len(after))}}
	}
	var effects []effect
	for i := range before {
		t := &touched{}
		if i == 0 {
			t = &p.touched
		}
		if before[i].Schema == after[i].Schema {
			effects = append(effects, t.differences(before[i], after[i])...)
		} else if !t.title {
			effects = append(effects, effect{key: formKey, reads: after[i].Schema.Form})
		}
	}
	return effects
}

// differences lists what is different in two reports of one form. A row of which a cell
// is named is not named itself.
func (t *touched) differences(a, b *report.Report) []effect {
	var effects []effect
	s := a.Schema
	inTable := false
	note := func(key string, at report.Span, was, is bool, from, to string) bool {
		if was == is && from == to {
			return false
		}
		effects = append(effects, effect{key: key, at: at, lost: was && !is, reads: to, inTable: inTable})
		return true
	}
	if !t.title {
		note(form.TitleKey, a.Title.Span, a.Title.Found, b.Title.Found, a.Title.Text, b.Title.Text)
	}
	for i := range s.Sections {
		if !t.sections[i] && !t.headings && !t.holds(a.Sections[i].Anchor) {
			note(report.SectionPrefix+s.Sections[i].Key, a.Sections[i].Anchor, a.Sections[i].Found, b.Sections[i].Found, "", "")
		}
	}
	inTable = true
	named := map[int]bool{} // rows
	for i := range s.Cells {
		x, y := &a.Fields[i], &b.Fields[i]
		row := s.Cells[i].Row
		if t.cells[i] || t.holds(x.Span) {
			continue
		}
		same := x.State == y.State && x.Unit == y.Unit
		if note(s.Cells[i].Key, x.Span, x.State != report.Absent, y.State != report.Absent, x.Text, y.Text) {
			named[row] = true
		} else if !same {
			named[row] = true
			effects = append(effects, effect{key: s.Cells[i].Key, at: x.Span, reads: y.Text + y.Unit, inTable: true})
		}
	}
	tables := map[int]bool{}
	for i := range s.Rows {
		table := s.Table(i)
		if t.rows[i] || t.holds(a.Rows[i].Span) {
			tables[table] = true
			continue
		}
		if named[i] || note(s.RowKey(i), a.Rows[i].Span, a.Rows[i].Found, b.Rows[i].Found, "", "") {
			tables[table] = true
		}
	}
	for i := range s.Tables {
		if !t.tables[i] && !tables[i] && !t.holds(a.Tables[i].Anchor) {
			note(s.Tables[i].Key, a.Tables[i].Anchor, a.Tables[i].Found, b.Tables[i].Found, "", "")
		}
	}
	return effects
}

// nearest returns the change nearest to a place in the base report.
func (p *plan) nearest(at report.Span) *yamldoc.Node {
	best, distance := p.edits[0].node, int32(-1)
	for _, e := range p.edits {
		d := max(e.span.Start-at.End, at.Start-e.span.End, 0)
		if distance < 0 || d < distance {
			best, distance = e.node, d
		}
	}
	return best
}

// mostEffects is how many effects of a kind are named.
const mostEffects = 3

// reportEffects reports what a change did beside what it says, or in its place.
func reportEffects(n *yamldoc.Node, effects []effect) {
	var missed, lost, other [2][]string // by language
	for _, e := range effects {
		into, zh, en := &other, fmt.Sprintf("%s（“%s”）", e.key, brief(e.reads)), fmt.Sprintf("%s (%q)", e.key, brief(e.reads))
		switch {
		case e.lost:
			into, zh, en = &lost, e.key, e.key
		case e.claimed:
			into, zh, en = &missed, fmt.Sprintf("%s 读作“%s”", e.key, brief(e.reads)), fmt.Sprintf("%s is read as %q", e.key, brief(e.reads))
		}
		into[report.Chinese], into[report.English] = append(into[report.Chinese], zh), append(into[report.English], en)
	}
	var zh, en []string
	if names := lost; len(names[0]) > 0 {
		verb := "are"
		if len(names[0]) == 1 {
			verb = "is"
		}
		zh = append(zh, few(names[report.Chinese], "、", "%s 等 %d 处")+"读不到了")
		en = append(en, fmt.Sprintf("%s %s no longer read", few(names[report.English], ", ", "%s and others (%d in all)"), verb))
	}
	if names := other; len(names[0]) > 0 {
		zh = append(zh, few(names[report.Chinese], "、", "%s 等 %d 处")+"变了")
		en = append(en, few(names[report.English], ", ", "%s and others (%d in all)")+" changed")
	}
	var message, hint report.Text
	if len(zh) > 0 {
		message = report.Text{ZH: "改动另有影响：" + strings.Join(zh, "；"), EN: "the change had another effect: " + strings.Join(en, "; ")}
	}
	switch has := func(of func(e effect) bool) bool { return slices.ContainsFunc(effects, of) }; {
	case has(func(e effect) bool { return e.inTable }):
		hint = report.Text{ZH: "请改用有表格的底稿，或者换一种改法", EN: "Use a base report with tables, or make the change in another way"}
	case has(func(e effect) bool { return e.key == formKey }):
		hint = report.Text{ZH: "请用 form 写明格式", EN: "Name the form with form"}
	}
	if names := missed; len(names[0]) > 0 {
		zh, en := few(names[report.Chinese], "、", "%s 等 %d 处"), few(names[report.English], ", ", "%s and others (%d in all)")
		if message != (report.Text{}) {
			zh, en = zh+"；"+message.ZH, en+"; "+message.EN
		}
		message = report.Text{ZH: "改动没有生效：" + zh, EN: "the change had no effect: " + en}
	}
	n.Errorf(message, hint)
}

// formKey stands for the form in what a change did.
const formKey = "form"

// few joins the first of some names, and says how many there are where they are many.
func few(names []string, separator, many string) string {
	if len(names) <= mostEffects {
		return strings.Join(names, separator)
	}
	return fmt.Sprintf(many, strings.Join(names[:mostEffects], separator), len(names))
}
