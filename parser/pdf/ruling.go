package pdf

import (
	"cmp"
	"math"
	"slices"

	"github.com/klippa-app/go-pdfium/enums"
)

// tracer follows the segments of a path and notes the lines that they draw: the
// edges of what is stroked, and areas so thin that they are lines.
type tracer struct {
	page   *page
	stroke bool
	points [][2]float64
	curved bool
}

func (t *tracer) step(kind enums.FPDF_SEGMENT, x, y float64, closes bool) {
	switch kind {
	case enums.FPDF_SEGMENT_MOVETO:
		t.end()
		t.points = append(t.points, [2]float64{x, y})
	case enums.FPDF_SEGMENT_LINETO:
		t.points = append(t.points, [2]float64{x, y})
	default:
		t.curved = true
		t.points = append(t.points, [2]float64{x, y})
	}
	if closes && len(t.points) > 0 {
		t.points = append(t.points, t.points[0])
		t.end()
	}
}

// end notes the lines of the part of the path that ends here.
func (t *tracer) end() {
	points, curved := t.points, t.curved
	t.points, t.curved = t.points[:0], false
	if len(points) < 2 {
		return
	}
	left, top, right, bottom := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range points {
		left, right = min(left, p[0]), max(right, p[0])
		top, bottom = min(top, p[1]), max(bottom, p[1])
	}
	wide, high := right-left, bottom-top
	switch {
	case math.IsNaN(wide+high) || math.IsInf(wide+high, 0):
	case high <= maxThickness && wide >= minLength:
		t.page.horizontal = append(t.page.horizontal, ruling{(top + bottom) / 2, left, right})
	case wide <= maxThickness && high >= minLength:
		t.page.vertical = append(t.page.vertical, ruling{(left + right) / 2, top, bottom})
	case t.stroke && !curved:
		for i := range len(points) - 1 {
			t.edge(points[i], points[i+1])
		}
	}
}

// edge notes a stroked line.
func (t *tracer) edge(a, b [2]float64) {
	wide, high := math.Abs(a[0]-b[0]), math.Abs(a[1]-b[1])
	switch {
	case high <= 1 && wide >= minLength:
		t.page.horizontal = append(t.page.horizontal, ruling{(a[1] + b[1]) / 2, min(a[0], b[0]), max(a[0], b[0])})
	case wide <= 1 && high >= minLength:
		t.page.vertical = append(t.page.vertical, ruling{(a[0] + b[0]) / 2, min(a[1], b[1]), max(a[1], b[1])})
	}
}

// Tolerances in points: lines so near to each other are one, and lines with so
// small a gap go on.
const (
	sameLine = 2.5
	sameGap  = 4
)

// merge joins the pieces of lines that lie on one another.
func merge(lines []ruling) []ruling {
	slices.SortFunc(lines, func(a, b ruling) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.from, b.from)) })
	var merged []ruling
	for i := 0; i < len(lines); {
		k := i + 1
		for k < len(lines) && lines[k].at-lines[k-1].at <= sameLine && lines[k].at-lines[i].at <= 2*sameLine {
			k++
		}
		group := slices.Clone(lines[i:k])
		at := 0.0
		for _, l := range group {
			at += l.at
		}
		at /= float64(len(group))
		slices.SortFunc(group, func(a, b ruling) int { return cmp.Compare(a.from, b.from) })
		current := ruling{at, group[0].from, group[0].to}
		for _, l := range group[1:] {
			if l.from > current.to+sameGap {
				merged = append(merged, current)
				current = ruling{at, l.from, l.to}
				continue
			}
			current.to = max(current.to, l.to)
		}
		merged = append(merged, current)
		i = k
	}
	return merged
}
