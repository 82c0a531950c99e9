package xlsx

import (
	"sort"

	"github.com/gouji/gouji/report"
)

// origin maps the extracted text to cells. Places are in the order of the text.
type origin struct {
	places []place
}

// Position implements [report.Origin].
func (o *origin) Position(span report.Span, _ func(string) int) report.Position {
	i := sort.Search(len(o.places), func(i int) bool { return o.places[i].span.End >= span.Start })
	if len(o.places) == 0 {
		return report.Position{Layout: &report.Layout{Cell: "A1"}}
	}
	p := o.places[min(i, len(o.places)-1)]
	return report.Position{Layout: &report.Layout{Sheet: p.sheet, Cell: p.cell}}
}
