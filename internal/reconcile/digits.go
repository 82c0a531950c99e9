package reconcile

import (
	"slices"
	"strconv"
)

// digits says how a printed figure and the right one differ.
func digits(printed, right int64) Cause {
	if printed < 0 || right < 0 {
		return WrongFigure
	}
	p, r := strconv.FormatInt(printed, 10), strconv.FormatInt(right, 10)
	switch {
	case len(p) == len(r) && sorted(p) == sorted(r):
		return Transposed
	case len(p)+1 == len(r) && printed != 0 && within(p, r):
		return DigitMissing
	case len(p) == len(r)+1 && right != 0 && within(r, p):
		return DigitExtra
	}
	return WrongFigure
}

func sorted(s string) string {
	b := []byte(s)
	slices.Sort(b)
	return string(b)
}

// within reports whether a text is left when one character of another is taken away.
func within(short, long string) bool {
	i := 0
	for i < len(short) && short[i] == long[i] {
		i++
	}
	return short[i:] == long[i+1:]
}
