package ruletest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

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

// trackedChangesKey is the key of the number of tracked changes, which stands in no
// text.
const trackedChangesKey = "document.tracked_changes"

// edit replaces a part of a text.
type edit struct {
	span report.Span
	text string
	node *yamldoc.Node
}

// claim is what must be true once a report was changed: a case whose change was lost
// would show nothing.
type claim struct {
	key, text string
	node      *yamldoc.Node
}

// plan is what is to be done to a text.
type plan struct {
	report *report.Report
	edits  []edit
	claims []claim
	// tracked is the number of tracked changes that the report shall have, or -1.
	tracked int
}

// plan turns changes into edits of the text of a report. Mistakes are reported.
func (c changes) plan(r *report.Report) *plan {
	p := &plan{report: r, tracked: -1}
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
func (p *plan) keys(cells, rows bool) []string {
	s := p.report.Schema
	keys := []string{form.TitleKey}
	for i := range s.Sections {
		keys = append(keys, form.SectionPrefix+s.Sections[i].Key)
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

// unknownKey reports a key that the form does not have.
func (p *plan) unknownKey(n *yamldoc.Node, known []string) {
	n.Errorf(report.Text{
		ZH: fmt.Sprintf("格式 %s 没有“%s”", p.report.Schema.Form, n.Value()), EN: fmt.Sprintf("form %s has no %q", p.report.Schema.Form, n.Value()),
	}, diag.DidYouMean(n.Value(), known))
}

// notThere reports that the base report does not have what is to be changed.
func notThere(n *yamldoc.Node) {
	n.Errorf(report.Text{
		ZH: fmt.Sprintf("底稿中没有“%s”，无从改动", n.Value()), EN: fmt.Sprintf("the base report has no %q that could be changed", n.Value()),
	}, report.Text{})
}

// section returns the section of a key.
func (p *plan) section(key string) (*report.Section, bool) {
	name, ok := strings.CutPrefix(key, form.SectionPrefix)
	i := slices.IndexFunc(p.report.Schema.Sections, func(s report.SectionSpec) bool { return s.Key == name })
	if !ok || i < 0 {
		return nil, false
	}
	return &p.report.Sections[i], true
}

func (p *plan) set(e yamldoc.Entry) {
	text := e.Value.Value()
	if !e.Value.IsScalar() || e.Value.IsNull() {
		e.Name.Errorf(report.Text{ZH: fmt.Sprintf("请给出“%s”的内容", e.Key), EN: fmt.Sprintf("say what %q shall hold", e.Key)}, report.Text{
			ZH: "要留空请用 blank", EN: "To leave it blank use blank",
		})
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
		p.claims = append(p.claims, claim{e.Key, text, e.Name})
		return
	}
	if s, ok := p.section(e.Key); ok {
		if !s.Found {
			notThere(e.Name)
			return
		}
		p.edit(s.Body, "\n\n"+text+"\n\n", e.Name)
		return
	}
	if e.Key == form.TitleKey {
		if !p.report.Title.Found {
			notThere(e.Name)
			return
		}
		p.edit(p.report.Title.Span, text, e.Name)
		return
	}
	p.unknownKey(e.Name, p.keys(true, false))
}

func (p *plan) blank(n *yamldoc.Node) {
	key := n.String()
	s := p.report.Schema
	var cells []int
	for i := range s.Cells {
		c := &s.Cells[i]
		if key == c.Key || key == s.RowKey(c.Row) || key == s.ColumnKey(c.Column) || key == s.Tables[s.Table(c.Row)].Key {
			cells = append(cells, i)
		}
	}
	if section, ok := p.section(key); ok {
		if !section.Found {
			notThere(n)
			return
		}
		p.edit(section.Body, "\n\n", n)
		return
	}
	if len(cells) == 0 {
		p.unknownKey(n, p.keys(true, true))
		return
	}
	edited := false
	for _, i := range cells {
		f := &p.report.Fields[i]
		if f.State == report.Filled || f.State == report.Malformed {
			edited = true
			p.edit(f.Span, "", n)
			p.claims = append(p.claims, claim{s.Cells[i].Key, "", n})
		}
	}
	if !edited {
		notThere(n)
	}
}

func (p *plan) drop(n *yamldoc.Node) {
	key := n.String()
	r := p.report
	if section, ok := p.section(key); ok {
		if !section.Found {
			notThere(n)
			return
		}
		p.edit(r.Headings[section.Heading].Span.Join(section.Body), "\n", n)
		return
	}
	if key == form.TitleKey {
		if !r.Title.Found {
			notThere(n)
			return
		}
		p.edit(r.Title.Span, "", n)
		return
	}
	for row := range r.Schema.Rows {
		if key == r.Schema.RowKey(row) {
			if !r.Rows[row].Found {
				notThere(n)
				return
			}
			p.edit(p.rowSpan(row), "", n)
			return
		}
	}
	for t := range r.Schema.Tables {
		if key == r.Schema.Tables[t].Key {
			p.dropTable(t, n)
			return
		}
	}
	p.unknownKey(n, p.keys(false, true))
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

// check reports changes that are not to be seen in the report that came of them.
func (p *plan) check(changed *report.Report) {
	if changed.Schema != p.report.Schema {
		return // with other keys
	}
	for _, c := range p.claims {
		cell, ok := changed.Schema.Cell(c.key)
		if !ok {
			continue
		}
		f := &changed.Fields[cell]
		want := strings.TrimSpace(c.text)
		if f.State != report.Absent && want == strings.TrimSpace(f.Text) {
			continue
		}
		c.node.Errorf(report.Text{
			ZH: fmt.Sprintf("改动没有生效：%s 读作“%s”", c.key, f.Text), EN: fmt.Sprintf("the change had no effect: %s is read as %q", c.key, f.Text),
		}, report.Text{})
	}
}
