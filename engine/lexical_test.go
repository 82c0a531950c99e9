package engine_test

import (
	"testing"

	"github.com/gouji/gouji/engine"
)

// TestLexicalClasses checks where texts and comments begin and end: c stands for code, q
// for quoted, / for a comment.
func TestLexicalClasses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", ""},
		{"code", "a + b", "ccccc"},
		{"text", `a + "b"`, "ccccqqq"},
		{"the other quote within", `"'" + a`, "qqqcccc"},
		{"escaped quote", `"\"" + a`, "qqqqcccc"},
		{"escaped backslash", `"\\" + a`, "qqqqcccc"},
		{"raw text ends with a backslash", `r"\" + a`, "cqqqcccc"},
		{"a name that ends with r", `or"\""`, "ccqqqq"},
		{"empty text", `"" + a`, "qqcccc"},
		{"quotes within three quotes", `"""a"b"""+c`, "qqqqqqqqqcc"},
		{"text that does not end", `a + "b`, "ccccqq"},
		{"text that ends with a backslash", `"b\`, "qqq"},
		{"comment", "a // b\n+ c", "cc/////ccc"},
		{"comment at the end", "a // b", "cc////"},
		{"two slashes alone", "//", "//"},
		{"division", "a / b", "ccccc"},
		{"slashes in a text", `"//" + a`, "qqqqcccc"},
		{"quotes in a comment", "// \"\n\"a\"", "/////qqq"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := ""
			for _, c := range engine.LexicalClasses([]rune(tt.text)) {
				got += string("cq/"[c])
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s\nfor  %q", got, tt.want, tt.text)
			}
		})
	}
}
