package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/report"
)

// TestWriteTrace checks what stands under an expression, on terminals.
func TestWriteTrace(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		start, end int
		want       string
	}{
		{"one line", "a && b", 5, 6, "a && b\n     ^  not evaluated\n"},
		{"wide characters", `"年" == b`, 7, 8, "\"年\" == b\n        ^  not evaluated\n"},
		{"wide characters within", `"年" == b`, 0, 3, "\"年\" == b\n^~~~       not evaluated\n"},
		{"several lines", "a\n  && b\n", 7, 8, "a && b\n     ^  not evaluated\n"},
		{"over several lines", "f(\n  a)\n", 0, 7, "f( a)\n^~~~~  not evaluated\n"},
		{"comments", "// why\na && // \"what\n b", 16, 17, "a && b\n     ^  not evaluated\n"},
		{"no comment", `f("//") && b`, 11, 12, "f(\"//\") && b\n           ^  not evaluated\n"},
		{"blanks in quotes", `f("a  b") && b`, 13, 14, "f(\"a  b\") && b\n             ^  not evaluated\n"},
		{"escaped quotes", `f("\"  //") && b`, 15, 16, "f(\"\\\"  //\") && b\n               ^  not evaluated\n"},
		{"tabs", "a\t&&\tb", 5, 6, "a && b\n     ^  not evaluated\n"},
		{"raw texts", "f(r\"\\\") &&\n  b", 12, 13, "f(r\"\\\") && b\n           ^  not evaluated\n"},
		{"three quotes", "f('''a'  b''') &&\n  b", 20, 21, "f('''a'  b''') && b\n                  ^  not evaluated\n"},
		{"control characters", "'\x1b' == b", 7, 8, "' ' == b\n       ^  not evaluated\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			c := &command{lang: report.English}
			c.writeTrace(&b, "", &engine.Trace{Text: tt.text, Parts: []engine.TracePart{{Start: tt.start, End: tt.end}}})
			if diff := cmp.Diff(tt.want, b.String()); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
