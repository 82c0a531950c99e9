package document

import (
	"sort"

	"github.com/gouji/gouji/report"
)

// Layouts maps the text extracted from a file without lines to the places of its
// paragraphs and cells, in the order of the text. It implements [report.Origin].
type Layouts struct {
	// Start is the place of everything in a file that holds no text.
	Start report.Layout

	spans  []report.Span
	places []report.Layout
}

// Add records where the text at a span, behind all others, stands.
func (l *Layouts) Add(span report.Span, at report.Layout) {
	l.spans, l.places = append(l.spans, span), append(l.places, at)
}

// Position implements [report.Origin].
func (l *Layouts) Position(span report.Span, _ func(string) int) report.Position {
	layout := l.Start
	if len(l.places) > 0 {
		i := sort.Search(len(l.spans), func(i int) bool { return l.spans[i].End >= span.Start })
		layout = l.places[min(i, len(l.places)-1)]
	}
	return report.Position{Layout: &layout}
}
