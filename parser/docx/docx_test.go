package docx_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/parser/docx"
	"github.com/gouji/gouji/report"
)

// file makes a Word file of parts.
func file(tb testing.TB, parts map[string]string) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestCompression) })
	for name, text := range parts {
		f, err := w.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := io.WriteString(f, text); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// part reads a part of a Word file.
func part(tb testing.TB, path, name string) string {
	tb.Helper()
	r, err := zip.OpenReader(path)
	if err != nil {
		tb.Fatal(err)
	}
	data, err := fs.ReadFile(r, name)
	if err := errors.Join(err, r.Close()); err != nil {
		tb.Fatal(err)
	}
	return string(data)
}

const namespaces = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`

// body makes the main part of a file.
func body(content string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><w:document` + namespaces + `><w:body>` + content + `<w:sectPr/></w:body></w:document>`
}

// p makes a paragraph of a run.
func p(text string) string { return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>" }

// tc makes a cell with properties.
func tc(properties, content string) string {
	return "<w:tc><w:tcPr>" + properties + "</w:tcPr>" + content + "</w:tc>"
}

// shown writes the rows of a document, a line each: p or c, then each cell as
// TEXT@PLACE, and _ for a place over which another cell extends.
func shown(doc *document.Document) []string {
	var out []string
	for _, row := range doc.Rows {
		parts := make([]string, len(row.Cells))
		for i, c := range row.Cells {
			if c.Covered {
				parts[i] = "_"
				continue
			}
			l := doc.Source.Position(c.Span).Layout
			place := fmt.Sprint(l.Paragraph)
			if l.Table > 0 {
				place = fmt.Sprintf("%d:%d:%d", l.Table, l.Row, l.Column)
			}
			parts[i] = c.Text + "@" + place
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
	const merged, restart, wide = `<w:vMerge/>`, `<w:vMerge w:val="restart"/>`, `<w:gridSpan w:val="2"/>`
	row := func(cells ...string) string { return "<w:tr>" + strings.Join(cells, "") + "</w:tr>" }
	table := func(rows ...string) string { return "<w:tbl><w:tblPr/>" + strings.Join(rows, "") + "</w:tbl>" }
	for name, x := range map[string]struct {
		body    string
		want    []string
		changes int
	}{
		"paragraphs":       {p("甲") + p("") + p("乙"), []string{"p 甲@1", "p 乙@3"}, 0},
		"a word in pieces": {`<w:p><w:r><w:t>政</w:t></w:r><w:hyperlink><w:r><w:t>府</w:t></w:r></w:hyperlink><w:r><w:t xml:space="preserve"> 信 </w:t></w:r></w:p>`, []string{"p 政府 信@1"}, 0},
		"breaks and tabs":  {`<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t><w:br w:type="page"/><w:t>丁</w:t></w:r></w:p>`, []string{"p 甲@1", "p 乙 丙丁@2"}, 0},
		"hidden text":      {`<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>甲</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>乙</w:t></w:r></w:p>`, []string{"p 乙@1"}, 0},
		"fields":           {`<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>`, []string{"p 1@1"}, 0},
		"changes": {
			`<w:p><w:ins><w:r><w:t>甲</w:t></w:r></w:ins><w:del><w:r><w:delText>乙</w:delText></w:r></w:del><w:r><w:t>丙</w:t></w:r></w:p>` +
				`<w:del><w:p><w:r><w:t>丁</w:t></w:r></w:p></w:del><w:p><w:moveFrom><w:r><w:t>戊</w:t></w:r></w:moveFrom></w:p>`,
			[]string{"p 甲丙@1"},
			4,
		},
		"a row that was deleted": {
			table(row(tc("", p("甲")), tc("", p("1"))), `<w:tr><w:trPr><w:del/></w:trPr>`+tc("", p("乙"))+`</w:tr>`, row(tc("", p("丙")), tc("", p("2")))),
			[]string{"c 甲@1:1:1 | 1@1:1:2", "c 丙@1:2:1 | 2@1:2:2"},
			1,
		},
		"text boxes": {
			`<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>` + p("框") + `</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>` +
				p("框") + `</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>甲</w:t></w:r></w:p>`,
			[]string{"p 甲@1", "p 框@0"},
			0,
		},
		"content controls": {"<w:sdt><w:sdtContent>" + p("甲") + table("<w:sdt><w:sdtContent>"+row(tc("", p("1")), "<w:sdt><w:sdtContent>"+tc("", p("2"))+"</w:sdtContent></w:sdt>")+"</w:sdtContent></w:sdt>") + "</w:sdtContent></w:sdt>", []string{"p 甲@1", "c 1@1:1:1 | 2@1:1:2"}, 0},
		"cells":            {table(row(tc("", p("甲")), tc("", p("")), tc("", ""), tc("", p("商业")+p("企业")))), []string{"c 甲@1:1:1 | @1:1:2 | @1:1:3 | 商业 企业@1:1:4"}, 0},
		"merged cells": {
			table(row(tc(restart, p("甲")), tc(wide, p("乙")), tc("", p("1"))), row(tc(merged, p("")), tc("", p("丙")), tc("", p("2")), tc("", p("3")))),
			[]string{"c 甲@1:1:1 | 乙@1:1:2 | _ | 1@1:1:4", "c _ | 丙@1:2:2 | 2@1:2:3 | 3@1:2:4"},
			0,
		},
		"a row that begins further right": {table(row(tc("", p("甲")), tc("", p("1"))), `<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>`+tc("", p("2"))+`</w:tr>`), []string{"c 甲@1:1:1 | 1@1:1:2", "c _ | 2@1:2:2"}, 0},
		"two tables":                      {table(row(tc("", p("1")), tc("", p("2")))) + p("甲") + table(row(tc("", p("3")), tc("", p("4")))), []string{"c 1@1:1:1 | 2@1:1:2", "p 甲@1", "c 3@2:1:1 | 4@2:1:2"}, 0},
		"a table that lays out": {
			table(row(tc("", p("甲")), tc("", p("乙")+table(row(tc("", p("1")), tc("", p("2"))), row(tc("", p("3")), tc("", p("4"))))))),
			[]string{"p 甲@1:1:1", "p 乙@1:1:2", "c 1@1:1:2 | 2@1:1:2", "c 3@1:1:2 | 4@1:1:2"},
			0,
		},
		"a table of one row in a cell": {table(row(tc("", p("甲")), tc("", table(row(tc("", p("1")), tc("", p("2"))))))), []string{"c 甲@1:1:1 | 1@1:1:2 | 2@1:1:3"}, 0},
		"notes and comments":           {`<w:p><w:r><w:t>甲</w:t><w:footnoteReference w:id="1"/></w:r><w:commentRangeStart/><w:ruby><w:rt><w:r><w:t>注</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>乙</w:t></w:r></w:rubyBase></w:ruby></w:p>`, []string{"p 甲乙@1"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc, err := docx.Parse("a.docx", file(t, map[string]string{"word/document.xml": body(x.body)}))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(x.want, shown(doc)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if doc.TrackedChanges != x.changes {
				t.Errorf("%d changes, want %d", doc.TrackedChanges, x.changes)
			}
		})
	}
}

// TestNumbers checks the numbers that Word puts in front of paragraphs.
func TestNumbers(t *testing.T) {
	t.Parallel()
	level := func(i int, format, text string) string {
		return fmt.Sprintf(`<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/></w:lvl>`, i, format, text)
	}
	parts := map[string]string{
		"word/numbering.xml": `<w:numbering` + namespaces + `>` +
			`<w:abstractNum w:abstractNumId="0">` + level(0, "chineseCountingThousand", "%1、") + level(1, "chineseCounting", "（%2）") + level(2, "decimal", "%3.") + level(3, "decimal", "%1.%3.%4 ") + `</w:abstractNum>` +
			`<w:abstractNum w:abstractNumId="1">` + level(0, "bullet", "•") + level(1, "decimalEnclosedCircle", "%2") + level(2, "upperRoman", "%3)") + level(3, "lowerLetter", "%4)") + `</w:abstractNum>` +
			`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>` +
			`<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>` +
			`</w:numbering>`,
		"word/styles.xml": `<w:styles` + namespaces + `><w:style w:type="paragraph" w:styleId="a"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>` +
			`<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style><w:style w:type="paragraph" w:styleId="loop"><w:basedOn w:val="loop"/></w:style></w:styles>`,
	}
	numbered := func(list string, level int, text string) string {
		return fmt.Sprintf(`<w:p><w:pPr><w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%s"/></w:numPr></w:pPr><w:r><w:t>%s</w:t></w:r></w:p>`, level, list, text)
	}
	styled := func(style, text string) string {
		return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
	}
	content := styled("a", "甲") + numbered("1", 1, "乙") + numbered("1", 1, "丙") + numbered("1", 2, "丁") + numbered("1", 3, "戊") +
		styled("b", "己") + numbered("1", 1, "庚") + numbered("3", 0, "辛") + numbered("2", 0, "壬") + numbered("2", 1, "癸") + numbered("2", 2, "子") + numbered("2", 3, "丑") +
		numbered("0", 0, "寅") + numbered("9", 0, "卯") + styled("loop", "辰") + styled("a", "巳")
	var want []string
	for i, text := range []string{"一、甲", "（一）乙", "（二）丙", "1.丁", "一.1.1 戊", "二、己", "（一）庚", "五、辛", "壬", "①癸", "I)子", "a)丑", "寅", "卯", "辰", "三、巳"} {
		want = append(want, fmt.Sprintf("p %s@%d", text, i+1))
	}
	parts["word/document.xml"] = body(content)
	doc, err := docx.Parse("a.docx", file(t, parts))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, shown(doc)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	many := strings.Repeat(styled("a", "甲"), 120)
	parts["word/document.xml"] = body(many)
	if doc, err = docx.Parse("a.docx", file(t, parts)); err != nil {
		t.Fatal(err)
	}
	for i, text := range map[int]string{10: "十、甲", 11: "十一、甲", 20: "二十、甲", 21: "二十一、甲", 100: "一百、甲", 105: "一百零五、甲", 110: "一百一十、甲", 115: "一百一十五、甲"} {
		if got := doc.Rows[i-1].Cells[0].Text; got != text {
			t.Errorf("%d: %s, want %s", i, got, text)
		}
	}
}

// TestDamaged checks that what is no Word file, or more than one should be, ends as
// an error that says so.
func TestDamaged(t *testing.T) {
	t.Parallel()
	sound := file(t, map[string]string{"word/document.xml": body(p("甲"))})
	for name, x := range map[string]struct {
		data []byte
		want string
	}{
		"empty":         {nil, "damaged"},
		"cut off":       {sound[:len(sound)/2], "damaged"},
		"no text":       {file(t, map[string]string{"word/styles.xml": "<w/>"}), "damaged"},
		"empty part":    {file(t, map[string]string{"word/document.xml": ""}), "damaged"},
		"no body":       {file(t, map[string]string{"word/document.xml": "<a/>"}), "damaged"},
		"broken XML":    {file(t, map[string]string{"word/document.xml": body("<w:p>")}), "damaged"},
		"broken styles": {file(t, map[string]string{"word/document.xml": body(p("甲")), "word/styles.xml": "<a"}), "damaged"},
		"entities": {file(t, map[string]string{"word/document.xml": `<!DOCTYPE a [<!ENTITY a "甲"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w:document` + namespaces + `><w:body>` +
			p("&b;") + `</w:body></w:document>`}), "damaged"},
		"nested too deep": {file(t, map[string]string{"word/document.xml": body(strings.Repeat("<w:sdt>", 100_000) + strings.Repeat("</w:sdt>", 100_000))}), "nested too deeply"},
		"a bomb":          {file(t, map[string]string{"word/document.xml": body(strings.Repeat(" ", docx.MaxPart))}), "more than 64 MiB once it is unpacked"},
		"too many cells": {file(t, map[string]string{
			"word/document.xml": body("<w:tbl><w:tr>" + strings.Repeat(`<w:tc><w:tcPr><w:gridSpan w:val="200"/></w:tcPr></w:tc>`, 6000) + "</w:tr></w:tbl>"),
		}), "more than 1000000 cells"},
		"too large": {make([]byte, docx.MaxSize+1), "larger than 64 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := docx.Parse("a.docx", x.data)
			in, ok := errors.AsType[*report.InputError](err)
			if !ok || !strings.Contains(in.Message.EN, x.want) || in.Message.ZH == "" {
				t.Errorf("error %v", err)
			}
		})
	}
}

// FuzzParse takes anything for the parts of a file: they are refused, or every cell
// has its place.
func FuzzParse(f *testing.F) {
	f.Add(p("甲")+"<w:tbl><w:tr>"+tc(`<w:vMerge w:val="restart"/>`, p("1"))+tc(`<w:gridSpan w:val="3"/>`, p("2"))+"</w:tr></w:tbl>",
		`<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`)
	f.Add(`<w:p><w:pPr><w:numPr><w:ilvl w:val="99"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>`, `<w:num w:numId="1"/>`)
	files, err := filepath.Glob("../../testdata/formats/*/*.docx")
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, name := range files {
		_, content, _ := strings.Cut(part(f, name, "word/document.xml"), "<w:body>")
		content, _, _ = strings.Cut(content, "<w:sectPr")
		f.Add(content, "")
	}
	f.Fuzz(func(t *testing.T, content, numbers string) {
		doc, err := docx.Parse("a.docx", file(t, map[string]string{
			"word/document.xml": body(content), "word/numbering.xml": "<w:numbering" + namespaces + ">" + numbers + "</w:numbering>",
		}))
		if err != nil {
			return
		}
		at := int32(0)
		for _, row := range doc.Rows {
			if len(row.Cells) == 0 {
				t.Fatal("a row without cells")
			}
			for _, c := range row.Cells {
				if c.Span.Start < at || doc.Source.Slice(c.Span) != c.Text {
					t.Fatalf("cell %q at %v", c.Text, c.Span)
				}
				at = c.Span.End
				if doc.Source.Position(c.Span).Layout == nil {
					t.Fatal("no place")
				}
			}
		}
	})
}
