package pdf

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/report"
)

// line is glyphs side by side, from left to right.
type line struct {
	glyphs []glyph
	box    report.Box
}

// shortGlyph is the height, as a share of that of a line, below which a glyph such as
// a comma or a dash does not tell where its line lies.
const shortGlyph = 0.45

// nearLine is how far outside of a line, as a share of its height, such a glyph may
// lie.
const nearLine = 0.75

// lines puts glyphs together that stand side by side, from top to bottom.
func lines(glyphs []glyph) []line {
	height := lineHeight(glyphs)
	if height == 0 {
		return nil
	}
	var tall, short []glyph
	for _, g := range glyphs {
		if g.box.Bottom-g.box.Top >= shortGlyph*height {
			tall = append(tall, g)
		} else {
			short = append(short, g)
		}
	}
	slices.SortStableFunc(tall, func(a, b glyph) int { return cmp.Compare(middle(a.box), middle(b.box)) })
	var found []line
	for _, g := range tall {
		if n := len(found); n > 0 && middle(g.box)-middle(found[n-1].box) < height/2 {
			found[n-1].add(g)
			continue
		}
		found = append(found, line{glyphs: []glyph{g}, box: g.box})
	}
	tallLines := len(found)
	for _, g := range short {
		best, distance := -1, nearLine*height
		for i := range found[:tallLines] {
			d := outside(found[i].box, middle(g.box))
			if d < distance && (d == 0 || !found[i].overlaps(g)) {
				best, distance = i, d
			}
		}
		if best >= 0 {
			found[best].add(g)
		} else {
			found = append(found, line{glyphs: []glyph{g}, box: g.box})
		}
	}
	slices.SortStableFunc(found, func(a, b line) int { return cmp.Compare(middle(a.box), middle(b.box)) })
	for i := range found {
		slices.SortStableFunc(found[i].glyphs, func(a, b glyph) int { return cmp.Compare(a.box.Left, b.box.Left) })
		found[i].glyphs = slices.CompactFunc(found[i].glyphs, sameGlyph)
	}
	return found
}

// overlaps reports whether a glyph lies above or below one of the line, which puts it on
// a line of its own: the numeral one, where each character is on a line.
func (l *line) overlaps(g glyph) bool {
	return slices.ContainsFunc(l.glyphs, func(other glyph) bool {
		return g.box.Left < other.box.Right && other.box.Left < g.box.Right
	})
}

func (l *line) add(g glyph) {
	l.glyphs = append(l.glyphs, g)
	l.box = join(l.box, g.box)
}

// sameGlyph reports whether a glyph is drawn twice, as programs do to make it bold.
func sameGlyph(a, b glyph) bool {
	const shift = 1.2 // points
	return a.text == b.text && math.Abs(b.box.Left-a.box.Left) < min(shift, (a.box.Right-a.box.Left)/2)
}

// outside returns how far a height lies outside of a box.
func outside(b report.Box, y float64) float64 {
	return max(b.Top-y, y-b.Bottom, 0)
}

func middle(b report.Box) float64 { return (b.Top + b.Bottom) / 2 }

func join(a, b report.Box) report.Box {
	return report.Box{Left: min(a.Left, b.Left), Top: min(a.Top, b.Top), Right: max(a.Right, b.Right), Bottom: max(a.Bottom, b.Bottom)}
}

// lineHeight returns the height of most glyphs.
func lineHeight(glyphs []glyph) float64 {
	if len(glyphs) == 0 {
		return 0
	}
	heights := make([]float64, len(glyphs))
	for i, g := range glyphs {
		heights[i] = g.box.Bottom - g.box.Top
	}
	slices.Sort(heights)
	return heights[len(heights)*2/3]
}

// piece is a stretch of text with the box of each of its characters.
type piece struct {
	text  strings.Builder
	boxes []box
}

// box is where a stretch of the text of a piece stands; the offsets are in bytes.
type box struct {
	start, end int32
	box        report.Box
}

// The share of the height of a line that a gap between two glyphs must have to be a
// space: between letters, between figures, which all take the width of the widest, and
// beside an ideograph or its punctuation, which leave room around them.
const (
	letterGap      = 0.25
	figureGap      = 0.5
	hanGap         = 0.6
	ideographicGap = 1.0
)

// gap returns what is written between two glyphs of a line: nothing, or the spaces of
// a gap. Beside an ideograph, where no space is ever typed, two of them part columns.
func gap(a, b glyph, height float64) string {
	before, _ := utf8.DecodeLastRuneInString(a.text)
	after, _ := utf8.DecodeRuneInString(b.text)
	share, spaces := figureGap, " "
	switch {
	case unicode.Is(unicode.Han, before) && unicode.Is(unicode.Han, after):
		share, spaces = hanGap, "  "
	case isIdeographic(before) || isIdeographic(after):
		share, spaces = ideographicGap, "  "
	case unicode.IsLetter(before) && unicode.IsLetter(after):
		share = letterGap
	}
	if b.box.Left-a.box.Right > share*height {
		return spaces
	}
	return ""
}

func isIdeographic(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef || r == '“' || r == '”' || r == '‘' || r == '’'
}

// write appends a line to the text. A gap is a space, and so is the beginning of a
// new line unless the text goes on: between ideographs, or in a figure that fills
// the line in front.
func (p *piece) write(l line, full bool) {
	height := l.box.Bottom - l.box.Top
	for i, g := range l.glyphs {
		switch {
		case i > 0:
			p.text.WriteString(gap(l.glyphs[i-1], g, height))
		case p.text.Len() > 0 && !p.continues(g, full):
			p.text.WriteByte(' ')
		}
		start := int32(p.text.Len())
		p.text.WriteString(g.text)
		p.boxes = append(p.boxes, box{start, int32(p.text.Len()), g.box})
	}
}

// continues reports whether a text goes on without a space on the next line.
func (p *piece) continues(next glyph, full bool) bool {
	before, _ := utf8.DecodeLastRuneInString(p.text.String())
	after, _ := utf8.DecodeRuneInString(next.text)
	if isIdeographic(before) || isIdeographic(after) {
		return true
	}
	figure := func(r rune) bool { return r >= '0' && r <= '9' || r == ',' || r == '.' }
	return full && figure(before) && figure(after)
}
