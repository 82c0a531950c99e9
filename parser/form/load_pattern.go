package form

import (
	"fmt"
	"regexp"
	"unicode/utf8"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

// organPattern is what {organ} stands for in the pattern of a title: letters and
// digits with the few marks that names have.
const organPattern = `[\p{L}\p{N}()·、“” ]{2,60}?`

// yearPattern is what {year} stands for: four digits, Arabic or Chinese.
const yearPattern = `(?:19|20)\d\d|[一二][〇零○oO0一二三四五六七八九]{3}`

var macro = regexp.MustCompile(`\{(organ|year)(?::([^{}]+))?\}`)

// wholePattern compiles a pattern that must match a whole text. {organ} and
// {year} stand for named groups; {organ:…} narrows what an organ looks like.
func wholePattern(n *yamldoc.Node, organ string) *regexp.Regexp {
	source := n.String()
	if organ != "" && !checkMacros(n, source) {
		return nil
	}
	if organ != "" {
		source = macro.ReplaceAllStringFunc(source, func(s string) string {
			m := macro.FindStringSubmatch(s)
			inner := m[2]
			switch {
			case inner != "":
			case m[1] == "year":
				inner = yearPattern
			default:
				inner = organ
			}
			return "(?P<" + m[1] + ">" + inner + ")"
		})
	}
	re, err := regexp.Compile(`^(?:` + source + `)$`)
	if err != nil {
		n.Errorf(diag.BadPattern(err), report.Text{})
		return nil
	}
	return re
}

// brace finds what an author may have meant for {organ} or {year}: a brace that
// counts no repetitions, such as {2,4}, and names no class, such as \p{Han}.
var brace = regexp.MustCompile(`(\\[pPx])?\{([^{}]*)(\}?)`)

// checkMacros reports braces that stand for nothing.
func checkMacros(n *yamldoc.Node, source string) bool {
	repetition := regexp.MustCompile(`^\d+(,\d*)?$`)
	for _, m := range brace.FindAllStringSubmatchIndex(source, -1) {
		name := source[m[4]:m[5]]
		closed := m[7] > m[6]
		if m[2] >= 0 || closed && (repetition.MatchString(name) || macro.MatchString("{"+name+"}")) {
			continue
		}
		n.ErrorAt(utf8.RuneCountInString(source[:m[4]])-1, utf8.RuneCountInString(name)+1, report.Text{
			ZH: fmt.Sprintf("“{%s”没有意义，可用 {organ} 和 {year}", name), EN: fmt.Sprintf("{%s stands for nothing: use {organ} and {year}", name),
		}, diag.DidYouMean(name, []string{"organ", "year"}))
		return false
	}
	return true
}
