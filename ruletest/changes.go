package ruletest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/parser/form"
	"github.com/gouji/gouji/report"
)

// changes is what a case does to its base report.
type changes struct {
	set, replace *yamldoc.Node
	blank, drop  []*yamldoc.Node
}

func (c changes) empty() bool {
	return c.set == nil && c.replace == nil && c.blank == nil && c.drop == nil
}

func (c changes) onlyReplaces() bool {
	return c.replace != nil && c.set == nil && c.blank == nil && c.drop == nil
}

// trackedChangesKey is the key of the number of tracked changes, which stands in no
// text.
const trackedChangesKey = "document.tracked_changes"

// edit replaces a part of a text.
type edit struct {
	span report.Span
	text string
	node *yamldoc.Node
}

// plan is what is to be done to a text.
type plan struct {
	report  *report.Report
	edits   []edit
	claims  []claim
	touched touched
	// tracked is the number of tracked changes that the report shall have, or -1.
	tracked int
}

// plan turns changes into edits of the text of a report. Mistakes are reported.
func (c changes) plan(r *report.Report) *plan {
	p := &plan{report: r, tracked: -1, touched: touched{cells: map[int]bool{}, rows: map[int]bool{}, tables: map[int]bool{}, sections: map[int]bool{}}}
	for _, e := range c.set.Entries() {
		p.set(e)
	}
	for _, n := range c.blank {
		p.blank(n)
	}
	for _, n := range c.drop {
		p.drop(n)
	}
	for _, e := range c.replace.Entries() {
		p.replace(e)
	}
	slices.SortStableFunc(p.edits, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.span.Start, b.span.Start), cmp.Compare(a.span.End, b.span.End))
	})
	for i := 1; i < len(p.edits); i++ {
		if p.edits[i].span.Start < p.edits[i-1].span.End {
			p.edits[i].node.Errorf(report.Text{
				ZH: fmt.Sprintf("与第 %d 行的改动重叠", p.edits[i-1].node.Line()), EN: fmt.Sprintf("overlaps with the change on line %d", p.edits[i-1].node.Line()),
			}, report.Text{})
		}
	}
	return p
}

func (p *plan) edit(span report.Span, text string, n *yamldoc.Node) {
	p.edits = append(p.edits, edit{span, text, n})
}

// nothingChanges reports a change to what is there already.
func (*plan) nothingChanges(n *yamldoc.Node) {
	n.Errorf(report.Text{
		ZH: fmt.Sprintf("底稿中“%s”原来就是这样，没有改动", n.Value()), EN: fmt.Sprintf("%q is so in the base report: nothing changes", n.Value()),
	}, report.Text{})
}

// keys lists what a change of a kind can name: rows in front of their cells, which begin
// with the same words.
func (p *plan) keys(title, cells, rows bool) []string {
	s := p.report.Schema
	var keys []string
	if title {
		keys = append(keys, form.TitleKey)
	}
	for i := range s.Sections {
		keys = append(keys, report.SectionPrefix+s.Sections[i].Key)
	}
	if rows {
		for i := range s.Tables {
			keys = append(keys, s.Tables[i].Key)
		}
		for i := range s.Rows {
			keys = append(keys, s.RowKey(i))
		}
	}
	if rows && cells {
		for i := range s.Columns {
			keys = append(keys, s.ColumnKey(i))
		}
	}
	if cells {
		for i := range s.Cells {
			keys = append(keys, s.Cells[i].Key)
		}
	}
	return keys
}

// unknownKey reports a key that a form does not have.
func unknownKey(n *yamldoc.Node, s *report.Schema, known []string) {
	n.Errorf(report.Text{
		ZH: fmt.Sprintf("格式 %s 没有“%s”", s.Form, n.Value()), EN: fmt.Sprintf("form %s has no %q", s.Form, n.Value()),
	}, diag.DidYouMean(n.Value(), known))
}

// notThere reports that the base report does not have what is to be changed.
func notThere(n *yamldoc.Node) {
	n.Errorf(report.Text{
		ZH: fmt.Sprintf("底稿中没有“%s”，无从改动", n.Value()), EN: fmt.Sprintf("the base report has no %q that could be changed", n.Value()),
	}, report.Text{})
}

// section returns the section of a key.
func (p *plan) section(key string) (i int, s *report.Section, ok bool) {
	name, ok := strings.CutPrefix(key, report.SectionPrefix)
	i = p.report.Schema.Section(name)
	if !ok || i < 0 {
		return -1, nil, false
	}
	return i, &p.report.Sections[i], true
}

// whole returns the body of a section with the rest of its last line where nothing but
// the bar behind the last cell of a table stands there.
func (p *plan) whole(body report.Span) report.Span {
	rest := p.report.Source.Text[body.End:]
	if marks := len(rest) - len(strings.TrimLeft(rest, "| \t")); marks == len(rest) || strings.ContainsAny(rest[marks:marks+1], "\r\n") {
		body.End += int32(marks)
	}
	return body
}

// line returns a span with the marks in front of it on its line, such as those of a
// heading in Markdown: they are no text that could stay alone.
func (p *plan) line(span report.Span) report.Span {
	text := p.report.Source.Text[:span.Start]
	span.Start = int32(len(strings.TrimRight(text, "#* \t")))
	if span.Start > 0 && !strings.ContainsAny(text[span.Start-1:span.Start], "\r\n") {
		span.Start = int32(len(text))
	}
	return span
}

// nothingSet reports that a change does not say what shall stand there.
func (*plan) nothingSet(e yamldoc.Entry) {
	if i := strings.IndexAny(e.Key, "：:"); i > 0 && e.Value.IsNull() {
		e.Name.ErrorAt(utf8.RuneCountInString(e.Key[:i]), 1, report.Text{
			ZH: "冒号应为半角“:”，后面加一个空格", EN: "write the colon as \":\", with a space behind it",
		}, report.Text{})
		return
	}
	hint := report.Text{ZH: "要留空请用 blank", EN: "To leave it blank use blank"}
	if e.Key == form.TitleKey {
		hint = report.Text{ZH: "要删去标题请用 drop", EN: "To take the title away use drop"}
	}
	e.Name.Errorf(report.Text{ZH: fmt.Sprintf("请给出“%s”的内容", e.Key), EN: fmt.Sprintf("say what %q shall hold", e.Key)}, hint)
}

func (p *plan) set(e yamldoc.Entry) {
	text := e.Value.Value()
	if !e.Value.IsScalar() || e.Value.IsNull() || strings.TrimSpace(text) == "" {
		p.nothingSet(e)
		return
	}
	if e.Key == trackedChangesKey {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			e.Value.Errorf(report.Text{ZH: "应为不小于 0 的整数", EN: "must be an integer of at least 0"}, report.Text{})
			return
		}
		p.tracked = n
		return
	}
	if cell, ok := p.report.Schema.Cell(e.Key); ok {
		f := &p.report.Fields[cell]
		if f.State == report.Absent || !p.report.Active(p.report.Schema.Cells[cell].Row) {
			notThere(e.Name)
			return
		}
		if strings.TrimSpace(text) == f.Text {
			p.nothingChanges(e.Name)
			return
		}
		p.edit(f.Span, text, e.Name)
		p.claim(e.Name, text)
		p.touched.cells[cell] = true
		return
	}
	if i, s, ok := p.section(e.Key); ok {
		if !s.Found {
			notThere(e.Name)
			return
		}
		p.edit(p.whole(s.Body), "\n\n"+text+"\n\n", e.Name)
		p.claim(e.Name, text)
		p.touched.section(i, s.Body)
		return
	}
	if e.Key == form.TitleKey {
		if !p.report.Title.Found {
			notThere(e.Name)
			return
		}
		if squeezed(text) == squeezed(p.report.Title.Text) {
			p.nothingChanges(e.Name)
			return
		}
		p.edit(p.report.Title.Span, text, e.Name)
		p.claim(e.Name, text)
		p.touched.title = true
		return
	}
	unknownKey(e.Name, p.report.Schema, p.keys(true, true, false))
}

func (p *plan) blank(n *yamldoc.Node) {
	key := n.String()
	if !n.IsScalar() || n.IsNull() {
		return // which was reported
	}
	if key == form.TitleKey {
		n.Errorf(report.Text{ZH: "标题不能留空", EN: "a title cannot be left blank"}, report.Text{ZH: "要删去标题请用 drop", EN: "To take it away use drop"})
		return
	}
	s := p.report.Schema
	var cells []int
	for i := range s.Cells {
		c := &s.Cells[i]
		if key == c.Key || key == s.RowKey(c.Row) || key == s.ColumnKey(c.Column) || key == s.Tables[s.Table(c.Row)].Key {
			cells = append(cells, i)
		}
	}
	if i, section, ok := p.section(key); ok {
		if !section.Found {
			notThere(n)
			return
		}
		if section.Empty {
			p.nothingChanges(n)
			return
		}
		p.edit(p.whole(section.Body), "\n\n", n)
		p.claim(n, "")
		p.touched.section(i, section.Body)
		return
	}
	if len(cells) == 0 {
		unknownKey(n, s, p.keys(false, true, true))
		return
	}
	edited := false
	for _, i := range cells {
		f := &p.report.Fields[i]
		if f.State == report.Filled || f.State == report.Malformed {
			edited = true
			p.edit(f.Span, "", n)
			p.claims = append(p.claims, claim{key: s.Cells[i].Key, node: n})
			p.touched.cells[i] = true
		}
	}
	if !edited {
		notThere(n)
	}
}

func (p *plan) drop(n *yamldoc.Node) {
	key := n.String()
	if !n.IsScalar() || n.IsNull() {
		return // which was reported
	}
	r := p.report
	gone := claim{key: key, gone: true, node: n}
	if i, section, ok := p.section(key); ok {
		if !section.Found {
			notThere(n)
			return
		}
		span := p.line(r.Headings[section.Heading].Span).Join(p.whole(section.Body))
		p.edit(span, "\n", n)
		p.claims = append(p.claims, gone)
		p.touched.section(i, span)
		return
	}
	if key == form.TitleKey {
		if !r.Title.Found {
			notThere(n)
			return
		}
		p.edit(p.line(r.Title.Span), "", n)
		p.claims = append(p.claims, gone)
		p.touched.title = true
		return
	}
	for row := range r.Schema.Rows {
		if key == r.Schema.RowKey(row) {
			if !r.Rows[row].Found {
				notThere(n)
				return
			}
			p.edit(p.rowSpan(row), "", n)
			p.claims = append(p.claims, gone)
			p.touched.row(r.Schema, row)
			return
		}
	}
	for t := range r.Schema.Tables {
		if key == r.Schema.Tables[t].Key {
			p.dropTable(t, n)
			return
		}
	}
	unknownKey(n, r.Schema, p.keys(true, false, true))
}

// rowSpan returns the span of a row from its label to its last cell.
func (p *plan) rowSpan(row int) report.Span {
	span := p.report.Rows[row].Span
	cells := p.report.Schema.Rows[row].Cells
	for c := cells.First; c < cells.End; c++ {
		if f := &p.report.Fields[c]; f.State != report.Absent {
			span = span.Join(f.Span)
		}
	}
	return span
}

func (p *plan) dropTable(t int, n *yamldoc.Node) {
	r := p.report
	if !r.Tables[t].Found {
		notThere(n)
		return
	}
	// From its first label to its last figure: its heading stays, which it may have in
	// common with other things.
	var parts []report.Span
	key := r.Schema.Tables[t].Key
	for i := range r.Labels {
		if l := &r.Labels[i]; l.Key == key || strings.HasPrefix(l.Key, key+".") {
			parts = append(parts, l.Span)
		}
	}
	for row := range r.Schema.Rows {
		if r.Schema.Table(row) == t && r.Rows[row].Found {
			parts = append(parts, p.rowSpan(row))
		}
	}
	span := parts[0]
	for _, other := range parts {
		span = span.Join(other)
	}
	p.edit(span, "", n)
	p.claims = append(p.claims, claim{key: key, gone: true, node: n})
	p.touched.table(r.Schema, t)
}

// replace replaces every occurrence of a text.
func (p *plan) replace(e yamldoc.Entry) {
	if !e.Value.IsScalar() {
		_ = e.Value.String() // reports the wrong kind
		return
	}
	if e.Key == e.Value.Value() {
		p.nothingChanges(e.Name)
		return
	}
	p.touched.all = true
	text := p.report.Source.Text
	found := false
	for at := 0; e.Key != ""; {
		i := strings.Index(text[at:], e.Key)
		if i < 0 {
			break
		}
		found = true
		at += i
		p.edit(report.Span{Start: int32(at), End: int32(at + len(e.Key))}, e.Value.Value(), e.Name)
		at += len(e.Key)
	}
	if !found {
		e.Name.Errorf(report.Text{
			ZH: fmt.Sprintf("底稿中没有“%s”", e.Key), EN: fmt.Sprintf("the base report does not hold %q", e.Key),
		}, report.Text{})
	}
}
