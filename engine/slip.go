package engine

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/report"
)

// slip reports the first thing outside of quotes that is no part of the language and
// was meant for something that is: the characters of a Chinese keyboard, the operators
// of other languages, words. It is asked where an expression cannot be parsed.
func (t *translator) slip() bool {
	runes := []rune(t.expression.text)
	for i, class := range LexicalClasses(runes) {
		if class != Code {
			continue
		}
		if found, hint := slipAt(runes, i); found != "" {
			n := len([]rune(found))
			t.report(i, n, report.Text{
				ZH: fmt.Sprintf("表达式中不能用“%s”", found), EN: fmt.Sprintf("%q is no part of the language", found),
			}, hint)
			return true
		}
	}
	return false
}

// longestSlip is the length of the longest thing that slipAt looks for.
const longestSlip = 3

// slipAt returns what was written at a place in the place of something else, and what to
// write.
func slipAt(runes []rune, i int) (found string, hint report.Text) {
	write := func(s string) report.Text { return report.Text{ZH: fmt.Sprintf("请用“%s”", s), EN: "Write " + s} }
	rest := string(runes[i:min(i+longestSlip, len(runes))])
	for _, o := range []struct{ wrong, right string }{
		{"===", "=="},
		{"!==", "!="},
		{"=>", ">="},
		{"=<", "<="},
		{"<>", "!="},
		{"并且", "&&"},
		{"而且", "&&"},
		{"或者", "||"},
		{"不等于", "!="},
		{"等于", "=="},
		{"大于", ">"},
		{"小于", "<"},
		{"“", `"`},
		{"”", `"`},
		{"‘", "'"},
		{"’", "'"},
		{"×", "*"},
		{"÷", "/"},
		{"≥", ">="},
		{"≤", "<="},
		{"≠", "!="},
		{"【", "["},
		{"】", "]"},
		{"＝", "=="},
		{"且", "&&"},
		{"或", "||"},
		{"非", "!"},
	} {
		if strings.HasPrefix(rest, o.wrong) {
			if o.wrong == "=>" && isLoopVariable(runes[:i]) {
				return o.wrong, report.Text{ZH: "循环写作 all(r, …)，名称之后是逗号", EN: "A loop is written all(r, …), with a comma behind the name"}
			}
			return o.wrong, write(o.right)
		}
	}
	r := runes[i]
	switch {
	case r == '。' || r == '；' || r == ';':
		return string(r), report.Text{ZH: "请删去", EN: "Remove it"}
	case r == '=' && !isSign(runes, i-1, "=!<>") && !isSign(runes, i+1, "="):
		return "=", write("==")
	case (r == '&' || r == '|') && !isSign(runes, i-1, string(r)) && !isSign(runes, i+1, string(r)):
		return string(r), write(string(r) + string(r))
	case r == '%' && isPercentage(runes, i):
		return "%", report.Text{ZH: "百分数请写成小数，如 0.3", EN: "Write a percentage as a decimal, such as 0.3"}
	case unicode.Is(unicode.Han, r):
		end := i
		for end < len(runes) && unicode.Is(unicode.Han, runes[end]) {
			end++
		}
		return string(runes[i:end]), report.Text{ZH: "文字请加引号", EN: "Quote a text"}
	case r > unicode.MaxASCII:
		if ascii := fold.String(string(r)); ascii != string(r) && ascii[0] <= unicode.MaxASCII {
			return string(r), report.Text{ZH: fmt.Sprintf("请用半角“%s”", ascii), EN: "Write " + ascii}
		}
		if unicode.IsSpace(r) {
			return string(r), report.Text{ZH: "请用半角空格", EN: "Write an ordinary space"}
		}
	case unicode.IsLetter(r) && (i == 0 || !isNameRune(runes[i-1])):
		end := i
		for end < len(runes) && isNameRune(runes[end]) {
			end++
		}
		word := string(runes[i:end])
		if sign := map[string]string{"and": "&&", "or": "||", "not": "!"}[strings.ToLower(word)]; sign != "" {
			return word, write(sign)
		}
	}
	return "", report.Text{}
}

// isLoopVariable reports whether what stands in front is an opening bracket and a name.
func isLoopVariable(before []rune) bool {
	text := strings.TrimRightFunc(string(before), unicode.IsSpace)
	name := strings.TrimRightFunc(text, isNameRune)
	return name != text && strings.HasSuffix(strings.TrimRightFunc(name, unicode.IsSpace), "(")
}

// isSign reports whether one of some characters stands at a place.
func isSign(runes []rune, i int, signs string) bool {
	return i >= 0 && i < len(runes) && strings.ContainsRune(signs, runes[i])
}

// isPercentage reports whether a percent sign follows a number and precedes nothing that
// it could divide by.
func isPercentage(runes []rune, i int) bool {
	if i == 0 || !unicode.IsDigit(runes[i-1]) {
		return false
	}
	next := i + 1
	for next < len(runes) && unicode.IsSpace(runes[next]) {
		next++
	}
	return next == len(runes) || slices.Contains([]rune(")]&|<>=?:,"), runes[next])
}

// otherName returns what a name of other languages is called, or nothing.
func otherName(name string) report.Text {
	both := func(s string) report.Text { return report.Text{ZH: s, EN: s} }
	return map[string]report.Text{
		"True": both("true"), "TRUE": both("true"), "False": both("false"), "FALSE": both("false"),
		"len": both("size(…)"), "length": both("size(…)"), "count": both("filter(…).size()"), "includes": both("contains(…)"),
		"substr": both("substring(…)"), "SUM": both("sum(…)"), "any": both("exists(…)"), "every": both("all(…)"), "some": both("exists(…)"),
		"IF": {ZH: "条件 ? 甲 : 乙", EN: "condition ? a : b"},
	}[name]
}
