package compare

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/report"
)

// Passage is a paragraph of one of the reports.
type Passage struct {
	// Text is the paragraph as printed, its lines joined.
	Text string
	Span report.Span

	tokens []token
}

// opening stands for what is between the title and the first section.
const opening = -1

// prose lists the paragraphs of a section, without its heading and its tables.
func prose(r *report.Report, section int) []Passage {
	var all []Passage
	for i := range r.Paragraphs {
		p := &r.Paragraphs[i]
		if p.Section != section {
			continue
		}
		passage := Passage{Span: p.Whole()}
		for _, line := range p.Lines {
			passage.Text = joined(passage.Text, r.Source.Slice(line))
		}
		passage.Text = withoutBullet(passage.Text)
		all = append(all, passage)
	}
	return all
}

// withoutBullet takes away the mark of an item of a list, which some file formats print
// and others do not.
func withoutBullet(text string) string {
	for _, mark := range []string{"- ", "* ", "•", "●", "▪", "■", "◆"} {
		if rest, ok := strings.CutPrefix(text, mark); ok {
			return strings.TrimLeftFunc(rest, unicode.IsSpace)
		}
	}
	return text
}

// joined joins the lines of a paragraph; between Chinese characters there is no space.
func joined(a, b string) string {
	last, _ := utf8.DecodeLastRuneInString(a)
	first, _ := utf8.DecodeRuneInString(b)
	if a != "" && last < utf8.RuneSelf && first < utf8.RuneSelf {
		return a + " " + b
	}
	return a + b
}
