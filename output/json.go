package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"

	"github.com/gouji/gouji/report"
)

// jsonVersion is the version of the JSON formats. It changes when a member is
// removed or changes its meaning.
const jsonVersion = 1

// jsonReport is a report with its findings.
type jsonReport struct {
	File            string            `json:"file"`
	Index           int               `json:"index"`
	Form            string            `json:"form"`
	Score           float64           `json:"score"`
	Title           *string           `json:"title"`
	Organ           *string           `json:"organ"`
	OrganNormalised *string           `json:"organ_normalised"`
	Year            *int              `json:"year"`
	Findings        []jsonFinding     `json:"findings"`
	NotAssessed     []jsonNotAssessed `json:"not_assessed"`
	Defects         []jsonDefect      `json:"defects"`
	// Further says that the report came before: these are the findings of comparing it
	// with others.
	Further bool `json:"further,omitempty"`
}

type jsonFinding struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	jsonPlace
	Related    []jsonPlace       `json:"related"`
	Values     map[string]string `json:"values,omitempty"`
	Suggestion string            `json:"suggestion,omitempty"`
}

// jsonPlace is a place: lines and columns from 1, columns in code points, the end
// exclusive.
type jsonPlace struct {
	File  string `json:"file,omitempty"`
	Key   string `json:"key"`
	Label string `json:"label"`
	jsonPosition
}

type jsonNotAssessed struct {
	Rule string `json:"rule"`
	jsonPlace
	Missing []string `json:"missing"`
}

type jsonDefect struct {
	Rule    string `json:"rule"`
	Message string `json:"message"`
	jsonPlace
	// At is what failed, where it stands in the rule file.
	At jsonExcerpt `json:"at"`
}

type jsonExcerpt struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column,omitempty"`
}

// jsonFailure is an input that could not be read.
type jsonFailure struct {
	File  string `json:"file"`
	Error struct {
		Message string `json:"message"`
		Line    int    `json:"line,omitempty"`
		Column  int    `json:"column,omitempty"`
	} `json:"error"`
}

func newJSONReport(a *report.Assessment, lang report.Language) jsonReport {
	r := a.Report
	j := jsonReport{
		File: r.Source.Path, Index: r.Index, Form: r.Schema.Form, Score: roundScore(r.Score),
		Title: optional(r.Title.Text), Organ: optional(r.Title.Organ), OrganNormalised: optional(r.Title.OrganNormalised),
		Findings: []jsonFinding{}, NotAssessed: []jsonNotAssessed{}, Defects: []jsonDefect{},
	}
	if r.Title.Year != 0 {
		j.Year = &r.Title.Year
	}
	for i := range a.Findings {
		f := &a.Findings[i]
		out := jsonFinding{
			Rule: f.Rule, Severity: f.Severity.String(), Message: f.Message, jsonPlace: placeOf(r.Source, f.Place),
			Related: make([]jsonPlace, len(f.Related)), Suggestion: f.Suggestion,
		}
		for k, p := range f.Related {
			out.Related[k] = placeOf(r.Source, p)
		}
		if len(f.Values) > 0 {
			out.Values = make(map[string]string, len(f.Values))
			for _, v := range f.Values {
				out.Values[v.Name] = v.Text
			}
		}
		j.Findings = append(j.Findings, out)
	}
	for _, n := range a.NotAssessed {
		j.NotAssessed = append(j.NotAssessed, jsonNotAssessed{Rule: n.Rule, jsonPlace: placeOf(r.Source, n.Place), Missing: n.Missing})
	}
	for _, d := range a.Defects {
		j.Defects = append(j.Defects, jsonDefect{
			Rule: d.Rule, Message: d.Message.In(lang), jsonPlace: placeOf(r.Source, d.Place), At: jsonExcerpt{d.At.File, d.At.Line, d.At.Column},
		})
	}
	return j
}

// optional returns nil for an empty text, which JSON shows as null.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// roundScore rounds a score to two decimals, which is all it means.
func roundScore(score float64) float64 {
	const hundredths = 100
	return math.Round(score*hundredths) / hundredths
}

func placeOf(source *report.Source, p report.Place) jsonPlace {
	j := jsonPlace{Key: p.Key, Label: p.Label}
	position := source.Position(p.Span)
	if p.Elsewhere != nil {
		j.File, position = p.Elsewhere.Path, p.Elsewhere.Position
	}
	j.jsonPosition = newJSONPosition(position)
	return j
}

func newJSONFailure(path string, err error, lang report.Language) jsonFailure {
	f := jsonFailure{File: path}
	if in, ok := errors.AsType[*report.InputError](err); ok {
		f.Error.Message, f.Error.Line, f.Error.Column = in.Message.In(lang), in.Line, in.Column
		if in.Err != nil {
			f.Error.Message += lang.Pick("：", ": ") + in.Err.Error()
		}
		return f
	}
	f.Error.Message = err.Error()
	return f
}

// encode writes a value as JSON on one line, without a line break at its end.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// jsonLines writes a report a line, as they come.
type jsonLines struct {
	w       io.Writer
	options Options
}

func newJSONLines(w io.Writer, o Options) Writer { return &jsonLines{w, o} }

// Result implements [Writer].
func (j *jsonLines) Result(r *report.Result) error {
	switch {
	case r.Skipped:
		return nil
	case r.Err != nil:
		return j.line(newJSONFailure(r.Path, r.Err, j.options.Language))
	}
	for i := range r.Assessments {
		out := newJSONReport(&r.Assessments[i], j.options.Language)
		out.Further = r.Further
		if err := j.line(out); err != nil {
			return err
		}
	}
	return nil
}

func (j *jsonLines) line(v any) error {
	data, err := encode(v)
	if err != nil {
		return err
	}
	_, err = j.w.Write(append(data, '\n'))
	return err
}

// Close implements [Writer].
func (*jsonLines) Close(*Summary) error { return nil }

// jsonDocument writes one JSON document, report by report.
type jsonDocument struct {
	w        io.Writer
	options  Options
	reports  int
	failures []jsonFailure
	err      error
}

func newJSON(w io.Writer, o Options) Writer { return &jsonDocument{w: w, options: o} }

func (j *jsonDocument) write(s string) {
	if j.err == nil {
		_, j.err = io.WriteString(j.w, s)
	}
}

func (j *jsonDocument) value(v any) {
	data, err := encode(v)
	if err != nil && j.err == nil {
		j.err = err
	}
	j.write(string(data))
}

func (j *jsonDocument) start() {
	j.write("{\"version\": ")
	j.value(jsonVersion)
	j.write(",\n\"tool\": ")
	j.value(map[string]string{"name": "gouji", "version": j.options.Version})
	j.write(",\n\"reports\": [")
}

// Result implements [Writer].
func (j *jsonDocument) Result(r *report.Result) error {
	if r.Err != nil {
		if !r.Skipped {
			j.failures = append(j.failures, newJSONFailure(r.Path, r.Err, j.options.Language))
		}
		return j.err
	}
	for i := range r.Assessments {
		if j.reports == 0 {
			j.start()
		} else {
			j.write(",")
		}
		j.reports++
		j.write("\n")
		out := newJSONReport(&r.Assessments[i], j.options.Language)
		out.Further = r.Further
		j.value(out)
	}
	return j.err
}

// Close implements [Writer].
func (j *jsonDocument) Close(s *Summary) error {
	if j.reports == 0 {
		j.start()
	}
	j.write("\n],\n\"errors\": ")
	if j.failures == nil {
		j.failures = []jsonFailure{}
	}
	j.value(j.failures)
	j.write(",\n\"summary\": ")
	j.value(s)
	j.write("}\n")
	return j.err
}
