package pdf

import (
	"math"
	"sort"

	"github.com/gouji/gouji/report"
)

// place is where a stretch of the extracted text stands.
type place struct {
	span report.Span
	page int
	box  report.Box
}

// origin maps the extracted text to pages. Places are in the order of the text.
type origin struct {
	places []place
}

// Position implements [report.Origin]. A span that runs over pages is said to stand
// on the first.
func (o *origin) Position(span report.Span, _ func(string) int) report.Position {
	first := sort.Search(len(o.places), func(i int) bool {
		s := o.places[i].span
		return s.End > span.Start || s.End == span.Start && s.Len() == 0
	})
	if len(o.places) == 0 {
		return report.Position{Layout: &report.Layout{Page: 1}}
	}
	first = min(first, len(o.places)-1)
	at := o.places[first]
	for _, p := range o.places[first+1:] {
		if p.span.Start >= span.End || p.page != at.page {
			break
		}
		at.box = join(at.box, p.box)
	}
	return report.Position{Layout: &report.Layout{Page: at.page, Box: report.Box{
		Left: round(at.box.Left), Top: round(at.box.Top), Right: round(at.box.Right), Bottom: round(at.box.Bottom),
	}}}
}

// round rounds to a tenth of a point: finer places mean nothing.
func round(x float64) float64 {
	const tenths = 10
	return math.Round(x*tenths) / tenths
}
