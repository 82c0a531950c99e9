package inline_test

import (
	"testing"

	"github.com/gouji/gouji/internal/inline"
)

func TestTrim(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                         "",
		"0":                        "0",
		" 12 ":                     "12",
		"**0**":                    "0",
		"** 0 **":                  "0",
		"***0***":                  "0",
		"__合计__":                   "合计",
		"`0`":                      "0",
		"$0$":                      "0",
		"$ 0 $":                    "0",
		"$$13$$":                   "13",
		`\( 13 \)`:                 "13",
		`\[13\]`:                   "13",
		`$\mathbf{13}$`:            "13",
		`$ \mathbf { 1 3 } $`:      "1 3",
		`$^{13}$`:                  "13",
		`$\text{\bf{13}}$`:         "13",
		"**$13$**":                 "13",
		"<b>13</b>":                "13",
		`<span lang="EN">1</span>`: "1",
		"**一、总体情况":                 "一、总体情况",
		// What is not within marks as a whole stays.
		"$0$ $1$":          "$0$ $1$",
		"**甲** 乙 **丙**":    "**甲** 乙 **丙**",
		"*":                "*",
		"**":               "**",
		"$$":               "$$",
		"$":                "$",
		"$5":               "$5",
		"{0}":              "{0}",
		"$a}{b$":           "a}{b",
		"$\\frac{1}{2}$":   "\\frac{1}{2}",
		"<b>1</b><b>2</b>": "<b>1</b><b>2</b>",
		"<b>1</i>":         "<b>1</i>",
		"<br>":             "<br>",
		"<b/>1</b>":        "<b/>1</b>",
		`\mathbf{13}`:      `\mathbf{13}`,
	} {
		from, to, _ := inline.Trim(text)
		if got := text[from:to]; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzTrim(f *testing.F) {
	f.Add(`$ \mathbf { 1 3 } $`)
	f.Add("<b >1</b>")
	f.Fuzz(func(t *testing.T, s string) {
		from, to, _ := inline.Trim(s)
		if from < 0 || to < from || to > len(s) {
			t.Fatalf("%q: from %d to %d", s, from, to)
		}
		if again, end, _ := inline.Trim(s[from:to]); again < 0 || end > to-from {
			t.Fatalf("%q", s)
		}
	})
}
