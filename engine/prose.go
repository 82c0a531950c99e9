package engine

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/report"
)

// paragraphsOf returns the paragraphs of a section.
func paragraphsOf(r *report.Report, section int) []*report.Paragraph {
	var out []*report.Paragraph
	for i := range r.Paragraphs {
		if r.Paragraphs[i].Section == section {
			out = append(out, &r.Paragraphs[i])
		}
	}
	return out
}

// sentence is a sentence of a paragraph.
type sentence struct {
	in         *report.Paragraph
	start, end int // in the text of the paragraph
}

func (s sentence) text() string { return s.in.Text[s.start:s.end] }

// span returns where the sentence stands in the source.
func (s sentence) span(source *report.Source) report.Span { return s.in.Span(source, s.start, s.end) }

// eachSentence calls do with the sentences of a paragraph, without the marks that end
// them.
func eachSentence(p *report.Paragraph, do func(sentence)) {
	start := 0
	for start < len(p.Text) {
		end, n := len(p.Text), 0
		if at := strings.IndexAny(p.Text[start:], sentenceEnds); at >= 0 {
			end = start + at
			_, n = utf8.DecodeRuneInString(p.Text[end:])
		}
		if end > start {
			do(sentence{p, start, end})
		}
		start = end + n
	}
}
