package compare

import (
	"strings"
	"unicode"

	"github.com/aymanbagabas/go-udiff/lcs"

	"github.com/gouji/gouji/internal/fold"
)

// Paragraph is a paragraph that differs.
type Paragraph struct {
	Change Change
	// Old and New are nil where the report does not have the paragraph.
	Old, New *Passage
	// Pieces are the words of a changed paragraph, of both reports, in their order.
	Pieces []Piece
}

// Piece is a run of words that both reports have, or one of them.
type Piece struct {
	// Change is Changed where both have the words.
	Change Change
	// Text is that of the new report, or of the old one where that alone has it.
	Text string
}

// token is what is compared as a whole: a number, a word in letters, or a single
// character. Texts in Chinese have no marked words.
type token struct {
	text, spelling string
}

// tokens splits a text. Spaces belong to the token before them and are not compared.
func tokens(text string) []token {
	var all []token
	kind := func(r rune) int {
		switch {
		case unicode.IsSpace(r):
			return 0
		case unicode.IsDigit(r):
			return 1
		case unicode.Is(unicode.Latin, r):
			return 2
		}
		return -1 // stands alone
	}
	runes := []rune(text)
	for i := 0; i < len(runes); {
		end := i + 1
		k := kind(runes[i])
		for k >= 0 && end < len(runes) {
			decimal := k == 1 && (runes[end] == '.' || runes[end] == ',') && end+1 < len(runes) && kind(runes[end+1]) == 1
			if kind(runes[end]) != k && !decimal {
				break
			}
			end++
		}
		s := string(runes[i:end])
		if k == 0 && len(all) > 0 {
			all[len(all)-1].text += s
		} else if k != 0 {
			all = append(all, token{s, fold.String(s)})
		}
		i = end
	}
	return all
}

func spellings(all []token) []string {
	out := make([]string, len(all))
	for i, t := range all {
		out[i] = t.spelling
	}
	return out
}

// paragraphs compares two lists of paragraphs.
func paragraphs(older, newer []Passage) []Paragraph {
	key := func(all []Passage) []string {
		keys := make([]string, len(all))
		for i := range all {
			all[i].tokens = tokens(all[i].Text)
			keys[i] = strings.Join(spellings(all[i].tokens), "")
		}
		return keys
	}
	out := make([]Paragraph, 0, max(len(older), len(newer)))
	for _, d := range lcs.DiffLines(key(older), key(newer)) {
		out = append(out, pair(older[d.Start:d.End], newer[d.ReplStart:d.ReplEnd])...)
	}
	return out
}

// mostPairs bounds how many pairs of paragraphs are compared to find those that belong
// together. Where there are more, all are taken to be other ones.
const mostPairs = 2_500

// alike is the share of the words in common from which on two paragraphs are versions of
// one.
const alike = 0.4

// pair finds which of some paragraphs are versions of each other, in their order, so that
// they have as much in common as possible.
func pair(older, newer []Passage) []Paragraph {
	n, m := len(older), len(newer)
	out := make([]Paragraph, 0, n+m)
	removed := func(i int) { out = append(out, Paragraph{Change: Removed, Old: &older[i]}) }
	added := func(k int) { out = append(out, Paragraph{Change: Added, New: &newer[k]}) }
	if n*m > mostPairs {
		for i := range older {
			removed(i)
		}
		for k := range newer {
			added(k)
		}
		return out
	}
	// best[i][k] is the most that the paragraphs from i and from k on have in common.
	best, common := make([][]float64, n+1), make([][]float64, n)
	for i := range best {
		best[i] = make([]float64, m+1)
	}
	for i := n - 1; i >= 0; i-- {
		common[i] = make([]float64, m)
		for k := m - 1; k >= 0; k-- {
			best[i][k] = max(best[i+1][k], best[i][k+1])
			if common[i][k] = similarity(older[i].tokens, newer[k].tokens); common[i][k] >= alike {
				best[i][k] = max(best[i][k], best[i+1][k+1]+common[i][k])
			}
		}
	}
	i, k := 0, 0
	for i < n || k < m {
		switch {
		case i < n && k < m && common[i][k] >= alike && best[i][k] == best[i+1][k+1]+common[i][k]:
			out = append(out, Paragraph{Old: &older[i], New: &newer[k], Pieces: pieces(older[i].tokens, newer[k].tokens)})
			i, k = i+1, k+1
		case i < n && best[i][k] == best[i+1][k]:
			removed(i)
			i++
		default:
			added(k)
			k++
		}
	}
	return out
}

// similarity is the share of the words that two paragraphs have in common, from 0 to 1.
func similarity(a, b []token) float64 {
	longer := max(len(a), len(b))
	if longer == 0 || min(len(a), len(b))*5 < longer*2 {
		return 0 // their lengths alone make them other paragraphs
	}
	changed := 0
	for _, d := range lcs.DiffLines(spellings(a), spellings(b)) {
		changed += max(d.End-d.Start, d.ReplEnd-d.ReplStart)
	}
	return max(0, float64(longer-changed)/float64(longer))
}

// shortest is how many single characters two changes are apart at least: what is left of
// two words by chance does not help to read what changed.
const shortest = 2

// pieces compares the words of two paragraphs.
func pieces(a, b []token) []Piece {
	diffs := lcs.DiffLines(spellings(a), spellings(b))
	var merged []lcs.Diff
	for _, d := range diffs {
		if n := len(merged); n > 0 && d.Start-merged[n-1].End < shortest && alone(a[merged[n-1].End:d.Start]) {
			merged[n-1].End, merged[n-1].ReplEnd = d.End, d.ReplEnd
			continue
		}
		merged = append(merged, d)
	}
	var out []Piece
	add := func(change Change, all []token) {
		var s strings.Builder
		for _, t := range all {
			s.WriteString(t.text)
		}
		if s.Len() > 0 {
			out = append(out, Piece{change, s.String()})
		}
	}
	at := 0
	for _, d := range merged {
		add(Changed, b[at:d.ReplStart])
		add(Removed, a[d.Start:d.End])
		add(Added, b[d.ReplStart:d.ReplEnd])
		at = d.ReplEnd
	}
	add(Changed, b[at:])
	return out
}

// alone reports whether tokens are single characters of a script without spaces, and no
// punctuation.
func alone(all []token) bool {
	for _, t := range all {
		for _, r := range t.text {
			if !unicode.Is(unicode.Han, r) {
				return false
			}
		}
	}
	return true
}
