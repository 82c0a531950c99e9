package output

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/gouji/gouji/report"
)

// jsonField is a cell. A member that has no meaning is null.
type jsonField struct {
	State       string  `json:"state"`
	Placeholder bool    `json:"placeholder,omitempty"`
	Text        *string `json:"text"`
	Value       *string `json:"value"`
	Unit        *string `json:"unit"`
	Header      *string `json:"header"`
	Label       string  `json:"label"`
	jsonStart
}

func newJSONField(r *report.Report, f *report.Field, hasValue bool, header, label string) jsonField {
	j := jsonField{
		State: f.State.String(), Placeholder: f.Placeholder, Unit: optional(f.Unit), Header: optional(header),
		Label: label, jsonStart: newJSONStart(r.Source.Position(f.Span)),
	}
	if f.State != report.Absent {
		j.Text = &f.Text
	}
	if hasValue {
		value := f.Value.String()
		j.Value = &value
	}
	return j
}

// shownRow reports whether the cells of a row are part of the field map: those of
// the form's own rows always, those of an alternative where it is used.
func shownRow(r *report.Report, row int) bool {
	return r.Schema.Rows[row].Choice == 0 || r.Active(row)
}

// FieldsJSON writes the field map of a report as one JSON object. The members of
// sections and fields are in the order of the form.
func FieldsJSON(w io.Writer, r *report.Report, lang report.Language) error {
	var b bytes.Buffer
	var failed error
	member := func(indent, name string, v any, last bool) {
		data, err := encode(v)
		if err != nil && failed == nil {
			failed = err
		}
		key, _ := encode(name)
		fmt.Fprintf(&b, "%s%s: %s", indent, key, data)
		if !last {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	b.WriteString("{\n")
	member(" ", "file", r.Source.Path, false)
	member(" ", "form", r.Schema.Form, false)
	member(" ", "score", roundScore(r.Score), false)
	member(" ", "title", optional(r.Title.Text), false)
	member(" ", "organ", optional(r.Title.Organ), false)
	member(" ", "organ_normalised", optional(r.Title.OrganNormalised), false)
	var year *int
	if r.Title.Year != 0 {
		year = &r.Title.Year
	}
	member(" ", "year", year, false)
	b.WriteString(" \"sections\": {\n")
	for i, s := range r.Sections {
		member("  ", r.Schema.Sections[i].Key, newJSONSection(r, s), i == len(r.Sections)-1)
	}
	b.WriteString(" },\n \"fields\": {\n")
	type entry struct {
		key   string
		field jsonField
	}
	var entries []entry
	for i := range r.Fields {
		spec := &r.Schema.Cells[i]
		if shownRow(r, spec.Row) {
			entries = append(entries, entry{spec.Key, newJSONField(r, &r.Fields[i], r.HasValue(i), r.Header(i), spec.Label.In(lang))})
		}
	}
	for i := range r.Foreign {
		f := &r.Foreign[i]
		entries = append(entries, entry{f.Key, newJSONField(r, &f.Field, f.Field.State == report.Filled, f.Header, f.Label.In(lang))})
	}
	for i, e := range entries {
		member("  ", e.key, e.field, i == len(entries)-1)
	}
	b.WriteString(" },\n \"facts\": {")
	keys, facts := factMembers(r)
	if len(keys) > 0 {
		b.WriteByte('\n')
		for i, key := range keys {
			member("  ", key, facts[i], i == len(keys)-1)
		}
		b.WriteByte(' ')
	}
	b.WriteString("}\n}\n")
	if failed != nil {
		return failed
	}
	_, err := w.Write(b.Bytes())
	return err
}

type jsonSection struct {
	Heading string `json:"heading"`
	jsonStart
}

func newJSONSection(r *report.Report, s report.Section) *jsonSection {
	if !s.Found {
		return nil
	}
	return &jsonSection{Heading: r.Headings[s.Heading].Text, jsonStart: newJSONStart(r.Source.Position(s.Anchor))}
}

// FieldsTable writes the field map of a report as a table for people.
func FieldsTable(w io.Writer, r *report.Report, lang report.Language) error {
	var b strings.Builder
	t := lang.Pick
	show := func(name, value string) {
		if value == "" {
			value = "-"
		}
		fmt.Fprintf(&b, "%s  %s\n", runewidth.FillRight(name, fieldNameWidth), Printable(value))
	}
	show(t("文件", "file"), r.Source.Path)
	show(t("格式", "form"), fmt.Sprintf("%s (%.0f%%)", r.Schema.Form, r.Score*100))
	show(t("标题", "title"), r.Title.Text)
	show(t("机关", "organ"), r.Title.Organ)
	year := ""
	if r.Title.Year != 0 {
		year = strconv.Itoa(r.Title.Year)
	}
	show(t("年度", "year"), year)
	b.WriteByte('\n')
	for i, s := range r.Sections {
		heading := t("（缺）", "(missing)")
		if s.Found {
			heading = r.Headings[s.Heading].Text + "  " + r.Source.Position(s.Anchor).LineText(lang)
		}
		show(r.Schema.Sections[i].Key, heading)
	}
	b.WriteByte('\n')
	rows := [][]string{{t("键", "key"), t("状态", "state"), t("原文", "text"), t("值", "value"), t("位置", "place"), t("名称", "label")}}
	add := func(key string, f *report.Field, hasValue bool, label string) {
		value := ""
		if hasValue {
			value = f.Value.String()
			if f.Unit != "" {
				value += " " + f.Unit
			}
		}
		rows = append(rows, []string{key, stateName(f.State, lang), f.Text, value, r.Source.Position(f.Span).Text(lang), label})
	}
	for i := range r.Fields {
		if spec := &r.Schema.Cells[i]; shownRow(r, spec.Row) {
			add(spec.Key, &r.Fields[i], r.HasValue(i), spec.Label.In(lang))
		}
	}
	for i := range r.Foreign {
		add(r.Foreign[i].Key, &r.Foreign[i].Field, r.Foreign[i].Field.State == report.Filled, r.Foreign[i].Label.In(lang))
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			row[i] = Printable(cell)
			widths[i] = max(widths[i], runewidth.StringWidth(cell))
		}
	}
	for _, row := range rows {
		for i, cell := range row {
			if i == len(row)-1 {
				b.WriteString(cell)
			} else {
				b.WriteString(runewidth.FillRight(cell, widths[i]) + "  ")
			}
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// stateName names a state for people.
func stateName(s report.State, lang report.Language) string {
	switch s {
	case report.Filled:
		return lang.Pick("已填", "filled")
	case report.Blank:
		return lang.Pick("空", "blank")
	case report.Malformed:
		return lang.Pick("无法识别", "malformed")
	case report.Absent:
	}
	return lang.Pick("没有", "absent")
}

// fieldNameWidth is the width of the names in front of the table.
const fieldNameWidth = 12
