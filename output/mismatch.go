package output

import (
	"fmt"

	"github.com/gouji/gouji/report"
)

// mismatchText words a mismatch and says where it is, or nil where that is nowhere.
func mismatchText(d *report.Diagnosis, m report.Mismatch, lang report.Language) (message string, at *report.Span) {
	r := d.Report
	t := diagnosisText{lang: lang, d: d}
	switch m.Kind {
	case report.NotRecognised:
		return lang.Pick("匹配度过低，lint 不会把它当作这种报告", "the score is too low: lint would not take it for this report"), nil
	case report.NoTitle:
		return lang.Pick("没有找到标题", "there is no title"), nil
	case report.NoSection:
		return t.notFound(lang.Pick("部分", "section"), r.Schema.Sections[m.Index].Heading, r.Schema.Sections[m.Index].Key, &d.Sections[m.Index]), nil
	case report.NoTable:
		return lang.Pick("一行也没有找到", "none of its rows was found"), nil
	case report.NoRowLabel:
		return t.notFound(lang.Pick("行", "row"), r.Schema.Rows[m.Index].Path, r.Schema.RowKey(m.Index), &d.Rows[m.Index]), nil
	case report.NoColumnLabel:
		return t.notFound(lang.Pick("列", "column"), r.Schema.Columns[m.Index].Label, r.Schema.ColumnKey(m.Index), &d.Columns[m.Index]), nil
	case report.MalformedCell:
		f, spec := &r.Fields[m.Index], &r.Schema.Cells[m.Index]
		return fmt.Sprintf(lang.Pick("%s %s不是%s", "%s: %s is not %s"), spec.Key, t.quoted(f.Text), typeName(spec.Type, lang)), &f.Span
	case report.WrongRowWidth:
		row := &r.Rows[m.Index]
		return fmt.Sprintf(lang.Pick("%s 有 %d 个数，应有 %d 个", "figures in %s: %d instead of %d"), r.Schema.RowKey(m.Index), row.Width, row.Expected), &row.Span
	case report.RepeatedRow:
		return fmt.Sprintf(lang.Pick("%s 不止一处，数字不同", "%s stands there more than once, with other figures"), r.Schema.RowKey(m.Index)), &r.Rows[m.Index].Span
	case report.UnclearCell:
		f := &r.Fields[m.Index]
		return fmt.Sprintf(lang.Pick("%s 分不清是哪个数", "%s: which figure it is cannot be told"), r.Schema.Cells[m.Index].Key), &f.Span
	case report.StrayRow:
		s := &r.Strays[m.Index]
		return fmt.Sprintf(lang.Pick("%s这一行有数，格式中没有", "%s is a row of figures that the form does not have"), t.quoted(s.Text)), &s.Span
	case report.UnreadTable:
		n := &d.Unread[m.Index]
		return fmt.Sprintf(lang.Pick("%s起 %d 行有数，格式中没有这些行", "rows with figures from %s on that the form does not have: %d"), t.quoted(n.Text), n.Rows), &n.Span
	case report.ForeignLabel:
		l := &r.Labels[m.Index]
		return fmt.Sprintf(lang.Pick("%s只属于同族的其他格式", "%s belongs to other forms of the family only"), t.quoted(l.Text)), &l.Span
	}
	return m.Kind.String(), nil
}

// notFound says that something is not there, and what comes nearest.
func (t *diagnosisText) notFound(kind string, label report.Text, key string, m *report.Match) string {
	s := fmt.Sprintf(t.pick("没有找到%s%s（%s）", "%s %s (%s) not found"), kind, t.quoted(label.In(t.lang)), key)
	n := m.Nearest
	if n == nil {
		return s
	}
	return s + fmt.Sprintf(t.pick("；最相近的是 %s %s（相似 %.0f%%），是否补入 variants？", "; nearest is %s %s (%.0f%% alike): add it to variants?"),
		t.at(n.Span), t.quoted(n.Text), n.Similarity*100)
}

// typeName says what a cell of a type holds.
func typeName(t report.CellType, lang report.Language) string {
	switch t {
	case report.Count:
		return lang.Pick("件数（不小于 0 的整数）", "a count (an integer, zero or more)")
	case report.Change:
		return lang.Pick("增减数（整数）", "a change (an integer)")
	case report.Amount:
		return lang.Pick("金额（不小于 0 的数）", "an amount (a number, zero or more)")
	case report.Words:
		return lang.Pick("文字", "words")
	}
	return t.String()
}
