package output

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gouji/gouji/report"
)

// DiagnosisText writes a diagnosis for the author of the form. With verbose, every
// cell is listed.
func DiagnosisText(w io.Writer, d *report.Diagnosis, lang report.Language, verbose bool) error {
	t := diagnosisText{lang: lang, d: d, mismatches: d.Mismatches()}
	t.head()
	t.title()
	t.sections()
	for table := range d.Report.Tables {
		t.table(table, verbose)
	}
	t.list(func(m report.Mismatch) bool {
		return m.Table < 0 && (m.Kind == report.StrayRow || m.Kind == report.ForeignLabel || m.Kind == report.UnreadTable)
	})
	_, err := io.WriteString(w, t.b.String())
	return err
}

// diagnosisText is a diagnosis as it is being written.
type diagnosisText struct {
	b          strings.Builder
	lang       report.Language
	d          *report.Diagnosis
	mismatches []report.Mismatch
}

func (t *diagnosisText) pick(zh, en string) string { return t.lang.Pick(zh, en) }

func (t *diagnosisText) line(indent int, s string) {
	t.b.WriteString(strings.Repeat("  ", indent) + Printable(s) + "\n")
}

func (t *diagnosisText) at(span report.Span) string {
	return t.d.Report.Source.Position(span).Text(t.lang)
}

// quoted puts a text of the document in quotation marks.
func (t *diagnosisText) quoted(s string) string { return t.pick("“"+s+"”", fmt.Sprintf("%q", s)) }

// head writes which form fits how well, and why.
func (t *diagnosisText) head() {
	r := t.d.Report
	name := r.Source.Path
	if r.Count > 1 {
		name += fmt.Sprintf(t.pick("（第 %d 份）", " (report %d)"), r.Index)
	}
	t.line(0, fmt.Sprintf(t.pick("%s: %s，匹配度 %.0f%%（至少 %.0f%%）", "%s: %s, score %.0f%% (at least %.0f%%)"),
		name, r.Schema.Form, r.Score*100, t.d.Threshold*100))
	parts := make([]string, 0, len(t.d.Shares))
	for _, s := range t.d.Shares {
		name := map[report.ShareKind]string{
			report.TitleShare: t.pick("标题", "title"), report.HeadingShare: t.pick("部分", "sections"),
			report.RowShare: t.pick("行名", "rows"), report.ColumnShare: t.pick("列名", "columns"),
			report.YearShare: t.pick("年度", "year"),
		}[s.Kind]
		parts = append(parts, fmt.Sprintf("%s %d/%d × %.0f%%", name, s.Found, s.Total, s.Weight*100))
	}
	t.line(1, t.pick("匹配度：", "score: ")+strings.Join(parts, " + "))
	var others []string
	for _, s := range t.d.Scores {
		if s.Form != r.Schema.Form {
			others = append(others, fmt.Sprintf("%s %.0f%%", s.Form, s.Score*100))
		}
	}
	if len(others) > 0 {
		t.line(1, t.pick("其他格式：", "other forms: ")+strings.Join(others, t.pick("，", ", ")))
	}
	t.list(func(m report.Mismatch) bool { return m.Kind == report.NotRecognised })
	for _, c := range t.d.Choices {
		if c.Used != c.Own {
			t.line(1, fmt.Sprintf(t.pick("写法 %s：%s（本格式为 %s）", "printed as %s: %s (the form has %s)"), c.Name, c.Used, c.Own))
		} else {
			t.line(1, fmt.Sprintf(t.pick("写法 %s：%s", "printed as %s: %s"), c.Name, c.Used))
		}
	}
}

func (t *diagnosisText) title() {
	title := &t.d.Report.Title
	switch {
	case !t.d.Titled:
	case title.Found:
		organ, year := t.pick("没有机关", "no organ"), t.pick("没有年度", "no year")
		if title.Organ != "" {
			organ = t.pick("机关", "organ ") + t.quoted(title.Organ)
		}
		if title.Year != 0 {
			year = fmt.Sprintf(t.pick("%d 年度", "year %d"), title.Year)
		}
		t.line(1, fmt.Sprintf(t.pick("标题：%s %s，%s，%s，写法 %s", "title: %s %s, %s, %s, pattern %s"),
			t.at(title.Span), t.quoted(title.Text), organ, year, t.d.TitlePattern))
	default:
		t.line(1, t.pick("标题：", "title:"))
		t.list(func(m report.Mismatch) bool { return m.Kind == report.NoTitle })
		for i := range t.d.Titles {
			t.line(3, t.nearTitle(&t.d.Titles[i]))
		}
	}
}

// nearTitle says why a line is no title.
func (t *diagnosisText) nearTitle(n *report.NearTitle) string {
	at := t.at(n.Span) + " " + t.quoted(n.Text) + t.pick("：", ": ")
	switch n.Fault {
	case report.NoHint:
		return at + fmt.Sprintf(t.pick("符合 %s，但不含 hints 中的词", "matches %s, but holds none of the hints"), n.Pattern)
	case report.WrongYear:
		return at + fmt.Sprintf(t.pick("除年度外符合 %s，{year} 处为%s", "matches %s but for the year: {year} is %s"), n.Pattern, t.quoted(n.Part))
	case report.WrongOrgan:
		return at + fmt.Sprintf(t.pick("除机关外符合 %s，{organ} 处为%s", "matches %s but for the organ: {organ} is %s"), n.Pattern, t.quoted(n.Part))
	case report.OtherWords:
	}
	return at + fmt.Sprintf(t.pick("不符合任何写法，最接近的是 %s", "matches no pattern, %s comes nearest"), n.Pattern)
}

// wording names a wording.
func (t *diagnosisText) wording(w report.Wording) string {
	return map[report.Wording]string{
		report.Official: t.pick("规定的写法", "official wording"), report.Variant: t.pick("变体", "variant"),
		report.Extended: t.pick("前后多了字", "known wording with more around it"), report.Pattern: t.pick("符合 patterns", "by a pattern"),
		report.Misspelt: t.pick("有错字", "misspelt"),
	}[w]
}

func (t *diagnosisText) sections() {
	if len(t.d.Sections) == 0 {
		return
	}
	t.line(1, fmt.Sprintf(t.pick("部分：%d/%d", "sections: %d/%d"), found(t.d.Sections), len(t.d.Sections)))
	for i := range t.d.Sections {
		if m := &t.d.Sections[i]; m.Wording != report.Missing {
			t.line(2, fmt.Sprintf(t.pick("%s %s：%s，%s", "%s %s: %s, %s"), t.at(m.Span), t.quoted(m.Text), t.d.Report.Schema.Sections[i].Key, t.wording(m.Wording)))
		}
	}
	t.list(func(m report.Mismatch) bool { return m.Kind == report.NoSection })
}

// found counts what was found.
func found(matches []report.Match) int {
	n := 0
	for i := range matches {
		if matches[i].Wording != report.Missing {
			n++
		}
	}
	return n
}

// table writes what was found of a table, what was not, and which of its labels are
// worded in another way.
func (t *diagnosisText) table(table int, verbose bool) {
	r := t.d.Report
	spec := &r.Schema.Tables[table]
	var rows, columns []report.Match
	var states [report.Filled + 1]int
	placeholders := 0
	for i := range r.Rows {
		if r.Schema.Table(i) != table || !r.Active(i) {
			continue
		}
		rows = append(rows, t.d.Rows[i])
		for c := r.Schema.Rows[i].Cells.First; c < r.Schema.Rows[i].Cells.End; c++ {
			if r.Fields[c].Placeholder {
				placeholders++
				continue
			}
			states[r.Fields[c].State]++
		}
	}
	for i := range r.Columns {
		if r.Schema.Blocks[r.Schema.Columns[i].Block].Table == table && t.d.Columns[i].Wording != report.Unprinted {
			columns = append(columns, t.d.Columns[i])
		}
	}
	counts := fmt.Sprintf(t.pick("行 %d/%d", "rows %d/%d"), found(rows), len(rows))
	if len(columns) > 0 {
		counts += fmt.Sprintf(t.pick("，列 %d/%d", ", columns %d/%d"), found(columns), len(columns))
	}
	cells := make([]string, 0, len(states)+1)
	for _, s := range [...]report.State{report.Filled, report.Blank, report.Malformed, report.Absent} {
		if states[s] > 0 {
			cells = append(cells, fmt.Sprintf("%s %d", stateName(s, t.lang), states[s]))
		}
	}
	if placeholders > 0 {
		cells = append(cells, fmt.Sprintf(t.pick("写明没有 %d", "marked as none %d"), placeholders))
	}
	t.line(1, fmt.Sprintf(t.pick("表 %s（%s）：%s；单元格 %s", "table %s (%s): %s; cells %s"),
		spec.Key, spec.Name.In(t.lang), counts, strings.Join(cells, t.pick("，", ", "))))
	if verbose {
		t.cells(table)
	}
	t.list(func(m report.Mismatch) bool { return m.Table == table })
	for _, note := range wordings(r) {
		if key, _, _ := strings.Cut(note.label.Key, "."); key == spec.Key {
			t.line(2, t.wordingText(note))
		}
	}
}

// cells lists the cells of a table.
func (t *diagnosisText) cells(table int) {
	r := t.d.Report
	for c := range r.Fields {
		spec, f := &r.Schema.Cells[c], &r.Fields[c]
		if r.Schema.Table(spec.Row) != table || !shownRow(r, spec.Row) {
			continue
		}
		s := t.at(f.Span) + " " + spec.Key + t.pick("：", ": ") + stateName(f.State, t.lang)
		if f.State != report.Absent && f.State != report.Blank {
			s += " " + t.quoted(f.Text)
		}
		if reason := t.reason(t.d.Absences[c]); reason != "" {
			s += t.pick("，", ", ") + reason
		}
		t.line(2, s)
	}
}

// reason words why a cell is absent.
func (t *diagnosisText) reason(a report.Absence) string {
	return map[report.Absence]string{
		report.NoRow: t.pick("没有这一行", "its row is not there"), report.WrongWidth: t.pick("这一行的格数不对", "its row has the wrong number of cells"),
		report.Repeated: t.pick("这一行重复且数字不同", "its row stands there twice, with other figures"),
		report.Unclear:  t.pick("分不清是哪个数", "which figure it is cannot be told"), report.Unused: t.pick("没有用这种写法", "not printed in this way"),
	}[a]
}

// wordingNote is a label in another wording than that of the form.
type wordingNote struct {
	label *report.Label
	count int
}

// wordings lists the labels of the form that are worded in another way, each wording
// once.
func wordings(r *report.Report) []wordingNote {
	var notes []wordingNote
	for i := range r.Labels {
		l := &r.Labels[i]
		if !l.Own || l.Exact {
			continue
		}
		k := slices.IndexFunc(notes, func(n wordingNote) bool {
			return n.label.Key == l.Key && n.label.Kind == l.Kind && n.label.Text == l.Text
		})
		if k < 0 {
			k, notes = len(notes), append(notes, wordingNote{label: l})
		}
		notes[k].count++
	}
	return notes
}

func (t *diagnosisText) wordingText(n wordingNote) string {
	s := "- " + t.at(n.label.Span) + " " + t.quoted(n.label.Text)
	if n.label.Misspelt {
		s += fmt.Sprintf(t.pick("有错字，读作%s", " is misspelt and read as %s"), t.quoted(n.label.Official))
	} else {
		s += fmt.Sprintf(t.pick("不是规定的写法%s", " is not the official wording %s"), t.quoted(n.label.Official))
	}
	if n.count > 1 {
		s += fmt.Sprintf(t.pick("，共 %d 处", ", %d times"), n.count)
	}
	return s
}

// list writes the mismatches of a kind.
func (t *diagnosisText) list(of func(report.Mismatch) bool) {
	for _, m := range t.mismatches {
		if !of(m) {
			continue
		}
		message, span := mismatchText(t.d, m, t.lang)
		if span != nil {
			message = t.at(*span) + " " + message
		}
		t.line(2, "× "+message)
	}
}
