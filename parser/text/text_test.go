package text_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/parser/text"
)

// shown writes the rows of a document: the kind and the cells with their places.
func shown(t *testing.T, doc *document.Document) []string {
	t.Helper()
	var rows []string
	for _, row := range doc.Rows {
		var cells []string
		for _, c := range row.Cells {
			p := doc.Source.Position(c.Span)
			cell := fmt.Sprintf("%s@%d:%d", c.Text, p.Line, p.Column)
			if source := doc.Source.Slice(c.Span); source != c.Text {
				cell += "=" + source
			}
			cells = append(cells, cell)
		}
		rows = append(rows, [...]string{document.Paragraph: "p", document.Cells: "c", document.Stream: "s"}[row.Kind]+" "+strings.Join(cells, " | "))
	}
	return rows
}

// stream is a table whose rows are lost: enough lines with one bar for the text to
// be taken for one.
const stream = "甲 |\n1 |\n2 |\n乙 |\n3 |\n4 |\n"

func TestParse(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"nothing":                {"", nil},
		"blank lines":            {"\n \n\u3000\n\f\n", nil},
		"paragraphs":             {"甲\n\n  乙 丙  \n", []string{"p 甲@1:1", "p 乙 丙@3:3"}},
		"line breaks":            {"甲\r\n乙\r丙\n丁", []string{"p 甲@1:1", "p 乙@2:1", "p 丙@3:1", "p 丁@4:1"}},
		"tabs":                   {"甲\t1\t\t2", []string{"c 甲@1:1 | 1@1:3 | @1:5 | 2@1:6"}},
		"tabs at the ends":       {"\t甲\t1\t", []string{"c @1:1 | 甲@1:2 | 1@1:4 | @1:6"}},
		"tabs and spaces":        {" 甲 \t 1 \t  ", []string{"c 甲@1:2 | 1@1:6 | @1:9"}},
		"nothing but tabs":       {"甲\t1\n\t\t\t\n", []string{"c 甲@1:1 | 1@1:3", "c @2:1 | @2:2 | @2:3 | @2:4"}},
		"one tab in front":       {"\t甲", []string{"p 甲@1:2"}},
		"bars":                   {"甲 | 1 | 2", []string{"c 甲@1:1 | 1@1:5 | 2@1:9"}},
		"bars around":            {"| 甲 | 1 |\n| 乙 | 2 |", []string{"c 甲@1:3 | 1@1:7", "c 乙@2:3 | 2@2:7"}},
		"bars behind, lost left": {"甲 | 1 |||\n乙 | 2 |||", []string{"c 甲@1:1 | 1@1:5 | @1:8 | @1:9", "c 乙@2:1 | 2@2:5 | @2:8 | @2:9"}},
		"empty first cells":      {"| | 1 |\n| 甲 | 2 |\n| 乙 | 3 |", []string{"c @1:2 | 1@1:5", "c 甲@2:3 | 2@2:7", "c 乙@3:3 | 3@3:7"}},
		"full-width bars":        {"｜甲｜1｜\n｜乙｜2｜", []string{"c 甲@1:2 | 1@1:4", "c 乙@2:2 | 2@2:4"}},
		"drawn bars":             {"│甲│1│\n├──┼──┤\n│乙│2│", []string{"c 甲@1:2 | 1@1:4", "c 乙@3:2 | 2@3:4"}},
		"a rule":                 {"甲 | 1\n---|:-:\n乙 | 2", []string{"c 甲@1:1 | 1@1:5", "c 乙@3:1 | 2@3:5"}},
		"an escaped bar":         {`| 甲\|乙 | 1 |` + "\n| 丙 | 2 |", []string{`c 甲|乙@1:3=甲\|乙 | 1@1:10`, "c 丙@2:3 | 2@2:7"}},
		"Markdown in cells":      {"| **甲** | `1` | 2<br>件 |\n| 乙 | 3 | 4&nbsp; |", []string{"c 甲@1:5 | 1@1:12 | 2 件@1:17=2<br>件", "c 乙@2:3 | 3@2:7 | 4@2:11=4&nbsp;"}},
		"Markdown headings":      {"# 甲\n### 乙 ###\n#丙\n####### 丁", []string{"p 甲@1:3", "p 乙@2:5", "p #丙@3:1", "p ####### 丁@4:1"}},
		"a stream":               {stream, []string{"s 甲@1:1", "s 1@2:1", "s 2@3:1", "s 乙@4:1", "s 3@5:1", "s 4@6:1"}},
		"a stream, bars below":   {"甲\n|\n1\n|\n2\n|\n乙\n|\n3\n|\n4\n|\n||\n", []string{"s 甲@1:1", "s 1@3:1", "s 2@5:1", "s 乙@7:1", "s 3@9:1", "s 4@11:1", "s @13:1 | @13:2"}},
		"a stream, empty cells":  {stream + "丙 |\n|\n5 |\n", []string{"s 甲@1:1", "s 1@2:1", "s 2@3:1", "s 乙@4:1", "s 3@5:1", "s 4@6:1", "s 丙@7:1", "s @8:1", "s 5@9:1"}},
		"tabs in pairs":          {"甲\t\t1\t\t\t\t2\n", []string{"c 甲@1:1 | 1@1:4 | @1:7 | 2@1:9"}},
		"idle tabs":              {strings.Repeat("甲\t\n", 6), slices.Repeat([]string{"p 甲"}, 6)},
		"tabs on their own":      {strings.Repeat("甲\n\n\t\n\n1\n\n\t\n\n\t\n\n2\n\n", 3), slices.Repeat([]string{"s 甲", "s 1", "s ", "s 2"}, 3)},
		"a row of dashes":        {"| 甲 | 乙 |\n|---|---|\n| - | - |\n| — | — |\n| 1 | 2 |", []string{"c 甲@1:3 | 乙@1:7", "c -@3:3 | -@3:7", "c —@4:3 | —@4:7", "c 1@5:3 | 2@5:7"}},
		"a border of dashes":     {"| 甲 | 乙 | 丙 |\n| - | - | - |\n| 1 | 2 | 3 |", []string{"c 甲@1:3 | 乙@1:7 | 丙@1:11", "c 1@3:3 | 2@3:7 | 3@3:11"}},
		"items of a list":        {"* 一、甲\n- （一）乙\n- 1 -\n", []string{"p 一、甲@1:3", "p （一）乙@2:3", "p - 1 -@3:1"}},
		"wide space":             {"\u3000\u3000甲\u3000乙\u200b\n", []string{"p 甲\u3000乙@1:3"}},
		"astral characters":      {"𠮷\t1", []string{"c 𠮷@1:1 | 1@1:3"}},
		"a form feed":            {"甲\n\f乙", []string{"p 甲@1:1", "p 乙@2:2"}},
		"a sum of money":         {"甲|乙", []string{"c 甲@1:1 | 乙@1:3"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc, err := text.Parse("a.txt", []byte(tc.text))
			if err != nil {
				t.Fatal(err)
			}
			got := shown(t, doc)
			for i := range min(len(got), len(tc.want)) {
				if !strings.Contains(tc.want[i], "@") { // the places are those of many lines
					got[i], _, _ = strings.Cut(got[i], "@")
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// FuzzParse checks that every cell stands where it is said to stand, in order.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"", "甲\t1\t\t2\n", "| 甲 | **1** |\n|---|---|\n", stream, "甲\r\n乙\r丙", "｜甲｜1｜", `a\|b|c`, "# 甲 #", "<br>|&nbsp;|", "\ufeff甲", "\xb9\xa4\xd7\xf7",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := text.Parse("a.txt", data)
		if err != nil {
			return
		}
		if !utf8.ValidString(doc.Source.Text) {
			t.Fatal("the text is no UTF-8")
		}
		at := int32(0)
		for _, row := range doc.Rows {
			if len(row.Cells) == 0 {
				t.Fatal("a row without cells")
			}
			for _, c := range row.Cells {
				if c.Span.Start < at || c.Span.End < c.Span.Start || int(c.Span.End) > len(doc.Source.Text) {
					t.Fatalf("cell %q at %v, the one before ends at %d", c.Text, c.Span, at)
				}
				at = c.Span.End
				if source := doc.Source.Slice(c.Span); !utf8.ValidString(source) {
					t.Fatalf("cell %q cuts a character", c.Text)
				}
				if p := doc.Source.Position(c.Span); p.Line < 1 || p.Column < 1 || p.EndLine < p.Line {
					t.Fatalf("cell %q at %+v", c.Text, p)
				}
			}
		}
	})
}
