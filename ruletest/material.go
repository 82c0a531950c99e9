package ruletest

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/parser/form"
	"github.com/gouji/gouji/report"
)

// base is a report that cases begin with.
type base struct {
	document *document.Document
	err      error
}

// material is what a case gives the rules to look at.
type material struct {
	earlier, reports []*report.Report
	// numbers says which of the reports of the case each is, from 1; it is nil where the
	// case does not have several.
	numbers []int
}

// material makes the reports of a case. Mistakes are reported.
func (r *Runner) material(c *Case) material {
	m := material{}
	if len(c.reports) == 0 {
		m.reports = r.reports(c)
	}
	for i, part := range c.reports {
		for _, rep := range r.reports(part) {
			if part.path != "" {
				rep = movedTo(rep, part.path)
			}
			m.reports, m.numbers = append(m.reports, rep), append(m.numbers, i+1)
		}
	}
	for _, n := range c.earlier {
		doc := r.document(c.source, n)
		if doc == nil {
			continue
		}
		read, err := r.read(doc, "")
		if err != nil {
			r.unreadable(n, err)
		}
		m.earlier = append(m.earlier, read...)
	}
	return m
}

// movedTo returns a report as it would be in a file of another path.
func movedTo(r *report.Report, path string) *report.Report {
	source, out := *r.Source, *r
	source.Path = path
	out.Source = &source
	return &out
}

// reports returns the reports of a case: its base with the changes, or what it gives
// inline. Mistakes are reported.
func (r *Runner) reports(c *Case) []*report.Report {
	if !r.knowsForm(c.form) {
		return nil
	}
	if c.fields != nil {
		return r.inline(c)
	}
	if c.base == nil {
		return nil
	}
	doc := r.document(c.source, c.base)
	if doc == nil {
		return nil
	}
	reports, err := r.read(doc, c.form.String())
	if err != nil {
		r.unreadable(c.base, err)
		return nil
	}
	if c.changes.empty() {
		return reports
	}
	before := r.diags.Len()
	p := c.changes.plan(reports[0])
	for _, e := range p.edits {
		if doc.Source.IsExtract() && cuts(doc, e.span) {
			e.node.Errorf(report.Text{
				ZH: "“" + e.node.Value() + "”跨越了几个段落或单元格", EN: fmt.Sprintf("%q runs over several paragraphs or cells", e.node.Value()),
			}, report.Text{ZH: "请分别替换", EN: "Replace each of them"})
		}
	}
	if r.diags.Len() > before {
		return nil
	}
	changed, err := r.change(doc, p.edits)
	var after []*report.Report
	if err == nil {
		after, err = r.read(changed, c.form.String())
	}
	if err != nil {
		r.unreadable(c.node, err)
		return nil
	}
	if p.tracked >= 0 {
		after[0].TrackedChanges = p.tracked
	}
	if c.changes.onlyReplaces() && sameRows(doc, changed) {
		c.changes.replace.Errorf(report.Text{ZH: "改动没有生效：读到的内容没有变化", EN: "the change had no effect: what is read stays as it was"}, report.Text{})
	}
	p.check(reports, after)
	return after
}

func (r *Runner) knowsForm(n *yamldoc.Node) bool {
	ids := form.IDs(r.pack.Forms)
	if n == nil || slices.Contains(ids, n.String()) {
		return true
	}
	n.Errorf(report.Text{ZH: fmt.Sprintf("没有格式“%s”", n.Value()), EN: fmt.Sprintf("there is no form %q", n.Value())}, diag.DidYouMean(n.Value(), ids))
	return false
}

// change makes edits to a document. A text is read anew, so that what was added to it
// counts as it would in a file.
func (r *Runner) change(doc *document.Document, edits []edit) (*document.Document, error) {
	if doc.Source.IsExtract() {
		return editDocument(doc, edits), nil
	}
	// The mark says that the text is UTF-8, whatever it says of itself.
	const byteOrderMark = "\ufeff"
	return r.parser.Parse(doc.Source.Path, []byte(byteOrderMark+edited(doc.Source.Text, edits)))
}

// inline makes the report that a case gives field by field.
func (r *Runner) inline(c *Case) []*report.Report {
	forms := r.pack.Forms
	id := c.form.String()
	if id == "" {
		if len(forms) != 1 {
			c.fields.Errorf(report.Text{ZH: "请写明 form：有几种格式", EN: "form is missing: there are several"}, report.Text{})
			return nil
		}
		id = forms[0].ID
	}
	schema := forms[slices.IndexFunc(forms, func(f *form.Form) bool { return f.ID == id })].Schema
	known := form.KnownKeys(schema)
	var entries []form.Entry
	for _, e := range c.fields.Entries() {
		switch {
		case !slices.Contains(known, e.Key):
			unknownKey(e.Name, schema, known)
		case !e.Value.IsScalar():
			_ = e.Value.String() // reports the wrong kind
		case e.Value.IsNull():
			entries = append(entries, form.Entry{Key: e.Key})
		default:
			entries = append(entries, form.Entry{Key: e.Key, Text: e.Value.Value()})
		}
	}
	return []*report.Report{r.set.Compose(id, c.File, entries)}
}

// read reads the reports of a document.
func (r *Runner) read(doc *document.Document, formID string) ([]*report.Report, error) {
	reader, err := r.set.NewReader(formID)
	if err != nil {
		return nil, err
	}
	return reader.Read(doc)
}

func (r *Runner) unreadable(n *yamldoc.Node, err error) {
	in, ok := errors.AsType[*report.InputError](err)
	if !ok {
		n.Errorf(report.Text{ZH: err.Error(), EN: err.Error()}, report.Text{})
		return
	}
	n.Errorf(in.Message, report.Text{})
}

// document reads a base report, which several cases may have in common.
func (r *Runner) document(source pack.File, n *yamldoc.Node) *document.Document {
	name := n.String()
	if name == "" {
		if n.IsScalar() && !n.IsNull() {
			n.Errorf(report.Text{ZH: "请给出年报文件", EN: "name the file of a report"}, report.Text{})
		}
		return nil
	}
	file := source.Sibling(name)
	if pack.IsBuiltin(name) {
		var ok bool
		if file, ok = pack.Model(name); !ok {
			n.Errorf(report.Text{ZH: fmt.Sprintf("没有内置底稿“%s”", name), EN: fmt.Sprintf("there is no built-in report %q", name)},
				diag.DidYouMean(name, pack.Models()))
			return nil
		}
	}
	b := r.sources[file.Name]
	if b == nil {
		b = &base{}
		var data []byte
		if data, b.err = file.Read(); b.err == nil {
			b.document, b.err = r.parser.Parse(file.Name, data)
		}
		r.sources[file.Name] = b
	}
	if b.err != nil {
		r.unreadable(n, b.err)
		return nil
	}
	return b.document
}
