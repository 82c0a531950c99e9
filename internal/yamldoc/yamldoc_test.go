package yamldoc_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

// TestLocate checks, for every form of scalar, that each rune of the decoded
// value is found where the file has it.
func TestLocate(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		file string
		// find is looked up in the decoded value, and the place of its first rune
		// must be that of want in the file.
		find, want string
	}{
		"plain":                     {"check: it.value == 0", "value", "value"},
		"plain after ideographs":    {"说明: 表三合计 it.value", "it.", "it."},
		"plain in a flow mapping":   {"message: {zh: 相差, en: off by it}", "it", "it}"},
		"plain over lines":          {"check: a &&\n  it.b ||\n\n  it.c", "it.c", "it.c"},
		"plain before a comment":    {"check: it.value # why\nnext: 1", "value", "value"},
		"single quotes":             {"check: 'cell(\"a\") == ''b'' && it.c'", "it.c", "it.c"},
		"single quotes over lines":  {"check: 'a &&\n   it.b'", "it.b", "it.b"},
		"double quotes":             {`check: "cell(\"a\") \u4e00 it.c"`, "it.c", "it.c"},
		"double quotes, line break": {"check: \"a && \\\n    it.b\"", "it.b", "it.b"},
		"double quotes, hex":        {`check: "\x41\U0001F600 it.c"`, "it.c", "it.c"},
		"literal":                   {"check: |\n  a &&\n    it.b\n", "it.b", "it.b"},
		"literal, blank lines":      {"check: |-\n\n  a\n\n  it.b\nnext: 1", "it.b", "it.b"},
		"literal, kept line breaks": {"check: |+\n  a\n  it.b\n\nnext: 1", "it.b", "it.b"},
		"folded":                    {"check: >-\n  a &&\n  it.b\n", "it.b", "it.b"},
		"folded, indented more":     {"check: >\n  a\n    b\n  it.c\n", "it.c", "it.c"},
		"folded, blank lines":       {"check: >\n  a\n\n\n  it.c\n", "it.c", "it.c"},
		"in a list":                 {"- a\n- 'x it.b'", "it.b", "it.b"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.List
			root := yamldoc.Parse("f.yaml", []byte(tc.file), &diags)
			if diags.Len() > 0 {
				t.Fatal(diags.Err())
			}
			scalar := lastScalar(root, tc.find)
			if scalar == nil {
				t.Fatalf("no scalar holds %q", tc.find)
			}
			upTo, _, _ := strings.Cut(scalar.Value(), tc.find)
			offset := len([]rune(upTo))
			gotLine, gotColumn := scalar.Locate(offset)
			before, _, _ := strings.Cut(tc.file, tc.want)
			wantLine := 1 + strings.Count(before, "\n")
			wantColumn := 1 + len([]rune(before[strings.LastIndexByte(before, '\n')+1:]))
			if gotLine != wantLine || gotColumn != wantColumn {
				t.Errorf("got %d:%d, want %d:%d", gotLine, gotColumn, wantLine, wantColumn)
			}
		})
	}
}

// lastScalar returns the scalar whose value holds the text.
func lastScalar(n *yamldoc.Node, text string) *yamldoc.Node {
	switch {
	case n.IsScalar():
		if strings.Contains(n.Value(), text) {
			return n
		}
	case n.IsSequence():
		for _, item := range n.Items() {
			if s := lastScalar(item, text); s != nil {
				return s
			}
		}
	default:
		for _, e := range n.Entries() {
			if s := lastScalar(e.Value, text); s != nil {
				return s
			}
		}
	}
	return nil
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	ten := func(s string) string { return strings.TrimSuffix(strings.Repeat(s+", ", 10), ", ") }
	for name, tc := range map[string]struct{ file, want string }{
		"empty file":         {"", "f.yaml: the file is empty"},
		"only comments":      {"# nothing\n", "f.yaml: the file is empty"},
		"bracket not closed": {"id: [a\nb: c\n", "f.yaml:1:5: YAML syntax error: a bracket is not closed, or a text within brackets wants quotes"},
		"quote not closed":   {"severity: note\nid: \"a\non: true\n", "f.yaml:2:5: YAML syntax error: a quote is not closed"},
		"text that begins with a brace": {
			"- id: a\n  x: ok\n\n- id: b\n  y: {title.text} x\n",
			"f.yaml:5:19: YAML syntax error: wrong indentation, or something behind a quote or bracket: quote a text that begins with one",
		},
		"wrong indentation":  {"- id: a\n  x: b\n on: true\n", "f.yaml:3:2: YAML syntax error: wrong indentation: the items of a list begin with \"- \" and stand beneath each other"},
		"colon in a text":    {"id: a\nx: 结果: b\n", "f.yaml:2:6: YAML syntax error: \": \" cannot stand here: the line is not in line with the one above, or a text that holds one wants quotes"},
		"Chinese colon":      {"- id：a\n  x: b\n", "f.yaml:1:5: write the colon as \":\", with a space behind it"},
		"colon at the end":   {"rules：\n  - id: a\n", "f.yaml:1:6: write the colon as \":\", with a space behind it"},
		"no space":           {"- id: a\n  name:试\n  x: b\n", "f.yaml:2:7: a space is missing behind the colon"},
		"no space in a list": {"rules:\n  -id: a\n    x: b\n", "f.yaml:2:3: a space is missing behind \"-\""},
		"Chinese dash":       {"rules:\n  — id: a\n    x: b\n", "f.yaml:2:3: the items of a list begin with \"- \""},
		"star":               {"id: a\nmatch: *.docx\n", "f.yaml:2:8: quote a text that begins with *"},
		"behind a bar":       {"id: |x\n  a\n", "f.yaml:1:6: YAML syntax error: nothing can stand behind | or >"},
		"tab":                {"id: a\nx:\n\t- b\n", "f.yaml:3:1: YAML syntax error: no value begins with this character (indent with spaces, not tabs; quote a text that begins with @ or `)"},
		"anchor":             {"id: a\non: *y\n", "f.yaml:2:5: there is no anchor &y. Quote a text that begins with *"},
		"Latin-1":            {"id: a\nx: 值\xe9\n", "f.yaml:2:5: not UTF-8 (perhaps GBK): save the file as UTF-8"},
		"behind closed brackets": {
			"id: [a,\n  b]\nseverity: {x: 1,\n  y: 2}\nx: 'a' b\n",
			"f.yaml:5:8: YAML syntax error: wrong indentation, or something behind a quote or bracket: quote a text that begins with one",
		},
		"key without value": {"id: a\non:\nseverity:\n", "f.yaml:2:1: \"on\" has no value. Write one, or remove the key|f.yaml:3:1: \"severity\" has no value. Write one, or remove the key"},
		"id without value":  {"id:\n", "f.yaml:1:1: \"id\" has no value. Write one, or remove the key"},
		"two documents":     {"id: a\n---\nid: b\n", "f.yaml:2:1: a file holds one YAML document only"},
		"unknown key":       {"id: a\nsevrity: error\n", "f.yaml:2:1: unknown key \"sevrity\". Did you mean \"severity\"?"},
		"duplicate key":     {"id: a\nid: b\n", "f.yaml:2:1: duplicate key \"id\", first used on line 1"},
		"missing key":       {"severity: error\n", "f.yaml:1:1: \"id\" is missing"},
		"text for a list":   {"id: [a]\n", "f.yaml:1:5: \"id\" must be text, this is a list"},
		"number for a bool": {"id: a\non: 1\n", "f.yaml:2:5: \"on\" must be true or false, this is a single value"},
		"list for mapping":  {"- a\n", "f.yaml:1:1: must be a mapping (key: value), this is a list"},
		"alias bomb": {
			"a: &a [" + ten("x") + "]\nb: &b [" + ten("*a") + "]\nc: &c [" + ten("*b") + "]\n" +
				"d: &d [" + ten("*c") + "]\ne: &e [" + ten("*d") + "]\nf: [" + ten("*e") + "]\n",
			"f.yaml: the file holds too much once its aliases are followed",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.List
			root := yamldoc.Parse("f.yaml", []byte(tc.file), &diags)
			if root != nil {
				if name == "alias bomb" {
					walk(root)
				} else {
					m := root.Mapping()
					_ = m.Require("id").String()
					_ = m.Take("severity").String()
					m.Take("on").Bool()
					m.Done()
				}
			}
			got := make([]string, 0, diags.Len())
			for _, d := range diags.Sorted() {
				first, _, _ := strings.Cut(d.Format(report.English), "\n")
				got = append(got, first)
			}
			if diff := cmp.Diff(strings.Split(tc.want, "|"), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func walk(n *yamldoc.Node) {
	switch {
	case n.IsSequence():
		for _, item := range n.Items() {
			walk(item)
		}
	case n.IsMapping():
		for _, e := range n.Entries() {
			walk(e.Value)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	var diags diag.List
	root := yamldoc.Parse("f.yaml", []byte("a: 合计\nb: {zh: 合计, en: Total}\nc: {en: Total}\n"), &diags)
	m := root.Mapping()
	got := fmt.Sprint(m.Take("a").Text(), m.Take("b").Text(), m.Take("c").Text())
	if want := "{合计 } {合计 Total} { Total}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if err := diags.Err(); err != nil {
		t.Error(err)
	}
}

func TestItemText(t *testing.T) {
	t.Parallel()
	const file = `# head
rules:
  - id: a
    text: |
      one

      two

  # about b
  - {id: b,
     text: x}
other: 1
`
	var diags diag.List
	root := yamldoc.Parse("f.yaml", []byte(file), &diags)
	for i, want := range []string{
		"- id: a\n  text: |\n    one\n\n    two\n", "- {id: b,\n   text: x}\n",
	} {
		if got := root.Get("rules").Items()[i].ItemText(); got != want {
			t.Errorf("item %d is\n%s\nnot\n%s", i, got, want)
		}
	}
	for _, short := range []string{"- id: a", "- id: a\n", "-   id: a\n\n\n", "[{id: a}]"} {
		root := yamldoc.Parse("f.yaml", []byte(short), &diags)
		if got, want := root.Items()[0].ItemText(), strings.TrimRight(short, "\n")+"\n"; got != want {
			t.Errorf("the item of %q is %q", short, got)
		}
	}
	if err := diags.Err(); err != nil {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"a: b", "- 'x''y'\n- \"\\u4e00\"", "a: |\n  b\n c", "a: >2\n   b\n", "&a [*a]", "a: \"\\\n"} {
		f.Add(s)
	}
	f.Fuzz(func(_ *testing.T, s string) {
		var diags diag.List
		root := yamldoc.Parse("f.yaml", []byte(s), &diags)
		if root == nil {
			return
		}
		var visit func(n *yamldoc.Node, depth int)
		visit = func(n *yamldoc.Node, depth int) {
			if depth > 50 {
				return
			}
			switch {
			case n.IsScalar():
				for i := range len(n.Value()) + 2 {
					n.Locate(i)
				}
			case n.IsSequence():
				for _, item := range n.Items() {
					visit(item, depth+1)
				}
			case n.IsMapping():
				for _, e := range n.Entries() {
					visit(e.Value, depth+1)
				}
			}
		}
		visit(root, 0)
	})
}

// TestNewText checks where mistakes in a text that is in no file are shown.
func TestNewText(t *testing.T) {
	t.Parallel()
	n := yamldoc.NewText("<text>", "甲 \"\n: b")
	for offset, want := range [][2]int{{1, 1}, {1, 2}, {1, 3}, {1, 4}, {2, 1}, {2, 2}, {2, 3}, {2, 4}, {2, 4}} {
		if line, column := n.Locate(offset); line != want[0] || column != want[1] {
			t.Errorf("offset %d: %d:%d, want %v", offset, line, column, want)
		}
	}
	if got := n.DiagnosticAt(5, 1, report.Text{ZH: "错"}, report.Text{}).String(); got != "<text>:2:2: 错\n    2 | : b\n      |  ^" {
		t.Errorf("got %s", got)
	}
}
