package engine

import (
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

// template is a message with expressions in braces. {{ and }} stand for braces.
type template struct {
	source string
	parts  []templatePart
}

// templatePart is a text, or an expression.
type templatePart struct {
	text       string
	expression *expression
}

// newTemplate parses a message. A brace without its partner is reported.
func newTemplate(n *yamldoc.Node) *template {
	source := n.String()
	t := &template{source: source}
	if i := strings.IndexAny(source, "｛｝"); i >= 0 {
		n.ErrorAt(utf8.RuneCountInString(source[:i]), 1, report.Text{
			ZH: "消息中的全角花括号不起作用", EN: "full-width braces have no meaning in a message",
		}, report.Text{ZH: "请用半角 { }", EN: "Write { }"})
		return t
	}
	var text strings.Builder
	runes := 0
	for i := 0; i < len(source); {
		c := source[i]
		switch {
		case (c == '{' || c == '}') && i+1 < len(source) && source[i+1] == c:
			text.WriteByte(c)
			i, runes = i+2, runes+2
		case c == '}':
			n.ErrorAt(runes, 1, report.Text{ZH: "多余的“}”", EN: "a } without its {"}, report.Text{
				ZH: "要显示花括号本身，请写 }}", EN: "Write }} for the brace itself",
			})
			return t
		case c == '{':
			end := closingBrace(source, i)
			if end < 0 {
				n.ErrorAt(runes, 1, report.Text{ZH: "“{”没有对应的“}”", EN: "a { without its }"}, report.Text{
					ZH: "要显示花括号本身，请写 {{", EN: "Write {{ for the brace itself",
				})
				return t
			}
			if text.Len() > 0 {
				t.parts = append(t.parts, templatePart{text: text.String()})
				text.Reset()
			}
			inner := source[i+1 : end]
			t.parts = append(t.parts, templatePart{expression: &expression{node: n, text: inner, offset: runes + 1}})
			runes += utf8.RuneCountInString(source[i : end+1])
			i = end + 1
		default:
			r, size := utf8.DecodeRuneInString(source[i:])
			text.WriteRune(r)
			i, runes = i+size, runes+1
		}
	}
	if text.Len() > 0 {
		t.parts = append(t.parts, templatePart{text: text.String()})
	}
	return t
}

// closingBrace returns the index of the brace that closes the one at start,
// passing over quoted texts and nested braces, or -1.
func closingBrace(s string, start int) int {
	depth := 0
	var quote byte
	for i := start; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			switch c {
			case '\\':
				i++
			case quote:
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// formatValue writes a value as it is shown in messages. What is not known is
// marked as such.
func formatValue(v ref.Val, lang report.Language) string {
	switch v := v.(type) {
	case nil:
		return ""
	case types.String:
		return string(v)
	case types.Bool:
		if v {
			return lang.Pick("是", "true")
		}
		return lang.Pick("否", "false")
	case *exact:
		return v.String()
	case *object:
		if v.class.name == "cell" {
			return formatValue(v.bound.value(v.index), lang)
		}
		return v.class.place(v).Label
	case *types.Unknown:
		return lang.Pick("〔未填〕", "(blank)")
	case traits.Lister:
		var parts []string
		for it := v.Iterator(); it.HasNext() == types.True; {
			parts = append(parts, formatValue(it.Next(), lang))
		}
		return strings.Join(parts, lang.Pick("、", ", "))
	}
	return strings.TrimSpace(strings.ReplaceAll(stringOf(v), "\n", " "))
}

// stringOf converts a value of another type to text.
func stringOf(v ref.Val) string {
	if s, ok := v.ConvertToType(types.StringType).(types.String); ok {
		return string(s)
	}
	return ""
}
