package html_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/parser/html"
	"github.com/gouji/gouji/report"
)

// shown writes the rows of a document, a line each: p or c, then each cell as
// TEXT@LINE:COLUMN, and _ for a place over which another cell extends.
func shown(doc *document.Document) []string {
	var out []string
	for _, row := range doc.Rows {
		parts := make([]string, len(row.Cells))
		for i, c := range row.Cells {
			if c.Covered {
				parts[i] = "_"
				continue
			}
			p := doc.Source.Position(c.Span)
			parts[i] = fmt.Sprintf("%s@%d:%d", c.Text, p.Line, p.Column)
		}
		kind := "c "
		if row.Kind == document.Paragraph {
			kind = "p "
		}
		out = append(out, kind+strings.Join(parts, " | "))
	}
	return out
}

func TestParse(t *testing.T) {
	t.Parallel()
	const table, end = "<table>\n", "</table>"
	for name, tc := range map[string]struct {
		page string
		want []string
	}{
		"paragraphs":          {"<p>甲</p>\n<p>乙<br>丙</p><div>丁<div>戊</div>己</div>", []string{"p 甲@1:4", "p 乙@2:4", "p 丙@2:9", "p 丁@2:19", "p 戊@2:25", "p 己@2:32"}},
		"headings":            {"<h1>甲</h1><b>乙</b>", []string{"p 甲@1:5", "p 乙@1:14"}},
		"white space":         {"<p>\n  甲 \t\n 乙&nbsp;&emsp;丙　</p>", []string{"p 甲 乙 丙@2:3"}},
		"a word in pieces":    {"<p><span>政</span><font>府</font><b>信</b>息</p>", []string{"p 政府信息@1:10"}},
		"entities":            {"<p>&lt;&#30002;&amp;&#x4e59;&copy &nbsp </p>", []string{"p <甲&乙©@1:4"}},
		"no entity":           {"<p>甲&乙&;&nosuch;</p>", []string{"p 甲&乙&;&nosuch;@1:4"}},
		"invisible marks":     {"<p>\u200b甲&#8203;乙\ufeff</p>", []string{"p 甲乙@1:5"}},
		"what is not shown":   {"<head><title>题</title></head><script>var a='<p>甲</p>'</script><style>p{}</style><p hidden>乙</p><p style='DISPLAY: none'>丙</p><select><option>丁</select><p>戊</p>", []string{"p 戊@1:155"}},
		"hidden cells":        {table + "<tr><td>1<td style='display:none'>2<td>3</tr>" + end, []string{"c 1@2:9 | 3@2:40"}},
		"what was typed":      {table + "<tr><td><input type=hidden value=0><input value='1'><td><INPUT TYPE=\"text\" VALUE=\"2\"/><td><textarea>3</textarea><td><input></tr>" + end, []string{"c 1@2:50 | 2@2:83 | 3@2:101 | @2:117"}},
		"comments":            {"<p>甲<!-- 乙 -->丙</p>", []string{"p 甲丙@1:4"}},
		"no end tags":         {"<ul><li>甲<li>乙</ul><table><tr><td>1<td>2<tr><td>3<td>4</table>", []string{"p 甲@1:9", "p 乙@1:14", "c 1@1:35 | 2@1:40", "c 3@1:49 | 4@1:54"}},
		"cells":               {table + "<tr><th>甲</th><td> 1 </td></tr>" + end, []string{"c 甲@2:9 | 1@2:20"}},
		"empty cells":         {table + "<tr><td>甲</td><td></td><td>&nbsp;</td><td><p></p></td></tr>" + end, []string{"c 甲@2:9 | @2:19 | @2:28 | @2:43"}},
		"cells of paragraphs": {table + "<tr><td><p>商业</p><p>企业</p></td><td>1<br>2</td></tr>" + end, []string{"c 商业 企业@2:12 | 1 2@2:36"}},
		"columns spanned":     {table + "<tr><td colspan=3>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr>" + end, []string{"c 甲@2:19 | _ | _ | 1@2:29", "c 乙@2:48 | 2@2:58"}},
		"rows spanned": {
			table + "<tr><td rowspan=2>甲</td><td>乙</td><td>1</td></tr><tr><td>丙</td><td>2</td></tr><tr><td>丁</td></tr>" + end,
			[]string{"c 甲@2:19 | 乙@2:29 | 1@2:39", "c _ | 丙@2:58 | 2@2:68", "c 丁@2:87"},
		},
		"both spanned": {
			table + "<tr><td rowspan=2 colspan=2>甲</td><td>1</td></tr><tr><td>2</td></tr>" + end,
			[]string{"c 甲@2:29 | _ | 1@2:39", "c _ | _ | 2@2:58"},
		},
		"spans too large":     {table + "<tr><td rowspan=99>甲</td><td>1</td></tr><tr><td>2</td></tr>" + end, []string{"c 甲@2:20 | 1@2:30", "c _ | 2@2:49"}},
		"spans that are none": {table + "<tr><td rowspan=0 colspan=-1>甲</td><td colspan=x>1</td></tr>" + end, []string{"c 甲@2:30 | 1@2:50"}},
		"parts of a table":    {"<table><caption>表</caption><thead><tr><td>甲</td></tr></thead><tbody><tr><td>1</td></tr></tbody></table>", []string{"p 表@1:17", "c 甲@1:43", "c 1@1:77"}},
		"text between cells":  {"<table>甲<tr><td>1</td></tr></table>", []string{"p 甲@1:8", "c 1@1:17"}},
		"a table that lays out": {
			"<table><tr><td>首页</td><td><p>甲</p><table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table></td></tr></table>",
			[]string{"p 首页@1:16", "p 甲@1:30", "c 1@1:50 | 2@1:60", "c 3@1:79 | 4@1:89"},
		},
		"a single cell of several lines": {"<table><tr><td><p>甲</p><p>乙</p></td></tr></table>", []string{"p 甲@1:19", "p 乙@1:27"}},
		"a table of one row in a cell":   {"<table><tr><td>甲</td><td><table><tr><td>1</td><td>2</td></tr></table></td></tr></table>", []string{"c 甲@1:16 | 1@1:41 | 2@1:51"}},
		"a table in a paragraph":         {"<p>甲<table><tr><td>1</td></tr></table>乙</p>", []string{"p 甲@1:4", "c 1@1:20", "p 乙@1:39"}},
		"nothing":                        {"", nil},
		"no markup":                      {"甲", []string{"p 甲@1:1"}},
		"cut off":                        {"<table><tr><td>甲</td><td>1", []string{"c 甲@1:16 | 1@1:26"}},
		"lines":                          {"<p>甲</p>\r\n<p>乙</p>\r<p>丙</p>", []string{"p 甲@1:4", "p 乙@2:4", "p 丙@3:4"}},
		"astral characters":              {"<p>𠮷<b>野</b></p>", []string{"p 𠮷野@1:4"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc, err := html.Parse("a.html", []byte(tc.page))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, shown(doc)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestParseMarkdown(t *testing.T) {
	t.Parallel()
	doc, err := html.ParseMarkdown("a.md", []byte("# 甲\n\n**一、乙**\n丙\n\n<table><tr><td>1</td><td>2</td></tr></table>\n\n## 丁 1 < 2\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"p 甲@1:3", "p 一、乙@3:3", "p 丙@4:1", "c 1@6:16 | 2@6:26", "p 丁 1 < 2@8:4"}
	if diff := cmp.Diff(want, shown(doc)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestMarks checks that the marks around the figures of a table are no part of them.
func TestMarks(t *testing.T) {
	t.Parallel()
	doc, err := html.ParseMarkdown("a.md", []byte("**甲\n<table><tr><td>$ \\mathbf{1 2} $</td><td>**3**</td><td>$0$ $1$</td><td>$</td></tr></table>"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"p 甲@1:3", "c 12@2:26 | 3@2:43 | $0$ $1$@2:55 | $@2:71"}
	if diff := cmp.Diff(want, shown(doc)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestSpans checks where the ends of a word stand that the page has in pieces, or
// with entities.
func TestSpans(t *testing.T) {
	t.Parallel()
	doc, err := html.Parse("a.html", []byte("<p><span>政</span><font>府</font>&#20449;息</p>\n<table><tr><td></td></tr></table>"))
	if err != nil {
		t.Fatal(err)
	}
	text := doc.Source.Text
	for part, want := range map[string]report.Position{
		"政府信息": {Line: 1, Column: 10, EndLine: 1, EndColumn: 42},
		"府":    {Line: 1, Column: 24, EndLine: 1, EndColumn: 25},
		"信":    {Line: 1, Column: 32, EndLine: 1, EndColumn: 40},
		"息":    {Line: 1, Column: 40, EndLine: 1, EndColumn: 41},
	} {
		if part == "政府信息" {
			want.EndColumn = 41
		}
		at := int32(strings.Index(text, part))
		got := doc.Source.Position(report.Span{Start: at, End: at + int32(len(part))})
		if got != want {
			t.Errorf("%s: %+v, want %+v", part, got, want)
		}
	}
	if got := doc.Source.Position(doc.Rows[1].Cells[0].Span); got.Line != 2 || got.Column != 16 || got.EndColumn != 16 {
		t.Errorf("empty cell at %+v", got)
	}
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	const text = "政府信息公开工作年度报告，全年收到申请三件，办结三件，没有结转下年度继续办理的申请。"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct{ page, encoding string }{
		"UTF-8":                   {"<p>" + text, "UTF-8"},
		"UTF-8 with mark":         {"\ufeff<p>" + text, "UTF-8"},
		"UTF-8 said to be GBK":    {"<meta charset=gbk><p>" + text, "UTF-8"},
		"GB 2312":                 {`<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>` + gbk, "GB18030"},
		"GBK":                     {"<meta charset=gbk><p>" + gbk, "GB18030"},
		"GB 18030":                {"<meta charset=gb18030><p>" + gbk, "GB18030"},
		"GBK that does not say":   {"<p>" + gbk, "GB18030"},
		"GBK said to be UTF-8":    {"<meta charset=utf-8><p>" + gbk, "GB18030"},
		"UTF-8 with a broken one": {"<p>" + strings.Repeat(text, 10) + "\xe5\x85<p>" + text, "UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc, err := html.Parse("a.html", []byte(tc.page))
			if err != nil {
				t.Fatal(err)
			}
			if doc.Source.Encoding != tc.encoding || !strings.Contains(doc.Source.Text, text) {
				t.Errorf("%s: %q", doc.Source.Encoding, doc.Source.Text)
			}
		})
	}
}

// TestLimits checks that what no page of an office is ends as an error that says so.
func TestLimits(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ page, want string }{
		"too large":        {strings.Repeat("<p>甲</p>", html.MaxSize/10+1), "larger than 32 MiB"},
		"too deep":         {strings.Repeat("<div>", 100_000) + "甲", "cannot be parsed"},
		"tables in tables": {strings.Repeat("<table><tr><td>", 10_000) + "甲", "cannot be parsed"},
		"too many cells":   {"<table>" + strings.Repeat("<tr>"+strings.Repeat("<td colspan=1000>", 100)+"</tr>", 11) + "</table>", "more than 1000000 cells"},
		"a binary file":    {"<html>\x00\x01", "NUL"},
		"a wrong encoding": {"<html>" + strings.Repeat("\xff\xfe\xfd", 100), "no UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := html.Parse("a.html", []byte(tc.page))
			in, ok := errors.AsType[*report.InputError](err)
			if !ok || !strings.Contains(in.Message.EN, tc.want) || in.Message.ZH == "" {
				t.Errorf("error %v", err)
			}
		})
	}
}

// FuzzParse takes anything for a page: it is refused, or every cell has its place in
// it.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"<p>甲&nbsp;乙</p>", "<table><tr><td rowspan=2>甲<td>1<tr><td>2</table>", "<table><tr><td><table><tr><td>1</table></table>", "<b><table><a><td></b>", "<![CDATA[", "<p>&#x;&amp",
	} {
		f.Add([]byte(s), false)
	}
	f.Add([]byte("# 甲\n<table><tr><td>1"), true)
	for _, pattern := range []string{"*.html", "*.md"} {
		files, err := filepath.Glob("../../testdata/formats/*/" + pattern)
		if err != nil || len(files) == 0 {
			f.Fatal(pattern, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data, pattern == "*.md")
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, markdown bool) {
		parse := html.Parse
		if markdown {
			parse = html.ParseMarkdown
		}
		doc, err := parse("a.html", data)
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
				if c.Span.Start < at || c.Span.End < c.Span.Start || doc.Source.Slice(c.Span) != c.Text {
					t.Fatalf("cell %q at %v", c.Text, c.Span)
				}
				at = c.Span.End
				if p := doc.Source.Position(c.Span); p.Line < 1 || p.Column < 1 || p.EndLine < p.Line || p.EndLine == p.Line && p.EndColumn < p.Column {
					t.Fatalf("cell %q at %+v", c.Text, p)
				}
			}
		}
	})
}
