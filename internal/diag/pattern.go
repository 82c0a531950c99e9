package diag

import (
	"errors"
	"fmt"
	"regexp/syntax"

	"github.com/gouji/gouji/report"
)

// BadPattern words why a regular expression does not compile.
func BadPattern(err error) report.Text {
	bad, ok := errors.AsType[*syntax.Error](err)
	if !ok {
		return report.Text{ZH: fmt.Sprintf("正则表达式有误：%v", err), EN: fmt.Sprintf("bad regular expression: %v", err)}
	}
	zh := map[syntax.ErrorCode]string{
		syntax.ErrMissingParen: "缺少右括号", syntax.ErrUnexpectedParen: "多余的右括号", syntax.ErrMissingBracket: "缺少“]”",
		syntax.ErrMissingRepeatArgument: "*、+、? 之前缺少内容", syntax.ErrInvalidRepeatOp: "重复符号连用", syntax.ErrInvalidRepeatSize: "重复次数有误",
		syntax.ErrInvalidCharRange: "字符范围有误", syntax.ErrInvalidCharClass: "字符类有误", syntax.ErrInvalidEscape: "转义有误",
		syntax.ErrTrailingBackslash: "末尾的“\\”没有内容", syntax.ErrInvalidPerlOp: "不支持的写法", syntax.ErrInvalidNamedCapture: "命名分组有误",
		syntax.ErrLarge: "表达式过大", syntax.ErrNestingDepth: "嵌套过深",
	}[bad.Code]
	if zh == "" {
		zh = string(bad.Code)
	}
	if bad.Code == syntax.ErrMissingParen || bad.Code == syntax.ErrUnexpectedParen {
		// The library names the whole pattern, which may be longer than what was written.
		return report.Text{ZH: "正则表达式有误：" + zh, EN: fmt.Sprintf("bad regular expression: %s", bad.Code)}
	}
	return report.Text{
		ZH: fmt.Sprintf("正则表达式有误：%s（%s）", zh, bad.Expr), EN: fmt.Sprintf("bad regular expression: %s in %q", bad.Code, bad.Expr),
	}
}
