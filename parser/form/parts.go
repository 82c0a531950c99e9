package form

import (
	"slices"
	"sort"
)

// documentPart is a range of rows of a document that holds one report.
type documentPart struct {
	first, end int32
	// title is the title of the part, or nil.
	title *titleCandidate
}

// parts cuts a document where a second report begins: at a title, or else at the
// heading of the first section, behind which sections come again that were there
// before. The title on top of every page does not cut.
func (s *scan) parts() []documentPart {
	end := int32(len(s.doc.Rows))
	headed := s.headedRows()
	var cuts []int32
	start := int32(0)
	next := s.nextTitles()
	for i := range s.titles {
		if t := &s.titles[i]; t.first > start && repeats(headed, start, t.first, next[i]) {
			cuts = append(cuts, t.first)
			start = t.first
		}
	}
	if len(s.titles) < 2 {
		for i := range s.headings {
			h := &s.headings[i]
			if h.section == 0 && h.match == acceptedHeading && h.row > start && repeats(headed, start, h.row, end) {
				cuts = append(cuts, h.row)
				start = h.row
			}
		}
	}
	parts := make([]documentPart, 0, len(cuts)+1)
	from := int32(0)
	for _, c := range append(cuts, end) {
		parts = append(parts, documentPart{first: from, end: c, title: s.titleIn(from, c)})
		from = c
	}
	return parts
}

// nextTitles returns, for each title, the row of the next that differs from it, or
// the end of the document.
func (s *scan) nextTitles() []int32 {
	next := make([]int32, len(s.titles))
	for i := len(s.titles) - 1; i >= 0; i-- {
		switch {
		case i+1 == len(s.titles):
			next[i] = int32(len(s.doc.Rows))
		case s.titles[i+1].title.Folded != s.titles[i].title.Folded:
			next[i] = s.titles[i+1].first
		default:
			next[i] = next[i+1]
		}
	}
	return next
}

// headedRows lists, for each section, the rows that hold a well-worded heading.
func (s *scan) headedRows() [][]int32 {
	rows := make([][]int32, len(s.family.sections))
	for i := range s.headings {
		h := &s.headings[i]
		if h.match >= variantHeading && h.number.style != parenthesised && h.number.style != arabic {
			rows[h.section] = append(rows[h.section], h.row)
		}
	}
	return rows
}

// repeats reports whether at least half of the sections have well-worded headings
// both in [start, at) and in [at, end).
func repeats(headed [][]int32, start, at, end int32) bool {
	within := func(rows []int32, from, to int32) bool {
		i, _ := slices.BinarySearch(rows, from)
		return i < len(rows) && rows[i] < to
	}
	both := 0
	for _, rows := range headed {
		if within(rows, start, at) && within(rows, at, end) {
			both++
		}
	}
	return len(headed) > 0 && both*2 >= len(headed)
}

// titleIn returns the title of a range of rows: one that has most of the sections
// behind it and that names an organ and a year, or at least one of them. Of several
// such the last counts, since titles of other reports may be listed in front; of
// the same title again and again, the first.
func (s *scan) titleIn(first, end int32) *titleCandidate {
	var best *titleCandidate
	bestRank := -1
	from := sort.Search(len(s.titles), func(i int) bool { return s.titles[i].first >= first })
	for i := from; i < len(s.titles) && s.titles[i].last < end; i++ {
		t := &s.titles[i]
		rank := 0
		if t.title.Organ != "" {
			rank++
		}
		if t.title.Year != 0 {
			rank++
		}
		if s.headsText(t, first, end) {
			rank += 4
		}
		if rank > bestRank || rank == bestRank && t.title.Folded != best.title.Folded {
			best, bestRank = t, rank
		}
	}
	return best
}

// headsText reports whether most of the headings in a range of rows stand behind a
// title.
func (s *scan) headsText(t *titleCandidate, first, end int32) bool {
	upTo := func(row int32) int {
		return sort.Search(len(s.headings), func(i int) bool { return s.headings[i].row >= row })
	}
	before, behind := upTo(t.first)-upTo(first), upTo(end)-upTo(t.first)
	return behind > before
}
