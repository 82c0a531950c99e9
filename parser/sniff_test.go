package parser_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/parser"
	"github.com/gouji/gouji/report"
)

func TestSniff(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		data string
		want parser.Format
	}{
		"empty":                   {"", parser.Text},
		"text":                    {"甲 < 乙\n", parser.Text},
		"Markdown":                {"# 甲\n| 1 | 2 |\n", parser.Text},
		"Markdown with HTML":      {"# 甲\n<table><tr><td>1</td></tr></table>", parser.Markdown},
		"page":                    {"\ufeff\n <!DOCTYPE HTML PUBLIC>", parser.HTML},
		"page without doctype":    {"<html lang=zh>", parser.HTML},
		"page behind a comment":   {"<!-- saved from url -->\r\n<HTML><HEAD>", parser.HTML},
		"part of a page":          {"<div><table><tr><TD align=center>1", parser.HTML},
		"XML declaration":         {`<?xml version="1.0"?><html xmlns="x">`, parser.HTML},
		"page in UTF-16":          {"\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00", parser.HTML},
		"text in UTF-16":          {"\xff\xfe2u\n\x00", parser.Text},
		"Markdown behind a table": {"<html><body><table><tr><td>1</table></body></html>\n\n# 甲\n", parser.Markdown},
		"Markdown, pages within":  {"甲\n<html><body><table><tr><td>1</table></body></html>\n", parser.Markdown},
		"a hash in a page":        {"<!DOCTYPE html><a href=#1>#1</a><style>\n#td {}</style><script>\n# 1\n</script><td>", parser.HTML},
		"PDF":                     {"%PDF-1.7\n", parser.PDF},
		"PDF behind other things": {"junk\n%PDF-1.4", parser.PDF},
		"legacy":                  {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", parser.Legacy},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := parser.Sniff("a", []byte(tc.data)); err != nil || got != tc.want {
				t.Errorf("%q, %v, want %q", got, err, tc.want)
			}
		})
	}
	for ext, want := range map[string]parser.Format{"docx": parser.DOCX, "xlsx": parser.XLSX, "pdf": parser.PDF, "html": parser.HTML} {
		files, err := filepath.Glob("../testdata/formats/*/*." + ext)
		if err != nil || len(files) == 0 {
			t.Fatal(ext, files, err)
		}
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := parser.Sniff(f, data); err != nil || got != want {
				t.Errorf("%s: %q, %v", f, got, err)
			}
		}
	}
}

// TestRefused checks that a format that is recognised and not read is said to be so,
// and what to do.
func TestRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ data, want string }{
		"RTF":         {`{\rtf1}`, "save it as DOCX"},
		"RAR":         {"Rar!\x1a\x07", "unpack it"},
		"MHTML":       {"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n", "HTML only"},
		"7z":          {"7z\xbc\xaf\x27\x1c", "unpack it"},
		"legacy":      {"\xd0\xcf\x11\xe0", "--allow-convert"},
		"damaged zip": {"PK\x03\x04", "the file is damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := (&parser.Parser{}).Parse("a", []byte(tc.data))
			in, ok := errors.AsType[*report.InputError](err)
			if !ok || !strings.Contains(in.Message.EN, tc.want) || in.Message.ZH == "" || in.Kind != report.Unreadable {
				t.Errorf("error %v", err)
			}
		})
	}
}
