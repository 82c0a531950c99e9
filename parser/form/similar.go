package form

import (
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"github.com/gouji/gouji/report"
)

// nearCandidate is a text that may be meant for a label.
type nearCandidate struct {
	text, compact string
	span          report.Span
}

func newNearCandidate(text string, span report.Span) nearCandidate {
	compact, _ := compactLabel(text)
	return nearCandidate{text, compact, span}
}

// leastSimilar is how similar a text must be to a label to be shown as the one that
// may be meant.
const leastSimilar = 0.5

// nearestOf returns the candidate most similar to one of the spellings, the first of
// several, or nil where none is similar enough.
func nearestOf(candidates []nearCandidate, spellings []string) *report.NearText {
	compact := make([]string, len(spellings))
	for i, s := range spellings {
		compact[i], _ = compactLabel(s)
	}
	var best *report.NearText
	for _, c := range candidates {
		for _, s := range compact {
			similarity := similar(c.compact, s)
			if similarity >= leastSimilar && (best == nil || similarity > best.Similarity) {
				best = &report.NearText{Text: c.text, Span: c.span, Similarity: similarity}
			}
		}
	}
	return best
}

// similar says how similar two texts are, from 0 to 1: by the characters that differ,
// or by the pairs of characters that they have in common, whichever is more. The
// latter sees words in another order.
func similar(a, b string) float64 {
	m, n := utf8.RuneCountInString(a), utf8.RuneCountInString(b)
	if m == 0 || n == 0 || 2*min(m, n) < max(m, n) {
		return 0
	}
	distance := 1 - float64(levenshtein.ComputeDistance(a, b))/float64(max(m, n))
	if m < 2 || n < 2 {
		return distance
	}
	return max(distance, 2*float64(commonPairs(a, b))/float64(m+n-2))
}

// commonPairs counts the pairs of neighbouring characters that two texts have in
// common.
func commonPairs(a, b string) int {
	pairs := map[[2]rune]int{}
	forPairs(b, func(p [2]rune) { pairs[p]++ })
	common := 0
	forPairs(a, func(p [2]rune) {
		if pairs[p] > 0 {
			pairs[p]--
			common++
		}
	})
	return common
}

func forPairs(s string, visit func([2]rune)) {
	before := rune(-1)
	for _, r := range s {
		if before >= 0 {
			visit([2]rune{before, r})
		}
		before = r
	}
}
