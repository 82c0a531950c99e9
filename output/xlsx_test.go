package output_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/gouji/gouji/output"
	"github.com/gouji/gouji/report"
)

func openBook(t *testing.T, data []byte) *excelize.File {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	})
	return book
}

func rows(t *testing.T, book *excelize.File, sheet string) [][]string {
	t.Helper()
	list, err := book.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// parts unpacks a workbook.
func parts(t *testing.T, data []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(content)
	}
	if names := archive.File; !slices.IsSortedFunc(names, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the files are not in order")
	}
	return all
}

// wellFormed checks that a text is XML.
func wellFormed(t *testing.T, name, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

// TestWorkbook checks what stands in the three sheets.
func TestWorkbook(t *testing.T) {
	t.Parallel()
	o := output.Options{Rules: []report.RuleInfo{
		{ID: "mild", Name: report.Text{ZH: "轻"}}, {ID: "bad", Name: report.Text{ZH: "重"}, Source: "文件一"}, {ID: "silent"},
	}}
	wrong := finding(report.Error, "bad", "合计不符")
	wrong.Suggestion = "8"
	further := result("a.txt", "甲局", finding(report.Note, "mild", "与上年不同"))
	further.Further = true
	skipped := failure("x.bin", "no report")
	skipped.Skipped = true
	book := openBook(t, write(t, "xlsx", o,
		result("a.txt", "甲局", finding(report.Note, "mild", "空"), finding(report.Note, "mild", "又空")), result("b.txt", "乙局", wrong),
		result("c.txt", ""), failure("d.txt", "broken"), skipped, defective("e.txt"), further))
	if diff := cmp.Diff([]string{"问题台账", "按单位", "按规则"}, book.GetSheetList()); diff != "" {
		t.Fatal(diff)
	}
	for sheet, want := range map[string][][]string{
		"问题台账": {
			{"单位", "年度", "位置", "问题", "填报值", "应为", "依据", "级别", "文件"},
			{"甲局", "2023", "合计（第2行）", "空", "", "", "", "提示", "a.txt"},
			{"甲局", "2023", "合计（第2行）", "又空", "", "", "", "提示", "a.txt"},
			{"乙局", "2023", "合计（第2行）", "合计不符", "", "8", "文件一", "错误", "b.txt"},
			{"", "", "", "broken", "", "", "", "无法读取", "d.txt"},
			{"甲局", "2023", "标题（第2行）", "规则有误 (rules.yaml:3:5)", "", "", "", "规则出错", "e.txt"},
			{"甲局", "2023", "合计（第2行）", "与上年不同", "", "", "", "提示", "a.txt"},
		},
		"按单位": {
			{"单位", "报告", "错误", "警告", "提示", "合计"},
			{"乙局", "1", "1", "0", "0", "1"},
			{"甲局", "2", "0", "0", "3", "3"},
			{"（未写明）", "1", "0", "0", "0", "0"},
		},
		"按规则": {
			{"规则", "名称", "依据", "涉及报告", "错误", "警告", "提示", "合计"},
			{"bad", "重", "文件一", "1", "1", "0", "0", "1"},
			{"mild", "轻", "", "2", "0", "0", "3", "3"},
		},
	} {
		if diff := cmp.Diff(want, rows(t, book, sheet)); diff != "" {
			t.Errorf("%s: -want +got\n%s", sheet, diff)
		}
	}
}

// TestWorkbookSetUp checks what a person at a screen or a printer meets.
func TestWorkbookSetUp(t *testing.T) {
	t.Parallel()
	data := write(t, "xlsx", output.Options{Language: report.English}, result("a.txt", "甲局", finding(report.Error, "r", "wrong")))
	book := openBook(t, data)
	all := parts(t, data)
	for name, text := range all {
		wellFormed(t, name, text)
	}
	sheets := book.GetSheetList()
	if diff := cmp.Diff([]string{"Findings", "By unit", "By rule"}, sheets); diff != "" {
		t.Fatal(diff)
	}
	for i, sheet := range sheets {
		panes, err := book.GetPanes(sheet)
		if err != nil || !panes.Freeze || panes.YSplit != 1 {
			t.Errorf("%s: panes %+v, error %v", sheet, panes, err)
		}
		layout, err := book.GetPageLayout(sheet)
		if err != nil || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 {
			t.Errorf("%s: layout %+v, error %v", sheet, layout, err)
		}
		props, err := book.GetSheetProps(sheet)
		if err != nil || props.FitToPage == nil || !*props.FitToPage {
			t.Errorf("%s: %+v, error %v", sheet, props, err)
		}
		text := all[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)]
		if !strings.Contains(text, "<autoFilter ref=\"$A$1:") || !strings.Contains(text, "<cols>") {
			t.Errorf("%s has no filter or no widths", sheet)
		}
		style, err := book.GetCellStyle(sheet, "A2")
		if err != nil {
			t.Fatal(err)
		}
		if s, err := book.GetStyle(style); err != nil || s.Alignment == nil || !s.Alignment.WrapText {
			t.Errorf("%s: style %+v, error %v", sheet, s, err)
		}
		if !slices.ContainsFunc(book.GetDefinedName(), func(d excelize.DefinedName) bool {
			return d.Name == "_xlnm.Print_Titles" && d.Scope == sheet && d.RefersTo == "'"+sheet+"'!$1:$1"
		}) {
			t.Errorf("%s: the names of the columns are not repeated", sheet)
		}
	}
}

// TestWorkbookInert checks that a workbook holds texts alone, whatever the report does.
func TestWorkbookInert(t *testing.T) {
	t.Parallel()
	for name, message := range map[string]string{
		"formula":            `=HYPERLINK("http://example.com","x")`,
		"command":            "=cmd|' /C calc'!A0",
		"markup":             "</t></is></c><c><f>1+1</f></c>",
		"escape of a sheet":  "_x003D_1+1",
		"control characters": "a\x00\x1b\u202eb",
		"no UTF-8":           "a\xffb",
		"address":            "https://example.com/",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := write(t, "xlsx", output.Options{}, result(message, message, finding(report.Error, "r", message)))
			all := parts(t, data)
			for part, text := range all {
				wellFormed(t, part, text)
				for _, tag := range []string{"<f>", "<f ", "<hyperlink", "externalLink", "ddeLink", "vbaProject"} {
					if strings.Contains(text, tag) {
						t.Errorf("%s holds %s", part, tag)
					}
				}
			}
			got := rows(t, openBook(t, data), "问题台账")
			want := strings.ToValidUTF8(output.Printable(message), "\ufffd")
			if len(got) != 2 || got[1][3] != want || got[1][0] != want {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}

// TestWorkbookLong checks a text that is longer than a cell may be.
func TestWorkbookLong(t *testing.T) {
	t.Parallel()
	const most = 32767
	got := rows(t, openBook(t, write(t, "xlsx", output.Options{}, result("a.txt", "甲局", finding(report.Error, "r", strings.Repeat("长", 40_000))))), "问题台账")
	if n := len([]rune(got[1][3])); n != most {
		t.Errorf("%d characters", n)
	}
}

// TestWorkbookRelease checks that nothing is left of a workbook that is not finished.
func TestWorkbookRelease(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	t.Setenv("TMP", folder)
	w, err := output.New("xlsx", io.Discard, output.Options{})
	if err != nil {
		t.Fatal(err)
	}
	long := finding(report.Error, "r", strings.Repeat("长", 30_000))
	left := func() int {
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		return len(entries)
	}
	for range 400 { // more than what is kept in memory
		if err := w.Result(result("a.txt", "甲局", long)); err != nil {
			t.Fatal(err)
		}
	}
	if left() == 0 {
		t.Error("the rows are kept in memory")
	}
	output.Release(w)
	if n := left(); n != 0 {
		t.Errorf("%d files are left", n)
	}
	output.Release(w) // once more does no harm

	results := make([]*report.Result, 400)
	for i := range results {
		results[i] = result("a.txt", "甲局", long)
	}
	data := write(t, "xlsx", output.Options{}, results...)
	if n := left(); n != 0 {
		t.Errorf("%d files are left of one that is", n)
	}
	if got := rows(t, openBook(t, data), "问题台账"); len(got) != len(results)+1 {
		t.Errorf("%d rows", len(got))
	}
}
