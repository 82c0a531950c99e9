package output

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/govalues/decimal"
	"github.com/mattn/go-runewidth"

	"github.com/gouji/gouji/report"
)

// statedFact is a fact with where it stands.
type statedFact struct {
	*report.Fact

	spec *report.FactSpec
}

// statedSentence is a sentence that states facts or holds figures.
type statedSentence struct {
	span    report.Span
	facts   []statedFact
	figures []report.Figure // those that are no facts
}

// statedSentences collects the facts and the other figures of a report by sentence.
func statedSentences(r *report.Report) []statedSentence {
	var all []statedSentence
	at := func(span report.Span) *statedSentence {
		if i := slices.IndexFunc(all, func(s statedSentence) bool { return s.span == span }); i >= 0 {
			return &all[i]
		}
		all = append(all, statedSentence{span: span})
		return &all[len(all)-1]
	}
	for i := range r.Facts {
		f := &r.Facts[i]
		s := at(f.Sentence)
		s.facts = append(s.facts, statedFact{f, &r.Schema.Facts[f.Spec]})
	}
	for _, f := range r.Figures {
		if !f.Taken || f.Ignored != (report.Text{}) {
			s := at(f.Sentence)
			s.figures = append(s.figures, f)
		}
	}
	slices.SortStableFunc(all, func(a, b statedSentence) int { return cmp.Compare(a.span.Start, b.span.Start) })
	return all
}

// tableFigure returns the sum of the cells that a fact should be, or false where it is
// not known.
func tableFigure(r *report.Report, spec *report.FactSpec) (decimal.Decimal, bool) {
	total, known := decimal.Zero, false
	for _, c := range spec.Cells {
		if !r.Active(r.Schema.Cells[c].Row) {
			continue
		}
		sum, err := total.Add(r.Fields[c].Value)
		if !r.HasValue(c) || err != nil {
			return decimal.Zero, false
		}
		total, known = sum, true
	}
	return total, known
}

// The marks around figures where there are no colours.
var factMarks = [...][2]string{statedMark: {"【", "】"}, ignoredMark: {"〔", "〕"}, unknownMark: {"⟨", "⟩"}} //nolint:gochecknoglobals // a constant

const (
	statedMark = iota
	ignoredMark
	unknownMark
)

// FactsText writes the facts of a report for people: each sentence with its figures
// marked, and what they mean.
func FactsText(w io.Writer, r *report.Report, o Options) error {
	t := textWriter{options: o}
	pick := o.Language.Pick
	var b strings.Builder
	fmt.Fprintln(&b, t.paint(bold, t.heading(r)))
	sentences := statedSentences(r)
	if len(sentences) == 0 {
		b.WriteString(pick("正文中没有带单位的数\n", "no figures with units in the text\n"))
	}
	stated, ignored, unknown := 0, 0, 0
	for _, s := range sentences {
		fmt.Fprintf(&b, "\n%s: %s\n", r.Source.Position(s.span).Text(o.Language), t.marked(r, &s))
		rows := make([][]string, 0, len(s.facts)+len(s.figures))
		for _, f := range s.facts {
			stated++
			rows = append(rows, []string{f.Text, f.spec.Key, f.spec.Name.In(o.Language), factDetails(r, f, o.Language)})
		}
		for _, f := range s.figures {
			text := r.Source.Slice(f.Span)
			if f.Ignored != (report.Text{}) {
				ignored++
				rows = append(rows, []string{text, "", pick("不核对：", "ignored: ") + f.Ignored.In(o.Language), ""})
				continue
			}
			unknown++
			rows = append(rows, []string{text, "", pick("没有认出", "not recognised"), ""})
		}
		writeColumns(&b, rows)
	}
	fmt.Fprintf(&b, "\n%s\n", pick(
		fmt.Sprintf("认出 %d 处，不核对 %d 处，没有认出 %d 处", stated, ignored, unknown),
		fmt.Sprintf("%d recognised, %d ignored, %d not recognised", stated, ignored, unknown)))
	_, err := io.WriteString(w, b.String())
	return err
}

// factDetails words the value of a fact and what is special about it.
func factDetails(r *report.Report, f statedFact, lang report.Language) string {
	pick := lang.Pick
	var b strings.Builder
	if f.Approximate {
		b.WriteString(pick("约 ", "about "))
	}
	b.WriteString(f.Value.String())
	if f.HasShare {
		b.WriteString(pick("，占 ", ", ") + f.Share.String() + "%")
	}
	for _, y := range f.Years {
		if y != r.Title.Year {
			fmt.Fprintf(&b, pick("，提到 %d 年", ", speaks of %d"), y)
		}
	}
	if figure, ok := tableFigure(r, f.spec); ok {
		b.WriteString(pick("（表格 ", " (table ") + figure.String() + pick("）", ")"))
	}
	return b.String()
}

// marked returns the text of a sentence on one line, with its figures marked.
func (t *textWriter) marked(r *report.Report, s *statedSentence) string {
	type mark struct {
		span report.Span
		kind int
	}
	marks := make([]mark, 0, len(s.facts)+len(s.figures))
	for _, f := range s.facts {
		marks = append(marks, mark{f.Span, statedMark})
	}
	for _, f := range s.figures {
		kind := unknownMark
		if f.Ignored != (report.Text{}) {
			kind = ignoredMark
		}
		marks = append(marks, mark{f.Span, kind})
	}
	slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Compare(a.span.Start, b.span.Start) })
	var b strings.Builder
	at := s.span.Start
	plain := func(to int32) {
		if to > at {
			b.WriteString(Printable(strings.Join(strings.Fields(r.Source.Slice(report.Span{Start: at, End: to})), " ")))
			at = to
		}
	}
	for _, m := range marks {
		if m.span.Start < at {
			continue // the same words state several facts
		}
		plain(m.span.Start)
		at = m.span.End
		text := Printable(strings.Join(strings.Fields(r.Source.Slice(m.span)), " "))
		if t.options.Color {
			b.WriteString(t.paint([...]string{statedMark: bold + blue, ignoredMark: dim, unknownMark: yellow}[m.kind], text))
			continue
		}
		b.WriteString(factMarks[m.kind][0] + text + factMarks[m.kind][1])
	}
	plain(s.span.End)
	return b.String()
}

// writeColumns writes rows of a table, indented.
func writeColumns(b *strings.Builder, rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			row[i] = Printable(strings.Join(strings.Fields(cell), " "))
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], runewidth.StringWidth(row[i]))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(runewidth.FillRight(cell, widths[i]) + "  ")
		}
		b.WriteString("    " + strings.TrimRight(line.String(), " ") + "\n")
	}
}

// jsonFact is a figure that a report states.
type jsonFact struct {
	Text        string  `json:"text"`
	Value       string  `json:"value"`
	Unit        *string `json:"unit"`
	Approximate bool    `json:"approximate,omitempty"`
	Share       *string `json:"share,omitempty"`
	Years       []int   `json:"years,omitempty"`
	Table       *string `json:"table,omitempty"`
	Key         string  `json:"fact,omitempty"`
	Name        string  `json:"name,omitempty"`
	jsonStart
}

func newJSONFact(r *report.Report, f *report.Fact) jsonFact {
	j := jsonFact{
		Text: f.Text, Value: f.Value.String(), Unit: optional(f.Unit), Approximate: f.Approximate, Years: f.Years,
		jsonStart: newJSONStart(r.Source.Position(f.Span)),
	}
	if f.HasShare {
		share := f.Share.String()
		j.Share = &share
	}
	return j
}

// jsonSentence is a sentence with its figures.
type jsonSentence struct {
	Text    string       `json:"text"`
	Facts   []jsonFact   `json:"facts"`
	Ignored []jsonFigure `json:"ignored"`
	Unknown []jsonFigure `json:"unknown"`
	jsonStart
}

type jsonFigure struct {
	Text string `json:"text"`
	// As says what the figure was taken for.
	As string `json:"as,omitempty"`
	jsonStart
}

// FactsJSON writes the facts of a report as one JSON object.
func FactsJSON(w io.Writer, r *report.Report, o Options) error {
	out := struct {
		File      string         `json:"file"`
		Form      string         `json:"form"`
		Organ     *string        `json:"organ"`
		Year      *int           `json:"year"`
		Sentences []jsonSentence `json:"sentences"`
	}{File: r.Source.Path, Form: r.Schema.Form, Organ: optional(r.Title.Organ), Sentences: []jsonSentence{}}
	if r.Title.Year != 0 {
		out.Year = &r.Title.Year
	}
	for _, s := range statedSentences(r) {
		j := jsonSentence{
			Text: r.Source.Slice(s.span), Facts: []jsonFact{}, Ignored: []jsonFigure{}, Unknown: []jsonFigure{},
			jsonStart: newJSONStart(r.Source.Position(s.span)),
		}
		for _, f := range s.facts {
			fact := newJSONFact(r, f.Fact)
			fact.Key, fact.Name = f.spec.Key, f.spec.Name.In(o.Language)
			if figure, ok := tableFigure(r, f.spec); ok {
				text := figure.String()
				fact.Table = &text
			}
			j.Facts = append(j.Facts, fact)
		}
		for _, f := range s.figures {
			figure := jsonFigure{Text: r.Source.Slice(f.Span), As: f.Ignored.In(o.Language), jsonStart: newJSONStart(r.Source.Position(f.Span))}
			if f.Ignored != (report.Text{}) {
				j.Ignored = append(j.Ignored, figure)
			} else {
				j.Unknown = append(j.Unknown, figure)
			}
		}
		out.Sentences = append(out.Sentences, j)
	}
	data, err := encode(out)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\n", data)
	return err
}

// factMembers lists the facts of a report by key, in the order of the form.
func factMembers(r *report.Report) (keys []string, facts [][]jsonFact) {
	for i := range r.Schema.Facts {
		var stated []jsonFact
		for k := range r.Facts {
			if r.Facts[k].Spec == i {
				stated = append(stated, newJSONFact(r, &r.Facts[k]))
			}
		}
		if len(stated) > 0 {
			keys, facts = append(keys, r.Schema.Facts[i].Key), append(facts, stated)
		}
	}
	return keys, facts
}
