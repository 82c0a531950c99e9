package engine

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/report"
)

// masks are what is left out of a text before it is compared with another.
type masks uint8

const (
	maskYears masks = 1 << iota
	maskNumbers
	maskOrgan
)

func maskNames() []string { return []string{"years", "numbers", "organ"} }

// sketchSpec says of which text something is kept, and what.
type sketchSpec struct {
	// section is the index of the section, and key its key.
	section int
	key     string
	// normal says how the text is prepared for a resemblance; it is nil where sentences
	// are kept.
	normal *normaliser
	// sentences says which sentences are kept.
	sentences *sentenceFilter
}

// same reports whether two specs keep the same of a text.
func (s *sketchSpec) same(o *sketchSpec) bool {
	if s.section != o.section || (s.normal == nil) != (o.normal == nil) {
		return false
	}
	if s.normal != nil {
		return s.normal.same(o.normal)
	}
	return s.sentences.same(o.sentences)
}

// sketch is what is kept of a text.
type sketch struct {
	// length is the number of characters that were compared, at most 65,535.
	length uint16
	data   string
}

// sketch makes the sketch of a text.
func (s *sketchSpec) sketch(r *report.Report) sketch {
	paragraphs := paragraphsOf(r, s.section)
	if s.normal == nil {
		return s.sentences.sketch(paragraphs, r.Title.Year)
	}
	runes := s.normal.apply(paragraphs, r.Title.OrganNormalised)
	if len(runes) < s.normal.least {
		return sketch{length: uint16(min(len(runes), math.MaxUint16))}
	}
	return sketch{length: uint16(min(len(runes), math.MaxUint16)), data: minHash(runes)}
}

// normaliser brings a text into the form in which it is compared: letters and digits
// only, without what is masked.
type normaliser struct {
	mask    masks
	without []string
	until   []string
	// least is the number of characters below which texts are not compared.
	least int
}

func (n *normaliser) same(o *normaliser) bool {
	return n.mask == o.mask && n.least == o.least && slices.Equal(n.without, o.without) && slices.Equal(n.until, o.until)
}

// apply returns the text of paragraphs as it is compared.
func (n *normaliser) apply(paragraphs []*report.Paragraph, organ string) []rune {
	size := 0
	for _, p := range paragraphs {
		size += len(p.Text)
	}
	const bytesOfRune = 3
	out := make([]rune, 0, size/bytesOfRune+1)
	for _, p := range paragraphs {
		text := p.Text
		ends := false
		for _, word := range n.until {
			if at := strings.Index(text, word); at >= 0 {
				text, ends = text[:at], true
			}
		}
		if n.mask&maskOrgan != 0 && organ != "" {
			text = strings.ReplaceAll(text, organ, "")
		}
		for _, phrase := range n.without {
			text = strings.ReplaceAll(text, phrase, "")
		}
		out = n.letters(out, text)
		if ends {
			break
		}
	}
	return out
}

// letters appends the letters and digits of a text, with what is masked as one zero.
func (n *normaliser) letters(out []rune, text string) []rune {
	const firstHan, lastHan = 0x4e00, 0x9fff
	skip := 0
	for i, r := range text {
		switch {
		case i < skip:
		case r >= firstHan && r <= lastHan:
			out = append(out, r)
		case isDigit(r):
			end := i + 1
			for end < len(text) && (isDigit(rune(text[end])) || text[end] == '.' && end+1 < len(text) && isDigit(rune(text[end+1]))) {
				end++
			}
			if n.mask&maskNumbers != 0 || n.mask&maskYears != 0 && strings.HasPrefix(text[end:], "年") {
				out = append(out, '0')
			} else {
				out = append(out, []rune(text[i:end])...)
			}
			skip = end
		case r < utf8.RuneSelf:
			if r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
				out = append(out, r)
			}
		case unicode.IsLetter(r):
			out = append(out, r)
		}
	}
	return out
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// shingleSize is how many characters in a row are compared as one.
const shingleSize = 4

// eachShingle calls f with every run of characters, as a number.
func eachShingle(runes []rune, f func(uint64)) {
	const bits = 64 / shingleSize // all that common characters have
	var window uint64
	for i, r := range runes {
		if r > 0xffff {
			r ^= r >> bits
		}
		window = window<<bits | uint64(r&0xffff)
		if i >= shingleSize-1 {
			f(window)
		}
	}
}

// signatureSize is the number of values of a signature: the share of equal ones in two
// signatures is that of the common shingles, within 0.06 or so.
const signatureSize = 64

// minHash returns the MinHash signature of a text: of the shingles whose hash falls
// into each of the bins, the least.
func minHash(runes []rune) string {
	var least [signatureSize]uint64
	for i := range least {
		least[i] = math.MaxUint64
	}
	eachShingle(runes, func(window uint64) {
		h := mix(window)
		bin := h % signatureSize
		least[bin] = min(least[bin], h)
	})
	out := make([]byte, 0, 2*signatureSize)
	for i := range least {
		v := least[i]
		// An empty bin takes after the next that is not.
		for k := 1; v == math.MaxUint64 && k < signatureSize; k++ {
			if next := least[(i+k)%signatureSize]; next != math.MaxUint64 {
				v = mix(next + uint64(k))
			}
		}
		const binBits = 6 // those that are the same for all hashes of a bin
		out = binary.LittleEndian.AppendUint16(out, uint16(v>>binBits))
	}
	return string(out)
}

// mix is the finaliser of SplitMix64: neighbouring numbers give unlike ones.
func mix(x uint64) uint64 {
	const gamma, first, second = 0x9e3779b97f4a7c15, 0xbf58476d1ce4e5b9, 0x94d049bb133111eb
	x += gamma
	x = (x ^ x>>30) * first
	x = (x ^ x>>27) * second
	return x ^ x>>31
}

// estimate returns the share of shingles that two texts have in common, by their
// signatures.
func estimate(a, b string) float64 {
	equal := 0
	for i := 0; i < len(a); i += 2 {
		if a[i] == b[i] && a[i+1] == b[i+1] {
			equal++
		}
	}
	return float64(equal) / signatureSize
}

// shingleSet is the set of the shingles of a text, in order.
type shingleSet []uint64

func newShingleSet(runes []rune) shingleSet {
	set := make(shingleSet, 0, len(runes))
	eachShingle(runes, func(window uint64) { set = append(set, window) })
	slices.Sort(set)
	return slices.Compact(set)
}

// resemblance returns the share of shingles that two texts have in common, in
// thousandths.
func (s shingleSet) resemblance(o shingleSet) int {
	common := 0
	for i, k := 0, 0; i < len(s) && k < len(o); {
		switch {
		case s[i] == o[k]:
			common++
			i++
			k++
		case s[i] < o[k]:
			i++
		default:
			k++
		}
	}
	all := len(s) + len(o) - common
	if all == 0 {
		return 0
	}
	return common * thousand / all
}

const thousand = 1000

// sentenceFilter says which sentences are kept: those that name the year of the report or
// the one before, and those that state a figure.
type sentenceFilter struct {
	// least is the number of characters of a sentence.
	least int
	// figures is the least number that counts, where one of the units follows it.
	figures int
	units   []string
	except  []string
}

func (f *sentenceFilter) same(o *sentenceFilter) bool {
	return f.least == o.least && f.figures == o.figures && slices.Equal(f.units, o.units) && slices.Equal(f.except, o.except)
}

// What a sentence that is kept holds.
const (
	namesYear     = 1 << iota // the year of the report
	namesYearPast             // the year before
	statesFigure
)

// markSize is the length of what is kept of a sentence: a hash and what it holds.
const markSize = 5

func (f *sentenceFilter) sketch(paragraphs []*report.Paragraph, year int) sketch {
	var data []byte
	f.each(paragraphs, year, func(s sentence, holds byte) {
		data = binary.LittleEndian.AppendUint32(data, sentenceHash(s.text()))
		data = append(data, holds)
	})
	return sketch{data: string(data)}
}

func sentenceHash(s string) uint32 {
	const prime = 0x100000001b3 // of FNV
	h := uint64(len(s))
	for i := range len(s) {
		h = h*prime ^ uint64(s[i])
	}
	return uint32(mix(h))
}

// each calls do with the sentences that are kept.
func (f *sentenceFilter) each(paragraphs []*report.Paragraph, year int, do func(s sentence, holds byte)) {
	for _, p := range paragraphs {
		eachSentence(p, func(s sentence) {
			if holds := f.holds(s.text(), year); holds != 0 {
				do(s, holds)
			}
		})
	}
}

// holds says why a sentence is kept, or returns 0.
func (f *sentenceFilter) holds(s string, year int) byte {
	var holds byte
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			continue
		}
		end, value := i, 0
		for end < len(s) && s[end] >= '0' && s[end] <= '9' {
			value = min(value*10+int(s[end]-'0'), math.MaxInt32)
			end++
		}
		after := s[end:]
		switch {
		case strings.HasPrefix(after, "年"):
			switch value {
			case year:
				holds |= namesYear
			case year - 1:
				holds |= namesYearPast
			}
		case value >= f.figures && slices.ContainsFunc(f.units, func(u string) bool { return strings.HasPrefix(after, u) }):
			holds |= statesFigure
		}
		i = end
	}
	if holds == 0 || utf8.RuneCountInString(s) < f.least || slices.ContainsFunc(f.except, func(word string) bool { return strings.Contains(s, word) }) {
		return 0
	}
	return holds
}

// repeatsOf returns the sentences of one year that may be left over from the last: those
// that name a year that is no longer theirs, or state the same figure.
func repeatsOf(now, before sketch) bool {
	for i := 0; i < len(now.data); i += markSize {
		if now.data[i+4]&(namesYearPast|statesFigure) == 0 {
			continue
		}
		for k := 0; k < len(before.data); k += markSize {
			if now.data[i:i+4] == before.data[k:k+4] {
				return true
			}
		}
	}
	return false
}
