package output

import (
	"encoding/json"
	"io"

	"github.com/gouji/gouji/compare"
	"github.com/gouji/gouji/report"
)

// jsonComparisons is what changed between the reports of two files.
type jsonComparisons struct {
	Version     int              `json:"version"`
	Differences int              `json:"differences"`
	Comparisons []jsonComparison `json:"comparisons"`
	OnlyOld     []jsonReportName `json:"only_old"`
	OnlyNew     []jsonReportName `json:"only_new"`
}

// jsonReportName names a report.
type jsonReportName struct {
	File  string  `json:"file"`
	Index int     `json:"index"`
	Form  string  `json:"form"`
	Title *string `json:"title"`
	Organ *string `json:"organ"`
	Year  *int    `json:"year"`
}

type jsonComparison struct {
	Old          jsonReportName        `json:"old"`
	New          jsonReportName        `json:"new"`
	Differences  int                   `json:"differences"`
	TitleChanged bool                  `json:"title_changed"`
	Cells        []jsonComparedCell    `json:"cells"`
	Sections     []jsonComparedSection `json:"sections"`
}

type jsonComparedCell struct {
	Key        string     `json:"key"`
	Label      string     `json:"label"`
	Change     string     `json:"change"`
	Difference *string    `json:"difference"`
	Old        *jsonField `json:"old"`
	New        *jsonField `json:"new"`
}

type jsonComparedSection struct {
	Key            string                  `json:"key"`
	Label          string                  `json:"label"`
	Change         string                  `json:"change"`
	HeadingChanged bool                    `json:"heading_changed"`
	Old            *jsonSection            `json:"old"`
	New            *jsonSection            `json:"new"`
	Paragraphs     []jsonComparedParagraph `json:"paragraphs"`
}

type jsonComparedParagraph struct {
	Change string       `json:"change"`
	Old    *jsonPassage `json:"old"`
	New    *jsonPassage `json:"new"`
	Words  []jsonPiece  `json:"words,omitempty"`
}

type jsonPassage struct {
	Text string `json:"text"`
	jsonPosition
}

// jsonPiece is a run of words; change is "same", "added" or "removed".
type jsonPiece struct {
	Change string `json:"change"`
	Text   string `json:"text"`
}

// ComparisonJSON writes what changed between the reports of two files as one document.
func ComparisonJSON(w io.Writer, m *compare.Match, lang report.Language) error {
	j := jsonComparisons{
		Version: 1, Differences: m.Differences(), Comparisons: []jsonComparison{},
		OnlyOld: reportNames(m.OnlyOld), OnlyNew: reportNames(m.OnlyNew),
	}
	for _, c := range m.Comparisons {
		j.Comparisons = append(j.Comparisons, newJSONComparison(c, lang))
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(j)
}

func reportNames(reports []*report.Report) []jsonReportName {
	names := make([]jsonReportName, len(reports))
	for i, r := range reports {
		names[i] = newJSONReportName(r)
	}
	return names
}

func newJSONReportName(r *report.Report) jsonReportName {
	n := jsonReportName{
		File: r.Source.Path, Index: r.Index, Form: r.Schema.Form, Title: optional(r.Title.Text), Organ: optional(r.Title.Organ),
	}
	if r.Title.Year != 0 {
		n.Year = &r.Title.Year
	}
	return n
}

func newJSONComparison(c *compare.Comparison, lang report.Language) jsonComparison {
	j := jsonComparison{
		Old: newJSONReportName(c.Old), New: newJSONReportName(c.New), Differences: c.Differences(), TitleChanged: c.Title,
		Cells: []jsonComparedCell{}, Sections: []jsonComparedSection{},
	}
	field := func(r *report.Report, f *compare.Figure, key, label string) *jsonField {
		if f == nil {
			return nil
		}
		header := ""
		if i, ok := r.Schema.Cell(key); ok {
			header = r.Header(i)
		}
		out := newJSONField(r, f.Field, f.HasValue, header, label)
		return &out
	}
	for i := range c.Cells {
		cell := &c.Cells[i]
		label := cell.Label.In(lang)
		of := jsonComparedCell{
			Key: cell.Key, Label: label, Change: cell.Change.String(),
			Old: field(c.Old, cell.Old, cell.Key, label), New: field(c.New, cell.New, cell.Key, label),
		}
		if cell.Comparable {
			difference := cell.Difference.String()
			of.Difference = &difference
		}
		j.Cells = append(j.Cells, of)
	}
	for i := range c.Sections {
		j.Sections = append(j.Sections, newJSONComparedSection(c, &c.Sections[i], lang))
	}
	return j
}

func newJSONComparedSection(c *compare.Comparison, s *compare.Section, lang report.Language) jsonComparedSection {
	heading := func(r *report.Report, h *report.Heading) *jsonSection {
		if h == nil {
			return nil
		}
		return &jsonSection{Heading: h.Text, jsonStart: newJSONStart(r.Source.Position(h.Span))}
	}
	passage := func(r *report.Report, p *compare.Passage) *jsonPassage {
		if p == nil {
			return nil
		}
		return &jsonPassage{Text: p.Text, jsonPosition: newJSONPosition(r.Source.Position(p.Span))}
	}
	j := jsonComparedSection{
		Key: s.Key, Label: s.Label.In(lang), Change: s.Change.String(), HeadingChanged: s.Heading,
		Old: heading(c.Old, s.Old), New: heading(c.New, s.New), Paragraphs: []jsonComparedParagraph{},
	}
	for _, p := range s.Paragraphs {
		of := jsonComparedParagraph{Change: p.Change.String(), Old: passage(c.Old, p.Old), New: passage(c.New, p.New)}
		for _, piece := range p.Pieces {
			change := piece.Change.String()
			if piece.Change == compare.Changed {
				change = "same"
			}
			of.Words = append(of.Words, jsonPiece{change, piece.Text})
		}
		j.Paragraphs = append(j.Paragraphs, of)
	}
	return j
}
