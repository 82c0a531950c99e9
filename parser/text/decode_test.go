package text_test

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/gouji/gouji/parser/text"
	"github.com/gouji/gouji/report"
)

const (
	prose = "青川县水利局2023年政府信息公开工作年度报告\n一、总体情况\n全年主动公开信息８６条，办理申请3件。\n规章\t0\t0\n"
	// rare uses characters outside of GB 2312, of GBK and of the basic plane.
	rare = "青川县喆峣工作室政府信息公开工作年度报告，地址：㵘口镇𠮷祥路。全年公开信息若干条，没有收到申请。"
)

func encode(t *testing.T, e encoding.Encoding, s string) string {
	t.Helper()
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ data, text, encoding string }{
		"UTF-8":             {prose, prose, "UTF-8"},
		"UTF-8 with mark":   {"\ufeff" + prose, prose, "UTF-8"},
		"ASCII":             {"a\t1\n", "a\t1\n", "UTF-8"},
		"empty":             {"", "", "UTF-8"},
		"mark alone":        {"\ufeff", "", "UTF-8"},
		"UTF-16LE":          {encode(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), prose), prose, "UTF-16LE"},
		"UTF-16BE":          {encode(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), prose), prose, "UTF-16BE"},
		"UTF-16, surrogate": {encode(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), rare), rare, "UTF-16LE"},
		"GBK":               {encode(t, simplifiedchinese.GBK, prose), prose, "GB18030"},
		"GB 18030":          {encode(t, simplifiedchinese.GB18030, rare), rare, "GB18030"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc, err := text.Parse("a.txt", []byte(tc.data))
			if err != nil {
				t.Fatal(err)
			}
			if doc.Source.Text != tc.text || doc.Source.Encoding != tc.encoding {
				t.Errorf("%s: %q", doc.Source.Encoding, doc.Source.Text)
			}
		})
	}
}

func TestUnknownEncodings(t *testing.T) {
	t.Parallel()
	utf16 := encode(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), prose)
	for name, tc := range map[string]struct {
		data         string
		line, column int
		message      string
		kind         report.InputErrorKind
	}{
		"Big5":                   {encode(t, traditionalchinese.Big5, "青川縣水利局政府信息公開工作年度報告，全年公開信息若干條，沒有收到申請。"), 1, 1, "unknown encoding", report.Unreadable},
		"Shift JIS":              {encode(t, japanese.ShiftJIS, "平成二十年度の年次報告書です。よろしくお願いします。"), 1, 1, "unknown encoding", report.Unreadable},
		"Latin-1":                {"R\xe9sum\xe9 de l'ann\xe9e", 1, 2, "byte 0xE9 is no UTF-8", report.Unreadable},
		"damaged UTF-8":          {"一、总体\xe6\n情况", 1, 5, "byte 0xE6 is no UTF-8", report.Unreadable},
		"damaged on line 3":      {"甲\n乙\n丙丁\xff", 3, 3, "byte 0xFF is no UTF-8", report.Unreadable},
		"UTF-8 mark, then GBK":   {"\xef\xbb\xbf" + encode(t, simplifiedchinese.GBK, prose), 1, 1, "is no UTF-8", report.Unreadable},
		"UTF-16 without mark":    {utf16[2:], 0, 0, "not a text file (or UTF-16 without a byte order mark", report.Unsupported},
		"UTF-16, odd length":     {utf16[:len(utf16)-1], 0, 0, "no complete UTF-16 text", report.Unreadable},
		"UTF-16, half a pair":    {"\xff\xfe\x42\xd8", 0, 0, "no complete UTF-16 text", report.Unreadable},
		"NUL":                    {"甲\x00乙", 0, 0, "byte 4 is NUL", report.Unsupported},
		"random":                 {"\x89\x12\xfe\xc0\xff\x81\x00", 0, 0, "NUL", report.Unsupported},
		"too many cells":         {strings.Repeat("\t", text.MaxCells+1), 0, 0, "the file has more than 2000000 cells", report.Unreadable},
		"larger than the bounds": {strings.Repeat("甲", text.MaxSize/3+1), 0, 0, "the file is larger than 64 MiB", report.Unreadable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := text.Parse("a.txt", []byte(tc.data))
			in, ok := errors.AsType[*report.InputError](err)
			if !ok {
				t.Fatalf("error %v", err)
			}
			if in.Line != tc.line || in.Column != tc.column || in.Kind != tc.kind || !strings.Contains(in.Message.EN, tc.message) || in.Message.ZH == "" {
				t.Errorf("%d:%d: %v %s", in.Line, in.Column, in.Kind, in.Message.EN)
			}
		})
	}
}
