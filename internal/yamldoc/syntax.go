package yamldoc

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/gouji/gouji/report"
)

// syntaxError reports why a file is no YAML. The library names a line near the
// mistake, or none; the place is where the text stops to be the beginning of a
// valid file.
func (f *File) syntaxError(err error) {
	if errors.Is(err, io.EOF) {
		f.report(0, 0, 0, report.Text{ZH: "文件是空的", EN: "the file is empty"}, report.Text{})
		return
	}
	text := libraryPrefix.ReplaceAllString(err.Error(), "")
	if m := unknownAnchor.FindStringSubmatch(text); m != nil {
		line, column := f.find("*" + m[1])
		f.report(line, column, utf8.RuneCountInString(m[1])+1, report.Text{
			ZH: fmt.Sprintf("没有名为“%s”的锚点（&%s）", m[1], m[1]), EN: "there is no anchor &" + m[1],
		}, report.Text{ZH: "以 * 开头的文字请加引号", EN: "Quote a text that begins with *"})
		return
	}
	line := f.brokenLine()
	if f.slip(line) {
		return
	}
	message := syntaxMessage(text)
	f.report(line, f.brokenColumn(line), 0, report.Text{
		ZH: "YAML 语法错误：" + message.ZH, EN: "YAML syntax error: " + message.EN,
	}, report.Text{})
}

var (
	libraryPrefix = regexp.MustCompile(`^yaml: (?:line \d+: )?`)
	unknownAnchor = regexp.MustCompile(`^unknown anchor '(.*)' referenced$`)
)

// slips finds what a Chinese keyboard puts in the place of the marks of YAML, and colons
// without a space, in the order in which they are looked for. The first group is what
// is wrong.
func slips() []struct {
	pattern *regexp.Regexp
	message report.Text
} {
	return []struct {
		pattern *regexp.Regexp
		message report.Text
	}{
		{regexp.MustCompile(`^ *(?:- +)?[\w.*-]+(：)`), report.Text{ZH: "冒号应为半角“:”，后面加一个空格", EN: "write the colon as \":\", with a space behind it"}},
		{regexp.MustCompile(`^ *(\x{3000}+)`), report.Text{ZH: "缩进请用半角空格", EN: "indent with ordinary spaces"}},
		{regexp.MustCompile(`^ *(－|—|–)`), report.Text{ZH: "列表的各项以半角“- ”开头", EN: "the items of a list begin with \"- \""}},
		{regexp.MustCompile(`^ *(-)[\w]+:(?: |$)`), report.Text{ZH: "“-”后面要加一个空格", EN: "a space is missing behind \"-\""}},
		{regexp.MustCompile(`^ *(?:- +)?[A-Za-z_]\w*(:)[^\s:/]`), report.Text{ZH: "冒号后面要加一个空格", EN: "a space is missing behind the colon"}},
		{regexp.MustCompile(`: +(\*[^\s,}\]]*)`), report.Text{ZH: "以 * 开头的文字请加引号", EN: "quote a text that begins with *"}},
	}
}

// slip reports a slip of the pen on a line that breaks the file, or on the line above it:
// the library mostly notices one line late.
func (f *File) slip(line int) bool {
	for _, n := range []int{line, line - 1} {
		if n < 1 || n > len(f.lines) {
			continue
		}
		for _, s := range slips() {
			if m := s.pattern.FindStringSubmatchIndex(f.lines[n-1]); m != nil {
				text := f.lines[n-1]
				f.report(n, utf8.RuneCountInString(text[:m[2]])+1, utf8.RuneCountInString(text[m[2]:m[3]]), s.message, report.Text{})
				return true
			}
		}
	}
	return false
}

// find returns the place of a text in the file.
func (f *File) find(text string) (line, column int) {
	for i, l := range f.lines {
		if before, _, ok := strings.Cut(l, text); ok {
			return i + 1, utf8.RuneCountInString(before) + 1
		}
	}
	return 0, 0
}

// parses reports whether the first lines of the file are valid, the last of them
// up to a number of bytes.
func (f *File) parses(lines, bytes int) bool {
	var b strings.Builder
	for _, l := range f.lines[:lines-1] {
		b.WriteString(l)
		b.WriteByte('\n')
	}
	b.WriteString(f.lines[lines-1][:bytes])
	var n yaml.Node
	err := yaml.NewDecoder(strings.NewReader(b.String())).Decode(&n)
	return err == nil || errors.Is(err, io.EOF)
}

// longestFlow bounds how many lines a list or mapping in brackets is looked for
// its end.
const longestFlow = 100

// brokenLine returns the first line with which the file is not the beginning of a
// valid one.
func (f *File) brokenLine() int {
	valid, broken := 0, len(f.lines)
	for broken-valid > 1 {
		middle := (valid + broken) / 2
		if f.parses(middle, len(f.lines[middle-1])) {
			valid = middle
			continue
		}
		broken = middle
		// A bracket that is closed further down is no mistake.
		for n := middle + 1; n <= min(middle+longestFlow, len(f.lines)); n++ {
			if f.parses(n, len(f.lines[n-1])) {
				valid, broken = n, max(n+1, len(f.lines))
				break
			}
		}
	}
	return min(broken, len(f.lines))
}

// longestLine bounds the lines in which the column of a mistake is looked for.
const longestLine = 1_000

// brokenColumn returns the column behind which a line breaks the file.
func (f *File) brokenColumn(line int) int {
	text := f.lines[line-1]
	first := len(text) - len(strings.TrimLeft(text, " "))
	if len(text) > longestLine {
		return first + 1
	}
	for end := len(text); end > first; {
		_, n := utf8.DecodeLastRuneInString(text[:end])
		end -= n
		if f.parses(line, end) && end > first {
			return utf8.RuneCountInString(text[:end]) + 1
		}
	}
	return first + 1
}

// syntaxMessage words what the library found, with what to do about it.
func syntaxMessage(text string) report.Text {
	for _, m := range []struct{ found, zh, en string }{
		{
			"mapping values are not allowed", "此处不能有“: ”：缩进与上一行没有对齐，或者文字中含有“: ”而没有加引号",
			"\": \" cannot stand here: the line is not in line with the one above, or a text that holds one wants quotes",
		},
		{
			"did not find expected key", "缩进不对，或者引号、括号之后还有内容；文字以引号或括号开头时请整段加引号",
			"wrong indentation, or something behind a quote or bracket: quote a text that begins with one",
		},
		{"did not find expected '-' indicator", "缩进不对：列表的各项须以“- ”开头并对齐", "wrong indentation: the items of a list begin with \"- \" and stand beneath each other"},
		{"found unexpected end of stream", "引号没有闭合", "a quote is not closed"},
		{"did not find expected ',' or", "方括号或花括号没有闭合，或者其中的文字需要加引号", "a bracket is not closed, or a text within brackets wants quotes"},
		{"did not find expected node content", "此处缺少值，或者多了逗号、括号", "a value is missing here, or there is a comma or bracket too many"},
		{"could not find expected ':'", "缺少冒号（键: 值）", "a colon is missing (key: value)"},
		{
			"found character that cannot start any token", "不能以这个字符开头（缩进请用空格，不用制表符；以 @ 或 ` 开头的文字请加引号）",
			"no value begins with this character (indent with spaces, not tabs; quote a text that begins with @ or `)",
		},
		{"found a tab character", "缩进请用空格，不用制表符", "indent with spaces, not tabs"},
		{"found unknown escape character", "双引号中的“\\”是转义符：请写成“\\\\”，或者改用单引号", "in double quotes a backslash begins an escape: write two, or use single quotes"},
		{"block sequence entries are not allowed", "此处不能是列表（“- ”应另起一行）", "a list cannot stand here (\"- \" begins a line)"},
		{"did not find expected alphabetic or numeric character", "以 * 或 & 开头的文字请加引号", "quote a text that begins with * or &"},
		{"did not find expected comment or line break", "“|”或“>”之后不能再有内容", "nothing can stand behind | or >"},
		{"control characters are not allowed", "含有控制字符", "control characters are not allowed"},
		{"anchor '", "锚点包含自身", "an anchor holds itself"},
	} {
		if strings.Contains(text, m.found) {
			return report.Text{ZH: m.zh, EN: m.en}
		}
	}
	return report.Text{ZH: text, EN: text}
}

// invalidText points at the first byte that is no UTF-8.
func (f *File) invalidText() {
	for i, l := range f.lines {
		if utf8.ValidString(l) {
			continue
		}
		column := 1
		for len(l) > 0 {
			r, n := utf8.DecodeRuneInString(l)
			if r == utf8.RuneError && n == 1 {
				break
			}
			column, l = column+1, l[n:]
		}
		f.lines[i] = strings.ToValidUTF8(f.lines[i], "\ufffd")
		f.report(i+1, column, 0, report.Text{
			ZH: "不是 UTF-8 编码（可能是 GBK），请另存为 UTF-8", EN: "not UTF-8 (perhaps GBK): save the file as UTF-8",
		}, report.Text{})
		return
	}
}
