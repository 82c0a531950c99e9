// Package parser reads files into documents. The format is told by the content,
// not by the name.
package parser

import (
	"bytes"
	"fmt"
	"regexp"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/parser/html"
	"github.com/gouji/gouji/parser/text"
	"github.com/gouji/gouji/report"
)

// signature is how the files of a format begin.
type signature struct {
	prefix string
	name   report.Text
	advice report.Text
}

// unsupported lists formats that are recognised so that the user is told what to
// do instead of being shown an encoding error.
func unsupported() []signature {
	return []signature{
		{"%PDF-", report.Text{ZH: " PDF", EN: "a PDF"}, report.Text{
			ZH: "请先导出文字（例如 pdftotext -layout）", EN: "extract its text first (for example with pdftotext -layout)",
		}},
		{"PK\x03\x04", report.Text{ZH: " Word、Excel 或压缩文件", EN: "a Word, Excel or zip file"}, report.Text{
			ZH: "请另存为文本文件", EN: "save it as text",
		}},
		{"\xd0\xcf\x11\xe0", report.Text{ZH: "旧版 Word、Excel 或 WPS 文件", EN: "a legacy Word, Excel or WPS file"}, report.Text{
			ZH: "请另存为文本文件", EN: "save it as text",
		}},
		{"{\\rtf", report.Text{ZH: " RTF", EN: "RTF"}, report.Text{ZH: "请另存为文本文件", EN: "save it as text"}},
	}
}

// sniffed is how many bytes decide the format.
const sniffed = 512

// Parse reads a file into a document. An error is a [report.InputError].
func Parse(path string, data []byte) (*document.Document, error) {
	head := bytes.ToLower(bytes.TrimLeft(data[:min(len(data), sniffed)], "\xef\xbb\xbf \t\r\n"))
	for _, s := range unsupported() {
		if bytes.HasPrefix(head, bytes.ToLower([]byte(s.prefix))) {
			return nil, &report.InputError{Path: path, Message: report.Text{
				ZH: fmt.Sprintf("这是%s，暂不支持直接读取，%s", s.name.ZH, s.advice.ZH),
				EN: fmt.Sprintf("this is %s, which cannot be read yet: %s", s.name.EN, s.advice.EN),
			}}
		}
	}
	switch sniffText(data) {
	case page:
		return html.Parse(path, data)
	case markdownTables:
		return html.ParseMarkdown(path, data)
	case plain:
	}
	return text.Parse(path, data)
}

// textFormat is a format that is written as text.
type textFormat uint8

const (
	plain textFormat = iota
	page
	// markdownTables is Markdown or text whose tables are written in HTML, as
	// programs that recognise scanned pages give it.
	markdownTables
)

// sniffText tells web pages from other text by their markup.
func sniffText(data []byte) textFormat {
	trimmed := bytes.TrimLeft(data, "\xef\xbb\xbf \t\r\n")
	if !bytes.Contains(data, []byte("<")) {
		return plain
	}
	table, markup := tags.FindIndex(data), structure.Find(data)
	switch {
	case markup != nil, table != nil && bytes.HasPrefix(trimmed, []byte("<")):
		return page
	case table != nil:
		return markdownTables
	}
	return plain
}

//nolint:gochecknoglobals // constants
var (
	structure = regexp.MustCompile(`(?i)<(?:!doctype\s+html|html|head|body)[\s>]`)
	tags      = regexp.MustCompile(`(?i)<t[dh][\s>]`)
)
