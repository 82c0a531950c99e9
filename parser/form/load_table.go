package form

import (
	"fmt"
	"slices"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

// tables reads the tables of the form and of those that it extends. A table of
// the form takes the place of an inherited one of the same key.
func (l *loader) tables() {
	var order []string
	nodes := map[string]yamldoc.Entry{}
	for _, v := range slices.Backward(l.maps) {
		for _, e := range v.Take("tables").Entries() {
			if _, ok := nodes[e.Key]; !ok {
				order = append(order, e.Key)
			}
			nodes[e.Key] = e
		}
	}
	for _, key := range order {
		l.table(nodes[key])
	}
}

// reserved lists the names of what a rule finds in a table, row or column beside
// the keys and roles of the form, so that no key or role may have them.
func reserved() []string {
	return []string{
		"rows", "columns", "cells", "found", "key", "label", "text", "width", "expected", "repeated", "header", "unit",
	}
}

func (l *loader) table(e yamldoc.Entry) {
	schema := l.form.Schema
	checkKey(e.Name, e.Key)
	m := e.Value.Mapping()
	spec := tableSpec{}
	table := report.TableSpec{Key: e.Key, Section: -1, Blocks: report.Range{First: len(schema.Blocks)}}
	if n := m.Take("name"); n != nil {
		table.Name = n.Text()
	} else {
		table.Name = report.Text{ZH: e.Key, EN: e.Key}
	}
	if n := m.Take("short"); n != nil {
		table.Short = n.Text()
	} else {
		table.Short = table.Name
	}
	if n := m.Take("section"); n != nil {
		spec.section = n.String()
		table.Section = schema.Section(spec.section)
		if table.Section < 0 {
			n.Errorf(report.Text{
				ZH: fmt.Sprintf("没有名为“%s”的部分", spec.section), EN: fmt.Sprintf("there is no section %q", spec.section),
			}, diag.DidYouMean(spec.section, sectionKeys(schema)))
		}
	}
	if n := m.Take("layout"); n != nil {
		switch n.String() {
		case "down":
		case "across":
			spec.layout = across
		default:
			n.Errorf(report.Text{
				ZH: fmt.Sprintf("未知的版式“%s”", n.Value()), EN: fmt.Sprintf("unknown layout %q", n.Value()),
			}, diag.DidYouMean(n.Value(), []string{"down", "across"}))
		}
	}
	for _, s := range m.Take("spanners").Items() {
		spec.spanners = append(spec.spanners, loadLabel(s))
	}
	index := len(schema.Tables)
	schema.Tables = append(schema.Tables, table)
	l.form.tables = append(l.form.tables, spec)
	l.tableKeys = map[string]int{}
	if blocks := m.Take("blocks"); blocks != nil {
		checkSome(blocks)
		for _, b := range blocks.Items() {
			bm := b.Mapping()
			key := bm.Require("key")
			if key != nil {
				checkKey(key, key.String())
				checkReserved(key)
				l.checkUnique(key, key.String())
			}
			l.block(index, key.String(), bm)
			bm.Done()
		}
	} else {
		l.block(index, "", m)
	}
	m.Done()
	schema.Tables[index].Blocks.End = len(schema.Blocks)
}

func sectionKeys(s *report.Schema) []string {
	keys := make([]string, len(s.Sections))
	for i := range s.Sections {
		keys[i] = s.Sections[i].Key
	}
	return keys
}

// checkUnique reports the key of a row or block that stands in the table already.
func (l *loader) checkUnique(n *yamldoc.Node, key string) {
	if n == nil {
		return
	}
	if first, ok := l.tableKeys[key]; ok {
		n.Errorf(report.Text{
			ZH: fmt.Sprintf("“%s”在同一张表中重复，已在第 %d 行使用", key, first),
			EN: fmt.Sprintf("%q stands twice in the table, first on line %d", key, first),
		}, report.Text{})
		return
	}
	l.tableKeys[key] = n.Line()
}

// block reads the columns, rows and roles of a block from its mapping, which is
// that of the table where there is only one.
func (l *loader) block(table int, key string, m *yamldoc.Mapping) {
	schema := l.form.Schema
	index := len(schema.Blocks)
	spec := blockSpec{}
	if n := m.Take("caption"); n != nil {
		spec.captions = append(spec.captions, loadLabel(n))
	}
	caption := ""
	if len(spec.captions) > 0 {
		caption = spec.captions[0].official
	}
	if n := m.Take("stub"); n != nil {
		spec.stub = append(spec.stub, loadLabel(n))
	}
	block := report.BlockSpec{
		Key: key, Table: table, Caption: caption,
		Rows: report.Range{First: len(schema.Rows)}, Columns: report.Range{First: len(schema.Columns)},
	}
	schema.Blocks = append(schema.Blocks, block)
	columns, rows := m.Require("columns"), m.Require("rows")
	checkSome(columns)
	checkSome(rows)
	l.columns(index, columns, &spec)
	r := rowLoader{loader: l, table: table, block: index, spec: &spec, alternative: -1}
	r.load(rows.Items(), report.Text{})
	schema.Blocks[index].Rows.End = len(schema.Rows)
	l.roles(index, m.Take("roles"))
	l.form.tables[table].blocks = append(l.form.tables[table].blocks, spec)
}

func (l *loader) columns(block int, n *yamldoc.Node, spec *blockSpec) {
	schema := l.form.Schema
	seen := map[string]bool{}
	for _, item := range n.Items() {
		m := item.Mapping()
		keyNode := m.Require("key")
		key := keyNode.String()
		if keyNode != nil {
			checkKey(keyNode, key)
			checkReserved(keyNode)
			if seen[key] {
				keyNode.Errorf(report.Text{ZH: fmt.Sprintf("列“%s”重复", key), EN: fmt.Sprintf("column %q stands twice", key)}, report.Text{})
			}
			seen[key] = true
		}
		var label labelSpec
		var text report.Text
		// A table of a single column may have no header.
		if m.Has("label") || len(n.Items()) > 1 {
			label, text = takeLabel(m)
		}
		kind, _ := takeType(m)
		m.Done()
		spec.columns = append(spec.columns, label)
		schema.Columns = append(schema.Columns, report.ColumnSpec{Key: key, Label: text, Block: block, Type: kind})
	}
	schema.Blocks[block].Columns.End = len(schema.Columns)
}

// rowLoader reads the rows of a block, which may stand in groups and alternatives.
type rowLoader struct {
	*loader

	table, block        int
	spec                *blockSpec
	group               string
	alternative, choice int
}

func (r *rowLoader) load(items []*yamldoc.Node, path report.Text) {
	for _, item := range items {
		m := item.Mapping()
		switch {
		case m.Has("group"):
			n := m.Take("group")
			label := labelSpec{official: n.String(), variants: m.Take("variants").Strings()}
			text := report.Text{ZH: n.String(), EN: n.String()}
			if en := m.Take("en"); en != nil {
				text.EN = en.String()
			}
			r.form.tables[r.table].groups = append(r.form.tables[r.table].groups, label)
			outer := r.group
			r.group = n.String()
			r.load(m.Require("rows").Items(), report.JoinPath(path, text))
			r.group = outer
		case m.Has("oneOf"):
			r.oneOf(m, path)
		default:
			r.row(m, path)
		}
		m.Done()
	}
}

// oneOf reads rows that may be printed in one of several ways. The choice that
// the form uses comes first.
func (r *rowLoader) oneOf(m *yamldoc.Mapping, path report.Text) {
	nameNode := m.Take("oneOf")
	name := nameNode.String()
	choices := m.Require("choices").Entries()
	if r.alternative >= 0 {
		nameNode.Errorf(report.Text{ZH: "oneOf 不能嵌套", EN: "oneOf cannot be nested"}, report.Text{})
		return
	}
	own := 0
	names := make([]string, len(choices))
	for i, c := range choices {
		names[i] = c.Key
	}
	if use := r.uses[name]; use != nil {
		if own = slices.Index(names, use.String()); own < 0 {
			use.Errorf(report.Text{
				ZH: fmt.Sprintf("“%s”没有写法“%s”", name, use.String()), EN: fmt.Sprintf("%q has no choice %q", name, use.String()),
			}, diag.DidYouMean(use.String(), names))
			own = 0
		}
	}
	schema := r.form.Schema
	r.alternatives[name] = len(schema.Alternatives)
	r.alternative = len(schema.Alternatives)
	schema.Alternatives = append(schema.Alternatives, len(choices))
	spec := alternativeSpec{name: name}
	if len(names) > 0 {
		spec.choices = append(append([]string{names[own]}, names[:own]...), names[own+1:]...)
	}
	r.form.alternatives = append(r.form.alternatives, spec)
	next := 1
	for i, c := range choices {
		r.choice = 0
		if i != own {
			r.choice = next
			next++
		}
		r.load(c.Value.Items(), path)
	}
	r.alternative, r.choice = -1, 0
}

func (r *rowLoader) row(m *yamldoc.Mapping, path report.Text) {
	keyNode := m.Require("key")
	if keyNode != nil {
		checkKey(keyNode, keyNode.String())
		checkReserved(keyNode)
		r.checkUnique(keyNode, keyNode.String())
	}
	label, text := takeLabel(m)
	for i, other := range r.spec.rows {
		if label.official != "" && other.official == label.official && r.spec.groups[i] == r.group && r.alternative < 0 {
			keyNode.Errorf(report.Text{
				ZH: fmt.Sprintf("标签“%s”在同一组中重复，无法区分两行", label.official),
				EN: fmt.Sprintf("label %q stands twice in one group: the rows cannot be told apart", label.official),
			}, report.Text{})
		}
	}
	r.spec.rows, r.spec.groups = append(r.spec.rows, label), append(r.spec.groups, r.group)
	kind, typed := takeType(m)
	r.form.Schema.Rows = append(r.form.Schema.Rows, report.RowSpec{
		Key: keyNode.String(), Label: text, Path: report.JoinPath(path, text), Block: r.block,
		Alternative: r.alternative, Choice: r.choice, Type: kind, Typed: typed,
	})
}

func (l *loader) roles(block int, n *yamldoc.Node) {
	if n == nil {
		return
	}
	schema := l.form.Schema
	m := n.Mapping()
	b := &schema.Blocks[block]
	rowKeys := make([]string, 0, b.Rows.Len())
	for r := b.Rows.First; r < b.Rows.End; r++ {
		rowKeys = append(rowKeys, schema.Rows[r].Key)
	}
	columnKeys := make([]string, 0, b.Columns.Len())
	for c := b.Columns.First; c < b.Columns.End; c++ {
		columnKeys = append(columnKeys, schema.Columns[c].Key)
	}
	b.RowRoles = loadRoles(m.Take("rows"), rowKeys, b.Rows.First)
	b.ColumnRoles = loadRoles(m.Take("columns"), columnKeys, b.Columns.First)
	m.Done()
}

// loadRoles reads lists of keys; the members are indices from first on.
func loadRoles(n *yamldoc.Node, keys []string, first int) []report.Role {
	roles := make([]report.Role, 0, len(n.Entries()))
	for _, e := range n.Entries() {
		checkKey(e.Name, e.Key)
		checkReserved(e.Name)
		role := report.Role{Name: e.Key}
		if slices.Contains(keys, e.Key) {
			e.Name.Errorf(report.Text{
				ZH: fmt.Sprintf("“%s”已是行或列的键", e.Key), EN: fmt.Sprintf("%q is the key of a row or column already", e.Key),
			}, report.Text{})
		}
		for _, item := range e.Value.Items() {
			i := slices.Index(keys, item.String())
			if i < 0 {
				item.Errorf(report.Text{
					ZH: fmt.Sprintf("没有“%s”", item.String()), EN: fmt.Sprintf("there is no %q", item.String()),
				}, diag.DidYouMean(item.String(), keys))
				continue
			}
			role.Members = append(role.Members, first+i)
		}
		roles = append(roles, role)
	}
	return roles
}
