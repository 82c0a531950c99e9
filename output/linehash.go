package output

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/gouji/gouji/report"
)

// lineHashKey names the fingerprint by which code scanning on GitHub recognises a
// finding: a hash of the line on which it begins and of what follows.
const lineHashKey = "primaryLocationLineHash"

// What goes into the hash of a line: 100 UTF-16 code units from its first one on, across
// the lines that follow, taken as the coefficients of a polynomial at 37, modulo 2⁶⁴.
const (
	hashedUnits = 100
	hashBase    = 37
	// endOfFile stands behind the last unit of a file; zeros follow.
	endOfFile = 0xffff
)

// lineHashes holds the hashes of the lines of a file as GitHub's upload action computes
// them, so that it finds what it expects: blanks and tabs do not count, each kind of line
// break counts as one line feed. A file that it would read differently, since it is not in
// UTF-8 or damaged, has none.
type lineHashes struct {
	source *report.Source
	lines  []string
}

// of returns the hash of a line of a file, from 1, or the empty string where there is
// none. It remembers the hashes of one file.
func (h *lineHashes) of(source *report.Source, line int) string {
	if h.source != source {
		h.source, h.lines = source, nil
		if text, ok := source.FileText(); ok && source.Encoding == "UTF-8" && !strings.ContainsRune(text, utf8.RuneError) {
			h.lines = hashLines(text)
		}
	}
	if line < 1 || line > len(h.lines) {
		return ""
	}
	return h.lines[line-1]
}

// hashLines computes the hashes of all lines, each with the number of lines up to it that
// have the same one.
func hashLines(text string) []string {
	units, starts := hashedText(text)
	var power uint64 = 1
	for range hashedUnits {
		power *= hashBase
	}
	at := func(i int) uint64 {
		if i < len(units) {
			return uint64(units[i])
		}
		return 0
	}
	var hash uint64
	for i := range hashedUnits {
		hash = hash*hashBase + at(i)
	}
	hashes := make([]string, 0, len(starts))
	same := make(map[uint64]int, len(starts))
	for i, next := 0, 0; next < len(starts); i++ {
		if i == starts[next] {
			same[hash]++
			hashes = append(hashes, strconv.FormatUint(hash, 16)+":"+strconv.Itoa(same[hash]))
			next++
		}
		hash = hash*hashBase + at(i+hashedUnits) - at(i)*power
	}
	return hashes
}

// hashedText returns the code units of a text that count, with that for the end of the
// file, and where among them each line begins.
func hashedText(text string) (units []uint16, starts []int) {
	units = make([]uint16, 0, utf8.RuneCountInString(text)+1)
	lineStart, afterReturn := true, false
	add := func(unit uint16) {
		if lineStart {
			starts = append(starts, len(units))
		}
		units = append(units, unit)
		lineStart = unit == '\n'
	}
	for _, r := range text {
		secondHalf := afterReturn && r == '\n'
		afterReturn = r == '\r'
		switch {
		case r == ' ' || r == '\t' || secondHalf:
		case r == '\r':
			add('\n')
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			add(uint16(high))
			add(uint16(low))
		default:
			add(uint16(r))
		}
	}
	add(endOfFile)
	return units, starts
}
