package yamldoc_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
)

// TestExtent says where the key "k" of a mapping in a list stands with its value.
func TestExtent(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text string
		want yamldoc.Extent
		ok   bool
	}{
		"in braces":                    {"- {k: 1}\n", yamldoc.Extent{First: 1, Last: 1}, false},
		"in braces, on a line":         {"- {a: 1,\n   b: 2, k: 1}\n", yamldoc.Extent{First: 2, Last: 2}, false},
		"behind a question mark":       {"- ? k\n  : 1\n", yamldoc.Extent{First: 1, Last: 1}, false},
		"a sign that is escaped":       {"- k: \"\\x23\"\n", yamldoc.Extent{First: 1, Last: 1}, false},
		"one line":                     {"- k: 1\n  a: 2\n", yamldoc.Extent{First: 1, Last: 1}, true},
		"with a remark":                {"- k: 1  # a # b\n", yamldoc.Extent{First: 1, Last: 1, Remark: "# a # b"}, true},
		"signs that are none":          {"- k: a#b '#  # c\n  a: 1\n", yamldoc.Extent{First: 1, Last: 1, Remark: "# c"}, true},
		"signs in quotes":              {"- k: ['# a', \" # b\"] # c\n", yamldoc.Extent{First: 1, Last: 1, Remark: "# c"}, true},
		"a list as deep":               {"- k:\n  - 1\n  -\n    2\n  a: 3\n", yamldoc.Extent{First: 1, Last: 4}, true},
		"comments among items":         {"- k:\n    # a\n    - 1 # b\n# c\n    - 2\n  # d\n  a: 3\n", yamldoc.Extent{First: 1, Last: 5, Comments: []string{"# a", "# b", "# c"}}, true},
		"blank lines behind":           {"- k:\n    - 1\n\n\n- a: 3\n", yamldoc.Extent{First: 1, Last: 2}, true},
		"brackets":                     {"- k: [\n    1, # a\n ]\n  # b\n", yamldoc.Extent{First: 1, Last: 3, Comments: []string{"# a"}}, true},
		"quotes that go on in front":   {"-   k: \"a\n b\n c # d\"\n    a: 1\n", yamldoc.Extent{First: 1, Last: 3}, true},
		"a block with signs":           {"- k: |\n    # a\n\n    # b\n  a: 1\n", yamldoc.Extent{First: 1, Last: 4}, true},
		"an alias":                     {"- a: &x ['# 1',\n    2]\n  k: *x\n  b: 1\n", yamldoc.Extent{First: 3, Last: 3}, true},
		"line breaks of other systems": {"# a\r# b\u2028# c\r\n- k:\r\n    - 1\u0085    - 2\r  a: 1\n", yamldoc.Extent{First: 4, Last: 6}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.List
			root := yamldoc.Parse("a.yaml", []byte(tc.text), &diags)
			if err := diags.Err(); err != nil {
				t.Fatal(err)
			}
			for _, e := range root.Items()[0].Entries() {
				if e.Key != "k" {
					continue
				}
				got, ok := e.Extent()
				if diff := cmp.Diff(tc.want, got); diff != "" && (ok || tc.ok) || ok != tc.ok {
					t.Errorf("ok %t, -want +got\n%s", ok, diff)
				}
			}
		})
	}
}

// TestLineBreaks keeps every byte, and splits where lines are counted.
func TestLineBreaks(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"": 1, "a": 1, "a\n": 2, "\r\n\n\r": 4, "a\u0085b\u2028c\u2029d": 4, "a\vb\fc": 1, "\r\r\n": 3, "甲\u2027乙": 1,
	} {
		lines := yamldoc.LineBreaks(text)
		if got := strings.Join(lines, ""); got != text || len(lines) != want {
			t.Errorf("%q: %q, want %d lines", text, lines, want)
		}
	}
}
