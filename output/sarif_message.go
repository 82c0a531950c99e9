package output

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/report"
)

// maxLinks is how many of the places that a message does not name are listed behind it. A
// list of all cells of a table helps nobody.
const maxLinks = 6

// pathMark stands between the labels of a path.
const pathMark = " › "

// leastName is the length of the shortest name that a message is searched for, and
// leastPart that of the last part of a path: shorter ones may be part of other words.
const (
	leastName = 2
	leastPart = 4
)

// quoted is what a message quotes: as a whole, if it is a name.
var quoted = regexp.MustCompile(`“[^“”]*”|"[^"]*"`)

// looksLinked is what a reader of SARIF takes for a link to a location.
var looksLinked = regexp.MustCompile(`\[[^\]]*\]\(\d+\)`)

// linked writes a message in which the related places are links to the locations with the
// numbers from 1 on: where the message names them, and else in a line behind it. Readers
// such as GitHub show only the places to which the message leads. The position of a place
// tells it from others that are called the same.
func linked(message string, place report.Place, related []report.Place, position func(report.Place) string, lang report.Language) string {
	links := nameLinks(message, place, related)
	var b strings.Builder
	end := 0
	for _, l := range links {
		b.WriteString(unlinked(message[end:l.start]))
		writeLink(&b, message[l.start:l.end], l.place)
		end = l.end
	}
	b.WriteString(unlinked(message[end:]))
	called := map[string]int{}
	for _, p := range related {
		called[p.Label]++
	}
	listed := 0
	for i, p := range related {
		if p.Label == "" || slices.ContainsFunc(links, func(l nameLink) bool { return l.place == i }) {
			continue
		}
		if listed == maxLinks {
			b.WriteString(lang.Pick("等", " …"))
			break
		}
		if listed == 0 {
			b.WriteString("\n" + lang.Pick("相关位置：", "Related: "))
		} else {
			b.WriteString(lang.Pick("、", ", "))
		}
		listed++
		label := p.Label
		if p.Elsewhere != nil || called[label] > 1 {
			label += lang.Pick("（", " (") + position(p) + lang.Pick("）", ")")
		}
		writeLink(&b, label, i)
	}
	return b.String()
}

// nameLink is where a message names a related place.
type nameLink struct{ start, end, place int }

// placeName is a name by which a message may call a place.
type placeName struct {
	text  string
	place int // -1 for that of the finding itself, which is no link
	// part says that the text is the last part of a path.
	part bool
}

// placeNames lists the names of places: their labels, and the last parts of paths that no
// other place has. The longest come first, so that no part of a name is taken for another.
func placeNames(place report.Place, related []report.Place) []placeName {
	list := []placeName{{text: place.Label, place: -1}}
	count := map[string]int{lastPart(place.Label): 1}
	for i, p := range related {
		list = append(list, placeName{text: p.Label, place: i})
		count[lastPart(p.Label)]++
	}
	for i, p := range related {
		if last := lastPart(p.Label); last != p.Label && count[last] == 1 {
			list = append(list, placeName{text: last, place: i, part: true})
		}
	}
	list = slices.DeleteFunc(list, func(n placeName) bool {
		length := utf8.RuneCountInString(n.text)
		return length < leastName || n.part && length < leastPart
	})
	slices.SortStableFunc(list, func(a, b placeName) int { return cmp.Compare(len(b.text), len(a.text)) })
	return list
}

// nameLinks finds where a message names related places. No two of them overlap.
func nameLinks(message string, place report.Place, related []report.Place) []nameLink {
	quotations := quoted.FindAllStringIndex(message, -1)
	var taken []nameLink
	// free reports whether a name may stand at a place: nothing else does, and what is
	// quoted is the name and no more.
	free := func(l nameLink, n placeName) bool {
		for _, o := range taken {
			if o.start < l.end && l.start < o.end || n.place >= 0 && o.place == n.place {
				return false
			}
		}
		for _, q := range quotations {
			_, mark := utf8.DecodeRuneInString(message[q[0]:])
			if q[0] < l.end && l.start < q[1] && (l.start != q[0]+mark || l.end != q[1]-mark) {
				return false
			}
		}
		return true
	}
	for _, n := range placeNames(place, related) {
		for from := 0; ; {
			i := strings.Index(message[from:], n.text)
			if i < 0 {
				break
			}
			l := nameLink{from + i, from + i + len(n.text), n.place}
			from = l.end
			if free(l, n) {
				taken = append(taken, l)
			}
		}
	}
	taken = slices.DeleteFunc(taken, func(l nameLink) bool { return l.place < 0 })
	slices.SortFunc(taken, func(a, b nameLink) int { return cmp.Compare(a.start, b.start) })
	return taken
}

// lastPart returns the last label of a path.
func lastPart(label string) string {
	if i := strings.LastIndex(label, pathMark); i >= 0 {
		return label[i+len(pathMark):]
	}
	return label
}

func writeLink(b *strings.Builder, text string, place int) {
	fmt.Fprintf(b, "[%s](%d)", strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`).Replace(text), place+1)
}

// unlinked writes a text so that nothing in it is taken for a link.
func unlinked(s string) string {
	return looksLinked.ReplaceAllStringFunc(s, func(l string) string {
		return strings.NewReplacer("[", `\[`, "]", `\]`).Replace(l)
	})
}
