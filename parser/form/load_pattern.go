package form

import (
	"fmt"
	"regexp"

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
		n.Errorf(report.Text{
			ZH: fmt.Sprintf("正则表达式有误：%v", err), EN: fmt.Sprintf("bad regular expression: %v", err),
		}, report.Text{})
		return nil
	}
	return re
}
