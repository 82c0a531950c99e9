package xlsx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/parser/xlsx"
	"github.com/gouji/gouji/report"
)

// book makes a spreadsheet.
func book(tb testing.TB, fill func(*excelize.File)) []byte {
	tb.Helper()
	f := excelize.NewFile()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func must(err error) {
	if err != nil {
		panic(err)
	}
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
			parts[i] = c.Text + "@" + l.Sheet + "!" + l.Cell
		}
		kind := "c "
		if row.Kind == document.Paragraph {
			kind = "p "
		}
		out = append(out, kind+strings.ReplaceAll(strings.Join(parts, " | "), "Sheet1!", ""))
	}
	return out
}

func TestParse(t *testing.T) {
	t.Parallel()
	set := func(f *excelize.File, cell string, value any) { must(f.SetCellValue("Sheet1", cell, value)) }
	format := func(f *excelize.File, cell, code string) {
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		must(err)
		must(f.SetCellStyle("Sheet1", cell, cell, style))
	}
	for name, tc := range map[string]struct {
		fill func(*excelize.File)
		want []string
	}{
		"cells": {func(f *excelize.File) {
			set(f, "A1", "甲")
			set(f, "B1", 1)
			set(f, "A2", "乙")
			set(f, "B2", 2.5)
		}, []string{"c 甲@A1 | 1@B1", "c 乙@A2 | 2.5@B2"}},
		"number formats": {func(f *excelize.File) {
			set(f, "A1", "甲")
			set(f, "B1", 0)
			format(f, "B1", "0.0000")
			set(f, "C1", 1234567)
			format(f, "C1", "#,##0")
			set(f, "D1", 12.5)
			format(f, "D1", "0.0000")
		}, []string{"c 甲@A1 | 0.0000@B1 | 1,234,567@C1 | 12.5000@D1"}},
		"large numbers": {func(f *excelize.File) {
			set(f, "A1", "甲")
			set(f, "B1", 12345678)
			set(f, "C1", "00123")
		}, []string{"c 甲@A1 | 12345678@B1 | 00123@C1"}},
		"empty cells at the end": {func(f *excelize.File) {
			set(f, "A1", "甲")
			set(f, "C1", 1)
			set(f, "A2", "乙")
			set(f, "B2", 2)
		}, []string{"c 甲@A1 | @B1 | 1@C1", "c 乙@A2 | 2@B2 | @C2"}},
		"merged cells": {func(f *excelize.File) {
			set(f, "A1", "甲")
			set(f, "C1", 1)
			set(f, "B2", "丙")
			set(f, "C2", 2)
			must(f.MergeCell("Sheet1", "A1", "B1"))
			must(f.MergeCell("Sheet1", "A2", "A3"))
			set(f, "A2", "乙")
			set(f, "B3", "丁")
			set(f, "C3", 3)
		}, []string{"c 甲@A1 | _ | 1@C1", "c 乙@A2 | 丙@B2 | 2@C2", "c _ | 丁@B3 | 3@C3"}},
		"texts": {func(f *excelize.File) {
			set(f, "A1", "甲县2023年报告")
			set(f, "A3", strings.Repeat("年", 200))
			set(f, "A4", "一、\n概况")
			set(f, "A5", "甲")
			set(f, "B5", 1)
		}, []string{"p 甲县2023年报告@A1", "p " + strings.Repeat("年", 200) + "@A3", "c 一、 概况@A4 | @B4", "c 甲@A5 | 1@B5"}},
		"what is hidden": {func(f *excelize.File) {
			set(f, "A1", "甲")
			set(f, "B1", 1)
			set(f, "A2", "乙")
			set(f, "B2", 2)
			must(f.SetRowVisible("Sheet1", 2, false))
			_, err := f.NewSheet("隐藏")
			must(err)
			must(f.SetCellValue("隐藏", "A1", "丙"))
			must(f.SetSheetVisible("隐藏", false))
		}, []string{"c 甲@A1 | 1@B1"}},
		"several sheets": {func(f *excelize.File) {
			set(f, "A1", "甲")
			set(f, "B1", 1)
			_, err := f.NewSheet("表三")
			must(err)
			must(f.SetCellValue("表三", "B7", "乙"))
			must(f.SetCellValue("表三", "C7", 2))
		}, []string{"c 甲@A1 | 1@B1", "c @表三!A7 | 乙@表三!B7 | 2@表三!C7"}},
		"a far away cell": {func(f *excelize.File) {
			set(f, "A1", "甲")
			set(f, "A1048576", "乙")
		}, []string{"p 甲@A1"}},
		"nothing": {func(*excelize.File) {}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc, err := xlsx.Parse("a.xlsx", book(t, tc.fill))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, shown(doc)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestFormulas checks that a formula counts as what it gave when the file was saved.
func TestFormulas(t *testing.T) {
	t.Parallel()
	data := replaced(t, book(t, func(f *excelize.File) {
		must(f.SetCellValue("Sheet1", "A1", "甲"))
		must(f.SetCellValue("Sheet1", "B1", 77))
	}), "xl/worksheets/sheet1.xml", "<v>77</v>", "<f>SUM(C1:C9)</f><v>77</v>")
	doc, err := xlsx.Parse("a.xlsx", data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"c 甲@A1 | 77@B1"}, shown(doc)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// replaced returns a spreadsheet with a text of one of its parts replaced.
func replaced(t *testing.T, data []byte, part, old, with string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	found := false
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == part && bytes.Contains(content, []byte(old)) {
			content, found = bytes.Replace(content, []byte(old), []byte(with), 1), true
		}
		w, err := out.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if !found {
		t.Fatalf("%s does not hold %s", part, old)
	}
	must(out.Close())
	return b.Bytes()
}

// TestDamaged checks that what is no spreadsheet, or more than one should be, ends as
// an error that says so.
func TestDamaged(t *testing.T) {
	t.Parallel()
	sound := book(t, func(f *excelize.File) { must(f.SetCellValue("Sheet1", "A1", "甲")) })
	for name, tc := range map[string]struct {
		data []byte
		want string
	}{
		"empty":     {nil, "damaged"},
		"cut off":   {sound[:len(sound)/2], "damaged"},
		"too large": {make([]byte, xlsx.MaxSize+1), "larger than 32 MiB"},
		"too many cells": {
			replaced(t, sound, "xl/worksheets/sheet1.xml", "</sheetData>", wideRows(80)+"</sheetData>"),
			"more than 1000000 cells",
		},
		"too many merged cells": {
			replaced(t, sound, "xl/worksheets/sheet1.xml", "</sheetData>", "</sheetData><mergeCells>"+strings.Repeat(`<mergeCell ref="A1:B1"/>`, xlsx.MaxMerged+1)+"</mergeCells>"),
			"more than 20000 merged cells",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := xlsx.Parse("a.xlsx", tc.data)
			in, ok := errors.AsType[*report.InputError](err)
			if !ok || !strings.Contains(in.Message.EN, tc.want) || in.Message.ZH == "" {
				t.Errorf("error %v", err)
			}
		})
	}
}

// wideRows makes rows whose only cell is in the last column that there is.
func wideRows(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<row r="%d"><c r="XFD%d" t="inlineStr"><is><t>1</t></is></c></row>`, i+2, i+2)
	}
	return b.String()
}

// TestFlippedBits damages a spreadsheet in many ways; it is refused, or read.
func TestFlippedBits(t *testing.T) {
	t.Parallel()
	sound := book(t, func(f *excelize.File) {
		for i := 1; i < 20; i++ {
			must(f.SetCellValue("Sheet1", fmt.Sprintf("A%d", i), "甲"))
		}
		must(f.MergeCell("Sheet1", "A1", "B2"))
	})
	for i := 0; i < len(sound); i += 17 {
		data := bytes.Clone(sound)
		data[i] ^= 1 << (i % 8)
		doc, err := xlsx.Parse("a.xlsx", data)
		if _, ok := errors.AsType[*report.InputError](err); err != nil && !ok {
			t.Fatalf("byte %d: %v", i, err)
		}
		if err == nil && doc == nil {
			t.Fatalf("byte %d: neither a document nor an error", i)
		}
	}
}

// FuzzParse takes anything for the sheet of a spreadsheet.
func FuzzParse(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="B1"><v>1</v></c></row>`, "A1:B2")
	f.Add(`<row r="9999999"><c r="ZZZ1"><v>1e99</v></c></row>`, "A1")
	files, err := filepath.Glob("../../testdata/formats/*/*.xlsx")
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, name := range files {
		r, err := zip.OpenReader(name)
		must(err)
		sheet, err := fs.ReadFile(r, "xl/worksheets/sheet1.xml")
		must(err)
		must(r.Close())
		_, rows, _ := strings.Cut(string(sheet), "<sheetData>")
		rows, _, _ = strings.Cut(rows, "</sheetData>")
		f.Add(rows, "A1:C1")
	}
	f.Fuzz(func(t *testing.T, rows, merged string) {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for name, text := range map[string]string{
			"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
			"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
			"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
			"xl/worksheets/sheet1.xml":   `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData><mergeCells><mergeCell ref="` + merged + `"/></mergeCells></worksheet>`,
		} {
			part, err := w.Create(name)
			must(err)
			_, err = io.WriteString(part, text)
			must(err)
		}
		must(w.Close())
		doc, err := xlsx.Parse("a.xlsx", b.Bytes())
		if err != nil {
			return
		}
		for _, row := range doc.Rows {
			for _, c := range row.Cells {
				if doc.Source.Slice(c.Span) != c.Text || doc.Source.Position(c.Span).Layout == nil {
					t.Fatalf("cell %q", c.Text)
				}
			}
		}
	})
}
