package output

import (
	"encoding/json"
	"io"

	"github.com/gouji/gouji/report"
)

type jsonDiagnosis struct {
	File       string             `json:"file"`
	Index      int                `json:"index"`
	Form       string             `json:"form"`
	Score      float64            `json:"score"`
	Threshold  float64            `json:"threshold"`
	Recognised bool               `json:"recognised"`
	Shares     []jsonShare        `json:"shares"`
	Scores     map[string]float64 `json:"scores"`
	Title      *jsonTitle         `json:"title"`
	Titles     []jsonNearTitle    `json:"near_titles"`
	Sections   []jsonMatch        `json:"sections"`
	Rows       []jsonMatch        `json:"rows"`
	Columns    []jsonMatch        `json:"columns"`
	Choices    map[string]string  `json:"choices"`
	Cells      []jsonCell         `json:"cells"`
	Wordings   []jsonWording      `json:"wordings"`
	Mismatches []jsonMismatch     `json:"mismatches"`
}

type jsonShare struct {
	Kind   string  `json:"kind"`
	Found  int     `json:"found"`
	Total  int     `json:"total"`
	Weight float64 `json:"weight"`
}

type jsonTitle struct {
	Text    string  `json:"text"`
	Organ   *string `json:"organ"`
	Year    *int    `json:"year"`
	Pattern string  `json:"pattern"`
	jsonStart
}

type jsonNearTitle struct {
	Text       string  `json:"text"`
	Fault      string  `json:"fault"`
	Pattern    string  `json:"pattern"`
	Part       string  `json:"part,omitempty"`
	Similarity float64 `json:"similarity"`
	jsonStart
}

type jsonMatch struct {
	Key     string    `json:"key"`
	Wording string    `json:"wording"`
	Text    *string   `json:"text"`
	Nearest *jsonNear `json:"nearest,omitempty"`
	jsonStart
}

type jsonNear struct {
	Text       string  `json:"text"`
	Similarity float64 `json:"similarity"`
	jsonStart
}

type jsonCell struct {
	Key    string  `json:"key"`
	State  string  `json:"state"`
	Text   *string `json:"text"`
	Reason string  `json:"reason,omitempty"`
	jsonStart
}

type jsonWording struct {
	Key      string `json:"key"`
	Text     string `json:"text"`
	Official string `json:"official"`
	Misspelt bool   `json:"misspelt"`
	Count    int    `json:"count"`
	jsonStart
}

type jsonMismatch struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
	jsonStart
}

// DiagnosesJSON writes diagnoses as one JSON object.
func DiagnosesJSON(w io.Writer, all []*report.Diagnosis, lang report.Language) error {
	out := struct {
		Version int             `json:"version"`
		Samples []jsonDiagnosis `json:"samples"`
	}{jsonVersion, make([]jsonDiagnosis, 0, len(all))}
	for _, d := range all {
		out.Samples = append(out.Samples, newJSONDiagnosis(d, lang))
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(out)
}

func newJSONDiagnosis(d *report.Diagnosis, lang report.Language) jsonDiagnosis {
	r := d.Report
	start := func(span report.Span) jsonStart { return newJSONStart(r.Source.Position(span)) }
	j := jsonDiagnosis{
		File: r.Source.Path, Index: r.Index, Form: r.Schema.Form, Score: roundScore(r.Score), Threshold: d.Threshold,
		Recognised: d.Recognised(), Scores: map[string]float64{}, Titles: []jsonNearTitle{}, Choices: map[string]string{},
		Cells: []jsonCell{}, Wordings: []jsonWording{}, Mismatches: []jsonMismatch{},
	}
	for _, s := range d.Shares {
		j.Shares = append(j.Shares, jsonShare{s.Kind.String(), s.Found, s.Total, roundScore(s.Weight)})
	}
	for _, s := range d.Scores {
		j.Scores[s.Form] = roundScore(s.Score)
	}
	if r.Title.Found {
		j.Title = &jsonTitle{Text: r.Title.Text, Organ: optional(r.Title.Organ), Pattern: d.TitlePattern, jsonStart: start(r.Title.Span)}
		if r.Title.Year != 0 {
			j.Title.Year = &r.Title.Year
		}
	}
	for i := range d.Titles {
		n := &d.Titles[i]
		j.Titles = append(j.Titles, jsonNearTitle{n.Text, n.Fault.String(), n.Pattern, n.Part, roundScore(n.Similarity), start(n.Span)})
	}
	j.Sections = newJSONMatches(r, d.Sections, func(i int) string { return r.Schema.Sections[i].Key })
	j.Rows = newJSONMatches(r, d.Rows, r.Schema.RowKey)
	j.Columns = newJSONMatches(r, d.Columns, r.Schema.ColumnKey)
	for _, c := range d.Choices {
		j.Choices[c.Name] = c.Used
	}
	for i := range r.Fields {
		f, spec := &r.Fields[i], &r.Schema.Cells[i]
		if !shownRow(r, spec.Row) {
			continue
		}
		c := jsonCell{Key: spec.Key, State: f.State.String(), Reason: d.Absences[i].String(), jsonStart: start(f.Span)}
		if f.State != report.Absent {
			c.Text = &f.Text
		}
		j.Cells = append(j.Cells, c)
	}
	for _, n := range wordings(r) {
		j.Wordings = append(j.Wordings, jsonWording{n.label.Key, n.label.Text, n.label.Official, n.label.Misspelt, n.count, start(n.label.Span)})
	}
	for _, m := range d.Mismatches() {
		message, span := mismatchText(d, m, lang)
		mismatch := jsonMismatch{Kind: m.Kind.String(), Message: message}
		if span != nil {
			mismatch.jsonStart = start(*span)
		}
		j.Mismatches = append(j.Mismatches, mismatch)
	}
	return j
}

func newJSONMatches(r *report.Report, matches []report.Match, key func(int) string) []jsonMatch {
	out := make([]jsonMatch, len(matches))
	for i := range matches {
		m := &matches[i]
		out[i] = jsonMatch{Key: key(i), Wording: m.Wording.String()}
		if m.Text != "" {
			out[i].Text, out[i].jsonStart = &m.Text, newJSONStart(r.Source.Position(m.Span))
		}
		if m.Nearest != nil {
			out[i].Nearest = &jsonNear{m.Nearest.Text, roundScore(m.Nearest.Similarity), newJSONStart(r.Source.Position(m.Nearest.Span))}
		}
	}
	return out
}
